"""The calendar of the year, the office's pages of cycles and of working days."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from processes.flows.duties import plan_duties
from processes.models import CalendarDay, Cycle, Duty
from processes.queries.cycle_checks import windows_of
from processes.services import clock
from processes.services.cycles import prepare_next
from tests.forms.office import MARCH, errors, send, told
from tests.forms.scene import HERE, Scene, moment
from tests.journeys.stage import YEAR
from tests.play import opened_sitting

NEXT = YEAR + 1
KEYS = ("annual_plans", "communication", "ideas", "plans", "implementation", "rating_1")
OTHERS = ("chuthe", "xa", "huyen", "so", "lanhdao", "giamsat", "kiemtoan", "district_chair")


def prepared(scene: Scene) -> Cycle:
    with clock.standing_at(MARCH):
        return prepare_next(scene.stage.cycle, by=scene.stage.people["tinh"])


def windows(cycle: Cycle, **changes: str) -> dict[str, str]:
    """What the form of windows sends, as it stands but for the changes."""
    given = {}
    for key, window in windows_of(cycle).items():
        given |= {f"{key}_opens": str(window.opens_on), f"{key}_closes": str(window.closes_on)}
    return given | changes


def test_somebody_who_is_not_signed_in_reads_the_years_windows(scene: Scene) -> None:
    page = scene.page("calendar", at=MARCH)

    rows = [(r.label, r.words, r.bar.x, r.bar.width) for r in page.context["rows"]]
    assert rows == [
        ("Phê duyệt kế hoạch năm", "Đã hết thời gian", 0, 200),
        ("Xúc tiến thương mại", "Đang mở, còn 282 ngày", 0, 1200),
        ("Tuyên truyền", "Đã hết thời gian", 100, 100),
        ("Nhận ý tưởng", "Đang mở, còn 7 ngày", 200, 100),
        ("Nhận phương án kinh doanh", "Đang mở, còn 37 ngày", 245, 155),
        ("Triển khai phương án", "Bắt đầu sau 8 ngày", 300, 500),
        ("Đánh giá đợt 1", "Bắt đầu sau 69 ngày", 500, 200),
        ("Đánh giá đợt 2", "Bắt đầu sau 191 ngày", 900, 200),
    ]


def test_the_page_says_what_closes_and_what_opens_next(scene: Scene) -> None:
    shown = scene.page("calendar", at=MARCH).context

    assert [r.key for r in shown["open_now"]] == ["ideas", "plans", "promotion"]
    assert shown["next_open"].key == "implementation"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (moment(3, 31), "Đang mở, hôm nay là ngày cuối"),
        (datetime(YEAR, 3, 31, 23, 59, 59, tzinfo=HERE), "Đang mở, hôm nay là ngày cuối"),
        (datetime(YEAR, 4, 1, tzinfo=HERE), "Đã hết thời gian"),
        (datetime(YEAR, 2, 28, 23, 59, 59, tzinfo=HERE), "Bắt đầu sau 1 ngày"),
    ],
)
def test_a_window_stands_by_the_local_day(scene: Scene, at: datetime, words: str) -> None:
    rows = scene.page("calendar", at=at).context["rows"]

    assert [r.words for r in rows if r.key == "ideas"] == [words]


def test_holidays_and_worked_weekends_are_named_in_their_months(scene: Scene) -> None:
    months = scene.page("calendar", at=MARCH).context["months"]

    named = [(m.label, c.number, c.tone, c.name) for m in months[7:9] for c in m.named]
    assert named == [
        ("Tháng 8", 22, "worked", "Ngày làm bù"),
        ("Tháng 8", 31, "off", "Ngày nghỉ (thay cho ngày 22/08/2026)"),
        ("Tháng 9", 1, "off", "Quốc khánh"),
        ("Tháng 9", 2, "off", "Quốc khánh"),
    ]


def test_a_year_without_a_cycle_still_shows_its_days(scene: Scene) -> None:
    page = scene.page("calendar", at=datetime(NEXT, 1, 4, tzinfo=HERE))

    assert (page.context["year"], page.context["rows"], page.context["years"]) == (
        NEXT, [], [YEAR, NEXT],
    )  # fmt: skip
    assert f"Chưa có chu trình OCOP của năm {NEXT}." in page.content.decode()


@pytest.mark.parametrize("asked", ["1999", "x", "99999999999", "2027"])
def test_a_year_that_is_not_there_shows_this_one(scene: Scene, asked: str) -> None:
    assert scene.page("calendar", at=MARCH, nam=asked).context["year"] == YEAR


@pytest.mark.parametrize(
    ("who", "years"),
    [("", [YEAR]), ("chuthe", [YEAR]), ("tinh", [YEAR, NEXT]), ("quantri", [YEAR, NEXT])],
)
def test_what_is_prepared_is_the_offices_own(scene: Scene, who: str, years: list[int]) -> None:
    prepared(scene)
    if who:
        scene.sign_in(who)

    assert scene.page("calendar", at=MARCH).context["years"] == years


def test_the_journeys_page_does_not_show_what_is_prepared(scene: Scene) -> None:
    prepared(scene)

    assert scene.page("lifecycle", at=MARCH).context["cycle"] == scene.stage.cycle


def test_a_signed_in_person_finds_the_own_terms(scene: Scene) -> None:
    """The commune has three working days from Wednesday 4 March: Monday 9."""
    scene.lead_to("forward_idea")
    scene.sign_in("xa")

    own = scene.page("calendar", at=moment(3, 4)).context["own"]

    about = f"Cà phê bột Tân Lập, {scene.dossier.code}"
    assert [(d.on, d.title, d.about) for d in own] == [
        (date(YEAR, 3, 6), "Xã tiếp nhận ý tưởng", about)
    ]


def test_a_member_of_a_council_finds_the_sitting(scene: Scene) -> None:
    scene.lead_to("conclude_district")
    with clock.standing_at(moment(6, 5)):
        sitting = opened_sitting(scene.stage, scene.fresh()).sitting
    scene.sign_in("district_1")

    own = scene.page("calendar", at=moment(6, 5)).context["own"]

    assert [(d.at, d.title) for d in own if d.at] == [
        (sitting.at.astimezone(HERE), "Phiên họp số 1")
    ]


@pytest.mark.parametrize("name", ["cycles", "working_days"])
@pytest.mark.parametrize("who", OTHERS)
def test_the_offices_pages_are_not_there_for_others(scene: Scene, who: str, name: str) -> None:
    scene.sign_in(who)

    assert (scene.page(name, at=MARCH).status_code, send(scene, name).status_code) == (
        404,
        404 if name == "working_days" else 405,
    )


@pytest.mark.parametrize("who", OTHERS)
def test_others_change_nothing_by_any_address(scene: Scene, who: str) -> None:
    prepared(scene)
    day = CalendarDay.objects.get(date=date(YEAR, 9, 2))
    scene.sign_in(who)

    answers = [
        send(scene, "cycle_prepare", NEXT),
        send(scene, "cycle", NEXT),
        send(scene, "cycle_open", NEXT),
        send(scene, "working_day", day.pk, name="x", source="y"),
        send(scene, "working_day_remove", day.pk),
    ]

    assert [a.status_code for a in answers] == [404] * 5
    assert (Cycle.objects.count(), Cycle.objects.get(year=NEXT).in_preparation) == (2, True)
    assert CalendarDay.objects.get(pk=day.pk).name == "Quốc khánh"


@pytest.mark.parametrize("who", ["tinh", "quantri"])
def test_the_next_cycle_is_prepared_by_one_button(scene: Scene, who: str) -> None:
    scene.sign_in(who)

    response = send(scene, "cycle_prepare", YEAR)

    made = Cycle.objects.get(year=NEXT)
    assert (response["Location"], made.in_preparation) == (reverse("cycle", args=[NEXT]), True)


def test_the_button_is_offered_after_the_last_cycle_only(scene: Scene) -> None:
    scene.sign_in("tinh")
    before = scene.page("cycles", at=MARCH).context["offered"]

    prepared(scene)

    assert (before, scene.page("cycles", at=MARCH).context["offered"]) == (scene.stage.cycle, None)


def test_windows_are_saved_and_checked(scene: Scene) -> None:
    made = prepared(scene)
    scene.sign_in("tinh")

    response = send(scene, "cycle", NEXT, **windows(made, ideas_closes="2027-03-25"))

    page = scene.page("cycle", NEXT, at=MARCH)
    assert (response.status_code, windows_of(made)["ideas"].closes_on) == (302, date(NEXT, 3, 25))
    assert (len(page.context["errors"]), len(page.context["warnings"])) == (0, 2)


def test_what_does_not_fit_stands_beside_its_field_and_what_was_typed_is_kept(
    scene: Scene,
) -> None:
    made = prepared(scene)
    scene.sign_in("tinh")

    response = send(
        scene, "cycle", NEXT, **windows(made, ideas_closes="2027-02-25", plans_opens="mai")
    )
    again = send(scene, "cycle", NEXT, **windows(made, ideas_closes="2027-02-25"))

    assert (response.status_code, list(errors(response))) == (422, ["plans_opens"])
    assert (again.status_code, errors(again)) == (
        422,
        {"ideas_closes": ["Nhận ý tưởng: ngày kết thúc 25/02/2027 trước ngày bắt đầu 01/03/2027."]},
    )
    assert 'value="2027-02-25"' in again.content.decode()
    assert windows_of(made)["ideas"].closes_on == date(NEXT, 3, 31)


def test_an_opened_cycle_is_shown_to_everybody(scene: Scene) -> None:
    prepared(scene)
    scene.sign_in("quantri")

    response = send(scene, "cycle_open", NEXT)

    scene.client.logout()
    assert response.status_code == 302
    assert scene.page("calendar", at=MARCH).context["years"] == [YEAR, NEXT]


def test_opening_a_cycle_plans_what_the_units_owe(scene: Scene) -> None:
    made = prepared(scene)
    scene.sign_in("quantri")

    send(scene, "cycle_open", NEXT)

    commune = Duty.objects.filter(cycle=made, unit=scene.stage.commune).order_by("due_on", "key")
    assert [(d.key, d.due_on) for d in commune] == [
        ("annual_plan", date(NEXT, 2, 28)),
        ("communication", date(NEXT, 2, 28)),
        ("thematic_conference", date(NEXT, 2, 28)),
        ("summary", date(NEXT, 12, 31)),
    ]


def test_an_office_finds_what_it_owes_the_cycle(scene: Scene) -> None:
    plan_duties(scene.stage.cycle)
    scene.sign_in("xa")

    own = scene.page("calendar", at=moment(12, 7)).context["own"]

    assert [(d.on, d.title, d.light.tone) for d in own][-1] == (
        date(YEAR, 12, 31), "Tổng kết năm", "calm",
    )  # fmt: skip


def test_a_cycle_with_errors_says_why_it_is_not_opened(scene: Scene) -> None:
    made = prepared(scene)
    made.windows.filter(key="ideas").delete()
    scene.sign_in("tinh")

    send(scene, "cycle_open", NEXT)

    page = scene.page("cycle", NEXT, at=MARCH)
    assert (told(page), page.context["errors"]) == (["Chưa có thời gian: Nhận ý tưởng."],) * 2


def test_an_open_cycle_keeps_its_windows(scene: Scene) -> None:
    scene.sign_in("tinh")
    changed = windows(scene.stage.cycle, ideas_closes="2026-04-25")

    send(scene, "cycle", YEAR, **changed)

    assert told(scene.page("cycle", YEAR, at=MARCH)) == ["Chu trình này đã mở; dùng trang gia hạn."]
    assert windows_of(scene.stage.cycle)["ideas"].closes_on == date(YEAR, 3, 31)
