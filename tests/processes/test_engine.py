"""The engine without a database: working days, windows in words, answers that will not do."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from processes.engine import (
    Actor,
    Cause,
    Field,
    Kind,
    Refused,
    Window,
    WorkingCalendar,
    acts,
    decide,
    options,
)
from processes.engine.sheet import objection
from processes.roles import Role
from tests.plain import RULESET, TODAY, Plain

# Tết of 2026 and the two moved days of August and September, as the year's decision has them
TET = {date(2026, 2, 16) + timedelta(days=n): False for n in range(5)}
DAYS = TET | {
    date(2026, 8, 22): True,
    date(2026, 8, 31): False,
    date(2026, 9, 1): False,
    date(2026, 9, 2): False,
    date(2026, 11, 24): False,
}
CALENDAR = WorkingCalendar(ZoneInfo("Asia/Ho_Chi_Minh"), DAYS)


@pytest.mark.parametrize(
    ("received", "days", "last"),
    [
        (date(2026, 3, 4), 0, date(2026, 3, 4)),
        (date(2026, 3, 4), 1, date(2026, 3, 5)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),  # a Friday: the weekend does not count
        (date(2026, 3, 7), 1, date(2026, 3, 9)),  # received on a Saturday
        (date(2026, 2, 13), 1, date(2026, 2, 23)),  # the whole of Tết lies between
        (date(2026, 2, 12), 3, date(2026, 2, 24)),
        (date(2026, 2, 17), 1, date(2026, 2, 23)),  # received on a holiday
        (date(2026, 8, 21), 1, date(2026, 8, 22)),  # a Saturday that is worked
        (date(2026, 8, 28), 1, date(2026, 9, 3)),  # the day off that it pays for
        (date(2026, 11, 23), 1, date(2026, 11, 25)),  # the day of Vietnamese culture
        (date(2026, 12, 31), 2, date(2027, 1, 4)),
    ],
)
def test_a_term_ends_on_its_last_working_day(received: date, days: int, last: date) -> None:
    assert CALENDAR.add(received, days) == last


@pytest.mark.django_db
@pytest.mark.parametrize("day", sorted(DAYS))
def test_the_table_of_the_province_has_the_days_that_differ(day: date) -> None:
    from processes.queries.working_days import working_calendar

    assert working_calendar().is_worked(day) is DAYS[day]


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 3, 4), date(2026, 3, 4), 0),
        (date(2026, 2, 13), date(2026, 2, 23), 1),
        (date(2026, 8, 21), date(2026, 8, 24), 2),
        (date(2026, 3, 9), date(2026, 3, 4), -3),
    ],
)
def test_working_days_between_two_days(start: date, end: date, days: int) -> None:
    assert CALENDAR.between(start, end) == days


def test_days_between_are_those_that_are_worked_one_by_one() -> None:
    first = date(2026, 1, 1)
    span = [first + timedelta(days=n) for n in range(366)]

    wrong = [
        (start, end)
        for start in span[::7]
        for end in span[::5]
        if end >= start
        and CALENDAR.between(start, end)
        != sum(CALENDAR.is_worked(d) for d in span if start < d <= end)
    ]

    assert wrong == []


def test_a_term_and_the_days_between_its_ends_agree() -> None:
    starts = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]

    wrong = [s for s in starts if CALENDAR.between(s, CALENDAR.add(s, 7)) != 7]

    assert wrong == []


def test_a_day_ends_with_the_first_moment_of_the_next() -> None:
    end = CALENDAR.end_of(date(2026, 3, 31))
    before = end - timedelta(microseconds=1)

    assert end.astimezone(UTC) == datetime(2026, 3, 31, 17, tzinfo=UTC)
    assert (CALENDAR.day(before), CALENDAR.day(end)) == (date(2026, 3, 31), date(2026, 4, 1))


def window_of(name: str, *windows: Window | None) -> list[str]:
    """What the gate says of a step's windows, one after the other, on 10 March."""
    row = RULESET.transition[name]
    case = Plain(row.sources[0].key)
    standing = dict(zip(row.windows, windows, strict=True))
    case.window = standing.get  # type: ignore[method-assign, assignment]
    [option] = [o for o in options(RULESET, case, Actor(row.by), TODAY) if o.step.name == name]
    return [str(r) for r in option.reasons if r.cause is Cause.WINDOW]


PAST, NOW = Window(date(2026, 1, 1), date(2026, 3, 9)), Window(date(2026, 3, 10), date(2026, 3, 10))
AHEAD = Window(date(2026, 3, 11), date(2026, 4, 30))


