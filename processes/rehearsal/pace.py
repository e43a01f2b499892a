"""When people act: offices on working days, applicants also in the evening, some of them late."""

from datetime import date, datetime, time, timedelta
from random import Random

from processes.engine import WorkingCalendar

LATE = 0.13  # share of the office steps that miss their term
DAWN, NOON, DUSK = 7 * 60 + 30, 11 * 60 + 30, 17 * 60


class Pace:
    """Draws moments after a moment."""

    def __init__(self, rng: Random, calendar: WorkingCalendar) -> None:
        self.rng, self.calendar = rng, calendar

    def office(self, at: datetime, term: int, factor: float = 1) -> datetime:
        """Return when an office acts that has ``term`` working days from ``at``.

        Args:
            factor: By how much this office takes longer than others.
        """
        late = self.rng.random() < LATE
        days = term + self.rng.randrange(1, 6) if late else self.rng.randrange(0, term + 1)
        return self.working(self.calendar.add(self.calendar.day(at), round(days * factor)), at)

    def working(self, day: date, after: datetime) -> datetime:
        """Return a moment in office hours on ``day`` or the next working day after ``after``."""
        moment = self._in_hours(day)
        while moment <= after or not self.calendar.is_worked(self.calendar.day(moment)):
            day = self.calendar.add(day, 1)
            moment = self._in_hours(day)
        return moment

    def _in_hours(self, day: date) -> datetime:
        minute = self.rng.randrange(DAWN, DUSK)
        if NOON <= minute < NOON + 90:
            minute += 90
        return self._at(day, minute)

    def _at(self, day: date, minute: int) -> datetime:
        hour = time(minute // 60, minute % 60, self.rng.randrange(60), tzinfo=self.calendar.zone)
        return datetime.combine(day, hour)

    def home(self, at: datetime, low: int, high: int) -> datetime:
        """Return a moment of an applicant, ``low`` to ``high`` days after ``at``."""
        return self.between(
            self.calendar.day(at) + timedelta(days=low),
            self.calendar.day(at) + timedelta(days=high),
            at,
        )

    def between(self, first: date, last: date, after: datetime) -> datetime:
        """Return a moment of an applicant between two days, later than ``after``."""
        days = max(0, (last - first).days)
        day = first + timedelta(days=self.rng.randint(0, days))
        moment = self._at(day, self.rng.randrange(7 * 60, 21 * 60))
        return moment if moment > after else self.soon(after)

    def soon(self, at: datetime) -> datetime:
        """Return a moment a few minutes later."""
        return at + timedelta(seconds=self.rng.randrange(150, 1500))
