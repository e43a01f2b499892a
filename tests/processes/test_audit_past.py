"""A dossier as it stood: put together from its records, and asked what the door would have said."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile

from processes.engine import acts, options
from processes.models import Appointment, Dossier, Extension, User
from processes.queries.audit.past import DRAFTS, Could, as_it_stood, in_force, who_could
from processes.queries.options import question
from processes.queries.working_days import working_calendar
from processes.services import clock
from processes.services.documents import add_document
from processes.services.handover import claim
from processes.services.substitution import recall, substitute
from tests.forms.scene import COUNCIL, SHEETS, WAY, Scene, make, moment
from tests.journeys.steps import PDF
from tests.play import hand_in, item_of, take

ROW = ("state", "version", "waiting", "entered_at", "due_at", "ruleset_key", "assignee_id",
       "district_council_id", "province_council_id", "star")  # fmt: skip
Said = dict[str, list[tuple[str, list[str]]]]


@pytest.fixture
def scene(db: None) -> Scene:
    return make()


def row(dossier: Dossier) -> dict[str, Any]:
    return {name: getattr(dossier, name) for name in ROW}


def the_door_says(dossier: Dossier, at: datetime) -> Said:
    """Ask the door's own questions for everybody, now."""
    found: Said = {}
    with clock.standing_at(at):
        for by in Appointment.objects.select_related("user").order_by("pk"):
            q = question(dossier, by, at)
            listed = options(dossier.ruleset, q.case, q.actor, q.asked)
            listed += acts(dossier.ruleset, q.case, q.actor, q.asked)
            if listed:
                found[by.user.username] = [
                    (o.step.name, [str(r) for r in o.reasons]) for o in listed
                ]
    return found


def said(people: list[Could]) -> Said:
    return {
        one.appointment.user.username: [
            (option.step.name, [str(r) for r in option.reasons]) for option, _unsure in one.options
        ]
        for one in people
    }


def past(scene: Scene, at: datetime) -> Any:
    found = as_it_stood(scene.fresh(), at)
    assert found is not None
    return found


def test_the_row_of_every_past_moment_is_the_row_that_was(scene: Scene) -> None:
    were = {}
    for step, username, day, given in WAY[:-1]:
        at = moment(*day)
        if step in SHEETS:
            write(scene, step, at - timedelta(minutes=2))
        were[at - timedelta(minutes=1)] = row(scene.fresh())
        scene.step(step, username, at, **given)
    with clock.standing_at(moment(6, 4)):
        take(scene.stage, scene.fresh(), "convene_district")
    scene.scored(*COUNCIL)
    for at in (moment(6, 5, 10), moment(6, 7)):
        were[at] = row(scene.fresh())
    scene.step("conclude_district", "district_chair", moment(6, 8))
    were[moment(6, 9)] = row(scene.fresh())
    note = {"note_number": "4/UBND", "note_on": "2026-06-10", "samples": 5}
    scene.step("forward_to_province", "huyen", moment(6, 10), **note)

    assert {at: row(past(scene, at).dossier) for at in were} == were


def test_what_each_person_could_do_is_what_the_door_said_then(scene: Scene) -> None:
    were: dict[datetime, Said] = {}
    for step, username, day, given in WAY[:-1]:
        at = moment(*day)
        if step in SHEETS:  # the draft of then is the one thing that is not kept
            write(scene, step, at - timedelta(minutes=2))
        before = at - timedelta(minutes=1)
        were[before] = the_door_says(scene.fresh(), before)
        scene.step(step, username, at, **given)
    calendar = working_calendar()

    told = {at: said(who_could(past(scene, at), calendar)) for at in were}

    assert told == were


def write(scene: Scene, step: str, at: datetime) -> None:
    scene.write(at)
    if step == "submit_rating":
        scene.attach(at)


def test_a_sitting_is_asked_as_it_was_while_it_went_on(scene: Scene) -> None:
    scene.lead_to("end")
    scene.scored("district_1", "district_2")
    at = moment(6, 5, 10)
    were = the_door_says(scene.fresh(), at)
    with clock.standing_at(moment(6, 5, 11)):
        scene_rest(scene)
    scene.step("conclude_district", "district_chair", moment(6, 8))

    assert said(who_could(past(scene, at), working_calendar())) == were


