"""Phase 4, upper levels: the province's council and decision, the national round (§6.5.b)."""

from collections.abc import Mapping

from processes.engine import Act, Asked, Field, Kind, NoTerm, Reason, State, Transition, WorkingDays
from processes.roles import Audience, Role
from processes.words import gettext_noop as _

from .case import Case, cite, no, predates
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
from .rating import AT_PROVINCE, DOCUMENTS, RATED_BELOW, SUPPLEMENT, what_was_asked_is_there

PROVINCE_COUNCIL = State(
    "rating.province_council", _("Hội đồng tỉnh chấm điểm"), Role.PROVINCE_CHAIR, WorkingDays(20)
)
AWAITING_DECISION = State(
    "rating.awaiting_decision",
    _("Chờ quyết định công nhận"),
    Role.PROVINCE_LEADER,
    WorkingDays(7),
)
AWAITING_REFERRAL = State(
    "rating.awaiting_referral",
    _("Chờ chuyển hồ sơ lên Trung ương"),
    Role.PROVINCE_LEADER,
    WorkingDays(7),
)
AT_NATIONAL = State(
    "rating.at_national",
    _("Trung ương đánh giá"),
    Role.PROVINCE_OFFICER,
    NoTerm(_("Trung ương tự định thời hạn.")),
)
REREVIEW = State(
    "rating.rereview", _("Tỉnh rà soát, đánh giá lại"), Role.PROVINCE_CHAIR, WorkingDays(15)
)
CERTIFIED = State("end.certified", _("Được công nhận (3, 4 hoặc 5 sao)"))
STATES = (PROVINCE_COUNCIL, AWAITING_DECISION, AWAITING_REFERRAL, AT_NATIONAL, REREVIEW)

OPINION = Act(
    name="give_opinion",
    label=_("Ý kiến của Sở quản lý ngành"),
    by=(Role.DEPARTMENT_OFFICER,),
    states=(AT_PROVINCE,),
    asks=(
        Field(
            key="agrees",
            label=_("Kết luận"),
            kind=Kind.CHOICE,
            choices=(
                ("agrees", _("Đồng ý đưa ra Hội đồng")),
                ("remarks", _("Đồng ý, có lưu ý")),
                ("objects", _("Chưa đồng ý")),
            ),
            clear=True,
        ),
        Field(key="opinion", label=_("Nội dung ý kiến"), kind=Kind.TEXT),
    ),
    tells=(Audience.PROVINCE,),
    cites=cite("6.5.b", "III.III.3"),
)


def department_was_heard(case: Case, _asked: Asked) -> Reason | None:
    """Part III, III.3: the department in charge of the product's group gave its opinion."""
    text = _("Chưa có ý kiến của Sở quản lý ngành.")
    return None if case.has_opinion else no(text, Role.DEPARTMENT_OFFICER)


def star_is_for_the_province(case: Case, _asked: Asked) -> Reason | None:
    """§6.5.b: the province recognises three and four stars."""
    text = _("UBND tỉnh công nhận 3 hoặc 4 sao; hồ sơ này có {star} sao.")
    return None if case.star in (3, 4) else no(text, star=case.star or 0)


def star_agrees_with_scores(case: Case, asked: Asked) -> Reason | None:
    """Where the council scored again, the star follows from it, four at most."""
    given = asked.given.get("star")
    if not given or case.mean is None:
        return None
    star = max(3, min(4, case.council_star))
    text = _("Kết quả chấm lại ứng với {star} sao.")
    return None if str(star) == given else no(text, star=star)


def rescoring_is_settled(case: Case, asked: Asked) -> Reason | None:
    """Where the dossier is on an agenda again, its scoring is finished first."""
    return scoring_is_settled(case, asked) if case.on_agenda else None


def star_given(_case: Case, asked: Asked) -> Mapping[str, object]:
    """Return the star that the review gave."""
    return {"star": int(str(asked.given["star"]))}


def five_stars(_case: Case, _asked: Asked) -> Mapping[str, object]:
    """Return the star of the national round."""
    return {"star": 5}


