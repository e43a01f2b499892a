"""How long a session lasts, and what ends it before."""

from time import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from processes.services import accounts
from tests.journeys.stage import PASSWORD, Stage
from tests.play import at, dossier_in
from tests.security.people import came_in, types

PLACE = ("OCOP-DakLak-2026", "Mật khẩu 2026!", "nguoi-xa-2026-nguoi-xa")  # his name is Người xa
NEW = "bay con chim dau canh da"


def aged(client: Client, **seconds: int) -> Client:
    """Let moments of a session lie so many seconds back."""
    session = client.session
    session.update({key: int(time()) - ago for key, ago in seconds.items()})
    session.save()
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


@pytest.mark.parametrize(("minutes", "lasts"), [(29, True), (31, False)])
def test_half_an_hour_without_a_page_ends_a_session(
    stage: Stage, minutes: int, lasts: bool
) -> None:
    assert is_in(aged(came_in(stage, "xa"), seen=minutes * 60)) is lasts


@pytest.mark.parametrize(("minutes", "lasts"), [(599, True), (601, False)])
def test_ten_hours_end_a_session_however_busy(stage: Stage, minutes: int, lasts: bool) -> None:
    assert is_in(aged(came_in(stage, "xa"), since=minutes * 60)) is lasts


def test_a_page_keeps_a_session_alive(stage: Stage) -> None:
    client = aged(came_in(stage, "xa"), seen=20 * 60)

    client.get(reverse("account"))

    assert time() - client.session["seen"] < 60


def test_asking_for_news_by_itself_keeps_no_session_alive(stage: Stage) -> None:
    client = aged(came_in(stage, "xa"), seen=20 * 60)

    client.get(reverse("unread"))

    assert time() - client.session["seen"] >= 20 * 60


def test_what_was_sent_too_late_is_shown_again(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    client = aged(came_in(stage, "xa"), seen=31 * 60)

    url = reverse("step", args=[dossier.public_id, "return_idea"])
    with at(3, 4):
        response = client.post(url, {"reason": "Thiếu sản lượng"})

    assert (response.status_code, "Thiếu sản lượng" in response.content.decode()) == (403, True)


def test_another_password_ends_the_other_sessions_and_not_this_one(stage: Stage) -> None:
    here, there = came_in(stage, "xa"), came_in(stage, "xa")

    given = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    here.post(reverse("password_change"), given)

    assert (is_in(here), is_in(there)) == (True, False)


def test_the_password_is_not_changed_without_the_one_before(stage: Stage) -> None:
    given = {"old_password": "x", "new_password1": NEW, "new_password2": NEW}

    response = came_in(stage, "xa").post(reverse("password_change"), given)

    assert (response.status_code, types("xa").status_code) == (422, 302)


@pytest.mark.parametrize(
    "weak",
    ["password1234", "ngan", "nguoi xa", "123456789012", *PLACE],
)
def test_a_password_that_is_guessed_first_is_refused(stage: Stage, weak: str) -> None:
    given = {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}

    assert came_in(stage, "xa").post(reverse("password_change"), given).status_code == 422


def test_a_short_password_is_refused_in_words(stage: Stage) -> None:
    given = {"old_password": PASSWORD, "new_password1": "bayconchim", "new_password2": "bayconchim"}

    page = came_in(stage, "xa").post(reverse("password_change"), given)

    said = {"new_password2": ["Mật khẩu ngắn quá, cần từ 12 ký tự trở lên."]}
    assert page.context["form"].errors == said


def test_a_password_given_by_an_administrator_ends_every_session(stage: Stage) -> None:
    client = came_in(stage, "xa")

    accounts.reset_password(stage.people["xa"].user)

    assert is_in(client) is False


def test_a_withdrawn_account_ends_with_its_next_request(stage: Stage) -> None:
    client = came_in(stage, "xa")

    accounts.open_or_close(stage.people["xa"].user, active=False)

    assert is_in(client) is False


def test_an_appointment_that_ended_gives_no_right_in_an_open_session(stage: Stage) -> None:
    client = came_in(stage, "quantri")
    before = client.get(reverse("people")).status_code
    appointment = stage.people["quantri"]
    appointment.until_on = "2026-01-02"
    appointment.save()

    assert (before, client.get(reverse("people")).status_code) == (200, 404)


def test_going_out_leaves_nothing_to_come_back_by(stage: Stage) -> None:
    client = came_in(stage, "xa")
    kept = client.cookies["sessionid"].value
    client.post(reverse("sign_out"))

    again = Client()
    again.cookies["sessionid"] = kept

    assert is_in(again) is False


def test_signing_in_gives_a_session_another_name(stage: Stage) -> None:
    client = Client()
    session = client.session
    session["language"] = "vi"
    session.save()
    client.cookies["sessionid"] = session.session_key
    types("xa", client=client)

    assert client.session.session_key != session.session_key


def test_a_session_that_has_no_times_yet_is_let_be(stage: Stage) -> None:
    """One from before this was kept: its cookie ends it."""
    client = came_in(stage, "xa")
    session: Any = client.session
    del session["since"]
    session.save()

    assert is_in(client)
