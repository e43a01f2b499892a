"""A bundle: dossiers with all that proves them, for somebody who has nothing but this file.

A ZIP of ``manifest.json`` (the SHA-256 of every other file, signed where there is a key),
``heads.json``, ``dossiers/<code>.json`` and ``documents/<sha256>``; see docs/proof.md. It is read by
``scripts/verify_bundle.py``, which shares no line with this.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import IO, Any

from processes.models import (
    Document,
    Dossier,
    Head,
    LogKey,
    LogLeaf,
    Record,
    RecordDetail,
    ScoreSheet,
    Version,
)
from processes.queries.log import consistency, inclusions, newest
from processes.queries.signatures import BUNDLE, head_json, key_json
from processes.queries.sittings import sealed
from processes.text import moment

from . import clock
from .signing import Signer

PROVED_DAYS = 60  # the last head of each of so many days is proved to be the newest one's beginning
FORGOTTEN, WITHHELD = "forgotten", "withheld"


class NoHeadError(Exception):
    """The log has no head yet: nothing could be proved."""

    def __init__(self) -> None:
        super().__init__("The log has no head yet; run manage.py publish_head first.")


def write(file: IO[bytes], dossiers: Iterable[Dossier], by: Signer | None = None) -> int:
    """Write the bundle of some dossiers; return how many records it has.

    Args:
        by: Signs the manifest. Without it the manifest only lists, and the heads prove the rest.

    Raises:
        NoHeadError: nothing is signed yet.
        LookupError: the log is damaged.
    """
    head = newest()
    if head is None:
        raise NoHeadError
    files: dict[str, str] = {}
    counts: dict[str, int] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, content: bytes) -> None:
            archive.writestr(name, content)
            files[name] = hashlib.sha256(content).hexdigest()

        put("heads.json", _json(_heads(head)))
        for dossier in dossiers:
            told = _dossier(dossier, head)
            counts[dossier.code] = len(told["records"])
            put(f"dossiers/{dossier.code}.json", _json(told))
            for name, content in _documents(dossier):
                if name not in files:
                    put(name, content)
        archive.writestr("manifest.json", _json(_manifest(counts, files, by)))
    return sum(counts.values())


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _manifest(counts: dict[str, int], files: dict[str, str], by: Signer | None) -> dict[str, Any]:
    said = {
        "format": BUNDLE,
        "made_at": moment(clock.now()),
        "dossiers": list(counts),
        "counts": counts,
        "files": files,
        "key": by.key if by else "",
    }
    return {**said, "signature": by.sign(BUNDLE, said) if by else ""}


def _heads(head: Head) -> dict[str, Any]:
    """Return the newest head, the keys, and older heads with the proof that they led to it."""
    chosen: dict[Any, Head] = {}
    recent = Head.objects.filter(number__lt=head.number, at__gt=head.at - timedelta(PROVED_DAYS))
    for older in [*Head.objects.order_by("number")[:1], *recent.order_by("number")]:
        if older.number != head.number:
            chosen["first" if older.number == 1 else older.at.date()] = older
    return {
        "keys": [key_json(key) for key in LogKey.objects.order_by("pk")],
        "head": head_json(head),
        "older": [
            {"head": head_json(older), "path": consistency(older, head)}
            for older in chosen.values()
        ],
    }


def _dossier(dossier: Dossier, head: Head) -> dict[str, Any]:
    records = list(Record.objects.filter(dossier=dossier).order_by("seq"))
    details = {d.record_id: d for d in RecordDetail.objects.filter(record__dossier=dossier)}
    versions = {v.record_id: v for v in Version.objects.filter(dossier=dossier)}
    leaves = list(LogLeaf.objects.filter(record__in=records))
    proofs = {p.record: {"position": p.position, "path": p.path} for p in inclusions(leaves, head)}
    sealed = _sealed(dossier, records)
    gone = set(Document.objects.filter(dossier=dossier, size=0).values_list("record", flat=True))
    return {
        "code": dossier.code,
        "state": str(dossier.state),
        "records": [
            {
                "seq": record.seq,
                "hash": record.hash,
                "body": record.body,
                "detail": _beside(details.get(record.pk), sealed=record.seq in sealed),
                "version": _beside(versions.get(record.pk), sealed=False),
                "document": FORGOTTEN if record.pk in gone else None,
                "proof": proofs.get(record.hash),
            }
            for record in records
        ],
    }


def _beside(row: RecordDetail | Version | None, *, sealed: bool) -> Any:
    """Return a text with its salt; a word where it is sealed, or was thrown away by law."""
    if row is not None and sealed:
        return WITHHELD
    if row is not None and not row.salt:
        return FORGOTTEN
    return {"content": row.content, "salt": row.salt} if row is not None else None


def _sealed(dossier: Dossier, records: list[Record]) -> set[int]:
    """Return the numbers of records whose detail nobody may read before the conclusion."""
    moved = max((r.seq for r in records if r.source != r.target), default=0)
    acts = dossier.ruleset.act
    open_ = {r.seq for r in records if r.seq > moved and r.name in acts and acts[r.name].sealed}
    sheets = ScoreSheet.objects.filter(dossier=dossier).select_related("item", "record")
    return open_ | {sheet.record.seq for sheet in sheets if sealed(sheet)}


def _documents(dossier: Dossier) -> Iterator[tuple[str, bytes]]:
    for document in Document.objects.filter(dossier=dossier).order_by("pk"):
        if not document.size:  # thrown away by law: its record says so
            continue
        try:
            with document.file.open("rb") as file:
                yield f"documents/{document.sha256}", file.read()
        except FileNotFoundError:  # the reader of the bundle will miss it, and say so
            continue
