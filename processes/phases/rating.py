"""Phase 4: evaluation and rating (đánh giá, phân hạng sản phẩm), Part II, IV.6.5 of the decision.

The file of the applicant, the commune's certificate and the district's level; the province and
the national round are in ``national.py``, the council's own acts in ``council.py``.
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
from .council import (
    CHOOSE_SITTING,
    chair_has_not_stepped_back,
    council_fits,
    criteria_are_known,
    decided_by_mean,
    put_on_agenda,
    quorum_is_reached,
    scored,
    scoring_is_settled,
)
from .plan import UNDER_WAY

ROUNDS = ("rating_1", "rating_2")

DRAFT = State(
    "rating.draft",
    _("Đang lập hồ sơ đánh giá"),
    Role.APPLICANT,
    WithinWindow(ROUNDS),
    ends_with=ROUNDS,
)
AT_COMMUNE = State(
    "rating.at_commune",
    _("Xã xác nhận lao động, nguyên liệu địa phương"),
    Role.COMMUNE_OFFICER,
    WorkingDays(3),
)
TO_COMPLETE = State(
    "rating.to_complete",
    _("Cần hoàn thiện hồ sơ"),
    Role.APPLICANT,
    WorkingDays(5),
    ends_with=ROUNDS,
)
AT_DISTRICT = State(
    "rating.at_district", _("Huyện kiểm tra hồ sơ"), Role.DISTRICT_OFFICER, WorkingDays(5)
)
DISTRICT_COUNCIL = State(
    "rating.district_council", _("Hội đồng huyện chấm điểm"), Role.DISTRICT_CHAIR, WorkingDays(15)
)
DISTRICT_PASSED = State(
    "rating.district_passed",
    _("Đạt cấp huyện, chờ chuyển tỉnh"),
    Role.DISTRICT_OFFICER,
    WorkingDays(5),
)
AT_PROVINCE = State(
    "rating.at_province", _("Tỉnh kiểm tra hồ sơ"), Role.PROVINCE_OFFICER, WorkingDays(7)
)
SUPPLEMENT = State(
    "rating.supplement", _("Bổ sung theo yêu cầu của tỉnh"), Role.APPLICANT, WorkingDays(5)
)
RATED_BELOW = State("end.rated_below", _("1–2 sao, có thể dự thi năm sau"))
STATES = (
    DRAFT,
    AT_COMMUNE,
    TO_COMPLETE,
    AT_DISTRICT,
    DISTRICT_COUNCIL,
    DISTRICT_PASSED,
    AT_PROVINCE,
    SUPPLEMENT,
)

RATING_SHEET = Sheet(
    "rating",
    "04",
    _("Giới thiệu bộ máy tổ chức"),
    (
        (
            _("Bộ máy tổ chức"),
            (
                Field(
                    key="structure",
                    label=_("Cơ cấu tổ chức, loại hình; chức năng các bộ phận"),
                    kind=Kind.TEXT,
                ),
                Field(
                    key="community",
                    label=_("Sự tham gia của cộng đồng: lao động, ban lãnh đạo, vốn góp"),
                    kind=Kind.TEXT,
                ),
                Field(
                    key="workers",
                    label=_("Tổng số lao động"),
                    kind=Kind.INTEGER,
                    minimum=1,
                    maximum=100_000,
                ),
                Field(
                    key="local_workers",
                    label=_("Số lao động địa phương"),
                    kind=Kind.INTEGER,
                    minimum=0,
                    maximum=100_000,
                ),
                Field(key="accounting", label=_("Hoạt động kế toán của cơ sở"), kind=Kind.TEXT),
                Field(
                    key="marketing",
                    label=_("Tình hình tiếp thị: khách hàng chính, phân phối, quảng bá"),
                    kind=Kind.TEXT,
                ),
                Field(key="environment", label=_("Phương án bảo vệ môi trường"), kind=Kind.TEXT),
            ),
        ),
    ),
)


def _share(key: str, label: str) -> Field:
    return Field(key=key, label=label, kind=Kind.NUMBER, minimum=0, maximum=100, clear=True)


DOCUMENTS = Field(
    key="documents",
    label=_("Giấy tờ phải sửa hoặc bổ sung"),
    kind=Kind.REFERENCES,
    among="checklist",
    clear=True,
)


def file_is_complete(case: Case, _asked: Asked) -> Reason | None:
    """Form 04 is filled in."""
    missing = case.missing_fields(RATING_SHEET.key)
    text = _("Biểu giới thiệu bộ máy tổ chức còn thiếu: {fields}.")
    return no(text, Role.APPLICANT, fields=missing) if missing else None


def documents_are_there(case: Case, _asked: Asked) -> Reason | None:
    """§6.5.b with Decision 1048: every mandatory document is in the file."""
    missing = case.missing_documents()
    text = _("Hồ sơ còn thiếu giấy tờ bắt buộc: {documents}.")
    return no(text, Role.APPLICANT, documents=missing) if missing else None


def what_was_asked_is_there(case: Case, _asked: Asked) -> Reason | None:
    """Each document that the province asked for was replaced or added since."""
    missing = case.unanswered_documents()
    text = _("Chưa bổ sung giấy tờ được yêu cầu: {documents}.")
    return no(text, Role.APPLICANT, documents=missing) if missing else None


TRANSITIONS = (
    Transition(
        name="start_rating",
        label=_("Bắt đầu lập hồ sơ đánh giá"),
        sources=(UNDER_WAY,),
        targets=(DRAFT,),
        by=Role.APPLICANT,
        cites=cite("6.5.b"),
    ),
    Transition(
        name="submit_rating",
        label=_("Nộp hồ sơ đánh giá, phân hạng"),
        sources=(DRAFT, TO_COMPLETE),
        targets=(AT_COMMUNE,),
        by=Role.APPLICANT,
        windows=ROUNDS,
        when=(file_is_complete, documents_are_there),
        tells=(Audience.APPLICANT, Audience.COMMUNE),
        cites=cite("6.5.b"),
        submits=RATING_SHEET.key,
    ),
    Transition(
        name="certify_local",
        label=_("Xác nhận lao động, nguyên liệu địa phương"),
        sources=(AT_COMMUNE,),
        targets=(AT_DISTRICT,),
        by=Role.COMMUNE_OFFICER,
        asks=(
            _share("local_labour", _("Tỷ lệ lao động địa phương (%)")),
            _share("local_material", _("Tỷ lệ nguyên liệu địa phương (%)")),
            Field(
                key="confirmed",
                label=_("Xác nhận hai tỷ lệ trên đúng với thực tế của chủ thể"),
                kind=Kind.TICK,
                must=True,
                clear=True,
            ),
        ),
        tells=(Audience.APPLICANT, Audience.DISTRICT),
        cites=cite("6.5.b"),
    ),
    Transition(
        name="return_from_commune",
        label=_("Yêu cầu hoàn thiện hồ sơ (xã)"),
        sources=(AT_COMMUNE,),
        targets=(TO_COMPLETE,),
        by=Role.COMMUNE_OFFICER,
        reason=True,
        pauses=True,
        tells=(Audience.APPLICANT,),
        cites=cite("6.5.b"),
    ),
    Transition(
        name="return_from_district",
        label=_("Yêu cầu hoàn thiện hồ sơ (huyện)"),
        sources=(AT_DISTRICT,),
        targets=(TO_COMPLETE,),
        by=Role.DISTRICT_OFFICER,
        asks=(DOCUMENTS,),
        reason=True,
        pauses=True,
        tells=(Audience.APPLICANT, Audience.COMMUNE),
        cites=cite("6.5.b"),
    ),
    Transition(
        name="convene_district",
        label=_("Đưa ra Hội đồng cấp huyện"),
        sources=(AT_DISTRICT,),
        targets=(DISTRICT_COUNCIL,),
        by=Role.DISTRICT_OFFICER,
        when=(council_fits("district"), criteria_are_known),
        asks=(CHOOSE_SITTING,),
        result=put_on_agenda,
        tells=(Audience.APPLICANT, Audience.COUNCIL),
        cites=cite("6.5"),
    ),
    Transition(
        name="conclude_district",
        label=_("Kết luận của Hội đồng cấp huyện"),
        sources=(DISTRICT_COUNCIL,),
        targets=(DISTRICT_PASSED, RATED_BELOW),
        by=Role.DISTRICT_CHAIR,
        when=(quorum_is_reached, scoring_is_settled, chair_has_not_stepped_back),
        choose=decided_by_mean((0, RATED_BELOW), ("pass_mark", DISTRICT_PASSED)),
        result=scored,
        tells=(Audience.APPLICANT, Audience.COMMUNE, Audience.DISTRICT),
        cites=cite("6.5.b"),
    ),
    Transition(
        name="forward_to_province",
        label=_("Chuyển hồ sơ, sản phẩm mẫu lên tỉnh"),
        sources=(DISTRICT_PASSED,),
        targets=(AT_PROVINCE,),
        by=Role.DISTRICT_OFFICER,
        asks=(
            Field(
                key="note_number", label=_("Số công văn chuyển hồ sơ"), max_length=60, clear=True
            ),
            Field(key="note_on", label=_("Ngày công văn"), kind=Kind.DATE, clear=True, past=True),
            Field(
                key="samples",
                label=_("Số sản phẩm mẫu gửi kèm"),
                kind=Kind.INTEGER,
                minimum=0,
                maximum=1000,
                clear=True,
                help=_("Ghi 0 với sản phẩm dịch vụ."),
            ),
        ),
        tells=(Audience.APPLICANT, Audience.PROVINCE),
        cites=cite("6.5.b"),
    ),
)
