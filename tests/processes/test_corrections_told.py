"""Who is told of a correction, and to whom it is offered."""

import pytest

from processes.models import (
    Appointment,
    Dossier,
    Notice,
    Record,
    Unit,
)
from processes.models.units import Level
from processes.queries.audit.records import Wanted, search
from processes.queries.corrections import asked_of
from processes.queries.messages import RELATED, Composer, Message
from processes.queries.notices import asking_first, notices_of
from processes.queries.options import acts_for, transitions_for
from processes.queries.working_days import working_calendar
from processes.services import clock
from tests.correcting import DECIDES, LEVEL_OF, NAMED, TAKEN, asked, corrected, do, wrong
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


# what the notices of a request say


def read(stage: Stage, who: str, record: Record) -> Message:
    """Return how somebody reads the notice of a record."""
    notice = Notice.objects.select_related(*RELATED).get(record=record, user=stage.people[who].user)
    return Composer("vi", [stage.people[who]]).compose(notice)


def request_on(dossier: Dossier) -> Record:
    return Record.objects.filter(dossier=dossier, name__startswith="ask_").latest("seq")


def test_whoever_decides_is_asked_to_decide_and_by_when(stage: Stage) -> None:
    dossier, _level = asked(stage, "forward_idea")  # on Thursday 5 March

    assert read(stage, "huyen", request_on(dossier)).body.splitlines()[-1] == (
        "Việc cần làm: mở hồ sơ và quyết đề nghị thu hồi bước “Chuyển ý tưởng lên huyện”:"
        " thu hồi hoặc không đồng ý, chậm nhất hết ngày 12/03/2026."
    )


def test_the_leader_is_asked_to_decide_though_the_dossier_is_at_its_end(stage: Stage) -> None:
    dossier, _level = asked(stage, "issue_decision")  # on Tuesday 9 June

    assert read(stage, "lanhdao", request_on(dossier)).body.splitlines()[-1] == (
        "Việc cần làm: mở hồ sơ và quyết đề nghị thu hồi bước “Ban hành quyết định công nhận”:"
        " thu hồi hoặc không đồng ý, chậm nhất hết ngày 16/06/2026."
    )


@pytest.mark.parametrize("level", NAMED)
def test_the_short_message_of_a_request_names_the_last_day_to_decide(
    stage: Stage, level: str
) -> None:
    name = next(n for n in TAKEN if LEVEL_OF[n] == level)
    dossier, _level = asked(stage, name)

    short = read(stage, DECIDES[level], request_on(dossier)).short
    day = "16/06/2026" if TAKEN[name][1][0] == 6 else "12/03/2026"
    assert short.endswith(f"Cần xử lý, hạn hết ngày {day}.")


def marked(stage: Stage, who: str) -> list[str]:
    """Return the steps of the notices that are marked as something to do."""
    held = [stage.people[who]]
    found = asking_first(notices_of(held[0].user_id, held), held).filter(asks=True)
    return [n.record.name for n in found if n.record]


@pytest.mark.parametrize("level", NAMED)
def test_a_request_is_marked_as_something_to_do(stage: Stage, level: str) -> None:
    name = next(n for n in TAKEN if LEVEL_OF[n] == level)
    asked(stage, name)

    assert marked(stage, DECIDES[level]) == [NAMED[level].ask.name]


def test_a_request_that_was_refused_is_marked_no_more(stage: Stage) -> None:
    dossier, _level = asked(stage, "forward_idea")
    with at(3, 5, 11):
        do(stage, dossier, "refuse_commune_correction", "huyen")

    assert marked(stage, "huyen") == []


def test_a_request_that_was_refused_is_past(stage: Stage) -> None:
    dossier, _level = asked(stage, "forward_idea")
    with at(3, 5, 11):
        do(stage, dossier, "refuse_commune_correction", "huyen")

    assert read(stage, "huyen", request_on(dossier)).past is True


def test_a_request_that_waits_is_not_past(stage: Stage) -> None:
    dossier, _level = asked(stage, "forward_idea")

    assert read(stage, "huyen", request_on(dossier)).past is False


def test_the_notice_of_a_step_asks_for_the_next_steps_still(stage: Stage) -> None:
    dossier, _level = asked(stage, "forward_idea")

    said = read(stage, "huyen", Record.objects.get(dossier=dossier, name="forward_idea"))
    assert said.body.splitlines()[-1].startswith(
        "Việc cần làm: mở hồ sơ và chọn một trong các việc: Chọn ý tưởng"
    )


def test_whoever_asked_is_not_asked_to_decide_under_another_post(stage: Stage) -> None:
    both = Appointment.objects.create(
        user=stage.people["xa"].user,
        role="district_officer",
        unit=stage.district,
        from_on=stage.people["xa"].from_on,
    )
    stage.people["both"] = both
    dossier, _level = asked(stage, "forward_idea")

    assert "quyết đề nghị thu hồi" not in read(stage, "both", request_on(dossier)).body
