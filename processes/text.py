"""Vietnamese text: one normal form to store, one folded form to search."""

import unicodedata


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
