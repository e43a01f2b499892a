"""Marks under a criteria set: points, what is missing or wrong, stars, figures, the next steps."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.criteria import marking
from processes.criteria.definition import CriteriaSet
from processes.criteria.marking import NOTHING
from processes.criteria.reading import read
from tests.criteria import SOUND

SET = read(SOUND)
# without cases any option can be reached from any other
PLAIN = read(SOUND.replace(", case: 1", "").replace(", case: 2", ""))
BEST = {"1.1": 2, "1.2": 1, "2": 3, "3": 1, "4.1.1": 1, "4.1.1#2": 1}
WORST = {"1.1": NOTHING, "1.2": 0, "2": NOTHING, "3": 0, "4.1.1": 0, "4.1.1#2": 0}


@st.composite
def marks(draw: st.DrawFn, criteria: CriteriaSet = SET) -> dict[str, int]:
    chosen = draw(st.sets(st.sampled_from(sorted(criteria.criterion))))
    return {
        key: draw(st.integers(NOTHING if c.has_nothing else 0, len(c.options) - 1))
        for key in sorted(chosen)
        for c in (criteria.criterion[key],)
    }


def after(criteria: CriteriaSet, given_marks: dict[str, int], target: int) -> int:
    """Return the points once the told steps are made."""
    steps = {g.criterion.key: g.index for g in marking.gaps(criteria, given_marks, target)}
    return sum(marking.points(criteria, given_marks | steps).values())


def gaps(given_marks: dict[str, int], target: int) -> list[tuple[str, int, int, int]]:
    found = marking.gaps(SET, given_marks, target)
    return [(g.criterion.key, g.now, g.index, g.gain) for g in found]


# points


@pytest.mark.parametrize(
    ("given_marks", "expected"),
    [
        ({}, {"a": 0, "b": 0, "c": 0}),
        (WORST, {"a": 0, "b": 0, "c": 0}),
        (BEST, {"a": 35, "b": 25, "c": 40}),
        ({"1.2": 3, "4.1.1#2": 1}, {"a": 8, "b": 0, "c": 20}),
    ],
)
def test_points_are_those_of_the_marked_options(
    given_marks: dict[str, int], expected: dict[str, int]
) -> None:
    assert marking.points(SET, given_marks) == expected


@given(marks())
def test_points_never_leave_their_part(given_marks: dict[str, int]) -> None:
    points = marking.points(SET, given_marks)

    outside = [p.code for p in SET.parts if not 0 <= points[p.code.lower()] <= p.max]
    assert outside == []


# missing and wrong


def test_what_is_not_marked_is_missing() -> None:
    missing = marking.missing(SET, {"1.1": NOTHING, "2": 0, "4.1.1": 1})

    assert [c.key for c in missing] == ["1.2", "3", "4.1.1#2"]


@given(marks())
def test_marks_within_the_options_have_no_fault(given_marks: dict[str, int]) -> None:
    assert marking.faults(SET, given_marks) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ([], "điểm chấm không đúng mẫu"),
        (None, "điểm chấm không đúng mẫu"),
        ({"9.9": 0}, "không có tiêu chí 9.9"),
        ({3: 0}, "không có tiêu chí 3"),
        ({"3": True}, "tiêu chí 3 không đúng mẫu"),
        ({"3": "1"}, "tiêu chí 3 không đúng mẫu"),
        ({"3": 1.0}, "tiêu chí 3 không đúng mẫu"),
        ({"3": None}, "tiêu chí 3 không đúng mẫu"),
        ({"3": 2}, "tiêu chí 3 không có mức đã chọn"),
        ({"1.1": -2}, "tiêu chí 1.1 không có mức đã chọn"),
        ({"1.1": 10**30}, "tiêu chí 1.1 không có mức đã chọn"),
        ({"3": NOTHING}, "tiêu chí 3 phải chọn một mức"),
    ],
)
def test_a_mark_that_cannot_be_is_told(wrong: object, said: str) -> None:
    assert marking.faults(SET, wrong) == [said]


# stars


@pytest.mark.parametrize(
    ("given_marks", "star"), [({}, 2), ({"2": 0}, 2), ({"2": 1}, 3), ({"2": 2}, 5), ({"2": 3}, 5)]
)
def test_a_star_is_open_once_its_least_options_are_reached(
    given_marks: dict[str, int], star: int
) -> None:
    assert marking.star_cap(SET, given_marks) == star


def test_a_set_without_marks_of_stars_closes_none() -> None:
    plain = read(SOUND.replace(", min_for_star: 3", "").replace(", min_for_star: 4", ""))

    assert marking.star_cap(plain, WORST) == 5


@pytest.mark.parametrize(("star", "keys"), [(3, []), (4, ["2"]), (5, ["2"])])
def test_a_higher_star_asks_for_at_least_what_the_lower_one_asks(
    star: int, keys: list[str]
) -> None:
    missing = marking.minimums_missing(SET, {"2": 1}, star)

    assert [c.key for c in missing] == keys


@given(marks(), st.sampled_from(sorted(BEST)))
def test_more_points_never_close_a_star(given_marks: dict[str, int], key: str) -> None:
    better = given_marks | {key: BEST[key]}

    assert marking.star_cap(SET, better) >= marking.star_cap(SET, given_marks)


# what the commune's figure decides


@pytest.mark.parametrize(
    ("share", "index"),
    [("0", NOTHING), ("24.99", NOTHING), ("25", 0), ("49.99", 0), ("50", 1), ("75", 2), ("100", 2)],
)
def test_a_certified_share_decides_the_option_it_reaches(share: str, index: int) -> None:
    assert marking.decided(SET, {"local_material": Decimal(share)}) == {"1.1": index}


def test_a_figure_that_is_not_certified_decides_nothing() -> None:
    assert marking.decided(SET, {"local_labour": Decimal(100)}) == {}


# the next steps


def test_the_step_that_asks_for_least_is_told_first() -> None:
    assert gaps({"2": 0}, 10) == [("2", 5, 2, 7)]


def test_steps_are_told_until_the_points_are_enough() -> None:
    assert gaps({**BEST, "2": 2, "1.2": 2}, 100) == [("2", 12, 3, 3), ("1.2", 4, 3, 4)]


def test_nothing_is_told_where_the_points_are_there() -> None:
    assert gaps(BEST, 100) == []


def test_what_a_certificate_decides_is_not_asked_of_the_applicant() -> None:
    assert gaps(BEST | {"1.1": 1}, 100) == []


@given(marks(PLAIN), st.integers(0, 100))
def test_the_told_steps_reach_the_points_or_everything_that_can_be_claimed(
    given_marks: dict[str, int], target: int
) -> None:
    certified = marking.points(PLAIN, {k: m for k, m in given_marks.items() if k == "1.1"})["a"]
    before = sum(marking.points(PLAIN, given_marks).values())

    reached = after(PLAIN, given_marks, target)

    assert reached >= min(target, 90 + certified)
    assert (reached == before) is (before >= min(target, 90 + certified))
