"""When a state is due, and how that day is counted.

An office's term is a number of working days from the day of receipt, which is not counted. Where
the office sends the dossier back to be completed, its clock stands still until the dossier is with
it again, and then the rest of the term runs, one working day at least. A day that was promised
stays as it was promised, even where the calendar is edited later: the sum then says so.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from processes.engine import State, WithinWindow, WorkingCalendar, WorkingDays
from processes.engine.calendar import Day
from processes.models import CycleWindow, Dossier, Record

from .windows import Windows
from .working_days import working_calendar

LEAST = 1  # working days that are left to an office whose term was used up before it stopped
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Stay:
    """One stay of a dossier in a state: the day of receipt, the days after it, what stopped it.

    Args:
        stopped: Label of the step that stopped the clock; empty for the present stay.
    """

    received: date
    days: tuple[Day, ...]
    stopped: str = ""

    @property
    def counted(self) -> int:
        """Working days that this stay counts."""
        return sum(d.counts for d in self.days)

    @property
    def skipped(self) -> tuple[Day, ...]:
        """The days that do not count."""
        return tuple(d for d in self.days if not d.counts)


@dataclass(frozen=True)
class Sum:
    """How the term of the present state is counted.

    Args:
        term: Working days of the state; ``None`` where a window bounds it.
        stays: Earlier stays whose clock was stopped, then the present one.
        reckoned: The last day by the calendar as it is now.
        promised: The last day that was promised, which holds.
        moved: The record that moved the term, where somebody did.
        window: Key of the window that ends the term; ``window_closes`` is its own last day.
    """

    term: int | None
    stays: tuple[Stay, ...]
    reckoned: date
    promised: date
    moved: Record | None = None
    window: str = ""
    window_closes: date | None = None

    @property
    def used(self) -> int:
        """Working days used before the clock was stopped."""
        return sum(s.counted for s in self.stays[:-1])

    @property
    def left(self) -> int | None:
        """Working days that the present stay has."""
        return None if self.term is None else max(LEAST, self.term - self.used)

    @property
    def calendar_changed(self) -> bool:
        """Whether the calendar was edited since the day was promised."""
        return self.moved is None and self.reckoned != self.promised


def due_at(
    dossier: Dossier, state: State, at: datetime, windows: Windows, calendar: WorkingCalendar
) -> datetime | None:
    """Return the first moment that is too late in ``state``, entered at ``at``; ``None``: no term."""
    if isinstance(state.due, WorkingDays) and _may_have_stopped(dossier, state):
        used = sum(s.counted for s in _stopped_stays(dossier, state, calendar))
        left = max(LEAST, state.due.days - used)
        return calendar.end_of(calendar.add(calendar.day(at), left))
    return windows.due_at(state.due, at, calendar)


def _may_have_stopped(dossier: Dossier, state: State) -> bool:
    return bool(dossier.pk) and any(t.pauses for t in dossier.ruleset.leaving(state.key))


def _stopped_stays(dossier: Dossier, state: State, calendar: WorkingCalendar) -> list[Stay]:
    """Return the stays whose clock stopped and was not wound up since, oldest first."""
    moves = Record.objects.filter(dossier=dossier, kind=Record.Kind.TRANSITION)
    pausing = {t.name for t in dossier.ruleset.leaving(state.key) if t.pauses}
    stays: list[Stay] = []
    for entered, left in _stays(list(moves.order_by("seq")), state.key):
        if left.name not in pausing:
            stays = []  # the office had finished with it: a new receipt is a new term
            continue
        first = calendar.day(entered.at)
        stays.append(Stay(first, calendar.days(first, calendar.day(left.at)), left.label))
    return stays


def _stays(moves: list[Record], state: str) -> list[tuple[Record, Record]]:
    """Return the entries into a state with the steps that left it."""
    found, entered = [], None
    for record in moves:
        if entered is not None and record.source == state:
            found.append((entered, record))
            entered = None
        if record.target == state:
            entered = record
    return found


def sum_of(dossier: Dossier, calendar: WorkingCalendar | None = None) -> Sum | None:
    """Return how the present term is counted; ``None`` where there is none."""
    state = dossier.current
    if dossier.due_at is None or dossier.entered_at is None or state.final:
        return None
    calendar = calendar or working_calendar()
    promised = calendar.day(dossier.due_at - INSTANT)
    if isinstance(state.due, WithinWindow):
        return _by_window(dossier, state.due, promised)
    if not isinstance(state.due, WorkingDays):
        return None
    received = calendar.day(dossier.entered_at)
    stays = _stopped_stays(dossier, state, calendar) if _may_have_stopped(dossier, state) else []
    left = max(LEAST, state.due.days - sum(s.counted for s in stays))
    last = calendar.add(received, left)
    return Sum(
        term=state.due.days,
        stays=(*stays, Stay(received, calendar.days(received, last))),
        reckoned=last,
        promised=promised,
        moved=_moved(dossier),
    )


def _moved(dossier: Dossier) -> Record | None:
    """The last record that moved the present term."""
    found = Record.objects.filter(
        dossier=dossier, name="extend_term", at__gte=dossier.entered_at
    ).select_related("detail", "actor", "appointment__unit")
    return found.order_by("-seq").first()


def _by_window(dossier: Dossier, due: WithinWindow, promised: date) -> Sum:
    windows = CycleWindow.objects.filter(cycle=dossier.cycle_id, key__in=due.windows)
    base = max(windows, key=lambda w: w.closes_on, default=None)
    closes = base.closes_on if base else promised
    return Sum(
        term=None,
        stays=(),
        reckoned=promised,
        promised=promised,
        window=base.key if base else "",
        window_closes=closes,
    )
