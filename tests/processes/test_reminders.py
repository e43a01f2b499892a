"""What time tells: due, and not told yet; run twice it tells nothing more."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from processes.models import (
    Appointment,
    Certificate,
    Dossier,
    Duty,
    Extension,
    Notice,
    Unit,
)
from processes.queries.messages import Composer
from processes.services import clock
from processes.services.reminders import remind_all
from tests.journeys import stage as stages
from tests.journeys.stage import YEAR
from tests.play import HERE, dossier_in, take

Told = list[tuple[str, str]]


@pytest.fixture
def stage(db: None) -> stages.Stage:
    return stages.build()


def sweep(month: int, day: int, hour: int = 8, year: int = YEAR) -> dict[str, int]:
    with clock.standing_at(datetime(year, month, day, hour, tzinfo=HERE)):
        swept = remind_all()
    assert swept.failed == {}
    return {kind: n for kind, n in swept.told.items() if n}


def told(*kinds: str) -> Told:
    """Who was told of which kind, in order."""
    found = Notice.objects.filter(kind__in=kinds).order_by("pk")
    return [(n.user.username, n.kind) for n in found.select_related("user")]


# an idea forwarded on Wednesday 4 March 2026 is at the district for 7 working days: to Friday 13


def test_the_holder_is_told_two_working_days_before_the_term(stage: stages.Stage) -> None:
    dossier_in(stage, "idea.at_district")

    before, on_it = sweep(3, 10), sweep(3, 11)

    assert (before, on_it) == ({}, {"due_soon": 1})
    assert told("due_soon") == [("huyen", "due_soon")]


def test_the_holder_is_told_on_the_last_day(stage: stages.Stage) -> None:
    dossier_in(stage, "idea.at_district")

    sweep(3, 13)

    assert told("due_soon", "due_today") == [("huyen", "due_today")]


def test_after_the_term_the_holder_its_supervisor_and_the_applicant_are_told(
    stage: stages.Stage,
) -> None:
    dossier_in(stage, "idea.at_district")

    assert sweep(3, 14) == {"overdue": 1, "escalation": 1, "apology": 1}
    assert told("overdue", "escalation", "apology") == [
        ("huyen", "overdue"),
        ("giamsat", "escalation"),
        ("chuthe", "apology"),
    ]


def test_a_second_run_tells_nothing_more(stage: stages.Stage) -> None:
    dossier_in(stage, "idea.at_district")
    sweep(3, 14)

    assert (sweep(3, 14), sweep(3, 14, 15)) == ({}, {})


def test_what_was_missed_for_three_days_is_told_once_and_as_it_stands(
    stage: stages.Stage,
) -> None:
    """The last run was on 10 March; on 16 March the term is over, so nobody is told it is near."""
    dossier_in(stage, "idea.at_district")
    sweep(3, 10)

    assert sweep(3, 16) == {"overdue": 1, "escalation": 1, "apology": 1}


def test_who_received_it_today_is_not_reminded_of_it_today(stage: stages.Stage) -> None:
    """The commune has three days from Wednesday 4 March: on the same day the term is not news."""
    dossier_in(stage, "idea.at_commune")

    assert (sweep(3, 4, 17), sweep(3, 5)) == ({}, {"due_soon": 1})


def test_an_apology_names_a_day_three_working_days_ahead(stage: stages.Stage) -> None:
    dossier_in(stage, "idea.at_district")

    sweep(3, 14)  # a Saturday: Monday, Tuesday, Wednesday

    promised = Notice.objects.get(kind="apology").due_at
    assert promised == datetime(YEAR, 3, 19, tzinfo=HERE)


def test_a_promise_that_is_not_kept_is_followed_by_another(stage: stages.Stage) -> None:
    dossier_in(stage, "idea.at_district")
    sweep(3, 14)

    assert (sweep(3, 18), sweep(3, 19)) == ({}, {"apology": 1})


def test_an_apology_does_not_move_the_term(stage: stages.Stage) -> None:
    dossier = dossier_in(stage, "idea.at_district")

    sweep(3, 14)

    assert Dossier.objects.get(pk=dossier.pk).due_at == dossier.due_at


def test_the_nearest_supervisor_is_told_and_no_other(stage: stages.Stage) -> None:
    stage.appoint("giamsat_huyen", "supervisor", unit=stage.district)
    dossier_in(stage, "idea.at_district")

    sweep(3, 14)

    assert told("escalation") == [("giamsat_huyen", "escalation")]


def test_a_supervisor_of_a_commune_is_not_told_of_the_district(stage: stages.Stage) -> None:
    stage.appoint("giamsat_xa", "supervisor", unit=stage.commune)
    dossier_in(stage, "idea.at_district")

    sweep(3, 14)

    assert told("escalation") == [("giamsat", "escalation")]


def test_whose_appointment_ended_is_not_told(stage: stages.Stage) -> None:
    dossier_in(stage, "idea.at_district")
    Appointment.objects.filter(pk=stage.people["huyen"].pk).update(until_on=date(YEAR, 3, 10))

    sweep(3, 14)

    assert told("overdue") == []


def test_a_member_of_the_organisation_is_not_reminded_as_officer(stage: stages.Stage) -> None:
    dossier_in(stage, "idea.at_district")
    stage.people["huyen"].user.memberships.create(organisation=stage.organisation)

    sweep(3, 14)

    assert told("overdue") == []


def test_a_department_is_reminded_of_an_opinion_that_it_owes(stage: stages.Stage) -> None:
    """At the province since Monday 8 June for 7 working days: to Wednesday 17."""
    dossier = dossier_in(stage, "rating.district_passed")
    with clock.standing_at(datetime(YEAR, 6, 8, 15, tzinfo=HERE)):
        take(stage, dossier, "forward_to_province")

    sweep(6, 15)

    assert told("due_soon") == [("tinh", "due_soon"), ("so", "due_soon")]


def test_a_reminder_speaks_of_the_step_of_its_day_though_the_dossier_moves_on(
    stage: stages.Stage,
) -> None:
    dossier = dossier_in(stage, "idea.at_district")
    sweep(3, 13)
    with clock.standing_at(datetime(YEAR, 3, 13, 15, tzinfo=HERE)):
        take(stage, dossier, "select_idea")

    notice = Notice.objects.get(kind="due_today")
    message = Composer("vi", [stage.people["huyen"]]).compose(notice)
    assert "đang chờ ở bước “Huyện đánh giá ý tưởng”." in message.body
    assert message.past is True


# windows


def test_a_week_before_ideas_close_who_has_a_draft_is_told(stage: stages.Stage) -> None:
    dossier_in(stage, "idea.draft")

    before, on_it = sweep(3, 23), sweep(3, 24)

    assert (before, on_it) == ({}, {"window_closing": 1})
    assert told("window_closing") == [("chuthe", "window_closing")]


def test_who_handed_in_is_not_told_that_the_window_closes(stage: stages.Stage) -> None:
    dossier_in(stage, "idea.selected")

    sweep(3, 24)

    assert told("window_closing") == []


def test_for_whom_the_window_was_extended_its_old_end_is_no_news(stage: stages.Stage) -> None:
    dossier_in(stage, "idea.draft")
    Extension.objects.create(
        cycle=stage.cycle,
        key="ideas",
        unit=stage.district,
        closes_on=date(YEAR, 5, 31),
        reason="Mưa lũ",
        by=stage.people["giamsat"],
        at=datetime(YEAR, 3, 20, tzinfo=HERE),
    )

    sweep(3, 24)

    assert told("window_closing") == []


# certificates


def certified(stage: stages.Stage, until: date) -> Certificate:
    dossier = dossier_in(stage, "idea.draft")
    return Certificate.objects.create(
        dossier=dossier,
        number="OCOP-66-2026-0001",
        decision_number="1/QĐ",
        decision_on=date(YEAR, 1, 1),
        star=4,
        valid_until=until,
        record=dossier.records.get(),
    )


def test_a_certificate_is_told_of_at_180_90_and_30_days_once_each(stage: stages.Stage) -> None:
    certified(stage, date(2029, 6, 30))
    days = [date(2029, 6, 30) - timedelta(days=n) for n in (181, 180, 179, 90, 30, 29, 0)]

    counts = [sweep(d.month, d.day, year=d.year).get("certificate", 0) for d in days]

    assert counts == [0, 2, 0, 2, 2, 0, 0]
    assert {user for user, _kind in told("certificate")} == {"chuthe", "xa"}


def test_after_a_long_silence_only_the_nearest_of_the_three_is_told(stage: stages.Stage) -> None:
    certified(stage, date(2029, 6, 30))

    assert sweep(6, 10, year=2029)["certificate"] == 2


# duties


def owed(stage: stages.Stage, unit: Unit, **changes: Any) -> Duty:
    given = {"key": "quarterly_report", "period": "Q1", "due_on": date(YEAR, 3, 31)} | changes
    return Duty.objects.create(cycle=stage.cycle, unit=unit, opens_on=date(YEAR, 3, 16), **given)


def test_who_owes_a_duty_is_told_before_and_on_its_day(stage: stages.Stage) -> None:
    owed(stage, stage.district)

    counts = [sweep(3, day).get("duty", 0) for day in (26, 27, 30, 31)]

    assert counts == [0, 1, 0, 1]
    assert told("duty") == [("huyen", "duty")] * 2


def test_a_late_quarterly_report_reaches_the_districts_supervisor(stage: stages.Stage) -> None:
    stage.appoint("giamsat_huyen", "supervisor", unit=stage.district)
    owed(stage, stage.district)

    sweep(4, 1)

    assert told("duty_late") == [("huyen", "duty_late"), ("giamsat_huyen", "duty_late")]


def test_a_duty_that_is_done_is_told_of_no_more(stage: stages.Stage) -> None:
    owed(stage, stage.district, done_at=datetime(YEAR, 3, 20, tzinfo=HERE))

    sweep(4, 1)

    assert told("duty", "duty_late") == []
