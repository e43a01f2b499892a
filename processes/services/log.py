"""Keeping the log: every record is appended once, in one order; heads are signed over the whole.

Nothing here runs in the door, which stays free of a lock that all dossiers would share.
"""

from typing import Any

from django.db import connection, transaction

from processes.models import Head, LogKey, LogLeaf, LogNode
from processes.queries import merkle
from processes.queries.log import KEPT, Tree, newest, size, unlogged
from processes.queries.signatures import FIELDS, HEAD, KEY, head_json, voucher_holds

from . import clock
from .signing import NoKeyError, Signer, signer

LOCK = 0x0C0B10C  # PostgreSQL's advisory lock: one appends or signs at a time
BATCH = 20_000  # leaves of one transaction


def append_records() -> int:
    """Append every record that is not in the log yet; return how many there were.

    Batch by batch, each committed: what a broken run did stays done, and the next goes on.
    """
    appended = 0
    while added := _append(BATCH):
        appended += added
    return appended


def _append(most: int) -> int:
    with transaction.atomic():
        _alone()
        found = unlogged().values_list("pk", "dossier__code", "seq", "hash")[:most]
        first, tree = size(), Tree()
        grown = merkle.Growing(first, merkle.peaks_of(tree, first))
        leaves, nodes = [], []
        for position, (pk, code, seq, digest) in enumerate(found, first):
            leaves.append(
                LogLeaf(position=position, record_id=pk, dossier=code, seq=seq, hash=digest)
            )
            for level, index, made in grown.add(merkle.leaf(bytes.fromhex(digest))):
                if level >= KEPT:
                    nodes.append(LogNode(level=level, index=index, hash=made.hex()))
        LogLeaf.objects.bulk_create(leaves)
        LogNode.objects.bulk_create(nodes)
        return len(leaves)


def _alone() -> None:
    """Wait until nobody else appends or signs; SQLite's writers queue by themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def make_head(by: Signer | None = None) -> Head:
    """Append what is new and sign the log as it is then, also where nothing is new.

    Raises:
        NoKeyError: there is no key, or one for which no known key vouches.
        LookupError: the log is damaged; nothing is signed over it.
    """
    by = by or signer()
    append_records()
    with transaction.atomic():
        _alone()
        _known(by)
        before, whole = newest(), size()
        head = Head(
            number=before.number + 1 if before else 1,
            size=whole,
            root=merkle.root(Tree(), 0, whole).hex(),
            at=clock.now(),
            previous=before.signature if before else "",
            key=by.key,
        )
        _refuse_a_shorter_log(before, head)
        said = head_json(head)
        head.signature = by.sign(HEAD, {name: said[name] for name in FIELDS})
        head.save()
    return head


def _refuse_a_shorter_log(before: Head | None, head: Head) -> None:
    """Sign nothing that contradicts what was signed before."""
    if before is None:
        return
    if head.size < before.size or merkle.root(Tree(), 0, before.size).hex() != before.root:
        raise LookupError(f"the log is not what head {before.number} says it was")


def _known(by: Signer) -> None:
    """Keep the first key; a later one must have been vouched for (:func:`introduce`)."""
    if LogKey.objects.filter(key=by.key).exists():
        return
    if LogKey.objects.exists():
        raise NoKeyError(f"{by.key}: no known key vouches for this one; see publish_head --rotate.")
    LogKey(key=by.key, public=by.public, at=clock.now()).save()


def introduce(new: Signer, by: Signer) -> LogKey:
    """Let the key in use vouch for the next one; heads may be signed with it from now on.

    Raises:
        NoKeyError: ``by`` is not known itself, or ``new`` is already.
    """
    with transaction.atomic():
        _alone()
        _known(by)
        if LogKey.objects.filter(key=new.key).exists():
            raise NoKeyError(f"{new.key}: this key is known already.")
        said: dict[str, Any] = {"key": new.key, "public": new.public, "vouched_by": by.key}
        voucher = by.sign(KEY, said)
        if not voucher_holds({**said, "voucher": voucher}, {by.key: by.public}):
            raise NoKeyError(f"{by.key}: its voucher does not hold.")
        made = LogKey(**said, voucher=voucher, at=clock.now())
        made.save()
    return made
