"""Marks that come to wanted points: what an invented member gives an invented product."""

from collections.abc import Mapping, Sequence

from processes.criteria.definition import CriteriaSet, Criterion
from processes.criteria.marking import NOTHING, of

Path = tuple[tuple[str, int], ...]


def marks_for(criteria: CriteriaSet, wanted: Mapping[str, int]) -> dict[str, int]:
    """Return a mark for every criterion so that parts ``a``, ``b``, ``c`` come to ``wanted`` points.

    Of all the ways to get there the evenest is taken: no criterion far better than the others. Where
    no choice of options gives exactly that, the nearest is.
    """
    marks: dict[str, int] = {}
    for part in criteria.parts:
        marks |= _part(part.criteria, wanted[part.code.lower()], part.max)
    return marks


def _part(criteria: Sequence[Criterion], wanted: int, most: int) -> dict[str, int]:
    reached: dict[int, tuple[float, Path]] = {0: (0.0, ())}
    for criterion in criteria:
        step: dict[int, tuple[float, Path]] = {}
        even = criterion.max * wanted / most
        for total, (cost, path) in reached.items():
            for index in _choices(criterion):
                points = of(criterion, index)
                uneven = cost + (points - even) ** 2
                if total + points not in step or uneven < step[total + points][0]:
                    step[total + points] = (uneven, (*path, (criterion.key, index)))
        reached = step
    nearest = min(reached, key=lambda total: (abs(total - wanted), total))
    return dict(reached[nearest][1])


def _choices(criterion: Criterion) -> list[int]:
    """Return the marks to try."""
    chosen = list(range(len(criterion.options)))
    return [*chosen, NOTHING] if criterion.has_nothing else chosen


def sheet(marks: Mapping[str, int], *excludes: str) -> dict[str, object]:
    """Return a score sheet as it is handed in, with nothing but marks."""
    return {"marks": dict(marks), "notes": {}, "excludes": list(excludes)}
