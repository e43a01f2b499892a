"""A database of the benchmark's own, filled by set-based SQL; dropped at the end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2

SERVER = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/ocop")
NAME = "ocop_bench"
ORGANISATIONS = 2000
OPEN_SHARE = 18.1  # per cent of the dossiers that are under way
DUE_SHARE = 2.0  # per cent that a sweep has to tell of
# what stands for nothing in a column of each kind
EMPTY = {
    "character varying": "''",
    "text": "''",
    "boolean": "false",
    "smallint": "0",
    "integer": "0",
    "jsonb": "'{}'",
}
# the states of open dossiers, whose they are, by turns
STATES = (
    ("idea.at_commune", "'commune_officer@' || u.id"),
    ("idea.at_district", "'district_officer@' || u.parent_id"),
    ("plan.at_district", "'district_officer@' || u.parent_id"),
    ("rating.at_district", "'district_officer@' || u.parent_id"),
    ("rating.at_province", "'province_officer@' || p.id"),
)


@contextmanager
def fresh() -> Iterator[str]:
    """Make the database, name it to Django, drop it at the end."""
    parts = urlsplit(SERVER)
    admin = urlunsplit(parts._replace(path="/postgres"))
    own = urlunsplit(parts._replace(path=f"/{NAME}"))
    _admin(admin, f"DROP DATABASE IF EXISTS {NAME}", f"CREATE DATABASE {NAME}")
    os.environ["DATABASE_URL"] = own
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workflow_app.settings")
    try:
        yield own
    finally:
        from django.db import connections

        connections.close_all()
        _admin(admin, f"DROP DATABASE IF EXISTS {NAME}")


def _admin(url: str, *statements: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)
    connection.close()


def fill(dossiers: int, now: datetime) -> None:
    """Fill a migrated database: people for every unit, and so many dossiers at ``now``.

    The walls are taken down in this database alone: set-based rows have no history of their own.
    """
    from django.db import connection

    from processes.services import walls

    walls.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        with lenient(cursor):
            for sql in _people():
                cursor.execute(sql)
            cursor.execute(_products(dossiers))
            cursor.execute(_dossiers(dossiers), {"now": now})
        for table in ("processes_dossier", "processes_appointment", "processes_notice"):
            cursor.execute(f"ANALYZE {table}")
        cursor.execute("RESET statement_timeout")


@contextmanager
def lenient(cursor: Any) -> Iterator[None]:
    """Let columns that must be filled be left out: Django keeps their defaults, SQL does not."""
    cursor.execute(
        """SELECT table_name, column_name, data_type FROM information_schema.columns
        WHERE table_schema = 'public' AND is_nullable = 'NO' AND column_default IS NULL
            AND is_identity = 'NO' AND data_type = ANY(%s)""",
        [list(EMPTY)],
    )
    columns = cursor.fetchall()
    for table, column, kind in columns:
        cursor.execute(f'ALTER TABLE "{table}" ALTER "{column}" SET DEFAULT {EMPTY[kind]}')
    yield
    for table, column, _kind in columns:
        cursor.execute(f'ALTER TABLE "{table}" ALTER "{column}" DROP DEFAULT')


def person(source: str, name: str, role: str, scope: str) -> Iterator[str]:
    """Give the SQL that makes a person and its appointment for each row of ``source``."""
    row = source.rsplit(maxsplit=1)[-1]
    yield f"""INSERT INTO processes_user (username, full_name, phone, email, language, password,
        is_superuser, is_staff, is_active, date_joined) SELECT {name}, {name}, '',
        {name} || '@ocop.example', 'vi', '!', false, false, true, now() FROM {source}"""
    yield f"""INSERT INTO processes_appointment (user_id, role, {scope}, from_on)
        SELECT w.id, '{role}', {row}.id, '2020-01-01' FROM {source}
        JOIN processes_user w ON w.username = {name}"""


def officers() -> Iterator[str]:
    """Give the SQL that makes an officer for every unit, and a supervisor above the communes."""
    for level in ("commune", "district", "province"):
        source = f"(SELECT * FROM processes_unit WHERE level = '{level}') u"
        yield from person(source, "'o-' || u.id", f"{level}_officer", "unit_id")
        if level != "commune":
            yield from person(source, "'s-' || u.id", "supervisor", "unit_id")


def _people() -> Iterator[str]:
    yield """INSERT INTO processes_cycle (year, ruleset_key, is_training, last_number,
        in_preparation, remind_days, window_days, apology_days)
        VALUES (2026, 'dl_2022', true, 0, false, 2, 7, 3)"""
    yield from officers()
    yield f"""INSERT INTO processes_organisation (name, name_fold, kind_id, commune_id,
        registration_number, address, phone, email)
        SELECT 'HTX ' || g, 'htx ' || g, (SELECT min(id) FROM processes_organisationkind), c.id,
            g, '', '', ''
        FROM generate_series(1, {ORGANISATIONS}) g
        JOIN (SELECT id, row_number() OVER (ORDER BY id) n, count(*) OVER () many
              FROM processes_unit WHERE level = 'commune') c ON c.n = 1 + g % c.many"""
    yield from person("processes_organisation o", "'a-' || o.id", "applicant", "organisation_id")


def _products(dossiers: int) -> str:
    return f"""INSERT INTO processes_product (organisation_id, name, name_fold, subgroup_id, is_new)
        SELECT o.id, 'SP ' || g, 'sp ' || g, (SELECT min(id) FROM processes_subgroup), true
        FROM generate_series(1, {dossiers}) g
        JOIN (SELECT id, row_number() OVER (ORDER BY id) n FROM processes_organisation) o
            ON o.n = 1 + g % {ORGANISATIONS}"""


def _dossiers(dossiers: int) -> str:
    """Open ones by turns; of those that are due, half soon, a fifth today, the rest overdue."""
    share = "mod(g.n, 1000) / 10.0"
    turn = f"mod(g.n / 1000, {len(STATES)})"
    state = " ".join(f"WHEN {turn} = {n} THEN '{s}'" for n, (s, _w) in enumerate(STATES))
    waits = " ".join(f"WHEN {turn} = {n} THEN {w}" for n, (_s, w) in enumerate(STATES))
    is_open, is_due = f"{share} < {OPEN_SHARE}", f"{share} < {DUE_SHARE}"
    return f"""INSERT INTO processes_dossier (public_id, code, product_id, cycle_id, ruleset_key,
            organisation_id, commune_id, district_id, province_id, state, version, waiting,
            entered_at, due_at, search)
        SELECT gen_random_uuid(), 'B-' || g.id, g.id, (SELECT max(id) FROM processes_cycle),
            'dl_2022', g.organisation_id, u.id, u.parent_id, p.id,
            CASE WHEN {is_open} THEN CASE {state} END ELSE 'end.certified' END, 1,
            CASE WHEN {is_open} THEN CASE {waits} END ELSE '' END,
            %(now)s::timestamptz - interval '9 days',
            CASE WHEN {is_due} THEN date_trunc('day', %(now)s::timestamptz, 'Asia/Ho_Chi_Minh')
                    + CASE WHEN {share} < 1 THEN interval '2 days'
                           WHEN {share} < 1.4 THEN interval '1 day' ELSE interval '-1 day' END
                WHEN {is_open} THEN %(now)s::timestamptz + interval '30 days' END, ''
        FROM (SELECT *, row_number() OVER (ORDER BY id) n FROM processes_product) g
        JOIN processes_organisation o ON o.id = g.organisation_id
        JOIN processes_unit u ON u.id = o.commune_id
        CROSS JOIN (SELECT id FROM processes_unit WHERE level = 'province' LIMIT 1) p"""
