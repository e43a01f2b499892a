"""What tests prepare alike: sent again it is the same to the last byte, and never at the wrong place."""

import shutil
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

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


def begin_again() -> None:
    """Stand where a test begins: what was prepared is rolled back, and its files are gone."""
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    MEMORY.begin(MEMORY.patched)


def prepared() -> dict[str, list[Any]]:
    """All that the database has when a dossier is being scored."""
    with transaction.atomic():
        dossier_in(build(), "rating.district_council", "Hồ tiêu")
        rows = everything()
        transaction.set_rollback(True)
    begin_again()
    return rows


def test_what_is_sent_again_is_what_was_done() -> None:
    MEMORY.known.clear()

    done = prepared()

    assert prepared() == done


def test_a_dossier_that_is_sent_again_has_a_whole_chain_and_its_files() -> None:
    prepared()
    dossier = dossier_in(build(), "rating.district_council", "Hồ tiêu")

    assert verify([dossier]).problems == []
    assert [d.file.size > 0 for d in dossier.documents.all()] == [True, True]


def test_from_the_same_point_work_is_done_once() -> None:
    done: list[str] = []
    for _time in range(2):
        MEMORY.once(("counted",), lambda: done.append("once"))
        begin_again()

    assert done == ["once"]


def test_after_a_row_by_other_hands_everything_is_done_for_real() -> None:
    stage = build()
    Organisation.objects.filter(pk=stage.organisation.pk).update(name="HTX khác")

    assert MEMORY.path is None
    assert str(dossier_in(stage, "idea.at_commune").state) == "idea.at_commune"


def test_where_code_is_patched_everything_is_done_for_real(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[Any] = []
    real = documents.attach
    monkeypatch.setattr("tests.play.attach", lambda *a, **k: (called.append(a), real(*a, **k))[1])

    for _time in range(2):
        with transaction.atomic():
            dossier_in(build(), "rating.draft")
            transaction.set_rollback(True)

    assert len(called) == 4
