"""The campaign, small; ``make campaign`` runs the whole one."""

import sys

import pytest

from tests.campaign import __main__, faults, servers
from tests.campaign.conftest import Campaign

pytestmark = pytest.mark.postgres
SMALL = "--dossiers 60 --kills 4 --flushes 1 --crash-share 0.02 --patience 60"
CALM = "--dossiers 10 --kills 0 --flushes 0 --redis-restarts 0 --postgres-restarts 0 --prefork 0"
CALM += " --points= --double 0 --later 0 --minor 0 --lease 4 --patience 15"
# a fault, the weather that brings it to light, and the figure that shows it
PLANTED = [
    ("no_claim", "--double 1", "unexplained"),
    ("no_lease", "--points after_claim --crash-share 0.3 --patience 8", "stuck"),
    ("publish_without_outbox", "--points after_claim --crash-share 0.3", "missing"),
    ("not_idempotent", "--double 1", "unexplained"),
    ("no_unique", "", "doubled_in_app"),
    ("mark_before_send", "--points after_leaving --crash-share 0.3", "missing"),
    ("retry_doubtful_blindly", "--points after_send.email --crash-share 0.3", "unexplained"),
    ("relay_forgets", "--later 0.5 --patience 8", "stuck"),
]


def test_after_kills_flushes_and_restarts_everybody_was_told_once(campaign: Campaign) -> None:
    code, said = campaign(*SMALL.split())

    assert code == 0, said
    assert "doubled_in_app=0" in said
    assert "missing=0 stuck=0" in said
    assert "kills=4" in said
    assert "flushes=1 redis_restarts=1 postgres_restarts=1" in said


def test_without_a_fault_the_same_weather_violates_nothing(campaign: Campaign) -> None:
    weather = "--double 1 --later 0.3 --crash-share 0.1 --patience 60"
    points = "after_claim,after_leaving,after_send.email"

    code, said = campaign(*CALM.split(), *weather.split(), "--points", points)

    assert code == 0, said
    assert "mails=40 messages=40 doubled_in_app=0 strangers=0 mail_duplicates=0" in said


@pytest.mark.parametrize(("fault", "weather", "figure"), PLANTED, ids=[p[0] for p in PLANTED])
def test_a_planted_fault_is_seen(campaign: Campaign, fault: str, weather: str, figure: str) -> None:
    code, said = campaign(*CALM.split(), *weather.split(), "--fault", fault)

    assert code == 1, said
    violated = next(line for line in said.splitlines() if line.startswith("violated: "))
    assert figure in violated.split(), said


def test_no_planted_fault_is_forgotten() -> None:
    assert {p[0] for p in PLANTED} == set(faults.NAMES)


def test_where_a_server_is_not_installed_the_campaign_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["campaign"])
    monkeypatch.setattr(servers.shutil, "which", lambda _name: None)

    assert __main__.main() == __main__.NOT_HERE
    assert "is not installed" in capsys.readouterr().err
