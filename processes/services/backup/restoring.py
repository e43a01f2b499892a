"""Putting a backup back: all of it is looked at before anything is written, and again afterwards."""

import hashlib
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.contrib.sessions.models import Session
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from processes.models import Dossier, Heartbeat
from processes.queries.deliveries import PAUSED
from processes.queries.verification import verify
from processes.services import clock, file_checks, walls
from processes.services.files import digest, root

from .databases import FILE, is_empty, put_back
from .making import counts, heads_digest
from .manifest import HEADS, MANIFEST, Manifest, Unfit, listed, problems, read


@contextmanager
def opened(source: Path) -> Iterator[Path]:
    """Yield a backup as a folder; a ``.tar`` is unpacked beside the uploads.

    Raises:
        Unfit: it is neither.
    """
    if source.is_dir():
        yield source
        return
    root().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root().parent, prefix="restore-") as name:
        try:
            with tarfile.open(source, "r:") as tar:
                tar.extractall(name, filter="data")
        except (tarfile.TarError, OSError) as error:
            raise Unfit(f"{source}: {error}") from None
        yield Path(name)


def examine(folder: Path, expected: str = "") -> Manifest:
    """Return the manifest of a backup that is whole and that this program can read.

    Args:
        expected: The manifest's SHA-256 as it was written down when the backup was made.

    Raises:
        Unfit: naming everything that is not as it should be.
    """
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise Unfit(f"{MANIFEST} is missing or cannot be read") from None
    if expected and hashlib.sha256(text.encode()).hexdigest() != expected.lower():
        raise Unfit(f"{MANIFEST} was changed: it does not have the hash that was written down")
    manifest = read(text)
    found = list(problems(folder, manifest))
    if manifest.kind != connection.vendor or manifest.database != FILE[connection.vendor]:
        found.append(f"it is of a {manifest.kind} database, DATABASE_URL names {connection.vendor}")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    found += [f"this program does not know {m}" for m in manifest.migrations if m not in known]
    if found:
        raise Unfit(*found)
    return manifest


def refuse_unless_empty() -> None:
    """Refuse to write over a database or files that are in use.

    Raises:
        Unfit: naming what is there.
    """
    found = []
    if not is_empty():
        found.append(f"the database {connection.settings_dict['NAME']} is not empty")
    if root().exists() and any(p.is_file() for p in root().rglob("*")):
        found.append(f"the folder {root()} is not empty")
    if found:
        raise Unfit(*found)


def put_all(folder: Path, manifest: Manifest) -> str:
    """Put files and database back, and hold the sending; see :func:`put_back`.

    Files first: one too many does no harm. What the backup's outbox would send again waits for a
    person.
    """
    for sha256, name in listed(folder):
        _put_file(folder / name, root() / name.removeprefix("files/"), sha256)
    before = put_back(folder / manifest.database)
    said = {"by": f"restore ({manifest.made_at})"}
    Heartbeat.objects.update_or_create(name=PAUSED, defaults={"at": clock.now(), "said": said})
    return before


def _put_file(source: Path, target: Path, sha256: str) -> None:
    if target.is_file() and digest(target) == sha256:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    shutil.copyfile(source, part)
    part.chmod(0o600)
    part.replace(target)


def compared(manifest: Manifest) -> Iterator[str]:
    """Yield where the restored database differs from what its backup says of it."""
    with connection.cursor() as cursor:
        found = counts(cursor)
    held = "processes_heartbeat"  # the sending is held by a row there
    for table in sorted({*found, *manifest.counts} - {held}):
        if found.get(table) != manifest.counts.get(table):
            was = manifest.counts.get(table)
            yield f"{table} has {found.get(table)} rows, the backup says {was}"
    if heads_digest() != manifest.parts[HEADS]:
        yield f"the newest records are not those of {HEADS}"


def end_sessions() -> int:
    """End every session of the backup: one that was ended since must not live again."""
    return Session.objects.all().delete()[0]


def verified() -> Iterator[str]:
    """Yield what is wrong with walls, history and files, walked in full."""
    for name, table in walls.missing(connection):
        yield f"the wall {name} on {table} is missing"
    findings = verify(Dossier.objects.order_by("pk").iterator(chunk_size=500))
    yield from map(str, findings.problems)
    yield from file_checks.check().problems
