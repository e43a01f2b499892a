"""What a step leaves behind, told without asking the code that wrote it; and what it refuses."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest

from processes.engine import Refused
from processes.models import Cycle, Notice, Record
from processes.queries.verification import verify
from processes.rulesets import RULESETS
from processes.services.lapse import lapse_all
from processes.services.move import move
from tests.journeys.stage import MEMBERS, Stage
from tests.play import HERE, again, at, dossier_in, opened, refusal, take

RULESET = RULESETS["dl_2022"]
DISTRICT = {f"district_{n}" for n in range(1, MEMBERS)} | {"district_chair"}
PROVINCE = {f"province_{n}" for n in range(1, MEMBERS)} | {"province_chair"}
# step, state before, day, who reads of it, who holds it then, and the last day it is due
STEPS: list[tuple[str, str, tuple[int, int], set[str], str, str | None]] = [
    ("submit_idea", "idea.draft", (3, 4), {"chuthe", "xa"}, "xa", "2026-03-09"),
    ("return_idea", "idea.at_commune", (3, 4), {"chuthe"}, "chuthe", "2026-03-11"),
    ("forward_idea", "idea.at_commune", (3, 4), {"chuthe", "huyen"}, "huyen", "2026-03-13"),
    ("take_up_idea", "idea.at_commune", (3, 4), {"chuthe", "xa"}, "huyen", "2026-03-13"),
    ("select_idea", "idea.at_district", (3, 4), {"chuthe", "xa", "tinh"}, "tinh", "2026-03-18"),
    ("decline_idea", "idea.at_district", (3, 4), {"chuthe", "xa"}, "chuthe", "2026-03-31"),
    ("list_idea", "idea.selected", (3, 20), {"chuthe", "xa", "huyen"}, "chuthe", "2026-04-30"),
    ("submit_plan", "plan.draft", (4, 6), {"chuthe", "xa"}, "xa", "2026-04-09"),
    ("forward_plan", "plan.at_commune", (4, 6), {"chuthe", "huyen"}, "huyen", "2026-04-20"),
    ("start_rating", "production.under_way", (6, 8), set(), "chuthe", "2026-11-30"),
    ("submit_rating", "rating.draft", (6, 8), {"chuthe", "xa"}, "xa", "2026-06-11"),
    ("certify_local", "rating.at_commune", (6, 8), {"chuthe", "huyen"}, "huyen", "2026-06-15"),
    ("return_from_district", "rating.at_district", (6, 8), {"chuthe", "xa"}, "chuthe", None),
    (
        "convene_district",
        "rating.at_district",
        (6, 8),
        {"chuthe"} | DISTRICT,
        "district_chair",
        "2026-06-29",
    ),
    (
        "conclude_district",
        "rating.district_council",
        (6, 8),
        {"chuthe", "xa", "huyen"},
        "huyen",
        "2026-06-15",
    ),
    (
        "convene_province",
        "rating.at_province",
        (6, 8),
        {"chuthe"} | PROVINCE,
        "province_chair",
        "2026-07-06",
    ),
    (
        "conclude_province",
        "rating.province_council",
        (6, 8),
        {"chuthe", "xa", "huyen", "lanhdao"},
        "lanhdao",
        "2026-06-17",
    ),
    ("issue_decision", "rating.awaiting_decision", (6, 8), {"chuthe", "xa", "huyen"}, "", None),
    ("refer_national", "rating.awaiting_referral", (6, 8), {"chuthe", "huyen"}, "tinh", None),
    (
        "record_not_five",
        "rating.at_national",
        (6, 8),
        {"chuthe", "huyen"} | PROVINCE,
        "province_chair",
        "2026-06-29",
    ),
]


@pytest.mark.parametrize(("name", "source", "day", "told", "holder", "due"), STEPS)
def test_a_step_tells_its_people_and_hands_over_with_a_term(
    stage: Stage,
    name: str,
    source: str,
    day: tuple[int, int],
    told: set[str],
    holder: str,
    due: str | None,
) -> None:
    dossier = dossier_in(stage, source)
    with at(*day):
        record = take(stage, dossier, name)

    moved = again(dossier)
    readers = Notice.objects.filter(record=record).values_list("user__username", flat=True)
    assert sorted(readers) == sorted(told)
    assert moved.waiting == (stage.people[holder].key if holder else "")
    if due is not None:
        last = (moved.due_at - timedelta(microseconds=1)).astimezone(HERE)
        assert (last.date().isoformat(), record.due_at) == (due, moved.due_at)


@pytest.mark.parametrize("state", ["rating.awaiting_referral", "rating.awaiting_decision"])
def test_where_nobody_here_sets_a_term_nothing_is_due(stage: Stage, state: str) -> None:
    dossier = dossier_in(stage, state)
    with at(6, 9):
        step = "refer_national" if "referral" in state else "issue_decision"
        record = take(stage, dossier, step)

    assert (again(dossier).due_at, record.due_at) == (None, None)


@pytest.mark.parametrize("state", [s.key for s in RULESET.transition["withdraw"].sources])
def test_an_applicant_withdraws_before_the_scores(stage: Stage, state: str) -> None:
    dossier = dossier_in(stage, state)
    with at(6, 9):
        record = take(stage, dossier, "withdraw")

    told = set(Notice.objects.filter(record=record).values_list("user__username", flat=True))
    moved = again(dossier)
    assert (moved.state, moved.waiting, moved.due_at) == ("end.withdrawn", "", None)
    assert told == {"xa", "huyen"}
    assert json.loads(record.detail.content) == {"reason": "Mất mùa"}


LAPSES = [s.key for s in RULESET.transition["lapse"].sources]


@pytest.mark.parametrize("state", LAPSES)
def test_what_the_applicant_left_lying_lapses_when_the_year_is_closed(
    stage: Stage, state: str
) -> None:
    dossier = dossier_in(stage, state)
    Cycle.objects.filter(pk=stage.cycle.pk).update(closed_on=date(2026, 12, 31))
    with at(12, 31):
        still = lapse_all() if dossier.current.ends_with == () else 0
    from processes.services import clock

    late = dossier.entered_at.replace(year=2027)
    with clock.standing_at(late):
        lapsed = lapse_all()

    record = Record.objects.filter(dossier=dossier).latest("seq")
    told = set(Notice.objects.filter(record=record).values_list("user__username", flat=True))
    assert (still, lapsed, again(dossier).state) == (0, 1, "end.lapsed")
    assert (record.name, record.role, record.actor_id, told) == (
        "lapse",
        "system",
        None,
        {"chuthe", "xa"},
    )


def test_one_that_cannot_lapse_stops_none_of_the_others(stage: Stage) -> None:
    first, second = opened(stage), opened(stage, "Trà")
    with at(4, 1):
        given = {"window": "ideas", "closes_on": "2026-04-10", "reason": "Lũ lụt"}
        by = stage.people["giamsat"]
        move(first.pk, "extend_window", by=by, key=uuid4(), given=given)
        lapsed = lapse_all()

    assert (lapsed, again(first).state, again(second).state) == (1, "idea.draft", "end.lapsed")


def test_a_record_says_who_did_what_by_which_authority(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.district_passed")
    with at(6, 29):
        record = take(stage, dossier, "forward_to_province")

    by, body = stage.people["huyen"], json.loads(record.body)
    assert {k: body[k] for k in ("actor", "appointment", "role", "scope", "label", "cites")} == {
        "actor": by.user_id,
        "appointment": by.pk,
        "role": "district_officer",
        "scope": f"unit:{stage.district.key}",
        "label": "Chuyển hồ sơ, sản phẩm mẫu lên tỉnh",
        "cites": "QĐ 1576/QĐ-UBND, §6.5.b",
    }
    assert body["data"] == {"note_number": "4/UBND", "note_on": "2026-06-29", "samples": 5}


def test_a_record_says_how_long_the_step_before_lasted(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    with at(3, 9, 11):
        record = take(stage, dossier, "forward_idea")

    assert (record.lasted_seconds, record.lasted_working_days) == (5 * 86400 + 7200, 3)


def test_free_text_stands_beside_the_chain(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    with at(3, 5):
        record = take(stage, dossier, "return_idea", reason="Gọi 0905 về vườn nhà ông Y Bih")

    assert "Y Bih" not in record.body
    assert json.loads(record.detail.content)["reason"] == "Gọi 0905 về vườn nhà ông Y Bih"


def test_a_reason_of_blanks_is_no_reason(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    with at(3, 5):
        assert refusal(stage, dossier, "return_idea", "xa", reason="  \n ") == ["Phải ghi lý do."]


def test_a_person_who_was_locked_out_does_nothing(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    user = stage.people["xa"].user
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    with at(3, 5):
        assert refusal(stage, dossier, "forward_idea", "xa") == [
            "Phân công này không còn hiệu lực."
        ]


def test_the_same_key_from_another_person_is_refused(stage: Stage) -> None:
    dossier, key = dossier_in(stage, "idea.at_commune"), uuid4()
    with at(3, 5):
        move(dossier.pk, "forward_idea", by=stage.people["xa"], key=key)
        with pytest.raises(Refused) as refused:
            move(dossier.pk, "forward_idea", by=stage.people["huyen"], key=key)

    assert [str(r) for r in refused.value.reasons] == [
        "Trang này đã được dùng cho một việc khác. Hãy mở lại hồ sơ."
    ]


def test_the_same_key_for_another_dossier_is_refused(stage: Stage) -> None:
    first, second = opened(stage), opened(stage, "Trà")
    key, by = uuid4(), stage.people["chuthe"]
    with at(3, 5):
        move(first.pk, "submit_idea", by=by, key=key)
        with pytest.raises(Refused):
            move(second.pk, "submit_idea", by=by, key=key)

    assert again(second).state == "idea.draft"


def test_every_way_ends_in_a_whole_chain(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.at_national")
    with at(6, 10):
        take(stage, dossier, "record_five_stars")

    assert verify([again(dossier)]).problems == []
