"""What a list of dossiers is narrowed to; the board counts with the same conditions.

A number of the board and the list that it opens are the same condition, written once here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from processes.engine import State, WorkingCalendar
from processes.models import Dossier, Unit
from processes.models.units import Level
from processes.roles import COUNCIL_ROLES, Role
from processes.rulesets import RULESETS

from .quarters import read_figure

SOON = 5  # working days within which a term counts as near
AGES: tuple[tuple[str, int, int | None], ...] = (
    ("5", 0, 5),
    ("10", 6, 10),
    ("20", 11, 20),
    ("21", 21, None),
)  # key, first and last working day since the step began; the last one has no end
APPLICANT, SITTING, UNCLAIMED, AT_WORK = "chu-the", "phien-hop", "chua-nhan", "dang-lam"
SOURCES = (APPLICANT, SITTING, UNCLAIMED, AT_WORK)
OPEN = ~Q(waiting="")
DIGITS = {2: Level.PROVINCE, 3: Level.DISTRICT, 5: Level.COMMUNE}  # of a unit's code, by level


@dataclass(frozen=True)
class Moment:
    """When is counted, and by which days."""

    now: datetime
    calendar: WorkingCalendar

    @property
    def today(self) -> date:
        """The local day."""
        return self.calendar.day(self.now)

    def late(self) -> Q:
        """Return the condition on what waits: its term is over."""
        return Q(due_at__lte=self.now)

    def soon(self) -> Q:
        """Return the condition on what waits: its term ends within :data:`SOON` working days."""
        end = self.calendar.end_of(self.calendar.add(self.today, SOON))
        return Q(due_at__gt=self.now, due_at__lte=end)

    def aged(self, key: str) -> Q:
        """Return the condition: so many working days have passed since the step began."""
        first, last = next((a, b) for k, a, b in AGES if k == key)
        found = Q()
        if last is not None:
            found &= Q(entered_at__gte=self._begin(last))
        if first:
            found &= Q(entered_at__lt=self._begin(first - 1))
        return found

    def _begin(self, days: int) -> datetime:
        """Return the first moment from which at most ``days`` working days have passed."""
        day, passed = self.today, int(self.calendar.is_worked(self.today))
        while passed <= days:
            day -= timedelta(days=1)
            passed += self.calendar.is_worked(day)
        return self.calendar.end_of(day - timedelta(days=1))


def source_of(state: State, *, claimed: bool) -> str:
    """Return which of :data:`SOURCES` a dossier in a state waits for; the end waits for nothing."""
    if state.holder is None:
        return ""
    if state.holder == Role.APPLICANT:
        return APPLICANT
    if state.holder in COUNCIL_ROLES:
        return SITTING
    return AT_WORK if claimed else UNCLAIMED


def from_source(key: str) -> Q:
    """Return the condition: this is what the dossier waits for; equal to :func:`source_of`."""
    claimed = key == AT_WORK
    states = {s.key for s in every_state() if source_of(s, claimed=claimed) == key}
    found = Q(state__in=sorted(states))
    return found & Q(assignee__isnull=not claimed) if key in (UNCLAIMED, AT_WORK) else found


def every_state() -> Iterator[State]:
    """Yield the states of every ruleset."""
    for ruleset in RULESETS.values():
        yield from ruleset.states


@dataclass(frozen=True)
class Wanted:
    """What a list is asked for; whatever is empty narrows nothing.

    Args:
        unit: Code of a commune, district or province.
        state: A state; ``phase``: all states of one.
        source: One of :data:`SOURCES`.
        office: The ``role@scope`` key of the office that it waits for.
        person: Id of the appointment that took it up.
        quarter: Key of a figure of a quarterly report, see :func:`.quarters.figure_key`.
    """

    unit: str = ""
    phase: str = ""
    state: str = ""
    open: bool = False
    late: bool = False
    soon: bool = False
    age: str = ""
    source: str = ""
    office: str = ""
    person: int | None = None
    quarter: str = ""

    def without(self, name: str) -> "Wanted":
        """Return the same without one condition."""
        return replace(self, **{name: getattr(Wanted(), name)})

    def conditions(self, moment: Moment) -> Iterator[Q]:
        """Yield the conditions on dossiers."""
        if self.open or self.late or self.soon or self.age:
            yield OPEN
        yield from self._where()
        if self.quarter:
            counted = read_figure(self.quarter)
            yield counted.dossiers(moment.calendar) if counted else Q(pk__in=[])
        if self.late:
            yield moment.late()
        if self.soon:
            yield moment.soon()
        if self.age:
            yield moment.aged(self.age)

    def _where(self) -> Iterator[Q]:
        if self.unit:
            yield in_unit(self.unit)
        if self.phase:
            yield Q(state__in=states_of(self.phase))
        if self.state:
            yield Q(state=self.state)
        if self.source:
            yield from_source(self.source)
        if self.office:
            yield Q(waiting=self.office)
        if self.person is not None:
            yield Q(assignee=self.person)


def narrowed(dossiers: QuerySet[Dossier], wanted: Wanted, moment: Moment) -> QuerySet[Dossier]:
    """Keep what is asked for."""
    for condition in wanted.conditions(moment):
        dossiers = dossiers.filter(condition)
    return dossiers


def in_unit(code: str) -> Q:
    """Return the condition: the dossier lies in the unit that has or had this code."""
    level = DIGITS.get(len(code))
    if level is None:
        return Q(pk__in=[])
    units = Unit.objects.filter(code=code, level=level).order_by()
    return Q(**{f"{level.value}__in": units.values("pk")})


def states_of(phase: str) -> list[str]:
    """Return the keys of a phase's states, of every ruleset."""
    return sorted({s.key for s in every_state() if s.phase == phase})
