"""What the campaign's workers and beat run: the product's own application, hurried and watched.

The only place that reads the campaign's wish, ``CAMPAIGN``, a JSON object:

``folder``
    Where crash tokens are found and journals are kept.
``fault``
    A planted fault of :mod:`tests.campaign.faults`.
``double``
    The share of hints that are published two or three times.
``lease``
    How many seconds a worker may hold a row.
``clock_off``
    How many seconds this process's own clock is off.
"""

import json
import os
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django

from workflow_app.celery import app

django.setup()

from django.utils import timezone  # noqa: E402 - Django has to stand first

from notifications import outbox, tasks  # noqa: E402 - Django has to stand first
from tests.campaign import faults, watch  # noqa: E402 - Django has to stand first

WISH: dict[str, Any] = json.loads(os.environ["CAMPAIGN"])
FOLDER = Path(WISH["folder"])

app.conf.beat_schedule = {
    "relay": {"task": "notifications.tasks.relay_outbox", "schedule": 1.0},
}
app.conf.beat_schedule_filename = str(FOLDER / f"beat-{os.getpid()}")
tasks.TOO_SOON = 0.5
outbox.LEASE = timedelta(seconds=float(WISH.get("lease", 8)))
outbox.OFFER = outbox.LEASE / 2
outbox.FIRST_WAIT, outbox.LONGEST_WAIT = timedelta(seconds=1), timedelta(seconds=4)
outbox.MOST_ATTEMPTS = 30  # hurried tries must not give up what patient ones would bring

if WISH.get("clock_off"):
    true_now, off = timezone.now, timedelta(seconds=WISH["clock_off"])

    def now() -> datetime:
        """Return the time by a clock that is wrong."""
        return true_now() + off

    timezone.now = now

faults.plant(WISH.get("fault", ""), FOLDER)
watch.over(FOLDER)

relay, chance, double = tasks.relay, random.Random(), float(WISH.get("double", 0))


def doubling(publish: Callable[[str, list[int]], object]) -> int:
    """Relay as the product does; a share of the hints goes out two or three times."""

    def publish_often(channel: str, ids: list[int]) -> None:
        watch.crash("in_relay")
        often = chance.choice((2, 3)) if chance.random() < double else 1
        for _ in range(often):
            publish(channel, ids)

    return relay(publish_often)


tasks.relay = doubling
