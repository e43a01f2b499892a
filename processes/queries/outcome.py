"""What the history says came out of a dossier, compared with the columns that repeat it.

Star, points, councils, terms, score sheets, documents and certificates stand in columns of their
own, for queries and pages. The chain binds the records alone; this binds those columns to them.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from processes.criteria import marking
from processes.criteria.content import sha256
from processes.models import (
    Certificate,
    Document,
    Dossier,
    Record,
    RecordDetail,
    Recusal,
    ScoreSheet,
)
from processes.text import canonical

from .forgotten import thrown_away

Flaw = tuple[int, str]
Given = Mapping[str, Any]
NAMES: dict[Any, str] = {
    ScoreSheet: "score sheet",
    Recusal: "recusal",
    Document: "document",
    Certificate: "certificate",
}


def outcome_flaws(dossier: Dossier, records: list[Record]) -> Iterator[Flaw]:
    """Yield what differs from a history whose chain holds: the record's number, or 0, and what."""
    told = [(record, json.loads(record.body)["data"]) for record in records]
    for column, wanted in _columns(told).items():
        if getattr(dossier, column) != wanted:
            yield 0, f"its {column} is not what the history says"
    if dossier.waiting != dossier.waiting_key():
        yield 0, "its waiting is not what its state says"
    details = RecordDetail.objects.filter(record__dossier=dossier)
    free = {d.record_id: d.data for d in details}
    expected: dict[Any, dict[int, tuple[int, Given]]] = {model: {} for model in NAMES}
    stars: dict[int, int | None] = {}
    star = None
    for record, data in told:
        star = int(data["star"]) if "star" in data else star
        stars[record.pk] = star
        for model, row in _rows(record, data, free.get(record.pk, {})):
            expected[model][record.pk] = (record.seq, row)
    for model, rows in expected.items():
        yield from _compare(dossier, model, rows)
    given = Certificate.objects.filter(dossier=dossier).values_list("record", "star")
    # of the day it was given: an annulled one may have had another star than the one that holds
    if any(stars.get(pk, was) != was for pk, was in given):
        yield 0, "its certificate has another star"


def _columns(told: list[tuple[Record, Given]]) -> dict[str, Any]:
    """Return the dossier's columns as its records, read in order, leave them."""
    columns: dict[str, Any] = dict.fromkeys(
        ("star", "score_total", "score_sheets", "district_council_id", "province_council_id")
    )
    for record, data in told:
        if record.source != record.target:
            columns["entered_at"] = record.at
        if "star" in data:
            columns["star"] = int(data["star"])
        if "total" in data:
            columns["score_total"] = int(Decimal(data["total"]) * 100)
            columns["score_sheets"] = data["sheets"]
        if record.name.startswith("convene_"):
            level = record.name.removeprefix("convene_")
            columns[f"{level}_council_id"] = int(data["council"])
    last = told[-1][0]
    # an extension's record tells the term that it ends; the next one tells the longer term
    return columns if last.name == "extend_window" else columns | {"due_at": last.due_at}


def _rows(record: Record, data: Given, free: Given) -> Iterator[tuple[Any, Given]]:
    """Yield the rows that have to stand beside a record, with what their columns have to say."""
    if record.name.startswith("submit_score_"):
        yield ScoreSheet, {"member_id": record.actor_id, "stage": record.source, **_scored(free)}
    if record.name.startswith("recuse_"):
        yield Recusal, {"member_id": record.actor_id}
    if record.name == "add_document":
        yield Document, {"sha256": data["sha256"]}
    if "certificate_number" in data:
        number, decision, on = (data[k] for k in ("certificate_number", "paper_number", "paper_on"))
        yield Certificate, {"number": number, "decision_number": decision, "decision_on": on}


def _scored(free: Given) -> Given:
    """Return what a sheet's columns have to say: the parts typed before, or the marks given."""
    if "sheet" not in free:
        return {part: int(Decimal(free[part]) * 100) for part in "abc" if part in free}
    return {"content": canonical(free["sheet"]), "is_excluding": bool(free["sheet"]["excludes"])}


def _compare(
    dossier: Dossier, model: Any, expected: Mapping[int, tuple[int, Given]]
) -> Iterator[Flaw]:
    found = {row.record_id: row for row in model.objects.filter(dossier=dossier)}
    for pk, (seq, wanted) in expected.items():
        row = found.get(pk)
        if row is None:
            yield seq, f"its {NAMES[model]} is missing"
        elif any(str(getattr(row, column)) != str(value) for column, value in wanted.items()):
            yield seq, f"its {NAMES[model]} was changed"
    if found.keys() - expected.keys():
        yield 0, f"has a {NAMES[model]} that no record of its own gave"
    if model is ScoreSheet:
        yield from _miscounted(found, expected)


def _miscounted(
    found: Mapping[int, ScoreSheet], expected: Mapping[int, tuple[int, Given]]
) -> Iterator[Flaw]:
    """Yield the sheets whose points are not what their marks come to under their criteria."""
    for pk, sheet in found.items():
        edition = sheet.edition
        if edition is None or pk not in expected or thrown_away(sheet):
            continue
        if sha256(edition.content) != edition.sha256:
            yield expected[pk][0], "its criteria were changed"
        points = marking.points(edition.definition, sheet.data.get("marks", {}))
        if [100 * points[part] for part in "abc"] != [sheet.a, sheet.b, sheet.c]:
            yield expected[pk][0], "its score sheet was changed"
