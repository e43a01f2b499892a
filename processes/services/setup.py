"""What follows every migration: the walls of the history, and reference data."""

from typing import Any

from django.db import connections

from processes.reference.loader import load

from . import walls


def after_migrate(*, using: str, **_kwargs: Any) -> None:
    """Raise the walls and load what is missing of the reference data, once all tables are there."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if not {*walls.FROZEN, walls.DOSSIER} <= tables:
        return
    walls.raise_(connection)
    load(using)
