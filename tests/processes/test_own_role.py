"""On PostgreSQL the site runs as a role of its own: it does all its work, and undoes none."""

from collections.abc import Iterator
from functools import partial
from io import StringIO
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.utils import ProgrammingError

from processes.models import (
    Dossier,
    Erasure,
    Forgotten,
    Handover,
    Reading,
    Record,
    RecordDetail,
    StepCount,
)
from processes.queries.verification import verify
from processes.services import clock
from processes.services.figures import sum_up
from processes.services.handover import claim, release
from processes.services.lapse import lapse_all
from processes.services.readings import Shown, note
from processes.services.retention import let_go
from processes.services.substitution import recall, substitute
from processes.services.walls import ERASABLE
from tests.journeys import stage as stages
from tests.play import at, dossier_in, opened

ROLE = f"ocop_site_{uuid4().hex[:8]}"  # roles are the server's, and test runs share it
FROZEN = (
    "record",
    "recorddetail",
    "version",
    "scoresheet",
    "sheetreading",
    "criteriaedition",
    "handover",
    "reading",
    "erasure",
    "forgotten",
    "logleaf",
    "lognode",
    "logkey",
    "head",
    "headdelivery",
)
UPSERT = """INSERT INTO processes_{table} SELECT * FROM processes_{table}
    ON CONFLICT (id) DO UPDATE SET id = EXCLUDED.id"""
HOLLOW = """CREATE OR REPLACE FUNCTION ocop_refuse() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RETURN OLD; END $$"""


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def stage(transactional_db: None) -> stages.Stage:
    """The stage, committed: other connections see it."""
    return stages.build()


@pytest.fixture
def role(transactional_db: None) -> Iterator[str]:
    """A role with the rights that the command gives, and nothing else."""
    sql(f"CREATE ROLE {ROLE} LOGIN")
    call_command("grant_application_role", ROLE, stdout=StringIO())
    yield ROLE
    sql(f"DROP OWNED BY {ROLE}")
    sql(f"DROP ROLE {ROLE}")


def run_as(role: str, what: Any) -> Any:
    """Do something in a thread whose connection, and only that one, is the role's."""
    ours, answer = {**connection.settings_dict, "USER": role, "PASSWORD": ""}, []

    def inside() -> None:
        own = connections["default"].copy()
        own.settings_dict = ours
        connections["default"] = own
        try:
            answer.append(what())
        except BaseException as error:
            answer.append(error)
        finally:
            own.close()

    thread = Thread(target=inside)
    thread.start()
    thread.join(60)
    if isinstance(answer[0], BaseException):
        raise answer[0]
    return answer[0]


def who() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


@pytest.mark.postgres
def test_the_thread_of_these_tests_is_the_role(role: str) -> None:
    assert (run_as(role, who), who() == role) == (role, False)


@pytest.mark.postgres
@pytest.mark.parametrize(
    "state", ["rating.rereview", "rating.supplement", "idea.not_selected", "plan.not_selected"]
)
def test_the_site_does_whole_journeys_as_its_own_role(
    stage: stages.Stage, role: str, state: str
) -> None:
    """Opening, drafts, documents, scores, opinions, notices: each writes what it may."""
    dossier = run_as(role, lambda: dossier_in(stage, state))

    moved = Dossier.objects.get(pk=dossier.pk)
    assert (moved.state, verify([moved]).problems) == (state, [])
    assert Record.objects.filter(dossier=moved).count() == moved.version


@pytest.mark.postgres
def test_the_nightly_sweep_runs_as_its_own_role(stage: stages.Stage, role: str) -> None:
    opened(stage)
    with at(4, 1):
        lapsed = run_as(role, lapse_all)

    assert lapsed == 1


@pytest.mark.postgres
def test_the_desks_work_as_its_own_role(stage: stages.Stage, role: str) -> None:
    """Claims, substitutions and their recall, saved views, the board's sums."""
    dossier, own = dossier_in(stage, "idea.at_commune"), stage.people["xa"]

    def work() -> None:
        claim(dossier.pk, by=own)
        release(dossier.pk, "Nghỉ phép", by=own)
        today = clock.today()
        recall(substitute(own, stage.people["huyen"].user, today, today, "Nghỉ phép"), by=own)
        own.views.create(name="Gấp", query="due=overdue").delete()
        sum_up()

    with at(3, 9):
        run_as(role, work)

    kinds = list(Handover.objects.values_list("kind", flat=True))
    assert (kinds, StepCount.objects.exists()) == (["claim", "release"], True)


