"""The cycle's own tasks: planned once for every unit, done with evidence, late in sight."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from viewflow.workflow.models import Task

from processes.engine import Refused, Window
from processes.flows.duties import DutyFlow, begin_flows, complete, plan_duties, save_content
from processes.models import Duty, DutyEvidence, DutyProcess, Unit
from processes.phases.duties import DUTIES, schedule
from processes.queries.duties import (
    Standing,
    coming,
    counts,
    owed_by,
    own,
    standing,
    standing_q,
    visible,
)
from tests.journeys import stage as stages
from tests.journeys.stage import WINDOWS, YEAR
from tests.journeys.steps import PDF
from tests.play import at
from tests.processes.test_concurrency import at_once

CYCLE = {
    key: Window(date(YEAR, *opens), date(YEAR, *closes)) for key, (opens, closes) in WINDOWS.items()
}


@pytest.fixture
def stage(db: None) -> stages.Stage:
    return stages.build()


@pytest.fixture
def planned(stage: stages.Stage) -> stages.Stage:
    plan_duties(stage.cycle)
    return stage


def duty(stage: stages.Stage, unit: Unit, key: str, period: str = "") -> Duty:
    return Duty.objects.get(cycle=stage.cycle, unit=unit, key=key, period=period)


def pdf() -> ContentFile:
    return ContentFile(PDF, name="kế hoạch.pdf")


# what is owed, by whom, by when


def test_each_level_owes_what_the_decision_lays_on_it() -> None:
    found = {
        level: sorted({p.row.key for p in schedule(CYCLE, YEAR) if p.level == level})
        for level in ("province", "district", "commune")
    }

    assert found == {
        "province": [
            "annual_plan", "communication", "council", "launch_conference", "plan_training",
            "production_training", "promotion_plan", "summary", "thematic_conference",
        ],
        "district": [
            "annual_plan", "communication", "council", "idea_list", "promotion_plan",
            "quarterly_report", "summary", "thematic_conference",
        ],
        "commune": ["annual_plan", "communication", "summary", "thematic_conference"],
    }  # fmt: skip


def test_the_days_of_a_duty_follow_from_the_cycle() -> None:
    found = {
        (p.row.key, p.period.name): (p.period.opens_on, p.period.due_on)
        for p in schedule(CYCLE, YEAR)
        if p.level == "district"
    }

    assert found[("annual_plan", "")] == (date(YEAR, 1, 1), date(YEAR, 2, 28))
    assert found[("idea_list", "")] == (date(YEAR, 3, 1), date(YEAR, 4, 15))
    assert found[("council", "1")][1] == date(YEAR, 5, 31)
    assert found[("council", "2")][1] == date(YEAR, 9, 30)
    assert [found[("quarterly_report", q)][1] for q in ("Q1", "Q2", "Q3", "Q4")] == [
        date(YEAR, 3, 31),
        date(YEAR, 6, 30),
        date(YEAR, 9, 30),
        date(YEAR, 12, 31),
    ]


def test_a_window_that_a_cycle_does_not_have_plans_nothing() -> None:
    found = {p.row.key for p in schedule({}, YEAR)}

    assert found == {"quarterly_report", "promotion_plan", "summary"}


def test_every_duty_cites_the_decision() -> None:
    assert [d.key for d in DUTIES if "1576" not in d.cites] == []


# planning


def test_opening_a_cycle_plans_every_units_duties_once_however_often_it_is_run(
    stage: stages.Stage,
) -> None:
    """1 province, 15 districts, 184 communes: 10 + 15 x 12 + 184 x 4."""
    first, second, third = (plan_duties(stage.cycle) for _ in range(3))

    assert (first, second, third) == (10 + 15 * 12 + 184 * 4, 0, 0)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_open_a_cycle_at_once_plan_each_duty_once() -> None:
    stage = stages.build()

    at_once(2, lambda _n: plan_duties(stage.cycle))

    assert Duty.objects.filter(cycle=stage.cycle).count() == 10 + 15 * 12 + 184 * 4


def test_a_unit_that_is_no_more_owes_nothing(stage: stages.Stage) -> None:
    Unit.objects.filter(pk=stage.commune.pk).update(valid_until=date(YEAR - 1, 12, 31))

    plan_duties(stage.cycle)

    assert Duty.objects.filter(unit=stage.commune).count() == 0


def test_flows_are_begun_once(planned: stages.Stage) -> None:
    assert (begin_flows(5), begin_flows(5), DutyProcess.objects.count()) == (5, 5, 10)


# doing


def test_a_duty_is_done_with_evidence_and_its_task_with_it(planned: stages.Stage) -> None:
    found = duty(planned, planned.district, "annual_plan")

    with at(2, 10):
        complete(found, "Đã phê duyệt", [pdf()], by=planned.people["huyen"])

    task = Task.objects.get(process__dutyprocess__duty=found, flow_task=DutyFlow.carry_out)
    assert (Duty.objects.get(pk=found.pk).done_by, task.status) == (
        planned.people["huyen"],
        "DONE",
    )
    assert list(DutyEvidence.objects.values_list("name", flat=True)) == ["kế hoạch.pdf"]


@pytest.mark.parametrize(
    ("who", "files", "day", "reason"),
    [
        ("huyen", 0, (2, 10), "Phải đính kèm minh chứng: Kế hoạch năm đã phê duyệt."),
        ("xa", 1, (2, 10), "Việc này của đơn vị khác."),
        ("giamsat", 1, (2, 10), "Việc này do cán bộ của đơn vị thực hiện."),
    ],
)
def test_a_duty_that_may_not_be_done_so_is_refused_and_stays(
    planned: stages.Stage, who: str, files: int, day: tuple[int, int], reason: str
) -> None:
    found = duty(planned, planned.district, "annual_plan")

    with pytest.raises(Refused) as refused, at(*day):
        complete(found, "", [pdf() for _ in range(files)], by=planned.people[who])

    assert [str(r) for r in refused.value.reasons] == [reason]
    assert Duty.objects.get(pk=found.pk).done_at is None


def test_a_duty_is_not_done_before_its_time(planned: stages.Stage) -> None:
    found = duty(planned, planned.district, "summary")

    with pytest.raises(Refused) as refused, at(2, 10):
        complete(found, "", [pdf()], by=planned.people["huyen"])

    assert [str(r) for r in refused.value.reasons] == ["Việc này bắt đầu từ ngày 01/12/2026."]


def test_a_duty_is_done_once(planned: stages.Stage) -> None:
    found = duty(planned, planned.district, "annual_plan")
    with at(2, 10):
        complete(found, "", [pdf()], by=planned.people["huyen"])

        with pytest.raises(Refused) as refused:
            complete(found, "", [pdf()], by=planned.people["huyen"])

    assert [str(r) for r in refused.value.reasons] == [
        "Người huyen đã ghi nhận hoàn thành việc này."
    ]


def test_a_file_that_lies_about_itself_leaves_nothing_behind(planned: stages.Stage) -> None:
    found = duty(planned, planned.district, "annual_plan")
    lying = ContentFile(b"MZ", name="x.pdf")

    with pytest.raises(Refused), at(2, 10):
        complete(found, "", [pdf(), lying], by=planned.people["huyen"])

    assert (DutyEvidence.objects.count(), Duty.objects.get(pk=found.pk).done_at) == (0, None)


def test_more_files_than_are_kept_are_refused_not_dropped(planned: stages.Stage) -> None:
    found = duty(planned, planned.district, "annual_plan")

    with pytest.raises(Refused) as refused, at(2, 10):
        complete(found, "", [pdf() for _ in range(11)], by=planned.people["huyen"])

    assert [str(r) for r in refused.value.reasons] == ["Chỉ nhận tối đa 10 tệp minh chứng."]
    assert DutyEvidence.objects.count() == 0


def test_only_a_report_has_a_text_of_its_own(planned: stages.Stage) -> None:
    found = duty(planned, planned.district, "annual_plan")

    with pytest.raises(Refused) as refused, at(2, 10):
        save_content(found, "x", by=planned.people["huyen"])

    assert [str(r) for r in refused.value.reasons] == ["Việc này không có báo cáo soạn tại đây."]


def test_of_two_who_finish_a_duty_at_once_one_does_and_the_other_reads_it(
    transactional_db: None,
) -> None:
    stage = stages.build()
    plan_duties(stage.cycle)
    found = duty(stage, stage.district, "annual_plan")

    with at(2, 10):
        answers = at_once(2, lambda _n: complete(found, "", [pdf()], by=stage.people["huyen"]))

    refused = [str(a) for a in answers if isinstance(a, Refused)]
    assert refused == ["Người huyen đã ghi nhận hoàn thành việc này."]
    assert (DutyEvidence.objects.count(), DutyProcess.objects.count()) == (1, 1)


@pytest.mark.postgres
def test_two_sweeps_at_once_begin_each_flow_once(transactional_db: None) -> None:
    plan_duties(stages.build().cycle)

    begun = at_once(2, lambda _n: begin_flows(20))

    assert (sum(begun), DutyProcess.objects.count()) == (20, 20)


def test_a_report_that_was_written_needs_no_other_evidence(planned: stages.Stage) -> None:
    found = duty(planned, planned.district, "quarterly_report", "Q1")

    with at(3, 30):
        save_content(found, "Báo cáo quý I", by=planned.people["huyen"])
        complete(found, "", [], by=planned.people["huyen"])

    assert Duty.objects.get(pk=found.pk).done_at is not None


# standing and reach


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ((3, 15), Standing.PLANNED),
        ((3, 16), Standing.DUE),
        ((3, 31), Standing.DUE),
        ((4, 1), Standing.LATE),
    ],
)
def test_a_report_is_planned_due_and_late_and_the_query_says_the_same(
    planned: stages.Stage, day: tuple[int, int], expected: Standing
) -> None:
    found = duty(planned, planned.district, "quarterly_report", "Q1")
    on = date(YEAR, *day)

    assert standing(found, on) == expected
    assert Duty.objects.filter(standing_q(expected, on), pk=found.pk).exists()


def test_an_office_owes_its_own_and_reads_those_below(planned: stages.Stage) -> None:
    officer = planned.people["huyen"]
    communes = Unit.objects.filter(parent=planned.district, valid_until=None).count()

    owed = {d.key for d in owed_by(officer, date(YEAR, 2, 10))}

    assert owed == {"annual_plan", "thematic_conference", "communication", "promotion_plan"}
    assert visible(officer).count() == 12 + communes * 4


def test_what_an_office_owes_now_and_later_is_all_that_it_has_not_done(
    planned: stages.Stage,
) -> None:
    officer, on = planned.people["huyen"], date(YEAR, 2, 10)

    owed, later = owed_by(officer, on), coming(officer, on)

    assert (owed.count() + later.count(), owed.count()) == (own(officer).count(), 4)
    assert [(d.key, d.opens_on) for d in later[:2]] == [
        ("idea_list", date(YEAR, 3, 1)),
        ("quarterly_report", date(YEAR, 3, 16)),
    ]


@pytest.mark.parametrize("who", ["chuthe", "district_1", "so", "quantri"])
def test_who_has_no_office_over_a_unit_reads_no_duty(planned: stages.Stage, who: str) -> None:
    assert visible(planned.people[who]).count() == 0


def test_the_board_counts_what_its_list_shows(planned: stages.Stage) -> None:
    on = date(YEAR, 3, 1)
    seen = visible(planned.people["giamsat"])

    late = counts(seen, on).late

    assert late == seen.filter(standing_q(Standing.LATE, on)).count() == 3 * 200 + 1
