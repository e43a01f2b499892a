"""The second factor: nobody who decides comes in with a password alone."""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from processes.models import RecoveryCode
from processes.services import accounts
from tests.journeys.stage import PASSWORD, Stage
from tests.play import dossier_in
from tests.security.people import came_in, code, log, telephone, whole

OFFICIALS = ("xa", "huyen", "district_1", "district_chair", "tinh", "so", "province_1",
             "province_chair", "lanhdao", "giamsat", "kiemtoan", "quantri")  # fmt: skip
OPEN = ("home", "inbox", "dossiers", "notices", "register", "calendar", "account", "person_new",
        "lifecycle", "lookup")  # fmt: skip


def path(response: Any) -> str:
    return response.get("Location", "").partition("?")[0]


@pytest.mark.parametrize("who", OFFICIALS)
def test_every_page_leads_an_official_to_setting_up(guarded: Stage, who: str) -> None:
    client = came_in(guarded, who)

    assert {path(client.get(reverse(name))) for name in OPEN} == {reverse("factor_setup")}


def test_every_page_leads_whoever_has_a_telephone_to_its_code(guarded: Stage) -> None:
    telephone(guarded.people["xa"].user)
    client = came_in(guarded, "xa")

    asked = (*OPEN, "factor_setup", "password_change", "recovery_codes")
    assert {path(client.get(reverse(name))) for name in asked} == {reverse("factor")}


def test_an_applicant_needs_the_password_alone(guarded: Stage) -> None:
    assert came_in(guarded, "chuthe").get(reverse("dossiers")).status_code == 200


def test_an_applicant_with_a_telephone_is_asked_for_its_code(guarded: Stage) -> None:
    telephone(guarded.people["chuthe"].user)

    assert path(came_in(guarded, "chuthe").get(reverse("dossiers"))) == reverse("factor")


def test_staff_need_it_without_any_appointment(guarded: Stage) -> None:
    user = guarded.people["chuthe"].user
    user.is_staff = True
    user.save()

    assert path(came_in(guarded, "chuthe").get("/quan-tri/")) == reverse("factor_setup")


def test_the_code_lets_in_and_leads_to_where_one_was_going(guarded: Stage) -> None:
    telephone(guarded.people["xa"].user)
    client = came_in(guarded, "xa")

    given = {"factor_code": code(), "next": reverse("notices")}
    response = client.post(reverse("factor"), given)

    assert (path(response), client.get(reverse("notices")).status_code) == (reverse("notices"), 200)


@pytest.mark.parametrize("to", ["https://khac.example/", "//khac.example", "javascript:alert(1)"])
def test_it_leads_to_no_other_site(guarded: Stage, to: str) -> None:
    telephone(guarded.people["xa"].user)
    client = came_in(guarded, "xa")

    assert path(client.post(reverse("factor"), {"factor_code": code(), "next": to})) == "/"


def test_a_code_is_taken_once(guarded: Stage) -> None:
    whole(guarded, "xa")

    again = came_in(guarded, "xa").post(reverse("factor"), {"factor_code": code()})

    assert again.status_code == 422


def test_after_a_wrong_code_the_right_one_has_to_wait(guarded: Stage) -> None:
    telephone(guarded.people["xa"].user)
    client = came_in(guarded, "xa")
    client.post(reverse("factor"), {"factor_code": "000000"})

    at_once = client.post(reverse("factor"), {"factor_code": code()})

    assert at_once.status_code == 422


def test_a_session_is_renamed_at_the_second_door(guarded: Stage) -> None:
    telephone(guarded.people["xa"].user)
    client = came_in(guarded, "xa")
    before = client.session.session_key

    client.post(reverse("factor"), {"factor_code": code()})

    assert client.session.session_key != before


def test_setting_up_takes_the_first_code_and_shows_the_recovery_codes_once(guarded: Stage) -> None:
    client = came_in(guarded, "xa")
    client.get(reverse("factor_setup"))

    given = {"factor_code": code(client.session["factor_key"])}
    made = client.post(reverse("factor_setup"), given, follow=True)

    shown = re.findall(r"<li><code>([a-z0-9-]+)</code>", made.content.decode())
    assert (made.status_code, len(set(shown)), client.get(reverse("inbox")).status_code) == (
        200,
        10,
        200,
    )
    assert shown[0] not in client.get(reverse("account")).content.decode()


