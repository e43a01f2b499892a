"""What has to be true when the campaign is over, counted."""

from collections import Counter
from dataclasses import dataclass, fields
from pathlib import Path

from processes.models import Delivery, Notice, Record

from .fleet import is_running
from .people import CHANNELS, STEPS, People, key_of
from .sinks import GatewaySink, MailSink

ZERO = (
    "doubled_in_app",
    "strangers",
    "unexplained",
    "missing",
    "stuck",
    "strays",
    "forged",
    "lost_moves",
)


@dataclass(kw_only=True)
class Figures:
    """The campaign's line; those of :data:`ZERO` must be zero."""

    dossiers: int
    steps: int
    notices: int
    mails: int
    messages: int  # short ones
    doubled_in_app: int
    strangers: int  # told without being owed
    mail_duplicates: int
    explained: int
    unexplained: int
    key_repeats: int  # a gateway was told again, and knew the key
    missing: int
    stuck: int
    strays: int  # arrived without a row, or at an address that is not its person's
    forged: int
    lost_moves: int

    def violations(self) -> list[str]:
        """Return the names of what is not zero and has to be."""
        return [name for name in ZERO if getattr(self, name)]

    def __str__(self) -> str:
        return " ".join(f"{f.name}={getattr(self, f.name)}" for f in fields(self))


def count(people: People, mail: MailSink, gateway: GatewaySink, folder: Path) -> Figures:
    """Compare what is owed, what the database says and what arrived."""
    told = Counter(
        Notice.objects.filter(record__name__in=STEPS).values_list(
            "record_id", "record__name", "user__username"
        )
    )
    records = Record.objects.filter(name__in=STEPS).values_list("pk", "name")
    due = {(pk, name, user) for pk, name in records for user in STEPS[name][1]}
    rows = list(Delivery.objects.select_related("notice__record", "notice__user"))
    arrived = {"email": mail.to, "sms": gateway.to}
    # what a person was owed by a channel and did get there, in whichever row it travelled
    got = {
        (r.notice.record_id, r.notice.user.username, r.channel)
        for r in rows
        if _address(r) == arrived[r.channel].get(key_of(r))
    }
    owed = {(pk, user, channel) for pk, _name, user in due for channel in CHANNELS}
    keys = {(r.channel, key_of(r)): _address(r) for r in rows}
    found = {(channel, key): to for channel, sink in arrived.items() for key, to in sink.items()}
    duplicates, explained = _copies(people, mail, rows, folder)
    return Figures(
        dossiers=len(people.products),
        steps=len(people.done),
        notices=sum(told.values()),
        mails=len(mail.to),
        messages=len(gateway.to),
        doubled_in_app=sum(told.values()) - len(told),
        strangers=len(set(told) - due),
        mail_duplicates=duplicates,
        explained=explained,
        unexplained=duplicates - explained,
        key_repeats=sum(gateway.repeats.values()),
        missing=len(owed - got) + len(due - set(told)),
        stuck=sum(r.state != Delivery.State.SENT for r in rows),
        strays=sum(keys.get(known) != to for known, to in found.items()),
        forged=gateway.forged,
        lost_moves=people.lost_moves(),
    )


def _address(row: Delivery) -> str:
    user = row.notice.user
    return user.email if row.channel == "email" else user.phone


def _copies(people: People, mail: MailSink, rows: list[Delivery], folder: Path) -> tuple[int, int]:
    """Return how many second copies of mails arrived, and how many of them had to be.

    A mail that is not legal may come twice if its first sending was cut off before it could be
    marked; a legal one only on an administrator's word.
    """
    legal = {key_of(r) for r in rows if r.legal}
    cut_off = interruptions(folder)
    duplicates = explained = 0
    for key, copies in mail.copies.items():
        allowed = people.words.get(key, 0) if key in legal else cut_off[key]
        duplicates += copies - 1
        explained += min(copies - 1, allowed)
    return duplicates, explained


def interruptions(folder: Path) -> Counter[str]:
    """Return, by key, how often a message was handed over by a process that could not mark it.

    The process died in between, the database was away, the line broke, or the whole process
    stood still for longer than a lease. That nobody marked it in good health explains nothing.
    """
    found: Counter[str] = Counter()
    for journal in (folder / "journals").iterdir():
        dead, handing = not is_running(int(journal.name)), ""
        for line in journal.read_text().splitlines():
            what, key = line.split(" ")
            if what == "sending":
                handing = key
            elif what in ("unknown", "broken", "late"):
                found[key] += 1
                handing = ""
            elif what in ("marked", "failed", "unmarked"):
                handing = ""
        if handing and dead:
            found[handing] += 1
    return found


def self_kills(folder: Path) -> int:
    """Return how many processes died at a named point."""
    journals = (folder / "journals").iterdir()
    return sum(line.startswith("crash ") for j in journals for line in j.open())
