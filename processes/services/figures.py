"""Keeping the board's sums: every record is added once, some minutes after its step.

Emptied or never filled, the sums are made good by the next run; the board meanwhile counts the
records themselves.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from processes.engine import WorkingCalendar
from processes.models import Counted, StayCount, StepCount
from processes.queries.stays import (
    RECENT_DAYS,
    STAYS,
    STEPS,
    counted_stays,
    counted_steps,
    since,
    start_of,
)
from processes.queries.working_days import working_calendar

from . import clock

SETTLED = timedelta(minutes=10)  # a step bears the moment it began at; by then it is committed
BATCH = 2000
OF_STAY = ("month", "district_id", "state", "days", "again")
OF_STEPS = ("day", "appointment_id")


def sum_up() -> dict[str, int]:
    """Add what has settled to the sums; return by how many minutes each was behind."""
    calendar, last = working_calendar(), clock.now() - SETTLED
    behind = {STAYS: timedelta(), STEPS: timedelta()}
    oldest = start_of(since(calendar.day(last)), calendar)
    while (added := _stays(oldest, last, calendar)) is not None:  # a month at a time
        behind[STAYS] += added
    behind[STEPS] = _steps(last, calendar)
    return {name: int(time.total_seconds() // 60) for name, time in behind.items()}


def _stays(oldest: datetime, last: datetime, calendar: WorkingCalendar) -> timedelta | None:
    with transaction.atomic():
        state = _locked(STAYS, oldest)
        if state.until >= last:
            return None
        month = calendar.day(state.until).replace(day=1)
        end = min(last, start_of((month + timedelta(days=32)).replace(day=1), calendar))
        found: Counter[Any] = Counter()
        for key, count in counted_stays(state.until, end, calendar):
            found[key] += count
        kept = StayCount.objects.filter(month__in={key[0] for key in found})
        _add(StayCount, OF_STAY, found, kept)
        kept.filter(count=0).delete()
        return _counted(state, end)


def _steps(last: datetime, calendar: WorkingCalendar) -> timedelta:
    """Add steps by the day; what is too old to be asked for goes."""
    first = calendar.day(last) - timedelta(days=RECENT_DAYS)
    with transaction.atomic():
        state = _locked(STEPS, start_of(first, calendar))
        if state.until >= last:
            return timedelta()
        rows = counted_steps(state.until, last, calendar)
        found = Counter({(day, who): count for day, who, count in rows})
        kept = StepCount.objects.filter(day__gte=calendar.day(state.until))
        _add(StepCount, OF_STEPS, found, kept)
        StepCount.objects.filter(day__lt=first).delete()
        return _counted(state, last)


def _locked(name: str, oldest: datetime) -> Counted:
    """Return the locked row that says how far a sum has come."""
    Counted.objects.get_or_create(name=name, defaults={"until": oldest})
    state = Counted.objects.select_for_update().get(name=name)
    state.until = max(state.until, oldest)
    return state


def _counted(state: Counted, until: datetime) -> timedelta:
    before, state.until = state.until, until
    state.save(update_fields=["until"])
    return until - before


def _add(model: Any, key: tuple[str, ...], sums: Counter[Any], kept: Any) -> None:
    """Add counts to the rows that are kept, or make new ones."""
    for *row, count in kept.values_list(*key, "count"):
        if tuple(row) in sums:
            sums[tuple(row)] += count
    # below nought: what was taken back is older than the sums, and was never in them
    rows = [model(**dict(zip(key, row, strict=True)), count=max(n, 0)) for row, n in sums.items()]
    unique = [name.removesuffix("_id") for name in key]
    model.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=unique, update_fields=["count"]
    )
