"""What the guards of the phases may ask of a dossier, and the figures a ruleset sets for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Protocol

from processes.engine import Asked, Cause, Reason, Window
from processes.roles import Role

DECISION = "QĐ 1576/QĐ-UBND"


def cite(*sections: str) -> str:
    """Return the citation of sections of Part II, IV.6 (written ``6.2.a``) of the decision."""
    return f"{DECISION}, " + ", ".join(f"§{s}" for s in sections)


def no(text: str, *lifted_by: Role, **params: object) -> Reason:
    """Return an objection in words, naming who could lift it."""
    return Reason(Cause.CONDITION, text, params, tuple(lifted_by))


def predates(asked: Asked, day: date | None, text: str) -> Reason | None:
    """Object, at its field, to a paper of before ``day``, which ``text`` names ``{day}``."""
    try:
        on = date.fromisoformat(str(asked.given.get("paper_on")))
    except ValueError:  # that it is no date is said already
        return None
    if day is None or on >= day:
        return None
    return Reason(Cause.DATA, text, {"day": day}, field="paper_on")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The figures of a ruleset.

    Args:
        resubmit_after_days: Calendar days before a declined idea may come back.
        bands: Lowest mean of each star, best first; half-open, on the unrounded mean.
        pass_mark: Lowest mean that goes on from the district.
        refer_mark: Lowest mean that goes on to the national round.
        quorum: Share of the members who may score that must have scored.
        council_minimum: Fewest members of a council, chair included.
        completion_outlasts_window: A return for completion gives its own term even where the
            window closes before (ours: otherwise a return on the last day would end the dossier).
        sample_units: Units of the product that go with the rating file, services excepted.
        certificate_months: How long a certificate is valid.
        criteria_law: The law whose criteria sets are scored by.
        spread_limit: Points that the members' totals of one dossier may lie apart; more is
            discussed and scored again (ours, from other provinces' practice).
        members_named: Whether an applicant is told which member gave what, after the result (ours).
        convening_days: Working days from the call of a sitting to the sitting (ours).
        correction_days: Working days within which a wrong step may be taken back (ours).
    """

    resubmit_after_days: int
    bands: tuple[tuple[int, int], ...]
    pass_mark: int
    refer_mark: int
    quorum: Fraction
    council_minimum: int
    completion_outlasts_window: bool
    sample_units: int
    certificate_months: int
    criteria_law: str
    spread_limit: int
    convening_days: int
    members_named: bool
    correction_days: int

    def star(self, mean: Fraction) -> int:
        """Return the star, 1 to 5, of an unrounded mean of 0 to 100 points."""
        return next((star for lowest, star in self.bands if mean >= lowest), 1)

    def sheets_for_quorum(self, eligible: int) -> int:
        """Return how many submitted sheets make the quorum among ``eligible`` members."""
        need = eligible * self.quorum
        return max(1, -(-need.numerator // need.denominator))


@dataclass(frozen=True)
class Panel:
    """A sitting's council as a guard sees it: how many may score the dossier, and whether it may at all.

    Args:
        council: Key of the council.
        level: ``district`` or ``province``.
        members: Members who may score this dossier, the chair included.
        has_chair: Whether its chair is among them.
        covers: Whether its unit and its cycle are the dossier's.
        is_called: Whether the sitting was called and has not been opened.
    """

    council: str
    level: str
    members: int
    has_chair: bool
    covers: bool
    is_called: bool


@dataclass(frozen=True)
class Taken:
    """The step that brought a dossier where it stands.

    Args:
        seq: Number of its record.
        persons: Who took it, and for whom, where a deputy did.
    """

    seq: int
    name: str
    source: str
    role: str
    at: datetime
    persons: frozenset[int]


class Case(Protocol):
    """The facts that guards ask for; the dossier answers them from the database."""

    @property
    def state(self) -> str: ...
    @property
    def terms(self) -> Terms: ...
    @property
    def is_classified(self) -> bool:
        """Whether the product has a subgroup of the classification."""

    @property
    def is_registered(self) -> bool:
        """Whether the organisation has a business registration."""

    @property
    def may_enter_sector(self) -> bool:
        """Whether the kind of organisation may enter the product's sector."""

    @property
    def declined_on(self) -> date | None:
        """Local day of the last refusal of the idea or plan, if any."""

    @property
    def has_opinion(self) -> bool:
        """Whether the managing department gave its opinion on this rating file."""

    @property
    def cycle_is_closed(self) -> bool:
        """Whether the cycle was closed."""

    @property
    def member_has_scored(self) -> bool:
        """Whether the member who asks handed in a sheet in this sitting."""

    @property
    def member_has_recused(self) -> bool:
        """Whether the member who asks stepped back from the dossier."""

    @property
    def sheets_in(self) -> int:
        """Score sheets submitted in the sitting that has the dossier now."""

    @property
    def eligible_members(self) -> int:
        """Members of the dossier's council who may score it."""

    @property
    def star(self) -> int | None:
        """The star that was found last."""

    @property
    def total(self) -> Fraction:
        """Sum of the submitted sheets' totals."""

    @property
    def mean(self) -> Fraction | None:
        """Exact mean of the submitted sheets' totals; ``None`` without sheets."""

    def window(self, key: str) -> Window | None:
        """Return the window as it stands for this dossier."""

    def grace(self, asked: Asked) -> bool:
        """Return whether a term given for completion still runs."""

    def missing_fields(self, sheet: str) -> tuple[str, ...]:
        """Labels of what the draft of the sheet leaves empty."""

    def has_changed(self, sheet: str) -> bool:
        """Whether the draft of the sheet differs from what was last submitted."""

    def missing_documents(self) -> tuple[str, ...]:
        """Names of the mandatory documents that are not there."""

    def unanswered_documents(self) -> tuple[str, ...]:
        """Names of the documents asked for and not replaced since."""

    def certificate_exists(self, number: str) -> bool:
        """Whether a certificate of that number was issued."""

    def panel(self, sitting: str) -> Panel | None:
        """The council of the sitting of that code, if there is one."""

    @property
    def criteria(self) -> str:
        """The criteria set the dossier is or would be scored by: law/number/version hash; or empty."""

    @property
    def on_agenda(self) -> bool:
        """Whether the dossier is on the agenda of a sitting that is not over."""

    @property
    def is_settled(self) -> bool:
        """Whether all sheets of the last turn are in and no spread is left to discuss."""

    @property
    def turn_is_open(self) -> bool:
        """Whether the sitting is scoring this dossier now."""

    @property
    def member_is_present(self) -> bool:
        """Whether the member who asks is at the sitting."""

    @property
    def turn(self) -> int:
        """Which turn of scoring counts: 1, or 2 after a discussion."""

    @property
    def is_excluded(self) -> bool:
        """Whether more than half of the sheets hold the product to be excluded."""

    @property
    def council_star(self) -> int:
        """The star of the sheets: the mean's, at most what the criteria's minimums allow; 0 if excluded."""

    @property
    def result(self) -> Fraction | None:
        """The mean that decides where the dossier goes: zero for an excluded product."""

    @property
    def last_move(self) -> Taken | None:
        """The last step that moved the dossier; ``None``: it stands where it was opened."""

    @property
    def correction_asked_by(self) -> frozenset[int]:
        """Who asked that this step be taken back, and for whom; empty: no request is open."""

    @property
    def persons(self) -> frozenset[int]:
        """Who asks now, and for whom, where a deputy does."""

    @property
    def acting_role(self) -> str:
        """The role under which somebody asks now; empty for the clock."""

    def worked_since(self, at: datetime) -> int:
        """Working days from the local day of a moment to today."""

    @property
    def is_revoked(self) -> bool:
        """Whether the certificate was revoked."""

    @property
    def concluded_on(self) -> date | None:
        """Local day on which the province's council concluded last, if it did."""

    @property
    def decided_on(self) -> date | None:
        """The date of the decision that gave the last certificate, if there is one."""

    def sheet_faults(self, sheet: object) -> tuple[str, ...]:
        """What is wrong with a score sheet under the dossier's criteria, in words."""

    def nothing_more(self, asked: Asked) -> bool:
        """Whether nothing can be handed in from the dossier's state any more."""


Given = Mapping[str, object]
