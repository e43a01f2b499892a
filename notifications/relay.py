"""The relay: it looks into the outbox and hints at what may be sent. It never runs in a request."""

import socket
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from processes.models import Heartbeat
from processes.services import clock

from . import outbox

Publish = Callable[[str, list[int]], object]


def relay(publish: Publish) -> int:
    """Take back what was lost, and hint at what is due; return how many rows were hinted at.

    Args:
        publish: Hands a hint to the broker. Where that fails the rows are offered again later.
    """
    outbox.recover()
    offers = outbox.offer()
    for offer in offers:
        publish(offer.channel, offer.ids)
    return sum(len(offer.ids) for offer in offers)


def beat(name: str, **said: object) -> None:
    """Note that something is alive, with what it saw; and how far its own clock is off."""
    now: datetime = clock.now()
    off = round((timezone.now() - now).total_seconds(), 1)
    told = {**said, "host": socket.gethostname(), "clock_off_seconds": off}
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now, "said": told})
