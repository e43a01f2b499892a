"""Reading the log of all records: subtrees, the newest head, proofs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from processes.models import Head, LogLeaf, LogNode, Record

from . import merkle
from .signatures import head_json

MATCHED = """SELECT l.id, l.hash, d.code, r.at,
    r.hash = l.hash AND r.seq = l.seq AND d.code = l.dossier
    FROM processes_logleaf l LEFT JOIN processes_record r ON r.id = l.record_id
    LEFT JOIN processes_dossier d ON d.id = r.dossier_id
    WHERE l.id >= %s AND l.id < %s ORDER BY l.id LIMIT %s"""
END = 1 << 62  # more leaves than there can be
CHUNK = 20_000  # rows that are read at a time
KEPT = 4  # nodes are kept from this level up; what is below is made from at most 16 leaves


class Tree:
    """The log's subtrees, read as they are asked for and remembered for one question."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], bytes] = {}

    def __call__(self, level: int, index: int) -> bytes:
        """Return a whole subtree's hash.

        Raises:
            LookupError: a leaf or a node of it is not there.
        """
        if (level, index) not in self._known:
            if level >= KEPT:
                self._node(level, index)
            else:
                self._leaves(index << level >> KEPT)
        return self._known[level, index]

    def _node(self, level: int, index: int) -> None:
        found = LogNode.objects.filter(level=level, index=index).values_list("hash", flat=True)
        self._known[level, index] = bytes.fromhex(found[0])

    def _leaves(self, group: int) -> None:
        first = group << KEPT
        grown = merkle.Growing()
        kept = LogLeaf.objects.filter(position__gte=first, position__lt=first + (1 << KEPT))
        for number, (position, digest) in enumerate(kept.values_list("position", "hash")):
            if position != first + number:
                raise LookupError(f"the log has no leaf {first + number}")
            leaf = merkle.leaf(bytes.fromhex(digest))
            self._known[0, position] = leaf
            for level, index, made in grown.add(leaf):
                self._known[level, (first >> level) + index] = made


def matched(
    first: int, end: int
) -> Iterator[tuple[int, str, str | None, datetime | None, bool | None]]:
    """Yield leaves: position, hash, its record's dossier and moment, whether it is that record.

    The moment is in UTC; SQLite gives it without saying so.
    """
    while first < end:
        with connection.cursor() as cursor:
            cursor.execute(MATCHED, [first, end, CHUNK])
            chunk = cursor.fetchall()
        if not chunk:
            return
        yield from chunk
        first = chunk[-1][0] + 1


def newest() -> Head | None:
    """Return the newest head."""
    return Head.objects.order_by("number").last()


def size() -> int:
    """Return how many leaves the log has."""
    last = LogLeaf.objects.order_by("position").values_list("position", flat=True).last()
    return 0 if last is None else last + 1


def unlogged() -> Any:
    """Return the records that are not in the log yet, in the order they will be appended in.

    Asked of all records, not of those after the last one: a transaction that took its number
    early and committed late would be passed over for ever.
    """
    # NOT EXISTS: PostgreSQL answers a NOT IN over many rows by reading them for each one
    logged = LogLeaf.objects.filter(record=OuterRef("pk")).order_by()
    return Record.objects.filter(~Exists(logged)).order_by("pk")


@dataclass(frozen=True)
class Inclusion:
    """That a record stands in the log, under a head."""

    record: str
    position: int
    head: Head
    path: list[str]

    @property
    def holds(self) -> bool:
        """Whether the path leads to the head's root."""
        path = [bytes.fromhex(step) for step in self.path]
        record = bytes.fromhex(self.record)
        found = merkle.root_by_inclusion(record, self.position, self.head.size, path)
        return found is not None and found.hex() == self.head.root

    def json(self) -> dict[str, Any]:
        """Return it as it is published."""
        return {
            "record": self.record,
            "position": self.position,
            "head": head_json(self.head),
            "path": self.path,
        }


def inclusion(record: str, head: Head | None = None) -> Inclusion | None:
    """Return the proof for a record's hash under ``head`` or the newest; ``None`` if it has none."""
    head = head or newest()
    leaf = LogLeaf.objects.filter(hash=record).order_by("position").first()
    if head is None or leaf is None or leaf.position >= head.size:
        return None
    return _proof(leaf, head, Tree())


def inclusions(leaves: Sequence[LogLeaf], head: Head) -> list[Inclusion]:
    """Return the proofs of several records, those that the head covers."""
    tree = Tree()
    return [_proof(leaf, head, tree) for leaf in leaves if leaf.position < head.size]


def _proof(leaf: LogLeaf, head: Head, tree: Tree) -> Inclusion:
    path = merkle.inclusion(tree, leaf.position, head.size)
    return Inclusion(leaf.hash, leaf.position, head, [step.hex() for step in path])


def consistency(old: Head, new: Head) -> list[str]:
    """Return the proof that the older head's log is the beginning of the newer one's."""
    return [step.hex() for step in merkle.consistency(Tree(), old.size, new.size)]
