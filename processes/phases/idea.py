"""Phase 1: product ideas (nhận ý tưởng sản phẩm), Part II, IV.6.2 of the decision."""

from datetime import timedelta

from processes.engine import (
    Asked,
    Field,
    Kind,
    Reason,
    Sheet,
    State,
    Transition,
    WithinWindow,
    WorkingDays,
)
from processes.roles import Audience, Role
from processes.words import gettext_noop as _

from .case import Case, cite, no

WINDOW = ("ideas",)

DRAFT = State(
    "idea.draft", _("Đang soạn ý tưởng"), Role.APPLICANT, WithinWindow(WINDOW), ends_with=WINDOW
)
AT_COMMUNE = State(
    "idea.at_commune", _("Xã tiếp nhận ý tưởng"), Role.COMMUNE_OFFICER, WorkingDays(3)
)
TO_COMPLETE = State(
    "idea.to_complete",
    _("Cần hoàn thiện ý tưởng"),
    Role.APPLICANT,
    WorkingDays(5),
    ends_with=WINDOW,
)
AT_DISTRICT = State(
    "idea.at_district", _("Huyện đánh giá ý tưởng"), Role.DISTRICT_OFFICER, WorkingDays(7)
)
NOT_SELECTED = State(
    "idea.not_selected",
    _("Ý tưởng chưa được chọn"),
    Role.APPLICANT,
    WithinWindow(WINDOW),
    ends_with=WINDOW,
)
SELECTED = State(
    "idea.selected",
    _("Huyện đã chọn, chờ tỉnh phê duyệt danh sách"),
    Role.PROVINCE_OFFICER,
    WorkingDays(10),
)
STATES = (DRAFT, AT_COMMUNE, TO_COMPLETE, AT_DISTRICT, NOT_SELECTED, SELECTED)

IDEA_SHEET = Sheet(
    "idea",
    "01/02",
    _("Phiếu đăng ký ý tưởng, sản phẩm"),
    (
        (
            _("Sản phẩm"),
            (
                Field(
                    key="core_value",
                    label=_("Mô tả sản phẩm: giá trị cốt lõi"),
                    kind=Kind.TEXT,
                    help=_("Vì sao khách hàng muốn mua sản phẩm này?"),
                ),
                Field(
                    key="packaging",
                    label=_("Quy cách đóng gói một đơn vị sản phẩm, dịch vụ"),
                    kind=Kind.TEXT,
                    help=_("Ví dụ: gói giấy kraft 250 g, có van một chiều."),
                ),
            ),
        ),
        (
            _("Khảo sát của chủ thể"),
            (
                Field(
                    key="market",
                    label=_("Nhu cầu, thị hiếu của thị trường"),
                    kind=Kind.TEXT,
                    help=_("Đang bán hoặc dự định bán cho ai, ở đâu, bao nhiêu?"),
                ),
                Field(
                    key="raw_material",
                    label=_("Vùng nguyên liệu"),
                    kind=Kind.TEXT,
                    help=_("Nguyên liệu lấy từ thôn, buôn, xã nào; diện tích, sản lượng."),
                ),
                Field(
                    key="labour",
                    label=_("Lực lượng lao động có tay nghề"),
                    kind=Kind.TEXT,
                    required=False,
                ),
                Field(
                    key="investment",
                    label=_("Khả năng đầu tư phát triển sản phẩm OCOP"),
                    kind=Kind.TEXT,
                    required=False,
                ),
            ),
        ),
    ),
)


def idea_is_complete(case: Case, _asked: Asked) -> Reason | None:
    """Form 01 or 02 is filled in."""
    missing = case.missing_fields(IDEA_SHEET.key)
    text = _("Phiếu ý tưởng còn thiếu: {fields}.")
    return no(text, Role.APPLICANT, fields=missing) if missing else None


def product_is_classified(case: Case, _asked: Asked) -> Reason | None:
    """The product stands in a subgroup, so that its sector and criteria set are known."""
    text = _("Sản phẩm chưa được phân nhóm.")
    return None if case.is_classified else no(text, Role.APPLICANT)


def organisation_is_registered(case: Case, _asked: Asked) -> Reason | None:
    """Part I, III.2.b: the organisation has a business registration."""
    text = _("Chủ thể chưa có số đăng ký kinh doanh.")
    return None if case.is_registered else no(text, Role.APPLICANT, Role.ADMINISTRATOR)


def organisation_is_eligible(case: Case, _asked: Asked) -> Reason | None:
    """Part I, III.2.b: associations and operating centres may enter community tourism only."""
    text = _("Loại hình chủ thể này chỉ được tham gia ngành dịch vụ du lịch.")
    return None if case.may_enter_sector else no(text)


