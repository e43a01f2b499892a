"""How a year is rehearsed: the plain manner slows nobody; slow offices are the same every year."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from processes.models import Cycle, Record
from processes.rehearsal.manner import PLAIN, SLOW, Manner

CODES = [str(code) for code in range(24000, 24200)]


def test_nobody_is_slow_unless_asked() -> None:
    assert {PLAIN.factor(code, 2026) for code in CODES} == {1.0}


def test_about_so_many_offices_are_slow_as_were_asked_for() -> None:
    slow = [c for c in CODES if Manner(slow=0.3).factor(c, 2026) > 1]

    assert 0.25 < len(slow) / len(CODES) < 0.5  # and some more, this year only


def test_an_office_that_is_always_slow_is_so_by_as_much_every_year() -> None:
    factors = [{Manner(slow=1).factor(code, year) for year in (2023, 2024)} for code in CODES]

    assert all(len(both) == 1 and SLOW[0] <= min(both) <= SLOW[1] for both in factors)


@pytest.mark.django_db
def test_years_are_rehearsed_one_after_another_each_with_its_own_chance() -> None:
    day = date(2024, 3, 20)
    call_command("rehearse", year=2024, years=2, dossiers=3, until=day, stdout=StringIO())

    years = [
        list(Record.objects.filter(dossier__cycle=c).order_by("pk").values_list("name", "at"))
        for c in Cycle.objects.order_by("year")
    ]
    told = [[(name, at.month, at.day, at.hour) for name, at in year] for year in years]
    assert ([c.year for c in Cycle.objects.order_by("year")], told[0] != told[1]) == (
        [2024, 2025],
        True,
    )
