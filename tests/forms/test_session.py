"""Coming in, going out, acting as another, the other language."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from processes.models import Appointment, User
from tests.forms.scene import Scene, moment
from tests.journeys.stage import PASSWORD

NOON = moment(3, 4, 12)


def also(scene: Scene, username: str, role: str, **scope: object) -> Appointment:
    """Give somebody of the stage another appointment."""
    user = scene.stage.people[username].user
    return Appointment.objects.create(user=user, role=role, from_on=date(2026, 1, 1), **scope)


def said(response) -> list[str]:
    """The words of the page's alert."""
    found = re.findall(r'role="alert"[^>]*>(.*?)</div>', response.content.decode(), re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", text).split()) for text in found]


@pytest.mark.parametrize("username", ["chuthe", "khong_co"])
def test_every_failed_sign_in_is_answered_with_the_same_words(scene: Scene, username: str) -> None:
    given = {"username": username, "password": "sai-mat-khau-2026"}

    response = scene.client.post(reverse("sign_in"), given)

    assert said(response) == ["Tên đăng nhập hoặc mật khẩu chưa đúng."]


def test_somebody_who_may_no_longer_come_in_hears_the_same(scene: Scene) -> None:
    User.objects.filter(username="chuthe").update(is_active=False)
    given = {"username": "chuthe", "password": PASSWORD}

    response = scene.client.post(reverse("sign_in"), given)

    assert said(response) == ["Tên đăng nhập hoặc mật khẩu chưa đúng."]


def test_the_title_of_a_failed_sign_in_starts_with_the_word_error(scene: Scene) -> None:
    response = scene.client.post(reverse("sign_in"), {"username": "a", "password": "b"})

    assert "<title>Lỗi: Đăng nhập" in response.content.decode()


def test_the_first_page_tells_a_stranger_what_this_is(scene: Scene) -> None:
    response = scene.page("home", at=NOON)

    assert (response.status_code, response.templates[0].name) == (200, "forms/home.html")


def test_the_first_page_shows_the_windows_that_are_still_to_close(scene: Scene) -> None:
    response = scene.page("home", at=moment(7, 1))

    shown = [window.key for _label, window in response.context["windows"]]
    assert shown == ["promotion", "implementation", "rating_1", "rating_2"]


@pytest.mark.parametrize(
    ("username", "place"),
    [
        ("chuthe", "dossiers"),
        ("xa", "inbox"),
        ("giamsat", "oversight"),
        ("kiemtoan", "audit"),
        ("quantri", "people"),
    ],
)
def test_everybody_starts_where_the_work_is(scene: Scene, username: str, place: str) -> None:
    scene.sign_in(username)

    response = scene.page("home", at=NOON)

    assert response.url == reverse(place)


def test_somebody_without_an_appointment_is_told_whom_to_ask(scene: Scene) -> None:
    Appointment.objects.filter(user__username="xa").update(until_on="2026-03-03")
    scene.sign_in("xa")

    response = scene.page("home", at=NOON)

    assert response.templates[0].name == "forms/no_appointment.html"


def test_the_switch_lists_what_a_person_holds(scene: Scene) -> None:
    also(scene, "chuthe", "commune_officer", unit=scene.stage.commune)
    scene.sign_in("chuthe")

    response = scene.page("dossiers", at=NOON)

    assert [a.role for a in response.context["held"]] == ["applicant", "commune_officer"]


def test_after_the_switch_one_acts_as_the_other(scene: Scene) -> None:
    other = also(scene, "chuthe", "commune_officer", unit=scene.stage.commune)
    scene.sign_in("chuthe")

    scene.client.post(reverse("act_as"), {"appointment": other.pk})

    assert scene.page("dossiers", at=NOON).context["acting"] == other


def test_nobody_acts_under_somebody_elses_appointment(scene: Scene) -> None:
    scene.sign_in("chuthe")

    scene.client.post(reverse("act_as"), {"appointment": scene.stage.people["xa"].pk})

    assert scene.page("dossiers", at=NOON).context["acting"] == scene.stage.people["chuthe"]


def test_an_appointment_that_ended_while_acting_is_left(scene: Scene) -> None:
    other = also(scene, "chuthe", "commune_officer", unit=scene.stage.commune)
    scene.sign_in("chuthe")
    scene.client.post(reverse("act_as"), {"appointment": other.pk})
    Appointment.objects.filter(pk=other.pk).update(until_on="2026-03-03")

    assert scene.page("dossiers", at=NOON).context["acting"] == scene.stage.people["chuthe"]


def test_going_out_takes_a_button_and_no_link(scene: Scene) -> None:
    scene.sign_in("chuthe")

    assert scene.client.get(reverse("sign_out")).status_code == 405


@pytest.mark.parametrize(("language", "words"), [("vi", "Đăng nhập"), ("en", "Sign in")])
def test_the_switch_chooses_the_language(scene: Scene, language: str, words: str) -> None:
    scene.client.post(reverse("set_language"), {"language": language, "next": "/"})

    page = scene.page("sign_in", at=NOON).content.decode()

    assert f"<h1>{words}</h1>" in page


def test_a_browser_sold_in_english_is_shown_vietnamese(scene: Scene) -> None:
    response = Client().get(reverse("sign_in"), headers={"accept-language": "en-US"})

    assert '<html lang="vi">' in response.content.decode()


def test_the_switch_leads_to_no_address_that_only_takes_buttons(scene: Scene) -> None:
    given = {"language": "en", "next": reverse("end_appointment", args=[1])}

    assert scene.client.post(reverse("set_language"), given).url == reverse("home")


def test_on_a_page_of_mistakes_the_switch_leads_back_to_its_form(scene: Scene) -> None:
    scene.sign_in("quantri")
    pk = scene.stage.people["xa"].user.pk

    page = scene.client.post(reverse("appoint", args=[pk]), {"role": "supervisor"})

    back = re.findall(r'name="next" value="([^"]*)"', page.content.decode())
    assert back == [f"{reverse('person', args=[pk])}?role=supervisor"]


def test_an_address_without_a_page_says_so(scene: Scene) -> None:
    scene.sign_in("xa")

    response = scene.client.get(reverse("sign_out"))

    shown = "<h1>Trang này không mở trực tiếp được</h1>" in response.content.decode()
    assert (response.status_code, response["Allow"], shown) == (405, "POST, OPTIONS", True)
