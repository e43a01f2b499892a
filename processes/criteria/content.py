"""The one text of a criteria set: canonical JSON, hashed, and read back."""

import hashlib
import json
from dataclasses import asdict
from datetime import date
from typing import Any

from processes.text import canonical

from .definition import CriteriaSet, Criterion, Option, Part, Section


def to_json(criteria: CriteriaSet) -> str:
    """Return the canonical text of a set; equal sets give equal texts."""
    plain: dict[str, Any] = asdict(criteria)
    plain["effective_from"] = criteria.effective_from.isoformat()
    until = criteria.effective_to
    plain["effective_to"] = until.isoformat() if until else None
    return canonical(plain)


def sha256(text: str) -> str:
    """Return the hash of a set's canonical text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def from_json(text: str) -> CriteriaSet:
    """Return the set that a canonical text says."""
    plain = json.loads(text)
    until = plain["effective_to"]
    return CriteriaSet(
        **plain
        | {
            "effective_from": date.fromisoformat(plain["effective_from"]),
            "effective_to": date.fromisoformat(until) if until else None,
            "parts": tuple(map(_part, plain["parts"])),
            "excludes": tuple(plain["excludes"]),
            "doubtful": tuple(plain["doubtful"]),
            "notes": tuple(plain.get("notes", ())),
        }
    )


def _part(plain: dict[str, Any]) -> Part:
    return Part(**plain | {"sections": tuple(map(_section, plain["sections"]))})


def _section(plain: dict[str, Any]) -> Section:
    criteria = tuple(map(_criterion, plain["criteria"]))
    return Section(**plain | {"criteria": criteria, "notes": tuple(plain["notes"])})


def _criterion(plain: dict[str, Any]) -> Criterion:
    options = tuple(Option(**option) for option in plain["options"])
    return Criterion(**plain | {"options": options, "notes": tuple(plain["notes"])})
