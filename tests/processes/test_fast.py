"""The quick way through a history passes nothing that the exact way would name."""

import json
import random
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from processes.models import Dossier, Record
from processes.queries.fast_verification import quick_pass, verify_all
from processes.queries.verification import verify
from processes.services import walls
from processes.services.chain import digest
from processes.services.move import move
from processes.text import canonical
from tests.correcting import corrected
from tests.journeys.stage import Stage
from tests.play import at, dossier_in
from tests.processes.test_tampering import COLUMNS

pytestmark = pytest.mark.postgres

OF_DOSSIER = {
    "code": "'OCOP-26-999999'",
    "ruleset_key": "'other'",
    "state": "'end.certified'",
    "version": "version + 1",
    "waiting": "''",
    "entered_at": "'2026-01-01'",
    "due_at": "'2026-01-01'",
    "star": "5",
    "score_total": "5",
    "score_sheets": "5",
}
BESIDE = {
    "processes_recorddetail": ("content", "salt"),
    "processes_version": ("content", "salt"),
    "processes_document": ("sha256",),
}
MUTATIONS = 400


def run(sql: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def dossier(stage: Stage) -> Dossier:
    """A dossier with details, versions and documents, and a text that JSON has to escape."""
    made = dossier_in(stage, "rating.at_commune")
    with at(6, 9):
        given = {"comment": 'Ông "Bảy"\nnói thế \\ vậy'}
        move(made.pk, "comment", by=stage.people["huyen"], key=uuid4(), given=given)
    walls.drop(connection)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    return Dossier.objects.get(pk=made.pk)


def doubted(dossier: Dossier) -> bool:
    return dossier.pk in quick_pass(dossier.pk, dossier.pk + 1).suspects


def wrong(dossier: Dossier) -> bool:
    return bool(verify([Dossier.objects.get(pk=dossier.pk)]).problems)


def test_an_unharmed_dossier_is_passed_at_once(dossier: Dossier) -> None:
    passed = quick_pass(dossier.pk, dossier.pk + 1)

    assert (passed.dossiers, passed.records, passed.suspects) == (1, dossier.version, set())


def test_a_dossier_on_which_a_step_was_taken_back_is_passed_at_once(stage: Stage) -> None:
    made = corrected(stage, "decline_idea")

    assert not doubted(made)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_column_of_a_record_is_doubted(dossier: Dossier, column: str) -> None:
    run(f"UPDATE processes_record SET {column} = {COLUMNS[column]} WHERE seq = 3")

    assert doubted(dossier)


@pytest.mark.parametrize("column", OF_DOSSIER)
def test_a_changed_column_of_a_dossier_is_doubted(dossier: Dossier, column: str) -> None:
    run(f"UPDATE processes_dossier SET {column} = {OF_DOSSIER[column]}")

    assert doubted(dossier)


@pytest.mark.parametrize(
    ("table", "column"), [(t, c) for t, columns in BESIDE.items() for c in columns]
)
def test_what_stands_beside_a_record_is_doubted_changed_or_gone(
    dossier: Dossier, table: str, column: str
) -> None:
    run(f"UPDATE {table} SET {column} = 'x' WHERE id = (SELECT min(id) FROM {table})")

    assert doubted(dossier)


@pytest.mark.parametrize("seq", [2, 5])
@pytest.mark.parametrize(
    "value", ["a\x01b", 'a","role":"b', "a\\b", "a\tb", "a\x7fb", "Ủy ban", "a\nb"]
)
@pytest.mark.parametrize("column", ["label", "cites", "name", "role"])
def test_text_that_json_escapes_is_never_passed_where_it_is_wrong(
    dossier: Dossier, column: str, value: str, seq: int
) -> None:
    """The body says the text as it stands in the column, unescaped, and has its own hash."""
    record = Record.objects.get(dossier=dossier, seq=seq)
    old = f'"{column}":{json.dumps(getattr(record, column), ensure_ascii=False)}'
    body = record.body.replace(old, f'"{column}":"{value}"')
    rewrite(dossier, record, body, f"{column} = %s", value)

    assert doubted(dossier) or not wrong(dossier)


@pytest.mark.parametrize(
    ("data", "passed"),
    [
        ('{"paper_number":"15/QĐ-UBND","year":2026,"late":false}', True),
        ('{"year":02026}', False),
        ('{"year":2026,}', False),
        ('{"star":3}', False),
        ('{"on_behalf_of":1}', False),
        ('{"content":"x"}', False),
        ('{"paper_number":"a\\b"}', False),
        ('["a"]', False),
        ("é", False),
        ("", False),
    ],
)
def test_other_data_are_passed_where_they_are_plain(
    dossier: Dossier, data: str, passed: bool
) -> None:
    record = Record.objects.filter(dossier=dossier, body__contains='"data":{}').latest("seq")
    rewrite(dossier, record, record.body.replace('"data":{}', f'"data":{data}'))

    assert doubted(dossier) is not passed


def test_the_exact_way_can_be_asked_for(
    dossier: Dossier, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("verify_history", exact=True)

    last = capsys.readouterr().out.splitlines()[-1]
    assert last == f"dossiers=1 records={dossier.version} problems=0"


def rewrite(dossier: Dossier, record: Record, body: str, change: str = "", *values: Any) -> None:
    """Give a record another body, with its hash, and chain what follows to it."""
    also = f", {change}" if change else ""
    run(
        f"UPDATE processes_record SET body = %s, hash = %s{also} WHERE id = %s",
        *(body, digest(body), *values, record.pk),
    )
    previous = digest(body)
    for later in Record.objects.filter(dossier=dossier, seq__gt=record.seq).order_by("seq"):
        text = canonical(json.loads(later.body) | {"previous": previous})
        run(
            "UPDATE processes_record SET body = %s, hash = %s, previous = %s WHERE id = %s",
            *(text, digest(text), previous, later.pk),
        )
        previous = digest(text)


PIECES = (
    '"', ",", "{", "}", "[", "]", ":", "\\", "\x01", " ", "0", "null", '","label":"x', ',"actor":5',
    '{},"actor":5,"data":', '","seq":9,"x":"', ',"detail":""', '"data":{}', '"v":2,', "é", '""',
    '{"content":"x"}', ',"on_behalf_of":1', '"star":5', '"scope":"', '","target":"end.certified',
)  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_no_body_that_is_wrong_is_passed_wherever_it_was_changed(
    dossier: Dossier, seed: int
) -> None:
    """At random: a piece put in, a piece cut out, in the newest record, which has its own hash."""
    lot = random.Random(seed)
    record = Record.objects.filter(dossier=dossier).latest("seq")
    passed, named = [], 0
    for _n in range(MUTATIONS // 4):
        begin = lot.randrange(len(record.body))
        end = min(len(record.body), begin + lot.choice((0, 0, 1, 2, 12)))
        body = record.body[:begin] + lot.choice(PIECES) + record.body[end:]
        with transaction.atomic():
            run(
                "UPDATE processes_record SET body = %s, hash = %s WHERE id = %s",
                *(body, digest(body), record.pk),
            )
            is_wrong = wrong(dossier)
            named += is_wrong
            if is_wrong and not doubted(dossier):
                passed.append(body)
            transaction.set_rollback(True)

    assert passed == []
    assert named > MUTATIONS // 8


def test_findings_are_those_of_the_exact_way(dossier: Dossier) -> None:
    run("UPDATE processes_record SET label = 'Khác' WHERE seq = 4")

    quick, exact = verify_all(), verify(Dossier.objects.all())
    assert (quick.dossiers, quick.records) == (exact.dossiers, exact.records)
    assert quick.problems == exact.problems != []
