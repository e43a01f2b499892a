"""The small data set on SQLite: every row copied from PostgreSQL, so that both hold the same."""

import json
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg2

from benchmarks import dataset

FILE = Path(tempfile.gettempdir()) / "ocop_bench.sqlite3"
URL = f"sqlite:///{FILE}"
BATCH = 5000
KEPT = ("django_migrations", "sqlite_sequence")


def ready(dossiers: int) -> None:
    """Copy the set of this size into a new file; Django is set up for the file already."""
    from django.core.management import call_command
    from django.db import connection

    from processes.services import walls

    began = time.perf_counter()
    connection.close()
    for suffix in ("", "-wal", "-shm"):
        FILE.with_name(FILE.name + suffix).unlink(missing_ok=True)
    call_command("migrate", verbosity=0)
    walls.drop(connection)
    connection.close()
    source = psycopg2.connect(dataset.url_of(dossiers))
    target = sqlite3.connect(FILE)
    for table, columns in _tables(target):
        _copy(source, target, table, columns)
    target.execute("ANALYZE")
    target.commit()
    target.close()
    source.close()
    walls.raise_(connection)
    print(
        f"{dossiers} dossiers copied to SQLite in {time.perf_counter() - began:.0f} s", flush=True
    )


def _tables(target: Any) -> Iterator[tuple[str, list[str]]]:
    rows = target.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (table,) in rows:
        if table not in KEPT:
            yield table, [row[1] for row in target.execute(f'PRAGMA table_info("{table}")')]


def _copy(source: Any, target: Any, table: str, columns: list[str]) -> None:
    listed = ", ".join(f'"{c}"' for c in columns)
    target.execute(f'DELETE FROM "{table}"')
    insert = f'INSERT INTO "{table}" ({listed}) VALUES ({", ".join("?" * len(columns))})'
    with source.cursor(name="copied") as cursor:
        cursor.itersize = BATCH
        cursor.execute(f'SELECT {listed} FROM "{table}"')
        while rows := cursor.fetchmany(BATCH):
            target.executemany(insert, [[_stored(v) for v in row] for row in rows])
    source.commit()


def _stored(value: Any) -> Any:
    """Return a value as Django stores it in SQLite."""
    match value:
        case datetime():
            text = value.astimezone(UTC).replace(tzinfo=None)
            return text.isoformat(" ", "microseconds" if text.microsecond else "seconds")
        case UUID():
            return value.hex
        case date() | Decimal():
            return str(value)
        case dict() | list():
            return json.dumps(value)
        case str() if _is_uuid(value):
            return value.replace("-", "")
        case memoryview():
            return bytes(value)
    return value


def _is_uuid(text: str) -> bool:
    parts = [len(part) for part in text.split("-")]
    return parts == [8, 4, 4, 4, 12]