def test_a_wrong_first_code_makes_no_telephone_known(guarded: Stage) -> None:
    client = came_in(guarded, "xa")
    client.get(reverse("factor_setup"))

    client.post(reverse("factor_setup"), {"factor_code": "000000"})

    assert TOTPDevice.objects.count() == 0


def test_the_page_of_setting_up_has_a_picture_made_here_and_the_key_as_text(guarded: Stage) -> None:
    page = came_in(guarded, "xa").get(reverse("factor_setup"))

    text = page.content.decode()
    assert (
        'src="data:image/svg+xml' in text,
        page.context["secret"] in text,
        "<script" in text,
    ) == (True, True, False)


def test_a_stolen_password_replaces_no_telephone(guarded: Stage) -> None:
    known = telephone(guarded.people["xa"].user)
    client = came_in(guarded, "xa")

    client.post(reverse("factor_setup"), {"factor_code": code()})

    assert list(TOTPDevice.objects.values_list("pk", flat=True)) == [known.pk]


def test_a_recovery_code_stands_in_for_the_telephone_once(guarded: Stage) -> None:
    user = guarded.people["xa"].user
    telephone(user)
    [first, *_] = accounts.make_codes(user)

    answers = [
        came_in(guarded, "xa").post(reverse("factor"), {"factor_code": first.upper()}).status_code
        for _ in range(2)
    ]

    assert answers == [302, 422]


def test_a_recovery_code_is_kept_as_a_hash_alone(guarded: Stage) -> None:
    codes = accounts.make_codes(guarded.people["xa"].user)

    kept = " ".join(RecoveryCode.objects.values_list("digest", flat=True))
    assert [c for c in codes if c in kept or c.replace("-", "") in kept] == []


def test_somebody_elses_recovery_code_is_worth_nothing(guarded: Stage) -> None:
    [first, *_] = accounts.make_codes(guarded.people["huyen"].user)

    assert accounts.use_code(guarded.people["xa"].user, first) is False


def test_a_telephone_that_was_reset_ends_what_it_opened(guarded: Stage) -> None:
    client = whole(guarded, "xa")
    accounts.reset_factor(guarded.people["xa"].user)

    assert path(client.get(reverse("inbox"))) == reverse("factor_setup")


def test_what_was_typed_meanwhile_is_shown_again(guarded: Stage) -> None:
    dossier = dossier_in(guarded, "idea.at_commune")
    client = whole(guarded, "xa")
    accounts.reset_factor(guarded.people["xa"].user)

    url = reverse("step", args=[dossier.public_id, "return_idea"])
    response = client.post(url, {"reason": "Thiếu sản lượng"})

    assert (response.status_code, "Thiếu sản lượng" in response.content.decode()) == (403, True)


def test_half_way_in_one_is_shown_neither_name_nor_numbers(guarded: Stage) -> None:
    page = came_in(guarded, "xa").get(reverse("factor_setup")).content.decode()

    assert ["Người xa" in page, 'class="count"' in page] == [False, False]


def test_a_first_password_has_to_be_replaced_before_anything_else(stage: Stage) -> None:
    user = stage.people["xa"].user
    user.password_is_initial = True
    user.save()
    client = came_in(stage, "xa")
    led = path(client.get(reverse("inbox")))

    new = "bay con chim dau canh da"
    given = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    client.post(reverse("password_change"), given)

    assert (led, client.get(reverse("inbox")).status_code) == (reverse("password_change"), 200)


def test_the_way_in_is_written_down(guarded: Stage) -> None:
    whole(guarded, "xa")

    assert log(guarded, "xa") == ["signed_in", "factor_passed"]


def test_every_wrong_code_is_written_down(guarded: Stage) -> None:
    telephone(guarded.people["xa"].user)

    came_in(guarded, "xa").post(reverse("factor"), {"factor_code": "000000"})

    assert log(guarded, "xa") == ["signed_in", "factor_failed"]


def test_the_administration_has_no_way_in_of_its_own(client: Client) -> None:
    response = client.get("/quan-tri/login/?next=/quan-tri/")

    assert response.get("Location") == f"{reverse('sign_in')}?next=%2Fquan-tri%2F"


def test_the_administration_changes_no_password_and_shows_no_key(guarded: Stage) -> None:
    user = guarded.people["xa"].user
    user.is_staff = user.is_superuser = True
    user.save()
    client = whole(guarded, "xa")

    led = client.get("/quan-tri/password_change/")
    models = {model._meta.label for model in admin.site._registry}
    assert (led.get("Location"), models & {"otp_totp.TOTPDevice", "processes.User"}) == (
        reverse("password_change"),
        set(),
    )
