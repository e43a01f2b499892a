"""What is worth a look: each oddity finds its own case, and not the plain one beside it."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from processes.models import Appointment, CalendarDay, Extension, Record, ScoreSheet
from processes.queries.audit import oddities
from processes.queries.audit.oddities import ODDITIES, Period
from processes.queries.working_days import working_calendar
from processes.roles import POSTS, Role
from processes.services import clock, walls
from processes.services.move import move
from tests.forms.scene import moment
from tests.journeys.stage import Stage
from tests.play import again, at, dossier_in, fill, hand_in, opened_sitting, take


def period(since: date = date(2026, 1, 1), until: date = date(2026, 12, 31)) -> Period:
    return Period(since, until, working_calendar())


def found(stage: Stage, key: str, when: Period | None = None) -> list[Any]:
    one = next(o for o in ODDITIES if o.key == key)
    return list(one.find(stage.people["kiemtoan"], when or period()))


def steps(rows: list[Record]) -> list[str]:
    return [r.name for r in rows]


@pytest.mark.parametrize(("seconds", "names"), [(59, ["forward_idea"]), (60, [])])
def test_a_step_within_a_minute_of_its_receipt_is_quick(
    stage: Stage, seconds: int, names: list[str]
) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    with clock.standing_at(dossier.entered_at + timedelta(seconds=seconds)):
        take(stage, dossier, "forward_idea")

    assert steps(found(stage, "nhanh")) == names


def test_an_applicant_may_be_as_quick_as_it_likes(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.draft")
    with clock.standing_at(dossier.entered_at + timedelta(seconds=1)):
        take(stage, dossier, "submit_idea")

    assert found(stage, "nhanh") == []


def test_one_person_at_both_levels_is_found_at_the_second(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    xa = stage.people["xa"]
    stage.people["huyen"] = Appointment.objects.create(
        user=xa.user, role="district_officer", unit=stage.district, from_on=xa.from_on
    )
    with at(3, 5):
        take(stage, dossier, "forward_idea")
    with at(3, 6):
        take(stage, again(dossier), "select_idea")

    rows = found(stage, "hai-cap")

    assert [(r.name, r.actor_id) for r in rows] == [("select_idea", xa.user_id)]


def test_two_people_at_two_levels_are_as_it_should_be(stage: Stage) -> None:
    dossier_in(stage, "idea.selected")

    assert found(stage, "hai-cap") == []


def test_every_level_of_offices_is_spoken_for() -> None:
    elsewhere = {Role.APPLICANT, Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR, Role.SYSTEM}

    assert set(oddities.OFFICES) == set(POSTS) - elsewhere


@pytest.mark.parametrize(
    ("hour", "minute", "names"),
    [(6, 59, ["forward_idea"]), (7, 0, []), (17, 59, []), (18, 0, ["forward_idea"])],
)
def test_an_office_works_from_seven_to_eighteen(
    stage: Stage, hour: int, minute: int, names: list[str]
) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    with clock.standing_at(moment(3, 5, hour) + timedelta(minutes=minute)):
        take(stage, dossier, "forward_idea")

    assert steps(found(stage, "ngoai-gio")) == names


@pytest.mark.parametrize(
    ("day", "kind", "names"),
    [
        (7, None, ["forward_idea"]),  # a Saturday
        (7, "workday", []),
        (9, "holiday", ["forward_idea"]),  # a Monday
        (9, None, []),
    ],
)
def test_days_off_are_those_of_the_calendar(
    stage: Stage, day: int, kind: str | None, names: list[str]
) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    if kind:
        CalendarDay.objects.update_or_create(
            date=date(2026, 3, day), defaults={"kind": kind, "name": "Theo thông báo"}
        )
    with at(3, day):
        take(stage, dossier, "forward_idea")

    assert steps(found(stage, "ngoai-gio")) == names


@pytest.mark.parametrize(("minutes", "names"), [(29, ["forward_idea"]), (31, [])])
def test_sent_back_and_accepted_within_half_an_hour_by_the_same_person(
    stage: Stage, minutes: int, names: list[str]
) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    with at(3, 5):
        take(stage, dossier, "return_idea")
    with clock.standing_at(moment(3, 5) + timedelta(minutes=2)):
        fill(again(dossier), stage.people["chuthe"], "idea", name="Tên khác")
        take(stage, again(dossier), "submit_idea")
    with clock.standing_at(moment(3, 5) + timedelta(minutes=minutes)):
        take(stage, again(dossier), "forward_idea")

    assert steps(found(stage, "tra-roi-nhan")) == names


@pytest.mark.parametrize(("day", "count"), [(date(2026, 3, 31), 0), (date(2026, 4, 1), 1)])
def test_an_extension_is_late_once_the_window_has_closed(
    stage: Stage, day: date, count: int
) -> None:
    Extension.objects.create(
        cycle=stage.cycle,
        key="ideas",
        unit=stage.commune,
        closes_on=date(2026, 4, 20),
        reason="Mưa lũ",
        by=stage.people["giamsat"],
        at=moment(day.month, day.day, 23),
    )

    assert len(found(stage, "gia-han-muon")) == count


def scored(stage: Stage, totals: list[tuple[int, int, int]], *, conclude: bool = True) -> None:
    """Let one member give these sheets, each to a dossier of its own."""
    for n, (a, b, c) in enumerate(totals):
        dossier = dossier_in(stage, "rating.at_district", f"Sản phẩm {n}")
        with at(6, 9):
            take(stage, dossier, "convene_district")
            item = opened_sitting(stage, again(dossier))
            for name in ("district_1", "district_2", "district_3", "district_4", "district_chair"):
                hand_in(item, stage.people[name], a, b, c)
        if conclude:
            with at(6, 10):
                by = stage.people["district_chair"]
                move(dossier.pk, "conclude_district", by=by, key=uuid4())


def lift(points: int, *, only: ScoreSheet | None = None) -> None:
    """Set the total of every sheet, or of one dossier's: hundredths of a point."""
    sheets = ScoreSheet.objects.filter(dossier=only.dossier) if only else ScoreSheet.objects.all()
    walls.drop(connection)
    sheets.update(a=points, b=0, c=0)
    walls.raise_(connection)


