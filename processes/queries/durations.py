"""How long dossiers took, from their own records: working days in each state, and to the result.

What counts as the result of a round is the conclusion of the council that decides the dossier:
the province's, or the district's where it gives fewer than three stars (§6.5.b).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from django.db.models import Q

from processes.engine import WorkingCalendar
from processes.engine.remaining import NEVER, Observed, Sample
from processes.models import Dossier, Record

from .finished import corrections

CONCLUDED = frozenset({"rating.awaiting_decision", "rating.awaiting_referral", "end.rated_below"})
LAPSED, WITHDRAWN = "end.lapsed", "end.withdrawn"
YEARS = 5  # how far back is looked: offices change, and so does their pace


@dataclass(frozen=True)
class Point:
    """A dossier came to a state: when, and how many working days after it was opened."""

    state: str
    at: datetime
    day: int
    by: str


@dataclass
class Course:
    """What was known of one dossier at a moment: the states it came to, oldest first."""

    dossier: int
    ruleset: str
    cycle: int
    commune: int
    district: int
    province: int
    points: list[Point] = field(default_factory=list)

    @property
    def now(self) -> Point:
        """Where it stood last."""
        return self.points[-1]

    @property
    def result(self) -> Point | None:
        """Where its round had its result; ``None``: not yet, or never."""
        return next((p for p in self.points if p.state in CONCLUDED), None)

    @property
    def is_over(self) -> bool:
        """Whether nothing is to be waited for any more: a result, or an end without one."""
        return self.result is not None or self.now.state in (LAPSED, WITHDRAWN)

    def first(self, name: str) -> Point | None:
        """Return where the step ``name`` led for the first time."""
        return next((p for p in self.points if p.by == name), None)


def courses(before: datetime, year: int) -> list[Course]:
    """Return the course of every dossier of the cycles up to ``year``, as known at a moment.

    Nothing that was recorded at ``before`` or later is looked at. Two queries.
    """
    dossiers = Dossier.objects.filter(cycle__year__gt=year - YEARS, cycle__year__lte=year)
    found = {
        row[0]: Course(*row)
        for row in dossiers.order_by("pk").values_list(
            "pk", "ruleset_key", "cycle_id", "commune_id", "district_id", "province_id"
        )
    }
    steps = Q(kind=Record.Kind.TRANSITION) | Q(name="open_dossier")
    records = Record.objects.filter(steps, at__lt=before, dossier__in=dossiers.order_by())
    day: Counter[int] = Counter()
    for pk, name, at, source, target, days in records.order_by("dossier", "seq").values_list(
        "dossier_id", "name", "at", "source", "target", "lasted_working_days"
    ):
        points = found[pk].points
        if points and source == target:
            continue
        day[pk] += (days or 0) if points else 0
        if name in corrections() and points:
            points.pop()  # the step was taken back: the state before it goes on
        else:
            points.append(Point(target, at, day[pk], name))
    return [course for course in found.values() if course.points]


def watched(course: Course, until: datetime, calendar: WorkingCalendar) -> list[Observed]:
    """Return, for each point of a course up to its result, the working days from there to it.

    A dossier that was withdrawn or is still under way was watched until then; one that lapsed
    never comes to a result. What lapses is known long before what arrives: in a year that is not
    over it would be all that is known, so there it counts as watched until then, and no longer.
    """
    result, now = course.result, course.now
    if result is not None:
        return [Observed(result.day - p.day, arrived=True) for p in waiting(course)]
    if now.state == LAPSED and calendar.day(now.at).year < calendar.day(until).year:
        return [Observed(NEVER, arrived=False) for _p in waiting(course)]
    since = 0
    if now.state not in (WITHDRAWN, LAPSED):
        since = calendar.between(calendar.day(now.at), calendar.day(until))
    return [Observed(now.day + since - p.day, arrived=False) for p in waiting(course)]


def waiting(course: Course) -> list[Point]:
    """Return the points at which the result was still to be waited for."""
    found = []
    for point in course.points:
        if point.state in CONCLUDED or point.state in (LAPSED, WITHDRAWN):
            break
        found.append(point)
    return found


Key = tuple[str, int, int]  # state, district, cycle; 0 is all of them together


def keys(state: str, district: int, cycle: int) -> tuple[Key, ...]:
    """Return the samples that a dossier of a district and a cycle is like, the nearest first."""
    return (state, district, cycle), (state, 0, cycle), (state, district, 0), (state, 0, 0)


def samples(
    known: Iterable[Course], until: datetime, calendar: WorkingCalendar
) -> Mapping[Key, Sample]:
    """Return the sample of each state, by :func:`keys`.

    That of ``"> state"`` is watched from the moment the state is left.
    """
    pooled: dict[Key, list[Observed]] = defaultdict(list)
    for course in known:
        points, seen = waiting(course), watched(course, until, calendar)
        named = [(p.state, o) for p, o in zip(points, seen, strict=True)]
        left = zip(pairwise(points), seen[1:], strict=False)
        named += [(f"> {before.state}", o) for (before, _after), o in left]
        for state, observed in named:
            if not observed.days and not observed.arrived:
                continue  # it came there today
            for key in keys(state, course.district, course.cycle):
                pooled[key].append(observed)
    return {key: Sample(observed) for key, observed in pooled.items()}


@dataclass(frozen=True)
class Path:
    """A dossier of a cycle that is over, by working days before its last round closed.

    Args:
        opened: Working days from its opening to the round's last day.
    """

    course: Course
    opened: int

    def start(self, state: str, left: int) -> int | None:
        """Return in how many working days it handed its rating file in, seen from one moment.

        That is when it stood in ``state`` with ``left`` working days to go, and had handed
        nothing in; ``None`` where it never stood so, or was withdrawn. :data:`NEVER`: it lapsed,
        or never moved again.
        """
        here = None
        for point in self.course.points:
            if self.opened - point.day < left:
                break
            here = point
        handed_in = self.course.first("submit_rating")
        if here is None or here.state != state or (handed_in and handed_in.day <= here.day):
            return None
        if handed_in is not None:
            return left - (self.opened - handed_in.day)
        return None if self.course.now.state == WITHDRAWN else NEVER


@dataclass(frozen=True)
class Typical:
    """How long dossiers stayed in a state, in working days.

    Args:
        sample: Stays that have ended.
        median: The middle one.
        cautious: Nine in ten stays were not longer; ``None``: too few ended to tell.
    """

    sample: int
    median: int
    cautious: int | None


def typical_stays(known: Iterable[Course]) -> dict[str, Typical]:
    """Return how long each state was stayed in, by the records that left it."""
    stays: dict[str, list[Observed]] = defaultdict(list)
    for course in known:
        for before, after in pairwise(course.points):
            stays[before.state].append(Observed(after.day - before.day, arrived=True))
    found = {}
    for state, observed in stays.items():
        sample = Sample(observed)
        found[state] = Typical(len(observed), sample.more(0, 0.5) or 0, sample.more(0, 0.9))
    return found
