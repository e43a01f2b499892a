"""Reading the log as somebody who trusts nobody: keys, heads, leaves and nodes, and kept heads.

The chains say that what is there follows from what was before. The log says that nothing that was
there is gone, and the heads that were kept outside that the log is the one of that day.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from processes.models import Head, LogKey, LogLeaf, LogNode, Record
from processes.text import moment

from . import merkle
from .fast_log import Block, sound_blocks
from .log import CHUNK, END, KEPT, Tree, matched, unlogged
from .saved_heads import Saved
from .signatures import head_holds, head_json, key_id, key_json, voucher_holds
from .verification import Problem

LOG = "log"  # stands where a problem is the log's own: its number is a head's or a position
LATE = timedelta(minutes=10)  # a step bears the moment it began at; by then it is committed
CODES = 500  # and dossiers that are asked for by name
NAMED = 20  # most records that are named where one of them must be wrong
RECENT = 1000  # leaves before a head among which a record committed late may have its neighbours


@dataclass
class LogFindings:
    """What the log looks like: how many leaves and heads were read, and what is wrong.

    Args:
        touched: Codes of the dossiers that have records after the head that was begun at.
    """

    leaves: int = 0
    heads: int = 0
    problems: list[Problem] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)

    def __str__(self) -> str:
        return f"log: leaves={self.leaves} heads={self.heads} problems={len(self.problems)}"


def verify_log(
    saved: Saved | None = None,
    since: Head | None = None,
    *,
    processes: int = 1,
    exact: bool = False,
) -> LogFindings:
    """Recompute the log and compare it with its records, its heads, and heads kept outside.

    Args:
        since: Begin after this head, whose root is compared with the nodes that are kept: what is
            read is what came after it.
        processes: How many connections read at a time, where there is a quick way.
        exact: Read leaf by leaf, and let the server compare nothing.
    """
    is_quick = since is None and not exact
    walk = _Walk(saved or Saved(), since)
    walk.go(sound_blocks(processes) if is_quick else iter(()))
    return walk.findings


class _Walk:
    def __init__(self, saved: Saved, since: Head | None) -> None:
        self.saved, self.since = saved, since
        self.first = since.size if since else 0
        self.findings = LogFindings()
        self.keys: dict[str, str] = {}
        self.heads: list[Head] = []
        # what has to be met, by size; the tree so far; the nodes that are still to be made
        self.wanted: dict[int, list[tuple[str, str]]] = {}
        self.grown, self.kept = merkle.Growing(), dict[tuple[int, int], str]()
        self.good, self.is_whole = self.first, True  # up to where roots are right; no gap yet
        # the newest head that does not cover the position looked at; and those up to it
        self._before: Head | None = None
        self._covered = 0
        self._suspects: tuple[int, int] | None = None  # where the first wrong root begins and ends

    def say(self, dossier: str, seq: int, text: str) -> None:
        self.findings.problems.append(Problem(dossier, seq, text))

    def go(self, blocks: Iterator[Block]) -> None:
        begun = self.since.number if self.since else 0
        self.heads = list(Head.objects.filter(number__gte=begun).order_by("number"))
        self.findings.heads = len(self.heads)
        self._keys()
        self._heads()
        self._kept_heads()
        self._leaves(blocks)
        self._unlogged()
        self._kept_leaves()
        self._name_suspects()

    # --- keys and heads

    def _keys(self) -> None:
        known = list(LogKey.objects.order_by("pk"))
        # who kept keys outside believes those; else the first is believed, and whom it vouches for
        self.keys = dict(self.saved.keys) or {k.key: k.public for k in known[:1]}
        for key in known:
            published = key_json(key)
            if key_id(key.public) != key.key:
                self.say(LOG, 0, f"the key {key.key} is not what its name says")
            elif key.key not in self.keys and not voucher_holds(published, self.keys):
                self.say(LOG, 0, f"no known key vouches for the key {key.key}")
            else:
                self.keys.setdefault(key.key, key.public)

    def _heads(self) -> None:
        before = self.heads[0] if self.since and self.heads else None
        for head in self.heads:
            number = head.number
            if not head_holds(head_json(head), self.keys):
                self.say(LOG, number, "the head does not bear a known signature")
            if head is before:
                continue
            if head.previous != (before.signature if before else ""):
                self.say(LOG, number, "the head does not name the signature before it")
            if number != (before.number + 1 if before else 1):
                self.say(LOG, number, "the head does not have the next number")
            if before and (head.size < before.size or head.at < before.at):
                self.say(LOG, number, "the head goes back behind the one before it")
            before = head

    def _kept_heads(self) -> None:
        here = {head.number: head_json(head) for head in self.heads}
        begun = self.since.number if self.since else 0
        for number, head in sorted(self.saved.heads.items()):
            if not head_holds(head, self.keys):
                self.say(LOG, number, "the head that was kept does not bear a known signature")
            elif number >= begun and number not in here:
                text = f"the head of {head['at']} that was kept, of {head['size']} records, is gone"
                self.say(LOG, number, text)
            elif number >= begun and here[number] != head:
                self.say(LOG, number, "the head is another one than was kept")

    # --- leaves

    def _leaves(self, blocks: Iterator[Block]) -> None:
        """Read the log: blocks that are beyond doubt at once, what is between them leaf by leaf."""
        self.wanted, self.grown, self.kept = self._roots(), self._begin(), self._nodes()
        sizes, position = sorted(self.wanted), self.first
        for block in blocks:
            met = bisect_right(sizes, block.first)
            if met < len(sizes) and sizes[met] < block.end:  # a head's root is inside
                continue
            self._rows(position, block.first)
            position = block.first
            if self._add(block):
                position = block.end
        self._rows(position)
        self.findings.leaves = self.grown.size - self.first
        for (level, index), _digest in sorted(self.kept.items()):
            if self.is_whole:
                self.say(LOG, 0, f"the node {level}/{index} stands over no leaves")
        self._short(self.grown.size, self.wanted)

    def _rows(self, first: int, end: int = END) -> None:
        """Read leaves one by one from ``first`` on, up to ``end``."""
        grown = self.grown
        for position, digest, code, at, is_same in matched(first, end):
            if position != grown.size:
                self.say(LOG, grown.size, f"the leaf is missing; the next one is {position}")
                self.is_whole = False
            if not is_same or self._is_late(position, at):
                self._leaf(position)
            if self.since and code:
                self.findings.touched.add(code)
            if not self.is_whole:  # no root after a gap can be right
                grown.size = position + 1
                continue
            self._over(grown.add(merkle.leaf(bytes.fromhex(digest))))
            self._root()

    def _add(self, block: Block) -> bool:
        """Add a block; or return that it has to be read leaf by leaf, to be named or cleared."""
        is_next = self.is_whole and self.grown.size == block.first
        if not is_next or self._is_late(block.first, block.earliest):
            return False
        whole, nodes = block.nodes()
        if any(self.kept.get(place) != digest for place, digest in nodes.items()):
            return False
        for place in nodes:
            del self.kept[place]
        self._over(self.grown.add(whole, block.level))
        self._root()
        return True

    def _over(self, made: list[tuple[int, int, bytes]]) -> None:
        """Take the nodes that became whole from those that are kept."""
        for level, index, digest in made:
            if level >= KEPT and self.kept.pop((level, index), "") != digest.hex():
                text = f"the node {level}/{index} is not what its leaves come to"
                self.say(LOG, self.grown.size - 1, text)

    def _begin(self) -> merkle.Growing:
        """Return the tree as it was at the head that is begun at, from the nodes that are kept."""
        if self.since is None:
            return merkle.Growing()
        try:
            grown = merkle.Growing(self.first, merkle.peaks_of(Tree(), self.first))
        except LookupError as error:
            self.say(LOG, self.since.number, f"the head's log cannot be read: {error}")
            return merkle.Growing(self.first)
        if grown.root.hex() != self.since.root:
            self.say(LOG, self.since.number, "the log is not what the head says it was")
        return grown

    def _nodes(self) -> dict[tuple[int, int], str]:
        """Return the kept nodes that are still to be made."""
        found: dict[tuple[int, int], str] = {}
        for level in LogNode.objects.order_by("level").values_list("level", flat=True).distinct():
            kept = LogNode.objects.filter(level=level, index__gte=self.first >> level)
            made = kept.order_by("index").values_list("index", "hash")
            found |= {(level, index): digest for index, digest in made.iterator(CHUNK)}
        return found

    def _roots(self) -> dict[int, list[tuple[str, str]]]:
        """Return the roots that have to be met: by size, whose, and which."""
        wanted: dict[int, list[tuple[str, str]]] = {}
        for head in self.heads:
            wanted.setdefault(head.size, []).append((f"head {head.number}", head.root))
        for number, kept in self.saved.heads.items():
            wanted.setdefault(kept["size"], []).append((f"the kept head {number}", kept["root"]))
        for size_, roots in wanted.items():
            if not size_ and any(root != merkle.EMPTY.hex() for _whose, root in roots):
                self.say(LOG, 0, "a head of nothing has a root")
        return {n: roots for n, roots in wanted.items() if n > self.first}

    def _root(self) -> None:
        """Compare the root with those of heads of this size; remember how far the log is good."""
        size = self.grown.size
        if size not in self.wanted:
            return
        found = self.grown.root.hex()
        wrong = [whose for whose, root in self.wanted.pop(size) if root != found]
        if not wrong:
            self.good = size
        elif self._suspects is None:  # what follows is wrong by the same
            self.say(LOG, size, f"the log is not what {wrong[0]} signed")
            self._suspects = (self.good, size)

    def _name_suspects(self) -> None:
        """Where a head is contradicted and nothing tells by what, name the records it may be."""
        if self._suspects is None or any(p.dossier != LOG for p in self.findings.problems):
            return
        good, end = self._suspects
        suspects = LogLeaf.objects.filter(position__gte=good, position__lt=end)
        for leaf in suspects.order_by("position")[:NAMED]:
            text = f"this or another of {end - good} records since the head before was changed"
            self.say(leaf.dossier, leaf.seq, text)

    def _leaf(self, position: int) -> None:
        """Say what is wrong with a leaf whose record is not there as the log has it."""
        leaf = LogLeaf.objects.get(position=position)
        code, seq = leaf.dossier, leaf.seq
        row = Record.objects.filter(pk=leaf.record_id).select_related("dossier").first()
        if row is None:
            self.say(code, seq, f"is in the log at {position}, and gone")
            return
        if row.hash != leaf.hash:
            self.say(code, seq, f"has another hash than the log at {position}")
        if (row.dossier.code, row.seq) != (code, seq):
            now = f"{row.dossier.code}/{row.seq}"
            self.say(code, seq, f"stands in the log at {position}, and now is {now}")
        if self._is_late(position, row.at) and self._before:
            number = self._before.number
            self.say(code, seq, f"is older than head {number}, and was logged after it")

    def _is_late(self, position: int, at: datetime | None) -> bool:
        """Whether a record is too old for its place; positions are asked in order."""
        while self._covered < len(self.heads) and self.heads[self._covered].size <= position:
            self._before = self.heads[self._covered]
            self._covered += 1
        if self._before is None or at is None:
            return False
        return at.replace(tzinfo=UTC) < self._before.at - LATE

    def _short(self, found: int, wanted: dict[int, list[tuple[str, str]]]) -> None:
        for size_ in sorted(n for n in wanted if n > found):
            self.say(LOG, found, f"the log ends here; {wanted[size_][0][0]} has {size_} records")

    # --- records

    def _unlogged(self) -> None:
        """Name the records that a head should have had, by their own moment."""
        last = self.heads[-1] if self.heads else None
        for code, seq, at in _unlogged(self.first):
            if self.since:
                self.findings.touched.add(code)
            if last is not None and at < last.at - LATE:
                self.say(code, seq, f"is older than head {last.number}, and not in the log")

    def _kept_leaves(self) -> None:
        """Compare every record that was kept outside with the one that is there now."""
        for chunk in _batches(sorted(self.saved.leaves.items())):
            codes = {leaf.dossier for _position, leaf in chunk}
            found = Record.objects.filter(dossier__code__in=codes)
            here = {(c, n): h for c, n, h in found.values_list("dossier__code", "seq", "hash")}
            for position, leaf in chunk:
                digest = here.get((leaf.dossier, leaf.seq))
                if digest is None:
                    text = f"was kept as record {position} of the log, and is gone"
                    self.say(leaf.dossier, leaf.seq, text)
                elif digest != leaf.hash:
                    self.say(leaf.dossier, leaf.seq, f"was kept with another hash, at {position}")
        if self.saved.is_whole:
            self._forged()

    def _forged(self) -> None:
        newest_ = self.saved.newest or {}
        kept = {(leaf.dossier, leaf.seq) for leaf in self.saved.leaves.values()}
        records = Record.objects.order_by("pk").values_list("dossier__code", "seq", "at")
        for code, seq, at in records.iterator(CHUNK):
            if (code, seq) not in kept and moment(at + LATE) < newest_["at"]:
                text = f"is older than the kept head {newest_['number']}, and was not in its log"
                self.say(code, seq, text)


def _batches(items: list[Any]) -> Iterator[list[Any]]:
    for first in range(0, len(items), CODES):
        yield items[first : first + CODES]


def _unlogged(first: int) -> Iterator[tuple[str, int, datetime]]:
    """Yield records that are not in the log; after a head, only those that could be new."""
    found = unlogged()
    if first:
        recent = LogLeaf.objects.filter(position__lt=first, position__gte=first - RECENT)
        found = found.filter(pk__gt=min(recent.values_list("record_id", flat=True), default=0))
    rows = found.values_list("dossier__code", "seq", "at")
    yield from rows.iterator(CHUNK)
