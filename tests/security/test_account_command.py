"""Help from the server, for whom no administrator can help."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.journeys.stage import Stage
from tests.security.people import came_in, log, telephone, types


def told(*args: str) -> str:
    out = StringIO()
    call_command("account", *args, stdout=out)
    return out.getvalue()


def test_it_unlocks_a_name(stage: Stage) -> None:
    for _ in range(5):
        types("quantri", "sai-mat-khau-2026")
    told("quantri", "unlock")

    assert types("quantri").status_code == 302


def test_it_lets_a_lost_telephone_be_replaced(guarded: Stage) -> None:
    telephone(guarded.people["quantri"].user)
    told("quantri", "factor")

    led = came_in(guarded, "quantri").get(reverse("people"))
    assert led.url.partition("?")[0] == reverse("factor_setup")


def test_it_gives_a_password_that_has_to_be_replaced(stage: Stage) -> None:
    [first, *_] = told("quantri", "password").splitlines()
    client = came_in(stage, "quantri")
    types("quantri", first.rpartition(" ")[2], client=client)

    assert client.get(reverse("people")).url.partition("?")[0] == reverse("password_change")


def test_what_it_does_is_written_down_by_nobody_who_is_signed_in(stage: Stage) -> None:
    told("xa", "withdraw")
    told("xa", "restore")

    assert (log(stage, "xa"), " - " in told("xa")) == (["withdrawn", "restored"], True)


def test_it_knows_nobody_by_a_wrong_name(stage: Stage) -> None:
    with pytest.raises(CommandError):
        told("khong_co_ai")
