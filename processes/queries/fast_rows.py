"""How PostgreSQL sends records to the quick verification, and what their bodies have to be."""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import cache
from struct import Struct

from processes.engine import State
from processes.rulesets import RULESETS

# what JSON would write otherwise than it stands in a column
ODD = bytes(range(32)) + b'"\\\x7f'
PLAIN, DOCUMENT, EXACT = range(3)  # what kind of step a name is to us
TOLD = frozenset({"star", "total", "certificate_number", "sheets"})  # what columns elsewhere repeat
BODY = (
    b'{"actor":%d,"appointment":%d,"at":"%b%b.%06dZ","cites":"%b","data":%b,"detail":"%b",'
    b'"dossier":"%b","due":"%b","key":"%b-%b-%b-%b-%b",%b"lasted_seconds":%d,'
    b'"lasted_working_days":%d,"name":"%b","previous":"%b","role":"%b","ruleset":"%b",'
    b'"scope":"%b","seq":%d,%b'
)
# in binary, so that nothing is escaped and what is of a fixed width comes first and is taken at once
ROWS = """COPY (SELECT dossier_id::int8, id::int8, coalesce(actor_id, 0)::int8,
    coalesce(appointment_id, 0)::int8, seq::int8, coalesce(lasted_seconds, -1)::int8,
    coalesce(lasted_working_days, -1)::int8, at, coalesce(due_at, at), due_at IS NULL, key,
    previous, hash, body, kind, name, label, cites, source, target, role
    FROM processes_record WHERE dossier_id >= {first} AND dossier_id < {end}
    ORDER BY dossier_id, seq) TO STDOUT (FORMAT binary)"""
# the number of columns, then each with its length before it
FIXED = Struct(">2x" + "4xq" * 9 + "4x?" + "4x16s" + "i64s" * 2 + "i")
TEXTS = 7  # behind the body
HASH = 64  # characters
BEGINNING = b"PGCOPY\n\xff\r\n\x00", 19  # of a stream, and how long all of it is
EPOCH, SECOND, DAY = date(2000, 1, 1), 1_000_000, 86_400  # of PostgreSQL's moments
LAST = (date(9999, 12, 31) - EPOCH).days * DAY * SECOND


@dataclass(frozen=True)
class Words:
    """The texts of a record, as they stand in its body; there are few different ones."""

    cites: bytes
    kind_and_label: bytes
    name: bytes
    role: bytes
    source: bytes
    target: bytes
    tail: bytes
    kind: int


@dataclass(slots=True)
class Standing:
    """A dossier's own row, in so far as its records tell it; lighter than the model."""

    pk: int
    code: str
    ruleset_key: str
    state: str
    version: int
    waiting: str
    entered_at: datetime | None
    due_at: datetime | None
    star: int | None
    score_total: int | None
    score_sheets: int | None
    district_council_id: int | None
    province_council_id: int | None
    organisation_id: int
    commune_id: int
    district_id: int
    province_id: int

    @property
    def current(self) -> State:
        """The state, as the model has it."""
        return RULESETS[self.ruleset_key].state[self.state]


STANDING = tuple(one.name for one in fields(Standing))


def words_of(told: bytes) -> Words | None:
    """Return the texts behind a body; ``None`` where JSON would write them otherwise."""
    parts, at = [], 0
    while at < len(told):
        size = max(int.from_bytes(told[at : at + 4], "big", signed=True), 0)
        parts.append(told[at + 4 : at + 4 + size])
        at += 4 + size
    if len(parts) != TEXTS or any(part.translate(None, ODD) != part for part in parts):
        return None
    kind, name, label, cites, source, target, role = parts
    return Words(
        cites=cites,
        kind_and_label=b'"kind":"%b","label":"%b",' % (kind, label),
        name=name,
        role=role,
        source=source,
        target=target,
        tail=b'"source":"%b","target":"%b","v":1}' % (source, target),
        kind=_kind(name),
    )


def _kind(name: bytes) -> int:
    if name == b"add_document":
        return DOCUMENT
    told_elsewhere = (b"convene_", b"submit_score_", b"recuse_", b"extend_window")
    return EXACT if name.startswith(told_elsewhere) else PLAIN


@cache
def days_of(day: int) -> bytes:
    return f"{EPOCH + timedelta(day):%Y-%m-%dT}".encode()


SECONDS = [b"%02d:%02d:%02d" % (s // 3600, s // 60 % 60, s % 60) for s in range(DAY)]


def moment_of(sent: int) -> bytes:
    """Return a moment as bodies write it, from PostgreSQL's; nothing if it is an odd one."""
    if not 0 <= sent < LAST:
        return b""
    seconds, micros = divmod(sent, SECOND)
    return b"%b%b.%06dZ" % (days_of(seconds // DAY), SECONDS[seconds % DAY], micros)
