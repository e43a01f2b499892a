"""Phase 2: business plans (nhận phương án kinh doanh), Part II, IV.6.3 of the decision.

The phase opens with the province's list (§6.2.c), which lets a selected idea become a plan.
"""

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
from .idea import NOT_SELECTED as IDEA_NOT_SELECTED
from .idea import SELECTED as IDEA_SELECTED

WINDOW = ("plans",)

DRAFT = State(
    "plan.draft",
    _("Đang lập phương án kinh doanh"),
    Role.APPLICANT,
    WithinWindow(WINDOW),
    ends_with=WINDOW,
)
AT_COMMUNE = State(
    "plan.at_commune", _("Xã tiếp nhận phương án"), Role.COMMUNE_OFFICER, WorkingDays(3)
)
TO_COMPLETE = State(
    "plan.to_complete",
    _("Cần hoàn thiện phương án"),
    Role.APPLICANT,
    WorkingDays(5),
    ends_with=WINDOW,
)
AT_DISTRICT = State(
    "plan.at_district", _("Huyện đánh giá phương án"), Role.DISTRICT_OFFICER, WorkingDays(10)
)
NOT_SELECTED = State(
    "plan.not_selected",
    _("Phương án chưa được chọn"),
    Role.APPLICANT,
    WithinWindow(WINDOW),
    ends_with=WINDOW,
)
STATES = (DRAFT, AT_COMMUNE, TO_COMPLETE, AT_DISTRICT, NOT_SELECTED)
# where a selected plan goes; declared here because the row that leads to it stands in this phase
UNDER_WAY = State(
    "production.under_way",
    _("Đang triển khai phương án"),
    Role.APPLICANT,
    # round 2 is the last chance to hand the file in; until then nobody is late
    WithinWindow(("implementation", "rating_1", "rating_2")),
    ends_with=("rating_1", "rating_2"),
)

STARS = (("3", _("3 sao")), ("4", _("4 sao")), ("5", _("5 sao")))

PLAN_SHEET = Sheet(
    "plan",
    "03",
    _("Phương án, kế hoạch kinh doanh sản phẩm"),
    (
        (
            _("Mục tiêu"),
            (
                Field(
                    key="target_star",
                    label=_("Sao mục tiêu"),
                    kind=Kind.CHOICE,
                    choices=STARS,
                    clear=True,
                ),
                Field(
                    key="part_a",
                    label=_("Giải pháp cho phần A: sản phẩm và sức mạnh cộng đồng"),
                    kind=Kind.TEXT,
                ),
                Field(
                    key="part_b", label=_("Giải pháp cho phần B: khả năng tiếp thị"), kind=Kind.TEXT
                ),
                Field(
                    key="part_c",
                    label=_("Giải pháp cho phần C: chất lượng sản phẩm"),
                    kind=Kind.TEXT,
                ),
            ),
        ),
        (
            _("Tổ chức và sản xuất"),
            (
                Field(key="organisation", label=_("Tổ chức nhân sự"), kind=Kind.TEXT),
                Field(
                    key="raw_material",
                    label=_("Nguyên liệu: vùng, tỷ lệ trong tỉnh, hợp đồng liên kết"),
                    kind=Kind.TEXT,
                ),
                Field(
                    key="technology",
                    label=_("Công nghệ, đóng gói, tiêu chuẩn chất lượng, nhãn mác"),
                    kind=Kind.TEXT,
                ),
                Field(key="milestones", label=_("Tiến độ các mốc công việc"), kind=Kind.TEXT),
            ),
        ),
        (
            _("Thị trường và tài chính"),
            (
                Field(
                    key="market", label=_("Thị trường, kênh phân phối, quảng bá"), kind=Kind.TEXT
                ),
                Field(
                    key="capital",
                    label=_("Vốn đầu tư dự kiến (triệu đồng)"),
                    kind=Kind.INTEGER,
                    minimum=0,
                    maximum=1_000_000,
                ),
                Field(
                    key="revenue",
                    label=_("Doanh thu dự kiến một năm (triệu đồng)"),
                    kind=Kind.INTEGER,
                    minimum=0,
                    maximum=1_000_000,
                ),
                Field(
                    key="support_wanted",
                    label=_("Đề nghị hỗ trợ"),
                    kind=Kind.TEXT,
                    required=False,
                    help=_("Tín dụng, khoa học công nghệ, liên kết chuỗi giá trị, đào tạo nghề."),
                ),
            ),
        ),
    ),
)


