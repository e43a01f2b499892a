"""Backups: whole, of one moment, put back only where they hold; on the database at hand."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from processes.models import Delivery, Document, Notice
from processes.services.backup import making
from processes.services.backup.manifest import MANIFEST, read
from processes.services.files import root
from tests.campaign.house import database
from tests.journeys import stage as stages
from tests.play import dossier_in

ROOT = Path(__file__).resolve().parents[2]
ON_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")
Restore = Callable[..., tuple[int, str]]


@pytest.fixture
def dossier(transactional_db: None) -> Any:
    """A dossier with two documents, and a message that waits, for others to see."""
    made, long_ago = dossier_in(stages.build(), "rating.draft"), datetime(2026, 3, 1, tzinfo=UTC)
    Delivery.objects.create(
        notice=Notice.objects.earliest("pk"),
        channel="email",
        kind="step",
        made_at=long_ago,
        available_at=long_ago,
    )
    return made


@pytest.fixture
def backup(dossier: Any, tmp_path: Path) -> Path:
    """A backup as a folder."""
    call_command("backup", output=tmp_path / "backup", stdout=StringIO())
    return tmp_path / "backup"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    if not ON_POSTGRES:
        yield f"sqlite:///{tmp_path / 'restored.sqlite3'}"
        return
    name = f"restored_{os.getpid()}"
    server = psycopg2.connect(urlsplit(database())._replace(path="/postgres").geturl())
    server.autocommit = True
    server.cursor().execute(f"CREATE DATABASE {name}")
    yield urlsplit(database())._replace(path=f"/{name}").geturl()
    server.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()


@pytest.fixture
def manage(place: str, tmp_path: Path) -> Restore:
    """Run a command of the product's on the empty place, as an administrator does."""

    def run(*words: object) -> tuple[int, str]:
        given = {"DATABASE_URL": place, "MEDIA_ROOT": str(tmp_path / "restored")}
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "manage.py", *map(str, words)],
            cwd=ROOT,
            env={**os.environ, "DJANGO_ENV": "development", **given},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    return run


def last(said: tuple[int, str]) -> tuple[int, str]:
    return said[0], said[1].strip().splitlines()[-1]


HOLDS = (0, "The history holds: every chain, wall and file was verified.")
DOES_NOT = (1, "The history does NOT hold: do not open the site to anybody.")


def test_a_restored_backup_holds(backup: Path, manage: Restore, tmp_path: Path) -> None:
    assert last(manage("restore", backup)) == HOLDS
    assert last(manage("verify_history"))[1].endswith("problems=0")
    assert manage("check_files") == (0, f"files={Document.objects.count()} problems=0\n")
    kept = {p.relative_to(root()) for p in root().rglob("*") if p.is_file()}
    again = {p.relative_to(tmp_path / "restored") for p in (tmp_path / "restored").rglob("*/*")}
    assert kept == again


def test_a_backup_in_one_file_holds(dossier: Any, manage: Restore, tmp_path: Path) -> None:
    call_command("backup", output=tmp_path / "b.tar", stdout=StringIO())

    assert last(manage("restore", tmp_path / "b.tar")) == HOLDS


def test_after_a_restore_nothing_is_sent_until_a_person_says_so(
    backup: Path, manage: Restore
) -> None:
    waiting = "from processes.models import Delivery; from notifications.outbox import offer;"
    count = "print(Delivery.objects.filter(state='waiting').count(), len(offer()))"
    manage("restore", backup)

    assert last(manage("shell", "--no-imports", "-c", waiting + count)) == (0, "1 0")


def test_the_restored_history_is_walled_again(backup: Path, manage: Restore) -> None:
    manage("restore", backup)

    change = "from processes.models import Record; Record.objects.update(label='x')"
    code, said = manage("shell", "--no-imports", "-c", change)
    assert (code, "append-only: UPDATE on processes_record is refused" in said) == (1, True)


def test_a_place_that_is_not_empty_is_left_alone(backup: Path, manage: Restore) -> None:
    manage("restore", backup)

    code, said = manage("restore", backup)

    assert (code, "Nothing was restored." in said, said.count("is not empty")) == (1, True, 2)


def test_a_place_that_is_not_empty_is_replaced_where_told(backup: Path, manage: Restore) -> None:
    manage("restore", backup)

    assert last(manage("restore", backup, "--replace")) == HOLDS


def test_a_file_that_was_changed_is_named_and_nothing_is_restored(
    backup: Path, manage: Restore, tmp_path: Path
) -> None:
    file = next((backup / "files").rglob("*/*"))
    file.write_bytes(file.read_bytes() + b" ")

    code, said = manage("restore", backup)

    name = file.relative_to(backup)
    assert (code, f"{name} was changed: it does not have the hash" in said) == (1, True)
    assert not (tmp_path / "restored").exists()


