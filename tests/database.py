"""One migrated database for a whole test run: made once, copied for each worker, and copied back.

Migrations and reference data take seconds. The first worker makes them, as a template; every worker
gets a copy. A test that commits leaves its traces in the copy, and gets a fresh one afterwards. On
SQLite the template is a file, kept from run to run for as long as no file that could change it changes.
"""

import fcntl
import hashlib
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("processes", "forms", "notifications", "workflow_app")
MAKES_IT = {".py", ".csv", ".yaml"}


def fingerprint() -> str:
    """Return what a template is known by: all that migrations and reference data come from."""
    seen = hashlib.sha256(sys.version.encode())
    files = [f for room in ROOMS for f in (ROOT / room).rglob("*") if f.suffix in MAKES_IT]
    for path in sorted([*files, ROOT / "requirements.txt", Path(__file__)]):
        seen.update(f"\0{path.relative_to(ROOT)}\0".encode())
        seen.update(path.read_bytes())
    return seen.hexdigest()[:20]


class Template:
    """A migrated database, and this worker's copy of it."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is where the workers meet."""
        self.folder = folder
        self.before = str(connection.settings_dict["NAME"])
        self.own = str(connection.creation._get_test_db_name())

    def set_up(self) -> None:
        """Make the template where there is none, and this worker's copy."""
        raise NotImplementedError

    def restore(self) -> None:
        """Make this worker's copy what the template is."""
        raise NotImplementedError

    def take_down(self) -> None:
        """Remove this worker's copy."""
        connection.creation.destroy_test_db(self.before, verbosity=0)

    def _migrate(self, name: str) -> None:
        test = connection.settings_dict["TEST"]
        kept, test["NAME"] = test["NAME"], name
        try:
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        finally:
            test["NAME"] = kept
        connection.close()

    def _use(self, name: str) -> None:
        connection.settings_dict["NAME"] = name

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class SQLite(Template):
    """A file; its copy is written page by page, into whatever connection is open."""

    def set_up(self) -> None:
        self.kept = self.folder / f"{fingerprint()}.sqlite3"
        with self._alone():
            if not self.kept.exists():
                self._make()
            # held open: another run may take the file away
            self.template = sqlite3.connect(f"file:{self.kept}?immutable=1", uri=True)
        self.restore()

    def restore(self) -> None:
        self._use(self.own)
        connection.ensure_connection()
        self.template.backup(connection.connection)

    def take_down(self) -> None:
        self.template.close()
        super().take_down()

    def _make(self) -> None:
        for old in self.folder.glob("*.sqlite3*"):
            old.unlink()
        half = self.kept.with_suffix(".sqlite3.half")
        self._migrate(str(half))
        half.replace(self.kept)


class PostgreSQL(Template):
    """A database of the server's, for this run; the server copies it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.template = f"test_{self.before}_template"
        self.mark = folder / f"{self.own}.mark"

    def set_up(self) -> None:
        with self._alone():
            if not any(self.folder.glob("*.mark")):
                self._migrate(self.template)
            self.mark.touch()
        self.restore()

    def restore(self) -> None:
        quote = connection.ops.quote_name
        self._ask(f"DROP DATABASE IF EXISTS {quote(self.own)} WITH (FORCE)")
        self._ask(f"CREATE DATABASE {quote(self.own)} TEMPLATE {quote(self.template)}")
        self._use(self.own)

    def take_down(self) -> None:
        super().take_down()
        with self._alone():
            self.mark.unlink()
            if not any(self.folder.glob("*.mark")):
                self._ask(f"DROP DATABASE {connection.ops.quote_name(self.template)}")

    def _ask(self, sql: str) -> None:
        connection.close()
        self._use(self.before)
        with connection._nodb_cursor() as cursor:
            cursor.execute(sql)
