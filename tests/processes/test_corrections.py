"""A wrong step is answered by a step that takes it back: who asks, who decides, when, what stays."""

import json

import pytest

from processes.models import (
    Appointment,
    Certificate,
    Dossier,
    Record,
    Revocation,
    Version,
)
from processes.queries.mining.replay import replay
from processes.queries.verification import verify
from processes.roles import Role
from tests.correcting import (
    ANNULLED,
    DECIDES,
    LEVEL_OF,
    NAMED,
    RULESET,
    TAKEN,
    WHY,
    asked,
    corrected,
    do,
    wrong,
)
from tests.journeys.stage import Stage
from tests.play import GIVEN, again, at, dossier_in, refusal, take

pytestmark = pytest.mark.django_db


def test_every_step_of_an_office_but_those_around_a_council_can_be_taken_back() -> None:
    offices = {Role.COMMUNE_OFFICER, Role.DISTRICT_OFFICER, Role.PROVINCE_OFFICER}
    steps = {t.name for t in RULESET.transitions if t.by in offices | {Role.PROVINCE_LEADER}}

    assert steps - set(LEVEL_OF) == {"convene_district", "convene_province"}


@pytest.mark.parametrize("name", TAKEN)
def test_a_dossier_goes_back_to_where_the_wrong_step_began(stage: Stage, name: str) -> None:
    assert str(corrected(stage, name).state) == TAKEN[name][0]


@pytest.mark.parametrize("name", TAKEN)
def test_the_history_with_a_correction_verifies(stage: Stage, name: str) -> None:
    dossier = corrected(stage, name)

    assert verify([dossier]).problems == []


@pytest.mark.parametrize("name", TAKEN)
def test_the_history_with_a_correction_follows_the_table(stage: Stage, name: str) -> None:
    dossier = corrected(stage, name)

    assert replay(Dossier.objects.filter(pk=dossier.pk)).problems == []


@pytest.mark.parametrize("name", TAKEN)
def test_what_was_taken_back_can_be_done_again_the_right_way(stage: Stage, name: str) -> None:
    dossier = corrected(stage, name)
    number = {"certificate_number": "OCOP-2"} if "certificate_number" in GIVEN[name][1] else {}

    with at(*TAKEN[name][1], hour=12):
        again_taken = take(stage, dossier, name, **number)
    assert again_taken.target == str(again(dossier).state)


@pytest.mark.parametrize("level", NAMED)
@pytest.mark.parametrize("role", [r.value for r in Role])
def test_only_the_office_asks_and_only_the_one_above_decides(level: str, role: str) -> None:
    steps = NAMED[level]
    may = [role in steps.ask.by, role == steps.correct.by, role in steps.refuse.by]

    asks, decides = ASKED_BY[level], DECIDED_BY[level]
    assert may == [role == asks, role == decides, role == decides]


ASKED_BY = {
    "commune": "commune_officer",
    "district": "district_officer",
    "province": "province_officer",
    "recognition": "province_officer",
}
DECIDED_BY = {
    "commune": "district_officer",
    "district": "province_officer",
    "province": "province_leader",
    "recognition": "province_leader",
}


@pytest.mark.parametrize("name", TAKEN)
def test_nothing_is_taken_back_that_nobody_asked_for(stage: Stage, name: str) -> None:
    dossier, level = wrong(stage, name), LEVEL_OF[name]
    step = NAMED[level].correct

    with at(*TAKEN[name][1], hour=11):
        said = refusal(stage, dossier, step.name, DECIDES[level], **WHY, **ANNULLED)
    assert said == ["Chưa có đề nghị thu hồi bước này."]


def test_a_request_says_why(stage: Stage) -> None:
    dossier = wrong(stage, "decline_idea")

    with at(3, 5, 10):
        said = refusal(stage, dossier, "ask_district_correction", "huyen")
    assert said == ["Phải ghi lý do."]


def test_the_step_of_another_office_is_not_ones_own_to_ask_for(stage: Stage) -> None:
    dossier = wrong(stage, "take_up_idea")

    with at(3, 5, 10):
        said = refusal(stage, dossier, "ask_commune_correction", "xa", **WHY)
    assert said == ["Bước gần nhất của hồ sơ không phải bước thu hồi được ở đây."]


def test_one_request_at_a_time(stage: Stage) -> None:
    dossier, _level = asked(stage, "decline_idea")

    with at(3, 5, 11):
        said = refusal(stage, dossier, "ask_district_correction", "huyen", **WHY)
    assert said == ["Đã có đề nghị thu hồi bước này, đang chờ quyết."]


def test_after_five_working_days_nobody_asks_any_more(stage: Stage) -> None:
    dossier = wrong(stage, "decline_idea")  # on Thursday 5 March

    with at(3, 13):
        said = refusal(stage, dossier, "ask_district_correction", "huyen", **WHY)
    assert said == ["Đã quá 5 ngày làm việc từ bước cần thu hồi."]


def test_on_the_fifth_working_day_it_can_be_asked_still(stage: Stage) -> None:
    dossier = wrong(stage, "decline_idea")

    with at(3, 12):
        record = do(stage, dossier, "ask_district_correction", "huyen")
    assert record.name == "ask_district_correction"


def test_after_five_working_days_nobody_decides_any_more(stage: Stage) -> None:
    dossier, _level = asked(stage, "decline_idea")

    with at(3, 13):
        said = refusal(stage, dossier, "correct_district_step", "tinh", **WHY)
    assert said == ["Đã quá 5 ngày làm việc từ bước cần thu hồi."]


