"""Sittings: called in time, opened with a quorum, scored alone, discussed, adjourned, closed as one."""

from datetime import timedelta
from uuid import uuid4

import pytest
from viewflow.workflow.models import Task

from processes.engine import Refused
from processes.flows import sittings
from processes.flows.scoring import ScoringFlow
from processes.models import (
    AgendaItem,
    CriteriaEdition,
    MarkSheet,
    Membership,
    Notice,
    ScoreSheet,
    Sitting,
)
from processes.queries.inbox import must
from processes.queries.sittings import scorers, sealed
from processes.queries.verification import verify
from processes.services.batch import RefusedSome
from processes.services.marks import Given, mark_sheet, save_marks
from tests.journeys.stage import Stage
from tests.meeting import MONDAY, call, fresh, why
from tests.play import (
    again,
    at,
    dossier_in,
    hand_in,
    item_of,
    members,
    opened_sitting,
    step_back,
    take,
)

# the call


def test_a_sitting_is_called_two_working_days_ahead(stage: Stage) -> None:
    with pytest.raises(Refused) as refused:
        call(stage, [], MONDAY + timedelta(days=1))

    assert why(refused) == ["Phải triệu tập trước ít nhất 2 ngày làm việc: sớm nhất là 10/06/2026."]


def test_a_call_moves_its_dossiers_and_tells_the_members(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.at_district")
    call(stage, [dossier], MONDAY + timedelta(days=2))

    told = Notice.objects.filter(record__name="convene_district", user__username="district_1")
    assert (again(dossier).state, told.count()) == ("rating.district_council", 1)


def test_one_dossier_that_cannot_come_keeps_all_where_they_are(stage: Stage) -> None:
    good = dossier_in(stage, "rating.at_district")
    bad = dossier_in(stage, "rating.at_commune", "Trà")
    with pytest.raises(RefusedSome) as refused:
        call(stage, [good, bad], MONDAY + timedelta(days=2))

    assert [d.code for d in refused.value.refused] == [bad.code]
    assert (again(good).state, Sitting.objects.count()) == ("rating.at_district", 0)


def test_only_the_councils_office_calls(stage: Stage) -> None:
    said = sittings.Call(MONDAY + timedelta(days=2), "Phòng họp")
    with at(6, 8), pytest.raises(Refused, match="Cơ quan thường trực"):
        by = stage.people["tinh"]
        sittings.call(stage.district_council, [], said, by=by, key=uuid4())


def test_the_same_page_sent_twice_calls_one_sitting(stage: Stage) -> None:
    said, key = sittings.Call(MONDAY + timedelta(days=2), "Phòng họp"), uuid4()
    with at(6, 8):
        office = stage.people["huyen"]
        made = [
            sittings.call(stage.district_council, [], said, by=office, key=key) for _ in range(2)
        ]

    assert (made[0].pk, Sitting.objects.count()) == (made[1].pk, 1)


# the opening


def opening(stage: Stage, came: int, *, chair: bool = True, day: int = 10) -> Sitting:
    """Open a called sitting with so many members."""
    dossier = dossier_in(stage, "rating.at_district")
    sitting = call(stage, [dossier], MONDAY + timedelta(days=2))
    people = members(stage, "district")
    there = ([people[-1]] if chair else []) + people[: came - chair]
    with at(6, day):
        by = stage.people["huyen"]
        sittings.open_(sitting, [p.pk for p in there], by=by)
    return Sitting.objects.get(pk=sitting.pk)


def test_it_opens_with_three_quarters_of_the_members(stage: Stage) -> None:
    assert opening(stage, 4).status == "open"


@pytest.mark.parametrize(
    ("came", "chair", "day", "said"),
    [
        (3, True, 10, "Có mặt 3 thành viên, cần ít nhất 4."),
        (4, False, 10, "Chủ tịch hội đồng phải có mặt."),
        (5, True, 9, "Chưa đến ngày họp."),
    ],
)
def test_it_does_not_open(stage: Stage, came: int, chair: bool, day: int, said: str) -> None:
    with pytest.raises(Refused) as refused:
        opening(stage, came, chair=chair, day=day)

    assert why(refused) == [said]
    assert Task.objects.filter(flow_task=ScoringFlow.sheet).count() == 0


def test_everybody_present_has_a_task_and_nobody_else(stage: Stage) -> None:
    opening(stage, 4)

    owners = Task.objects.filter(flow_task=ScoringFlow.sheet).values_list("owner__username")
    assert sorted(name for (name,) in owners) == [
        "district_1",
        "district_2",
        "district_3",
        "district_chair",
    ]


def test_who_belongs_to_the_organisation_is_found_and_not_asked(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.at_district")
    with at(6, 8):
        take(stage, dossier, "convene_district")
        user = stage.people["district_2"].user
        Membership.objects.create(user=user, organisation=stage.organisation)
        item = opened_sitting(stage, dossier)

    assert item.barred == [user.pk]
    assert user.pk not in scorers(item)


# scoring


def test_who_stepped_back_is_not_waited_for(stage: Stage, item: AgendaItem) -> None:
    with at(6, 9):
        step_back(stage, item.dossier, "district_1")
        for member in members(stage, "district")[1:]:
            hand_in(item, member)

    assert fresh(item).status == "ready"


def test_who_left_is_not_waited_for(stage: Stage, item: AgendaItem) -> None:
    people = members(stage, "district")
    with at(6, 9):
        for member in people[1:]:
            hand_in(item, member)
        sittings.leave(item.sitting, people[0], by=people[-1])

    assert fresh(item).status == "ready"


def test_nobody_leaves_below_the_quorum(stage: Stage, item: AgendaItem) -> None:
    people = members(stage, "district")
    with at(6, 9), pytest.raises(Refused) as refused:
        sittings.leave(item.sitting, people[0], by=people[-1])
        sittings.leave(item.sitting, people[1], by=people[-1])

    assert why(refused) == ["Có mặt 3 thành viên, cần ít nhất 4."]


def test_a_spread_of_ten_points_stands(stage: Stage, item: AgendaItem) -> None:
    with at(6, 9):
        for n, member in enumerate(members(stage, "district")):
            hand_in(item, member, 20 if n == 0 else 30)

    assert fresh(item).status == "ready"


def test_a_wider_spread_is_discussed_and_scored_again_and_both_turns_are_kept(
    stage: Stage, item: AgendaItem
) -> None:
    people = members(stage, "district")
    with at(6, 9):
        for n, member in enumerate(people):
            hand_in(item, member, 19 if n == 0 else 30)
        first = fresh(item).status
        sittings.discuss(fresh(item), "Thống nhất về năng lực.", by=people[-1])
        second = fresh(item)
        for member in people:
            hand_in(second, member, 29)

    kept = ScoreSheet.objects.filter(item=item).values_list("turn", flat=True)
    assert (first, second.status, second.turn) == ("discussion", "scoring", 2)
    assert (fresh(item).status, sorted(kept)) == ("ready", [1] * 5 + [2] * 5)


def test_the_second_turn_decides(stage: Stage, item: AgendaItem) -> None:
    people = members(stage, "district")
    with at(6, 9):
        for n, member in enumerate(people):
            hand_in(item, member, 5 if n == 0 else 30)
        sittings.discuss(fresh(item), "Đã trao đổi.", by=people[-1])
        for member in people:
            hand_in(fresh(item), member, 20, 20, 20)
        sittings.close(item.sitting, "", by=people[-1], key=uuid4())

    after = again(item.dossier)
    assert (after.star, after.mean, verify([after]).problems) == (3, 60, [])


def test_a_discussion_is_noted_in_words(stage: Stage, item: AgendaItem) -> None:
    people = members(stage, "district")
    with at(6, 9):
        for n, member in enumerate(people):
            hand_in(item, member, 5 if n == 0 else 30)
        with pytest.raises(Refused) as refused:
            sittings.discuss(fresh(item), "  ", by=people[-1])

    assert (why(refused), fresh(item).status) == (["Cần ghi nội dung thảo luận."], "discussion")


def test_a_sheet_is_sealed_until_the_last_one_of_its_turn_is_in(
    stage: Stage, item: AgendaItem
) -> None:
    people = members(stage, "district")
    with at(6, 9):
        for member in people[:-1]:
            hand_in(item, member)
        before = {sealed(s) for s in ScoreSheet.objects.all()}
        hand_in(item, people[-1])

    assert (before, {sealed(s) for s in ScoreSheet.objects.all()}) == ({True}, {False})


def test_the_inbox_lists_what_is_owed_until_it_is_handed_in(stage: Stage, item: AgendaItem) -> None:
    member = stage.people["district_1"]
    before = list(must(member))
    with at(6, 9):
        hand_in(item, member)

    assert (before, list(must(member))) == ([item.dossier], [])


# the sheet being filled in


def test_marks_are_added_to_those_that_are_there(stage: Stage, item: AgendaItem) -> None:
    member = stage.people["district_1"]
    with at(6, 9):
        save_marks(item, Given(marks={"1.1": 1}), by=member)
        save_marks(item, Given(marks={"1.2": 0, "9.9": 1, "1.3": 77}), by=member)

    assert MarkSheet.objects.get().marks == {"1.1": 1, "1.2": 0}


def test_a_second_turn_begins_with_the_marks_of_the_first(stage: Stage, item: AgendaItem) -> None:
    people = members(stage, "district")
    with at(6, 9):
        save_marks(item, Given(marks={"1.1": 1}, comment="Tốt"), by=people[0])
        for n, member in enumerate(people):
            hand_in(item, member, 5 if n == 0 else 30)
        sittings.discuss(fresh(item), "Đã trao đổi.", by=people[-1])
        again_ = mark_sheet(fresh(item), people[0])

    assert (again_.turn, again_.marks, again_.comment, again_.pk) == (2, {"1.1": 1}, "Tốt", None)


# the criteria


def test_a_newer_version_of_the_criteria_does_not_reach_what_was_convened(
    stage: Stage, item: AgendaItem
) -> None:
    used = item.edition
    CriteriaEdition.objects.create(
        law=used.law,
        number=used.number,
        version=used.version + 1,
        name=used.name,
        legal_basis=used.legal_basis,
        effective_from=used.effective_from,
        content=used.content,
        sha256="0" * 64,
        loaded_at=MONDAY,
    )
    later = dossier_in(stage, "rating.at_district", "Trà")
    with at(6, 9):
        take(stage, later, "convene_district")

    assert fresh(item).edition == used
    assert item_of(later).edition.version == used.version + 1
