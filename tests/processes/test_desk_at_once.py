"""Two officers, two tabs, two pages at one moment: one wins, and the other is told."""

from datetime import date

import pytest

from processes.engine import Refused
from processes.models import (
    Appointment,
    Counted,
    Dossier,
    Handover,
    Record,
    StayCount,
    StepCount,
    User,
)
from processes.services import clock
from processes.services.figures import sum_up
from processes.services.handover import assign, claim
from processes.services.nudge import remind
from processes.services.substitution import recall, substitute
from tests.journeys import stage as stages
from tests.play import at, dossier_in
from tests.processes.test_concurrency import at_once


@pytest.fixture
def stage(transactional_db: None) -> stages.Stage:
    """The stage, committed: other connections see it."""
    return stages.build()


def officers(stage: stages.Stage, many: int) -> list[Appointment]:
    first = stage.people["xa"]
    return [
        Appointment.objects.create(
            user=User.objects.create(username=f"xa-{n}", full_name=f"Cán bộ {n}"),
            role=first.role,
            unit=first.unit,
            from_on=first.from_on,
        )
        for n in range(many)
    ]


def test_of_many_who_take_a_dossier_up_at_once_one_has_it(stage: stages.Stage) -> None:
    dossier, people = dossier_in(stage, "idea.at_commune"), officers(stage, 4)

    with at(3, 5):
        answers = at_once(4, lambda n: claim(dossier.pk, by=people[n]))

    assert sorted(isinstance(a, Refused) for a in answers) == [False, True, True, True]
    assert Handover.objects.filter(dossier=dossier).count() == 1


def test_two_tabs_of_one_officer_take_a_dossier_up_once(stage: stages.Stage) -> None:
    dossier, own = dossier_in(stage, "idea.at_commune"), stage.people["xa"]

    with at(3, 5):
        answers = at_once(4, lambda _n: claim(dossier.pk, by=own))

    assert [isinstance(a, Dossier) for a in answers] == [True] * 4
    assert Handover.objects.filter(dossier=dossier).count() == 1


def test_a_dossier_that_is_given_away_twice_at_once_is_given_to_one(stage: stages.Stage) -> None:
    dossier, people = dossier_in(stage, "idea.at_commune"), officers(stage, 2)
    with at(3, 5):
        claim(dossier.pk, by=stage.people["xa"])
        answers = at_once(
            2, lambda n: assign(dossier.pk, people[n], "Nghỉ phép", by=stage.people["xa"])
        )

    given = Handover.objects.filter(dossier=dossier, kind="assign").values_list("to", flat=True)
    assert sorted(isinstance(a, Refused) for a in answers) == [False, True]
    assert list(given) == [Dossier.objects.get(pk=dossier.pk).assignee_id]


def test_two_pages_at_once_name_one_deputy(stage: stages.Stage) -> None:
    absent, deputy = stage.people["xa"], stage.people["huyen"].user
    with at(3, 2):
        today = clock.today()
        answers = at_once(
            3, lambda _n: substitute(absent, deputy, today, date(today.year, 3, 9), "Nghỉ phép")
        )

    assert sorted(isinstance(a, Refused) for a in answers) == [False, True, True]
    assert absent.substitutions.count() == 1


def test_a_recall_that_is_sent_twice_at_once_keeps_its_moment(stage: stages.Stage) -> None:
    absent = stage.people["xa"]
    with at(3, 2):
        today = clock.today()
        made = substitute(absent, stage.people["huyen"].user, today, today, "Nghỉ phép")
        answers = at_once(2, lambda _n: recall(made, by=absent))

    assert sorted(isinstance(a, Refused) for a in answers) == [False, True]


def test_supervisors_who_remind_at_once_remind_once(stage: stages.Stage) -> None:
    dossier, by = dossier_in(stage, "idea.at_commune"), stage.people["giamsat"]

    with at(3, 9):
        answers = at_once(4, lambda _n: remind(dossier.pk, "Sắp hết hạn", by=by))

    assert sorted(answers) == [False, False, False, True]
    assert Record.objects.filter(dossier=dossier, name="remind").count() == 1


def test_two_sweeps_at_once_count_every_step_once(stage: stages.Stage) -> None:
    dossier_in(stage, "rating.at_district")
    with at(7, 1):
        at_once(3, lambda _n: sum_up())
        together = (
            sorted(StayCount.objects.values_list("month", "state", "days", "again", "count")),
            sorted(StepCount.objects.values_list("day", "appointment", "count")),
        )
        StayCount.objects.all().delete()
        StepCount.objects.all().delete()
        Counted.objects.all().delete()
        sum_up()

    assert all(together)
    assert together == (
        sorted(StayCount.objects.values_list("month", "state", "days", "again", "count")),
        sorted(StepCount.objects.values_list("day", "appointment", "count")),
    )
