"""What the walls let through for an erasure: texts of rows that it names are emptied, and nothing else."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from processes.models import (
    Dossier,
    Erasure,
    Forgotten,
    Handover,
    RecordDetail,
    ScoreSheet,
    Version,
)
from processes.queries.verification import verify
from processes.services import clock, walls
from tests.forgetting import WHY, Scene, remembered
from tests.play import at


@pytest.fixture
def scene(db: None) -> Scene:
    return remembered()


def run(sql: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


FROZEN_ROWS = {
    "processes_recorddetail": RecordDetail,
    "processes_version": Version,
    "processes_scoresheet": ScoreSheet,
    "processes_handover": Handover,
}


def named_row(scene: Scene, table: str) -> int:
    """A row that an erasure names, and that is not emptied yet."""
    people = scene.stage.people
    with at(6, 9):
        erasure = Erasure.objects.create(
            person=scene.user("huyen"), by=people["quantri"], second=people["giamsat"],
            at=clock.now(), **WHY,
        )  # fmt: skip
    row = FROZEN_ROWS[table].objects.latest("pk")
    dossier = row.record.dossier if table == "processes_recorddetail" else row.dossier
    Forgotten.objects.create(erasure=erasure, dossier=dossier, table=table, row=row.pk)
    if connection.vendor == "postgresql":  # as after a commit
        run("SET CONSTRAINTS ALL IMMEDIATE")
    return row.pk


def emptying(table: str) -> str:
    return ", ".join(f"{column} = ''" for column in walls.ERASABLE[table])


@pytest.mark.parametrize("table", walls.ERASABLE)
def test_a_named_text_may_be_emptied(scene: Scene, table: str) -> None:
    pk = named_row(scene, table)

    run(f"UPDATE {table} SET {emptying(table)} WHERE id = %s", pk)

    row = FROZEN_ROWS[table].objects.get(pk=pk)
    assert {getattr(row, column) for column in walls.ERASABLE[table]} == {""}


@pytest.mark.parametrize("table", walls.ERASABLE)
def test_a_text_that_no_erasure_names_may_not(scene: Scene, table: str) -> None:
    pk = named_row(scene, table)

    with pytest.raises(DatabaseError, match="append-only"):
        run(f"UPDATE {table} SET {emptying(table)} WHERE id <> %s", pk)


def others(table: str) -> list[str]:
    """Every column that an erasure leaves as it is."""
    columns = [f.column for f in FROZEN_ROWS[table]._meta.concrete_fields if not f.primary_key]
    return [c for c in columns if c not in walls.ERASABLE[table]]


@pytest.mark.parametrize("table", walls.ERASABLE)
def test_nothing_else_of_a_named_row_may_change(scene: Scene, table: str) -> None:
    pk = named_row(scene, table)
    first = FROZEN_ROWS[table].objects.earliest("pk").pk
    attacks = [f"{emptying(table)}, id = id + 1000"]
    attacks += [f"{walls.ERASABLE[table][0]} = 'khác'"]
    for column in others(table):
        other = f"(SELECT o.{column} FROM {table} o WHERE o.id = {first})"
        value = "NULL" if _is_same(table, column, pk, first) else other
        attacks.append(f"{emptying(table)}, {column} = {value}")

    let_through = [
        sql for sql in attacks if not _refused(f"UPDATE {table} SET {sql} WHERE id = {pk}")
    ]

    assert let_through == []


def _is_same(table: str, column: str, one: int, other: int) -> bool:
    rows = FROZEN_ROWS[table].objects
    return rows.filter(pk=one).values(column)[0] == rows.filter(pk=other).values(column)[0]


def _refused(sql: str) -> bool:
    try:
        run(sql)
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


@pytest.mark.parametrize("table", walls.ERASABLE)
def test_a_named_row_may_not_be_deleted(scene: Scene, table: str) -> None:
    pk = named_row(scene, table)

    assert _refused(f"DELETE FROM {table} WHERE id = {pk}")


def test_an_emptied_text_that_no_erasure_names_is_a_problem(scene: Scene) -> None:
    walls.drop(connection)
    detail = RecordDetail.objects.earliest("pk")
    run("UPDATE processes_recorddetail SET content = '', salt = '' WHERE id = %s", detail.pk)

    problems = [str(p) for p in verify(Dossier.objects.all()).problems]

    assert problems == [f"{detail.record.dossier.code}/{detail.record.seq}: its detail was changed"]
