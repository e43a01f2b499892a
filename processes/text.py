"""Text: one normal form to store, one folded form to search, one canonical form to hash."""

import json
import unicodedata
from datetime import UTC, datetime
from typing import Any

UNSEEN = frozenset({"Cc", "Cf", "Cs"})  # controls, marks of direction, halves of a pair


def normal(text: str) -> str:
    """Return ``text`` in NFC, the only form that is stored, without bidi controls at its edges."""
    return unicodedata.normalize("NFC", text).strip()


def one_line(text: str) -> str:
    """Return ``text`` as one normal line, without characters that are not seen.

    A control, NUL among them, or a mark that turns the direction of writing would change what
    stands beside it.
    """
    kept = (c for c in " ".join(text.split()) if unicodedata.category(c) not in UNSEEN)
    return normal("".join(kept))


def fold(text: str) -> str:
    """Return ``text`` without Vietnamese marks and case, for search.

    ``đ`` is a letter of its own, not a ``d`` with a mark, so no decomposition removes it.
    """
    plain = unicodedata.normalize("NFC", text).replace("đ", "d").replace("Đ", "d")
    letters = unicodedata.normalize("NFD", plain)
    return "".join(c for c in letters if not unicodedata.combining(c)).casefold().strip()


def canonical(value: Any) -> str:
    """Return the one text of a value made of dicts, lists, strings, integers and booleans."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def moment(at: datetime) -> str:
    """Return a moment as everything that is hashed, signed or logged writes it: UTC, microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
