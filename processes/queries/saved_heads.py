"""Heads that somebody kept outside the house: the file, the page's JSON or the mail, read back."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from processes.models import Head, LogKey, LogLeaf

from .signatures import head_json, key_json

FORMAT = "ocop heads v1"


@dataclass(frozen=True)
class SavedLeaf:
    """A record as it stood in the log: code of its dossier, its number, its hash."""

    dossier: str
    seq: int
    hash: str


@dataclass
class Saved:
    """What was kept: heads by number, public keys by name, and leaves by position where given."""

    heads: dict[int, dict[str, Any]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    leaves: dict[int, SavedLeaf] = field(default_factory=dict)

    @property
    def newest(self) -> dict[str, Any] | None:
        """The newest head."""
        return self.heads[max(self.heads)] if self.heads else None

    @property
    def is_whole(self) -> bool:
        """Whether every leaf of the newest head was kept."""
        newest = self.newest
        return newest is not None and len(self.leaves) >= newest["size"]


def read(paths: Iterable[Path]) -> Saved:
    """Read files back: JSON, or a mail in whose text it stands.

    Raises:
        ValueError: naming the file that is none of these, or two that contradict each other.
    """
    saved = Saved()
    for path in paths:
        text = path.read_text(encoding="utf-8")
        try:
            _add(saved, json.loads(text[text.index("{") : text.rindex("}") + 1]))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path}: {error}") from None
    return saved


def _add(saved: Saved, document: dict[str, Any]) -> None:
    if document["format"] != FORMAT:
        raise ValueError(f"its format is not {FORMAT}")
    for key in document.get("keys", []):
        if saved.keys.setdefault(key["key"], key["public"]) != key["public"]:
            raise ValueError(f"two keys have the name {key['key']}")
    for head in document["heads"]:
        number = int(head["number"])
        if saved.heads.setdefault(number, head) != head:
            raise ValueError(f"there are two heads {number}: the history was told in two ways")
    for position, *leaf in document.get("leaves", []):
        saved.leaves[int(position)] = SavedLeaf(*leaf)


def document(heads: Iterable[Head], leaves: Iterable[LogLeaf] = ()) -> dict[str, Any]:
    """Return what is to be kept outside: heads, all public keys, and the leaves that are given.

    Leaves name dossiers: they are for auditors, and never on a public page.
    """
    return {
        "format": FORMAT,
        "keys": [key_json(key) for key in LogKey.objects.order_by("pk")],
        "heads": [head_json(head) for head in heads],
        "leaves": [[leaf.position, leaf.dossier, leaf.seq, leaf.hash] for leaf in leaves],
    }


def pieces() -> Iterator[str]:
    """Yield the whole document, all heads and all leaves, piece by piece."""
    whole = document(Head.objects.order_by("number"))
    text = json.dumps(whole, ensure_ascii=False)
    yield text.removesuffix("]}")
    between = ""
    for leaf in LogLeaf.objects.order_by("position").iterator(chunk_size=5000):
        yield f"{between}{json.dumps([leaf.position, leaf.dossier, leaf.seq, leaf.hash])}"
        between = ",\n"
    yield "]}\n"
