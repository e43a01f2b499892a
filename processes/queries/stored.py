"""Every file that a row names: whatever model it belongs to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models


@dataclass(frozen=True)
class Place:
    """A column that names files, and the one beside it with their SHA-256."""

    model: type[models.Model]
    column: str

    @property
    def name(self) -> str:
        """How it is called in words for an administrator."""
        return self.model._meta.model_name or ""


@dataclass(frozen=True)
class Stored:
    """One file as a row names it; ``path`` is below the folder of uploads."""

    pk: int
    path: str
    sha256: str


def places() -> list[Place]:
    """Return the columns that name files, the same ones in the same order every time."""
    found = [
        Place(model, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.FileField)
    ]
    return sorted(found, key=lambda p: p.model._meta.db_table)


def stored(place: Place, after: int = 0) -> Iterator[Stored]:
    """Yield the files of a place in the order of their rows, from behind a row on.

    A file that was deleted by law has left its row behind, of no size: it is not looked for.
    """
    rows: models.QuerySet[Any] = models.QuerySet(place.model).filter(pk__gt=after, size__gt=0)
    rows = rows.order_by("pk")
    for pk, path, sha256 in rows.values_list("pk", place.column, "sha256").iterator(2000):
        yield Stored(pk, path, sha256)


def named(paths: set[str]) -> set[str]:
    """Return which of these paths a row names."""
    found: set[str] = set()
    for place in places():
        rows: models.QuerySet[Any] = models.QuerySet(place.model).filter(
            **{f"{place.column}__in": list(paths)}
        )
        found.update(rows.values_list(place.column, flat=True))
    return found
