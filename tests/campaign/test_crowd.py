"""The crowd at the door, small; ``python -m tests.campaign.crowd`` sends the whole one."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.campaign.conftest import LONGEST
from tests.campaign.crowd import NOT_HERE
from tests.campaign.fleet import ROOT

pytestmark = pytest.mark.postgres
SMALL = "--actions 320 --dossiers 12 --standing 1 --restarts 1"


def crowd(prepared: Path, *words: str) -> tuple[int, str]:
    """Send a small crowd; return its exit code and what it said."""
    command = [sys.executable, "-m", "tests.campaign.crowd", "--prepared", str(prepared)]
    done = subprocess.run(  # noqa: S603 - our own command
        [*command, *SMALL.split(), *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    if done.returncode == NOT_HERE:
        pytest.skip(done.stderr.strip())
    return done.returncode, done.stdout + done.stderr


def test_a_crowd_and_a_fallen_database_leave_a_history_that_is_true(prepared: Path) -> None:
    code, said = crowd(prepared)

    assert code == 0, said
    assert "actions=320" in said
    assert "lost=0 unanswered=0 refused_but_written=0 doubled=0 illegal=0 misfits=0" in said
    assert "restarts=1" in said


def test_a_page_that_asks_again_under_another_key_is_seen(prepared: Path) -> None:
    code, said = crowd(prepared, "--fault", "new_key")

    assert code == 1, said
    assert "'unanswered'" in said
