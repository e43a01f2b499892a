"""Data sets of 10 thousand, 100 thousand and 1 million dossiers, each in a database of its own.

Built by set-based SQL, never through the door: the records' hashes are placeholders that only name
each other, their bodies are the shortest valid ones, and a dossier's 20 records are plausible steps
but no journey. Counts, widths, indexes, constraints and walls are those of a real database. A set
is kept, and used again as long as the filler and the applied migrations are those it was built by.
"""

import hashlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from benchmarks import filling
from benchmarks.database import SERVER, lenient

NAMES = {10_000: "ocop_bench_10k", 100_000: "ocop_bench_100k", 1_000_000: "ocop_bench_1m"}
SMALL = 10_000  # so many dossiers are made in seconds, and too few to lose a hundred


def url_of(dossiers: int) -> str:
    """Return the address of the set's database."""
    name = NAMES.get(dossiers, f"ocop_bench_{dossiers}")
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))


def use(url: str) -> None:
    """Name the database to Django and set it up; once a process."""
    import django

    os.environ["DATABASE_URL"] = url
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    django.setup()


def ready(dossiers: int) -> None:
    """Make the set of this process's database ready: use it, bring it up to date, or build it."""
    from django.core.management import call_command
    from django.db import connection

    name = urlsplit(os.environ["DATABASE_URL"]).path[1:]
    had = _mark(name)
    wanted = {"dossiers": dossiers, "filler": _filler(), "migrations": _migrations()}
    if had == wanted:
        return
    if had is None or (had["dossiers"], had["filler"]) != (dossiers, wanted["filler"]):
        _recreate(name)
        call_command("migrate", verbosity=0)
        _fill(dossiers)
    else:  # the same rows; what was migrated since is migrated here as in any installation
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0")
        call_command("migrate", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON DATABASE {name} IS %s", [json.dumps(wanted)])
    connection.close()


def used(dossiers: int) -> None:
    """Say that dossiers of the set were moved: a small set is built anew next time."""
    if dossiers <= SMALL:
        name = urlsplit(url_of(dossiers)).path[1:]
        with _server() as cursor:
            cursor.execute(f"COMMENT ON DATABASE {name} IS NULL")


def _filler() -> str:
    own = [Path(__file__).with_name(name) for name in ("dataset.py", "filling.py", "words.py")]
    return hashlib.sha256(b"".join(p.read_bytes() for p in own)).hexdigest()[:16]


def _migrations() -> list[str]:
    from django.db.migrations.loader import MigrationLoader

    return sorted(".".join(k) for k in MigrationLoader(None).disk_migrations)


@contextmanager
def _server() -> Iterator[Any]:
    admin = psycopg2.connect(urlunsplit(urlsplit(SERVER)._replace(path="/postgres")))
    admin.autocommit = True
    with admin.cursor() as cursor:
        yield cursor
    admin.close()


def _mark(name: str) -> dict[str, Any] | None:
    with _server() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [name],
        )
        row = cursor.fetchone()
        if row is None:
            cursor.execute(f"CREATE DATABASE {name}")
    return json.loads(row[0]) if row and row[0] else None


def _recreate(name: str) -> None:
    from django.db import connection

    connection.close()
    with _server() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name}")


def _fill(dossiers: int) -> None:
    from django.db import connection

    from processes.services import walls

    walls.drop(connection)
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0")
        cursor.execute("SET maintenance_work_mem = '2GB'; SET work_mem = '256MB'")
        cursor.execute("SET synchronous_commit = off")
        # foreign keys hold by construction; checking 60 million of them takes an hour
        cursor.execute("SET session_replication_role = replica")
        with lenient(cursor):
            filling.people(cursor, dossiers)
            with _without_indexes(cursor, "processes_dossier"):
                filling.dossiers(cursor, dossiers)
            with _without_indexes(cursor, "processes_record"):
                filling.records(cursor, dossiers)
            with _without_indexes(cursor, "viewflow_task"):
                filling.viewflow(cursor, dossiers)
        cursor.execute("SET session_replication_role = origin; SET synchronous_commit = on")
        cursor.execute("VACUUM (ANALYZE)")
    walls.raise_(connection)
    print(f"{dossiers} dossiers built in {time.perf_counter() - began:.0f} s", flush=True)


@contextmanager
def _without_indexes(cursor: Any, table: str) -> Iterator[None]:
    """Drop a table's indexes and unique constraints, its key excepted; make them again after."""
    cursor.execute(
        """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
           WHERE conrelid = %s::regclass AND contype = 'u'""",
        [table],
    )
    unique = cursor.fetchall()
    cursor.execute(
        """SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.tablename = %s AND NOT EXISTS
           (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname AND c.contype IN ('u', 'p'))
        """,
        [table],
    )
    plain = cursor.fetchall()
    for name, _how in unique:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _how in plain:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for name, how in unique:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {how}')
    for _name, how in plain:
        cursor.execute(how)