def test_a_file_that_is_missing_is_named(backup: Path, manage: Restore) -> None:
    file = next((backup / "files").rglob("*/*"))
    file.unlink()

    assert f"{file.relative_to(backup)} is missing" in manage("restore", backup)[1]


def test_a_database_that_was_changed_is_named(backup: Path, manage: Restore) -> None:
    name = read((backup / MANIFEST).read_text()).database
    with (backup / name).open("ab") as file:
        file.write(b" ")

    assert f"{name} was changed" in manage("restore", backup)[1]


def test_a_manifest_that_was_written_anew_is_found_by_the_hash_that_was_noted(
    backup: Path, manage: Restore
) -> None:
    noted = hashlib.sha256((backup / MANIFEST).read_bytes()).hexdigest()
    said = json.loads((backup / MANIFEST).read_text()) | {"made_at": "2020-01-01T00:00:00Z"}
    (backup / MANIFEST).write_text(json.dumps(said))

    words = manage("restore", backup, "--manifest-sha256", noted)[1]

    assert "it does not have the hash that was written down" in words


def test_a_history_that_was_changed_under_a_manifest_that_fits_is_found(
    backup: Path, manage: Restore, place: str, tmp_path: Path, dossier: Any
) -> None:
    """Whoever can write a manifest anew still cannot make a chain that holds."""
    _forge(backup, place, tmp_path)

    said = manage("restore", backup)

    assert last(said) == DOES_NOT
    assert f"{dossier.code}/2: the body does not have its hash" in said[1]


def _forge(backup: Path, place: str, tmp_path: Path) -> None:
    change = "UPDATE processes_record SET body = replace(body, 'submit', 'Submit') WHERE seq = 2"
    manifest = json.loads((backup / MANIFEST).read_text())
    path = backup / manifest["database"]
    if ON_POSTGRES:
        _forge_dump(path, place, change)
    else:
        copy = sqlite3.connect(path)
        names = copy.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in names:
            copy.execute(f"DROP TRIGGER {name}")
        copy.execute(change)
        copy.commit()
        copy.close()
    manifest["parts"][manifest["database"]] = hashlib.sha256(path.read_bytes()).hexdigest()
    (backup / MANIFEST).write_text(json.dumps(manifest))


def _forge_dump(path: Path, place: str, change: str) -> None:
    """Restore the dump, change it as a superuser without triggers, dump it again, leave nothing."""
    subprocess.run(["pg_restore", "--no-owner", f"--dbname={place}", path], check=True)  # noqa: S603, S607 - our own command
    with psycopg2.connect(place) as forged, forged.cursor() as cursor:
        cursor.execute("ALTER TABLE processes_record DISABLE TRIGGER ALL")
        cursor.execute(change)
        cursor.execute("ALTER TABLE processes_record ENABLE ALWAYS TRIGGER ocop_frozen")
    forged.close()
    subprocess.run(["pg_dump", "--format=custom", f"--file={path}", place], check=True)  # noqa: S603, S607 - our own command
    with psycopg2.connect(place) as forged, forged.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    forged.close()


def test_what_a_later_program_made_is_refused(backup: Path, manage: Restore) -> None:
    manifest = json.loads((backup / MANIFEST).read_text())
    manifest["migrations"].append("processes.9999_later")
    (backup / MANIFEST).write_text(json.dumps(manifest))

    assert "this program does not know processes.9999_later" in manage("restore", backup)[1]


def test_an_archive_that_leads_out_of_its_folder_is_refused(
    manage: Restore, tmp_path: Path
) -> None:
    (tmp_path / "evil").write_text("x")
    with tarfile.open(tmp_path / "b.tar", "w") as tar:
        tar.add(tmp_path / "evil", "../../evil")

    code, said = manage("restore", tmp_path / "b.tar")

    assert (code, "Nothing was restored." in said) == (1, True)


def test_a_file_that_was_lost_before_is_told_and_the_rest_is_backed_up(
    dossier: Any, tmp_path: Path
) -> None:
    document = Document.objects.first()
    (root() / document.file.name).write_bytes(b"other")

    made, _sha256 = making.make(tmp_path / "backup")

    assert made.missing == [f"{document.file.name} has another content than its row says"]


def test_where_something_is_already_no_backup_is_written(dossier: Any, tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command("backup", output=tmp_path, stdout=StringIO())


def test_a_backup_that_fails_leaves_nothing(
    dossier: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", fails)
    with pytest.raises(CommandError):
        call_command("backup", output=tmp_path / "backup", stdout=StringIO())

    assert [p.name for p in tmp_path.iterdir() if p.name != "media"] == []


def test_the_copy_is_of_one_moment(
    dossier: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written while the files are copied is in neither database nor list."""
    describe = making._describe

    def while_others_work(*args: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM processes_delivery")
        describe(*args)

    monkeypatch.setattr(making, "_describe", while_others_work)
    made, _sha256 = making.make(tmp_path / "backup")

    assert (made.counts["processes_delivery"], Delivery.objects.count()) == (1, 0)
