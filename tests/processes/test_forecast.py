"""Which dossiers will miss their round: the same records by hand, and nothing from later."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db.models import Sum

from processes.engine.remaining import NEVER
from processes.models import Cycle, Dossier, Extension
from processes.queries.backtest import replay
from processes.queries.durations import (
    CONCLUDED,
    Course,
    Path,
    Point,
    courses,
    keys,
    typical_stays,
)
from processes.queries.forecast import Call, counts, forecast
from processes.queries.working_days import working_calendar
from processes.rulesets import RULESETS
from processes.services import clock
from tests.journeys.stage import Stage
from tests.play import HERE, at, dossier_in, take

NAMES = ("Mật ong", "Bơ sáp", "Ca cao", "Tiêu đen", "Mắc ca", "Gạo nếp", "Sầu riêng", "Hạt điều")


def quick(stage: Stage, days: int = 8) -> None:
    """Let eight dossiers be concluded on 8 June, and filed on the same day."""
    for name in NAMES[:days]:
        dossier_in(stage, "rating.awaiting_decision", name=name)


def told(month: int, day: int, hour: int = 8) -> dict[str, Any]:
    """What is foretold at that hour, by the product's name."""
    with at(month, day, hour):
        rows = forecast(Dossier.objects.all(), clock.now())
    names = dict(Dossier.objects.values_list("pk", "product__name"))
    return {names[row.dossier]: row for row in rows}


def test_a_result_is_what_a_council_that_decides_concludes() -> None:
    rows = {t.name: t for r in RULESETS.values() for t in r.transitions}
    ends = {s.key for n in ("conclude_district", "conclude_province") for s in rows[n].targets}

    assert ends - {"rating.district_passed"} == CONCLUDED


def test_below_eight_earlier_dossiers_nothing_is_foretold(stage: Stage) -> None:
    quick(stage, 7)
    dossier_in(stage, "rating.at_district")

    row = told(6, 9)["Cà phê bột"]

    assert (row.call, row.chance, row.sample) == (Call.UNKNOWN, None, 0)


def test_with_eight_quick_ones_before_it_a_dossier_is_in_time(stage: Stage) -> None:
    quick(stage)
    dossier_in(stage, "rating.at_district")

    row = told(6, 8, hour=18)["Cà phê bột"]

    assert (row.call, row.sample, row.own, row.longest) == (Call.FINE, 8, False, False)
    assert (row.round, row.closes_on) == ("rating_1", date(2026, 7, 31))


@pytest.mark.slow
def test_with_twenty_of_its_own_district_those_alone_are_asked(stage: Stage) -> None:
    for number in range(20):
        dossier_in(stage, "rating.awaiting_decision", name=f"Sản phẩm {number}")
    dossier_in(stage, "rating.at_district")

    row = told(6, 8, hour=18)["Cà phê bột"]

    assert (row.sample, row.own) == (20, True)


def test_the_nearest_dossiers_are_asked_first() -> None:
    assert keys("idea.draft", 5, 7) == (
        ("idea.draft", 5, 7),
        ("idea.draft", 0, 7),
        ("idea.draft", 5, 0),
        ("idea.draft", 0, 0),
    )


def test_who_has_waited_longer_than_all_before_is_not_said_to_be_in_time(stage: Stage) -> None:
    quick(stage)
    dossier_in(stage, "rating.at_district")

    row = told(6, 12)["Cà phê bột"]

    assert (row.call, row.sample, row.waited, row.longest) == (Call.MAY, 8, 4, True)


def test_a_dossier_whose_round_has_closed_is_late_without_any_sample(stage: Stage) -> None:
    dossier_in(stage, "rating.at_district")

    row = told(8, 1)["Cà phê bột"]

    assert (row.call, row.is_over, row.sample) == (Call.SURE, True, 0)


def test_what_can_no_longer_be_handed_in_is_late_without_any_sample(stage: Stage) -> None:
    dossier_in(stage, "plan.draft")

    rows = [told(*day)["Cà phê bột"] for day in ((4, 30), (5, 1))]

    assert [(r.call, r.shut) for r in rows] == [(Call.UNKNOWN, False), (Call.SURE, True)]


def test_the_last_day_of_the_round_is_not_over(stage: Stage) -> None:
    dossier_in(stage, "rating.at_district")

    row = told(7, 31)["Cà phê bột"]

    assert (row.left, row.is_over) == (0, False)


def test_an_extension_of_the_district_moves_the_rounds_last_day(stage: Stage) -> None:
    dossier_in(stage, "rating.at_district")
    Extension.objects.create(
        cycle=stage.cycle,
        key="rating_1",
        unit=stage.district,
        closes_on=date(2026, 8, 14),
        reason="Mưa lũ",
        by=stage.people["giamsat"],
        at=_moment(7, 1),
    )

    assert [told(*day)["Cà phê bột"].closes_on.day for day in ((6, 30), (7, 2))] == [31, 14]


