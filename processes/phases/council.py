"""What the councils of both levels have in common (§6.5): sheets, quorum, the computed result."""

from collections.abc import Callable, Mapping
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from processes.engine import Act, Asked, Field, Kind, Reason, State
from processes.roles import Audience, Role
from processes.words import gettext_noop as _

from .case import Case, cite, no

CHOOSE_SITTING = Field(
    key="sitting", label=_("Phiên họp"), kind=Kind.REFERENCE, among="sittings", clear=True
)
OFFICES = {"district": Role.DISTRICT_OFFICER, "province": Role.PROVINCE_OFFICER}


def council_fits(level: str) -> Callable[[Case, Asked], Reason | None]:
    """Return the guard: the sitting's council is this round's, has a chair and enough members."""

    def council_is_ready(case: Case, asked: Asked) -> Reason | None:
        code = asked.given.get("sitting")
        if not code:
            return None
        panel = case.panel(str(code))
        if panel is None or not panel.covers or panel.level != level:
            return no(_("Hội đồng này không đánh giá được hồ sơ."))
        if not panel.is_called:
            return no(_("Phiên họp đã khai mạc hoặc không còn; cần triệu tập phiên khác."))
        if not panel.has_chair:
            return no(_("Hội đồng chưa có chủ tịch."), Role.ADMINISTRATOR)
        need, have = case.terms.council_minimum, panel.members
        text = _("Hội đồng có {have} thành viên được chấm hồ sơ này, cần ít nhất {need}.")
        return None if have >= need else no(text, Role.ADMINISTRATOR, have=have, need=need)

    return council_is_ready


def criteria_are_known(case: Case, _asked: Asked) -> Reason | None:
    """Decision 1048, Part III: the product's subgroup has its criteria set."""
    text = _("Chưa có bộ tiêu chí của phân nhóm sản phẩm này.")
    return None if case.criteria else no(text, Role.ADMINISTRATOR)


def is_on_no_agenda(case: Case, _asked: Asked) -> Reason | None:
    """A dossier is on one live agenda at a time."""
    text = _("Hồ sơ đang nằm trong chương trình của một phiên họp.")
    return no(text) if case.on_agenda else None


def scoring_is_settled(case: Case, _asked: Asked) -> Reason | None:
    """Everybody present handed in, and a wide spread was discussed and scored again."""
    text = _("Còn phiếu chưa gửi hoặc chênh lệch điểm chưa được thảo luận, chấm lại.")
    return None if case.is_settled else no(text)


def put_on_agenda(case: Case, asked: Asked) -> Mapping[str, object]:
    """Name the council, and the criteria that the dossier will be scored by, by version and hash."""
    panel = case.panel(str(asked.given["sitting"]))
    return {"council": panel.council if panel else "", "criteria": case.criteria}


def quorum_is_reached(case: Case, _asked: Asked) -> Reason | None:
    """Enough members handed in their sheets."""
    need, have = case.terms.sheets_for_quorum(case.eligible_members), case.sheets_in
    text = _("Mới có {have} phiếu chấm điểm, cần ít nhất {need}.")
    return None if have >= need else no(text, have=have, need=need)


def chair_has_not_stepped_back(case: Case, _asked: Asked) -> Reason | None:
    """Whoever stepped back from a dossier does not conclude on it either."""
    text = _("Chủ tịch đã xin không chấm hồ sơ này; cần một chủ tịch khác kết luận.")
    return no(text, Role.ADMINISTRATOR) if case.member_has_recused else None


def decided_by_mean(
    *bands: tuple[int | str, State],
) -> Callable[[Case, Asked], State | None]:
    """Return the chooser: the last band whose lowest mean (a figure or a term's name) is reached."""

    def by_mean(case: Case, _asked: Asked) -> State | None:
        mean = case.result
        if mean is None:
            return None
        lowest = [(getattr(case.terms, at) if isinstance(at, str) else at, s) for at, s in bands]
        return [state for mark, state in lowest if mean >= mark][-1]

    return by_mean


