"""Whatever is given to a step, the door answers in words: it moves or refuses, and never breaks."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from processes.engine import Field, Kind, Refused
from processes.models import Dossier, Notice, Record
from processes.queries.verification import verify
from processes.rulesets import RULESETS
from processes.services.move import move
from tests.journeys.stage import Stage
from tests.play import GIVEN, WAYS, again, at, called, dossier_in, take

RULESET = RULESETS["dl_2022"]
HOLDERS = {
    "applicant": "chuthe",
    "commune_officer": "xa",
    "district_officer": "huyen",
    "district_councillor": "district_1",
    "district_chair": "district_chair",
    "province_officer": "tinh",
    "department_officer": "so",
    "province_councillor": "province_1",
    "province_chair": "province_chair",
    "province_leader": "lanhdao",
    "supervisor": "giamsat",
}
# JSON of every shape, figures that no column holds, dates that no term can be counted from
JUNK: list[Any] = [
    None, "", " ", "x", "-1", "1e3", "NaN", "9" * 40, "9" * 5000, "²", "٣", "2026-13-01",
    "9999-12-31", "2199-12-31", "0001-01-01", "1900-01-01", 0, -1, 10**30, 2.5, True, False, [],
    ["x"], [["x"]], [None], {}, {"a": 1},
]  # fmt: skip
CERTIFIED = "end.certified"
PLAIN = {
    Kind.INTEGER: 5,
    Kind.NUMBER: "1",
    Kind.DATE: "2026-12-30",
    Kind.TICK: True,
    Kind.REFERENCES: ["sample_photo"],
    Kind.REFERENCE: "ideas",
}
# documents have a door of their own; opening is no step of a dossier that is open
STEPS = [
    *((t.name, t.by, t.sources[0].key) for t in RULESET.transitions if t.name != "lapse"),
    *(
        (a.name, a.by[0], next((s.key for s in a.states if s.key in WAYS), CERTIFIED))
        for a in RULESET.acts
        if a.name not in ("open_dossier", "add_document")
    ),
]


def standing_in(stage: Stage, state: str) -> Dossier:
    if state != CERTIFIED:
        return dossier_in(stage, state)
    dossier = dossier_in(stage, "rating.awaiting_decision")
    with at(6, 9):
        take(stage, dossier, "issue_decision")
    return dossier


def plain(field: Field) -> Any:
    if field.past:
        return "2026-06-09"
    return field.choices[0][0] if field.choices else PLAIN.get(field.kind, "Chữ")


def everything(dossier: Dossier) -> Any:
    row = Dossier.objects.values().get(pk=dossier.pk)
    return row, Record.objects.count(), Notice.objects.count()


@pytest.mark.parametrize(("name", "role", "state"), STEPS, ids=[s[0] for s in STEPS])
def test_no_answer_breaks_the_door(stage: Stage, name: str, role: str, state: str) -> None:
    dossier = standing_in(stage, state)
    step = RULESET.transition.get(name) or RULESET.act[name]
    good = {f.key: plain(f) for f in step.asks} | GIVEN.get(name, ("", {}))[1] | {"reason": "Vì"}
    if name.startswith("convene"):
        with at(6, 9):
            good["sitting"] = str(called(stage, name.rpartition("_")[2]).pk)
    by = stage.people[HOLDERS[role]]

    with at(6, 9):
        before = everything(dossier)
        for key in (*(f.key for f in step.asks), *(["reason"] if step.reason else [])):
            for junk in JUNK:
                try:
                    with transaction.atomic():
                        move(dossier.pk, name, by=by, key=uuid4(), given={**good, key: junk})
                        transaction.set_rollback(True)
                except Refused:
                    assert everything(dossier) == before

    assert verify([again(dossier)]).problems == []


def test_every_role_that_acts_is_somebody_here() -> None:
    acting = {t.by for t in RULESET.transitions} | {r for a in RULESET.acts for r in a.by}

    assert acting - set(HOLDERS) == {"system"}
