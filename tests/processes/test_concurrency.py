"""Many at once: one wins, the others read who did what; and what the application's own user may not."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections
from viewflow.workflow.models import Task

from processes.engine import Refused
from processes.flows import sittings
from processes.flows.meeting import SittingFlow
from processes.flows.scoring import ScoringFlow
from processes.models import Dossier, Product, Record, Subgroup
from processes.queries.verification import verify
from processes.services.dossiers import open_dossier
from processes.services.drafts import save_draft
from processes.services.grants import grant
from processes.services.move import move
from tests.journeys import stage as stages
from tests.play import at, dossier_in, hand_in, item_of, members, take

ROLE = f"ocop_app_{uuid4().hex[:8]}"  # roles are the server's, and test runs share it


@pytest.fixture
def stage(transactional_db: None) -> stages.Stage:
    """The stage, committed: other connections see it."""
    return stages.build()


def at_once(many: int, what: Callable[[int], Any]) -> list[Any]:
    """Do something in many threads that start together; a refusal is an answer."""
    ready, answers = threading.Barrier(many), [None] * many

    def one(n: int) -> None:
        try:
            ready.wait(10)
            answers[n] = what(n)
        except Refused as refused:
            answers[n] = refused
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def decide(stage: stages.Stage, dossier: Dossier, key: UUID) -> Record:
    return move(dossier.pk, "forward_idea", by=stage.people["xa"], key=key, seen=dossier.version)


@pytest.mark.parametrize(
    "many", [4, pytest.param(10, marks=pytest.mark.postgres)], ids=["four", "ten"]
)
def test_of_many_who_decide_at_once_one_does_and_the_others_read_it(
    stage: stages.Stage, many: int
) -> None:
    dossier = dossier_in(stage, "idea.at_commune")

    with at(3, 5):
        answers = at_once(many, lambda n: decide(stage, dossier, uuid4()))

    refused = {str(a.reasons[0]) for a in answers if isinstance(a, Refused)}
    assert [isinstance(a, Record) for a in answers].count(True) == 1
    assert sum(isinstance(a, Refused) for a in answers) == many - 1
    assert Record.objects.filter(dossier=dossier, name="forward_idea").count() == 1
    assert refused == {
        "Người xa vừa xử lý hồ sơ này lúc 09:00 05/03/2026: Chuyển ý tưởng lên huyện."
    }


def test_a_page_sent_five_times_at_once_has_one_effect_and_one_answer(
    stage: stages.Stage,
) -> None:
    dossier, key = dossier_in(stage, "idea.at_commune"), uuid4()

    with at(3, 5):
        answers = at_once(5, lambda n: decide(stage, dossier, key))

    assert len({a.pk for a in answers}) == 1
    assert Dossier.objects.get(pk=dossier.pk).version == dossier.version + 1


def honey(stage: stages.Stage) -> Product:
    subgroup = Subgroup.objects.get(criteria_set=14)
    return Product.objects.create(
        organisation=stage.organisation, name="Mật ong", subgroup=subgroup
    )


def test_a_dossier_that_is_opened_five_times_at_once_by_one_page_is_one(
    stage: stages.Stage,
) -> None:
    product, key, by = honey(stage), uuid4(), stage.people["chuthe"]

    with at(3, 5):
        answers = at_once(5, lambda _n: open_dossier(product, stage.cycle, by=by, key=key))

    assert {a.pk for a in answers} == {Dossier.objects.get(product=product).pk}
    assert Record.objects.filter(name="open_dossier").count() == 1


def test_a_dossier_that_is_opened_on_five_pages_at_once_is_refused_four_times(
    stage: stages.Stage,
) -> None:
    product, by = honey(stage), stage.people["chuthe"]

    with at(3, 5):
        answers = at_once(5, lambda _n: open_dossier(product, stage.cycle, by=by, key=uuid4()))

    said = [str(a.reasons[0]) for a in answers if isinstance(a, Refused)]
    assert said == ["Sản phẩm này đã có hồ sơ trong năm."] * 4
    assert Dossier.objects.filter(product=product).count() == 1


def test_dossiers_that_are_opened_at_once_get_numbers_without_a_gap(stage: stages.Stage) -> None:
    products, by = [honey(stage) for _n in range(4)], stage.people["chuthe"]

    with at(3, 5):
        answers = at_once(
            4, lambda n: open_dossier(products[n], stage.cycle, by=by, key=uuid4()).code
        )

    assert sorted(answers) == [f"OCOP-26-00000{n}" for n in (1, 2, 3, 4)]


def test_a_draft_that_is_saved_on_two_pages_at_once_keeps_one(stage: stages.Stage) -> None:
    dossier, by = dossier_in(stage, "idea.draft"), stage.people["chuthe"]
    version = dossier.drafts.get(sheet="idea").version

    def save(n: int) -> Any:
        return save_draft(dossier, "idea", {"market": str(n)}, by=by, version=version)

    with at(3, 5):
        answers = at_once(4, save)

    saved = [a for a in answers if not isinstance(a, Refused)]
    assert [d.version for d in saved] == [version + 1]
    assert dossier.drafts.get(sheet="idea").content == saved[0].content


def test_seven_members_who_hand_in_at_once_make_one_join_and_one_task_of_the_chair(
    stage: stages.Stage,
) -> None:
    dossier = dossier_in(stage, "rating.at_district")
    council = stage.district_council
    more = [stage.appoint(f"m{n}", "district_councillor", council=council) for n in (5, 6)]
    with at(6, 9):
        take(stage, dossier, "convene_district")
        people = [*more, *members(stage, "district")]
        chair = stage.people["district_chair"]
        sittings.open_(item_of(dossier).sitting, [p.pk for p in people], by=chair)
        item = item_of(dossier)
        answers = at_once(len(people), lambda n: hand_in(item, people[n]))
    after = Dossier.objects.get(pk=dossier.pk)
    chairs = Task.objects.filter(flow_task=SittingFlow.closing)
    joins = Task.objects.filter(flow_task=ScoringFlow.all_in)

    assert answers == [None] * len(people)
    assert (item.sheets.count(), joins.count(), chairs.count()) == (len(people), 1, 1)
    assert item_of(after).status == "ready"
    assert verify([after]).problems == []


@pytest.fixture
def as_the_application(stage: stages.Stage) -> Any:
    """A connection of its own, as the role that the site runs under."""
    import psycopg2

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {ROLE} LOGIN")
    grant(ROLE)
    given = connection.get_connection_params()
    parameters = {k: given[k] for k in ("dbname", "host", "port") if k in given}
    own = psycopg2.connect(**parameters, user=ROLE)
    own.autocommit = True
    yield own
    own.close()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {ROLE}")
        cursor.execute(f"DROP ROLE {ROLE}")


@pytest.mark.postgres
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE processes_record SET label = 'x'",
        "DELETE FROM processes_record",
        "TRUNCATE processes_record CASCADE",
        "ALTER TABLE processes_record DISABLE TRIGGER ALL",
        "DELETE FROM processes_dossier",
    ],
)
def test_the_applications_own_user_cannot_touch_the_history(
    as_the_application: Any, stage: stages.Stage, sql: str
) -> None:
    from psycopg2.errors import InsufficientPrivilege

    dossier_in(stage, "idea.at_commune")
    with pytest.raises(InsufficientPrivilege), as_the_application.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.postgres
def test_the_applications_own_user_cannot_move_a_dossier_by_sql(
    as_the_application: Any, stage: stages.Stage
) -> None:
    from psycopg2.errors import RaiseException

    dossier_in(stage, "idea.at_commune")
    with pytest.raises(RaiseException), as_the_application.cursor() as cursor:
        cursor.execute("UPDATE processes_dossier SET state = 'end.certified'")


@pytest.mark.postgres
def test_the_applications_own_user_may_read_and_append(as_the_application: Any) -> None:
    sql = "SELECT has_table_privilege(%s, 'processes_record', %s)"
    with as_the_application.cursor() as cursor:
        found = {}
        for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"):
            cursor.execute(sql, [ROLE, right])
            found[right] = cursor.fetchone()[0]

    assert found == {
        "SELECT": True,
        "INSERT": True,
        "UPDATE": False,
        "DELETE": False,
        "TRUNCATE": False,
    }