def figure(value: Fraction) -> str:
    """Return a mean as shown: exact where four places do, else cut (never rounded) there.

    A mean just under a band's edge is therefore never shown as the edge.
    """
    number = Decimal(value.numerator) / Decimal(value.denominator)
    cut = number.quantize(Decimal("0.0001"), ROUND_FLOOR)
    shown = f"{cut:f}".rstrip("0").rstrip(".")
    return shown or "0"


def scored(case: Case, _asked: Asked) -> Mapping[str, object]:
    """Compute a sitting's result: number of sheets, their exact sum, the mean and the star."""
    mean = case.mean or Fraction(0)
    return {
        "sheets": case.sheets_in,
        "total": figure(case.total),
        "mean": figure(mean),
        "star": case.council_star,
        "excluded": case.is_excluded,
        "turn": case.turn,
    }


def acts(district: tuple[State, ...], province: tuple[State, ...]) -> tuple[Act, ...]:
    """Return the council's acts: a sheet per member, stepping back, and a dossier's next sitting."""
    sheet = Field(key="sheet", label=_("Phiếu chấm điểm theo tiêu chí"), kind=Kind.OBJECT)
    comment = Field(key="comment", label=_("Nhận xét"), kind=Kind.TEXT, required=False)
    members = {
        "district": ((Role.DISTRICT_COUNCILLOR, Role.DISTRICT_CHAIR), district),
        "province": ((Role.PROVINCE_COUNCILLOR, Role.PROVINCE_CHAIR), province),
    }
    return tuple(
        act
        for level, (roles, states) in members.items()
        for act in (
            Act(
                name=f"submit_score_{level}",
                label=_("Gửi phiếu chấm điểm"),
                by=roles,
                states=states,
                when=(sheet_is_owed, sheet_is_sound),
                asks=(sheet, comment),
                cites=cite("6.5"),
                sealed=True,
            ),
            Act(
                name=f"recuse_{level}",
                label=_("Xin không chấm vì có liên quan"),
                by=roles,
                states=states,
                when=(has_not_scored,),
                reason=True,
                tells=(Audience.HOLDER,),
                cites=cite("6.5.a"),
            ),
            Act(
                name=f"adjourn_{level}",
                label=_("Hoãn sang phiên họp sau"),
                by=(roles[1], OFFICES[level]),
                states=states,
                when=(is_on_an_agenda,),
                reason=True,
                tells=(Audience.APPLICANT, Audience.HOLDER),
                cites=cite("6.5"),
            ),
            Act(
                name=f"reconvene_{level}",
                label=_("Đưa vào phiên họp khác"),
                by=(OFFICES[level],),
                states=states,
                when=(is_on_no_agenda, council_fits(level), criteria_are_known),
                asks=(CHOOSE_SITTING,),
                result=put_on_agenda,
                tells=(Audience.APPLICANT, Audience.COUNCIL),
                cites=cite("6.5"),
            ),
        )
    )


def is_on_an_agenda(case: Case, _asked: Asked) -> Reason | None:
    """Only what is on an agenda can be adjourned."""
    text = _("Hồ sơ không nằm trong chương trình của phiên họp nào.")
    return None if case.on_agenda else no(text)


def sheet_is_sound(case: Case, asked: Asked) -> Reason | None:
    """A sheet marks every criterion of the set with one of its own options."""
    sheet = asked.given.get("sheet")
    faults = case.sheet_faults(sheet) if sheet else ()
    text = _("Phiếu chưa hợp lệ: {faults}")
    return no(text, faults=faults) if faults else None


def sheet_is_owed(case: Case, _asked: Asked) -> Reason | None:
    """A present member scores a dossier once a turn, and not after stepping back from it."""
    if not case.turn_is_open:
        return no(_("Phiên họp chưa chấm điểm hồ sơ này."))
    if not case.member_is_present:
        return no(_("Thành viên này không có mặt trong phiên họp."))
    return has_not_scored(case, _asked)


def has_not_scored(case: Case, _asked: Asked) -> Reason | None:
    """Who scored has judged; who stepped back does not come forward again."""
    if case.member_has_scored:
        return no(_("Phiếu chấm điểm của thành viên này đã được gửi."))
    if case.member_has_recused:
        return no(_("Thành viên này không chấm hồ sơ này vì có liên quan."))
    return None
