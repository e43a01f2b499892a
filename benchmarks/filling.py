"""What a data set is filled with: people, dossiers, records, tasks; a few statements for each."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from psycopg2.extras import execute_values

RECORDS = 20  # a dossier
YEARS = 5  # a product has one dossier each year
A_SHARE = 50  # dossiers of one organisation, over the years
OPEN = 90  # per cent of the last year's dossiers: with five years 18 of all
# a Tuesday morning; fixed, so that two sets differ in their size only
NOW = datetime(2026, 3, 10, 7, 5, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
BATCH = 50_000  # dossiers whose records are written in one statement
SCOPES = {
    "applicant": "o.id",
    "commune_officer": "u.id",
    "district_officer": "u.parent_id",
}


def people(cursor: Any, dossiers: int) -> None:
    from benchmarks import words
    from benchmarks.database import officers, person

    for year in range(NOW.year - YEARS + 1, NOW.year + 1):
        cursor.execute(
            """INSERT INTO processes_cycle (year, ruleset_key, is_training, last_number,
                in_preparation, remind_days, window_days, apology_days, closed_on)
            VALUES (%s, 'dl_2022', true, %s, false, 2, 7, 3, %s)""",
            [year, dossiers, None if year == NOW.year else f"{year}-12-31"],
        )
    for key in ("ideas", "plans", "implementation", "rating_1", "rating_2"):
        cursor.execute(
            """INSERT INTO processes_cyclewindow (cycle_id, key, opens_on, closes_on)
            SELECT id, %s, make_date(year, 1, 1), make_date(year + 1, 12, 31) FROM processes_cycle""",
            [key],
        )
    for sql in officers():
        cursor.execute(sql)
    for table, names in (("bench_brand", words.brands()), ("bench_good", words.products())):
        cursor.execute(f"CREATE TEMP TABLE {table} (n serial, name text, fold text)")
        execute_values(cursor, f"INSERT INTO {table} (name, fold) VALUES %s", names)
    cursor.execute(
        """INSERT INTO processes_organisation (name, name_fold, kind_id, commune_id,
            registration_number)
        SELECT b.name, b.fold, (SELECT min(id) FROM processes_organisationkind), c.id, g
        FROM generate_series(1, %s) g
        JOIN bench_brand b ON b.n = 1 + (g * 7919) %% (SELECT count(*) FROM bench_brand)
        JOIN (SELECT id, row_number() OVER (ORDER BY id) n, count(*) OVER () many
              FROM processes_unit WHERE level = 'commune') c ON c.n = 1 + (g * 31) %% c.many""",
        [max(1, dossiers // A_SHARE)],
    )
    for sql in person("processes_organisation o", "'a-' || o.id", "applicant", "organisation_id"):
        cursor.execute(sql)
    cursor.execute(
        """INSERT INTO processes_product (organisation_id, name, name_fold, subgroup_id, is_new)
        SELECT o.id, w.name, w.fold, s.id, g %% 3 = 0
        FROM generate_series(1, %s) g
        JOIN (SELECT id, row_number() OVER (ORDER BY id) n, count(*) OVER () many
              FROM processes_organisation) o ON o.n = 1 + g %% o.many
        JOIN bench_good w ON w.n = 1 + (g * 6271) %% (SELECT count(*) FROM bench_good)
        JOIN (SELECT id, row_number() OVER (ORDER BY id) n, count(*) OVER () many
              FROM processes_subgroup) s ON s.n = 1 + (g * 6271) %% s.many""",
        [dossiers // YEARS],
    )
    for table in ("user", "appointment", "organisation", "product"):
        cursor.execute(f"ANALYZE processes_{table}")


def _states() -> list[tuple[str, str]]:
    """Return the states that are held by an office or an applicant, with the SQL of their key."""
    from processes.roles import Role
    from processes.rulesets import RULESETS

    chairs = (Role.DISTRICT_CHAIR, Role.PROVINCE_CHAIR)
    return [
        (s.key, f"'{Role(s.holder).value}@' || {SCOPES.get(Role(s.holder).value, 'p.id')}")
        for s in RULESETS["dl_2022"].states
        if s.holder and s.holder not in chairs
    ]


def dossiers(cursor: Any, count: int) -> None:
    """Write one dossier for each product and year; what is open is in the last year."""
    states, now = _states(), f"'{NOW.isoformat()}'::timestamptz"
    turn = f"(d.r % {len(states)})"
    state = " ".join(f"WHEN {n} THEN '{s}'" for n, (s, _w) in enumerate(states))
    waits = " ".join(f"WHEN {n} THEN {w}" for n, (_s, w) in enumerate(states))
    cursor.execute(
        f"""INSERT INTO processes_dossier (public_id, code, product_id, cycle_id, ruleset_key,
            organisation_id, commune_id, district_id, province_id, state, version, waiting,
            entered_at, due_at, star, score_total, score_sheets, search)
        SELECT gen_random_uuid(), d.code, d.id, d.cycle_id, 'dl_2022', o.id, u.id, u.parent_id, p.id,
            CASE WHEN d.is_open THEN CASE {turn} {state} END WHEN d.r % 20 = 0 THEN 'end.withdrawn'
                WHEN d.r % 5 = 0 THEN 'end.lapsed' WHEN d.r % 4 = 0 THEN 'end.rated_below'
                ELSE 'end.certified' END,
            {RECORDS}, CASE WHEN d.is_open THEN CASE {turn} {waits} END ELSE '' END,
            CASE WHEN d.is_open THEN {now} - (d.r % 30) * interval '1 day'
                ELSE make_timestamptz(d.year, 11, 20, 9, 0, 0) + (d.r % 9000) * interval '1 minute' END,
            CASE WHEN d.is_open AND d.r % 10 <> 9 THEN date_trunc('day', {now}, 'Asia/Ho_Chi_Minh')
                + (d.r / 64 % 60 - 15) * interval '1 day' END,
            CASE WHEN d.is_open OR d.r % 4 = 0 OR d.r % 5 = 0 THEN NULL ELSE 3 + d.r % 2 END,
            CASE WHEN d.is_open THEN NULL ELSE 35000 + d.r % 10000 END,
            CASE WHEN d.is_open THEN NULL ELSE 7 END,
            concat_ws(' ', lower(d.code), lower(replace(d.code, '-', '')), d.name_fold, o.name_fold,
                u.name_fold, h.name_fold)
        FROM (SELECT g.*, c.id AS cycle_id, c.year, 'OCOP-' || c.year % 100 || '-'
                  || lpad(g.id::text, 6, '0') AS code, abs(hashint8(g.id * 8 + c.year % 8)) AS r,
                  c.year = {NOW.year} AND abs(hashint8(g.id)) % 100 < {OPEN} AS is_open
              FROM processes_product g CROSS JOIN processes_cycle c) d
        JOIN processes_organisation o ON o.id = d.organisation_id
        JOIN processes_unit u ON u.id = o.commune_id JOIN processes_unit h ON h.id = u.parent_id
        CROSS JOIN (SELECT id FROM processes_unit WHERE level = 'province' LIMIT 1) p
        ORDER BY d.year, d.id"""
    )


def _steps() -> list[tuple[Any, ...]]:
    """Return the 20 steps that records tell by turns: number, name, words, from, to, role."""
    from processes.rulesets import RULESETS

    rows = RULESETS["dl_2022"].transitions
    return [
        (n + 1, t.name, t.label, t.cites, t.sources[0].key, t.targets[0].key, str(t.by))
        for n, t in enumerate(rows[:RECORDS])
    ]


def records(cursor: Any, dossiers: int) -> None:
    cursor.execute(
        """CREATE TEMP TABLE bench_step
        (n int, name text, label text, cites text, source text, target text, role text)"""
    )
    execute_values(cursor, "INSERT INTO bench_step VALUES %s", _steps())
    cursor.execute("ANALYZE processes_dossier; ANALYZE bench_step")
    cursor.execute("SELECT min(id), max(id) FROM processes_dossier")
    first, last = cursor.fetchone()
    for low in range(first, last + 1, BATCH):
        cursor.execute(
            f"""INSERT INTO processes_record (dossier_id, seq, key, at, kind, name, label, cites,
                source, target, actor_id, appointment_id, role, lasted_seconds,
                lasted_working_days, due_at, body, previous, hash)
            SELECT d.id, s.n, md5((d.id * 32 + s.n)::text)::uuid,
                d.entered_at - ({RECORDS} - s.n) * interval '37 hours', 'transition', s.name,
                s.label, s.cites, s.source,
                CASE WHEN s.n = {RECORDS} THEN d.state ELSE s.target END, a.user_id, a.id, s.role,
                133200, 2, NULL, '{{"data":{{}}}}',
                CASE WHEN s.n = 1 THEN repeat('0', 64)
                     ELSE lpad(to_hex(d.id * 32 + s.n - 1), 64, '0') END,
                lpad(to_hex(d.id * 32 + s.n), 64, '0')
            FROM processes_dossier d
            JOIN processes_appointment a ON a.organisation_id = d.organisation_id
            CROSS JOIN bench_step s
            WHERE d.id >= %s AND d.id < %s ORDER BY d.id, s.n""",
            [low, low + BATCH],
        )


def viewflow(cursor: Any, dossiers: int) -> None:
    """Give viewflow what it would keep of the same work: a process and a task for each dossier."""
    from django.contrib.contenttypes.models import ContentType
    from viewflow.workflow.fields import get_flow_ref, get_task_ref

    from benchmarks.flows import DeskFlow
    from processes.models import Dossier

    cursor.execute(
        """INSERT INTO viewflow_process (id, flow_class, status, created, data)
        SELECT id, %s, CASE WHEN waiting = '' THEN 'DONE' ELSE 'NEW' END, entered_at, '{}'
        FROM processes_dossier""",
        [get_flow_ref(DeskFlow)],
    )
    cursor.execute(
        """INSERT INTO viewflow_task (id, flow_task, flow_task_type, status, created, started,
            finished, token, process_id, owner_permission, data)
        SELECT id, %s, 'HUMAN', CASE WHEN waiting = '' THEN 'DONE' ELSE 'NEW' END, entered_at,
            CASE WHEN waiting = '' THEN entered_at END, CASE WHEN waiting = '' THEN entered_at END,
            'start', id, CASE WHEN waiting = '' THEN 'processes.closed'
                ELSE 'processes.' || replace(waiting, '@', '_') END, '{}'
        FROM processes_dossier""",
        [get_task_ref(DeskFlow.desk)],
    )
    # a permission a desk, the narrowest way that viewflow has to say whose a task is
    cursor.execute(
        """INSERT INTO auth_permission (name, content_type_id, codename)
        SELECT w, %s, replace(w, '@', '_') FROM (SELECT DISTINCT waiting w FROM processes_dossier
            WHERE waiting <> '') d""",
        [ContentType.objects.get_for_model(Dossier).pk],
    )
    cursor.execute(
        """INSERT INTO processes_user_user_permissions (user_id, permission_id)
        SELECT a.user_id, p.id FROM processes_appointment a JOIN auth_permission p
            ON p.codename = a.role || '_' || COALESCE(a.unit_id, a.organisation_id)"""
    )
    cursor.execute(
        """SELECT setval(pg_get_serial_sequence(t, 'id'), (SELECT max(id) FROM viewflow_task))
        FROM (VALUES ('viewflow_task'), ('viewflow_process')) v(t)"""
    )
