"""What tests prepare alike is done once and remembered: the same statements again, not the same work.

Most tests begin with the stage and with a dossier that went some way through the door; that took
half of the whole run. The first test of a worker that asks for it has it done for real, and what it
wrote is kept: statements, files, answer. The next test that stands at the same point, with nothing
written in between, has the same statements sent again, past the same walls. A test that patches code
or settings, and whatever was written by other hands, has everything done for real.
"""

import pickle
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation

from processes.services import clock

WRITES = re.compile(
    r"\s*(INSERT|UPDATE|DELETE|REPLACE|WITH|ALTER|DROP|CREATE|TRUNCATE)\b", re.IGNORECASE
)
STEPS = re.compile(r"\s*(SAVEPOINT|RELEASE|ROLLBACK TO)\b", re.IGNORECASE)
LITE = "SELECT name, seq FROM sqlite_sequence ORDER BY name"
POSTGRES = """SELECT sequencename, last_value FROM pg_sequences
    WHERE schemaname = 'public' ORDER BY sequencename"""


@dataclass(frozen=True)
class Remembered:
    """What one piece of preparation wrote and answered."""

    statements: list[tuple[str, Any, bool]]
    files: dict[str, bytes]
    answer: bytes
    number: int
    sequences: list[tuple[str, int | None]]


class Memory:
    """Where the test at hand stands, and everything that was done from there before."""

    def __init__(self) -> None:
        self.known: dict[Any, Remembered] = {}
        self.path: int | None = None  # the number of what was done last; 0 is the template
        self.recording: list[tuple[str, Any, bool]] | None = None
        self.broken = False
        self.initial: list[tuple[str, int | None]] = []
        self.version = 0

    def watch(self) -> None:
        """Remember where the database's counters stand; the template has just been copied."""
        self.initial = self._sequences()

    def begin(self, patched: Callable[[], bool]) -> None:
        """Begin a test on an untouched database; ``patched`` says if it changed code or settings."""
        self.patched = patched
        # a browser's loop in this thread gives Django another connection than the one before
        if self._seen not in connection.execute_wrappers:
            connection.execute_wrappers.append(self._seen)
        shared = bool(connection.savepoint_ids)  # a wider fixture has written for several tests
        self.path = None if shared else 0
        self.recording = None
        if connection.vendor == "sqlite" and self.path is not None:
            self.version = self._version()

    def forget(self) -> None:
        """Do everything for real from here on."""
        self.path = None

    def once(self, what: tuple[Any, ...], work: Callable[[], Any]) -> Any:
        """Do the work, or send again what it wrote from this same point."""
        if not self._usable():
            return work()
        if self.path == 0 and connection.vendor == "postgresql":
            self._rewind()
        standing = tuple(clock._standing[-1:])
        point = (self.path, what, translation.get_language(), standing)
        if point not in self.known:
            return self._do(point, work)
        kept = self.known[point]
        self._again(kept)
        self.path = kept.number
        return pickle.loads(kept.answer)  # noqa: S301 - our own, of this process

    def _usable(self) -> bool:
        if threading.current_thread() is not threading.main_thread():
            return False
        watched = self._seen in connection.execute_wrappers
        if not watched or self.path is None or self.recording is not None or self.patched():
            return False
        if not connection.in_atomic_block:  # others may have written meanwhile
            return connection.vendor == "sqlite" and self.version == self._version()
        return True

    def _version(self) -> int:
        """Return a number that changes when another connection has written to the file."""
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA data_version")
            return int(cursor.fetchone()[0])

    def _do(self, point: Any, work: Callable[[], Any]) -> Any:
        files = set(_files())
        self.recording, self.broken = [], False
        try:
            with transaction.atomic():  # so that whatever is undone inside is seen
                answer = work()
                sequences = self._sequences()
            written = self.recording
        except BaseException:
            self.forget()
            raise
        finally:
            self.recording = None
        if self.broken:
            self.forget()
            return answer
        made = {f: (_media() / f).read_bytes() for f in _files() if f not in files}
        self.path = len(self.known) + 1
        kept = (written, made, pickle.dumps(answer), self.path, sequences)
        self.known[point] = Remembered(*kept)
        return answer

    def _again(self, kept: Remembered) -> None:
        self.recording = []  # what follows is no writing by other hands
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                _send(cursor, kept.statements)
                sequences = self._sequences()
        finally:
            self.recording = None
        for name, content in kept.files.items():
            path = _media() / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        assert sequences == kept.sequences, "what was remembered came out differently"

    def _seen(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if self.recording is None:
            if self.path is not None and WRITES.match(sql):
                self.forget()
            return execute(sql, params, many, context)
        if WRITES.match(sql) or STEPS.match(sql):
            self.recording.append((sql, params, many))
        try:
            return execute(sql, params, many, context)
        except BaseException:
            self.broken = True
            raise

    def _sequences(self) -> list[tuple[str, int | None]]:
        with connection.cursor() as cursor:
            cursor.execute(POSTGRES if connection.vendor == "postgresql" else LITE)
            return [tuple(row) for row in cursor.fetchall()]

    def _rewind(self) -> None:
        """Count from where the template stood: PostgreSQL's sequences outlive a rollback."""
        wanted = [(name, last or 1, last is not None) for name, last in self.initial]
        with connection.cursor() as cursor:
            values = ", ".join(["(%s, %s, %s)"] * len(wanted))
            cursor.execute(
                "SELECT setval(quote_ident(s.name)::regclass, s.last, s.called)"
                f" FROM (VALUES {values}) AS s (name, last, called)",
                [part for row in wanted for part in row],
            )


def _send(cursor: Any, statements: list[tuple[str, Any, bool]]) -> None:
    if connection.vendor == "postgresql" and not any(many for *_, many in statements):
        # in one go: on the way to a server time is lost by the piece
        text = b";\n".join(cursor.mogrify(sql, params) for sql, params, _many in statements)
        if text:
            cursor.execute(text.decode())
        return
    for sql, params, many in statements:
        (cursor.executemany if many else cursor.execute)(sql, params)
        if cursor.description:
            cursor.fetchall()


def _media() -> Path:
    return Path(settings.MEDIA_ROOT)


def _files() -> list[str]:
    """Return the files that the test has handed in so far."""
    return [str(f.relative_to(_media())) for f in _media().rglob("*") if f.is_file()]


MEMORY = Memory()