@pytest.mark.parametrize(("points", "is_found"), [(5000, True), (5099, True), (5100, False)])
def test_sheets_just_above_a_mark_are_counted_by_member(
    stage: Stage, points: int, is_found: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oddities, "FEWEST_AT_MARK", 1)
    scored(stage, [(30, 20, 33)])
    lift(points)

    rows = found(stage, "sat-nguong")

    assert [(r["above_50"], r["below_50"]) for r in rows] == ([(1, 0)] * 5 if is_found else [])


def test_as_many_below_the_mark_as_a_third_is_nothing_to_look_at(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oddities, "FEWEST_AT_MARK", 1)
    scored(stage, [(30, 20, 33), (30, 20, 33)])
    lift(7000)
    lift(6900, only=ScoreSheet.objects.order_by("pk").first())

    assert found(stage, "sat-nguong") == []


def test_fewer_than_five_sheets_at_a_mark_say_nothing(stage: Stage) -> None:
    scored(stage, [(30, 20, 33)])
    lift(9000)

    assert found(stage, "sat-nguong") == []


@pytest.mark.parametrize(("apart", "count"), [(100, 5), (101, 0)])
def test_a_member_who_gives_everything_the_same_is_found(
    stage: Stage, apart: int, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oddities, "FEWEST_ALIKE", 2)
    scored(stage, [(30, 20, 33), (30, 20, 33)])
    lift(8000)
    lift(8000 + apart, only=ScoreSheet.objects.order_by("pk").first())

    assert len(found(stage, "giong-nhau")) == count


@pytest.mark.parametrize("key", ["sat-nguong", "giong-nhau"])
def test_sheets_that_are_still_sealed_are_counted_nowhere(
    stage: Stage, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oddities, "FEWEST_AT_MARK", 1)
    monkeypatch.setattr(oddities, "FEWEST_ALIKE", 1)
    scored(stage, [(30, 20, 33)], conclude=False)
    lift(5000)

    assert found(stage, key) == []


@pytest.mark.parametrize("one", ODDITIES, ids=lambda o: o.key)
def test_what_lies_outside_the_period_is_not_counted(stage: Stage, one: Any) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    with clock.standing_at(dossier.entered_at + timedelta(seconds=5)):
        take(stage, dossier, "forward_idea")
    later = period(date(2026, 3, 5), date(2026, 3, 31))

    assert found(stage, one.key, later) == []


@pytest.mark.parametrize("one", ODDITIES, ids=lambda o: o.key)
def test_each_is_one_question_however_much_there_is(
    stage: Stage, one: Any, django_assert_max_num_queries: Any
) -> None:
    dossier_in(stage, "idea.selected", "Mật ong")
    dossier_in(stage, "idea.selected")
    when = period()

    with django_assert_max_num_queries(2):
        list(one.find(stage.people["kiemtoan"], when))


def test_a_count_stops_where_it_says_more_than(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oddities, "COUNTED", 1)
    dossier = dossier_in(stage, "idea.at_commune")
    with at(3, 7):
        take(stage, dossier, "return_idea")
    with at(3, 8):
        take(stage, again(dossier), "submit_idea")
        take(stage, again(dossier), "forward_idea")

    rows = oddities.out_of_hours(stage.people["kiemtoan"], period())

    assert oddities.counted(rows) == (1, True)
