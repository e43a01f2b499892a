"""Reading a long log quickly: blocks of leaves of which each is its record's, whole and in order.

Only on PostgreSQL, which holds the leaves of a block against their records and tells their hashes.
What they come to is reckoned here. A block that is not beyond doubt is left out, and read leaf by
leaf by :mod:`processes.queries.log_verification`, which names what is wrong with it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import connection

from . import merkle
from .log import KEPT, size
from .side_by_side import asked, ranges, side_by_side

LEVEL = 8  # of a block's subtree: 256 leaves
RANGE = 1 << 19  # leaves that are asked for at a time, at most; whole blocks
DIGEST = 32  # bytes of a hash


@dataclass(frozen=True)
class Block:
    """A whole subtree of leaves that are those of their records: its records' hashes, in order.

    Args:
        earliest: The moment of the oldest of its records, in UTC.
    """

    level: int
    index: int
    hashes: bytes
    earliest: datetime | None

    @property
    def first(self) -> int:
        """The position of its first leaf."""
        return self.index << self.level

    @property
    def end(self) -> int:
        """The position after its last leaf."""
        return self.first + (1 << self.level)

    def nodes(self) -> tuple[bytes, dict[tuple[int, int], str]]:
        """Return its own node, and those over its leaves that are kept: by level and index."""
        cut = (self.hashes[n : n + DIGEST] for n in range(0, len(self.hashes), DIGEST))
        made = [merkle.leaf(record) for record in cut]
        kept: dict[tuple[int, int], str] = {}
        for level in range(1, self.level + 1):
            made = merkle.above(made)
            if level >= KEPT:
                index = self.first >> level
                kept |= {(level, index + n): digest.hex() for n, digest in enumerate(made)}
        return made[0], kept


def statement(schema: str) -> str:
    """Return the statement; it takes ``first`` and ``end`` of the range, and ``level`` of a block."""
    return f"""
SELECT id >> %(level)s, min(at), string_agg(hash, '' ORDER BY id) FROM (
    SELECT l.id, l.hash, r.at,
        r.hash = l.hash AND octet_length(l.hash) = 64 AND r.seq = l.seq AND d.code = l.dossier
            AS is_same
    FROM {schema}.processes_logleaf l
    JOIN {schema}.processes_record r ON r.id = l.record_id
    JOIN {schema}.processes_dossier d ON d.id = r.dossier_id
    WHERE l.id >= %(first)s AND l.id < %(end)s) leaf
GROUP BY id >> %(level)s
HAVING count(DISTINCT id) = 1 << %(level)s AND bool_and(is_same IS TRUE)
ORDER BY id >> %(level)s"""


def sound_blocks(processes: int = 1) -> Iterator[Block]:
    """Yield the blocks that are beyond doubt, in the order of the log; none but on PostgreSQL."""
    if connection.vendor != "postgresql":
        return
    level = LEVEL
    parts = ranges(0, size() >> level, RANGE >> level, processes)
    whole = [(first << level, end << level) for first, end in parts]
    for blocks in side_by_side(partial(_blocks, level), whole, processes):
        yield from blocks


def _blocks(level: int, first: int, end: int) -> list[Block]:
    rows = asked(statement, {"first": first, "end": end, "level": level})
    blocks = (Block(level, index, _bytes(hashes), at) for index, at, hashes in rows)
    return [block for block in blocks if len(block.hashes) == DIGEST << level]


def _bytes(hashes: str) -> bytes:
    """Return hashes as bytes; nothing where one of them is none."""
    try:
        return bytes.fromhex(hashes)
    except ValueError:
        return b""
