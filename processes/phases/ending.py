"""How a journey ends before its certificate, and the acts that may happen anywhere on it.

Withdrawal is ours; lapse follows from §6.2.a and §6.3.a ("take part at the same time next year").
"""

from processes.engine import Act, Asked, Field, Kind, Reason, State, Transition, WorkingDays
from processes.roles import Audience, Role
from processes.words import gettext_noop as _

from . import idea, national, plan, production, rating
from .case import Case, cite, no

WITHDRAWN = State("end.withdrawn", _("Chủ thể rút hồ sơ"))
LAPSED = State("end.lapsed", _("Hết hạn trong năm"))
STATES = (national.CERTIFIED, rating.RATED_BELOW, WITHDRAWN, LAPSED)

WAITING = (*idea.STATES, *plan.STATES, *production.STATES, *rating.STATES, *national.STATES)
BEFORE_SCORING = tuple(
    s
    for s in (*idea.STATES, *plan.STATES, *production.STATES, *rating.STATES[:4])
    if s.holder in (Role.APPLICANT, Role.COMMUNE_OFFICER, Role.DISTRICT_OFFICER)
)
HELD_BY_APPLICANT = tuple(s for s in WAITING if s.holder == Role.APPLICANT)


def nothing_can_be_submitted(case: Case, asked: Asked) -> Reason | None:
    """The cycle is closed, or its last window for this state is."""
    over = case.cycle_is_closed or case.nothing_more(asked)
    return None if over else no(_("Hồ sơ còn thời gian nộp trong năm nay."))


TRANSITIONS = (
    Transition(
        name="withdraw",
        label=_("Rút hồ sơ"),
        sources=BEFORE_SCORING,
        targets=(WITHDRAWN,),
        by=Role.APPLICANT,
        reason=True,
        tells=(Audience.COMMUNE, Audience.DISTRICT),
        cites=_("Quy ước của hệ thống: chủ thể được rút hồ sơ trước khi chấm điểm"),
    ),
    Transition(
        name="lapse",
        label=_("Hồ sơ hết hạn trong năm"),
        sources=HELD_BY_APPLICANT,
        targets=(LAPSED,),
        by=Role.SYSTEM,
        when=(nothing_can_be_submitted,),
        tells=(Audience.APPLICANT, Audience.COMMUNE),
        cites=cite("6.2.a", "6.3.a"),
    ),
)

_OURS = _("Quy ước của hệ thống")
_OFFICES = (
    Role.COMMUNE_OFFICER,
    Role.DISTRICT_OFFICER,
    Role.PROVINCE_OFFICER,
    Role.DEPARTMENT_OFFICER,
    Role.PROVINCE_LEADER,
    Role.SUPERVISOR,
)

OPEN_DOSSIER = Act(
    name="open_dossier",
    label=_("Lập hồ sơ"),
    by=(Role.APPLICANT,),
    states=(),
    opens=True,
    cites=cite("6.2.a"),
)
ADD_DOCUMENT = Act(
    name="add_document",
    label=_("Thêm hoặc thay giấy tờ"),
    by=(Role.APPLICANT,),
    states=(plan.UNDER_WAY, rating.DRAFT, rating.TO_COMPLETE, rating.SUPPLEMENT),
    asks=(
        Field(
            key="item", label=_("Loại giấy tờ"), kind=Kind.REFERENCE, among="checklist", clear=True
        ),
        Field(key="sha256", label=_("Mã băm tệp"), max_length=64, clear=True),
    ),
    cites=cite("6.5.b"),
)
COMMENT = Act(
    name="comment",
    label=_("Trao đổi về hồ sơ"),
    by=(Role.APPLICANT, *_OFFICES),
    states=WAITING,
    asks=(Field(key="comment", label=_("Nội dung"), kind=Kind.TEXT),),
    tells=(Audience.APPLICANT, Audience.COMMUNE, Audience.HOLDER),
    cites=_OURS,
)
REMIND = Act(
    name="remind",
    label=_("Nhắc người đang giữ hồ sơ"),
    by=(Role.SUPERVISOR, Role.PROVINCE_OFFICER),
    states=WAITING,
    reason=True,
    tells=(Audience.HOLDER,),
    cites=_OURS,
)
EXTEND = Act(
    name="extend_window",
    label=_("Gia hạn thời gian nhận cho hồ sơ"),
    by=(Role.SUPERVISOR, Role.PROVINCE_OFFICER),
    states=HELD_BY_APPLICANT,
    asks=(
        Field(
            key="window",
            label=_("Thời gian nhận"),
            kind=Kind.REFERENCE,
            among="windows",
            clear=True,
        ),
        Field(key="closes_on", label=_("Nhận đến hết ngày"), kind=Kind.DATE, clear=True),
    ),
    reason=True,
    tells=(Audience.APPLICANT, Audience.COMMUNE),
    cites=_OURS,
)
HELD_BY_OFFICES = tuple(
    s for s in WAITING if s.holder != Role.APPLICANT and isinstance(s.due, WorkingDays)
)
EXTEND_TERM = Act(
    name="extend_term",
    label=_("Gia hạn xử lý, hẹn lại ngày trả kết quả"),
    by=(Role.SUPERVISOR,),
    states=HELD_BY_OFFICES,
    asks=(
        Field(key="due_on", label=_("Hẹn lại: hết ngày"), kind=Kind.DATE, clear=True),
        Field(key="paper_number", label=_("Số thư xin lỗi, hẹn lại"), max_length=60, clear=True),
        Field(key="paper_on", label=_("Ngày thư"), kind=Kind.DATE, clear=True, past=True),
    ),
    reason=True,
    tells=(Audience.APPLICANT, Audience.HOLDER),
    cites=_OURS,
)
PROMOTION = Act(
    name="record_promotion",
    label=_("Ghi nhận hoạt động xúc tiến thương mại"),
    by=(Role.DISTRICT_OFFICER, Role.PROVINCE_OFFICER),
    states=(national.CERTIFIED,),
    asks=(
        Field(key="promoted_on", label=_("Ngày"), kind=Kind.DATE, clear=True, past=True),
        Field(key="activity", label=_("Hoạt động"), kind=Kind.TEXT),
    ),
    tells=(Audience.APPLICANT,),
    cites=cite("6.6"),
)
ACTS = (OPEN_DOSSIER, ADD_DOCUMENT, COMMENT, REMIND, EXTEND, EXTEND_TERM, PROMOTION)
