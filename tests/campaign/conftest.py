"""What the campaign's tests share: a prepared database, and the campaign as its own process."""

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.campaign.__main__ import NOT_HERE
from tests.campaign.fleet import ROOT, Fleet
from tests.campaign.house import House, database
from tests.campaign.servers import Missing, Redis, redis_program
from tests.campaign.sinks import MailSink

Campaign = Callable[..., tuple[int, str]]
LONGEST = 400  # seconds; far beyond what a small campaign takes


def _campaign(*words: object) -> tuple[int, str]:
    command = [sys.executable, "-m", "tests.campaign", *map(str, words)]
    done = subprocess.run(  # noqa: S603 - our own command
        command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST, check=False
    )
    if done.returncode == NOT_HERE:
        pytest.skip(done.stderr.strip())
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stopped, migrated cluster, made once for all processes of this test run."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "campaign"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "cluster").exists():
            code, said = _campaign("--prepare", folder / "cluster")
            assert code == 0, said
    return folder / "cluster"


@pytest.fixture
def campaign(prepared: Path) -> Campaign:
    """Run a campaign with some options; return its exit code and what it said."""
    return lambda *words: _campaign("--prepared", prepared, *words)


@pytest.fixture
def house(transactional_db: None, tmp_path: Path) -> Iterator[House]:
    try:
        redis_program()
    except Missing as missing:
        pytest.skip(str(missing))
    redis, mail = Redis(tmp_path / "redis"), MailSink(0, 1)
    environment = {
        "DATABASE_URL": database(),
        "BROKER_URL": redis.url,
        "EMAIL_URL": mail.url,
        "DJANGO_ENV": "development",
        "SMS_GATEWAY_URL": "",
        "ZALO_GATEWAY_URL": "",
    }
    made = House(redis, mail, Fleet(tmp_path, environment, {"lease": 4}))
    redis.start()
    mail.start()
    yield made
    made.fleet.close()
    mail.stop()
    redis.end(signal.SIGKILL)
