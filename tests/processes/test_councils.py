"""Councils: sheets, quorum, results on the exact mean, and the certificate that follows."""

import json
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID, uuid4

import pytest

from processes.engine import Refused
from processes.flows import sittings
from processes.models import AgendaItem, ScoreSheet
from processes.phases.council import figure
from processes.rehearsal.marks import sheet
from processes.rulesets import RULESETS
from tests.journeys.stage import MEMBERS, Stage
from tests.play import (
    again,
    at,
    called,
    convened,
    dossier_in,
    hand_in,
    marked,
    members,
    refusal,
    step_back,
    take,
)

TERMS = RULESETS["dl_2022"].terms
LAST = {"district": "rating.at_district", "province": "rating.at_province"}

# points of A, B, C from every member: where the dossier goes, and with how many stars
RESULTS = [
    ("district", (15, 14, 20), "end.rated_below", 2, "49"),
    ("district", (15, 15, 20), "rating.district_passed", 3, "50"),
    ("province", (15, 14, 20), "end.rated_below", 2, "49"),
    ("province", (35, 22, 32), "rating.awaiting_decision", 4, "89"),
    ("province", (35, 22, 33), "rating.awaiting_referral", 5, "90"),
]


def sit(stage: Stage, level: str, sheets: list[tuple[int, int, int]]) -> AgendaItem:
    """Hold a sitting on 9 June; its members hand in one sheet each, as given, the chair last."""
    dossier = dossier_in(stage, LAST[level])
    with at(6, 9):
        item = convened(stage, dossier, level)
        for member, points in zip(members(stage, level), sheets, strict=False):
            hand_in(item, member, *points)
    return AgendaItem.objects.get(pk=item.pk)


@pytest.mark.parametrize(("level", "points", "target", "star", "mean"), RESULTS)
def test_a_council_concludes_what_the_points_say(
    stage: Stage, level: str, points: tuple[int, int, int], target: str, star: int, mean: str
) -> None:
    item = sit(stage, level, [points] * MEMBERS)
    with at(6, 10):
        record = take(stage, item.dossier, f"conclude_{level}")

    data, moved = json.loads(record.body)["data"], again(item.dossier)
    assert (moved.state, moved.star, data["star"], data["mean"]) == (target, star, star, mean)


def test_a_mean_just_under_the_edge_is_not_rounded_up(stage: Stage) -> None:
    most, less = (35, 22, 33), (35, 22, 32)
    item = sit(stage, "province", [most, most, most, most, less])
    with at(6, 10):
        record = take(stage, item.dossier, "conclude_province")

    assert again(item.dossier).state == "rating.awaiting_decision"
    assert json.loads(record.body)["data"] == {
        "sheets": 5,
        "total": "449",
        "mean": "89.8",
        "star": 4,
        "excluded": False,
        "turn": 1,
    }


@pytest.mark.parametrize(
    ("mean", "star", "shown"),
    [
        (Fraction(2999, 100), 1, "29.99"),
        (Fraction(30), 2, "30"),
        (Fraction(4999, 100), 2, "49.99"),
        (Fraction(50), 3, "50"),
        (Fraction(6999, 100), 3, "69.99"),
        (Fraction(70), 4, "70"),
        (Fraction(8999, 100), 4, "89.99"),
        (Fraction(90), 5, "90"),
        (Fraction(2699, 30), 4, "89.9666"),
        (Fraction(629, 7), 4, "89.8571"),
        (Fraction(899999, 10000), 4, "89.9999"),
        (Fraction(8999999, 100000), 4, "89.9999"),
    ],
)
def test_a_band_is_half_open_and_decided_on_the_unrounded_mean(
    mean: Fraction, star: int, shown: str
) -> None:
    assert (TERMS.star(mean), figure(mean)) == (star, shown)


def test_the_same_figure_stands_on_record_and_agenda(stage: Stage) -> None:
    item = sit(stage, "province", [(35, 22, 33)] * 4 + [(34, 22, 33)])
    with at(6, 10):
        record = take(stage, item.dossier, "conclude_province")

    kept = AgendaItem.objects.get(pk=item.pk)
    assert (json.loads(record.body)["data"]["mean"], figure(kept.mean or Fraction(0))) == (
        "89.8",
        "89.8",
    )


def test_three_sheets_of_five_are_no_quorum(stage: Stage) -> None:
    item = sit(stage, "district", [(30, 22, 35)] * 3)
    with at(6, 10):
        assert refusal(stage, item.dossier, "conclude_district", "district_chair") == [
            "Mới có 3 phiếu chấm điểm, cần ít nhất 4.",
            "Còn phiếu chưa gửi hoặc chênh lệch điểm chưa được thảo luận, chấm lại.",
        ]


def test_a_quorum_is_not_enough_while_somebody_present_still_scores(stage: Stage) -> None:
    item = sit(stage, "district", [(30, 22, 35)] * 4)
    with at(6, 10):
        assert refusal(stage, item.dossier, "conclude_district", "district_chair") == [
            "Còn phiếu chưa gửi hoặc chênh lệch điểm chưa được thảo luận, chấm lại."
        ]


