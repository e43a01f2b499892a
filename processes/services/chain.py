"""The record: canonical text, salted detail, hash chain. Format 1; it never changes, only grows.

``hash`` = SHA-256 over the version byte ``0x01`` and the UTF-8 bytes of ``body``. ``body`` is JSON
with sorted keys, no white space, NFC text, strings, integers, booleans and lists of these; it names
the hash before it (64 zeros before the first). Times are UTC with microseconds.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from processes.models import Appointment, Dossier, Record, RecordDetail
from processes.models.statements import insert
from processes.text import canonical, moment

FORMAT = 1
GENESIS = "0" * 64


def digest(body: str) -> str:
    """Return the hash of a body, in hexadecimal."""
    return hashlib.sha256(bytes([FORMAT]) + body.encode()).hexdigest()


def salted(salt: str, content: str) -> str:
    """Return the hash of a text beside the chain: the salt comes first and has a fixed length."""
    return hashlib.sha256(f"{salt}{content}".encode()).hexdigest()


def new_salt() -> str:
    """Return 32 random bytes in hexadecimal."""
    return secrets.token_hex(32)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is to be recorded.

    Args:
        data: Codes, figures and dates; stands in the chain in clear.
        detail: Free text; kept beside, the chain holds its salted hash.
    """

    key: UUID
    at: datetime
    kind: str
    name: str
    label: str
    cites: str
    source: str
    target: str
    appointment: Appointment | None
    role: str
    data: Mapping[str, Any] = field(default_factory=dict)
    detail: Mapping[str, Any] = field(default_factory=dict)
    lasted_seconds: int | None = None
    lasted_working_days: int | None = None
    due_at: datetime | None = None


def append(dossier: Dossier, entry: Entry, previous: str = GENESIS) -> Record:
    """Write the next record of a locked dossier, and its detail; the dossier's row is not touched.

    Args:
        previous: Hash of the dossier's last record, read under the lock.
    """
    content, salt = canonical(dict(entry.detail)), new_salt()
    detail = salted(salt, content) if entry.detail else ""
    appointment = entry.appointment
    body = canonical(_body(dossier, entry, previous, detail))
    record = Record(
        dossier=dossier,
        seq=dossier.version + 1,
        key=entry.key,
        at=entry.at,
        kind=entry.kind,
        name=entry.name,
        label=entry.label,
        cites=entry.cites,
        source=entry.source,
        target=entry.target,
        actor_id=appointment.user_id if appointment else None,
        appointment=appointment,
        role=entry.role,
        lasted_seconds=entry.lasted_seconds,
        lasted_working_days=entry.lasted_working_days,
        due_at=entry.due_at,
        body=body,
        previous=previous,
        hash=digest(body),
    )
    insert(record)
    if entry.detail:
        insert(RecordDetail(record=record, content=content, salt=salt))
    return record


def _body(dossier: Dossier, entry: Entry, previous: str, detail: str) -> dict[str, Any]:
    appointment = entry.appointment
    return {
        "v": FORMAT,
        "dossier": dossier.code,
        "ruleset": dossier.ruleset_key,
        "seq": dossier.version + 1,
        "key": str(entry.key),
        "at": moment(entry.at),
        "kind": entry.kind,
        "name": entry.name,
        "label": entry.label,
        "cites": entry.cites,
        "source": entry.source,
        "target": entry.target,
        "actor": appointment.user_id if appointment else 0,
        "appointment": appointment.pk if appointment else 0,
        "role": entry.role,
        "scope": appointment.scope_code if appointment else "",
        "data": dict(entry.data),
        "detail": detail,
        "lasted_seconds": -1 if entry.lasted_seconds is None else entry.lasted_seconds,
        "lasted_working_days": (
            -1 if entry.lasted_working_days is None else entry.lasted_working_days
        ),
        "due": moment(entry.due_at) if entry.due_at else "",
        "previous": previous,
    }
