"""Councils: sheets, quorum, results on the exact mean, and the certificate that follows."""

import json
from datetime import date
from uuid import uuid4

import pytest

from processes.engine import Refused
from processes.models import Dossier, ScoreSheet
from processes.rulesets import RULESETS
from processes.services.move import move
from tests.journeys.stage import MEMBERS, Stage
from tests.play import again, at, dossier_in, refusal, take

RULESET = RULESETS["dl_2022"]

SITTINGS = [
    ("district", {"a": "15", "b": "14", "c": "20.99"}, "rating.rated_below", 2, "49.99"),
    ("district", {"a": "15", "b": "15", "c": "20"}, "rating.district_passed", 3, "50"),
    ("province", {"a": "15", "b": "14", "c": "20.99"}, "rating.rated_below", 2, "49.99"),
    ("province", {"a": "35", "b": "22", "c": "32.99"}, "rating.awaiting_decision", 4, "89.99"),
    ("province", {"a": "35", "b": "22", "c": "33"}, "rating.awaiting_referral", 5, "90"),
]
LAST = {"district": "rating.at_district", "province": "rating.at_province"}


def sit(stage: Stage, level: str, sheets: list[dict[str, str]]) -> Dossier:
    """Convene a council on 9 June and let its members score, one sheet each, as given."""
    dossier = dossier_in(stage, LAST[level])
    with at(6, 9):
        take(stage, dossier, f"convene_{level}")
        members = [*(f"{level}_{n}" for n in range(1, MEMBERS)), f"{level}_chair"]
        for who, given in zip(members, sheets, strict=False):
            by = stage.people[who]
            move(dossier.pk, f"submit_score_{level}", by=by, key=uuid4(), given=given)
    return again(dossier)


@pytest.mark.parametrize(("level", "points", "target", "star", "mean"), SITTINGS)
def test_a_council_concludes_what_the_points_say(
    stage: Stage, level: str, points: dict[str, str], target: str, star: int, mean: str
) -> None:
    dossier = sit(stage, level, [points] * MEMBERS)
    with at(6, 10):
        record = take(stage, dossier, f"conclude_{level}")

    data, moved = json.loads(record.body)["data"], again(dossier)
    ended = target if target in RULESET.state else moved.state
    assert (moved.state, moved.star, data["star"], data["mean"]) == (ended, star, star, mean)
    assert moved.current.final is target.endswith("below")


def test_a_mean_just_under_the_edge_is_not_rounded_up(stage: Stage) -> None:
    most, less = {"a": "35", "b": "22", "c": "33"}, {"a": "35", "b": "22", "c": "32.99"}
    dossier = sit(stage, "province", [most, most, most, most, less])
    with at(6, 10):
        record = take(stage, dossier, "conclude_province")

    assert again(dossier).state == "rating.awaiting_decision"
    assert json.loads(record.body)["data"] == {
        "sheets": 5,
        "total": "449.99",
        "mean": "89.998",
        "star": 4,
    }


def test_three_sheets_of_five_are_no_quorum(stage: Stage) -> None:
    points = {"a": "30", "b": "22", "c": "35"}
    dossier = sit(stage, "district", [points] * 3)
    with at(6, 10):
        assert refusal(stage, dossier, "conclude_district", "district_chair") == [
            "Mới có 3 phiếu chấm điểm, cần ít nhất 4."
        ]


def test_a_member_scores_once(stage: Stage) -> None:
    points = {"a": "30", "b": "22", "c": "35"}
    dossier = sit(stage, "district", [points])
    with at(6, 10):
        said = refusal(stage, dossier, "submit_score_district", "district_1", **points)

    assert said == ["Phiếu chấm điểm của thành viên này đã được gửi."]


@pytest.mark.parametrize(
    ("part", "value"), [("a", "35.01"), ("b", "-1"), ("c", "12.345"), ("a", "NaN"), ("b", "1e9")]
)
def test_points_out_of_bounds_are_refused_at_their_part(
    stage: Stage, part: str, value: str
) -> None:
    dossier = sit(stage, "district", [])
    given = {"a": "30", "b": "22", "c": "35"} | {part: value}
    with at(6, 9), pytest.raises(Refused) as refused:
        by = stage.people["district_1"]
        move(dossier.pk, "submit_score_district", by=by, key=uuid4(), given=given)

    assert [r.field for r in refused.value.reasons] == [part]
    assert ScoreSheet.objects.count() == 0


def test_who_steps_back_makes_the_quorum_smaller(stage: Stage) -> None:
    points = {"a": "30", "b": "22", "c": "35"}
    dossier = sit(stage, "district", [points] * 3)
    with at(6, 10):
        by, given = stage.people["district_4"], {"reason": "Họ hàng"}
        move(dossier.pk, "recuse_district", by=by, key=uuid4(), given=given)
        take(stage, dossier, "conclude_district")

    assert again(dossier).state == "rating.district_passed"


def test_a_rereview_follows_the_sheets_where_the_council_scored_again(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.rereview")
    with at(6, 9):
        by, given = stage.people["province_1"], {"a": "20", "b": "20", "c": "20"}
        move(dossier.pk, "submit_score_province", by=by, key=uuid4(), given=given)
        said = refusal(stage, dossier, "conclude_rereview", "province_chair", star="4")
        take(stage, dossier, "conclude_rereview", star="3")

    assert (said, again(dossier).star) == (["Kết quả chấm lại ứng với 3 sao."], 3)


def test_a_certificate_number_is_given_once(stage: Stage) -> None:
    first = dossier_in(stage, "rating.awaiting_decision")
    second = dossier_in(stage, "rating.awaiting_decision", "Trà")
    given = {"paper_number": "1", "paper_on": "2026-06-10", "certificate_number": "OCOP-1"}
    with at(6, 10):
        take(stage, first, "issue_decision")
        said = refusal(stage, second, "issue_decision", "lanhdao", **given)

    assert said == ["Số giấy chứng nhận OCOP-1 đã được cấp."]


def test_a_certificate_holds_for_36_months(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.awaiting_decision")
    with at(7, 10):
        take(stage, dossier, "issue_decision")

    assert again(dossier).certificate.valid_until == date(2029, 7, 9)
