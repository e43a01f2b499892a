"""What people are told of, and by which way unless they say otherwise. Pure: no framework."""

from collections.abc import Mapping
from dataclasses import dataclass

from processes.words import gettext_noop as _

IN_APP = "in_app"
CHANNELS: Mapping[str, str] = {
    "email": _("Thư điện tử"),
    "sms": _("Tin nhắn SMS"),
    "zalo": _("Zalo"),
}


@dataclass(frozen=True)
class Kind:
    """One kind of notice.

    Args:
        legal: The notice stands in the law; in the application it cannot be switched off, and a
            message whose fate is unknown waits for a person.
        now: The channels it goes by at once unless the person says otherwise.
    """

    key: str
    label: str
    legal: bool = False
    now: tuple[str, ...] = ("email",)


_ALL = (
    Kind("step", _("Bước xử lý hồ sơ"), legal=True, now=("email", "sms", "zalo")),
    Kind("due_soon", _("Sắp đến hạn")),
    Kind("due_today", _("Đến hạn hôm nay")),
    Kind("overdue", _("Quá hạn")),
    Kind("escalation", _("Đơn vị phụ trách để quá hạn")),
    Kind("apology", _("Xin lỗi vì chậm, hẹn lại"), legal=True, now=("email", "sms", "zalo")),
    Kind("window_closing", _("Sắp hết thời gian nhận"), now=("email", "sms", "zalo")),
    Kind("certificate", _("Giấy chứng nhận sắp hết hạn"), now=("email", "zalo")),
    Kind("duty", _("Việc của chu trình đến hạn")),
    Kind("duty_late", _("Việc của chu trình quá hạn")),
)
KINDS: Mapping[str, Kind] = {k.key: k for k in _ALL}
