"""Texts of the history that were thrown away by law, each named by the erasure that took it."""

from typing import Any

from django.db.models import QuerySet

from processes.models import Forgotten, RecordDetail, ScoreSheet, Version


def thrown_away(row: RecordDetail | Version | ScoreSheet) -> bool:
    """Whether a text is gone by law: it is empty, and an erasure names it. One query if empty."""
    if row.content or getattr(row, "salt", ""):
        return False
    named = Forgotten.objects.filter(table=row._meta.db_table, row=row.pk)
    return named.exists()


def count_forgotten(dossiers: "QuerySet[Any, Any]") -> int:
    """Return how many texts of some dossiers were thrown away."""
    return Forgotten.objects.filter(dossier__in=dossiers).count()
