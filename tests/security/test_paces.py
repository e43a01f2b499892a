"""How often costly pages may be asked for."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver, reverse

from forms.paces import PACES
from tests.journeys.stage import Stage
from tests.play import signed_in
from tests.security.test_crawl import found


@pytest.fixture
def paced(stage: Stage, settings: Any) -> Stage:
    settings.PACED = True
    cache.clear()
    return stage


def routes() -> dict[str, str]:
    """Every address with a name of its own, as it is written in the configuration."""
    known = get_resolver().reverse_dict
    return {n: known.getlist(n)[0][0][0][0] for n in known if isinstance(n, str)}


def test_every_pace_is_of_a_page_that_there_is() -> None:
    assert set(PACES) - {address.name for address in found()} == set()


def test_every_address_that_ends_in_a_file_has_a_pace() -> None:
    written = {
        name
        for name, route in routes().items()
        if "." in route.rpartition("/")[2] and name != "manifest"
    }

    assert written - set(PACES) == set()


def test_too_often_is_said_with_the_time_to_wait(paced: Stage) -> None:
    client, url = signed_in(paced, "tinh"), reverse("quarterly_file", args=[2026, 1, "xlsx"])
    answers = [client.get(url) for _ in range(31)]

    last = answers[-1]
    assert (
        {a.status_code for a in answers[:-1]},
        last.status_code,
        0 < int(last["Retry-After"]) <= 600,
    ) == ({200}, 429, True)


def test_one_person_at_an_address_does_not_use_up_anothers_pace(paced: Stage) -> None:
    url = reverse("quarterly_file", args=[2026, 1, "xlsx"])
    for _ in range(31):
        signed_in(paced, "tinh").get(url)

    assert signed_in(paced, "giamsat").get(url).status_code == 200


def test_strangers_are_counted_by_address(paced: Stage) -> None:
    url = reverse("feed", args=["x" * 43])
    answers = [Client().get(url, REMOTE_ADDR="10.0.0.7").status_code for _ in range(61)]

    assert (answers[0], answers[-1], Client().get(url, REMOTE_ADDR="10.0.0.8").status_code) == (
        404,
        429,
        404,
    )


def test_too_often_is_said_in_json_to_programs(paced: Stage) -> None:
    answers = [Client().get(reverse("heads_json")) for _ in range(241)]

    last = answers[-1]
    assert (answers[-2].status_code, last.status_code, len(last.json()["refused"])) == (200, 429, 1)
    assert int(last["Retry-After"]) > 0
