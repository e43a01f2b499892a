"""Making a backup: the database first, then the files that this copy of it names."""

import hashlib
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from django.db import connection

from processes.queries.stored import places
from processes.services import clock
from processes.services.files import digest, root

from .databases import copied
from .manifest import FILES, HEADS, MANIFEST, Manifest, Unfit, version

HEAD = """SELECT d.code, r.seq, r.hash FROM processes_dossier d
    JOIN processes_record r ON r.dossier_id = d.id AND r.seq = d.version ORDER BY d.id"""


class Sink(Protocol):
    """Where a backup goes."""

    def put(self, name: str, path: Path) -> None:
        """Add a file under a name."""


class Folder:
    """A backup as a folder."""

    def __init__(self, part: Path) -> None:
        self.part = part
        part.mkdir(mode=0o700)

    def put(self, name: str, path: Path) -> None:
        """Add a file under a name, down to the disk."""
        target = self.part / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(path, target)
        target.chmod(0o600)
        with target.open("rb") as file:
            os.fsync(file.fileno())


class Archive:
    """A backup as one file."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar = tar

    def put(self, name: str, path: Path) -> None:
        """Add a file under a name; nothing of who owned it here."""
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = path.stat().st_size, 0o600, int(path.stat().st_mtime)
        with path.open("rb") as file:
            self.tar.addfile(info, file)


def make(target: Path) -> tuple[Manifest, str]:
    """Write a backup, a folder or a ``.tar``, whole or not at all; return it and its own hash.

    Raises:
        Unfit: there is something at that place, or the database's program fails.
        OSError: it cannot be written.
    """
    if target.exists():
        raise Unfit(f"{target} is there already")
    with _sink(target) as sink, tempfile.TemporaryDirectory(dir=target.parent) as name:
        folder = Path(name)
        made = Manifest(f"{clock.now():%Y-%m-%dT%H:%M:%SZ}", version(), connection.vendor, "")
        with copied(folder) as (path, cursor):
            made.database = path.name
            _describe(made, cursor)
            made.heads = _write(folder / HEADS, _heads(cursor))
            sources = dict(_files(cursor))
        for part in (path, folder / HEADS):
            _add(sink, made, part)
        _write(folder / FILES, _copied(sink, made, sources))
        _add(sink, made, folder / FILES)
        (folder / MANIFEST).write_text(made.text(), encoding="utf-8")
        sink.put(MANIFEST, folder / MANIFEST)
    return made, hashlib.sha256(made.text().encode()).hexdigest()


@contextmanager
def _sink(target: Path) -> Iterator[Sink]:
    part = target.with_name(f"{target.name}.part")
    try:
        if target.suffix == ".tar":
            with part.open("xb") as file:
                part.chmod(0o600)
                with tarfile.open(fileobj=file, mode="w") as tar:
                    yield Archive(tar)
                file.flush()
                os.fsync(file.fileno())
        else:
            yield Folder(part)
        part.replace(target)
    finally:
        if part.is_dir():
            shutil.rmtree(part)
        part.unlink(missing_ok=True)


def _describe(made: Manifest, cursor: Any) -> None:
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    made.migrations = [f"{app}.{name}" for app, name in cursor.fetchall()]
    made.counts = counts(cursor)


def counts(cursor: Any) -> dict[str, int]:
    """Return how many rows each table has."""
    sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    if connection.vendor == "postgresql":
        sql = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    cursor.execute(sql)
    found = {}
    for table in sorted(row[0] for row in cursor.fetchall()):
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
        found[table] = int(cursor.fetchone()[0])
    return found


def _heads(cursor: Any) -> Iterator[str]:
    cursor.execute(HEAD)
    while rows := cursor.fetchmany(5000):
        for code, seq, sha256 in rows:
            yield f"{code} {seq} {sha256}\n"


def heads_digest() -> str:
    """Return the hash that the list of heads of the database at hand would have."""
    sha = hashlib.sha256()
    with connection.cursor() as cursor:
        for line in _heads(cursor):
            sha.update(line.encode())
    return sha.hexdigest()


def _files(cursor: Any) -> Iterator[tuple[str, str]]:
    for place in places():
        table = connection.ops.quote_name(place.model._meta.db_table)
        column = connection.ops.quote_name(place.column)
        cursor.execute(f"SELECT {column}, sha256 FROM {table}")
        yield from cursor.fetchall()


def _copied(sink: Sink, made: Manifest, sources: dict[str, str]) -> Iterator[str]:
    """Copy the files; yield their lines. One that is not what its row says is told, not copied."""
    for path in sorted(sources):
        try:
            content = (root() / path).read_bytes()
        except OSError:
            made.missing.append(f"{path} is missing")
            continue
        if hashlib.sha256(content).hexdigest() != sources[path]:
            made.missing.append(f"{path} has another content than its row says")
            continue
        sink.put(f"files/{path}", root() / path)
        made.files, made.size = made.files + 1, made.size + len(content)
        yield f"{sources[path]}  files/{path}\n"


def _write(path: Path, lines: Iterator[str]) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for count, line in enumerate(lines, 1):  # noqa: B007 - counted
            file.write(line)
    return count


def _add(sink: Sink, made: Manifest, path: Path) -> None:
    made.parts[path.name] = digest(path)
    sink.put(path.name, path)
