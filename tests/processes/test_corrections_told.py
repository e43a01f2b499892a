"""Who is told of a correction, and to whom it is offered."""

import pytest

from processes.models import (
    Notice,
    Record,
    Unit,
)
from processes.models.units import Level
from processes.queries.audit.records import Wanted, search
from processes.queries.corrections import asked_of
from processes.queries.options import acts_for, transitions_for
from processes.queries.working_days import working_calendar
from processes.services import clock
from tests.correcting import DECIDES, LEVEL_OF, NAMED, TAKEN, asked, corrected, wrong
from tests.journeys.stage import Stage
from tests.play import again, at, opened, take

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("level", NAMED)
def test_a_request_reaches_who_decides(stage: Stage, level: str) -> None:
    name = next(n for n in TAKEN if LEVEL_OF[n] == level)
    dossier, _level = asked(stage, name)

    record = Record.objects.get(dossier=dossier, name=NAMED[level].ask.name)
    told = set(Notice.objects.filter(record=record).values_list("user__username", flat=True))
    assert told == {stage.people[DECIDES[level]].user.username}


def test_the_applicant_is_told_of_a_correction(stage: Stage) -> None:
    dossier = corrected(stage, "decline_idea")

    last = Record.objects.filter(dossier=dossier).latest("seq")
    told = set(Notice.objects.filter(record=last).values_list("user__username", flat=True))
    assert told == {stage.people[w].user.username for w in ("chuthe", "xa", "huyen", "tinh")}


@pytest.mark.parametrize("level", NAMED)
def test_a_request_stands_in_the_list_of_who_decides(stage: Stage, level: str) -> None:
    name = next(n for n in TAKEN if LEVEL_OF[n] == level)
    dossier, _level = asked(stage, name)

    assert [r.dossier_id for r in asked_of(stage.people[DECIDES[level]])] == [dossier.pk]


def test_a_stranger_to_the_district_finds_no_request(stage: Stage) -> None:
    asked(stage, "forward_idea")
    elsewhere = Unit.objects.filter(level=Level.DISTRICT).exclude(pk=stage.district.pk)[0]
    stranger = stage.appoint("huyen_khac", "district_officer", unit=elsewhere)

    assert list(asked_of(stranger)) == []


def test_an_answered_request_stands_in_no_list(stage: Stage) -> None:
    corrected(stage, "forward_idea")

    assert list(asked_of(stage.people["huyen"])) == []


def test_what_nobody_asked_for_is_offered_to_nobody(stage: Stage) -> None:
    dossier = wrong(stage, "return_idea")

    with at(3, 5, 10):
        offered = transitions_for(dossier, stage.people["huyen"], clock.now())
    assert offered == []


def test_what_was_asked_for_is_offered_to_who_decides(stage: Stage) -> None:
    dossier, _level = asked(stage, "return_idea")

    with at(3, 5, 11):
        offered = transitions_for(dossier, stage.people["huyen"], clock.now())
    assert [(o.step.name, o.open) for o in offered] == [("correct_commune_step", True)]


def test_a_request_is_offered_on_ones_own_last_step_alone(stage: Stage) -> None:
    dossier = opened(stage)
    with at(3, 5):
        take(stage, dossier, "submit_idea")
        names = [o.step.name for o in acts_for(again(dossier), stage.people["xa"], clock.now())]

    assert "ask_commune_correction" not in names


@pytest.mark.parametrize("wanted", [{"role": "province_officer"}, {"cites": "bước sai"}])
def test_an_auditor_finds_a_correction_by_role_and_by_citation(
    stage: Stage, wanted: dict[str, str]
) -> None:
    corrected(stage, "decline_idea")

    found = search(stage.people["kiemtoan"], Wanted(**wanted), working_calendar())
    assert "correct_district_step" in set(found.values_list("name", flat=True))
