"""What marks under a criteria set come to: points, what is missing, stars, the cheapest gaps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from processes.words import gettext_noop as _

from .definition import CriteriaSet, Criterion

Marks = Mapping[str, int]  # criterion key → index of the option, or NOTHING
NOTHING = -1  # reaches none of the options: no points
STARS = (3, 4, 5)


def of(criterion: Criterion, mark: int) -> int:
    """Return the points of one mark."""
    return 0 if mark == NOTHING else criterion.options[mark].points


def points(criteria: CriteriaSet, marks: Marks) -> dict[str, int]:
    """Return the points of parts ``a``, ``b`` and ``c``; what is not marked counts zero."""
    return {
        part.code.lower(): sum(of(c, marks[c.key]) for c in part.criteria if c.key in marks)
        for part in criteria.parts
    }


def missing(criteria: CriteriaSet, marks: Marks) -> tuple[Criterion, ...]:
    """Return the criteria that are not marked."""
    return tuple(c for c in criteria.criteria if c.key not in marks)


def faults(criteria: CriteriaSet, marks: object) -> list[str]:
    """Return what is wrong with ``marks``, in words; what is missing is no fault."""
    if not isinstance(marks, Mapping):
        return [_("điểm chấm không đúng mẫu")]
    return [fault for key, mark in marks.items() for fault in _faults(criteria, key, mark)]


def _faults(criteria: CriteriaSet, key: object, mark: object) -> Iterator[str]:
    criterion = criteria.criterion.get(key) if isinstance(key, str) else None
    if criterion is None:
        yield f"không có tiêu chí {str(key)[:20]}"
    elif isinstance(mark, bool) or not isinstance(mark, int):
        yield f"tiêu chí {criterion.code} không đúng mẫu"
    elif mark == NOTHING and not criterion.has_nothing:
        yield f"tiêu chí {criterion.code} phải chọn một mức"
    elif not NOTHING <= mark < len(criterion.options):
        yield f"tiêu chí {criterion.code} không có mức đã chọn"


def star_cap(criteria: CriteriaSet, marks: Marks) -> int:
    """Return the highest star whose minimums are all met: 5 without marks of stars, 2 below three."""
    reached = 2
    for star in STARS:
        if minimums_missing(criteria, marks, star):
            return reached
        reached = star
    return reached


def minimums_missing(criteria: CriteriaSet, marks: Marks, star: int) -> tuple[Criterion, ...]:
    """Return the criteria on which the marks stay below what ``star`` asks for at least."""
    return tuple(
        c
        for c in criteria.criteria
        for least in (minimum(c, star),)
        if least and of(c, marks.get(c.key, NOTHING)) < least
    )


def minimum(criterion: Criterion, star: int) -> int:
    """Return the points that ``star`` asks for on a criterion at least; 0: nothing is asked."""
    asked = [o.points for o in criterion.options if o.star and o.star <= star]
    return max(asked, default=0)


def decided(criteria: CriteriaSet, certified: Mapping[str, Decimal]) -> dict[str, int]:
    """Return the marks that the commune's certified percentages decide.

    Args:
        certified: Per cent by figure: ``local_labour``, ``local_material``; one that is not certified
            decides nothing. A share below every option's reaches none of them.
    """
    found: dict[str, int] = {}
    for criterion in criteria.criteria:
        share = certified.get(criterion.decides) if criterion.decides else None
        if share is not None:
            found[criterion.key] = _reached(criterion, share)
    return found


def _reached(criterion: Criterion, share: Decimal) -> int:
    reached = (
        (o.at_least, index)
        for index, o in enumerate(criterion.options)
        if o.at_least is not None and share >= o.at_least
    )
    return max(reached, default=(0, NOTHING))[1]


@dataclass(frozen=True)
class Gap:
    """What is missing on one criterion: from ``now`` points to option ``index``, ``gain`` more."""

    criterion: Criterion
    now: int
    index: int
    gain: int


def gaps(criteria: CriteriaSet, marks: Marks, target: int) -> list[Gap]:
    """Return what brings the marks to ``target`` points, the steps that ask for least first.

    A step leads to the next higher option, within the marked case where there are cases. One
    criterion is told once, with its steps together. What the commune's figure decides is not
    offered, since nobody can claim it. All steps together may still stay below ``target``.
    """
    short = target - sum(points(criteria, marks).values())
    reached = dict(marks)
    waiting = [step for c in criteria.criteria if not c.decides for step in _next(c, reached)]
    touched: dict[str, Criterion] = {}
    while short > 0 and waiting:
        step = min(waiting, key=_effort)
        waiting.remove(step)
        reached[step.criterion.key] = step.index
        touched[step.criterion.key] = step.criterion
        short -= step.gain
        waiting += _next(step.criterion, reached)
    return [_to(c, marks, reached[key]) for key, c in touched.items()]


def _effort(step: Gap) -> tuple[int, float]:
    """Order steps: few points first; among equals where most is there already."""
    return step.gain, -step.now / step.criterion.max


def _to(criterion: Criterion, marks: Marks, index: int) -> Gap:
    now = of(criterion, marks.get(criterion.key, NOTHING))
    return Gap(criterion, now, index, criterion.options[index].points - now)


def _next(criterion: Criterion, marks: Marks) -> Iterator[Gap]:
    mark = marks.get(criterion.key, NOTHING)
    now = of(criterion, mark)
    case = criterion.options[mark].case if mark >= 0 else 0
    higher = [
        (o.points, index)
        for index, o in enumerate(criterion.options)
        if o.points > now and (not case or o.case == case)
    ]
    if higher:
        yield _to(criterion, marks, min(higher)[1])
