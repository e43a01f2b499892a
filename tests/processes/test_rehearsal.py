"""An invented year: played through the door, the same for the same seed, never among real data."""

from datetime import date, datetime
from io import StringIO
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from processes.models import Appointment, Cycle, Dossier, Record, User
from processes.queries.verification import verify
from processes.rehearsal.fate import HALTS
from processes.rehearsal.papers import pdf, png
from processes.rehearsal.products import GOODS
from processes.rehearsal.province import ACCOUNTS, REFERENCE
from processes.rulesets import RULESETS
from tests.memory import MEMORY

YEAR = 2026
HERE = ZoneInfo("Asia/Ho_Chi_Minh")
JUNE = date(YEAR, 6, 30)
JULY = datetime(YEAR, 7, 1, tzinfo=HERE)


def rehearsed(seed: int = 3, dossiers: int = 12, until: date = JUNE) -> str:
    """Rehearse on the untouched database, or send again what the same call wrote there before."""
    asked = ("rehearsed", seed, dossiers, until)
    return str(MEMORY.once(asked, lambda: played(seed, dossiers, until)))


def played(seed: int = 3, dossiers: int = 12, until: date = JUNE) -> str:
    out = StringIO()
    call_command("rehearse", year=YEAR, dossiers=dossiers, seed=seed, until=until, stdout=out)
    return out.getvalue()


def story() -> list[Any]:
    """What a year comes to: every dossier with its steps, in its order."""
    found = Dossier.objects.filter(cycle__year=YEAR).order_by("code")
    return [
        (d.code, d.state, d.star, d.records.count(), [(r.name, r.at) for r in d.records.all()])
        for d in found
    ]


@pytest.mark.django_db
def test_a_rehearsed_year_verifies() -> None:
    rehearsed()

    assert verify(Dossier.objects.all()).problems == []


@pytest.mark.django_db
def test_the_same_seed_plays_the_same_year() -> None:
    with transaction.atomic():
        played()
        first = story()
        transaction.set_rollback(True)

    played()

    assert story() == first


@pytest.mark.django_db
def test_every_dossier_that_was_asked_for_is_there() -> None:
    told = rehearsed(dossiers=9)

    records = Record.objects.count()
    assert told.splitlines()[-1].endswith(f"records={records}")
    assert Dossier.objects.count() == 9


@pytest.mark.django_db
def test_the_year_is_for_training() -> None:
    rehearsed(dossiers=3, until=date(YEAR, 3, 10))

    assert Cycle.objects.get().is_training is True


@pytest.mark.django_db
def test_nothing_happens_after_the_curtain() -> None:
    rehearsed()

    assert Record.objects.filter(at__gte=JULY).count() == 0


@pytest.mark.django_db
def test_offices_work_on_working_days() -> None:
    rehearsed()

    offices = Record.objects.filter(role__endswith="officer")
    assert {at.astimezone(HERE).weekday() < 5 for at in offices.values_list("at", flat=True)} == {
        True
    }


@pytest.mark.django_db
def test_it_keeps_away_from_real_data() -> None:
    Cycle.objects.create(year=2025)

    with pytest.raises(CommandError, match="2025 is a real cycle"):
        rehearsed()


@pytest.mark.django_db
def test_a_year_is_rehearsed_once() -> None:
    Cycle.objects.create(year=YEAR, is_training=True)

    with pytest.raises(CommandError, match="has a cycle already"):
        rehearsed()


@pytest.mark.django_db
def test_it_takes_nobodys_username() -> None:
    User.objects.create(username="tinh")

    with pytest.raises(CommandError, match="tinh"):
        rehearsed()


@pytest.mark.django_db
def test_a_refused_rehearsal_leaves_nothing() -> None:
    User.objects.create(username="tinh")

    with pytest.raises(CommandError):
        rehearsed()

    assert Cycle.objects.count() == 0


@pytest.mark.django_db
def test_until_is_a_day_of_the_year() -> None:
    with pytest.raises(CommandError, match="--until"):
        rehearsed(until=date(YEAR + 1, 1, 5))


@pytest.mark.django_db
def test_every_role_has_its_account() -> None:
    rehearsed(dossiers=3, until=date(YEAR, 3, 10))

    held = Appointment.objects.filter(user__username__in=ACCOUNTS)
    assert {a.user.username: a.role for a in held} == ACCOUNTS


@pytest.mark.django_db
def test_the_administrator_keeps_reference_data_and_nothing_else() -> None:
    rehearsed(dossiers=3, until=date(YEAR, 3, 10))

    administrator = User.objects.get(username="quantri")
    models = {p.content_type.model for p in administrator.user_permissions.all()}
    assert (administrator.is_staff, models) == (True, set(REFERENCE))


@pytest.mark.django_db
def test_no_accounts_are_told_of_a_real_province() -> None:
    Cycle.objects.create(year=YEAR)

    with pytest.raises(CommandError):
        call_command("demo_accounts")


def test_every_waiting_state_is_somebodys_halt() -> None:
    waiting = {s.key for s in RULESETS["dl_2022"].states if not s.final}

    assert set(HALTS) == waiting


def test_no_two_goods_have_one_name() -> None:
    assert len({g.name for g in GOODS}) == len(GOODS)


def test_papers_are_what_they_say() -> None:
    assert (pdf("Giấy")[:5], png(Random(1))[:4]) == (b"%PDF-", b"\x89PNG")