def paper(number: str, on: str) -> tuple[Field, Field]:
    """Return what is asked of a paper that was signed: its number and its day."""
    return (
        Field(key="paper_number", label=number, max_length=60, clear=True),
        Field(key="paper_on", label=on, kind=Kind.DATE, clear=True, past=True),
    )


_NATIONAL = paper(_("Số văn bản kết quả của Trung ương"), _("Ngày văn bản"))
CERTIFICATE = Field(
    key="certificate_number", label=_("Số giấy chứng nhận"), max_length=60, clear=True
)


def certificate_is_new(case: Case, asked: Asked) -> Reason | None:
    """A certificate's number names one certificate."""
    number = str(asked.given.get("certificate_number") or "")
    text = _("Số giấy chứng nhận {number} đã được cấp.")
    return no(text, number=number) if number and case.certificate_exists(number) else None


def paper_follows_conclusion(case: Case, asked: Asked) -> Reason | None:
    """What is signed on a product was signed after the province's council concluded."""
    text = _("Ngày văn bản không được trước ngày Hội đồng tỉnh kết luận ({day}).")
    return predates(asked, case.concluded_on, text)


def paper_follows_decision(case: Case, asked: Asked) -> Reason | None:
    """What revokes or annuls was signed after what it revokes."""
    text = _("Ngày quyết định không được trước ngày của quyết định công nhận ({day}).")
    return predates(asked, case.decided_on, text)


def certificate_stands(case: Case, _asked: Asked) -> Reason | None:
    """A certificate is revoked once."""
    text = _("Giấy chứng nhận đã bị thu hồi.")
    return no(text) if case.is_revoked else None


# the causes that practice knows; later law lists them (see docs)
REVOCATION_CAUSES = (
    ("forged", _("Giả mạo hồ sơ, thông tin sản phẩm")),
    ("quality", _("Không còn bảo đảm chất lượng, an toàn thực phẩm")),
    ("standards", _("Không duy trì được tiêu chí đã đánh giá")),
    ("stopped", _("Ngừng sản xuất, kinh doanh hoặc giải thể")),
    ("violation", _("Vi phạm pháp luật trong sản xuất, kinh doanh")),
    ("request", _("Chủ thể đề nghị")),
)
REVOKE = Act(
    name="revoke_certificate",
    label=_("Thu hồi giấy chứng nhận"),
    by=(Role.PROVINCE_LEADER,),
    states=(CERTIFIED,),
    when=(certificate_stands, paper_follows_decision),
    asks=(
        Field(
            key="cause",
            label=_("Căn cứ thu hồi"),
            kind=Kind.CHOICE,
            choices=REVOCATION_CAUSES,
            clear=True,
        ),
        *paper(_("Số quyết định thu hồi"), _("Ngày quyết định thu hồi")),
    ),
    reason=True,
    proves=True,
    tells=(Audience.APPLICANT, Audience.COMMUNE, Audience.DISTRICT),
    cites=cite("6.5.b"),
)
ACTS = (OPINION, REVOKE)

