"""How long steps take: percentiles, sums that equal the records, people's work, and the page."""

from datetime import date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from forms import lists
from forms import times as words
from processes.models import Appointment, Dossier, StayCount, StepCount, Unit
from processes.queries.selection import Moment
from processes.queries.stays import MEDIAN, NINE_IN_TEN, Stays, steps_taken, times
from processes.queries.working_days import working_calendar
from processes.queries.workload import workload
from processes.services import clock
from processes.services.figures import sum_up
from tests.forms.scene import Scene, make
from tests.forms.scene import moment as at_noon
from tests.journeys import stage as stages
from tests.journeys.stage import Stage
from tests.memory import MEMORY
from tests.play import at, dossier_in, take

HERE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def stage(db: None) -> Stage:
    return stages.build()


@pytest.fixture
def scene(db: None) -> Scene:
    return make()


@pytest.fixture
def rehearsed(db: None) -> None:
    year = {"year": 2026, "dossiers": 20, "seed": 3, "until": date(2026, 8, 31), "verbosity": 0}
    MEMORY.once(("twenty dossiers",), lambda: call_command("rehearse", **year))


def moment(month: int, day: int, hour: int = 9) -> Moment:
    return Moment(datetime(2026, month, day, hour, tzinfo=HERE), working_calendar())


def stays(*lengths: int) -> Stays:
    found = Stays()
    for length in lengths:
        found.add(length, 1, again=False)
    return found


