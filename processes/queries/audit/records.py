"""Looking for records: by whom, as what, where, which step, when, why, by what authority.

Every filter that can be selective has an index to begin at: a person by the records' own key, a
dossier by its code, a step by its name. A role, a citation is turned into the names of the steps
that bear it, so that one that nobody ever used is found to be empty without reading a table. The
text of reasons is looked up by its groups of three letters on PostgreSQL (migration 0016).
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from processes.engine import Act, Transition, WorkingCalendar
from processes.models import Appointment, Dossier, Record, Unit, User
from processes.models.people import POST
from processes.queries.selection import DIGITS
from processes.queries.stays import start_of
from processes.rulesets import RULESETS
from processes.text import fold, normal

COUNTED = 10_000  # records up to which a search is counted; above it says "more than"
FEWEST_LETTERS = 3  # of a text that is looked for in reasons: an index knows groups of three
NOTHING = Q(pk__in=[])


@dataclass(frozen=True)
class Wanted:
    """What is looked for; whatever is empty narrows nothing.

    Args:
        who: Part of a person's name, or the user name.
        role: Code of the role acted in.
        unit: Code of the commune, district or province in which the dossier lies.
        name: Name of a transition or an act.
        since: First local day; ``until``: the last one.
        reason: Part of the text that was given with the record.
        cites: Part of the citation.
        ruleset: Key of the dossier's ruleset.
        code: The dossier's code.
    """

    who: str = ""
    role: str = ""
    unit: str = ""
    name: str = ""
    since: date | None = None
    until: date | None = None
    reason: str = ""
    cites: str = ""
    ruleset: str = ""
    code: str = ""


@dataclass(frozen=True)
class Place:
    """A place in the order of a search: what comes after it is older."""

    at: datetime
    pk: int


@dataclass(frozen=True)
class Slice:
    """A page of a search, the newest first; ``after`` leads on, ``None`` at the end."""

    records: list[Record]
    after: Place | None


def steps() -> Iterator[Transition | Act]:
    """Yield every step and act of every ruleset."""
    for ruleset in RULESETS.values():
        yield from ruleset.steps.values()


SEALED = sorted({a.name for r in RULESETS.values() for a in r.acts if a.sealed})


def within(appointment: Appointment) -> Q:
    """Return the condition on records: their dossier lies in the auditor's province.

    Equal to :func:`processes.queries.jurisdiction.visible_to`; a test holds it.
    """
    return Q(dossier__province_id=appointment.unit_id) if appointment.unit_id else NOTHING


def still_sealed(prefix: str = "") -> Q:
    """Return the condition: what the record gave is a score sheet of a sitting that goes on.

    Args:
        prefix: The way to the record, such as ``record__``.
    """
    given = {
        f"{prefix}name__in": SEALED,
        f"{prefix}target": F(f"{prefix}dossier__state"),
        f"{prefix}at__gte": F(f"{prefix}dossier__entered_at"),
    }
    return Q(**given)


def search(appointment: Appointment, wanted: Wanted, calendar: WorkingCalendar) -> QuerySet[Record]:
    """Return the records of the auditor's province that are looked for, in no order."""
    found = Record.objects.filter(within(appointment)).order_by()
    for condition in _conditions(wanted, calendar):
        found = found.filter(condition)
    return found


def _conditions(wanted: Wanted, calendar: WorkingCalendar) -> Iterator[Q]:
    if wanted.code:
        # its key first: of a question within the question a planner does not know that it is one row
        found = Dossier.objects.filter(code=wanted.code).order_by()
        yield Q(dossier_id__in=list(found.values_list("pk", flat=True)))
    if wanted.who:
        yield Q(actor_id__in=people(wanted.who))
    if wanted.name:
        yield Q(name=wanted.name)
    if wanted.role:
        names = _names(lambda s: wanted.role in ((s.by,) if isinstance(s, Transition) else s.by))
        yield Q(role=wanted.role, name__in=names)
    if wanted.cites:
        names = _names(lambda s: wanted.cites.casefold() in s.cites.casefold())
        yield Q(name__in=names)
    yield from _period(wanted, calendar)
    if wanted.unit:
        yield _in_unit(wanted.unit)
    if wanted.ruleset:
        yield Q(dossier__ruleset_key=wanted.ruleset)
    if wanted.reason:
        yield Q(detail__content__icontains=_written(wanted.reason)) & ~still_sealed()


