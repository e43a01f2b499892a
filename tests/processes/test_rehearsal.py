"""A rehearsed year: played through the door, whole, and the same for the same seed."""

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from processes.models import Cycle, Dossier
from processes.queries.verification import verify


def played(seed: int) -> list[Any]:
    call_command(
        "rehearse", year=2026, dossiers=10, seed=seed, until=date(2026, 7, 31), stdout=StringIO()
    )
    return [
        (d.code, d.state, d.star, [r.name for r in d.records.all()])
        for d in Dossier.objects.prefetch_related("records").order_by("code")
    ]


@pytest.mark.django_db
def test_a_rehearsed_year_verifies() -> None:
    played(3)

    assert verify(Dossier.objects.all()).problems == []


@pytest.mark.django_db(transaction=True)
def test_the_same_seed_plays_the_same_year() -> None:
    first = played(3)
    call_command("flush", interactive=False, verbosity=0)
    second = played(3)

    assert first == second


@pytest.mark.django_db
def test_a_year_that_is_there_is_not_played_over() -> None:
    Cycle.objects.create(year=2026)

    with pytest.raises(CommandError):
        played(3)
