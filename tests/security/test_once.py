"""What is shown for some minutes: a switch of the language loses nothing, and nobody else finds it."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from forms import once
from processes.models import User
from tests.journeys.stage import Stage
from tests.security.people import came_in, code, telephone


@pytest.fixture
def client(stage: Stage) -> Client:
    return came_in(stage, "quantri")


def reset(client: Client, stage: Stage) -> HttpResponse:
    """Let a new password be made for the officer of the commune."""
    address = reverse("person_account", args=[stage.people["xa"].user.pk])
    return client.post(address, {"do": "password"})


def test_a_new_password_is_shown_on_a_page_that_is_led_to(client: Client, stage: Stage) -> None:
    led = reset(client, stage)

    assert is_the_password(stage, client.get(led["Location"]).context["password"])


def is_the_password(stage: Stage, password: str) -> bool:
    """Whether it is the officer's by now."""
    return User.objects.get(pk=stage.people["xa"].user.pk).check_password(password)


def test_it_is_still_there_after_the_language_was_switched(client: Client, stage: Stage) -> None:
    address = reset(client, stage)["Location"]
    first = client.get(address).context["password"]

    given = {"language": "en", "next": address}
    page = client.post(reverse("set_language"), given, follow=True)

    assert page.context["password"] == first


def test_loading_the_codes_again_makes_no_new_ones(client: Client, stage: Stage) -> None:
    user = stage.people["quantri"].user
    telephone(user)
    client.post(reverse("recovery_codes"))
    made = list(user.recovery_codes.values_list("pk", flat=True))

    client.get(reverse("recovery_codes"))

    assert list(user.recovery_codes.values_list("pk", flat=True)) == made


def test_after_five_minutes_it_is_gone_and_the_page_says_so(
    client: Client, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = reset(client, stage)["Location"]
    later = once.time() + 301
    monkeypatch.setattr(once, "time", lambda: later)

    page = client.get(address, follow=True)

    told = [str(m) for m in page.context["messages"]]
    assert told == ["Mật khẩu đã cấp không hiện lại được nữa; cần thì cấp mật khẩu mới."]


def test_without_the_cookie_it_is_gone(client: Client, stage: Stage) -> None:
    address = reset(client, stage)["Location"]
    del client.cookies[once.KEPT]

    assert client.get(address).status_code == 302


@pytest.mark.parametrize("pad", ["00", "không", "zz" * 40, "00" * 400])
def test_a_cookie_of_another_secret_shows_nothing(client: Client, stage: Stage, pad: str) -> None:
    address = reset(client, stage)["Location"]
    client.cookies[once.KEPT] = pad.encode().decode("latin-1")

    assert client.get(address).status_code == 302


def test_the_server_keeps_half_of_it(client: Client, stage: Stage) -> None:
    led = reset(client, stage)
    password = client.get(led["Location"]).context["password"]

    half = bytes.fromhex(client.session[once.KEPT][2])
    assert password.encode() not in half


def test_the_cookie_is_of_that_page_alone(client: Client, stage: Stage) -> None:
    led: Any = reset(client, stage)

    cookie = led.cookies[once.KEPT]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (
        led["Location"],
        True,
        "Strict",
        300,
    )


def test_on_another_persons_page_it_is_not_shown(client: Client, stage: Stage) -> None:
    reset(client, stage)

    other = reverse("person_account", args=[stage.people["huyen"].user.pk])

    assert client.get(other)["Location"] == reverse("person", args=[stage.people["huyen"].user.pk])


def test_codes_are_seen_before_a_password_that_has_to_be_replaced(guarded: Stage) -> None:
    user = guarded.people["xa"].user
    User.objects.filter(pk=user.pk).update(password_is_initial=True)
    client = came_in(guarded, "xa")
    client.get(reverse("factor_setup"))

    given = {"factor_code": code(client.session["factor_key"])}
    page = client.post(reverse("factor_setup"), given, follow=True)

    assert len(page.context["codes"]) == 10
