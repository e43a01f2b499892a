"""The walls round the history, inside the database: what was recorded cannot be changed.

PostgreSQL: triggers that refuse UPDATE, DELETE and TRUNCATE on the frozen tables, ENABLE ALWAYS, and
one that refuses a new state without its record. SQLite: the same but for TRUNCATE, which it lacks,
and with a guard against ``INSERT OR REPLACE``. SQLite rebuilds a table on many migrations and drops
its triggers, so the walls are raised again after every migration and checked at every start.

Two changes pass. A text that an erasure names may be emptied with its salt, and nothing else of its
row with them; a row of the read log may be deleted once its period of keeping is over.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from processes.models import Handover, RecordDetail, ScoreSheet, Version
from processes.rulesets import RULESETS

from .retention import READ_LOG_YEARS

FROZEN = (
    "processes_record",
    "processes_recorddetail",
    "processes_handover",
    "processes_version",
    "processes_scoresheet",
    "processes_sheetreading",
    "processes_criteriaedition",
    "processes_reading",
    "processes_erasure",
    "processes_forgotten",
    "processes_accountentry",
    "processes_logleaf",
    "processes_lognode",
    "processes_logkey",
    "processes_head",
    "processes_headdelivery",
)
# what an erasure may empty of a row that processes_forgotten names, and of no other
ERASABLE: dict[str, tuple[str, ...]] = {
    "processes_recorddetail": ("content", "salt"),
    "processes_version": ("content", "salt"),
    "processes_scoresheet": ("content", "comment"),
    "processes_handover": ("reason",),
}
_COLUMNS = {
    model._meta.db_table: [f.column for f in model._meta.concrete_fields]
    for model in (RecordDetail, Version, ScoreSheet, Handover)
}
READING = "processes_reading"
DOSSIER, RECORD = "processes_dossier", "processes_record"

# a dossier's new state or version needs the record that leads to it
_UNRECORDED = f"""NOT EXISTS (SELECT 1 FROM {RECORD} r WHERE r.dossier_id = NEW.id
    AND r.seq = NEW.version AND r.target = NEW.state)"""
_NOT_NEXT = f"""NEW.seq <> (SELECT d.version + 1 FROM {DOSSIER} d WHERE d.id = NEW.dossier_id)
    OR (NEW.seq > 1 AND NOT EXISTS (SELECT 1 FROM {RECORD} r WHERE r.dossier_id = NEW.dossier_id
        AND r.seq = NEW.seq - 1 AND r.hash = NEW.previous))"""
# a dossier begins at the beginning, and nothing takes the place of one that is there
_INITIAL = ", ".join(sorted({f"'{r.initial.key}'" for r in RULESETS.values()}))
_BEGUN = f"NEW.version <> 0 OR NEW.state NOT IN ({_INITIAL})"


def _postgres() -> Iterator[str]:
    yield """CREATE OR REPLACE FUNCTION ocop_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'append-only: % on % is refused', TG_OP, TG_TABLE_NAME; END $$"""
    yield f"""CREATE OR REPLACE FUNCTION ocop_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN IF {_UNRECORDED} THEN
            RAISE EXCEPTION 'dossier %: a state needs its record', NEW.id; END IF;
        RETURN NEW; END $$"""
    yield f"""CREATE OR REPLACE FUNCTION ocop_next() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN IF {_NOT_NEXT} THEN
            RAISE EXCEPTION 'dossier %: record % does not follow', NEW.dossier_id, NEW.seq; END IF;
        RETURN NEW; END $$"""
    yield f"""CREATE OR REPLACE FUNCTION ocop_begins() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN IF {_BEGUN} THEN
            RAISE EXCEPTION 'dossier %: a state needs its record', NEW.id; END IF;
        RETURN NEW; END $$"""
    yield """CREATE OR REPLACE FUNCTION ocop_forget() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN IF TG_OP = 'UPDATE' AND to_jsonb(NEW) = to_jsonb(OLD) || TG_ARGV[0]::jsonb
            AND EXISTS (SELECT 1 FROM processes_forgotten f
                WHERE f."table" = TG_TABLE_NAME AND f."row" = OLD.id) THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'append-only: % on % is refused', TG_OP, TG_TABLE_NAME; END $$"""
    yield f"""CREATE OR REPLACE FUNCTION ocop_expire() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN IF TG_OP = 'DELETE' THEN
            IF OLD.at < now() - interval '{READ_LOG_YEARS} years' THEN RETURN OLD; END IF; END IF;
        RAISE EXCEPTION 'append-only: % on % is refused', TG_OP, TG_TABLE_NAME; END $$"""
    for table in FROZEN:
        function = f"{_PG_FUNCTION.get(table, 'refuse')}({_emptied(table)})"
        yield from _pg_trigger("ocop_frozen", table, "BEFORE UPDATE OR DELETE", "ROW", function)
        yield from _pg_trigger("ocop_whole", table, "BEFORE TRUNCATE", "STATEMENT", "refuse()")
    yield from _pg_trigger("ocop_next", RECORD, "BEFORE INSERT", "ROW", "next()")
    changes = "BEFORE UPDATE OF state, version"
    yield from _pg_trigger("ocop_recorded", DOSSIER, changes, "ROW", "recorded()")
    yield from _pg_trigger("ocop_begins", DOSSIER, "BEFORE INSERT", "ROW", "begins()")


def _pg_trigger(name: str, table: str, when: str, each: str, function: str) -> Iterator[str]:
    yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
    yield (
        f"CREATE TRIGGER {name} {when} ON {table} FOR EACH {each} EXECUTE FUNCTION ocop_{function}"
    )
    yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"


_PG_FUNCTION = dict.fromkeys(ERASABLE, "forget") | {READING: "expire"}


def _emptied(table: str) -> str:
    """Return the columns that an erasure empties, as JSON of empty texts; nothing for others."""
    empty = ", ".join(f'"{column}": ""' for column in ERASABLE.get(table, ()))
    return f"'{{{empty}}}'" if empty else ""


def _sqlite() -> Iterator[str]:
    for table in FROZEN:
        for event in ("UPDATE", "DELETE"):
            yield from _lite_trigger(
                f"ocop_{event.lower()}_{table}",
                f"BEFORE {event} ON {table}{_lite_passes(table, event)}",
                f"SELECT RAISE(ABORT, 'append-only: {event} on {table} is refused');",
            )
        yield from _lite_trigger(
            f"ocop_insert_{table}",
            f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {_SAME[table]})",
            f"SELECT RAISE(ABORT, 'append-only: the row of {table} exists');",
        )
    yield from _lite_trigger(
        "ocop_next",
        f"BEFORE INSERT ON {RECORD} WHEN {_NOT_NEXT}",
        "SELECT RAISE(ABORT, 'append-only: this record does not follow');",
    )
    yield from _lite_trigger(
        "ocop_recorded",
        f"BEFORE UPDATE OF state, version ON {DOSSIER} WHEN {_UNRECORDED}",
        "SELECT RAISE(ABORT, 'dossier: a state needs its record');",
    )
    there = f"EXISTS (SELECT 1 FROM {DOSSIER} WHERE {_SAME[DOSSIER]})"
    yield from _lite_trigger(
        "ocop_begins",
        f"BEFORE INSERT ON {DOSSIER} WHEN {_BEGUN} OR {there}",
        "SELECT RAISE(ABORT, 'dossier: a state needs its record');",
    )


def _lite_passes(table: str, event: str) -> str:
    """Return the condition on which a change is refused; none where every one is."""
    if (table, event) == (READING, "DELETE"):
        return f" WHEN NOT OLD.at < datetime('now', '-{READ_LOG_YEARS} years')"
    if table not in ERASABLE or event != "UPDATE":
        return ""
    emptied = [f"NEW.{column} = ''" for column in ERASABLE[table]]
    kept = [f"NEW.{c} IS OLD.{c}" for c in _COLUMNS[table] if c not in ERASABLE[table]]
    named = f"""EXISTS (SELECT 1 FROM processes_forgotten f
        WHERE f."table" = '{table}' AND f."row" = OLD.id)"""
    return f" WHEN NOT ({' AND '.join([*emptied, *kept, named])})"


_SAME = {
    "processes_record": "id = NEW.id OR key = NEW.key"
    " OR (dossier_id = NEW.dossier_id AND seq = NEW.seq)",
    "processes_recorddetail": "id = NEW.id OR record_id = NEW.record_id",
    "processes_handover": "id = NEW.id",
    "processes_version": "id = NEW.id OR record_id = NEW.record_id"
    " OR (dossier_id = NEW.dossier_id AND sheet = NEW.sheet AND number = NEW.number)",
    "processes_scoresheet": "id = NEW.id OR record_id = NEW.record_id"
    " OR (item_id = NEW.item_id AND turn = NEW.turn AND member_id = NEW.member_id)",
    "processes_sheetreading": "id = NEW.id",
    "processes_criteriaedition": "id = NEW.id"
    " OR (law = NEW.law AND number = NEW.number AND version = NEW.version)",
    # what was shown again within a slot is left out (OR IGNORE), not refused
    READING: "id = NEW.id",
    "processes_erasure": "id = NEW.id",
    "processes_forgotten": 'id = NEW.id OR ("table" = NEW."table" AND "row" = NEW."row")',
    "processes_accountentry": "id = NEW.id",
    "processes_logleaf": "id = NEW.id OR record_id = NEW.record_id",
    "processes_lognode": 'id = NEW.id OR (level = NEW.level AND "index" = NEW."index")',
    "processes_logkey": "id = NEW.id OR key = NEW.key",
    "processes_head": "id = NEW.id OR number = NEW.number",
    "processes_headdelivery": "id = NEW.id",
    DOSSIER: "id = NEW.id OR public_id = NEW.public_id OR code = NEW.code"
    " OR (product_id = NEW.product_id AND cycle_id = NEW.cycle_id)",
}


def _lite_trigger(name: str, when: str, body: str) -> Iterator[str]:
    yield f"DROP TRIGGER IF EXISTS {name}"
    yield f"CREATE TRIGGER {name} {when} BEGIN {body} END"


def statements(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the SQL that raises the walls on this kind of database."""
    return list(_postgres() if connection.vendor == "postgresql" else _sqlite())


