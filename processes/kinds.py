"""What people are told of, by which way unless they say otherwise, and in which words.

Pure: no framework. The words have ``{named}`` gaps; :data:`GAPS` says what each is filled with.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from processes.roles import COUNCIL_ROLES, Role
from processes.words import gettext_noop as _

IN_APP = "in_app"
CHANNELS: Mapping[str, str] = {
    "email": _("Thư điện tử"),
    "sms": _("Tin nhắn SMS"),
    "zalo": _("Zalo"),
}
GAPS: Mapping[str, str] = {
    "product": _("tên sản phẩm"),
    "code": _("mã hồ sơ"),
    "organisation": _("chủ thể"),
    "step": _("việc đã làm"),
    "by": _("người, vai trò đã làm"),
    "at": _("lúc"),
    "state": _("bước của hồ sơ"),
    "holder": _("nơi giữ hồ sơ ở bước đó"),
    "now": _("câu nói hồ sơ nay ở bước nào, ai giữ"),
    "due": _("hết ngày nào là hạn"),
    "reason": _("lý do đã ghi"),
    "details": _("nội dung đã ghi khác"),
    "ask": _("câu nói việc người nhận cần làm"),
    "todo": _("câu ngắn nói việc cần làm và hạn; trống nếu không phải làm gì"),
    "number": _("số giấy chứng nhận"),
    "duty": _("việc của chu trình"),
    "unit": _("đơn vị"),
    "link": _("địa chỉ mở hồ sơ"),
}
_GAP = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Words:
    """A title, a text of several lines, and a short message for a phone."""

    title: str
    body: str
    short: str

    def parts(self) -> tuple[str, str, str]:
        """Return the three texts, in this order."""
        return self.title, self.body, self.short

    def problems(self) -> Iterator[str]:
        """Yield what cannot be filled: a gap nobody knows, or a brace that stands alone."""
        for text in self.parts():
            yield from (f"{{{g}}}" for g in _GAP.findall(text) if g not in GAPS)
            bare = _GAP.sub("", text)
            yield from sorted({c for c in bare if c in "{}"})


def filled(text: str, gaps: Mapping[str, str]) -> str:
    """Return the text with its gaps filled; lines that a gap left empty are taken out."""
    lines = []
    for line in text.splitlines():
        names = _GAP.findall(line)
        if names and not any(gaps.get(n) for n in names):
            continue
        lines.append(_GAP.sub(lambda m: gaps.get(m[1], ""), line).rstrip())
    return "\n".join(lines)


@dataclass(frozen=True)
class Kind:
    """One kind of notice.

    Args:
        words: What it says unless an administrator wrote otherwise.
        legal: The notice stands in the law; in the application it cannot be switched off, and a
            message whose fate is unknown waits for a person.
        now: The channels it goes by at once unless the person says otherwise.
        to: The roles that can be told of it at all.
    """

    key: str
    label: str
    words: Words
    legal: bool = False
    now: tuple[str, ...] = ("email",)
    to: frozenset[Role] = frozenset()


_OFFICES = frozenset({Role.COMMUNE_OFFICER, Role.DISTRICT_OFFICER, Role.PROVINCE_OFFICER})
_CHAIRS = frozenset({Role.DISTRICT_CHAIR, Role.PROVINCE_CHAIR})
_HOLDERS = frozenset({Role.APPLICANT, Role.PROVINCE_LEADER}) | _OFFICES | _CHAIRS
EVERY_WAY = ("email", "sms", "zalo")
_ALL = (
    Kind(
        "step",
        _("Bước xử lý hồ sơ"),
        Words(
            _("{step}: {product}"),
            _(
                "{by}: “{step}”, lúc {at}.\nHồ sơ {code}, sản phẩm {product} của {organisation}."
                "\nLý do: {reason}\n{details}\n{now}\nHạn của bước này: hết ngày {due}.\n{ask}"
            ),
            _("{code}: {step}. {todo}"),
        ),
        legal=True,
        now=EVERY_WAY,
        to=_HOLDERS | COUNCIL_ROLES,
    ),
    Kind(
        "due_soon",
        _("Sắp đến hạn"),
        Words(
            _("Sắp đến hạn, hết ngày {due}: {product}"),
            _(
                "Hồ sơ {code}, sản phẩm {product} của {organisation}, đang chờ ở bước “{state}”."
                "\nHạn của bước này: hết ngày {due}.\n{ask}"
            ),
            _("{code}: sắp đến hạn. {todo}"),
        ),
        to=_HOLDERS | {Role.DEPARTMENT_OFFICER},
    ),
    Kind(
        "due_today",
        _("Đến hạn hôm nay"),
        Words(
            _("Hôm nay là hạn: {product}"),
            _(
                "Hồ sơ {code}, sản phẩm {product} của {organisation}, đang chờ ở bước “{state}”."
                "\nHạn là hết ngày hôm nay, {due}.\n{ask}"
            ),
            _("{code}: hôm nay là hạn. {todo}"),
        ),
        to=_HOLDERS,
    ),
    Kind(
        "overdue",
        _("Quá hạn"),
        Words(
            _("Quá hạn từ hết ngày {due}: {product}"),
            _(
                "Hồ sơ {code}, sản phẩm {product} của {organisation}, còn ở bước “{state}” mà hạn"
                " đã hết ngày {due}.\n{ask}"
            ),
            _("{code}: quá hạn từ hết ngày {due}."),
        ),
        to=_HOLDERS,
    ),
    Kind(
        "escalation",
        _("Đơn vị phụ trách để quá hạn"),
        Words(
            _("Quá hạn ở {holder}: {product}"),
            _(
                "{holder} để quá hạn hồ sơ {code}, sản phẩm {product} của {organisation}, ở bước"
                " “{state}”; hạn đã hết ngày {due}.\nViệc cần làm: nhắc, đôn đốc, hoặc gia hạn xử lý"
                " có lý do và hẹn lại chủ thể."
            ),
            _("{code}: {holder} quá hạn từ hết ngày {due}."),
        ),
        to=frozenset({Role.SUPERVISOR}),
    ),
    Kind(
        "apology",
        _("Xin lỗi vì chậm, hẹn lại"),
        Words(
            _("Xin lỗi vì giải quyết chậm, hẹn lại hết ngày {due}: {product}"),
            _(
                "{holder} chưa xong bước “{state}” của hồ sơ {code} đúng hạn và xin lỗi chủ thể."
                "\nHẹn lại: hết ngày {due}. Chưa cần làm gì."
            ),
            _("{code}: xin lỗi vì giải quyết chậm, hẹn lại hết ngày {due}."),
        ),
        legal=True,
        now=EVERY_WAY,
        to=frozenset({Role.APPLICANT}),
    ),
    Kind(
        "window_closing",
        _("Sắp hết thời gian nhận"),
        Words(
            _("Chỉ còn nhận đến hết ngày {due}: {product}"),
            _(
                "Hồ sơ {code}, sản phẩm {product}, chưa nộp, còn ở bước “{state}”."
                "\nThời gian nhận hết vào cuối ngày {due}.\n{ask}"
            ),
            _("{code}: chỉ còn nhận đến hết ngày {due}."),
        ),
        now=EVERY_WAY,
        to=frozenset({Role.APPLICANT}),
    ),
    Kind(
        "certificate",
        _("Giấy chứng nhận sắp hết hạn"),
        Words(
            _("Giấy chứng nhận {number} hết hạn sau ngày {due}: {product}"),
            _(
                "Giấy chứng nhận {number} của sản phẩm {product}, {organisation}, có giá trị đến hết"
                " ngày {due}.\nViệc cần làm: đăng ký ý tưởng của chu trình tới để được đánh giá lại"
                " trước ngày đó."
            ),
            _("Giấy chứng nhận {number} hết hạn sau ngày {due}."),
        ),
        now=("email", "zalo"),
        to=frozenset({Role.APPLICANT, Role.COMMUNE_OFFICER}),
    ),
    Kind(
        "duty",
        _("Việc của chu trình đến hạn"),
        Words(
            _("Sắp đến hạn, hết ngày {due}: {duty}"),
            _(
                "{unit} còn việc của chu trình: {duty}.\nHạn: hết ngày {due}."
                "\nViệc cần làm: hoàn thành và đính kèm minh chứng."
            ),
            _("{duty}: hạn hết ngày {due}."),
        ),
        to=_OFFICES,
    ),
    Kind(
        "duty_late",
        _("Việc của chu trình quá hạn"),
        Words(
            _("Quá hạn từ hết ngày {due}: {duty}, {unit}"),
            _(
                "{unit} chưa hoàn thành việc của chu trình: {duty}; hạn đã hết ngày {due}."
                "\nViệc cần làm: đơn vị hoàn thành ngay và đính kèm minh chứng; người giám sát nhắc,"
                " đôn đốc."
            ),
            _("{unit}: quá hạn {duty}."),
        ),
        to=_OFFICES | {Role.SUPERVISOR},
    ),
)
KINDS: Mapping[str, Kind] = {k.key: k for k in _ALL}


def told_to(roles: Iterable[str]) -> list[Kind]:
    """Return the kinds that somebody in one of these roles can be told of, in their order."""
    held = frozenset(map(Role, roles))
    return [k for k in KINDS.values() if k.to & held]
