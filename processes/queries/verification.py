"""Reading the history as somebody who trusts nobody: every chain is walked and recomputed."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from processes.models import Appointment, Dossier, Record, RecordDetail, Version
from processes.text import moment

from .forgotten import thrown_away
from .outcome import outcome_flaws

GENESIS = "0" * 64


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: the dossier's code and the record's number (0: the dossier itself)."""

    dossier: str
    seq: int
    text: str

    def __str__(self) -> str:
        return f"{self.dossier}/{self.seq}: {self.text}"


@dataclass
class Findings:
    """The result of a walk."""

    dossiers: int
    records: int
    problems: list[Problem]


def verify(dossiers: Iterable[Dossier]) -> Findings:
    """Recompute the chains of ``dossiers`` and compare them with everything that repeats them."""
    findings = Findings(0, 0, [])
    standing_in = Appointment.objects.filter(on_behalf_of__isnull=False)
    absent = dict(standing_in.values_list("pk", "on_behalf_of__user"))
    for dossier in dossiers:
        records = list(Record.objects.filter(dossier=dossier).order_by("seq"))
        findings.dossiers += 1
        findings.records += len(records)
        # what came of it is compared with a chain that holds; else that chain is the problem
        flaws = list(_walk(dossier, records, absent)) or list(outcome_flaws(dossier, records))
        findings.problems += [Problem(dossier.code, s, t) for s, t in flaws]
    return findings


def _walk(
    dossier: Dossier, records: list[Record], absent: dict[int, int]
) -> Iterator[tuple[int, str]]:
    if not records:
        yield 0, "has no record"
        return
    details = {d.record_id: d for d in RecordDetail.objects.filter(record__dossier=dossier)}
    versions = {v.record_id: v for v in Version.objects.filter(dossier=dossier)}
    previous, source = GENESIS, ""
    for number, record in enumerate(records, 1):
        if record.seq != number:
            yield number, f"is missing; the next one is {record.seq}"
            return
        for text in _flaws(dossier, record, previous, source):
            yield number, text
        yield from ((number, text) for text in _beside(record, details, versions))
        yield from ((number, text) for text in _behalf(record, absent))
        previous, source = record.hash, record.target
    if records[-1].seq != dossier.version:
        yield 0, f"counts {dossier.version} records, has {records[-1].seq}"
    if records[-1].target != dossier.state:
        yield 0, f"stands in {dossier.state}, its last record leads to {records[-1].target}"


def _flaws(dossier: Dossier, record: Record, previous: str, source: str) -> Iterator[str]:
    if hashlib.sha256(b"\x01" + record.body.encode()).hexdigest() != record.hash:
        yield "the body does not have its hash"
    if record.previous != previous:
        yield "does not name the hash before it"
    if record.source != source:
        yield f"starts in {record.source or 'nothing'}, the one before ends in {source or 'nothing'}"
    body = _read(record)
    if body is None:
        yield "the body cannot be read"
        return
    for name, value in _columns(dossier, record).items():
        if body.get(name) != value:
            yield f"the column {name} differs from the body"


def _read(record: Record) -> dict[str, Any] | None:
    """Return the body; ``None`` where somebody made something else of it."""
    try:
        body = json.loads(record.body)
    except ValueError:
        return None
    return body if isinstance(body, dict) and isinstance(body.get("data"), dict) else None


def _columns(dossier: Dossier, record: Record) -> dict[str, Any]:
    due = record.due_at
    return {
        "v": 1,
        "dossier": dossier.code,
        "ruleset": dossier.ruleset_key,
        "seq": record.seq,
        "key": str(record.key),
        "at": moment(record.at),
        "kind": record.kind,
        "name": record.name,
        "label": record.label,
        "cites": record.cites,
        "source": record.source,
        "target": record.target,
        "actor": record.actor_id or 0,
        "appointment": record.appointment_id or 0,
        "role": record.role,
        "lasted_seconds": -1 if record.lasted_seconds is None else record.lasted_seconds,
        "lasted_working_days": (
            -1 if record.lasted_working_days is None else record.lasted_working_days
        ),
        "due": moment(due) if due else "",
        "previous": record.previous,
    }


def _beside(
    record: Record, details: dict[int, RecordDetail], versions: dict[int, Version]
) -> Iterator[str]:
    """Compare what stands beside the chain with the salted hashes in it."""
    body = _read(record)
    if body is None:
        return
    detail, version = details.get(record.pk), versions.get(record.pk)
    wanted = body.get("detail")
    if wanted and detail is None:
        yield "its detail is missing"
    if detail is not None and _said(detail) != wanted and not thrown_away(detail):
        yield "its detail was changed"
    content = body["data"].get("content")
    if content and version is None:
        yield "the version it froze is missing"
    if version is not None and _said(version) != content and not thrown_away(version):
        yield "the version it froze was changed"


def _behalf(record: Record, absent: dict[int, int]) -> Iterator[str]:
    """Compare for whom a deputy acted with the appointment, from which pages say it."""
    body = _read(record)
    if body is None:
        return
    if body["data"].get("on_behalf_of") != absent.get(record.appointment_id or 0):
        yield "the appointment stands in for somebody else than the body says"


def _said(row: RecordDetail | Version) -> str:
    return hashlib.sha256(f"{row.salt}{row.content}".encode()).hexdigest()
