"""Reading a long history quickly: what is beyond doubt is passed, all else goes the exact way.

Only on PostgreSQL, which does the quick pass itself and tells no more than the keys of the dossiers
that are not right beyond doubt. :func:`processes.queries.verification.verify` names what is wrong
with them, or finds them right. So a mistake here can cost time; that it costs no truth is tested
column by column. It trusts the server to compute as PostgreSQL does; the exact way trusts it with
the rows alone.
"""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Max, Min

from processes.engine import Act, Transition
from processes.models import Dossier, Record
from processes.roles import Role
from processes.rulesets import RULESETS
from processes.text import canonical

from .fast_rows import statement
from .side_by_side import Range, asked, ranges, side_by_side
from .verification import Findings, verify

RANGE = 25_000  # dossiers that are read at a time, at most
# what these steps say is compared with tables that the quick pass does not read
NOT_READ = ("convene_", "submit_score_", "recuse_", "extend_window")
PLACES = {1: "organisation", 2: "commune", 3: "district", 4: "province"}


@dataclass
class Passed:
    """What a quick pass found: how much it read, and the dossiers it has doubts about."""

    dossiers: int = 0
    records: int = 0
    suspects: set[int] = field(default_factory=set)


def verify_all(processes: int = 1) -> Findings:
    """Verify every dossier, the quick way where there is one; findings are those of ``verify``."""
    if connection.vendor != "postgresql":
        return verify(Dossier.objects.order_by("pk").iterator(chunk_size=500))
    passed = _passed(processes)
    doubted = Dossier.objects.filter(pk__in=passed.suspects).order_by("pk")
    exact = verify(doubted.iterator(chunk_size=500))
    return Findings(passed.dossiers, passed.records, exact.problems)


def _passed(processes: int) -> Passed:
    whole = Passed()
    for one in side_by_side(quick_pass, _ranges(processes), processes):
        whole.dossiers += one.dossiers
        whole.records += one.records
        whole.suspects |= one.suspects
    return whole


def _ranges(processes: int = 1) -> list[Range]:
    ends = Dossier.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return []
    return ranges(ends["first"], ends["last"] + 1, RANGE, processes)


def quick_pass(first: int, end: int) -> Passed:
    """Read the dossiers from ``first`` up to, not with, ``end``."""
    [(dossiers, records, suspects)] = asked(statement, {"first": first, "end": end, **_law()})
    return Passed(dossiers, records, set(suspects))


@cache
def _law() -> dict[str, list[Any]]:
    """Return what the statement asks of the model and the law, column by column."""
    return _waits() | _steps() | {"roles": [role for role in Role if _is_plain(role)]}


def _waits() -> dict[str, list[Any]]:
    """Return who waits in which state, as the model says; a council's chair is left out."""
    rows = []
    ids = {f"{place}_id": n for n, place in PLACES.items()}
    for key, ruleset in RULESETS.items():
        for name, state in ruleset.state.items():
            dossier = Dossier(ruleset_key=key, state=name, **ids)
            holder, _at, number = dossier.waiting_key(state).partition("@")
            if number != "None":
                rows.append((key, name, holder, PLACES[int(number)] if number else ""))
    return _columns(("rulesets", "states", "holders", "places"), rows)


def _steps() -> dict[str, list[Any]]:
    """Return the steps that say nothing of a council or a window, in words that JSON writes as they are."""
    rows = []
    for key, ruleset in RULESETS.items():
        for step in ruleset.steps.values():
            kind = Record.Kind.ACT if isinstance(step, Act) else Record.Kind.TRANSITION
            row = (key, step.name, kind.value, step.label, step.cites)
            if all(map(_is_plain, row)) and not step.name.startswith(NOT_READ):
                rows.append((*row, _submits(step)))
    return _columns(("laws", "names", "kinds", "labels", "citations", "submits"), rows)


def _columns(names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> dict[str, list[Any]]:
    return {name: [row[n] for row in rows] for n, name in enumerate(names)}


def _submits(step: Transition | Act) -> bool:
    return isinstance(step, Transition) and bool(step.submits)


def _is_plain(word: str) -> bool:
    return canonical(word) == f'"{word}"'
