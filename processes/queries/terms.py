"""When a state is due, and how that day is counted.

An office's term is a number of working days from the day of receipt, which is not counted. Where
the office sends the dossier back to be completed, its clock stands still until the dossier is with
it again, and then the rest of the term runs, one working day at least. Where a wrong step is taken
back, the days that were left when it was taken run on from the day of the correction; what was
overdue by then stays so. A day that was promised stays as it was promised, even where the calendar
is edited later: the sum then says so.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from processes.engine import State, WithinWindow, WorkingCalendar, WorkingDays
from processes.engine.calendar import Day
from processes.models import CycleWindow, Dossier, Record

from .corrections import corrects
from .windows import Windows
from .working_days import working_calendar

LEAST = 1  # working days that are left to an office whose term was used up before it stopped
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Stay:
    """One stay of a dossier in a state: the day of receipt, the days after it, what stopped it.

    Args:
        stopped: Label of the step that stopped the clock; empty for the present stay.
        taken_back: That step was wrong, and was taken back: the term went on.
    """

    received: date
    days: tuple[Day, ...]
    stopped: str = ""
    taken_back: bool = False

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
        left: Working days that the present stay has; 0 where what was taken back had been done on
            the last day, or after it.
        reckoned: The last day by the calendar as it is now.
        promised: The last day that was promised, which holds.
        was_late: It had been done after the last day, which still holds.
        moved: The record that moved the term, where somebody did, ``moved_to`` a day.
        window: Key of the window that ends the term; ``window_closes`` is its own last day.
    """

    term: int | None
    stays: tuple[Stay, ...]
    reckoned: date
    promised: date
    left: int = 0
    was_late: bool = False
    moved: Record | None = None
    moved_to: date | None = None
    window: str = ""
    window_closes: date | None = None

    @property
    def used(self) -> int:
        """Working days used before the clock was stopped."""
        return sum(s.counted for s in self.stays[:-1])

    @property
    def calendar_changed(self) -> bool:
        """Whether the calendar was edited since the day was promised."""
        return self.moved is None and self.reckoned != self.promised


@dataclass(frozen=True)
class _Rest:
    """What is left of a term, and its last day.

    Args:
        was_late: Nothing was left: the last day is one that was over.
    """

    left: int
    last: date
    was_late: bool = False


def due_at(
    dossier: Dossier,
    state: State,
    at: datetime,
    windows: Windows,
    calendar: WorkingCalendar,
    corrects: int = 0,
) -> datetime | None:
    """Return the first moment that is too late in ``state``, entered at ``at``; ``None``: no term.

    Args:
        corrects: Number of the record that is taken back, where that is how the state is entered.
    """
    if isinstance(state.due, WorkingDays) and (corrects or _may_have_stopped(dossier, state)):
        received = calendar.day(at)
        rest = _goes_on(dossier, corrects, received, calendar) if corrects else None
        if rest is None:
            earlier = _earlier(_moves(dossier), dossier, state, calendar)
            rest = _runs_on(state.due.days, earlier, received, calendar)
        return calendar.end_of(rest.last)
    return windows.due_at(state.due, at, calendar)


def _may_have_stopped(dossier: Dossier, state: State) -> bool:
    return bool(dossier.pk) and any(t.pauses for t in dossier.ruleset.leaving(state.key))


def _moves(dossier: Dossier) -> list[Record]:
    moves = Record.objects.filter(dossier=dossier, kind=Record.Kind.TRANSITION)
    return list(moves.order_by("seq"))


def _corrects(move: Record, dossier: Dossier) -> int:
    """Return the number of the record that a step took back; 0: it is no correction."""
    if move.name not in dossier.ruleset.correction:
        return 0
    return corrects(move)


def _earlier(
    moves: list[Record], dossier: Dossier, state: State, calendar: WorkingCalendar
) -> list[Stay]:
    """Return the stays whose clock stopped and was not wound up since, oldest first."""
    pausing = {t.name for t in dossier.ruleset.leaving(state.key) if t.pauses}
    taken_back = {_corrects(move, dossier) for move in moves}
    stays: list[Stay] = []
    for entered, left in _stays(moves, state.key):
        if _corrects(left, dossier):
            continue  # it was there by a step that was wrong: no stay of its own, and no end of one
        if left.name not in pausing and left.seq not in taken_back:
            stays = []  # the office had finished with it: a new receipt is a new term
            continue
        first = calendar.day(entered.at)
        days = calendar.days(first, calendar.day(left.at))
        stays.append(Stay(first, days, left.label, taken_back=left.seq in taken_back))
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


def _runs_on(term: int, earlier: list[Stay], received: date, calendar: WorkingCalendar) -> _Rest:
    """Return what a clock that was stopped has left of a term."""
    left = max(LEAST, term - sum(s.counted for s in earlier))
    return _Rest(left, calendar.add(received, left))


def _goes_on(
    dossier: Dossier, corrects: int, received: date, calendar: WorkingCalendar
) -> _Rest | None:
    """Return what was left of the promised term when a step was taken that is taken back.

    A step of the last day leaves the day of the correction, or the first one worked after it.

    Returns:
        ``None`` where nothing had been promised.
    """
    known = Record.objects.filter(dossier=dossier, seq__lte=corrects).order_by("-seq")
    wrong, before = known[:2]
    if before.due_at is None:
        return None
    last = calendar.day(before.due_at - INSTANT)
    if wrong.at >= before.due_at:
        return _Rest(0, last, was_late=True)
    left = calendar.between(calendar.day(wrong.at), last)
    left = left or int(not calendar.is_worked(received))
    return _Rest(left, calendar.add(received, left))


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
    received, moves = calendar.day(dossier.entered_at), _moves(dossier)
    earlier = _earlier(moves, dossier, state, calendar)
    corrects = _corrects(moves[-1], dossier) if moves else 0
    rest = _goes_on(dossier, corrects, received, calendar) if corrects else None
    rest = rest or _runs_on(state.due.days, earlier, received, calendar)
    moved = _moved(dossier, _began(moves, dossier))
    return Sum(
        term=state.due.days,
        stays=(*earlier, Stay(received, calendar.days(received, rest.last))),
        left=rest.left,
        reckoned=rest.last,
        promised=promised,
        was_late=rest.was_late,
        moved=moved,
        moved_to=calendar.day(moved.due_at - INSTANT) if moved and moved.due_at else None,
    )


def _began(moves: list[Record], dossier: Dossier) -> int:
    """Return the number of the step by which the present stay began, before what was taken back."""
    entries = (m for m in reversed(moves) if m.target == str(dossier.state))
    return next((m.seq for m in entries if not _corrects(m, dossier)), 0)


def _moved(dossier: Dossier, since: int) -> Record | None:
    """The last record that moved the term of a stay that began with the record ``since``."""
    found = Record.objects.filter(dossier=dossier, name="extend_term", seq__gt=since)
    found = found.select_related("detail", "actor", "appointment__unit")
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
