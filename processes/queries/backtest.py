"""What was foretold in a year that is over, beside what happened then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from processes.engine import WorkingCalendar
from processes.models import Cycle

from .durations import WITHDRAWN, Course, courses
from .forecast import Call, Forecast, foretold
from .rounds import Rounds
from .working_days import working_calendar


@dataclass(frozen=True)
class Replayed:
    """The forecasts of one morning whose round was still open, and who was late in the end.

    Args:
        late: Primary keys of the dossiers that missed their round.
    """

    day: date
    rows: tuple[Forecast, ...]
    late: frozenset[int]

    def called(self, call: Call) -> tuple[int, int]:
        """Return how many were called so, and how many of them were late."""
        found = [r.dossier for r in self.rows if r.call == call]
        return len(found), len(self.late & set(found))

    @property
    def expected(self) -> float:
        """How many of those who might be late were to be late, by the chances given."""
        return sum(r.chance or 0 for r in self.rows if r.call is Call.MAY)


def replay(cycle: Cycle, days: Iterable[date]) -> list[Replayed]:
    """Foretell a cycle as of the beginning of each day, knowing nothing later.

    Left out are dossiers whose round had closed already or that could not be handed in any more,
    where there is nothing to foretell, and those that were withdrawn later, which were neither
    late nor in time.
    """
    calendar = working_calendar()
    end = calendar.end_of(date(cycle.year, 12, 31))
    final = {c.dossier: c for c in courses(end, cycle.year) if c.cycle == cycle.pk}
    rounds = Rounds([cycle], end)
    found = []
    for day in days:
        now = calendar.end_of(day - timedelta(days=1))
        rows = tuple(
            r
            for r in foretold(cycle, now, calendar)
            if not r.is_over and final[r.dossier].now.state != WITHDRAWN
        )
        late = {r.dossier for r in rows if was_late(final[r.dossier], r, rounds, calendar)}
        found.append(Replayed(day, rows, frozenset(late)))
    return found


def was_late(course: Course, row: Forecast, rounds: Rounds, calendar: WorkingCalendar) -> bool:
    """Return whether a dossier missed the round that the forecast was about."""
    result = course.result
    return result is None or calendar.day(result.at) > rounds.closes(row.round, course)