def raise_(connection: BaseDatabaseWrapper) -> None:
    """Raise the walls anew. The connection's user has to own the tables."""
    with connection.cursor() as cursor:
        for sql in statements(connection):
            cursor.execute(sql)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take the walls down: for tests that empty the tables, and for proving what they held."""
    standing = set(missing(connection, invert=True))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # what is still to be checked would block the change
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name, table in standing:
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def expected(connection: BaseDatabaseWrapper) -> set[tuple[str, str]]:
    """Return the walls that have to stand: trigger and table."""
    if connection.vendor == "postgresql":
        walls = {(n, t) for t in FROZEN for n in ("ocop_frozen", "ocop_whole")}
    else:
        events = ("update", "delete", "insert")
        walls = {(f"ocop_{e}_{t}", t) for t in FROZEN for e in events}
    return walls | {("ocop_next", RECORD), ("ocop_recorded", DOSSIER), ("ocop_begins", DOSSIER)}


def _standing(connection: BaseDatabaseWrapper) -> set[tuple[str, str]]:
    sql = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        sql = """SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE NOT t.tgisinternal AND t.tgenabled = 'A'"""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {(str(name), str(table)) for name, table in cursor.fetchall()}


def missing(connection: BaseDatabaseWrapper, *, invert: bool = False) -> list[tuple[str, str]]:
    """Return the walls that do not stand, or with ``invert`` those that do."""
    walls, standing = expected(connection), _standing(connection)
    return sorted(walls & standing if invert else walls - standing)


_rising: list[bool] = []


@contextmanager
def about_to_be_raised() -> Iterator[None]:
    """Leave the check on the walls out: what follows is the migration that raises them."""
    _rising.append(True)
    try:
        yield
    finally:
        _rising.pop()


def check(*, databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """System check: a migrated database has all its walls, or the application does not start."""
    found: list[CheckMessage] = []
    for alias in [] if _rising else databases or []:
        connection = connections[alias]
        if RECORD not in connection.introspection.table_names():
            continue
        found += [
            Error(
                f"The wall {name} on {table} is missing: history could be changed.",
                hint="Run manage.py migrate as the owner of the tables.",
                id="processes.E001",
            )
            for name, table in missing(connection)
        ]
    return found


def refuse_without_walls() -> None:
    """Stop a server that is about to start on a database whose history could be changed.

    Raises:
        ImproperlyConfigured: naming the walls that are missing.
    """
    found = check(databases=["default"])
    if found:
        raise ImproperlyConfigured("\n".join(str(message.msg) for message in found))
