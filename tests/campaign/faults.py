"""Planted faults: what the product would be without one of its guards. The campaign must see each."""

from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import F, QuerySet

from notifications import outbox
from processes.models import Delivery
from processes.services import clock, move

State = Delivery.State
_hinted: dict[UUID, list[int]] = {}


def _no_claim(_folder: Path) -> None:
    """Rows are sent by whoever was told of them."""

    def claim(ids: Sequence[int]) -> UUID:
        lease = uuid4()
        _hinted[lease] = list(ids)
        return lease

    def claimed(lease: UUID) -> QuerySet[Delivery]:
        return Delivery.objects.filter(pk__in=_hinted[lease]).exclude(state=State.SENT)

    def leaving(rows: Sequence[Delivery], address: str) -> bool:
        _named(rows).update(state=State.SENDING, address=address)
        return True

    outbox.claim, outbox.claimed, outbox.leaving = claim, claimed, leaving
    outbox._mine = _named


def _named(rows: Sequence[Delivery]) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk__in=[r.pk for r in rows])


def _no_lease(_folder: Path) -> None:
    """What a dead worker had claimed is its own for ever."""
    outbox.recover = lambda: 0


def _publish_without_outbox(_folder: Path) -> None:
    """A row is done as soon as it was hinted at; the message of the broker is the only truth."""
    offer = outbox.offer

    def offered() -> list[outbox.Offer]:
        offers = offer()
        ids = [pk for o in offers for pk in o.ids]
        Delivery.objects.filter(pk__in=ids).update(state=State.SENT, sent_at=clock.now())
        return offers

    def claim(ids: Sequence[int]) -> UUID:
        lease = uuid4()
        _hinted[lease] = list(ids)
        return lease

    outbox.offer, outbox.claim = offered, claim
    outbox.claimed = lambda lease: Delivery.objects.filter(pk__in=_hinted[lease])
    outbox.leaving = lambda rows, address: True


def _not_idempotent(_folder: Path) -> None:
    """What was sent is sent again when it is hinted at again."""

    def claim(ids: Sequence[int]) -> UUID | None:
        now, lease = clock.now(), uuid4()
        taken = Delivery.objects.filter(
            pk__in=list(ids), state__in=(State.WAITING, State.SENT), available_at__lte=now
        )
        changed = taken.update(
            state=State.CLAIMED,
            lease=lease,
            leased_until=now + outbox.LEASE,
            attempts=F("attempts") + 1,
        )
        return lease if changed else None

    outbox.claim = claim


def _mark_before_send(_folder: Path) -> None:
    """The row says "sent" before anything has left."""
    leaving, sent = outbox.leaving, outbox.sent

    def marked(rows: Sequence[Delivery], address: str) -> bool:
        held = leaving(rows, address)
        if held:
            sent(rows)
        return held

    outbox.leaving = marked


def _retry_doubtful_blindly(_folder: Path) -> None:
    """A legal mail whose fate is unknown is sent again, and nobody is asked."""
    outbox.doubt = outbox.again


def _relay_forgets(folder: Path) -> None:
    """The relay keeps the last number it saw, and looks no further back."""
    kept = folder / "last-seen"

    def offer() -> list[outbox.Offer]:
        last = int(kept.read_text()) if kept.exists() else 0
        found = Delivery.objects.filter(pk__gt=last, state=State.WAITING).order_by("pk")[:200]
        rows = list(found.values_list("pk", "channel"))
        if rows:
            kept.write_text(str(rows[-1][0]))
        channels = {channel for _, channel in rows}
        return [outbox.Offer(c, [pk for pk, of in rows if of == c]) for c in sorted(channels)]

    outbox.offer = offer


def no_unique() -> None:
    """Nothing keeps the door from telling the same person of the same step twice."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE processes_notice DROP CONSTRAINT told_once")
    tell = move.tell_of

    def twice(*given: object) -> None:
        tell(*given)  # type: ignore[arg-type]
        tell(*given)  # type: ignore[arg-type]

    move.tell_of = twice


OF_WORKERS: dict[str, Callable[[Path], None]] = {
    "no_claim": _no_claim,
    "no_lease": _no_lease,
    "publish_without_outbox": _publish_without_outbox,
    "not_idempotent": _not_idempotent,
    "mark_before_send": _mark_before_send,
    "retry_doubtful_blindly": _retry_doubtful_blindly,
    "relay_forgets": _relay_forgets,
}
NAMES = (*OF_WORKERS, "no_unique")


def plant(name: str, folder: Path) -> None:
    """Plant a fault of the workers; the one of the door is planted by the campaign itself."""
    if name in OF_WORKERS:
        OF_WORKERS[name](folder)
