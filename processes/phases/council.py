"""What the councils of both levels have in common (§6.5): sheets, quorum, the computed result."""

from collections.abc import Callable, Mapping
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from processes.engine import Act, Asked, Field, Kind, Reason, State
from processes.roles import Audience, Role
from processes.words import gettext_noop as _

from .case import Case, Terms, cite, no

CHOOSE_COUNCIL = Field(
    key="council", label=_("Hội đồng"), kind=Kind.REFERENCE, among="councils", clear=True
)
PART_LABELS = {
    "a": _("Phần A: sản phẩm và sức mạnh cộng đồng"),
    "b": _("Phần B: khả năng tiếp thị"),
    "c": _("Phần C: chất lượng sản phẩm"),
}


def council_fits(level: str) -> Callable[[Case, Asked], Reason | None]:
    """Return the guard: the chosen council is this round's, has a chair and enough members."""

    def council_is_ready(case: Case, asked: Asked) -> Reason | None:
        code = asked.given.get("council")
        if not code:
            return None
        panel = case.panel(str(code))
        if panel is None or not panel.covers or panel.level != level:
            return no(_("Hội đồng này không đánh giá được hồ sơ."))
        if not panel.has_chair:
            return no(_("Hội đồng chưa có chủ tịch."), Role.ADMINISTRATOR)
        need, have = case.terms.council_minimum, panel.members
        text = _("Hội đồng có {have} thành viên được chấm hồ sơ này, cần ít nhất {need}.")
        return None if have >= need else no(text, Role.ADMINISTRATOR, have=have, need=need)

    return council_is_ready


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
        mean = case.mean
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
        "star": case.terms.star(mean),
    }


def acts(terms: Terms, district: tuple[State, ...], province: tuple[State, ...]) -> tuple[Act, ...]:
    """Return the council's acts: a sheet per member, and stepping back from a dossier."""
    parts = tuple(
        Field(key=part, label=PART_LABELS[part], kind=Kind.NUMBER, minimum=0, maximum=most)
        for part, most in terms.parts
    )
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
                when=(sheet_is_owed,),
                asks=(*parts, comment),
                cites=cite("6.5"),
                sealed=True,
            ),
            Act(
                name=f"recuse_{level}",
                label=_("Xin không chấm vì có liên quan"),
                by=roles,
                states=states,
                when=(sheet_is_owed,),
                reason=True,
                tells=(Audience.HOLDER,),
                cites=cite("6.5.a"),
            ),
        )
    )


def sheet_is_owed(case: Case, _asked: Asked) -> Reason | None:
    """A member scores a dossier once, and not after stepping back from it."""
    if case.member_has_scored:
        return no(_("Phiếu chấm điểm của thành viên này đã được gửi."))
    if case.member_has_recused:
        return no(_("Thành viên này không chấm hồ sơ này vì có liên quan."))
    return None
