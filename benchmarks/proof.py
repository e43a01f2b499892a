"""How quickly a million records are verified, beside the bare SHA-256 of the same bytes.

``python -m benchmarks.proof [--records 1000000]`` makes a database of its own on PostgreSQL, with
20 records a dossier: chained and hashed as the door does it, five of them with a detail, three with
a frozen version, two with a document. The steps are plausible and no journey; no dossier came to a
council. The database is dropped at the end.
"""

import argparse
import hashlib
import json
import os
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import RawIOBase
from typing import Any

from benchmarks import database
from benchmarks.dataset import _without_indexes

EACH = 20  # records of a dossier
DETAILS, VERSIONS, DOCUMENTS = (3, 6, 9, 12, 15), (2, 8, 14), (10, 11)
BEGAN = datetime(2026, 1, 5, 2, tzinfo=UTC)
AIM = 4.0
STATES = ("idea.draft", "idea.at_commune", "idea.at_district")
RECORD = """dossier_id, seq, key, at, kind, name, label, cites, source, target, actor_id,
    appointment_id, role, lasted_seconds, lasted_working_days, due_at, body, previous, hash"""
TABLES = {
    "record": f"id, {RECORD}",
    "recorddetail": "record_id, content, salt",
    "version": "dossier_id, sheet, number, content, salt, sha256, record_id",
    "document": "public_id, dossier_id, item_id, file, name, content_type, size, sha256, record_id",
}


class Stream(RawIOBase):
    """Lines that are made as they are read."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines, self.rest = lines, b""

    def read(self, size: int = -1) -> bytes:
        """Return the next ``size`` bytes."""
        parts, have = [self.rest], len(self.rest)
        while have < size and (line := next(self.lines, None)) is not None:
            parts.append(line.encode())
            have += len(parts[-1])
        whole = b"".join(parts)
        self.rest = whole[size:]
        return whole[:size]


def steps() -> list[tuple[str, str, str, str, str]]:
    """Return 20 steps in turn: kind, name, label, citation, role."""
    from processes.rulesets import RULESETS

    law = RULESETS["dl_2022"]
    rows = [t for t in law.transitions if not t.name.startswith(("convene", "extend", "recuse"))]
    found = [("transition", t.name, t.label, t.cites, t.by) for t in rows]
    taken = (found * EACH)[:EACH]
    submits = [step for step, t in zip(found, rows, strict=True) if t.submits]
    for n, step in zip(VERSIONS, submits, strict=False):
        taken[n] = step
    add = law.act["add_document"]
    for n in DOCUMENTS:
        taken[n] = ("act", add.name, add.label, add.cites, "applicant")
    return taken


def copied(value: Any) -> str:
    """Return a value as COPY takes it; what is written here has no tab and no backslash."""
    return "\\N" if value is None else str(value)


class Writer:
    """Makes dossiers' records, and remembers what stands beside them."""

    def __init__(self, dossiers: list[tuple[Any, ...]], item: int, first: int = 1) -> None:
        self.dossiers, self.item, self.steps, self.next = dossiers, item, steps(), first
        self.beside: dict[str, list[str]] = {name: [] for name in TABLES}

    def lines(self) -> Iterator[str]:
        """Yield the rows of all records, dossier by dossier."""
        for dossier in self.dossiers:
            yield from self._of(dossier)

    def _of(self, dossier: tuple[Any, ...]) -> Iterator[str]:
        from processes.text import canonical

        pk, code, user, appointment, scope = dossier
        previous, source = "0" * 64, ""
        for n, (kind, name, label, cites, role) in enumerate(self.steps):
            record, target = self.next, STATES[(n + 2) % 3] if n + 1 < EACH else "idea.at_commune"
            self.next += 1
            at = BEGAN + timedelta(hours=37 * n, seconds=pk % 3600, microseconds=pk % 997)
            said, key = f"{at:%Y-%m-%dT%H:%M:%S.%fZ}", uuid.UUID(int=record << 64 | 0xC0FFEE)
            data, detail = self._beside(n, pk, record)
            seconds, days = (-1, -1) if n == 0 else (133200, 2)
            body = canonical(
                {
                    "v": 1, "dossier": code, "ruleset": "dl_2022", "seq": n + 1, "key": str(key),
                    "at": said, "kind": kind, "name": name, "label": label, "cites": cites,
                    "source": source, "target": target, "actor": user, "appointment": appointment,
                    "role": role, "scope": scope, "data": data, "detail": detail,
                    "lasted_seconds": seconds, "lasted_working_days": days, "due": said,
                    "previous": previous,
                }
            )  # fmt: skip
            digest = hashlib.sha256(b"\x01" + body.encode()).hexdigest()
            row = (
                record, pk, n + 1, key, said, kind, name, label, cites, source, target,
                user, appointment, role, None if n == 0 else seconds, None if n == 0 else days,
                said, body, previous, digest,
            )  # fmt: skip
            yield "\t".join(map(copied, row)) + "\n"
            previous, source = digest, target

    def _beside(self, n: int, pk: int, record: int) -> tuple[dict[str, Any], str]:
        salt = hashlib.sha256(f"{record}".encode()).hexdigest()
        detail, data = "", {}
        if n in DETAILS:
            content = json.dumps({"reason": f"Hồ sơ cần bổ sung, lần {record}"}, ensure_ascii=False)
            detail = hashlib.sha256(f"{salt}{content}".encode()).hexdigest()
            self._put("recorddetail", record, content, salt)
        if n in VERSIONS:
            number = VERSIONS.index(n) + 1
            content = json.dumps({"fields": {f"f{i}": "Cà phê bột " * 8 for i in range(12)}})
            digest = hashlib.sha256(f"{salt}{content}".encode()).hexdigest()
            data = {"sheet": "idea", "number": number, "content": digest}
            row = (pk, "idea", number, content.replace("\\", "\\\\"), salt, digest, record)
            self._put("version", *row)
        if n in DOCUMENTS:
            data = {"item": "sample_photo", "sha256": salt}
            kept = (uuid.UUID(int=record), pk, self.item, f"{salt[:2]}/{salt}", "a.pdf")
            self._put("document", *kept, "application/pdf", 1000, salt, record)
        return data, detail

    def _put(self, table: str, *row: Any) -> None:
        self.beside[table].append("\t".join(map(copied, row)) + "\n")