def _names(fits: Callable[[Transition | Act], bool]) -> list[str]:
    return sorted({s.name for s in steps() if fits(s)})


def _period(wanted: Wanted, calendar: WorkingCalendar) -> Iterator[Q]:
    if wanted.since:
        yield Q(at__gte=start_of(wanted.since, calendar))
    if wanted.until:
        yield Q(at__lt=calendar.end_of(wanted.until))


def _in_unit(code: str) -> Q:
    level = DIGITS.get(len(code))
    if level is None:
        return NOTHING
    units = list(Unit.objects.filter(code=code, level=level).values_list("pk", flat=True))
    return Q(**{f"dossier__{level.value}_id__in": units})


def _written(text: str) -> str:
    """Return a text as it stands inside a string of JSON."""
    return json.dumps(normal(text), ensure_ascii=False)[1:-1]


def people(words: str) -> list[int]:
    """Return the ids of the people whose user name this is, or whose name has every word of it."""
    exact = list(User.objects.filter(username=words).values_list("pk", flat=True))
    if exact:
        return exact
    asked = fold(words).split()
    names = User.objects.order_by("pk").values_list("pk", "full_name")
    return [pk for pk, name in names.iterator() if all(w in fold(name) for w in asked)]


def counted_to(found: QuerySet[Any, Any], most: int) -> tuple[int, bool]:
    """Return how many there are, ``most`` at most, and whether there are more than that."""
    number = found.order_by()[: most + 1].count()
    return min(number, most), number > most


def counted(found: QuerySet[Record]) -> tuple[int, bool]:
    """Return how many records a search finds, and whether there are more than are counted."""
    return counted_to(found, COUNTED)


RELATED = (
    "dossier__product",
    "detail",
    "actor",
    *POST,
    "appointment__on_behalf_of__user",
)


def newest(found: QuerySet[Record], size: int, after: Place | None = None) -> Slice:
    """Return a page of a search by its place in time: the last page costs what the first does."""
    if after is not None:
        older = Q(at__lt=after.at) | Q(pk__lt=after.pk)
        found = found.filter(older, at__lte=after.at)
    shown = list(found.select_related(*RELATED).order_by("-at", "-pk")[: size + 1])
    more, shown = len(shown) > size, shown[:size]
    return Slice(shown, Place(shown[-1].at, shown[-1].pk) if more else None)


def all_of(found: QuerySet[Record], most: int, size: int = 1000) -> Iterator[Record]:
    """Yield the newest ``most`` records of a search, read a page at a time."""
    after: Place | None = None
    while most > 0:
        part = newest(found, min(size, most), after)
        yield from part.records
        most, after = most - len(part.records), part.after
        if after is None:
            return


def given_with(record: Record) -> str:
    """Return the texts that were given with a record, the reason first; empty while sealed."""
    if not hasattr(record, "detail") or is_sealed(record):
        return ""
    given: dict[str, Any] = record.detail.data
    first = [given.pop("reason")] if "reason" in given else []
    return " · ".join([*first, *(v for v in given.values() if isinstance(v, str) and v)])


def is_sealed(record: Record) -> bool:
    """Return whether what a record gave is still sealed; equal to :func:`still_sealed`."""
    dossier = record.dossier
    if record.name not in SEALED or record.target != dossier.state:
        return False
    return dossier.entered_at is not None and record.at >= dossier.entered_at