@pytest.mark.parametrize(
    ("lengths", "median", "nine"),
    [
        ((), None, None),
        ((4,), 4, 4),
        ((1, 3), 1, 3),
        ((1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 5, 9),
        ((0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 99), 0, 0),
    ],
)
def test_percentiles_are_by_nearest_rank(
    lengths: tuple[int, ...], median: int | None, nine: int | None
) -> None:
    found = stays(*lengths)

    assert (found.percentile(MEDIAN), found.percentile(NINE_IN_TEN)) == (median, nine)


def test_a_stay_is_counted_when_its_state_is_left(stage: Stage) -> None:
    dossier_in(stage, "idea.at_district")

    found = times(stage.people["giamsat"], moment(6, 8))

    assert {key: s.count for key, s in found.by_state.items()} == {
        "idea.draft": 1,
        "idea.at_commune": 1,
    }


def test_a_second_visit_to_a_state_is_work_done_over(stage: Stage) -> None:
    from tests.play import at, take

    dossier = dossier_in(stage, "idea.to_complete")
    with at(3, 12):
        take(stage, dossier, "submit_idea")
        take(stage, dossier, "return_idea")

    found = times(stage.people["giamsat"], moment(6, 8)).by_state

    assert (found["idea.at_commune"].count, found["idea.at_commune"].again) == (2, 1)
    assert found["idea.to_complete"].again == 0


@pytest.mark.usefixtures("rehearsed")
@pytest.mark.parametrize("level", ["province", "district"])
def test_the_sums_say_what_the_records_say(level: str) -> None:
    watcher = Appointment.objects.filter(role="supervisor", unit__level=level).order_by("pk")[0]
    when = moment(9, 1)
    before = times(watcher, when), steps_taken(when)
    for month in (5, 7, 9):
        with clock.standing_at(datetime(2026, month, 1, 9, tzinfo=HERE)):
            sum_up()

    assert StayCount.objects.exists()
    assert StepCount.objects.exists()
    assert (times(watcher, when), steps_taken(when)) == before
    assert before[0].by_state


@pytest.mark.usefixtures("rehearsed")
def test_summing_up_twice_adds_nothing() -> None:
    with clock.standing_at(datetime(2026, 9, 1, 9, tzinfo=HERE)):
        sum_up()
        kept = list(StayCount.objects.values_list("pk", "count"))

        assert sum_up() == {"stays": 0, "steps": 0}
    assert list(StayCount.objects.values_list("pk", "count")) == kept


def test_a_step_is_added_once_it_has_settled(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.draft")
    with at(3, 3):
        take(stage, dossier, "submit_idea")
    done = dossier.records.get(name="submit_idea").at

    added = []
    for minutes in (10, 11):
        with clock.standing_at(done + timedelta(minutes=minutes)):
            sum_up()
        added.append((StayCount.objects.count(), StepCount.objects.count()))

    assert added == [(0, 0), (1, 1)]


def test_what_comes_later_is_added_to_the_same_month_and_day(stage: Stage) -> None:
    for name, hour in (("Mật ong", 9), ("Bơ sáp", 14)):
        dossier = dossier_in(stage, "idea.draft", name=name)
        with at(3, 3, hour):
            take(stage, dossier, "submit_idea")
        with clock.standing_at(moment(3, 3, hour + 1).now):
            sum_up()

    assert list(StayCount.objects.values_list("state", "count")) == [("idea.draft", 2)]
    assert list(StepCount.objects.values_list("day", "count")) == [(date(2026, 3, 3), 2)]


def test_other_districts_are_not_in_a_districts_times(stage: Stage) -> None:
    dossier_in(stage, "idea.at_district")
    other = Unit.objects.filter(level="district").exclude(pk=stage.district.pk)[0]
    elsewhere = stage.appoint("giamsat_khac", "supervisor", unit=other)
    near = stage.appoint("giamsat_xa", "supervisor", unit=stage.commune)

    found = [len(times(a, moment(6, 8)).by_state) for a in (elsewhere, near)]

    assert found == [0, 2]


def test_work_stands_with_the_person_and_with_the_office(stage: Stage) -> None:
    taken = dossier_in(stage, "idea.at_commune")
    dossier_in(stage, "idea.at_commune", name="Mật ong")
    Dossier.objects.filter(pk=taken.pk).update(assignee=stage.people["xa"])

    loads = workload(Dossier.objects.all(), stage.people["giamsat"], moment(3, 20))

    assert {str(w.who.user): (w.own.total, w.office.total, w.done) for w in loads} == {
        "Người xa": (1, 2, 0)
    }


def test_what_somebody_did_counts_for_thirty_days(stage: Stage) -> None:
    dossier_in(stage, "idea.at_district")
    officer = stage.people["xa"].pk
    done = Dossier.objects.get().records.get(name="forward_idea").at.astimezone(HERE).date()

    counted = [
        steps_taken(moment(day.month, day.day, 23))[officer]
        for day in (done, date.fromordinal(done.toordinal() + 29))
    ]
    later = date.fromordinal(done.toordinal() + 30)

    assert [*counted, steps_taken(moment(later.month, later.day, 23))[officer]] == [1, 1, 0]


@pytest.mark.parametrize("name", ["thoi-gian", "cho-doi"])
def test_a_chart_is_a_picture_that_runs_nothing(scene: Scene, name: str) -> None:
    scene.lead_to("list_idea")
    scene.sign_in("giamsat")

    answer = scene.page("board_chart", name, at=at_noon(3, 20))

    root = ElementTree.fromstring(answer.content)  # noqa: S314 -- our own drawing
    kinds = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert (answer.headers["Content-Type"], root.tag) == (
        "image/svg+xml",
        "{http://www.w3.org/2000/svg}svg",
    )
    assert "script" not in kinds
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    ("username", "name"), [("xa", "thoi-gian"), ("chuthe", "cho-doi"), ("giamsat", "khong-co")]
)
def test_for_others_there_is_no_chart(scene: Scene, username: str, name: str) -> None:
    scene.sign_in(username)

    assert scene.page("board_chart", name, at=at_noon(3, 20)).status_code == 404


@pytest.mark.parametrize(("username", "status"), [("giamsat", 200), ("tinh", 200), ("huyen", 404)])
def test_the_times_are_for_those_who_watch(scene: Scene, username: str, status: int) -> None:
    scene.sign_in(username)

    assert scene.page("board_times", at=at_noon(3, 20)).status_code == status


def test_each_chart_has_a_sentence_that_reads_it(scene: Scene) -> None:
    scene.lead_to("list_idea")
    scene.sign_in("giamsat")

    context = scene.page("board_times", at=at_noon(3, 20)).context

    assert context["steps_reading"] == (
        "Ở mọi bước có thời hạn, chín phần mười số lượt xong trong thời hạn."
    )
    assert context["sources_reading"] == (
        "Các hồ sơ đang chờ đã chờ 11 ngày làm việc; 100 % trong đó: ở cơ quan, chưa ai nhận."
    )


def test_the_page_costs_the_same_however_many_wait(
    stage: Stage, client: Client, django_assert_max_num_queries: Any
) -> None:
    for name in ("Mật ong", "Bơ sáp", "Ca cao"):
        dossier_in(stage, "plan.draft", name=name)
    client.force_login(stage.people["giamsat"].user)

    with clock.standing_at(at_noon(6, 8)), django_assert_max_num_queries(30):
        assert client.get(reverse("board_times")).status_code == 200


def test_people_are_named_as_the_list_of_their_office_is(stage: Stage) -> None:
    for who in ("xa", "huyen", "tinh", "district_chair"):
        appointment = stage.people[who]

        assert words._post(appointment) == lists.office_name(appointment.key)