def plan_is_complete(case: Case, _asked: Asked) -> Reason | None:
    """§6.3.b: form 03 is filled in, with a target star and what will meet each part."""
    missing = case.missing_fields(PLAN_SHEET.key)
    text = _("Phương án còn thiếu: {fields}.")
    return no(text, Role.APPLICANT, fields=missing) if missing else None


def plan_has_changed(case: Case, _asked: Asked) -> Reason | None:
    """§6.3.a: a plan comes back completed, not as it was."""
    text = _("Phương án chưa được sửa so với lần nộp trước.")
    return None if case.has_changed(PLAN_SHEET.key) else no(text, Role.APPLICANT)


TRANSITIONS = (
    Transition(
        name="list_idea",
        label=_("Phê duyệt vào danh sách của tỉnh"),
        sources=(IDEA_SELECTED,),
        targets=(DRAFT,),
        by=Role.PROVINCE_OFFICER,
        asks=(
            Field(
                key="list_number",
                label=_("Số văn bản phê duyệt danh sách"),
                max_length=60,
                clear=True,
            ),
            Field(key="list_on", label=_("Ngày phê duyệt"), kind=Kind.DATE, clear=True, past=True),
        ),
        tells=(Audience.APPLICANT, Audience.COMMUNE, Audience.DISTRICT),
        cites=cite("6.2.c"),
        after=_("Chủ thể được mời tập huấn lập phương án kinh doanh."),
    ),
    Transition(
        name="leave_out_idea",
        label=_("Không đưa vào danh sách của tỉnh"),
        sources=(IDEA_SELECTED,),
        targets=(IDEA_NOT_SELECTED,),
        by=Role.PROVINCE_OFFICER,
        reason=True,
        tells=(Audience.APPLICANT, Audience.COMMUNE, Audience.DISTRICT),
        cites=cite("6.2.c"),
    ),
    Transition(
        name="submit_plan",
        label=_("Nộp phương án kinh doanh"),
        sources=(DRAFT, TO_COMPLETE),
        targets=(AT_COMMUNE,),
        by=Role.APPLICANT,
        windows=WINDOW,
        when=(plan_is_complete,),
        tells=(Audience.APPLICANT, Audience.COMMUNE),
        cites=cite("6.3.b"),
        submits=PLAN_SHEET.key,
    ),
    Transition(
        name="return_plan",
        label=_("Yêu cầu hoàn thiện phương án"),
        sources=(AT_COMMUNE,),
        targets=(TO_COMPLETE,),
        by=Role.COMMUNE_OFFICER,
        reason=True,
        pauses=True,
        tells=(Audience.APPLICANT,),
        cites=cite("6.3.c"),
    ),
    Transition(
        name="forward_plan",
        label=_("Chuyển phương án lên huyện"),
        sources=(AT_COMMUNE,),
        targets=(AT_DISTRICT,),
        by=Role.COMMUNE_OFFICER,
        tells=(Audience.APPLICANT, Audience.DISTRICT),
        cites=cite("6.3.c"),
    ),
    Transition(
        name="take_up_plan",
        label=_("Huyện tiếp nhận phương án trực tiếp"),
        sources=(AT_COMMUNE,),
        targets=(AT_DISTRICT,),
        by=Role.DISTRICT_OFFICER,
        tells=(Audience.APPLICANT, Audience.COMMUNE),
        cites=cite("6.3.a"),
    ),
    Transition(
        name="select_plan",
        label=_("Chọn phương án"),
        sources=(AT_DISTRICT,),
        targets=(UNDER_WAY,),
        by=Role.DISTRICT_OFFICER,
        asks=(Field(key="evaluation", label=_("Ý kiến đánh giá phương án"), kind=Kind.TEXT),),
        tells=(Audience.APPLICANT, Audience.COMMUNE, Audience.PROVINCE),
        cites=cite("6.3.c"),
    ),
    Transition(
        name="decline_plan",
        label=_("Không chọn phương án"),
        sources=(AT_DISTRICT,),
        targets=(NOT_SELECTED,),
        by=Role.DISTRICT_OFFICER,
        reason=True,
        tells=(Audience.APPLICANT, Audience.COMMUNE),
        cites=cite("6.3.a"),
    ),
    Transition(
        name="resubmit_plan",
        label=_("Nộp lại phương án đã hoàn thiện"),
        sources=(NOT_SELECTED,),
        targets=(AT_COMMUNE,),
        by=Role.APPLICANT,
        windows=WINDOW,
        when=(plan_is_complete, plan_has_changed),
        tells=(Audience.APPLICANT, Audience.COMMUNE),
        cites=cite("6.3.a"),
        submits=PLAN_SHEET.key,
    ),
)
