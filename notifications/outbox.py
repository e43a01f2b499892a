"""The outbox row's life: offered, claimed, about to leave, sent; or tried again, doubted, given up.

Every change is one guarded UPDATE: whoever changes a row names the state and the lease it saw, so
of two that try, one does. All moments are the database's clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Q, QuerySet

from processes.models import Delivery, Heartbeat
from processes.queries.deliveries import PAUSED
from processes.services import clock

OFFER = timedelta(seconds=60)  # a hint that was lost is given again after this
LEASE = timedelta(seconds=180)  # longer than any task may last
MOST_ATTEMPTS = 8
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=6)
CUT_OFF = 300
IDEMPOTENT = frozenset({"sms", "zalo"})  # their gateway knows a message by its key
State = Delivery.State


@dataclass(frozen=True)
class Offer:
    """Rows that one hint names: of one channel; of one person where they are one digest."""

    channel: str
    ids: list[int]


def offer(limit: int = 500, together: int = 25) -> list[Offer]:
    """Take what may be sent now out of the outbox's queue for a minute, and say who is to look.

    Args:
        limit: Most rows of one call.
        together: Most rows of one hint; a digest is never split.
    """
    if Heartbeat.objects.filter(name=PAUSED).exists():
        return []
    with transaction.atomic():
        now = clock.now()
        found = list(
            _free(now)
            .select_for_update(of=("self",), skip_locked=True)
            .order_by("available_at", "pk")
            .values_list("pk", "channel", "digest", "notice__user_id")[:limit]
        )
        Delivery.objects.filter(pk__in=[row[0] for row in found]).update(leased_until=now + OFFER)
    single: dict[str, list[int]] = {}
    digests: dict[tuple[str, int], list[int]] = {}
    for pk, channel, digest, user in found:
        if digest:
            digests.setdefault((channel, user), []).append(pk)
        else:
            single.setdefault(channel, []).append(pk)
    offers = [
        Offer(channel, ids[start : start + together])
        for channel, ids in single.items()
        for start in range(0, len(ids), together)
    ]
    return offers + [Offer(channel, ids) for (channel, _user), ids in digests.items()]


def _free(now: datetime) -> QuerySet[Delivery]:
    rested = Q(leased_until=None) | Q(leased_until__lte=now)
    return Delivery.objects.filter(rested, state=State.WAITING, available_at__lte=now)


def claim(ids: Sequence[int]) -> UUID | None:
    """Take rows for oneself; ``None`` where others were faster with all of them.

    Returns:
        The lease: rows that carry it are the caller's until it runs out.
    """
    now, lease = clock.now(), uuid4()
    taken = Delivery.objects.filter(
        pk__in=list(ids), state=State.WAITING, available_at__lte=now
    ).update(state=State.CLAIMED, lease=lease, leased_until=now + LEASE, attempts=F("attempts") + 1)
    return lease if taken else None


def claimed(lease: UUID) -> QuerySet[Delivery]:
    """Return the rows of a lease that have not left yet."""
    return Delivery.objects.filter(lease=lease, state=State.CLAIMED)


def leaving(rows: Sequence[Delivery], address: str) -> bool:
    """Note that the words are about to leave; ``False`` where the lease is no longer held."""
    pks, lease = [r.pk for r in rows], rows[0].lease
    with transaction.atomic():
        held = Delivery.objects.filter(pk__in=pks, lease=lease, state=State.CLAIMED).update(
            state=State.SENDING, address=address[:200], leased_until=clock.now() + LEASE
        )
        if held != len(pks):
            transaction.set_rollback(True)
    return held == len(pks)


def sent(rows: Sequence[Delivery]) -> None:
    """Note that the other side took the words."""
    _mine(rows).update(state=State.SENT, sent_at=clock.now(), leased_until=None, error="")


def again(rows: Sequence[Delivery], why: str) -> None:
    """Try later, longer after each attempt; after the last one it is given up, in sight."""
    now = clock.now()
    for row in rows:
        if row.attempts >= MOST_ATTEMPTS:
            _mine([row]).update(state=State.DEAD, error=why[:CUT_OFF], leased_until=None)
            continue
        _mine([row]).update(
            state=State.WAITING,
            available_at=now + wait_after(row.attempts),
            error=why[:CUT_OFF],
            lease=None,
            leased_until=None,
        )


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: 30 s, doubled each time, 6 hours at most."""
    return min(LONGEST_WAIT, FIRST_WAIT * 2 ** max(0, attempts - 1))


def give_up(rows: Sequence[Delivery], why: str) -> None:
    """The other side will never take it: a person has to look."""
    _mine(rows).update(state=State.DEAD, error=why[:CUT_OFF], leased_until=None)


def drop(rows: Sequence[Delivery], why: str) -> None:
    """There is nobody any more who may be told."""
    _mine(rows).update(state=State.DROPPED, error=why[:CUT_OFF], leased_until=None)


def doubt(rows: Sequence[Delivery], why: str) -> None:
    """Nobody can say whether it arrived: what is legal waits for a person, the rest is sent again."""
    legal = [r for r in rows if r.legal and r.channel not in IDEMPOTENT]
    _mine(legal).update(state=State.DOUBTFUL, error=why[:CUT_OFF], leased_until=None)
    again([r for r in rows if r not in legal], why)


def _mine(rows: Sequence[Delivery]) -> QuerySet[Delivery]:
    """The rows, as long as they carry the lease they were claimed with."""
    lease = rows[0].lease if rows else None
    return Delivery.objects.filter(
        pk__in=[r.pk for r in rows], lease=lease, state__in=(State.CLAIMED, State.SENDING)
    )


def recover() -> int:
    """Take back what somebody claimed and never finished.

    What had not begun to leave waits again; what had is doubted. Returns how many rows.
    """
    now = clock.now()
    lost = Delivery.objects.filter(
        state__in=(State.CLAIMED, State.SENDING), leased_until__lte=now
    ).order_by("pk")[:1000]
    for row in lost:
        if row.state == State.CLAIMED:
            again([row], "lease ran out before it left")
        else:
            doubt([row], "lease ran out while it was leaving")
    return len(lost)