def test_a_member_scores_once(stage: Stage) -> None:
    item = sit(stage, "district", [(30, 22, 35)])
    with at(6, 10), pytest.raises(Refused) as refused:
        hand_in(item, stage.people["district_1"])

    assert [str(r) for r in refused.value.reasons] == [
        "Phiếu chấm điểm của thành viên này đã được gửi."
    ]


def test_nobody_scores_before_the_sitting_is_open(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.at_district")
    with at(6, 9):
        take(stage, dossier, "convene_district")
        item = dossier.agenda.select_related("sitting__council__unit", "edition").get()
        with pytest.raises(Refused) as refused:
            hand_in(item, stage.people["district_1"])

    assert [str(r) for r in refused.value.reasons] == ["Phiên họp chưa chấm điểm hồ sơ này."]


def broken(item: AgendaItem, what: str) -> dict[str, Any]:
    """Return a sheet with one thing wrong."""
    good = marked(item)
    key = next(iter(good["marks"]))
    marks: dict[str, Any] = {
        "unknown": {"99.9": 0},
        "too high": {key: 99},
        "no number": {key: "1"},
        "a yes": {key: True},
        "below": {key: -2},
    }
    if what == "one missing":
        return good | {"marks": {k: m for k, m in good["marks"].items() if k != key}}
    if what == "a note on nothing":
        return good | {"notes": {"99.9": "x"}}
    if what == "a further key":
        return good | {"total": 100}
    return good | {"marks": good["marks"] | marks[what]}


@pytest.mark.parametrize(
    "what",
    [
        *("unknown", "too high", "no number", "a yes", "below"),
        *("one missing", "a note on nothing", "a further key"),
    ],
)
def test_a_sheet_that_is_not_sound_is_refused_and_nothing_kept(stage: Stage, what: str) -> None:
    item = sit(stage, "district", [])
    with at(6, 9), pytest.raises(Refused) as refused:
        by = stage.people["district_1"]
        sittings.hand_in(item, broken(item, what), "", by=by, key=a_key())

    assert str(refused.value).startswith("Phiếu chưa hợp lệ: ")
    assert ScoreSheet.objects.count() == 0


def a_key() -> UUID:
    """Return a key of a page."""
    return uuid4()


def test_an_empty_sheet_is_no_sheet(stage: Stage) -> None:
    item = sit(stage, "district", [])
    with at(6, 9), pytest.raises(Refused, match="chưa chấm tiêu chí"):
        by = stage.people["district_1"]
        sittings.hand_in(item, sheet({}), "", by=by, key=a_key())


def test_who_steps_back_makes_the_quorum_smaller(stage: Stage) -> None:
    item = sit(stage, "district", [(30, 22, 35)] * 3)
    with at(6, 10):
        step_back(stage, item.dossier, "district_4")
        hand_in(item, stage.people["district_chair"])
        take(stage, item.dossier, "conclude_district")

    assert again(item.dossier).state == "rating.district_passed"


def test_a_product_that_most_would_exclude_ends_without_a_star(stage: Stage) -> None:
    item = sit(stage, "district", [])
    with at(6, 9):
        for number, member in enumerate(members(stage, "district")):
            said = marked(item) | {"excludes": ["1.1"]}
            if number == 0:
                said = marked(item)
            sittings.hand_in(item, said, "", by=member, key=a_key())
        item.refresh_from_db()
        sittings.discuss(item, "Nguyên liệu nhập khẩu.", by=stage.people["district_chair"])
        item.refresh_from_db()
        for member in members(stage, "district"):
            said = marked(item) | {"excludes": ["1.1"]}
            sittings.hand_in(item, said, "", by=member, key=a_key())
        record = take(stage, item.dossier, "conclude_district")

    data = json.loads(record.body)["data"]
    assert (again(item.dossier).state, data["star"], data["excluded"]) == (
        "end.rated_below",
        0,
        True,
    )


def test_a_rereview_follows_the_sheets_where_the_council_scored_again(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.rereview")
    with at(6, 9):
        item = convened(stage, dossier, "province")
        for member in members(stage, "province"):
            hand_in(item, member, 20, 20, 20)
        said = refusal(stage, dossier, "conclude_rereview", "province_chair", star="4")
        take(stage, dossier, "conclude_rereview", star="3")

    assert (said, again(dossier).star) == (["Kết quả chấm lại ứng với 3 sao."], 3)


def test_a_dossier_is_not_put_on_two_agendas(stage: Stage) -> None:
    item = sit(stage, "district", [])
    with at(6, 9):
        other = str(called(stage, "district").pk)
        said = refusal(stage, item.dossier, "reconvene_district", "huyen", sitting=other)

    assert said == ["Hồ sơ đang nằm trong chương trình của một phiên họp."]


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
