"""What tests prepare alike: sent again it is the same to the last byte, and never at the wrong place."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from processes.models import Organisation
from processes.queries.verification import verify
from processes.services import documents
from tests.journeys.stage import build
from tests.memory import MEMORY
from tests.play import dossier_in

pytestmark = pytest.mark.django_db


def everything() -> dict[str, list[Any]]:
    """Every row of every table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def prepared() -> tuple[dict[str, list[Any]], int]:
    """All that the database has when a dossier is being scored, and how often it was asked."""
    with transaction.atomic():
        with CaptureQueriesContext(connection) as asked:
            dossier_in(build(), "rating.district_council", "Hồ tiêu")
        rows = everything()
        transaction.set_rollback(True)
    MEMORY.begin(MEMORY.patched)  # the database is what it was
    return rows, len(asked)


def test_what_is_sent_again_is_what_was_done() -> None:
    MEMORY.known.clear()

    done, queries = prepared()
    again, fewer = prepared()

    assert again == done
    assert fewer < queries / 2


def test_a_dossier_that_is_sent_again_has_a_whole_chain_and_its_files() -> None:
    prepared()
    dossier = dossier_in(build(), "rating.district_council", "Hồ tiêu")

    assert verify([dossier]).problems == []
    assert [d.file.size > 0 for d in dossier.documents.all()] == [True, True]


def test_after_a_row_by_other_hands_everything_is_done_for_real() -> None:
    stage = build()
    Organisation.objects.filter(pk=stage.organisation.pk).update(name="HTX khác")

    assert MEMORY.path is None
    assert str(dossier_in(stage, "idea.at_commune").state) == "idea.at_commune"


def test_where_code_is_patched_everything_is_done_for_real(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[Any] = []
    real = documents.add_document
    monkeypatch.setattr(
        "tests.play.add_document", lambda *a, **k: (called.append(a), real(*a, **k))[1]
    )

    for _time in range(2):
        with transaction.atomic():
            dossier_in(build(), "rating.draft")
            transaction.set_rollback(True)

    assert len(called) == 4
