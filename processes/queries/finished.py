"""The stays of dossiers on which a wrong step was taken back: there a state was left for good only once.

A step that was taken back ended no stay, and the correction ended none either: the days of both
belong to the stay that went on. Few dossiers have a correction; theirs are read whole.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from processes.engine import WorkingCalendar
from processes.models import Record
from processes.rulesets import RULESETS

from .corrections import corrects

ANY = Q()


class Finished(NamedTuple):
    """A stay that ended: where, when and after how many working days, and whether it was not the first."""

    state: str
    at: datetime
    days: int
    again: bool


@cache
def corrections() -> tuple[str, ...]:
    """Return the names of the steps that take a wrong one back."""
    return tuple(sorted({name for law in RULESETS.values() for name in law.correction}))


def corrected(before: datetime, of: Q = ANY) -> QuerySet[Record]:
    """Return the corrections taken before a moment, ``of`` a condition on records."""
    made = Record.objects.filter(of, name__in=corrections(), at__lt=before)
    return made.order_by()


def finished(moves: Iterable[Record]) -> Iterator[Finished]:
    """Yield the stays that ended by the moves of one dossier, given in their order."""
    moves = list(moves)
    taken_back = {corrects(move) for move in moves if move.name in corrections()}
    going_on: dict[str, int] = defaultdict(int)  # state to the days before it was left in error
    left: set[str] = set()
    for move in moves:
        days = move.lasted_working_days
        if move.source == move.target or days is None:
            continue
        if move.name in corrections():
            going_on[move.target] += days
        elif move.seq in taken_back:
            going_on[move.source] += days
        else:
            yield Finished(
                move.source, move.at, days + going_on.pop(move.source, 0), move.source in left
            )
            left.add(move.source)


def difference(
    begin: datetime, end: datetime, calendar: WorkingCalendar, of: Q = ANY
) -> Iterator[tuple[tuple[Any, ...], int]]:
    """Yield by how much each count of the corrected dossiers' stays grew in a time, half-open.

    A count shrinks where a stay had been counted before the step that ended it was taken back.
    The keys are those of :func:`processes.queries.stays.counted_stays`.
    """
    dossiers = corrected(end, of).values("dossier")
    moves = Record.objects.filter(dossier__in=dossiers, kind=Record.Kind.TRANSITION, at__lt=end)
    moves = moves.select_related("dossier").order_by("dossier", "seq")
    grown: Counter[tuple[Any, ...]] = Counter()
    for dossier, group in groupby(moves, key=lambda move: move.dossier):
        known = list(group)
        states = {state.key for state in dossier.ruleset.states if not state.final}
        for sign, until in ((1, end), (-1, begin)):
            for stay in finished(m for m in known if m.at < until):
                if stay.state in states:
                    month = calendar.day(stay.at).replace(day=1)
                    key = (month, dossier.district_id, stay.state, stay.days, stay.again)
                    grown[key] += sign
    yield from ((key, count) for key, count in grown.items() if count)
