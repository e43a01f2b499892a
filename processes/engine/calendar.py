"""Working days, windows, and the moment at which a day ends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

SATURDAY = 5


@dataclass(frozen=True)
class Window:
    """A period in which something may be handed in; both days belong to it."""

    opens_on: date
    closes_on: date

    def __contains__(self, day: date) -> bool:
        return self.opens_on <= day <= self.closes_on

    def is_over(self, day: date) -> bool:
        """Return whether the window had its last day before ``day``."""
        return day > self.closes_on


@dataclass(frozen=True)
class Day:
    """One day of a sum: whether it counts; the name of the holiday or of the working weekend."""

    date: date
    counts: bool
    name: str = ""


@dataclass(frozen=True)
class WorkingCalendar:
    """Mon to Fri, less holidays, plus working weekends.

    Args:
        zone: The zone whose midnight ends a day.
        exceptions: Day to whether it is worked, for the days that differ from the week.
        names: Day to what it is called, for the same days.
    """

    zone: tzinfo
    exceptions: Mapping[date, bool]
    names: Mapping[date, str] = field(default_factory=dict)

    def is_worked(self, day: date) -> bool:
        """Return whether offices work on ``day``."""
        return self.exceptions.get(day, day.weekday() < SATURDAY)

    def add(self, start: date, working_days: int) -> date:
        """Return the last day of a period that starts the day after ``start``.

        Args:
            start: The day of receipt; not counted.
            working_days: Length in working days, zero or more; zero gives ``start``.
        """
        day = start
        while working_days > 0:
            day += timedelta(days=1)
            working_days -= self.is_worked(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Count the working days after ``start`` up to and with ``end``; negative if ``end`` is earlier."""
        if end < start:
            return -self.between(end, start)
        differ = sum(
            worked - (day.weekday() < SATURDAY)
            for day, worked in self.exceptions.items()
            if start < day <= end
        )
        return _weekdays(end) - _weekdays(start) + differ

    def days(self, start: date, end: date) -> tuple[Day, ...]:
        """Return every day after ``start`` up to and with ``end``, and whether it counts."""
        span = range(1, (end - start).days + 1)
        found = (start + timedelta(days=n) for n in span)
        return tuple(Day(d, self.is_worked(d), self.names.get(d, "")) for d in found)

    def day(self, at: datetime) -> date:
        """Return the local day in which the moment ``at`` lies."""
        return at.astimezone(self.zone).date()

    def end_of(self, day: date) -> datetime:
        """Return the first moment that no longer belongs to ``day``: its end, half-open."""
        return datetime.combine(day + timedelta(days=1), time.min, self.zone)


def _weekdays(day: date) -> int:
    """Count Mondays to Fridays from the first day of the calendar, a Monday, up to and with ``day``."""
    weeks, rest = divmod(day.toordinal(), 7)
    return 5 * weeks + min(rest, 5)
