"""What came out of a dossier cannot be begun with, put in its place, or changed without being named."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from processes.models import Appointment, Dossier, Product
from processes.queries.verification import verify
from processes.services import walls
from processes.services.move import move
from tests.journeys.stage import Stage
from tests.play import (
    again,
    at,
    convened,
    dossier_in,
    hand_in,
    members,
    opened,
    step_back,
    take,
)

POSTGRES = connection.vendor == "postgresql"
COLUMNS = [f.column for f in Dossier._meta.fields]
NAMED = ", ".join(COLUMNS)  # the table may have them in another order
REPLACE = f"INSERT OR REPLACE INTO processes_dossier ({NAMED}) SELECT"


def run(sql: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def said(dossier: Dossier) -> list[tuple[int, str]]:
    return [(p.seq, p.text) for p in verify([again(dossier)]).problems]


@pytest.fixture
def certified(stage: Stage) -> Dossier:
    """A dossier that went all the way, one member having stepped back."""
    dossier = dossier_in(stage, "rating.at_province")
    with at(6, 9):
        item = convened(stage, dossier, "province")
        step_back(stage, dossier, "province_4")
        for who in ("province_1", "province_2", "province_3", "province_chair"):
            hand_in(item, stage.people[who])
        take(stage, dossier, "conclude_province")
        take(stage, dossier, "issue_decision")
    if POSTGRES:  # as after a commit: nothing is left to be checked
        run("SET CONSTRAINTS ALL IMMEDIATE")
    return again(dossier)


# the walls


@pytest.mark.parametrize("change", [{"state": "end.certified"}, {"version": 1}])
def test_a_dossier_begins_at_the_beginning(stage: Stage, change: dict[str, Any]) -> None:
    old = opened(stage)
    product = Product.objects.create(organisation=stage.organisation, name="Mật ong")
    new = Dossier(
        code="OCOP-26-000009",
        product=product,
        cycle=old.cycle,
        ruleset_key=old.ruleset_key,
        organisation=old.organisation,
        commune=old.commune,
        district=old.district,
        province=old.province,
        **change,
    )

    with pytest.raises(DatabaseError, match="a state needs its record"), transaction.atomic():
        new.save()


@pytest.mark.skipif(POSTGRES, reason="INSERT OR REPLACE is SQLite's")
@pytest.mark.parametrize("change", ["'end.withdrawn'", "'idea.draft'", "state"])
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_no_row_takes_the_place_of_a_dossier(
    certified: Dossier, change: str, recursive: str
) -> None:
    chosen = ", ".join({"state": change, "version": "0"}.get(c, c) for c in COLUMNS)
    run(f"PRAGMA recursive_triggers = {recursive}")
    try:
        with pytest.raises(DatabaseError, match="a state needs its record"):
            run(f"{REPLACE} {chosen} FROM processes_dossier")
    finally:
        run("PRAGMA recursive_triggers = ON")

    assert said(certified) == []


@pytest.mark.skipif(POSTGRES, reason="INSERT OR REPLACE is SQLite's")
@pytest.mark.parametrize("unique", ["id", "public_id", "code", "product_id, cycle_id"])
def test_not_even_by_one_of_its_keys(certified: Dossier, unique: str) -> None:
    fresh = {
        "id": "id + 1",
        "public_id": "'0'",
        "code": "'X'",
        "cycle_id": "cycle_id + 1",
        "state": "'idea.draft'",
        "version": "0",
    }
    chosen = ", ".join(c if c in unique.split(", ") else fresh.get(c, c) for c in COLUMNS)

    with pytest.raises(DatabaseError, match="a state needs its record"):
        run(f"{REPLACE} {chosen} FROM processes_dossier")


def test_an_upsert_moves_no_dossier(certified: Dossier) -> None:
    chosen = ", ".join({"state": "'idea.draft'", "version": "0"}.get(c, c) for c in COLUMNS)
    sql = (
        f"INSERT INTO processes_dossier ({NAMED}) SELECT {chosen} FROM processes_dossier WHERE 1=1"
        " ON CONFLICT (id) DO UPDATE SET state = EXCLUDED.state"
    )

    with pytest.raises(DatabaseError, match="a state needs its record"):
        run(sql)


# the columns of the dossier, which no wall guards

FIGURES = {
    "star": "5",
    "score_total": "45000",
    "score_sheets": "1",
    "district_council_id": "NULL",
    "province_council_id": "NULL",
    "entered_at": "'2026-01-01 00:00:00+00'",
    "due_at": "'2026-01-01 00:00:00+00'",
}
ELSEWHERE = {
    "id",
    "public_id",  # an address, decides nothing
    "code",  # the record's body names it
    "ruleset_key",  # so does it this
    "state",  # the chain's own question
    "version",
    "search",  # made of the others
    "waiting",  # below
    "assignee_id",  # who of the office is at it; it closes no step
    # taken at opening from the organisation, not in the body
    "product_id",
    "cycle_id",
    "organisation_id",
    "commune_id",
    "district_id",
    "province_id",
    "previous_id",
}


@pytest.mark.parametrize("column", FIGURES)
def test_a_changed_figure_of_a_dossier_is_found(certified: Dossier, column: str) -> None:
    run(f"UPDATE processes_dossier SET {column} = {FIGURES[column]}")

    assert (0, f"its {column} is not what the history says") in said(certified)


def test_every_column_of_a_dossier_is_tried_or_named_here() -> None:
    assert set(COLUMNS) == set(FIGURES) | ELSEWHERE


def test_a_dossier_that_waits_for_somebody_else_is_found(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    run("UPDATE processes_dossier SET waiting = 'applicant@1'")

    assert said(dossier) == [(0, "its waiting is not what its state says")]


def test_a_star_before_any_council_is_found(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    run("UPDATE processes_dossier SET star = 5")

    assert said(dossier) == [(0, "its star is not what the history says")]


# the rows beside its records

ROWS = {
    "score sheet": ("scoresheet", ["a = 100", "b = 0", "c = 0", "stage = 'x'"]),
    "document": ("document", ["sha256 = 'x'"]),
    "certificate": (
        "certificate",
        ["number = 'X'", "decision_number = 'X'", "decision_on = '2026-01-01'"],
    ),
}
CHANGES = [(name, change) for name, (_table, changes) in ROWS.items() for change in changes]


def first(dossier: Dossier, table: str) -> tuple[int, int]:
    """Return primary key and record number of the first row beside a record."""
    sql = (
        f"SELECT x.id, r.seq FROM processes_{table} x JOIN processes_record r"
        " ON r.id = x.record_id WHERE r.dossier_id = %s ORDER BY r.seq"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [dossier.pk])
        pk, seq = cursor.fetchone()
    return pk, seq


@pytest.mark.parametrize(("name", "change"), CHANGES)
def test_a_changed_row_is_found_at_its_record(certified: Dossier, name: str, change: str) -> None:
    table = ROWS[name][0]
    pk, seq = first(certified, table)
    walls.drop(connection)
    run(f"UPDATE processes_{table} SET {change} WHERE id = %s", pk)

    assert said(certified) == [(seq, f"its {name} was changed")]


@pytest.mark.parametrize("table", ["scoresheet", "recusal"])
def test_points_or_a_recusal_given_to_another_member_are_found(
    certified: Dossier, table: str
) -> None:
    pk, seq = first(certified, table)
    other = Appointment.objects.get(user__username="quantri").user_id
    walls.drop(connection)
    run(f"UPDATE processes_{table} SET member_id = %s WHERE id = %s", other, pk)

    name = "score sheet" if table == "scoresheet" else table
    assert said(certified) == [(seq, f"its {name} was changed")]


@pytest.mark.parametrize("table", ["scoresheet", "recusal", "document", "certificate"])
def test_a_row_that_was_taken_out_is_missed_at_its_record(certified: Dossier, table: str) -> None:
    pk, seq = first(certified, table)
    walls.drop(connection)
    run(f"DELETE FROM processes_{table} WHERE id = %s", pk)

    name = "score sheet" if table == "scoresheet" else table
    assert said(certified) == [(seq, f"its {name} is missing")]


def test_a_row_that_no_record_gave_is_found(certified: Dossier) -> None:
    pk, seq = first(certified, "recusal")
    other = certified.records.get(seq=1).pk
    run("UPDATE processes_recusal SET record_id = %s WHERE id = %s", other, pk)

    assert said(certified) == [
        (seq, "its recusal is missing"),
        (0, "has a recusal that no record of its own gave"),
    ]


def test_a_certificate_of_more_stars_is_found(certified: Dossier) -> None:
    run("UPDATE processes_certificate SET star = 5")

    assert said(certified) == [(0, "its certificate has another star")]


# what is right is not complained about


def test_an_untouched_outcome_verifies(certified: Dossier) -> None:
    assert (certified.star, said(certified)) == (4, [])


def test_an_extended_term_verifies_at_once_and_after_the_next_act(stage: Stage) -> None:
    dossier, by = opened(stage), stage.people["giamsat"]
    with at(3, 20):
        given = {"window": "ideas", "closes_on": "2026-04-10", "reason": "Lũ lụt"}
        move(dossier.pk, "extend_window", by=by, key=uuid4(), given=given)
        found = [said(dossier)]
        move(dossier.pk, "remind", by=by, key=uuid4(), given={"reason": "Sắp hết hạn"})
        found.append(said(dossier))

    assert found == [[], []]


def test_a_rereview_that_was_scored_again_verifies(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.rereview")
    with at(6, 9):
        item = convened(stage, dossier, "province")
        for member in members(stage, "province"):
            hand_in(item, member, 20, 20, 20)
        take(stage, dossier, "conclude_rereview", star="3")

    assert (again(dossier).star, said(dossier)) == (3, [])