def scene_rest(scene: Scene) -> None:
    item = item_of(scene.fresh())
    for username in COUNCIL:
        if username not in ("district_1", "district_2"):
            hand_in(item, scene.stage.people[username], 30, 20, 33)


def test_before_it_was_opened_there_is_no_dossier(scene: Scene) -> None:
    assert as_it_stood(scene.dossier, moment(3, 1)) is None


def test_a_document_that_was_replaced_later_was_in_force(scene: Scene) -> None:
    scene.lead_to("start_rating")
    scene.step("start_rating", "chuthe", moment(6, 1))
    by, file = scene.stage.people["chuthe"], "sample_photo"
    for day in (2, 3):
        with clock.standing_at(moment(6, day)):
            content = ContentFile(PDF + bytes([day]), name=f"{day}.pdf")
            add_document(scene.dossier, file, content, by=by, key=uuid4())

    names = [[d.name for d in in_force(scene.dossier, moment(6, day, 12))] for day in (1, 2, 3)]

    assert names == [[], ["2.pdf"], ["3.pdf"]]


def test_an_extension_of_later_does_not_open_a_window_of_then(scene: Scene) -> None:
    at = moment(4, 1)
    before = said(who_could(past(scene, at), working_calendar()))
    Extension.objects.create(
        cycle=scene.stage.cycle,
        key="ideas",
        unit=scene.stage.district,
        closes_on=moment(4, 20).date(),
        reason="Mưa lũ",
        by=scene.stage.people["giamsat"],
        at=moment(4, 2),
    )

    after = [said(who_could(past(scene, t), working_calendar())) for t in (at, moment(4, 3))]

    assert [after[0] == before, after[1] == before] == [True, False]


def test_a_deputy_who_was_recalled_later_could_act_then(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    first = scene.stage.people["xa"]
    user = User.objects.create(username="xa2", full_name="H'Lan Niê")
    Appointment.objects.create(user=user, role=first.role, unit=first.unit, from_on=first.from_on)
    with clock.standing_at(moment(3, 3, 10)):
        days = (moment(3, 3).date(), moment(3, 10).date())
        deputy = substitute(first, user, *days, "Đi học")
    with clock.standing_at(moment(3, 4, 9)):
        recall(deputy, by=first)

    held = [
        deputy.pk in {c.appointment.pk for c in who_could(past(scene, t), working_calendar())}
        for t in (moment(3, 3, 15), moment(3, 4, 8), moment(3, 4, 10))
    ]

    assert held == [True, True, False]


def test_who_had_taken_the_step_up_is_named_while_it_lasted(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    with clock.standing_at(moment(3, 3, 10)):
        claim(scene.dossier.pk, by=scene.stage.people["xa"])
    scene.step("forward_idea", "xa", moment(3, 4))

    named = [past(scene, t).assignee for t in (moment(3, 3), moment(3, 3, 11), moment(3, 5))]

    assert [a and a.user.username for a in named] == [None, "xa", None]


def test_a_draft_that_was_written_on_is_said_not_to_be_kept(scene: Scene) -> None:
    at = moment(3, 2, 10)
    scene.write(moment(3, 3))

    told = who_could(past(scene, at), working_calendar())

    unsure = {o.step.name: u for c in told for o, u in c.options if o.step.name == "submit_idea"}
    assert DRAFTS in unsure["submit_idea"]


def test_a_draft_that_nobody_touched_since_is_sure(scene: Scene) -> None:
    scene.write(moment(3, 3))

    told = who_could(past(scene, moment(3, 3, 10)), working_calendar())

    unsure = {o.step.name: u for c in told for o, u in c.options if o.step.name == "submit_idea"}
    assert DRAFTS not in unsure["submit_idea"]


def test_the_past_costs_a_bounded_number_of_queries(
    scene: Scene, django_assert_max_num_queries: Any
) -> None:
    scene.lead_to("end")
    scene.scored(*COUNCIL)
    dossier, calendar = scene.fresh(), working_calendar()

    with django_assert_max_num_queries(70):
        found = as_it_stood(dossier, moment(6, 6))
        assert found is not None
        who_could(found, calendar)
