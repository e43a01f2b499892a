"""Text: one normal form to store, one folded form to search, one canonical form to hash."""

import json
import unicodedata
from typing import Any


def normal(text: str) -> str:
    """Return ``text`` in NFC, the only form that is stored, without bidi controls at its edges."""
    return unicodedata.normalize("NFC", text).strip()


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