@pytest.mark.parametrize(
    ("name", "windows", "said"),
    [
        ("submit_idea", (NOW,), []),
        ("submit_idea", (AHEAD,), ["Chưa đến thời gian nhận: từ 11/03/2026 đến 30/04/2026."]),
        ("submit_idea", (PAST,), ["Đã hết thời gian nhận (09/03/2026)."]),
        ("submit_idea", (None,), ["Đã hết thời gian nhận (–)."]),
        ("submit_rating", (PAST, NOW), []),
        (
            "submit_rating",
            (PAST, AHEAD),
            ["Chưa đến thời gian nhận: từ 11/03/2026 đến 30/04/2026."],
        ),
    ],
)
def test_a_window_says_whether_it_is_too_early_or_too_late(
    name: str, windows: tuple[Window | None, ...], said: list[str]
) -> None:
    assert window_of(name, *windows) == said


def test_a_term_for_completion_stands_in_for_a_closed_window() -> None:
    case = Plain("idea.to_complete")
    case.window = lambda _key: PAST  # type: ignore[method-assign]
    case.grace = lambda _asked: True  # type: ignore[method-assign]

    assert decide(RULESET, case, Actor(Role.APPLICANT), "submit_idea", TODAY).step.name == (
        "submit_idea"
    )


def test_what_is_missing_is_the_applicants_to_lift() -> None:
    case = Plain("idea.draft")
    case.missing_fields = lambda _sheet: ("Thị trường", "Bao bì")  # type: ignore[method-assign]

    with pytest.raises(Refused) as refused:
        decide(RULESET, case, Actor(Role.APPLICANT), "submit_idea", TODAY)

    assert [r.lifted_by for r in refused.value.reasons] == [("applicant",)]


def test_whoever_has_no_jurisdiction_is_offered_nothing() -> None:
    from processes.engine import Reason

    stranger = Actor(Role.COMMUNE_OFFICER, Reason(Cause.SCOPE, "elsewhere"))
    case = Plain("idea.at_commune")

    assert options(RULESET, case, stranger, TODAY) == []
    assert acts(RULESET, case, stranger, TODAY) == []


ALL_KINDS = [
    Field(key="x", label="X", kind=kind, required=True, must=True, choices=(("1", "Một"),))
    for kind in Kind
]
NONSENSE = ["\x00", "9" * 40, -1, 2.5, True, ["a"], [["a"]], [1], {"a": 1}, float("nan"), b"x"]


@pytest.mark.parametrize("field", ALL_KINDS, ids=lambda f: f.kind.value)
@pytest.mark.parametrize("value", [None, "", [], *NONSENSE], ids=repr)
def test_any_answer_is_judged_and_none_breaks_the_judge(field: Field, value: object) -> None:
    words = objection(field, value)

    assert words in (None, "Chưa có: {field}.", "Chưa đúng: {field}.", "Chưa xác nhận: {field}.")


@pytest.mark.parametrize(
    ("kind", "value", "will_do"),
    [
        (Kind.NUMBER, "82.50", True),
        (Kind.NUMBER, "82.505", False),
        (Kind.NUMBER, "NaN", False),
        (Kind.NUMBER, "Infinity", False),
        (Kind.NUMBER, "82,5", False),
        (Kind.NUMBER, 82, False),
        (Kind.INTEGER, 5, True),
        (Kind.INTEGER, True, False),
        (Kind.INTEGER, "5", False),
        (Kind.DATE, "2026-02-28", True),
        (Kind.DATE, "2026-02-29", False),
        (Kind.DATE, "28/02/2026", False),
        (Kind.DATE, "9999-12-31", False),
        (Kind.DATE, "0001-01-01", False),
        (Kind.CHOICE, "1", True),
        (Kind.CHOICE, "2", False),
        (Kind.CHOICE, ["1"], False),
        (Kind.REFERENCES, ["a"], True),
        (Kind.REFERENCES, "a", False),
    ],
)
def test_an_answer_has_the_shape_of_its_question(kind: Kind, value: object, will_do: bool) -> None:
    field = Field(key="x", label="X", kind=kind, choices=(("1", "Một"),))

    assert (objection(field, value) is None) is will_do


@pytest.mark.parametrize(("value", "fits"), [("0", True), ("35", True), ("35.01", False)])
def test_a_figure_stays_within_its_bounds(value: str, fits: bool) -> None:
    field = Field(key="a", label="A", kind=Kind.NUMBER, minimum=0, maximum=35)

    assert (objection(field, value) is None) is fits
