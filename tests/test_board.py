"""The board's counts: what is counted, by what, and that a number is its list's length."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from processes.engine import WorkingCalendar
from processes.models import Dossier, Unit
from processes.queries.board import Board, board, waited
from processes.queries.jurisdiction import visible_to
from processes.queries.selection import (
    AGES,
    SOURCES,
    Moment,
    Wanted,
    every_state,
    narrowed,
    source_of,
)
from processes.queries.working_days import working_calendar
from tests.journeys import stage as stages
from tests.journeys.stage import Stage
from tests.play import at, dossier_in, take

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
PLAIN = WorkingCalendar(HERE, {date(2026, 6, 9): False})  # a holiday on a Tuesday


@pytest.fixture
def stage(db: None) -> Stage:
    return stages.build()


def moment(month: int, day: int, hour: int = 9) -> Moment:
    return Moment(datetime(2026, month, day, hour, tzinfo=HERE), working_calendar())


def put(dossier: Dossier, **columns: Any) -> Dossier:
    Dossier.objects.filter(pk=dossier.pk).update(**columns)
    return dossier


def counted(when: Moment, level: str = "district") -> Board:
    return board(Dossier.objects.all(), when, level)


def test_what_waits_is_counted_by_unit_and_state(stage: Stage) -> None:
    dossier_in(stage, "idea.at_commune")
    dossier_in(stage, "plan.draft", name="Mật ong")
    over = dossier_in(stage, "idea.at_commune", name="Bơ sáp")
    with at(3, 9):
        take(stage, over, "withdraw")

    found = counted(moment(6, 8))

    assert {key: t.total for key, t in found.cells.items()} == {
        ("643", "dl_2022", "idea.at_commune"): 1,
        ("643", "dl_2022", "plan.draft"): 1,
    }


def test_a_number_is_overdue_from_the_moment_of_its_term(stage: Stage) -> None:
    due = datetime(2026, 6, 8, 9, tzinfo=HERE)
    put(dossier_in(stage, "idea.at_commune"), due_at=due)

    assert [counted(moment(6, 8, hour)).of().late for hour in (8, 9)] == [0, 1]


def test_due_soon_reaches_to_the_end_of_the_fifth_working_day(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    when = Moment(datetime(2026, 6, 8, 9, tzinfo=HERE), PLAIN)  # the fifth is Tuesday 16 June

    found = []
    for last in (16, 17):
        put(dossier, due_at=PLAIN.end_of(date(2026, 6, last)))
        found.append(counted(when).of().soon)

    assert found == [1, 0]


@pytest.mark.parametrize(
    ("entered", "age"),
    [
        (date(2026, 6, 8), "5"),
        (date(2026, 5, 30), "5"),  # a Saturday: 1 to 8 June, of which 9 June is not one
        (date(2026, 6, 1), "5"),
        (date(2026, 5, 29), "10"),
        (date(2026, 5, 25), "10"),
        (date(2026, 5, 22), "20"),
        (date(2026, 5, 11), "20"),
        (date(2026, 5, 8), "21"),
    ],
)
def test_age_is_counted_in_working_days(stage: Stage, entered: date, age: str) -> None:
    when = Moment(datetime(2026, 6, 8, 9, tzinfo=HERE), PLAIN)
    noon = datetime(entered.year, entered.month, entered.day, 12, tzinfo=HERE)
    put(dossier_in(stage, "idea.at_commune"), entered_at=noon)

    days = PLAIN.between(entered, when.today)
    expected = next(
        k for k, first, last in AGES if first <= days and (last is None or days <= last)
    )

    assert {k for k, n in counted(when).of().ages.items() if n} == {expected}
    assert expected == ("10" if entered == date(2026, 5, 30) else age)


def test_what_is_waited_for_follows_from_holder_and_claim(stage: Stage) -> None:
    dossier_in(stage, "plan.draft")
    dossier_in(stage, "rating.district_council", name="Mật ong")
    dossier_in(stage, "idea.at_commune", name="Bơ sáp")
    put(dossier_in(stage, "idea.at_commune", name="Ca cao"), assignee=stage.people["xa"])

    assert counted(moment(6, 8)).of().sources == dict.fromkeys(SOURCES, 1)


def test_the_sources_part_every_state_that_waits() -> None:
    found = {
        (s.key, claimed): source_of(s, claimed=claimed)
        for s in every_state()
        for claimed in (True, False)
    }

    assert {key for (key, _claimed), source in found.items() if source not in SOURCES} == {
        s.key for s in every_state() if s.final
    }


def test_days_waited_are_summed_up_by_source(stage: Stage) -> None:
    when = Moment(datetime(2026, 6, 15, 9, tzinfo=HERE), PLAIN)
    began = datetime(2026, 6, 5, 16, tzinfo=HERE)  # Friday: ten days, five of them worked
    put(dossier_in(stage, "idea.at_commune"), entered_at=began)
    put(dossier_in(stage, "plan.draft", name="Mật ong"), entered_at=began)

    found = waited(Dossier.objects.all(), when)

    assert (found.days["chua-nhan"], found.days["chu-the"], found.off) == (5, 5, 10)
    assert found.total == 10


def test_units_with_most_overdue_come_first(stage: Stage) -> None:
    other = Unit.objects.filter(level="district").exclude(pk=stage.district.pk)[0]
    put(dossier_in(stage, "idea.at_commune"), due_at=datetime(2026, 12, 1, tzinfo=HERE))
    late = dossier_in(stage, "idea.at_commune", name="Mật ong")
    put(late, district=other, due_at=datetime(2026, 6, 1, tzinfo=HERE))

    assert counted(moment(6, 8)).worst_first() == [other.code, "643"]


def test_the_board_costs_the_same_however_many_wait(
    stage: Stage, django_assert_num_queries: Any
) -> None:
    for name in ("Mật ong", "Bơ sáp", "Ca cao"):
        dossier_in(stage, "plan.draft", name=name)

    when = moment(6, 8)

    with django_assert_num_queries(3):
        counted(when)
        waited(Dossier.objects.all(), when)


def test_each_number_is_the_length_of_its_list(stage: Stage) -> None:
    dossier_in(stage, "idea.at_commune")
    dossier_in(stage, "rating.district_council", name="Mật ong")
    dossier_in(stage, "plan.draft", name="Bơ sáp")
    when, everything = moment(6, 8), Dossier.objects.all()
    tally = counted(when).of()

    def length(**wanted: Any) -> int:
        return narrowed(everything, Wanted(**wanted), when).count()

    assert (length(open=True), length(late=True), length(soon=True)) == (
        tally.total,
        tally.late,
        tally.soon,
    )
    assert {key: length(age=key) for key in tally.ages} == tally.ages
    assert {key: length(source=key) for key in SOURCES} == tally.sources


def test_nothing_is_counted_that_the_watcher_does_not_see(stage: Stage) -> None:
    dossier_in(stage, "idea.draft")
    leader, supervisor = stage.people["lanhdao"], stage.people["giamsat"]

    found = [
        board(visible_to(a), moment(3, 3), "district").of().total for a in (leader, supervisor)
    ]

    assert found == [0, 1]
