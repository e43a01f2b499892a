"""What time it is: the database's clock, or the moment that a rehearsal plays."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from django.db import connection
from django.utils import timezone

from processes.queries.working_days import working_calendar

_standing: list[datetime] = []


def now() -> datetime:
    """Return the moment by the database's clock (UTC), or the one that is being played."""
    if _standing:
        return _standing[-1]
    if connection.vendor != "postgresql":
        return timezone.now()  # an embedded database has the clock of its process
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        at: datetime = cursor.fetchone()[0]
    return of(at)


def of(told: datetime | None) -> datetime:
    """Return the moment that the database told with another answer, as :func:`now` would.

    Args:
        told: ``None`` where the database has no clock of its own.
    """
    if _standing or told is None:
        return now()
    return told.astimezone(UTC)


def today() -> date:
    """Return the local day of :func:`now`."""
    return working_calendar().day(now())


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Play ``moment``, in the whole process: for rehearsals and tests, never for a request."""
    _standing.append(moment.astimezone(UTC))
    try:
        yield
    finally:
        _standing.pop()
