"""The demonstration that ``make run`` makes: once, with work for every account."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import transaction

from processes.models import Appointment, Dossier, Extension, Record
from processes.queries.inbox import must
from processes.rehearsal import demo
from processes.rehearsal.province import ACCOUNTS
from processes.services import clock

YEAR = 2026
HERE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture(scope="module")
def november(django_db_setup: None, django_db_blocker: Any) -> Iterator[datetime]:
    """A demonstration of few dossiers, made on a day in November, once for all who look at it."""
    now = datetime(YEAR, 11, 23, 15, tzinfo=HERE)
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(demo, "DOSSIERS", 24)
        with clock.standing_at(now):
            call_command("rehearse", demo=True, stdout=StringIO())
        yield now
        transaction.set_rollback(True)


@pytest.fixture
def demonstrated(november: datetime, db: None) -> datetime:
    """The moment of the demonstration; what a test changes is taken back after it."""
    return november


def test_the_demonstration_is_made_once(demonstrated: datetime) -> None:
    before = Record.objects.count()

    call_command("rehearse", demo=True, stdout=StringIO())

    assert Record.objects.count() == before


def test_the_demonstration_keeps_the_windows_open(demonstrated: datetime) -> None:
    made = Extension.objects.filter(reason=demo.REASON, dossier=None).order_by("pk")

    last = (demonstrated + demo.LONGER).date()
    assert [(e.key, e.closes_on) for e in made] == [
        ("ideas", last),
        ("plans", last),
        ("rating_2", last),
    ]


def test_the_demonstrating_applicant_has_something_to_complete(demonstrated: datetime) -> None:
    mine = must(Appointment.objects.get(user__username="chuthe"))

    wanted = ["idea.not_selected", "idea.to_complete", "plan.draft", "production.under_way"]
    assert sorted(d.state for d in mine) == [*wanted, "rating.to_complete"]


def test_the_demonstrating_applicant_has_four_stars_to_show(demonstrated: datetime) -> None:
    mine = Dossier.objects.filter(organisation__appointment__user__username="chuthe")

    certified = mine.filter(state="end.certified")
    assert [d.star for d in certified] == [4]


def test_the_desks_of_the_demonstration_have_work(demonstrated: datetime) -> None:
    desks = ("chuthe", "xa", "hdhuyen", "cthuyen", "tinh")
    waiting = Counter(
        {name: must(Appointment.objects.get(user__username=name)).count() for name in desks}
    )

    assert [name for name in desks if not waiting[name]] == []


def test_the_accounts_are_told(demonstrated: datetime) -> None:
    out = StringIO()
    call_command("demo_accounts", stdout=out)

    assert [line.split()[0] for line in out.getvalue().splitlines()] == list(ACCOUNTS)
