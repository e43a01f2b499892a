"""A quarter of the whole province: the sum of its districts, each as its own report counts it."""

from datetime import date
from typing import Any

import pytest

from processes.flows.duties import plan_duties
from processes.models import Dossier, Duty
from processes.queries.quarterly import STEPS, quarter_of
from processes.queries.quarters import (
    ALL_STEPS,
    days_of,
    latest_quarter,
    quarter_table,
    together,
)
from processes.services import clock
from tests.correcting import corrected
from tests.journeys.stage import Stage
from tests.play import at, dossier_in, take


def table(month: int, day: int, quarter: int) -> Any:
    with at(month, day):
        return quarter_table(Dossier.objects.all(), 2026, quarter, clock.now())


def test_every_step_of_a_districts_report_is_in_the_provinces() -> None:
    assert set(STEPS) <= set(ALL_STEPS)


def test_a_districts_line_is_what_its_own_report_says(stage: Stage) -> None:
    plan_duties(stage.cycle)
    dossier_in(stage, "rating.province_council")
    dossier_in(stage, "idea.at_commune", name="Mật ong")
    done = dossier_in(stage, "rating.awaiting_decision", name="Bơ sáp")
    with at(6, 25):
        take(stage, done, "issue_decision")
        duty = Duty.objects.get(unit=stage.district, key="quarterly_report", period="Q2")
        own = quarter_of(duty, clock.now())
        [line] = quarter_table(Dossier.objects.all(), 2026, 2, clock.now()).lines

    assert {code: line.done[code] for code in own.done} == own.done
    assert (line.certified, line.under_way) == (own.certified, own.under_way) == ({4: 1}, 2)
    assert line.overdue == sum(own.overdue.values()) == 1


def test_the_sum_is_that_of_the_districts(stage: Stage) -> None:
    dossier_in(stage, "plan.draft")
    dossier_in(stage, "idea.at_commune", name="Mật ong")

    found = table(3, 30, 1)

    assert found.total.done == together(found.lines).done
    assert (found.total.done["ideas"], found.total.under_way) == (2, 2)


def test_a_dossier_certified_again_after_an_annulment_counts_once(stage: Stage) -> None:
    plan_duties(stage.cycle)
    dossier = corrected(stage, "issue_decision")
    with at(6, 9, 12):
        take(stage, dossier, "issue_decision", certificate_number="OCOP-2")
    with at(6, 25):
        duty = Duty.objects.get(unit=stage.district, key="quarterly_report", period="Q2")
        own = quarter_of(duty, clock.now())

    found = table(6, 25, 2)
    assert ([c.number for c in found.given], own.certified) == (["OCOP-2"], {4: 1})


def test_what_the_province_does_is_counted_too(stage: Stage) -> None:
    dossier_in(stage, "rating.supplement")
    dossier_in(stage, "rating.at_national", name="Bơ sáp")

    done = table(6, 30, 2).total.done

    assert [done[code] for code in ("supplements", "province_rated", "referred")] == [1, 1, 1]


def test_a_step_counts_in_the_quarter_in_which_it_was_taken(stage: Stage) -> None:
    dossier_in(stage, "plan.at_commune")

    quarters = [table(7, 1, quarter).total.done for quarter in (1, 2)]

    assert [(done["ideas"], done["plans"]) for done in quarters] == [(1, 0), (0, 1)]


def test_nothing_is_counted_of_dossiers_that_are_not_seen(stage: Stage) -> None:
    dossier_in(stage, "plan.draft")

    with at(3, 30):
        found = quarter_table(Dossier.objects.none(), 2026, 1, clock.now())

    assert (found.lines, found.given, sum(found.total.done.values())) == ([], [], 0)


def test_a_quarter_costs_the_same_however_much_was_done(
    stage: Stage, django_assert_num_queries: Any
) -> None:
    for name in ("Mật ong", "Bơ sáp", "Ca cao"):
        dossier_in(stage, "plan.draft", name=name)

    with at(3, 30), django_assert_num_queries(5):
        quarter_table(Dossier.objects.all(), 2026, 1, clock.now())


@pytest.mark.parametrize(
    ("today", "quarter"),
    [
        (date(2026, 1, 5), (2025, 4)),
        (date(2026, 3, 1), (2026, 1)),
        (date(2026, 4, 1), (2026, 1)),
        (date(2026, 12, 31), (2026, 4)),
    ],
)
def test_the_quarter_that_is_likely_wanted(today: date, quarter: tuple[int, int]) -> None:
    assert latest_quarter(today) == quarter


def test_quarters_have_their_days() -> None:
    assert [days_of(2026, q)[0].month for q in (1, 2, 3, 4)] == [1, 4, 7, 10]
    assert days_of(2026, 4) == (date(2026, 10, 1), date(2026, 12, 31))