TRANSITIONS = (
    Transition(
        name="request_supplement",
        label=_("Yêu cầu bổ sung hồ sơ"),
        sources=(AT_PROVINCE,),
        targets=(SUPPLEMENT,),
        by=Role.PROVINCE_OFFICER,
        asks=(DOCUMENTS,),
        reason=True,
        pauses=True,
        tells=(Audience.APPLICANT, Audience.DISTRICT),
        cites=cite("6.5.b"),
    ),
    Transition(
        name="submit_supplement",
        label=_("Gửi hồ sơ bổ sung"),
        sources=(SUPPLEMENT,),
        targets=(AT_PROVINCE,),
        by=Role.APPLICANT,
        when=(what_was_asked_is_there,),
        tells=(Audience.PROVINCE, Audience.DISTRICT),
        cites=cite("6.5.b"),
        submits="rating",
    ),
    Transition(
        name="convene_province",
        label=_("Đưa ra Hội đồng cấp tỉnh"),
        sources=(AT_PROVINCE,),
        targets=(PROVINCE_COUNCIL,),
        by=Role.PROVINCE_OFFICER,
        when=(department_was_heard, council_fits("province"), criteria_are_known),
        asks=(CHOOSE_SITTING,),
        result=put_on_agenda,
        tells=(Audience.APPLICANT, Audience.COUNCIL),
        cites=cite("6.5.b", "III.III.3"),
    ),
    Transition(
        name="conclude_province",
        label=_("Kết luận của Hội đồng cấp tỉnh"),
        sources=(PROVINCE_COUNCIL,),
        targets=(AWAITING_REFERRAL, AWAITING_DECISION, RATED_BELOW),
        by=Role.PROVINCE_CHAIR,
        when=(quorum_is_reached, scoring_is_settled, chair_has_not_stepped_back),
        choose=decided_by_mean(
            (0, RATED_BELOW), ("pass_mark", AWAITING_DECISION), ("refer_mark", AWAITING_REFERRAL)
        ),
        result=scored,
        tells=(Audience.APPLICANT, Audience.COMMUNE, Audience.DISTRICT, Audience.LEADER),
        cites=cite("6.5.b"),
    ),
    Transition(
        name="issue_decision",
        label=_("Ban hành quyết định công nhận"),
        sources=(AWAITING_DECISION,),
        targets=(CERTIFIED,),
        by=Role.PROVINCE_LEADER,
        when=(star_is_for_the_province, certificate_is_new, paper_follows_conclusion),
        asks=(*paper(_("Số quyết định"), _("Ngày quyết định")), CERTIFICATE),
        proves=True,
        tells=(Audience.APPLICANT, Audience.COMMUNE, Audience.DISTRICT),
        cites=cite("6.5.b"),
    ),
    Transition(
        name="refer_national",
        label=_("Chuyển hồ sơ đề nghị Trung ương đánh giá"),
        sources=(AWAITING_REFERRAL,),
        targets=(AT_NATIONAL,),
        by=Role.PROVINCE_LEADER,
        when=(paper_follows_conclusion,),
        asks=paper(_("Số công văn"), _("Ngày công văn")),
        proves=True,
        tells=(Audience.APPLICANT, Audience.DISTRICT),
        cites=cite("6.5.b"),
    ),
    Transition(
        name="record_five_stars",
        label=_("Ghi nhận kết quả 5 sao của Trung ương"),
        sources=(AT_NATIONAL,),
        targets=(CERTIFIED,),
        by=Role.PROVINCE_OFFICER,
        when=(certificate_is_new, paper_follows_conclusion),
        asks=(*_NATIONAL, CERTIFICATE),
        result=five_stars,
        tells=(Audience.APPLICANT, Audience.COMMUNE, Audience.DISTRICT, Audience.LEADER),
        cites=cite("6.5.b"),
    ),
    Transition(
        name="record_not_five",
        label=_("Ghi nhận Trung ương không công nhận 5 sao"),
        sources=(AT_NATIONAL,),
        targets=(REREVIEW,),
        by=Role.PROVINCE_OFFICER,
        when=(paper_follows_conclusion,),
        asks=_NATIONAL,
        tells=(Audience.APPLICANT, Audience.DISTRICT, Audience.COUNCIL),
        cites=cite("6.5.b"),
    ),
    Transition(
        name="conclude_rereview",
        label=_("Kết luận rà soát, đánh giá lại"),
        sources=(REREVIEW,),
        targets=(AWAITING_DECISION,),
        by=Role.PROVINCE_CHAIR,
        when=(star_agrees_with_scores, rescoring_is_settled, chair_has_not_stepped_back),
        asks=(
            Field(
                key="star",
                label=_("Kết quả rà soát"),
                kind=Kind.CHOICE,
                choices=(("3", _("3 sao")), ("4", _("4 sao"))),
                clear=True,
            ),
        ),
        result=star_given,
        tells=(Audience.APPLICANT, Audience.LEADER),
        cites=cite("6.5.b"),
    ),
)
