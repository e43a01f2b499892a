"""The demonstration province: a year up to today, in which a newcomer can play every step."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction

from processes.models import Appointment, Cycle, CycleWindow, Unit, User
from processes.queries.jurisdiction import label_of
from processes.queries.working_days import working_calendar
from processes.services import clock
from processes.services.extensions import extend_for_unit

from .province import ACCOUNTS, DEMO_DISTRICT
from .season import Played, rehearse

DOSSIERS, SEED = 120, 7
SPRING = 4  # before April there is too little to see of the year
LONGER = timedelta(days=120)
REASON = "Huấn luyện"


def ensure(told: Callable[[date, int], None]) -> Played | None:
    """Rehearse the year of today, once; ``None`` where there is a cycle already."""
    if Cycle.objects.exists():
        return None
    now, calendar = clock.now(), working_calendar()
    today = calendar.day(now)
    year = today.year if today.month >= SPRING else today.year - 1
    until = min(now, calendar.end_of(date(year, 12, 31)) - timedelta(minutes=1))
    with transaction.atomic():
        played = rehearse(year, DOSSIERS, SEED, until, told)
        _keep_open(played.cycle, now, today)
        _give_addresses()
    return played


def _give_addresses() -> None:
    """Let what is played from now on be mailed too; a name that is reserved, so that none arrives."""
    for name in ACCOUNTS:
        User.objects.filter(username=name).update(email=f"{name}@ocop.example")


def _keep_open(cycle: Cycle, now: datetime, today: date) -> None:
    """Open every window of the demonstration district for four months from today."""
    CycleWindow.objects.filter(
        cycle=cycle, key__in=("plans", "rating_1"), opens_on__gt=today
    ).update(opens_on=today)
    unit = Unit.objects.get(code=DEMO_DISTRICT, valid_until=None)
    by = Appointment.objects.get(user__username="giamsat", unit__level="province")
    with clock.standing_at(now):
        for key in _open_ones(cycle, today):
            extend_for_unit(cycle, unit, key, today + LONGER, REASON, by=by)


def _open_ones(cycle: Cycle, today: date) -> list[str]:
    begun = cycle.windows.filter(opens_on__lte=today, closes_on__lt=today + LONGER)
    keys = set(begun.values_list("key", flat=True))
    rating = "rating_2" if "rating_2" in keys else "rating_1"
    return [key for key in ("ideas", "plans", rating) if key in keys]


def accounts() -> list[tuple[str, str, str]]:
    """Return username, role and scope of the demonstration accounts, in the journey's order."""
    held = Appointment.objects.filter(user__username__in=ACCOUNTS).select_related(
        "user", "unit", "organisation", "council", "department"
    )
    latest = {a.user.username: a for a in held.order_by("pk")}
    return [
        (name, label_of(latest[name].role), latest[name].scope_name)
        for name in ACCOUNTS
        if name in latest
    ]
