"""The windows of cycles: to which rating round a dossier belongs, and its last day there."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from processes.engine import State, WorkingCalendar
from processes.models import Cycle, CycleWindow, Extension
from processes.phases.rating import ROUNDS

from .durations import Course


class Rounds:
    """The last day of each window for each dossier, as known at a moment. Two queries."""

    def __init__(self, cycles: Iterable[Cycle], now: datetime) -> None:
        cycles = list(cycles)
        self.windows: dict[int, dict[str, tuple[date, date]]] = defaultdict(dict)
        windows = CycleWindow.objects.filter(cycle__in=cycles)
        for w in windows.order_by("opens_on"):
            self.windows[w.cycle_id][w.key] = (w.opens_on, w.closes_on)
        given = Extension.objects.filter(cycle__in=cycles, at__lt=now)
        self.longer: dict[tuple[int, str], list[tuple[int | None, int | None, date]]]
        self.longer = defaultdict(list)
        for cycle, key, unit, dossier, closes_on in given.values_list(
            "cycle_id", "key", "unit_id", "dossier_id", "closes_on"
        ):
            self.longer[cycle, key].append((unit, dossier, closes_on))

    def closes(self, key: str, course: Course) -> date:
        """Return the last day of a window for a dossier."""
        units = (course.commune, course.district, course.province)
        longer = [
            closes_on
            for unit, dossier, closes_on in self.longer.get((course.cycle, key), ())
            if unit in units or dossier == course.dossier
        ]
        return max([self.windows[course.cycle][key][1], *longer])

    def of(self, course: Course, calendar: WorkingCalendar) -> tuple[str, date] | None:
        """Return the round that a dossier belongs to, and its last day; ``None``: there is none."""
        windows = self._rounds(course)
        handed_in = course.first("submit_rating")
        if handed_in is not None:
            day = calendar.day(handed_in.at)
            for key, (opens, _closes) in windows.items():
                if opens <= day <= self.closes(key, course):
                    return key, self.closes(key, course)
        return self.last(course)

    def last(self, course: Course) -> tuple[str, date] | None:
        """Return the last round of a dossier's cycle, and its last day for that dossier."""
        keys = list(self._rounds(course))
        return (keys[-1], self.closes(keys[-1], course)) if keys else None

    def _rounds(self, course: Course) -> dict[str, tuple[date, date]]:
        windows = self.windows.get(course.cycle, {})
        return {key: days for key, days in windows.items() if key in ROUNDS}

    def is_shut(self, state: State, course: Course, today: date) -> bool:
        """Return whether a dossier can no longer be handed in from a state in its cycle."""
        keys = [key for key in state.ends_with if key in self.windows.get(course.cycle, {})]
        return bool(keys) and all(self.closes(key, course) < today for key in keys)
