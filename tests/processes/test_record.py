"""The record: what was written cannot be changed, and a change is found all the same."""

import re
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from processes.models import Dossier, Record, RecordDetail
from processes.queries.verification import verify
from processes.services import walls
from tests.journeys.stage import Stage
from tests.play import at, dossier_in, take

POSTGRES = connection.vendor == "postgresql"
CHANGES = {
    "processes_record": "label = 'x'",
    "processes_recorddetail": "content = '{}'",
    "processes_version": "content = '{}'",
    "processes_scoresheet": "a = 1",
}
ATTACKS = [
    sql
    for table, change in CHANGES.items()
    for sql in (
        f"UPDATE {table} SET {change}",
        f"DELETE FROM {table}",
        *([f"TRUNCATE {table} CASCADE"] if POSTGRES else []),
    )
]


def run(sql: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def scored(stage: Stage) -> Dossier:
    """A dossier with rows in every frozen table."""
    dossier = dossier_in(stage, "rating.district_council")
    with at(6, 9):
        take(stage, dossier, "conclude_district")
    if POSTGRES:  # as after a commit: nothing is left to be checked
        run("SET CONSTRAINTS ALL IMMEDIATE")
    return Dossier.objects.get(pk=dossier.pk)


@pytest.mark.parametrize("sql", ATTACKS)
def test_the_database_refuses_to_change_what_was_recorded(scored: Dossier, sql: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        run(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE processes_dossier SET state = 'end.certified'",
        "UPDATE processes_dossier SET version = version + 1",
    ],
)
def test_a_state_without_its_record_is_refused(scored: Dossier, sql: str) -> None:
    with pytest.raises(DatabaseError, match="a state needs its record"):
        run(sql)


def test_a_queryset_cannot_move_a_dossier_either(scored: Dossier) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Dossier.objects.filter(pk=scored.pk).update(state="end.certified")


def test_nobody_can_assign_a_state(scored: Dossier) -> None:
    with pytest.raises(AttributeError):
        scored.state = "end.certified"


def test_a_record_that_skips_a_number_is_refused(scored: Dossier) -> None:
    last = Record.objects.filter(dossier=scored).latest("seq")
    columns = [f.column for f in Record._meta.fields if f.column not in ("id", "seq", "key")]
    names = ", ".join(columns)
    skipped = (
        f"INSERT INTO processes_record (seq, key, {names}) SELECT seq + 2, %s, {names}"
        " FROM processes_record WHERE id = %s"
    )

    with pytest.raises(DatabaseError):
        run(skipped, "0" * 32, last.pk)


@pytest.mark.skipif(POSTGRES, reason="INSERT OR REPLACE is SQLite's")
def test_a_record_cannot_be_replaced_by_an_insert(scored: Dossier) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        run("INSERT OR REPLACE INTO processes_record SELECT * FROM processes_record")


def test_every_wall_stands(db: None) -> None:
    assert walls.check(databases=["default"]) == []


def test_a_missing_wall_stops_the_start(db: None) -> None:
    on = " ON processes_dossier" if POSTGRES else ""
    run(f"DROP TRIGGER ocop_recorded{on}")

    messages = [m.msg for m in walls.check(databases=["default"])]

    assert messages == [
        "The wall ocop_recorded on processes_dossier is missing: history could be changed."
    ]


def test_a_server_does_not_start_without_its_walls(db: None) -> None:
    walls.drop(connection)

    with pytest.raises(ImproperlyConfigured):
        walls.refuse_without_walls()


def test_a_migration_raises_the_walls_again(db: None) -> None:
    walls.drop(connection)

    call_command("migrate", verbosity=0)

    assert walls.missing(connection) == []


def test_no_personal_data_stand_in_the_chain(scored: Dossier, stage: Stage) -> None:
    with at(6, 10):
        take(stage, scored, "forward_to_province")
    bodies = "".join(Record.objects.values_list("body", flat=True))
    private = ["Người", "HTX Cà phê", "0905123456", "Khả thi", "Đạt", "giấy tờ.pdf", "Buôn Ky"]

    assert [word for word in private if word in bodies] == []


def test_an_untouched_history_verifies(scored: Dossier) -> None:
    assert verify([scored]).problems == []


TAMPERINGS = {
    "a byte of a body": (
        "UPDATE processes_record SET body = replace(body, 'xa', 'xb'), label = label WHERE seq = 3",
        3,
    ),
    "a label": ("UPDATE processes_record SET label = 'Khác' WHERE seq = 4", 4),
    "the time": ("UPDATE processes_record SET at = '2026-01-01 00:00:00+00' WHERE seq = 5", 5),
    "a record in the middle taken out": ("DELETE FROM processes_record WHERE seq = 6", 6),
    "a detail": ("UPDATE processes_recorddetail SET content = '{}'", None),
    "a version": ("UPDATE processes_version SET content = '{}' WHERE sheet = 'idea'", 2),
    "the dossier": ("UPDATE processes_dossier SET state = 'end.certified'", 0),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_a_change_behind_the_walls_is_named(scored: Dossier, what: str) -> None:
    sql, seq = TAMPERINGS[what]
    walls.drop(connection)
    if what == "a byte of a body":
        body = Record.objects.get(dossier=scored, seq=3).body
        flipped = body.replace('"seq":3', '"seq":8')
        run("UPDATE processes_record SET body = %s WHERE seq = 3", flipped)
    elif what.endswith("taken out"):
        gone = Record.objects.filter(dossier=scored, seq=6).values_list("pk", flat=True)[0]
        run("DELETE FROM processes_notice WHERE record_id = %s", gone)
        run("DELETE FROM processes_recorddetail WHERE record_id = %s", gone)
        run("DELETE FROM processes_version WHERE record_id = %s", gone)
        if not POSTGRES:
            run(sql)
        else:
            run("ALTER TABLE processes_record DISABLE TRIGGER ALL")
            run(sql)
    else:
        run(sql)

    problems = verify([Dossier.objects.get(pk=scored.pk)]).problems

    wanted = seq
    if wanted is None:
        wanted = RecordDetail.objects.order_by("record__seq").first().record.seq
    assert (problems[0].dossier, problems[0].seq) == (scored.code, wanted)


def test_the_command_says_so_and_fails(scored: Dossier) -> None:
    good = StringIO()
    call_command("verify_history", stdout=good)
    walls.drop(connection)
    run("UPDATE processes_record SET label = 'Khác' WHERE seq = 4")
    bad = StringIO()

    with pytest.raises(SystemExit):
        call_command("verify_history", stdout=bad)

    count = scored.version
    assert good.getvalue().splitlines()[-1] == f"dossiers=1 records={count} problems=0"
    assert re.match(rf"{scored.code}/4: the column label", bad.getvalue().splitlines()[0])
