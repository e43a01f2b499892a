"""One rehearsed year from its opening to the day on which the curtain falls."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Count

from processes.flows.duties import complete, plan_duties, save_content
from processes.models import Appointment, Cycle, Dossier, Duty, Notice, Record, Unit, User
from processes.phases.duties import DUTY
from processes.queries.quarterly import draft, quarter_of
from processes.queries.working_days import working_calendar
from processes.services import clock
from processes.services.extensions import extend_for_unit

from . import early, late, script
from .cast import Casting
from .manner import PLAIN, Manner
from .papers import paper
from .play import Case, Year
from .province import ACCOUNTS, open_cycle, settle

PASSWORD = "ocop-dak-lak-2026"  # noqa: S105 -- of invented people, told to everybody
SCRIPT = (early, late)  # importing them registers what is done in each state
FLOOD = "Mưa lớn kéo dài, nhiều thôn, buôn bị chia cắt, chủ thể chưa nộp kịp."
READ_AFTER = timedelta(days=10)
LEFT_UNDONE = 0.15
MORNING = timedelta(hours=7, minutes=5)


class NotHere(Exception):  # noqa: N818 -- a refusal is an answer, not an error
    """A year cannot be rehearsed in this database; the words say why."""


@dataclass(frozen=True)
class Played:
    """What a rehearsal left behind."""

    cycle: Cycle
    dossiers: int
    records: int
    states: dict[str, int]


def password() -> str:
    """Return the password of the invented people."""
    return os.environ.get("OCOP_DEMO_PASSWORD") or PASSWORD


def refuse_real_data(year: int) -> None:
    """Keep invented people out of a real province.

    Raises:
        NotHere: there is a real cycle, the year was opened before, or a real person has one of
            the usernames.
    """
    real = Cycle.objects.filter(is_training=False).order_by("year").first()
    if real is not None:
        raise NotHere(f"{real.year} is a real cycle: this database is not for rehearsals.")
    if Cycle.objects.filter(year=year).exists():
        raise NotHere(f"The year {year} has a cycle already; rehearse another one.")
    taken = User.objects.filter(username__in=ACCOUNTS).first()
    if taken is not None and not Cycle.objects.exists():
        raise NotHere(f"There is a person with the username {taken.username} already.")


def rehearse(
    year: int,
    dossiers: int,
    seed: int,
    until: datetime,
    told: Callable[[date, int], None] = lambda _day, _steps: None,
    manner: Manner = PLAIN,
) -> Played:
    """Play a year through the door; all of it or, where something fails, nothing.

    Raises:
        NotHere: see :func:`refuse_real_data`.
    """
    refuse_real_data(year)
    rng, calendar = Random(seed), working_calendar()
    with transaction.atomic():
        cycle = open_cycle(year)
        province, registry = settle(cycle, rng, make_password(password()), dossiers)
        casting = Casting(province, registry, rng, calendar.day(until))
        casting.draw(dossiers, stuck=manner.stuck)
        cases = casting.write()
        played = Year(province, rng, calendar, until, manner)
        _plan_duties(cycle)
        _announce(played)
        for case in cases:
            _begin_later(played, case)
        played.play(told)
        seen = Notice.objects.filter(at__lt=until - READ_AFTER)
        seen.update(read_at=until - READ_AFTER)
    return _result(cycle)


def _begin_later(year: Year, case: Case) -> None:
    moment = year.pace.between(case.fate.opens_on, case.fate.opens_on, year.until - timedelta(366))
    year.at(moment, lambda at: script.begin(year, case, at))


def _announce(year: Year) -> None:
    """Note what happens by itself: sweeps and reminders, and the district that gets more time."""
    this, calendar = year.province.cycle.year, year.calendar
    start = calendar.end_of(date(this, 3, 31))
    for week in range(40):
        year.at(start + timedelta(days=7 * week, minutes=20), year.sweep)
    year.at(calendar.end_of(date(this, 11, 30)) + timedelta(minutes=20), year.sweep)
    for morning in range(365):
        day = date(this, 1, 1) + timedelta(days=morning)
        if calendar.is_worked(day):
            year.at(calendar.end_of(day - timedelta(days=1)) + MORNING, year.remind)
    for month in range(1, 13):
        late_in_it = calendar.end_of(date(this, month, 24)) + timedelta(hours=9)
        year.at(late_in_it, lambda _at, month=month: _do_duties(year, month))  # type: ignore[misc]
    extended = calendar.end_of(date(this, 3, 19)) + timedelta(hours=9)
    year.at(extended, lambda _at: _extend(year, year.province.districts[0]))


def _plan_duties(cycle: Cycle) -> None:
    """Plan the year's duties, for the units that somebody plays."""
    plan_duties(cycle)
    played = Appointment.objects.filter(role__endswith="_officer", unit__isnull=False).values(
        "unit"
    )
    Duty.objects.filter(cycle=cycle).exclude(unit__in=played).delete()


def _do_duties(year: Year, month: int) -> None:
    """Let offices do what is due by the end of a month; some leave it."""
    today, rng = clock.today(), Random(month)  # its own, so that the dossiers' play is the same
    due = Duty.objects.filter(
        cycle=year.province.cycle, done_at=None, due_on__year=today.year, due_on__month__lte=month
    )
    for duty in due.select_related("unit", "cycle").order_by("pk"):
        officer = Appointment.objects.filter(
            unit=duty.unit, role=f"{duty.unit.level}_officer"
        ).first()
        if officer is None or duty.opens_on > today or rng.random() < LEFT_UNDONE:
            continue
        if DUTY[duty.key].reports:
            save_content(duty, draft(quarter_of(duty, clock.now()), duty.period), by=officer)
            complete(duty, "", [], by=officer)
        else:
            shown = paper(
                rng, duty.key, DUTY[duty.key].label, duty.unit.name, DUTY[duty.key].evidence
            )
            complete(duty, "Đã thực hiện.", [shown], by=officer)


def _extend(year: Year, district: Unit) -> None:
    last = date(year.province.cycle.year, 12, 31)
    for key in ("ideas", "plans", "rating_2"):
        extend_for_unit(
            year.province.cycle, district, key, last, FLOOD, by=year.province.supervisor
        )


def _result(cycle: Cycle) -> Played:
    found = Dossier.objects.filter(cycle=cycle)
    counted = found.values_list("state").annotate(n=Count("pk")).order_by("state")
    records = Record.objects.filter(dossier__cycle=cycle).count()
    return Played(cycle, found.count(), records, dict(counted))
