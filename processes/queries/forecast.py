"""Which dossiers will miss their round, from how long earlier ones took; nothing later is looked at.

A dossier that has handed in its rating file belongs to the round that was open then; before that,
to the last round of its cycle. It misses the round where no council has concluded on it by the
round's last day. How sure that is follows from earlier dossiers that stood in the same state for
as long: see :mod:`processes.engine.remaining`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from django.db.models import QuerySet

from processes.engine import WorkingCalendar
from processes.engine.remaining import Sample, TwoLegs
from processes.models import Cycle, Dossier
from processes.rulesets import RULESETS
from processes.words import gettext_noop as _

from .cycles import current_cycle
from .durations import Course, Key, Path, courses, keys, samples
from .rounds import Rounds
from .working_days import working_calendar

ENOUGH = 8  # earlier dossiers of known end below which nothing is foretold
NEAR = 20  # below which a part of them, a district or this year, is not preferred to the whole
SURE, FINE = 0.9, 0.1  # chance to be late
MIDDLE, CAUTIOUS = 0.5, 0.9  # shares of the earlier dossiers
LONG = 60  # working days: a little more than the terms of all offices from there to the result
HANDED_IN = "rating.at_commune"  # where a rating file comes first


class Call(StrEnum):
    """What is foretold; the value stands in addresses."""

    SURE = "chac-tre"
    MAY = "co-the-tre"
    FINE = "kip"
    UNKNOWN = "chua-du-mau"


CALLS = {
    Call.SURE: _("Chắc trễ đợt"),
    Call.MAY: _("Có thể trễ đợt"),
    Call.FINE: _("Kịp"),
    Call.UNKNOWN: _("Chưa đủ mẫu"),
}


@dataclass(frozen=True)
class Forecast:
    """What is foretold of one dossier.

    Args:
        dossier: Primary key; so ``district``.
        state: Where it stands.
        since: When it came there; ``waited`` are the working days since.
        round: Key of the window, ``rating_1`` or ``rating_2``.
        closes_on: The round's last day for this dossier, extensions counted.
        left: Working days until then; below 0: over.
        chance: Chance to miss the round, 0 to 1; ``None``: too few earlier dossiers.
        sample: Earlier dossiers of known end that it stands on.
        middle: Working days still to go for the middle one of them; ``None``: unknown.
        cautious: The same for nine in ten of them.
        own: Whether they are of the dossier's own district.
        longest: Whether it has waited longer than nearly all of them; ``chance`` then is what
            it would be if it moved on today, so a lower bound.
        shut: Whether its window has closed while it was with its applicant.
    """

    dossier: int
    district: int
    state: str
    since: datetime
    waited: int
    round: str
    closes_on: date
    left: int
    call: Call
    chance: float | None = None
    sample: int = 0
    middle: int | None = None
    cautious: int | None = None
    own: bool = False
    longest: bool = False
    shut: bool = False

    @property
    def is_over(self) -> bool:
        """Whether there is nothing to foretell: the round has closed, or nothing can be handed in."""
        return self.shut or self.left < 0


def forecast(seen: QuerySet[Dossier], now: datetime) -> list[Forecast]:
    """Return what is foretold of the dossiers of ``seen`` under way in the current cycle.

    The likeliest to be late come first, then those with the fewest days left. Eight queries,
    however many dossiers there are.
    """
    calendar = working_calendar()
    cycle = current_cycle(calendar.day(now))
    if cycle is None:
        return []
    wanted = set(seen.order_by().filter(cycle=cycle).values_list("pk", flat=True))
    return foretold(cycle, now, calendar, wanted)


def foretold(
    cycle: Cycle, now: datetime, calendar: WorkingCalendar, wanted: set[int] | None = None
) -> list[Forecast]:
    """Return what is foretold of a cycle's dossiers at a moment, past or present.

    Args:
        wanted: Primary keys to answer for; all of the cycle unless told.
    """
    known = courses(now, cycle.year)
    experience = Experience(known, cycle, now, calendar)
    rows = [
        experience.tells(course)
        for course in known
        if course.cycle == cycle.pk
        and not course.is_over
        and (wanted is None or course.dossier in wanted)
    ]
    found = [row for row in rows if row is not None]
    return sorted(found, key=lambda r: (-_weight(r), r.left, r.dossier))


def _weight(row: Forecast) -> float:
    if row.is_over:
        return 2
    return -1 if row.chance is None else row.chance


def counts(rows: Iterable[Forecast]) -> dict[Call, int]:
    """Return how many dossiers each call has, in the order of :data:`CALLS`."""
    counted = Counter(row.call for row in rows)
    return {call: counted[call] for call in CALLS}


class Experience:
    """What is known at a moment of how long dossiers take, asked about one of a cycle."""

    def __init__(
        self, known: list[Course], cycle: Cycle, now: datetime, calendar: WorkingCalendar
    ) -> None:
        self.now, self.calendar, self.today = now, calendar, calendar.day(now)
        cycles = Cycle.objects.filter(pk__in={course.cycle for course in known} | {cycle.pk})
        self.rounds = Rounds(cycles, now)
        self.sampled = samples(known, now, calendar)
        self.paths = [
            path
            for course in known
            if course.cycle != cycle.pk and (path := self._path(course)) is not None
        ]
        self._starts: dict[tuple[str, int], list[int]] = {}

    def _path(self, course: Course) -> Path | None:
        last = self.rounds.last(course)
        if last is None or last[1] >= self.today:
            return None
        opened = self.calendar.between(self.calendar.day(course.points[0].at), last[1])
        return Path(course, opened)

    def tells(self, course: Course) -> Forecast | None:
        """Return what is foretold of a dossier; ``None`` where its cycle has no round."""
        belongs = self.rounds.of(course, self.calendar)
        if belongs is None:
            return None
        here, closes_on = course.now, belongs[1]
        waited = self.calendar.between(self.calendar.day(here.at), self.today)
        left = self.calendar.between(self.today, closes_on)
        if closes_on < self.today:  # a weekend may lie between
            left = min(left, -1)
        place = (course.dossier, course.district, here.state, here.at, waited, *belongs, left)
        state = RULESETS[course.ruleset].state[here.state]
        shut = self.rounds.is_shut(state, course, self.today)
        if left < 0 or shut:
            return Forecast(*place, Call.SURE, shut=shut)
        told = Forecast(*place, Call.UNKNOWN)
        if course.first("submit_rating") is None:
            return self._before_handing_in(course, told)
        return self._since_handing_in(course, told)

    def _before_handing_in(self, course: Course, told: Forecast) -> Forecast:
        """When others who stood there as long before the close handed in; what came after that."""
        key = (told.state, told.left)
        if key not in self._starts:
            found = (path.start(*key) for path in self.paths)
            self._starts[key] = [days for days in found if days is not None]
        starts = self._starts[key]
        nearest = self._nearest(HANDED_IN, course, 0, min(told.left, LONG))
        if len(starts) < ENOUGH or nearest is None:
            return told
        way, own = TwoLegs(starts, nearest[1]), nearest[0][1] != 0
        chance = _careful(way.late(told.left), len(starts))
        return replace(
            told,
            call=_call(chance),
            chance=chance,
            sample=len(starts),
            middle=way.more(MIDDLE),
            cautious=way.more(CAUTIOUS),
            own=own,
        )

    def _since_handing_in(self, course: Course, told: Forecast) -> Forecast:
        """How long others took who had waited there as long; else, who left the state."""
        for state, waited in ((told.state, told.waited), (f"> {told.state}", 0)):
            nearest = self._nearest(state, course, waited, told.left)
            if nearest is None:
                continue
            key, sample = nearest
            size, longest = sample.size(waited), state != told.state
            chance = _careful(sample.late(waited, told.left), size)
            return replace(
                told,
                call=_call(chance, longest=longest),
                chance=chance,
                sample=size,
                middle=sample.more(waited, MIDDLE),
                cautious=sample.more(waited, CAUTIOUS),
                own=key[1] != 0,
                longest=longest,
            )
        return told

    def _nearest(
        self, state: str, course: Course, waited: int, left: int
    ) -> tuple[Key, Sample] | None:
        """Return the nearest sample that is large enough and was watched for long enough."""
        nearest = keys(state, course.district, course.cycle)
        for key in nearest:
            sample, enough = self.sampled.get(key), ENOUGH if key == nearest[-1] else NEAR
            if sample and sample.size(waited) >= enough and sample.reaches(waited + left):
                return key, sample
        return None


def _careful(share: float, size: int) -> float:
    """Never say never: half a dossier is added on either side, so that few of them prove less."""
    return (share * size + 0.5) / (size + 1)


def _call(chance: float, *, longest: bool = False) -> Call:
    if chance >= SURE:
        return Call.SURE
    # who has waited longer than the others is not in time because of what comes after
    return Call.FINE if chance <= FINE and not longest else Call.MAY
