"""Merkle trees as RFC 9162 has them (section 2.1), over the hashes of records. Pure, no database.

A leaf is ``SHA-256(0x00 || record hash)``, a node ``SHA-256(0x01 || left || right)``, so that
neither can be taken for the other. Hashes are bytes here, hexadecimal wherever they are kept.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

# the hash of the whole subtree of 2**level leaves that begins at leaf index * 2**level
Subtree = Callable[[int, int], bytes]
EMPTY = sha256(b"").digest()


def leaf(record: bytes) -> bytes:
    """Return the leaf of a record's hash (32 bytes)."""
    return sha256(b"\x00" + record).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Return the node above two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def above(level: Sequence[bytes]) -> list[bytes]:
    """Return the nodes above a level that is whole: two and two."""
    return [node(*pair) for pair in zip(level[::2], level[1::2], strict=True)]


def split(size: int) -> int:
    """Return the largest power of two below ``size`` (two or more)."""
    return int(1 << (size - 1).bit_length() - 1)


def root(subtree: Subtree, first: int, end: int) -> bytes:
    """Return the root over the leaves from ``first`` up to, not with, ``end``."""
    size = end - first
    if not size:
        return EMPTY
    level = size.bit_length() - 1
    if size == 1 << level and not first % size:
        return subtree(level, first >> level)
    middle = first + split(size)
    return node(root(subtree, first, middle), root(subtree, middle, end))


def inclusion(subtree: Subtree, index: int, size: int) -> list[bytes]:
    """Return the path that proves leaf ``index`` to be in the tree of ``size`` leaves."""
    path: list[bytes] = []
    first, end = 0, size
    while end - first > 1:
        middle = first + split(end - first)
        if index < middle:
            path.append(root(subtree, middle, end))
            end = middle
        else:
            path.append(root(subtree, first, middle))
            first = middle
    return path[::-1]


def consistency(subtree: Subtree, old: int, new: int) -> list[bytes]:
    """Return the path that proves the tree of ``old`` leaves to be the beginning of that of ``new``."""
    path: list[bytes] = []
    first, end, whole = 0, new, True
    while 0 < old < end:
        middle = first + split(end - first)
        if old <= middle:
            path.append(root(subtree, middle, end))
            end = middle
        else:
            path.append(root(subtree, first, middle))
            first, whole = middle, False
    if old and old < new and not whole:
        path.append(root(subtree, first, end))
    return path[::-1]


def root_by_inclusion(record: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """Return the root that a path leads to (RFC 9162, 2.1.3.2); ``None`` where it cannot be one."""
    if not 0 <= index < size:
        return None
    found, fn, sn = leaf(record), index, size - 1
    for step in path:
        if not sn:
            return None
        if fn & 1 or fn == sn:
            found = node(step, found)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            found = node(found, step)
        fn, sn = fn >> 1, sn >> 1
    return found if not sn else None


def is_consistent(old: int, old_root: bytes, new: int, new_root: bytes, path: list[bytes]) -> bool:
    """Return whether a path proves the one tree the beginning of the other (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old in (0, new):
        return not path and (old_root == new_root if old == new else old_root == EMPTY)
    steps = list(path) if old & (old - 1) else [old_root, *path]
    if not steps:
        return False
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    one = other = steps[0]
    for step in steps[1:]:
        if not sn:
            return False
        if fn & 1 or fn == sn:
            one, other = node(step, one), node(step, other)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            other = node(other, step)
        fn, sn = fn >> 1, sn >> 1
    return not sn and one == old_root and other == new_root


class Growing:
    """A tree that grows leaf by leaf and keeps its right edge alone."""

    def __init__(self, size: int = 0, peaks: list[bytes] | None = None) -> None:
        """``peaks``: the whole subtrees that ``size`` leaves consist of, the largest first."""
        self.size, self.peaks = size, list(peaks or [])

    def add(self, grown: bytes, level: int = 0) -> list[tuple[int, int, bytes]]:
        """Add a leaf; return the nodes that became whole: level, index, hash.

        Args:
            level: Add a whole subtree of ``2**level`` leaves instead, where only such stand before.
        """
        made, index, added = [], self.size >> level, 1 << level
        while index & 1:
            grown = node(self.peaks.pop(), grown)
            index, level = index >> 1, level + 1
            made.append((level, index, grown))
        self.peaks.append(grown)
        self.size += added
        return made

    @property
    def root(self) -> bytes:
        """The root of what is there."""
        if not self.peaks:
            return EMPTY
        found = self.peaks[-1]
        for peak in self.peaks[-2::-1]:
            found = node(peak, found)
        return found


def peaks_of(subtree: Subtree, size: int) -> list[bytes]:
    """Return the whole subtrees that ``size`` leaves consist of, the largest first."""
    found, first = [], 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            found.append(subtree(level, first >> level))
            first += 1 << level
    return found