@pytest.mark.postgres
def test_its_own_role_notes_looks_and_lets_go_of_what_it_may(
    stage: stages.Stage, role: str
) -> None:
    by = stage.people["xa"]

    def work() -> dict[str, int]:
        note("person", [Shown("person:1")], reader=by.user_id, by=by, address="")
        return let_go(clock.now(), as_owner=False)

    gone = run_as(role, work)

    assert (Reading.objects.count(), "readings" in gone) == (1, False)


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO processes_erasure SELECT * FROM processes_erasure",
        "INSERT INTO processes_forgotten SELECT * FROM processes_forgotten",
        *(f"UPDATE {t} SET {', '.join(f'{c} = %%s' for c in cs)}" for t, cs in ERASABLE.items()),
    ],
    ids=lambda s: s[:40],
)
def test_its_own_role_makes_nobody_anonymous(role: str, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        run_as(role, partial(sql, statement.replace("%%s", "''")))


@pytest.mark.postgres
def test_a_text_that_its_owner_named_is_not_for_its_own_role_to_empty(
    stage: stages.Stage, role: str
) -> None:
    dossier, people = dossier_in(stage, "idea.to_complete"), stage.people
    detail = RecordDetail.objects.filter(record__dossier=dossier).earliest("pk")
    with at(3, 9):
        said = {"decision": "1", "reason": "x", "at": clock.now()}
        person = people["chuthe"].user
        by, second = people["quantri"], people["giamsat"]
        erasure = Erasure.objects.create(person=person, by=by, second=second, **said)
    table = "processes_recorddetail"
    Forgotten.objects.create(erasure=erasure, dossier=dossier, table=table, row=detail.pk)
    emptied = f"UPDATE {table} SET content = '', salt = '' WHERE id = {detail.pk}"

    with pytest.raises(ProgrammingError, match="permission denied"):
        run_as(role, partial(sql, emptied))
    sql(emptied)
    assert verify([dossier]).problems == []


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE processes_{table} SET id = id",
        "DELETE FROM processes_{table}",
        "TRUNCATE processes_{table} CASCADE",
        "DROP TRIGGER ocop_frozen ON processes_{table}",
        "ALTER TABLE processes_{table} DISABLE TRIGGER ocop_frozen",
        "DROP TABLE processes_{table} CASCADE",
        UPSERT,
    ],
    ids=lambda s: s.partition(" processes")[0],
)
def test_its_own_role_has_no_way_to_change_the_history(role: str, statement: str) -> None:
    for table in FROZEN:
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            run_as(role, partial(sql, statement.format(table=table)))


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        HOLLOW,
        "DROP FUNCTION ocop_next() CASCADE",
        "TRUNCATE processes_dossier CASCADE",
        "DELETE FROM processes_dossier",
        "DELETE FROM django_migrations",
    ],
)
def test_its_own_role_has_no_way_round_the_walls(role: str, statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        run_as(role, partial(sql, statement))


@pytest.mark.postgres
def test_rights_that_were_too_many_are_taken_back(role: str) -> None:
    sql(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}")
    sql(f"GRANT UPDATE (label) ON processes_record TO {role}")
    call_command("grant_application_role", role, stdout=StringIO())
    asked = (
        "SELECT has_table_privilege(%s, 'processes_record', 'UPDATE, DELETE, TRUNCATE, TRIGGER'),"
        " has_any_column_privilege(%s, 'processes_record', 'UPDATE')"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, [role, role])
        found = cursor.fetchone()

    assert found == (False, False)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor == "postgresql", reason="PostgreSQL has roles")
def test_where_there_are_no_roles_the_command_says_so() -> None:
    with pytest.raises(CommandError, match=r"Only PostgreSQL has roles\."):
        call_command("grant_application_role", "anybody")
