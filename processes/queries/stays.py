"""How long dossiers stay in a state, and how much each person does: from sums and today's records.

A stay is one visit to a state that ended with a step. What is past is summed up in tables
(services/figures.py); the last minutes are counted from the records, so the answer is their own.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncDate, TruncMonth

from processes.engine import WorkingCalendar
from processes.models import Appointment, Counted, Record, StayCount, StepCount, Unit
from processes.models.units import Level
from processes.roles import LOCAL_ROLES
from processes.rulesets import RULESETS

from .finished import ANY, corrected, difference
from .selection import Moment, every_state

STAYS, STEPS = "stays", "steps"  # names of the sums
MONTHS = 12
RECENT_DAYS = 30
# the states that communes and districts hold: what a district can be measured by
LOCAL = frozenset(s.key for s in every_state() if s.holder in LOCAL_ROLES)
MEDIAN, NINE_IN_TEN = Fraction(1, 2), Fraction(9, 10)


@dataclass
class Stays:
    """Stays by their length in working days; ``again``: those that were not the first.

    Percentiles are by nearest rank: the shortest length that so large a part did not exceed.
    """

    lengths: Counter[int] = field(default_factory=Counter)
    again: int = 0
    again_days: int = 0

    @property
    def count(self) -> int:
        """How many."""
        return self.lengths.total()

    @property
    def days(self) -> int:
        """Working days of all of them together."""
        return sum(length * count for length, count in self.lengths.items())

    def percentile(self, part: Fraction) -> int | None:
        """Return the length that ``part`` of the stays did not exceed; ``None``: there is none."""
        needed, seen = part * self.count, 0
        for length in sorted(self.lengths):
            seen += self.lengths[length]
            if seen >= needed:
                return length
        return None

    def within(self, days: int) -> int:
        """Return how many lasted at most so many working days."""
        return sum(count for length, count in self.lengths.items() if length <= days)

    def add(self, days: int, count: int, *, again: bool) -> None:
        """Count some more."""
        self.lengths[days] += count
        if again:
            self.again += count
            self.again_days += days * count


@dataclass(frozen=True)
class Times:
    """The stays that ended since a day, by state and by district's code.

    Args:
        since: The first day looked at.
        by_district: Only of the states that communes and districts hold.
    """

    since: date
    by_state: dict[str, Stays]
    by_district: dict[str, Stays]


Key = tuple[Any, ...]  # month, district's id, state, days, again


def since(today: date) -> date:
    """Return the first day of the month :data:`MONTHS` months before."""
    return today.replace(year=today.year - 1, day=1)


def start_of(day: date, calendar: WorkingCalendar) -> datetime:
    """Return the first moment of a local day."""
    return calendar.end_of(day - timedelta(days=1))


def ended(begin: datetime, end: datetime) -> QuerySet[Record]:
    """Return the steps by which a state was left in a time, half-open."""
    states = sorted(s.key for s in every_state() if not s.final)
    return Record.objects.filter(
        source__in=states,
        kind=Record.Kind.TRANSITION,
        at__gte=begin,
        at__lt=end,
        lasted_working_days__isnull=False,
    ).exclude(source=F("target"))


def counted_stays(
    begin: datetime, end: datetime, calendar: WorkingCalendar, of: Q = ANY
) -> Iterator[tuple[Key, int]]:
    """Count the stays that ended in a time, half-open, by month, district, state, length, and again.

    A count is below nought where a stay of before ``begin`` is none any more: the step that ended it
    was taken back in this time. A key may come twice.

    Args:
        of: A condition on records.
    """
    records = ended(begin, end).filter(of).exclude(dossier__in=corrected(end, of).values("dossier"))
    before = Record.objects.filter(
        dossier=OuterRef("dossier"), source=OuterRef("source"), seq__lt=OuterRef("seq")
    ).exclude(target=F("source"))
    rows = (
        records.order_by()
        .annotate(
            month=TruncMonth("at", tzinfo=calendar.zone),
            again=Exists(before),
        )
        .values("month", "dossier__district", "source", "lasted_working_days", "again")
        .annotate(count=Count("pk"))
        .values_list(
            "month", "dossier__district", "source", "lasted_working_days", "again", "count"
        )
    )
    for month, district, state, days, again, count in rows:
        yield (month.date(), district, state, days, bool(again)), count
    yield from difference(begin, end, calendar, of)


def times(watcher: Appointment, moment: Moment) -> Times:
    """Return how long dossiers of a watcher's units stayed in each state, in the last year."""
    first = since(moment.today)
    by_state: dict[str, Stays] = defaultdict(Stays)
    by_district: dict[str, Stays] = defaultdict(Stays)
    found: Counter[tuple[str, str, int, bool]] = Counter()
    for district, state, days, again, count in _stays(watcher, first, moment):
        found[district, state, days, again] += count
    for (district, state, days, again), count in (+found).items():
        by_state[state].add(days, count, again=again)
        if state in LOCAL:
            by_district[district].add(days, count, again=again)
    return Times(first, dict(by_state), dict(by_district))


def _stays(
    watcher: Appointment, first: date, moment: Moment
) -> Iterator[tuple[str, str, int, bool, int]]:
    unit = watcher.unit
    if unit is None:
        return
    whose = {Level.DISTRICT: Q(district=unit), Level.PROVINCE: Q(district__parent=unit)}
    kept = whose.get(Level(unit.level))  # of a commune there are no sums, and few records
    until = counted_until(STAYS) if kept is not None else None
    if kept is not None and until is not None:
        rows = (
            StayCount.objects.filter(kept, month__gte=first)
            .order_by()
            .values_list("district__code", "state", "days", "again")
            .annotate(Sum("count"))
        )
        yield from rows
    begin = start_of(first, moment.calendar)
    begin = begin if until is None else max(begin, until)
    own = Q(**{f"dossier__{unit.level}": unit})
    codes = dict(Unit.objects.filter(level=Level.DISTRICT).values_list("pk", "code"))
    counted = counted_stays(begin, moment.now, moment.calendar, own)
    for (_month, district, state, days, again), count in counted:
        yield codes[district], state, days, again, count


def counted_until(name: str) -> datetime | None:
    """Return the moment up to which a sum holds; ``None``: nothing is summed up yet."""
    return Counted.objects.filter(name=name).values_list("until", flat=True).first()


def counted_steps(begin: datetime, end: datetime, calendar: WorkingCalendar) -> Iterable[Any]:
    """Count the steps taken in a time, by day and appointment."""
    names = {t.name for r in RULESETS.values() for t in r.moving}
    return (
        Record.objects.filter(
            name__in=sorted(names), at__gte=begin, at__lt=end, appointment__isnull=False
        )
        .order_by()
        .values(day=TruncDate("at", tzinfo=calendar.zone), who=F("appointment"))
        .annotate(count=Count("pk"))
        .values_list("day", "who", "count")
    )


def steps_taken(moment: Moment) -> Counter[int]:
    """Return how many steps were taken under each appointment in the last thirty days."""
    first = moment.today - timedelta(days=RECENT_DAYS - 1)
    until, found = counted_until(STEPS), Counter[int]()
    if until is not None:
        rows = StepCount.objects.filter(day__gte=first).order_by().values("appointment")
        found.update(dict(rows.values_list("appointment").annotate(Sum("count"))))
    begin = start_of(first, moment.calendar)
    begin = begin if until is None else max(begin, until)
    for _day, who, count in counted_steps(begin, moment.now, moment.calendar):
        found[who] += count
    return found
