"""What follows every migration: the walls of the history, and reference data."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections

from processes.models import CriteriaEdition
from processes.reference.loader import load

from . import walls
from .criteria import load as load_criteria

CRITERIA = Path(__file__).parent.parent / "reference" / "criteria"


def after_migrate(*, using: str, **_kwargs: Any) -> None:
    """Raise the walls and load what is missing of the reference data, once all tables are there."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if not {*walls.FROZEN, walls.DOSSIER} <= tables:
        return
    walls.raise_(connection)
    load(using)
    if using == DEFAULT_DB_ALIAS:
        _load_shipped()


def _load_shipped() -> None:
    """Load the product's own sets where a law's set has no edition yet.

    A province that loaded a corrected version keeps it; a newer shipped one is loaded by hand.
    """
    known = set(CriteriaEdition.objects.values_list("law", "number").distinct())
    files = sorted(CRITERIA.glob("*/set_*.yaml"))
    numbers = [(f.parent.name, int(f.stem.removeprefix("set_"))) for f in files]
    report = load_criteria(
        [f for f, key in zip(files, numbers, strict=True) if key not in known], strict=True
    )
    if report.refused:
        raise ImproperlyConfigured("a criteria set that the product ships is broken")
