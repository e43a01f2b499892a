"""Copying a database whole, and putting the copy in the place of an empty one."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from .manifest import Unfit

FILE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


@contextmanager
def copied(folder: Path) -> Iterator[tuple[Path, Any]]:
    """Copy the database into a folder; yield the copy and a cursor that sees just what it holds.

    Raises:
        Unfit: the database's own program fails.
    """
    path = folder / FILE[connection.vendor]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # never the file itself: half of it may be in its log
            cursor.execute("VACUUM INTO %s", [str(path)])
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
            yield path, copy.cursor()
        return
    with closing(connection.get_new_connection(connection.get_connection_params())) as own:
        own.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with own.cursor() as cursor:
            # a dump of a large database takes longer than any page may
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("SET idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={path}")
            yield path, cursor


def _run(program: str, *words: str) -> None:
    said = connection.settings_dict
    options = said.get("OPTIONS", {})
    given = {
        "PGHOST": said["HOST"],
        "PGPORT": said["PORT"],
        "PGUSER": said["USER"],
        "PGPASSWORD": said["PASSWORD"],
        "PGDATABASE": said["NAME"],
        "PGSSLMODE": options.get("sslmode"),
        "PGSSLROOTCERT": options.get("sslrootcert"),
    }
    # by the environment: other users of the machine see a command's words
    environment = {**os.environ, **{k: str(v) for k, v in given.items() if v}}
    environment.pop("PGOPTIONS", None)
    found = shutil.which(program)
    if found is None:
        raise Unfit(f"{program} is not installed (Debian: postgresql-client)")
    done = subprocess.run(  # noqa: S603 - our own command
        [found, *words], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Unfit(f"{program}: {done.stderr.strip()[-800:]}")


def is_empty() -> bool:
    """Whether the database that is set up holds nothing yet."""
    return not connection.introspection.table_names()


def put_back(path: Path) -> str:
    """Put a copy in the database's place; return where the one before went, if there was one.

    Raises:
        Unfit: the database's own program fails. An empty database stays empty then.
    """
    if connection.vendor == "sqlite":
        return _put_file(path, Path(connection.settings_dict["NAME"]))
    before = ""
    if not is_empty():
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
        before = "was dropped"
    connection.close()
    name = f"--dbname={connection.settings_dict['NAME']}"
    how = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")
    _run("pg_restore", *how, "--no-comments", name, str(path))
    return before


def _put_file(path: Path, target: Path) -> str:
    before = ""
    if target.exists() and not is_empty():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        before = f"{target}.before-{timezone.now():%Y%m%dT%H%M%S}"
    connection.close()
    fresh = target.with_name(f"{target.name}.part")
    shutil.copyfile(path, fresh)
    fresh.chmod(0o600)
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    if before:
        target.replace(before)
    for end in ("-wal", "-shm"):
        target.with_name(target.name + end).unlink(missing_ok=True)
    fresh.replace(target)
    return before
