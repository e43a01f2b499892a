"""Each wall on its own, and what somebody who took them all down leaves for the verifier to find."""

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from processes.models import (
    AccountEntry,
    Dossier,
    Erasure,
    Forgotten,
    Handover,
    HeadDelivery,
    Reading,
    Record,
    ScoreSheet,
    Version,
)
from processes.queries.verification import verify
from processes.services import clock, walls
from processes.services.accounts import note
from processes.services.chain import digest
from processes.services.log import make_head
from processes.services.readings import Shown, note_readings
from processes.services.readings import note as note_reading
from processes.text import canonical
from tests.journeys.stage import Stage
from tests.play import at, dossier_in, take

POSTGRES = connection.vendor == "postgresql"
SHARED = {"id", "record_id"}
CANARIES = {
    "return_idea": ("xa", {"reason": "Bà H'Hoa ở hẻm 12 nói thế"}),
    "comment": ("huyen", {"comment": "Gọi ông Y Bih số 0905 765 432"}),
}


def run(sql: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def scored(stage: Stage) -> Dossier:
    """A dossier with rows in every frozen table."""
    dossier = dossier_in(stage, "rating.district_council")
    with at(6, 9):
        take(stage, dossier, "conclude_district")
        note_readings(ScoreSheet.objects.all(), stage.people["kiemtoan"])
        Handover.objects.create(
            dossier=dossier,
            kind=Handover.Kind.CLAIM,
            state=dossier.state,
            to=stage.people["huyen"],
            by=stage.people["huyen"],
            at=clock.now(),
        )
        note(AccountEntry.Kind.SIGNED_IN, stage.people["xa"].user)
        looked = Shown("OCOP-1", dossier.pk)
        told = {"reader": stage.people["xa"].user_id, "by": stage.people["xa"], "address": ""}
        note_reading(Reading.Kind.DOSSIER, [looked], **told)
        erasure = Erasure.objects.create(
            person=stage.people["so"].user,
            by=stage.people["quantri"],
            second=stage.people["tinh"],
            decision="1/QĐ",
            reason="Theo yêu cầu",
            at=clock.now(),
        )
        nowhere = {"table": "processes_handover", "row": 10**9}
        Forgotten.objects.create(erasure=erasure, dossier=dossier, **nowhere)
        head = make_head()
        HeadDelivery.objects.create(head=head, channel="mail", at=head.at, ok=True)
    if POSTGRES:  # as after a commit: nothing is left to be checked
        run("SET CONSTRAINTS ALL IMMEDIATE")
    return Dossier.objects.get(pk=dossier.pk)


def problems(dossier: Dossier) -> list[tuple[int, str]]:
    return [(p.seq, p.text) for p in verify([Dossier.objects.get(pk=dossier.pk)]).problems]


@pytest.mark.parametrize("wall", sorted(walls.expected(connection)), ids="@".join)
def test_each_wall_is_missed_by_its_name(db: None, wall: tuple[str, str]) -> None:
    name, table = wall
    run(f"DROP TRIGGER {name}" + (f" ON {table}" if POSTGRES else ""))

    assert walls.missing(connection) == [wall]


def test_walls_that_are_raised_again_stand(db: None) -> None:
    walls.drop(connection)
    walls.raise_(connection)

    assert walls.check(databases=["default"]) == []


def test_a_release_with_new_walls_can_be_migrated_to(db: None) -> None:
    walls.drop(connection)
    call_command("migrate", verbosity=0, skip_checks=False)

    assert walls.missing(connection) == []


@pytest.mark.skipif(not POSTGRES, reason="ENABLE ALWAYS is PostgreSQL's")
def test_a_wall_that_a_replica_would_pass_by_is_missed(db: None) -> None:
    run("ALTER TABLE processes_record ENABLE TRIGGER ocop_frozen")

    assert walls.missing(connection) == [("ocop_frozen", "processes_record")]


@pytest.mark.skipif(POSTGRES, reason="INSERT OR REPLACE is SQLite's")
@pytest.mark.parametrize("table", walls.FROZEN)
def test_no_frozen_row_is_replaced_by_an_insert(scored: Dossier, table: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        run(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


@pytest.mark.skipif(POSTGRES, reason="an UPSERT is an UPDATE there, and tried as such")
@pytest.mark.parametrize("table", walls.FROZEN)
def test_no_frozen_row_is_changed_by_an_upsert(scored: Dossier, table: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        run(f"INSERT INTO {table} SELECT * FROM {table} WHERE 1 ON CONFLICT DO UPDATE SET id = id")


@pytest.mark.parametrize("model", [Record, Version])
def test_a_queryset_changes_and_deletes_nothing(scored: Dossier, model: Any) -> None:
    count = model.objects.count()
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(dossier=scored.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.all()._raw_delete("default")

    assert model.objects.count() == count


def test_a_record_that_does_not_name_the_one_before_is_refused(scored: Dossier) -> None:
    """Whoever writes by SQL a record with the right number still has to know the chain."""
    last = Record.objects.filter(dossier=scored).latest("seq")
    columns = [f.column for f in Record._meta.fields if f.column not in ("id", "seq", "key")]
    names = ", ".join(columns)  # `previous` among them: that of the last record
    sql = (
        f"INSERT INTO processes_record (seq, key, {names}) SELECT seq + 1, %s, {names}"
        " FROM processes_record WHERE id = %s"
    )

    with pytest.raises(DatabaseError, match="follow"):
        run(sql, uuid4().hex, last.pk)


# behind the walls

COLUMNS = {
    "label": "'Khác'",
    "cites": "'§0'",
    "name": "'withdraw'",
    "kind": "'act'",
    "role": "'auditor'",
    "source": "'idea.draft'",
    "target": "'end.lapsed'",
    "actor_id": "NULL",
    "appointment_id": "NULL",
    "at": "'2026-01-01 00:00:00+00'",
    "due_at": "NULL",
    "key": "'00000000-0000-0000-0000-000000000001'"
    if POSTGRES
    else "'00000000000000000000000000000001'",
    "lasted_seconds": "7",
    "lasted_working_days": "99",
    "previous": "'x'",
    "hash": "'x'",
}


@pytest.mark.parametrize("column", COLUMNS)
def test_any_changed_column_of_a_record_is_found_at_its_number(
    scored: Dossier, column: str
) -> None:
    walls.drop(connection)
    run(
        f"UPDATE processes_record SET {column} = {COLUMNS[column]}"
        " WHERE seq = 3 AND dossier_id = %s",
        scored.pk,
    )

    assert problems(scored)[0][0] == 3


def test_every_column_of_a_record_is_tried_here() -> None:
    columns = {f.column for f in Record._meta.fields}

    assert columns - set(COLUMNS) == {"id", "dossier_id", "seq", "body"}


@pytest.mark.parametrize("body", ["", "{", "[]", "1", "null", "{}", '{"data": 3}'])
def test_a_body_that_is_no_body_is_found_and_breaks_nothing(scored: Dossier, body: str) -> None:
    walls.drop(connection)
    forged = "UPDATE processes_record SET body = %s, hash = %s WHERE seq = 3 AND dossier_id = %s"
    run(forged, body, digest(body), scored.pk)

    assert (3, "the body cannot be read") in problems(scored)


def test_a_forged_body_with_its_own_hash_breaks_the_chain_after_it(scored: Dossier) -> None:
    record = Record.objects.get(dossier=scored, seq=3)
    forged = canonical(json.loads(record.body) | {"data": {"star": 5}})
    walls.drop(connection)
    run(
        "UPDATE processes_record SET body = %s, hash = %s WHERE id = %s",
        forged,
        digest(forged),
        record.pk,
    )

    assert problems(scored) == [(4, "does not name the hash before it")]


@pytest.mark.parametrize("field", ["content", "salt"])
@pytest.mark.parametrize("table", ["processes_version", "processes_recorddetail"])
def test_a_text_beside_the_chain_is_bound_to_its_record(
    scored: Dossier, table: str, field: str
) -> None:
    record = _first_with(scored, table)
    walls.drop(connection)
    run(f"UPDATE {table} SET {field} = 'x' WHERE record_id = %s", record.pk)

    what = "the version it froze" if "version" in table else "its detail"
    assert problems(scored) == [(record.seq, f"{what} was changed")]


@pytest.mark.parametrize("table", ["processes_version", "processes_recorddetail"])
def test_a_text_beside_the_chain_is_missed(scored: Dossier, table: str) -> None:
    record = _first_with(scored, table)
    walls.drop(connection)
    if table == "processes_version":
        run("UPDATE processes_document SET submitted_in_id = NULL")
        run("DELETE FROM processes_version WHERE record_id = %s", record.pk)
    else:
        run("DELETE FROM processes_recorddetail WHERE record_id = %s", record.pk)

    what = "the version it froze" if "version" in table else "its detail"
    assert problems(scored) == [(record.seq, f"{what} is missing")]


def _first_with(dossier: Dossier, table: str) -> Record:
    beside = "frozen" if table == "processes_version" else "detail"
    found = Record.objects.filter(dossier=dossier).exclude(**{beside: None})
    record: Record = found.earliest("seq")
    return record


def _take_out(dossier: Dossier, seq: int) -> None:
    record = Record.objects.get(dossier=dossier, seq=seq)
    walls.drop(connection)
    for table in ("notice", "recorddetail", "version", "scoresheet"):
        run(f"DELETE FROM processes_{table} WHERE record_id = %s", record.pk)
    run("DELETE FROM processes_record WHERE id = %s", record.pk)


def test_a_last_record_that_was_cut_off_is_found_at_the_dossier(scored: Dossier) -> None:
    _take_out(scored, scored.version)

    assert problems(scored) == [
        (0, f"counts {scored.version} records, has {scored.version - 1}"),
        (
            0,
            "stands in rating.district_passed, its last record leads to rating.district_council",
        ),
    ]


def test_a_record_that_was_taken_out_is_found_at_its_number(scored: Dossier) -> None:
    _take_out(scored, 3)

    assert problems(scored) == [(3, "is missing; the next one is 4")]


def test_two_records_that_changed_places_are_found(scored: Dossier) -> None:
    walls.drop(connection)
    for old, new in ((3, 1003), (4, 3), (1003, 4)):
        run(
            "UPDATE processes_record SET seq = %s WHERE seq = %s AND dossier_id = %s",
            new,
            old,
            scored.pk,
        )

    assert {seq for seq, _text in problems(scored)} == {3, 4, 5}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("state = 'end.certified'", "stands in end.certified, its last record leads to"),
        ("version = version + 1", "counts"),
    ],
)
def test_a_dossier_that_says_something_else_is_found(
    scored: Dossier, change: str, said: str
) -> None:
    walls.drop(connection)
    run(f"UPDATE processes_dossier SET {change} WHERE id = %s", scored.pk)

    [(seq, text)] = problems(scored)
    assert (seq, text.startswith(said)) == (0, True)


def test_a_dossier_without_any_record_is_found(scored: Dossier) -> None:
    bare = Dossier(code="OCOP-26-999999", state="idea.draft")
    bare.pk = -1

    assert [(p.seq, p.text) for p in verify([bare]).problems] == [(0, "has no record")]


def test_a_dossier_given_another_code_is_found_at_every_record(scored: Dossier) -> None:
    Dossier.objects.filter(pk=scored.pk).update(code="OCOP-26-999999")

    found = problems(scored)
    assert found == [
        (n, "the column dossier differs from the body") for n in range(1, scored.version + 1)
    ]


def test_no_names_phones_or_free_text_stand_in_any_body(stage: Stage) -> None:
    from processes.services.move import move

    dossier = dossier_in(stage, "idea.at_commune")
    with at(3, 5):
        for name in ("comment", "return_idea"):
            who, given = CANARIES[name]
            move(dossier.pk, name, by=stage.people[who], key=uuid4(), given=given)
    # keys and hashes are drawn at random, and hold the four digits one time in twenty
    drawn = r'"(?:[0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"'
    bodies = re.sub(drawn, '""', "".join(Record.objects.values_list("body", flat=True)))

    people = [a.user.full_name for a in stage.people.values()]
    private = ["H'Hoa", "Y Bih", "0905", "HTX", "Cà phê", "4001234567", "Tân Lập", *people]
    assert [word for word in private if word in bodies] == []
