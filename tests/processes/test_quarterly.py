"""A district's quarter in figures, counted by hand beside it, and the report drafted from them."""

import pytest

from processes.flows.duties import plan_duties
from processes.models import Duty, Unit
from processes.queries.quarterly import draft, quarter_of
from processes.services import clock
from tests.journeys import stage as stages
from tests.play import at, dossier_in, take


@pytest.fixture
def planned(db: None) -> stages.Stage:
    stage = stages.build()
    plan_duties(stage.cycle)
    return stage


def report(stage: stages.Stage, period: str, district: Unit | None = None) -> Duty:
    return Duty.objects.get(unit=district or stage.district, key="quarterly_report", period=period)


def test_a_quarter_counts_the_districts_own_dossiers(planned: stages.Stage) -> None:
    dossier_in(planned, "plan.draft")
    dossier_in(planned, "idea.not_selected", name="Mật ong")
    found = report(planned, "Q1")

    with at(3, 30):
        quarter = quarter_of(found, clock.now())

    shown = {k: n for k, n in quarter.done.items() if n}
    assert shown == {"ideas": 2, "ideas_selected": 1, "ideas_listed": 1, "ideas_declined": 1}
    assert (quarter.under_way, quarter.in_production, quarter.certified) == (2, 0, {})


def test_a_quarter_counts_what_is_carried_out_and_who_is_late_by_step(
    planned: stages.Stage,
) -> None:
    dossier_in(planned, "production.under_way")
    dossier_in(planned, "idea.at_commune", name="Mật ong")
    dossier_in(planned, "idea.at_district", name="Bơ sáp")
    found = report(planned, "Q2")

    with at(6, 20):
        quarter = quarter_of(found, clock.now())

    assert (quarter.under_way, quarter.in_production) == (3, 1)
    assert quarter.overdue == {"Xã tiếp nhận ý tưởng": 1, "Huyện đánh giá ý tưởng": 1}
    assert quarter.done["plans"] == quarter.done["plans_selected"] == 1


def test_a_quarter_counts_certified_products_by_star(planned: stages.Stage) -> None:
    dossier = dossier_in(planned, "rating.awaiting_decision")
    with at(7, 10):
        take(planned, dossier, "issue_decision", paper_on="2026-07-10")
        found = [quarter_of(report(planned, q), clock.now()) for q in ("Q2", "Q3")]

    counted = [(q.done["files"], q.done["rated"], q.certified, q.under_way) for q in found]
    assert counted == [(1, 1, {}, 0), (0, 0, {4: 1}, 0)]


def test_another_districts_quarter_counts_nothing_of_this_one(planned: stages.Stage) -> None:
    dossier_in(planned, "idea.at_commune")
    other = Unit.objects.filter(level="district").exclude(pk=planned.district.pk)[0]

    with at(3, 30):
        quarter = quarter_of(report(planned, "Q1", other), clock.now())

    assert (quarter.under_way, sum(quarter.done.values()), quarter.overdue) == (0, 0, {})


def test_a_quarter_leaves_out_what_was_done_after_it(planned: stages.Stage) -> None:
    dossier_in(planned, "plan.at_commune")  # the plan was handed in on 6 April
    with at(4, 10):
        found = quarter_of(report(planned, "Q1"), clock.now())

    assert (found.done["ideas"], found.done["plans"]) == (1, 0)


def test_the_drafted_report_says_the_figures(planned: stages.Stage) -> None:
    dossier_in(planned, "idea.at_district")
    found = report(planned, "Q1")

    with at(3, 30):
        text = draft(quarter_of(found, clock.now()), "Q1")

    assert "- Ý tưởng đã nộp: 1." in text
    assert "- Hồ sơ đang xử lý: 1, trong đó quá hạn: 1." in text
    assert "- Quá hạn ở bước “Huyện đánh giá ý tưởng”: 1." in text
