"""What was sent, what waits, what failed; and whether those who send are alive."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from processes.models import Delivery, Heartbeat

State = Delivery.State
OPEN = (State.WAITING, State.CLAIMED, State.SENDING)
TROUBLED = (State.DEAD, State.DOUBTFUL)
PAUSED = "paused"  # the heartbeat that stands while an administrator holds the sending up
ALARM = timedelta(seconds=90)  # no row may wait longer than this to be tried
SILENT = timedelta(seconds=60)  # the relay speaks every few seconds


@dataclass(frozen=True)
class Health:
    """How the sending is.

    Args:
        waiting_for: How long the oldest row has waited that could leave; ``None``: none waits.
        relay: What the relay said last, and when; ``None``: it never ran here.
    """

    waiting_for: timedelta | None
    relay: Heartbeat | None
    troubled: int
    now: datetime
    paused: Heartbeat | None = None

    @property
    def is_late(self) -> bool:
        """Whether something waits too long: the only sign that shows a worker that is deaf."""
        return self.waiting_for is not None and self.waiting_for > ALARM

    @property
    def is_silent(self) -> bool:
        """Whether nobody looks into the outbox any more."""
        return self.relay is None or self.now - self.relay.at > SILENT

    @property
    def is_well(self) -> bool:
        """Whether nobody has to be called."""
        return not (self.is_late or self.is_silent or self.paused)


def health(now: datetime) -> Health:
    """Return how the sending is at the moment ``now``."""
    oldest = Delivery.objects.filter(state__in=OPEN, available_at__lte=now).aggregate(
        at=Min("available_at")
    )["at"]
    return Health(
        waiting_for=now - oldest if oldest else None,
        relay=Heartbeat.objects.filter(name="relay").first(),
        troubled=Delivery.objects.filter(state__in=TROUBLED).count(),
        now=now,
        paused=Heartbeat.objects.filter(name=PAUSED).first(),
    )


def counts() -> list[dict[str, Any]]:
    """Return, per channel and kind, how many rows are in each state."""
    numbers = {
        "sent": Q(state=State.SENT),
        "waiting": Q(state__in=OPEN),
        "doubtful": Q(state=State.DOUBTFUL),
        "dead": Q(state=State.DEAD),
        "dropped": Q(state=State.DROPPED),
    }
    return list(
        Delivery.objects.order_by("channel", "kind")
        .values("channel", "kind")
        .annotate(**{name: Count("pk", filter=q) for name, q in numbers.items()})
    )


def listed(state: str, channel: str = "", kind: str = "") -> QuerySet[Delivery]:
    """Return the rows behind a number of :func:`counts`, newest first."""
    states = OPEN if state == "waiting" else (state,)
    found = Delivery.objects.filter(state__in=states).order_by("-pk")
    if channel:
        found = found.filter(channel=channel)
    if kind:
        found = found.filter(kind=kind)
    return found