def fill(records: int) -> None:
    """Fill a migrated database: so many records, 20 a dossier."""
    from django.db import connection

    database.fill(records // EACH, BEGAN)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0")
        cursor.execute("SET session_replication_role = replica; SET synchronous_commit = off")
        cursor.execute(
            """SELECT d.id, d.code, a.user_id, a.id, 'organisation:' || d.organisation_id
            FROM processes_dossier d JOIN processes_appointment a
            ON a.organisation_id = d.organisation_id ORDER BY d.id"""
        )
        rows = cursor.fetchall()
        cursor.execute("SELECT id FROM processes_checklistitem WHERE code = 'sample_photo'")
        writer = Writer(rows, cursor.fetchone()[0])
        with _without_indexes(cursor, "processes_record"), database.lenient(cursor):
            _copy(cursor, "record", writer.lines())
        with database.lenient(cursor):
            for table, lines in writer.beside.items():
                if lines:
                    _copy(cursor, table, iter(lines))
        cursor.execute(
            """UPDATE processes_dossier d SET version = r.seq, state = r.target,
            entered_at = r.at, due_at = r.due_at, waiting = 'commune_officer@' || d.commune_id
            FROM processes_record r WHERE r.dossier_id = d.id AND r.seq = %s""",
            [EACH],
        )
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('processes_record', 'id'), %s)", [records]
        )
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM (ANALYZE)")
    connection.close()


def _copy(cursor: Any, table: str, lines: Iterator[str]) -> None:
    sql = f"COPY processes_{table} ({TABLES[table]}) FROM STDIN"
    cursor.cursor.copy_expert(sql, Stream(lines), 1 << 20)


