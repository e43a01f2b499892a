"""How long something still takes: sums that are done by hand beside it."""

import pytest

from processes.engine.remaining import NEVER, Observed, Sample, TwoLegs

TEN = [Observed(day, arrived=True) for day in range(1, 11)]


@pytest.mark.parametrize(("left", "late"), [(0, 1.0), (5, 0.5), (9, 0.1), (10, 0.0), (99, 0.0)])
def test_where_everybody_arrived_the_chance_is_their_share(left: int, late: float) -> None:
    assert Sample(TEN).late(0, left) == pytest.approx(late)


def test_who_has_waited_is_compared_with_those_who_waited_as_long() -> None:
    sample = Sample(TEN)

    assert (sample.size(8), sample.late(8, 1)) == (3, pytest.approx(1 / 3))


def test_those_lost_from_sight_count_for_as_long_as_they_were_watched() -> None:
    """Of four, one arrives on day 2, one is lost on day 3: of the two left, one arrives on day 4."""
    seen = [Observed(2, True), Observed(3, False), Observed(4, True), Observed(9, False)]

    assert Sample(seen).late(0, 4) == pytest.approx(3 / 4 * 1 / 2)


def test_who_never_arrived_stays_late_for_ever() -> None:
    sample = Sample([*TEN[:5], *[Observed(NEVER, arrived=False)] * 5])

    assert (sample.size(), sample.late(0, 10_000), sample.more(0, 0.6)) == (10, 0.5, None)


def test_those_lost_from_sight_are_no_experience() -> None:
    assert Sample([*TEN, Observed(4, arrived=False)]).size() == 10


def test_the_middle_one_and_nine_in_ten_are_told_in_days_from_now() -> None:
    assert (Sample(TEN).more(0, 0.5), Sample(TEN).more(4, 0.5), Sample(TEN).more(0, 0.9)) == (
        5,
        3,
        9,
    )


def test_nothing_is_known_of_days_on_which_nobody_was_watched() -> None:
    sample = Sample([*TEN[:3], Observed(6, arrived=False)])

    assert [sample.reaches(days) for days in (6, 7)] == [True, False]


def test_where_the_last_one_arrived_everything_later_is_known() -> None:
    assert Sample(TEN).reaches(400) is True


def test_two_legs_take_the_days_of_both() -> None:
    """Beginning in 0 or 5 days, taking 1 or 2: within 2 days half arrive, within 6 three in four."""
    way = TwoLegs([0, 5], Sample([Observed(1, True), Observed(2, True)]))

    assert [way.late(left) for left in (0, 1, 2, 6, 7)] == [1, 0.75, 0.5, 0.25, 0]


def test_two_legs_tell_the_middle_day_of_arrival() -> None:
    way = TwoLegs([0, 5], Sample([Observed(1, True), Observed(2, True)]))

    assert [way.more(share) for share in (0.25, 0.5, 0.75, 1)] == [1, 2, 6, 7]


def test_who_never_begins_the_second_leg_never_arrives() -> None:
    way = TwoLegs([0, NEVER], Sample(TEN))

    assert (way.late(500), way.more(0.5), way.more(0.6)) == (0.5, 10, None)