def test_before_a_file_is_handed_in_the_last_round_counts(stage: Stage) -> None:
    dossier_in(stage, "production.under_way")

    row = told(6, 9)["Cà phê bột"]

    assert (row.round, row.closes_on) == ("rating_2", date(2026, 11, 30))


def test_what_has_its_result_is_not_foretold(stage: Stage) -> None:
    dossier_in(stage, "rating.awaiting_decision")

    assert told(6, 9) == {}


def test_what_was_withdrawn_is_not_foretold(stage: Stage) -> None:
    dossier = dossier_in(stage, "plan.draft")
    with at(4, 7):
        take(stage, dossier, "withdraw")

    assert told(6, 9) == {}


def test_nothing_that_is_recorded_later_changes_what_was_foretold(stage: Stage) -> None:
    quick(stage)
    dossier = dossier_in(stage, "rating.at_commune")
    before = told(6, 9)
    with at(6, 10):
        take(stage, dossier, "certify_local")
    dossier_in(stage, "idea.at_commune", name="Rượu cần")
    names = set(before)

    after = {name: row for name, row in told(6, 9).items() if name in names}

    assert after == before


def test_a_dossier_that_is_not_seen_is_not_foretold(stage: Stage) -> None:
    dossier_in(stage, "rating.at_district")

    with at(6, 9):
        assert forecast(Dossier.objects.none(), clock.now()) == []


@pytest.mark.parametrize("dossiers", [1, 3])
def test_a_forecast_asks_the_database_as_often_however_many_there_are(
    stage: Stage, dossiers: int, django_assert_num_queries: Any
) -> None:
    for name in NAMES[:dossiers]:
        dossier_in(stage, "rating.at_district", name=name)

    with at(6, 9):
        now = clock.now()
        with django_assert_num_queries(8):
            forecast(Dossier.objects.all(), now)


def test_the_counts_of_calls_add_up_to_the_list(stage: Stage) -> None:
    dossier_in(stage, "rating.at_district")
    dossier_in(stage, "production.under_way", name="Mật ong")

    rows = list(told(8, 3).values())

    assert counts(rows) == {Call.SURE: 1, Call.MAY: 0, Call.FINE: 0, Call.UNKNOWN: 1}


def test_the_days_of_a_course_are_those_of_its_records(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.awaiting_decision")
    summed = dossier.records.aggregate(days=Sum("lasted_working_days"))["days"]

    [course] = courses(_moment(12, 31), 2026)

    calendar = working_calendar()
    first, last = (calendar.day(course.points[n].at) for n in (0, -1))
    assert course.now.day == summed == calendar.between(first, last)


def test_a_states_typical_stay_is_that_of_its_records(stage: Stage) -> None:
    dossier_in(stage, "rating.awaiting_decision")
    dossier_in(stage, "plan.draft", name="Mật ong")

    stays = typical_stays(courses(_moment(12, 31), 2026))

    assert (stays["plan.draft"].sample, stays["idea.selected"].sample) == (1, 2)


def test_a_replayed_year_knows_who_was_late(stage: Stage) -> None:
    dossier_in(stage, "rating.at_district")
    dossier_in(stage, "rating.awaiting_decision", name="Mật ong")

    [june] = replay(Cycle.objects.get(), [date(2026, 6, 9)])

    late = Dossier.objects.get(product__name="Cà phê bột").pk
    assert ([r.dossier for r in june.rows], june.late) == ([late], {late})


def test_a_replayed_day_leaves_out_rounds_that_had_closed(stage: Stage) -> None:
    dossier_in(stage, "rating.at_district")

    [august] = replay(Cycle.objects.get(), [date(2026, 8, 3)])

    assert august.rows == ()


def gone(*points: tuple[str, int, str]) -> Path:
    """A dossier of a year that is over, opened 100 working days before its last round closed."""
    moment = _moment(3, 2)
    found = [Point(state, moment, day, name) for state, day, name in points]
    return Path(Course(1, "dl_2022", 1, 1, 1, 1, found), 100)


def test_a_path_tells_how_long_before_its_file_it_stood_there() -> None:
    path = gone(
        ("production.under_way", 20, "select_plan"),
        ("rating.draft", 60, "start_rating"),
        ("rating.at_commune", 70, "submit_rating"),
    )

    assert [path.start("production.under_way", left) for left in (80, 60, 41)] == [50, 30, 11]
    assert [path.start("rating.draft", left) for left in (41, 40, 30)] == [None, 10, None]


def test_a_path_that_lapsed_never_handed_in() -> None:
    path = gone(("plan.draft", 0, "list_idea"), ("end.lapsed", 30, "lapse"))

    assert (path.start("plan.draft", 90), path.start("plan.draft", 60)) == (NEVER, None)


def test_a_path_that_was_withdrawn_teaches_nothing() -> None:
    path = gone(("plan.draft", 0, "list_idea"), ("end.withdrawn", 30, "withdraw"))

    assert path.start("plan.draft", 90) is None


def _moment(month: int, day: int) -> datetime:
    return datetime(2026, month, day, tzinfo=HERE)