def a_day(dossiers: int) -> int:
    """Let so many dossiers take a step more, today; return how many records that were."""
    from django.db import connection

    from processes.models import Dossier, Record
    from processes.services import clock
    from processes.services.chain import Entry, append

    now = clock.now()
    for dossier in Dossier.objects.order_by("pk")[:dossiers]:
        last = Record.objects.filter(dossier=dossier).latest("seq")
        told = {
            "key": uuid.uuid4(), "at": now, "kind": "act", "name": "comment", "label": last.label,
            "cites": last.cites, "source": last.target, "target": last.target,
            "appointment": last.appointment, "role": last.role, "due_at": dossier.due_at,
        }  # fmt: skip
        append(dossier, Entry(**told), last.hash)
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE processes_dossier SET version = version + 1
            WHERE id IN (SELECT id FROM processes_dossier ORDER BY id LIMIT %s)""",
            [dossiers],
        )
    return dossiers


BYTES = """SELECT chr(1) || body FROM processes_record WHERE dossier_id >= %s AND dossier_id < %s
    UNION ALL SELECT d.salt || d.content FROM processes_recorddetail d
    JOIN processes_record r ON r.id = d.record_id WHERE r.dossier_id >= %s AND r.dossier_id < %s
    UNION ALL SELECT salt || content FROM processes_version
    WHERE dossier_id >= %s AND dossier_id < %s"""


def bare() -> tuple[float, int]:
    """Return the seconds that SHA-256 alone takes over all that is verified, in memory; its bytes."""
    from django.db import connection

    from processes.queries.fast_verification import _ranges

    seconds, size = 0.0, 0
    for first, end in _ranges(50):  # a fiftieth at a time in memory
        with connection.cursor() as cursor:
            cursor.execute(BYTES, [first, end] * 3)
            texts = [text.encode() for (text,) in cursor.fetchall()]
        began = time.perf_counter()
        for text in texts:
            hashlib.sha256(text).hexdigest()
        seconds += time.perf_counter() - began
        size += sum(map(len, texts))
    return seconds, size


def timed(name: str, what: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long something takes, in seconds, and what it gives; say so."""
    began = time.perf_counter()
    found = what()
    seconds = time.perf_counter() - began
    print(f"{name}: {seconds:.2f} s", flush=True)
    return seconds, found


def measure(records: int) -> None:
    """Make, verify, and print the table of docs/benchmarks.md."""
    from django.db import connection

    from processes.queries.fast_verification import verify_all
    from processes.queries.log_verification import verify_log
    from processes.services.log import make_head

    made, head = timed("first head over all records", make_head)
    with connection.cursor() as cursor:  # as the server does by itself in the minutes after
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM (ANALYZE) processes_logleaf, processes_lognode")
        cursor.execute("CHECKPOINT")
        cursor.execute("RESET statement_timeout")
    alone, size = bare()
    print(f"SHA-256 alone, of {size / 1e6:.0f} MB: {alone:.2f} s", flush=True)
    one, findings = timed("chains, one connection", verify_all)
    two, also = timed("chains, two connections", lambda: verify_all(2))
    again, _size = bare()
    leaf_by_leaf, by_leaf = timed("log, leaf by leaf", lambda: verify_log(exact=True))
    log, found = timed("log, two connections", lambda: verify_log(processes=2))
    problems = [*findings.problems, *also.problems, *by_leaf.problems, *found.problems]
    if problems or (findings.records, also.records) != (records, records):
        raise SystemExit(f"{findings.records} records, problems: {problems[:3]}")
    day = a_day(min(500, records // EACH))
    next_head, _head = timed("the head of a day", make_head)
    since, part = timed("verification of that day", lambda: _day(head))
    if part != (day, []):
        raise SystemExit(f"the day has {part}")
    alone = (alone + again) / 2
    rows = [
        (f"SHA-256 alone, {size / 1e6:.0f} MB", alone),
        ("chains, columns and what stands beside, one connection", one),
        ("the same, two connections", two),
        ("log: leaves, nodes, heads, leaf by leaf", leaf_by_leaf),
        ("the same in blocks, two connections", log),
        ("all that `verify_history --processes 2` reads", two + log),
    ]
    print(f"\n| {records:,} records | s | records a second | beside SHA-256 |\n|---|---|---|---|")
    for words, seconds in rows:
        print(f"| {words} | {seconds:.2f} | {records / seconds:,.0f} | {seconds / alone:.2f} |")
    print(f"| first head over all | {made:.2f} | {records / made:,.0f} | |")
    print(f"| head after a day of {day} records | {next_head:.2f} | | |")
    print(f"| verification of that day (`--since-head`) | {since:.2f} | | |")
    print(f"\nAim, at most {AIM:.0f} times: {'met' if two / alone <= AIM else 'missed'}")


def _day(head: Any) -> tuple[int, list[Any]]:
    from processes.models import Dossier
    from processes.queries.log_verification import verify_log
    from processes.queries.verification import verify

    found = verify_log(since=head)
    findings = verify(Dossier.objects.filter(code__in=found.touched))
    return found.leaves, [*found.problems, *findings.problems]


def main() -> None:
    """Make the database, measure, drop it."""
    parser = argparse.ArgumentParser(prog="benchmarks.proof", description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    asked = parser.parse_args()
    database.NAME = "ocop_bench_proof"
    with database.fresh():
        os.environ["DJANGO_SETTINGS_MODULE"] = "workflow_app.settings"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        timed(f"{asked.records} records made", lambda: fill(asked.records))
        measure(asked.records)


if __name__ == "__main__":
    main()
