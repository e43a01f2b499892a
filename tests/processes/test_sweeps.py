"""A sweep as such: bounded, done once, and nothing that fails stops the rest."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from processes.models import (
    Dossier,
    Notice,
    Preference,
)
from processes.services import clock, lapse, reminders
from processes.services.reminders import remind_all
from tests.journeys import stage as stages
from tests.journeys.stage import YEAR
from tests.play import HERE, dossier_in
from tests.processes.test_reminders import sweep


@pytest.fixture
def stage(db: None) -> stages.Stage:
    return stages.build()


def test_a_sweep_is_as_many_statements_for_six_dossiers_as_for_one(stage: stages.Stage) -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            sweep(3, 14)
        return len(captured)

    dossier_in(stage, "idea.at_district")
    one = statements()
    Notice.objects.exclude(kind="step").delete()
    for n in range(5):
        dossier_in(stage, "idea.at_district", name=f"Sản phẩm {n}")

    assert statements() == one


def test_one_kind_that_fails_stops_none_of_the_others(
    stage: stages.Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    dossier_in(stage, "idea.at_district")

    def broken(*_given: object) -> int:
        raise RuntimeError("broken")

    sweeps = tuple((k, broken if k == "overdue" else s) for k, s in reminders._OF_CYCLE)
    monkeypatch.setattr(reminders, "_OF_CYCLE", sweeps)
    with clock.standing_at(datetime(YEAR, 3, 14, 8, tzinfo=HERE)):
        swept = remind_all()

    assert swept.failed == {"overdue": "RuntimeError: broken"}
    assert {k: n for k, n in swept.told.items() if n} == {"escalation": 1, "apology": 1}


def test_what_a_person_switched_off_in_the_application_is_kept_but_not_shown(
    stage: stages.Stage,
) -> None:
    user = stage.people["huyen"].user
    Preference.objects.create(user=user, kind="due_today", channel="in_app", way="off")
    dossier_in(stage, "idea.at_district")

    sweep(3, 13)

    assert [n.quiet for n in Notice.objects.filter(kind="due_today")] == [True]


def test_one_stuck_dossier_stops_no_other_from_lapsing(
    stage: stages.Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stuck, other = dossier_in(stage, "idea.draft"), dossier_in(stage, "idea.draft", name="Mật ong")
    move = lapse.move

    def moved(pk: int, *given: Any, **more: Any) -> Any:
        if pk == stuck.pk:
            raise RuntimeError("stuck")
        return move(pk, *given, **more)

    monkeypatch.setattr(lapse, "move", moved)
    with clock.standing_at(datetime(YEAR, 4, 1, 0, 10, tzinfo=HERE)):
        lapsed = lapse.lapse_all()

    assert (lapsed, Dossier.objects.get(pk=other.pk).state) == (1, "end.lapsed")
