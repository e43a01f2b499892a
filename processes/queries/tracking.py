"""What an applicant may count on: how many dossiers are before its own, how long, what follows.

Only numbers of other dossiers leave this module, never which ones they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from django.db.models import Case, Count, Exists, OuterRef, Q, Value, When

from processes.engine import Ruleset, State, Transition
from processes.models import ChecklistItem, Document, Dossier, Record
from processes.roles import LOCAL_ROLES, Role

from .finished import corrected

RECENT = timedelta(days=90)
FEWEST = 5  # stays below which a median says more about chance than about the office
# a dossier that its applicant took back, or that lapsed, does not tell how fast an office is
NOT_OFFICES = (Role.APPLICANT, Role.SYSTEM)


@dataclass(frozen=True)
class Usual:
    """How long a state lasted lately.

    Args:
        days: Median of the stays, in working days; a half where two middle stays differ.
        sample: Number of stays, :data:`FEWEST` or more.
        local: They are those of the dossier's district; else of the whole province.
    """

    days: Fraction
    sample: int
    local: bool


@dataclass(frozen=True)
class Turn:
    """What will be asked of the applicant next.

    Args:
        state: The first state on the way forward that the applicant holds.
        step: The step that it takes there; ``sheet`` is the form that it sends, empty for none.
        papers: Names of mandatory documents that are not handed in yet.
    """

    state: State
    step: Transition
    sheet: str
    papers: tuple[str, ...]


@dataclass(frozen=True)
class Tracking:
    """What is known of a dossier's way from here.

    Args:
        before: Dossiers that wait longer in the same queue, 0: it is the next one; ``None``: its
            applicant holds it, or it is at an end.
        usual: ``None`` where too few stays are known, or no office holds it.
        follows: The states that may come next if all goes well, in the table's order.
        turn: ``None`` where nothing more will be asked of the applicant on the way forward.
        sent_back: The state of the applicant to which the holder may send it to be completed.
    """

    before: int | None
    usual: Usual | None
    follows: tuple[State, ...]
    turn: Turn | None
    sent_back: State | None


def tracking(dossier: Dossier, at: datetime) -> Tracking:
    """Return what is known of the dossier's way from the moment ``at``: three queries at most."""
    ruleset, state = dossier.ruleset, dossier.current
    waits = state.holder not in (None, Role.APPLICANT)
    return Tracking(
        before=_before(dossier) if waits else None,
        usual=_usual(dossier, at) if waits else None,
        follows=_follows(ruleset, state),
        turn=_turn(dossier),
        sent_back=_sent_back(ruleset, state) if waits else None,
    )


def _before(dossier: Dossier) -> int:
    """Count what entered the same state earlier and waits for the same holder."""
    earlier = Q(entered_at__lt=dossier.entered_at)
    earlier |= Q(entered_at=dossier.entered_at, pk__lt=dossier.pk)
    return Dossier.objects.filter(earlier, waiting=dossier.waiting, state=dossier.state).count()


def _usual(dossier: Dossier, at: datetime) -> Usual | None:
    """The median, from one count by length: neither database has to know what a median is."""
    local = dossier.current.holder in LOCAL_ROLES
    near = Case(When(dossier__district_id=dossier.district_id, then=Value(1)), default=Value(0))
    counted = (
        Record.objects.filter(
            source=str(dossier.state),
            at__gt=at - RECENT,
            at__lte=at,
            lasted_working_days__isnull=False,
            dossier__province_id=dossier.province_id,
        )
        .exclude(role__in=NOT_OFFICES)
        # where a step was taken back, a stay is not what one record says
        .exclude(dossier__in=corrected(at).values("dossier"))
        .order_by()
        .values_list(near, "lasted_working_days")
        .annotate(stays=Count("pk"))
    )
    everywhere: dict[int, int] = {}
    here: dict[int, int] = {}
    for is_near, days, stays in counted:
        everywhere[days] = everywhere.get(days, 0) + stays
        if is_near:
            here[days] = stays
    if local and sum(here.values()) >= FEWEST:
        return Usual(median(here), sum(here.values()), local=True)
    if sum(everywhere.values()) >= FEWEST:
        return Usual(median(everywhere), sum(everywhere.values()), local=False)
    return None


def median(counts: dict[int, int]) -> Fraction:
    """Return the median of values given with how often each occurs.

    Args:
        counts: Value to number of times, one time at least in all.
    """
    total = sum(counts.values())
    return Fraction(_nth(counts, (total - 1) // 2) + _nth(counts, total // 2), 2)


def _nth(counts: dict[int, int], n: int) -> int:
    for value in sorted(counts):
        n -= counts[value]
        if n < 0:
            return value
    raise IndexError(n)


def _forward(ruleset: Ruleset, state: State) -> list[Transition]:
    """The holder's rows that lead on: not those that send back, nor those that have to say why."""
    rows = ruleset.leaving(state.key)
    return [t for t in rows if t.by == state.holder and not t.pauses and not t.reason]


def _follows(ruleset: Ruleset, state: State) -> tuple[State, ...]:
    found = [target for row in _forward(ruleset, state) for target in row.targets]
    return tuple(dict.fromkeys(found))


def _sent_back(ruleset: Ruleset, state: State) -> State | None:
    rows = (t for t in ruleset.leaving(state.key) if t.by == state.holder and t.pauses)
    return next((t.targets[0] for t in rows), None)


def _along(ruleset: Ruleset, state: State) -> Iterator[State]:
    """Yield the states of the way forward after ``state``, nearest first."""
    seen, todo = {state.key}, [state]
    while todo:
        for target in _follows(ruleset, todo.pop(0)):
            if target.key not in seen:
                seen.add(target.key)
                todo.append(target)
                yield target


def _turn(dossier: Dossier) -> Turn | None:
    ruleset = dossier.ruleset
    asked = (s for s in _along(ruleset, dossier.current) if s.holder == Role.APPLICANT)
    state = next(asked, None)
    if state is None:
        return None
    step = _forward(ruleset, state)[0]
    sheet = ruleset.sheets[step.submits].title if step.submits else ""
    papers = _papers(dossier) if state in ruleset.act["add_document"].states else ()
    return Turn(state, step, sheet, papers)


def _papers(dossier: Dossier) -> tuple[str, ...]:
    """Name the mandatory documents that are not in the dossier, as its rating will ask for them."""
    there = Document.objects.filter(dossier=dossier, replaced_by=None, item=OuterRef("pk"))
    needed = ChecklistItem.objects.filter(~Exists(there), mandatory=True, satisfied_by="")
    subgroup = dossier.product.subgroup
    if subgroup is not None and subgroup.group.sector.is_tourism:
        needed = needed.exclude(goods_only=True)
    return tuple(needed.values_list("name", flat=True))