def second_post(stage: Stage, who: str, of: str) -> Appointment:
    """Appoint somebody to somebody else's post besides the own one."""
    post = stage.people[of]
    return Appointment.objects.create(
        user=stage.people[who].user, role=post.role, unit=post.unit, from_on=post.from_on
    )


def test_whoever_asked_does_not_decide_under_another_post(stage: Stage) -> None:
    dossier, _level = asked(stage, "decline_idea")
    stage.people["both"] = second_post(stage, "huyen", "tinh")

    with at(3, 5, 11):
        said = refusal(stage, dossier, "correct_district_step", "both", **WHY)
    assert said == ["Người đề nghị thu hồi không tự quyết; cần người thứ hai."]


def test_whoever_took_the_step_does_not_decide_on_a_colleagues_request(stage: Stage) -> None:
    dossier = wrong(stage, "decline_idea")
    stage.people["colleague"] = second_post(stage, "xa", "huyen")
    stage.people["both"] = second_post(stage, "huyen", "tinh")
    with at(3, 5, 10):
        do(stage, dossier, "ask_district_correction", "colleague")

    with at(3, 5, 11):
        said = refusal(stage, dossier, "correct_district_step", "both", **WHY)
    assert said == ["Người đã làm bước này không quyết việc thu hồi; cần người thứ hai."]


def test_the_leader_may_annul_the_own_decision_on_the_offices_request(stage: Stage) -> None:
    assert str(corrected(stage, "issue_decision").state) == "rating.awaiting_decision"


def test_a_request_is_void_once_the_dossier_moves(stage: Stage) -> None:
    dossier, _level = asked(stage, "forward_idea")
    with at(3, 5, 11):
        take(stage, dossier, "select_idea")

    with at(3, 5, 12):
        said = refusal(stage, dossier, "correct_commune_step", "huyen", **WHY)
    assert said[0].startswith("Hồ sơ đang ở bước")


def test_a_refused_request_is_closed(stage: Stage) -> None:
    dossier, _level = asked(stage, "decline_idea")
    with at(3, 5, 11):
        do(stage, dossier, "refuse_district_correction", "tinh")

    with at(3, 5, 12):
        said = refusal(stage, dossier, "correct_district_step", "tinh", **WHY)
    assert said == ["Chưa có đề nghị thu hồi bước này."]


def test_a_refusal_leaves_the_dossier_where_it_is(stage: Stage) -> None:
    dossier, _level = asked(stage, "decline_idea")

    with at(3, 5, 11):
        do(stage, dossier, "refuse_district_correction", "tinh")
    assert str(again(dossier).state) == "idea.not_selected"


def test_the_wrong_step_stays_in_the_history(stage: Stage) -> None:
    dossier = corrected(stage, "decline_idea")

    names = list(Record.objects.filter(dossier=dossier).values_list("name", flat=True))
    assert names[-3:] == ["decline_idea", "ask_district_correction", "correct_district_step"]


def test_a_correction_names_the_record_it_corrects(stage: Stage) -> None:
    dossier = corrected(stage, "decline_idea")

    last = Record.objects.filter(dossier=dossier).latest("seq")
    wrong_one = Record.objects.get(dossier=dossier, name="decline_idea")
    assert json.loads(last.body)["data"]["corrects"] == wrong_one.seq


def test_what_was_submitted_stays(stage: Stage) -> None:
    dossier = corrected(stage, "decline_idea")

    assert Version.objects.filter(dossier=dossier).count() == 1


def test_an_annulled_certificate_stays_and_is_revoked(stage: Stage) -> None:
    dossier = corrected(stage, "issue_decision")

    certificate = Certificate.objects.get(dossier=dossier)
    assert certificate.revocation.cause == Revocation.ANNULLED


def test_a_new_certificate_follows_an_annulled_one(stage: Stage) -> None:
    dossier = corrected(stage, "issue_decision")
    with at(6, 9, 12):
        take(stage, dossier, "issue_decision", certificate_number="OCOP-2")

    numbers = Certificate.objects.filter(dossier=dossier).order_by("pk")
    assert [(c.number, hasattr(c, "revocation")) for c in numbers] == [
        ("OCOP-1", True),
        ("OCOP-2", False),
    ]


def test_a_certificate_that_was_revoked_is_not_annulled_besides(stage: Stage) -> None:
    dossier = wrong(stage, "issue_decision")
    revoked = {"cause": "request", "paper_number": "3/QĐ", "paper_on": "2026-06-09"}
    with at(6, 9, 10):
        do(stage, dossier, "revoke_certificate", "lanhdao", **revoked)
        do(stage, dossier, "ask_annulment", "tinh")

    with at(6, 9, 11):
        said = refusal(stage, dossier, "annul_decision", "lanhdao", **WHY, **ANNULLED)
    assert said == ["Giấy chứng nhận đã bị thu hồi."]


def test_the_clock_that_a_wrong_return_stopped_runs_on(stage: Stage) -> None:
    before = dossier_in(stage, "idea.at_commune").due_at

    assert corrected(stage, "return_idea").due_at == before


def test_a_star_taken_back_and_a_lower_one_given_later_verify(stage: Stage) -> None:
    dossier = corrected(stage, "record_five_stars")
    with at(6, 9, 12):
        take(stage, dossier, "record_not_five")
        take(stage, again(dossier), "conclude_rereview", star="4")
        take(stage, again(dossier), "issue_decision", certificate_number="OCOP-4")

    stars = list(Certificate.objects.order_by("pk").values_list("star", flat=True))
    assert (stars, verify([again(dossier)]).problems) == ([5, 4], [])
