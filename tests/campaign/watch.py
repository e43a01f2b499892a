"""Watching a worker from inside: a journal of what it hands over, and the points where it dies.

A token, a file with the name of a point, kills the first process that comes by; nobody else.
"""

import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import UUID

from notifications import outbox, sending
from notifications.channels.parcel import Failed, Parcel, Unknown
from processes.models import Delivery

_folder = Path()
_at_hand: tuple[str, float] = ("", 0.0)  # the parcel that was handed over last, and when


def crash(point: str, channel: str = "") -> None:
    """Die here, as by a power cut, if a token of this point is there, or of it and a channel."""
    for name in (point, f"{point}.{channel}"):
        with suppress(FileNotFoundError):
            (_folder / "crashes" / name).unlink()
            note("crash", name)
            os.kill(os.getpid(), signal.SIGKILL)


def note(what: str, key: str) -> None:
    """Write one line of this process's journal; what is written outlives the process."""
    line = os.open(
        _folder / "journals" / str(os.getpid()), os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600
    )
    os.write(line, f"{what} {key}\n".encode())
    os.close(line)


class Watched:
    """A way out that says what passes through it."""

    def __init__(self, way: sending.Line, channel: str) -> None:
        self.way, self.channel = way, channel

    def send(self, parcel: Parcel) -> None:
        """Hand over, and note it."""
        global _at_hand  # noqa: PLW0603 - a worker's process has one thread
        crash("after_leaving", self.channel)
        note("sending", parcel.key)
        _at_hand = (parcel.key, time.monotonic())
        try:
            self.way.send(parcel)
        except Unknown:
            note("unknown", parcel.key)
            raise
        except Failed:
            note("failed", parcel.key)
            raise
        crash("after_send", self.channel)


def over(folder: Path) -> None:
    """Wrap what the worker does; whatever fault was planted before is wrapped with it."""
    global _folder  # noqa: PLW0603 - of this process, on purpose
    _folder = folder
    claim, leaving, sent, line = outbox.claim, outbox.leaving, outbox.sent, sending.line

    def watched_claim(ids: Sequence[int]) -> UUID | None:
        lease = claim(ids)
        if lease is not None:
            crash("after_claim")
        return lease

    def watched_leaving(rows: Sequence[Delivery], address: str) -> bool:
        crash("before_leaving")
        return leaving(rows, address)

    def watched_sent(rows: Sequence[Delivery]) -> None:
        key, since = _at_hand
        try:
            sent(rows)
        except Exception:
            note("broken", key)
            raise
        note(_became(rows, since), key)
        crash("after_mark")

    @contextmanager
    def watched_line(channel: str) -> Iterator[Any]:
        with line(channel) as way:
            yield Watched(way, channel)

    outbox.claim, outbox.leaving, outbox.sent = watched_claim, watched_leaving, watched_sent
    sending.line = watched_line


def _became(rows: Sequence[Delivery], since: float) -> str:
    """Return whether the row was marked, or the lease had run out over a process that stood still."""
    mine = Delivery.objects.filter(
        pk=rows[0].pk, lease=rows[0].lease, state=Delivery.State.SENT
    ).exists()
    if mine:
        return "marked"
    return "late" if time.monotonic() - since > outbox.LEASE.total_seconds() else "unmarked"
