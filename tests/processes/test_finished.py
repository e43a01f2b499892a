"""A step that was taken back ended no stay: the state goes on as if it had not been left."""

from collections import Counter
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from processes.models import StayCount
from processes.queries.durations import courses, typical_stays
from processes.queries.finished import Finished, finished
from processes.queries.selection import Moment
from processes.queries.stays import times
from processes.queries.working_days import working_calendar
from processes.services import clock
from processes.services.figures import sum_up
from tests.correcting import corrected, do, wrong
from tests.journeys.stage import Stage
from tests.play import again, at, dossier_in, take

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
AT_DISTRICT = "idea.at_district"


def moment(month: int, day: int) -> Moment:
    return Moment(datetime(2026, month, day, 12, tzinfo=HERE), working_calendar())


def lengths(stage: Stage, month: int, day: int) -> dict[str, Counter[int]]:
    """Return, by state, how often a stay lasted so many working days, as the board counts it."""
    found = times(stage.people["giamsat"], moment(month, day)).by_state
    return {state: stays.lengths for state, stays in found.items()}


@pytest.fixture
def taken_back(stage: Stage) -> Any:
    """An idea that the district declined in error on 5 March, and selected on the 10th."""
    dossier = corrected(stage, "decline_idea")
    with at(3, 10):
        take(stage, dossier, "select_idea")
    return again(dossier)


def test_the_days_before_and_after_are_of_one_stay_that_was_the_first(taken_back: Any) -> None:
    moves = taken_back.records.filter(kind="transition").order_by("seq")

    [stay] = [s for s in finished(moves) if s.state == AT_DISTRICT]
    days = sum(m.lasted_working_days for m in moves if m.seq >= stay_begins(moves))
    assert stay == Finished(AT_DISTRICT, moves.last().at, days, again=False)


def stay_begins(moves: Any) -> int:
    """Return the number of the step that was taken back, which counts the first days."""
    return int(moves.get(name="decline_idea").seq)


def test_the_board_counts_one_stay(stage: Stage, taken_back: Any) -> None:
    found = lengths(stage, 3, 11)

    assert (found[AT_DISTRICT].total(), "idea.not_selected" in found) == (1, False)


def test_a_stay_that_was_summed_up_is_taken_out_again(stage: Stage) -> None:
    dossier = wrong(stage, "decline_idea")
    with at(3, 5, 12):
        sum_up()
        before = StayCount.objects.filter(state=AT_DISTRICT).count()
    with at(3, 6):
        do(stage, dossier, "ask_district_correction", "huyen")
        do(stage, dossier, "correct_district_step", "tinh")
    with at(3, 6, 12):
        sum_up()

    assert (before, StayCount.objects.filter(state=AT_DISTRICT).count()) == (1, 0)


@pytest.mark.parametrize("months", [(3,), (3, 4)])
def test_the_sums_say_the_same_whenever_they_are_made(
    stage: Stage, taken_back: Any, months: tuple[int, ...]
) -> None:
    unsummed = lengths(stage, 4, 20)
    for month in months:
        with clock.standing_at(datetime(2026, month, 7, 9, tzinfo=HERE)):
            sum_up()

    assert lengths(stage, 4, 20) == unsummed


def test_a_stay_older_than_the_sums_is_not_taken_out_of_them(stage: Stage) -> None:
    dossier = dossier_in(stage, AT_DISTRICT)
    with at(3, 31):
        take(stage, dossier, "decline_idea")
    with at(4, 1):
        do(stage, dossier, "ask_district_correction", "huyen")
        do(stage, dossier, "correct_district_step", "tinh")
    with clock.standing_at(datetime(2027, 4, 7, 9, tzinfo=HERE)):
        sum_up()

    assert not StayCount.objects.filter(state=AT_DISTRICT).exists()


def test_the_forecast_knows_one_stay_too(stage: Stage, taken_back: Any) -> None:
    known = courses(moment(3, 11).now, 2026)

    states = [p.state for course in known for p in course.points]
    assert (states.count(AT_DISTRICT), "idea.not_selected" in states) == (1, False)
    assert typical_stays(known)[AT_DISTRICT].sample == 1