def a_week_has_passed(case: Case, asked: Asked) -> Reason | None:
    """§6.2.a: a declined idea may come back after one week."""
    if case.declined_on is None:
        return None
    first = case.declined_on + timedelta(days=case.terms.resubmit_after_days)
    text = _("Ý tưởng chưa được chọn ngày {declined}, được nộp lại từ ngày {first}.")
    return None if asked.today >= first else no(text, declined=case.declined_on, first=first)


def idea_has_changed(case: Case, _asked: Asked) -> Reason | None:
    """§6.2.a: an idea comes back completed, not as it was."""
    text = _("Phiếu ý tưởng chưa được sửa so với lần nộp trước.")
    return None if case.has_changed(IDEA_SHEET.key) else no(text, Role.APPLICANT)


ENTITLED = (
    idea_is_complete,
    product_is_classified,
    organisation_is_registered,
    organisation_is_eligible,
)

TRANSITIONS = (
    Transition(
        name="submit_idea",
        label=_("Nộp phiếu đăng ký ý tưởng"),
        sources=(DRAFT, TO_COMPLETE),
        targets=(AT_COMMUNE,),
        by=Role.APPLICANT,
        windows=WINDOW,
        when=ENTITLED,
        tells=(Audience.APPLICANT, Audience.COMMUNE),
        cites=cite("6.2.a", "I.III.2.b"),
        submits=IDEA_SHEET.key,
    ),
    Transition(
        name="return_idea",
        label=_("Yêu cầu hoàn thiện ý tưởng"),
        sources=(AT_COMMUNE,),
        targets=(TO_COMPLETE,),
        by=Role.COMMUNE_OFFICER,
        reason=True,
        pauses=True,
        tells=(Audience.APPLICANT,),
        cites=cite("6.2.c"),
    ),
    Transition(
        name="forward_idea",
        label=_("Chuyển ý tưởng lên huyện"),
        sources=(AT_COMMUNE,),
        targets=(AT_DISTRICT,),
        by=Role.COMMUNE_OFFICER,
        tells=(Audience.APPLICANT, Audience.DISTRICT),
        cites=cite("6.2.c"),
    ),
    Transition(
        name="take_up_idea",
        label=_("Huyện tiếp nhận ý tưởng trực tiếp"),
        sources=(AT_COMMUNE,),
        targets=(AT_DISTRICT,),
        by=Role.DISTRICT_OFFICER,
        tells=(Audience.APPLICANT, Audience.COMMUNE),
        cites=cite("6.2.a"),
    ),
    Transition(
        name="select_idea",
        label=_("Chọn ý tưởng"),
        sources=(AT_DISTRICT,),
        targets=(SELECTED,),
        by=Role.DISTRICT_OFFICER,
        asks=(
            Field(
                key="product_fits",
                label=_("Sản phẩm phù hợp mục tiêu, quan điểm của Chương trình"),
                kind=Kind.TICK,
                must=True,
                clear=True,
            ),
            Field(
                key="organisation_fits",
                label=_("Chủ thể đăng ký phù hợp"),
                kind=Kind.TICK,
                must=True,
                clear=True,
            ),
        ),
        tells=(Audience.APPLICANT, Audience.COMMUNE, Audience.PROVINCE),
        cites=cite("6.2.b"),
    ),
    Transition(
        name="decline_idea",
        label=_("Không chọn ý tưởng"),
        sources=(AT_DISTRICT,),
        targets=(NOT_SELECTED,),
        by=Role.DISTRICT_OFFICER,
        asks=(
            Field(
                key="failed_check",
                label=_("Nội dung không đạt"),
                kind=Kind.CHOICE,
                choices=(
                    ("product", _("Sản phẩm chưa phù hợp mục tiêu của Chương trình")),
                    ("organisation", _("Chủ thể đăng ký chưa phù hợp")),
                    ("both", _("Cả hai nội dung")),
                ),
                clear=True,
            ),
        ),
        reason=True,
        tells=(Audience.APPLICANT, Audience.COMMUNE),
        cites=cite("6.2.a"),
    ),
    Transition(
        name="resubmit_idea",
        label=_("Nộp lại ý tưởng đã hoàn thiện"),
        sources=(NOT_SELECTED,),
        targets=(AT_COMMUNE,),
        by=Role.APPLICANT,
        windows=WINDOW,
        when=(*ENTITLED, a_week_has_passed, idea_has_changed),
        tells=(Audience.APPLICANT, Audience.COMMUNE),
        cites=cite("6.2.a"),
        submits=IDEA_SHEET.key,
    ),
)
