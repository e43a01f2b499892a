"""What forms outside the law's table send, in the words of their pages: labels, and buttons."""

import re

from django.utils.translation import gettext as _

from processes.roles import POSTS, Role
from processes.rulesets import RULESETS
from processes.words import gettext_noop

ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LABELS = {
    "do": gettext_noop("Việc"),
    "choice": gettext_noop("Việc"),
    "reason": gettext_noop("Lý do"),
    "role": gettext_noop("Vai trò"),
    "full_name": gettext_noop("Họ và tên"),
    "phone": gettext_noop("Điện thoại"),
    "email": gettext_noop("Thư điện tử"),
    "name": gettext_noop("Tên"),
    "registration_number": gettext_noop("Số đăng ký kinh doanh"),
    "address": gettext_noop("Địa chỉ"),
    "from_on": gettext_noop("Từ ngày"),
    "until_on": gettext_noop("Đến hết ngày"),
    "closes_on": gettext_noop("Nhận đến hết ngày"),
    "date": gettext_noop("Ngày"),
    "source": gettext_noop("Văn bản thông báo"),
    "answer": gettext_noop("Trả lời"),
    "content": gettext_noop("Nội dung"),
    "text": gettext_noop("Nội dung"),
    "note": gettext_noop("Ghi chú"),
    "comment": gettext_noop("Nhận xét"),
    "discussion": gettext_noop("Nội dung thảo luận"),
    "remarks": gettext_noop("Kết luận của chủ tịch (ghi vào biên bản)"),
    "place": gettext_noop("Địa điểm"),
    "title": gettext_noop("Tiêu đề"),
    "body": gettext_noop("Nội dung"),
    "short": gettext_noop("Tin ngắn"),
}
BUTTONS = {
    "password": gettext_noop("Cấp mật khẩu mới"),
    "factor": gettext_noop("Gỡ xác thực hai bước"),
    "unlock": gettext_noop("Gỡ tạm khóa"),
    "withdraw": gettext_noop("Thu hồi tài khoản"),
    "restore": gettext_noop("Mở lại tài khoản"),
    "claim": gettext_noop("Nhận việc"),
    "assign": gettext_noop("Giao việc"),
    "release": gettext_noop("Trả việc"),
    "remind": gettext_noop("Nhắc nơi giữ hồ sơ"),
    "extend": gettext_noop("Gia hạn xử lý"),
    "leave": gettext_noop("Rời họp"),
    "save": gettext_noop("Lưu nháp"),
    "hand_in": gettext_noop("Gửi phiếu"),
}


def label(key: str) -> str:
    """Return the label of the question that ``key`` answers; the key where no page asks it."""
    name = key.partition("-")[0]  # where a page asks the same for each of many: reason-…
    return _(LABELS[name]) if name in LABELS else key


def words(key: str, value: str) -> str:
    """Return what was chosen in words; what somebody typed stays as it is."""
    if key == "do" or key.startswith("choice-"):
        step = next((r.steps[value] for r in RULESETS.values() if value in r.steps), None)
        return _(BUTTONS.get(value) or (step.label if step else value))
    if key == "role" and value in {r.value for r in Role}:
        return _(POSTS[Role(value)].label)
    if ISO_DAY.fullmatch(value):  # a browser's own picker sends a day so, whatever it shows
        return "/".join(reversed(value.split("-")))
    return value
