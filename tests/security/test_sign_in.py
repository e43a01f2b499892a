"""Guessing passwords: what a stranger learns, and whether the owner still comes in."""

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from processes.models import AccountEntry
from processes.services import accounts
from tests.journeys.stage import PASSWORD, Stage
from tests.security.people import log, types

OWN, ELSEWHERE = "10.0.0.1", "10.0.0.2"
LOCKED = 429
WRONG = "sai-mat-khau-2026"


class Counted(MD5PasswordHasher):
    """A hasher that counts what it is asked: the one costly thing at the door."""

    asked = 0

    def encode(self, password: str, salt: str) -> str:
        """Count, and hash."""
        type(self).asked += 1
        return super().encode(password, salt)


def came(response: Any) -> bool:
    return response.status_code == 302


def test_after_twenty_tries_from_one_address_the_owner_comes_in_from_another(stage: Stage) -> None:
    tries = [types("xa", WRONG, ELSEWHERE).status_code for _ in range(20)]

    assert (tries, came(types("xa", address=OWN))) == ([200] * 4 + [LOCKED] * 16, True)


def test_after_one_try_from_each_of_twenty_addresses_the_owner_comes_in(stage: Stage) -> None:
    tries = [types("xa", WRONG, f"10.0.1.{n}").status_code for n in range(20)]

    assert (set(tries), came(types("xa", address=OWN))) == ({200}, True)


def test_a_locked_name_is_locked_for_the_right_password_too(stage: Stage) -> None:
    for _ in range(5):
        types("xa", WRONG, OWN)

    assert types("xa", PASSWORD, OWN).status_code == LOCKED


def test_others_at_the_same_address_come_in(stage: Stage) -> None:
    for _ in range(20):
        types("xa", WRONG, OWN)

    assert came(types("huyen", address=OWN))


def test_an_administrator_unlocks_the_name_at_once(stage: Stage) -> None:
    for _ in range(20):
        types("xa", WRONG, OWN)
    accounts.unlock(stage.people["xa"].user)

    assert came(types("xa", address=OWN))


def test_the_lock_ends_by_itself_however_often_it_is_tried_meanwhile(stage: Stage) -> None:
    for _ in range(20):
        types("xa", WRONG, OWN)
    attempt = AccessAttempt.objects.get()
    counted = attempt.failures_since_start
    attempt.attempt_time -= timedelta(minutes=31)
    attempt.save()

    assert (counted, came(types("xa", address=OWN))) == (5, True)


def test_a_browser_that_changes_its_name_has_no_more_tries(stage: Stage) -> None:
    given = {"username": "xa", "password": WRONG}
    answers = [
        Client().post(reverse("sign_in"), given, headers={"user-agent": f"b{n}"}).status_code
        for n in range(6)
    ]

    assert answers == [200] * 4 + [LOCKED] * 2


def test_an_address_that_a_stranger_claims_is_not_believed(stage: Stage) -> None:
    given = {"username": "xa", "password": WRONG}
    answers = [
        Client().post(reverse("sign_in"), given, headers={"x-forwarded-for": f"1.1.1.{n}"})
        for n in range(6)
    ]

    assert answers[-1].status_code == LOCKED


@pytest.mark.parametrize(("proxies", "believed"), [(1, "10.0.0.9"), (2, "1.1.1.1"), (3, "6.6.6.6")])
def test_behind_proxies_so_many_addresses_from_the_end_are_believed(
    stage: Stage, settings: Any, proxies: int, believed: str
) -> None:
    settings.TRUSTED_PROXY = proxies
    told = "6.6.6.6, 1.1.1.1, 10.0.0.9"

    given = {"username": "xa", "password": WRONG}
    Client().post(reverse("sign_in"), given, headers={"x-forwarded-for": told})

    assert AccessAttempt.objects.get().ip_address == believed


def shown(username: str, times: int) -> list[tuple[int, str]]:
    """What somebody sees who tries, without the token and the name that was typed."""
    seen = []
    for _ in range(times):
        answer = types(username, WRONG, ELSEWHERE)
        text = answer.content.decode().replace(username, "")
        lines = [line for line in text.splitlines() if "csrfmiddlewaretoken" not in line]
        seen.append((answer.status_code, "\n".join(lines)))
    return seen


def test_nothing_that_is_shown_tells_whether_a_name_exists(stage: Stage) -> None:
    assert shown("xa", 20) == shown("khong_co_ai", 20)


def test_a_withdrawn_account_is_shown_as_one_that_never_was(stage: Stage) -> None:
    accounts.open_or_close(stage.people["xa"].user, active=False)
    withdrawn = [types("xa", PASSWORD, ELSEWHERE).status_code for _ in range(6)]

    assert withdrawn == [types("khong_co", PASSWORD, ELSEWHERE).status_code for _ in range(6)]


@pytest.mark.parametrize("who", ["xa", "khong_co_ai"])
def test_every_try_costs_one_hash_whoever_is_tried(stage: Stage, settings: Any, who: str) -> None:
    settings.PASSWORD_HASHERS = [f"{Counted.__module__}.Counted"]
    user = stage.people["xa"].user
    user.set_password(PASSWORD)
    user.save()
    Counted.asked = 0

    types(who, WRONG)

    assert Counted.asked == 1


def test_every_try_asks_the_database_as_much_whoever_is_tried(stage: Stage) -> None:
    types("giamsat", WRONG)  # whatever is asked only once
    asked = []
    for who in ("xa", "khong_co_ai"):
        with CaptureQueriesContext(connection) as queries:
            types(who, WRONG)
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_tries_and_the_lock_are_written_down_once_each(stage: Stage) -> None:
    for _ in range(20):
        types("xa", WRONG, ELSEWHERE)

    assert sorted(log(stage, "xa")) == ["failed"] * 5 + ["locked"]


def test_a_name_that_is_nobodys_is_not_kept(stage: Stage) -> None:
    types("mat-khau-cua-toi-o-day", WRONG)

    assert list(AccountEntry.objects.values_list("kind", "user")) == [("failed", None)]


def test_what_was_sent_with_a_try_is_not_kept(stage: Stage) -> None:
    given = {"username": "xa", "password": WRONG, "more": "x" * 1000}
    Client().post(f"{reverse('sign_in')}?q=1", given)

    attempt = AccessAttempt.objects.get()
    assert (attempt.get_data, attempt.post_data) == ("", "")
