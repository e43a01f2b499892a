"""Where a person's name, telephone and e-mail stand: every text column of every table is looked through.

Texts are read here and not by the database, so that both kinds of database find the same: whole
words, whatever the case, a number however it is grouped. That reads whole tables; it is done once
in a while, by hand.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import CharField, Field, JSONField, Model, TextField

from processes.models import (
    CriteriaEdition,
    Erasure,
    Forgotten,
    Reading,
    Record,
    User,
)
from processes.text import fold, normal

# no person is named here: the chain, what is read from it, and what the product itself brings
EXEMPT: tuple[type[Model], ...] = (
    CriteriaEdition, Record, Reading, Erasure, Forgotten, ContentType, Permission, Session, User,
)  # fmt: skip
FOLDED = frozenset({"name_fold", "search"})  # columns that hold a text without its marks
GAP = r"[\s.\-]*"  # between the figures of a number
SHORTEST = 7  # figures of a telephone number


@dataclass(frozen=True)
class Words:
    """What to look for.

    Args:
        plain: Fits the name, the number and the address in a text.
        folded: Fits the name in a text without marks.
    """

    plain: re.Pattern[str]
    folded: re.Pattern[str]

    def of(self, field: str) -> re.Pattern[str]:
        """Return what fits in a column."""
        return self.folded if field in FOLDED else self.plain

    def are_in(self, text: str) -> bool:
        """Whether a text names the person."""
        return self.plain.search(normal(text)) is not None


@dataclass(frozen=True)
class Found:
    """A row that names the person, and in which columns."""

    model: Any
    pk: int
    values: dict[str, Any]


def words_of(person: User, also: Iterable[str] = (), *, with_name: bool = True) -> Words:
    """Return what to look for; a name of one word is too common to be looked for.

    Args:
        also: Other words that name the person: another name, the number of a card.
        with_name: Whether the name is, or only what is nobody else's.
    """
    others = [normal(word) for word in also]
    by_name = with_name and len(person.full_name.split()) > 1
    name = r"\s+".join(re.escape(w) for w in normal(person.full_name).split())
    folded = r"\s+".join(re.escape(w) for w in fold(person.full_name).split())
    plain = [name] if by_name else []
    plain += _number(person.phone) + ([re.escape(person.email)] if person.email else [])
    plain += [re.escape(word) for word in others]
    marks_off = [re.escape(fold(word)) for word in others]
    return Words(_whole(plain), _whole([folded, *marks_off] if by_name else marks_off))


def _number(phone: str) -> list[str]:
    """Return how a number may be written: grouped or not, with 0 or with the country's code."""
    figures = re.sub(r"\D", "", phone)
    if len(figures) < SHORTEST:
        return []
    own = figures.removeprefix("84") if figures.startswith("84") else figures.removeprefix("0")
    return [rf"(?:0|(?:\+|00)?84)?{GAP}" + GAP.join(own)]


def _whole(patterns: list[str]) -> re.Pattern[str]:
    """Return what fits one of the patterns as a whole word; nothing fits none of them."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns) or r'(?!)'})(?!\w)", re.IGNORECASE)


def text_fields(model: type[Model]) -> list["Field[Any, Any]"]:
    """Return the columns of a table that hold words."""
    return [
        f for f in model._meta.concrete_fields if isinstance(f, CharField | TextField | JSONField)
    ]


def searched_models() -> list[type[Model]]:
    """Return the tables that are looked through."""
    known = apps.get_models(include_auto_created=True)
    return [m for m in known if m not in EXEMPT and not m._meta.proxy and text_fields(m)]


def find(words: Words) -> Iterator[Found]:
    """Yield every row that names the person."""
    for model in searched_models():
        names = [f.attname for f in text_fields(model) if f.model is model]
        if names:
            yield from _in_table(model, names, words)


def _in_table(model: Any, names: list[str], words: Words) -> Iterator[Found]:
    rows = model.objects.values_list("pk", *names).iterator(chunk_size=2000)
    for pk, *values in rows:
        hits = {
            name: value
            for name, value in zip(names, values, strict=True)
            if value and words.of(name).search(_text(value))
        }
        if hits:
            yield Found(model, pk, hits)


def _text(value: Any) -> str:
    """Return a value's words; a node of a flow or the like has none."""
    if isinstance(value, dict | list):
        return normal(json.dumps(value, ensure_ascii=False, default=str))
    return normal(value) if isinstance(value, str) else ""
