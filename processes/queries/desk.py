"""A page of the inbox: a list of dossiers by the term, from a cursor on, fast at any size.

Pages follow a key, not a number: the next one begins after the last row's ``(due_at, pk)``, so it
costs the same at any depth, and what is done meanwhile moves nothing past the reader.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from processes.models import Appointment, Dossier, SavedView

from .inbox import may, must
from .jurisdiction import visible_to
from .lines import complete

SOONEST = (F("due_at").asc(nulls_last=True), "pk")
NONE = "-"
LONGEST = 19  # figures; a longer number is no key


@dataclass(frozen=True)
class Cursor:
    """The row that the page before ended with; ``due_at`` is empty for what has no term."""

    due_at: datetime | None
    pk: int

    def __str__(self) -> str:
        """Return it as an address carries it."""
        due = self.due_at.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%f") if self.due_at else NONE
        return f"{due}~{self.pk}"

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """Return the cursor that an address carries; nothing of what no page wrote."""
        found = cls._read(text)
        return found if found is not None and str(found) == text else None

    @classmethod
    def _read(cls, text: str) -> "Cursor | None":
        due, _tilde, pk = text.partition("~")
        if not (pk.isascii() and pk.isdecimal() and len(pk) < LONGEST):
            return None
        if due == NONE:
            return cls(None, int(pk))
        try:
            return cls(datetime.strptime(due, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC), int(pk))
        except ValueError:
            return None


@dataclass(frozen=True)
class Slice:
    """Some rows in order; ``after`` leads on, empty at the end."""

    dossiers: list[Dossier]
    after: Cursor | None


def page(found: QuerySet[Dossier], size: int, after: Cursor | None = None) -> Slice:
    """Return the ``size`` dossiers after a cursor, soonest due first, those without a term last.

    What a line says of a dossier is read with them.
    """
    rows = _taken(_onward(found, after), size + 1)
    shown, more = complete(rows[:size]), len(rows) > size
    return Slice(shown, Cursor(shown[-1].due_at, shown[-1].pk) if more else None)


def _taken(ranges: Iterator[QuerySet[Dossier]], many: int) -> list[Dossier]:
    """Return the first rows of the ranges, one after another; no range is read in vain."""
    rows: list[Dossier] = []
    for found in ranges:
        rows += found[: many - len(rows)]
        if len(rows) == many:
            break
    return rows


def _onward(found: QuerySet[Dossier], after: Cursor | None) -> Iterator[QuerySet[Dossier]]:
    """Yield what comes after a row as ranges of one index, never as an OR of them."""
    without = found.filter(due_at__isnull=True).order_by("pk")
    if after is None:
        yield found.filter(due_at__isnull=False).order_by("due_at", "pk")
        yield without
    elif after.due_at is None:
        yield without.filter(pk__gt=after.pk)
    else:
        yield found.filter(due_at=after.due_at, pk__gt=after.pk).order_by("pk")
        yield found.filter(due_at__gt=after.due_at).order_by("due_at", "pk")
        yield without


def _back(found: QuerySet[Dossier], before: Cursor) -> Iterator[QuerySet[Dossier]]:
    """Yield what comes before a row, the nearest first; the mirror of :func:`_onward`."""
    if before.due_at is None:
        yield found.filter(due_at__isnull=True, pk__lt=before.pk).order_by("-pk")
        yield found.filter(due_at__isnull=False).order_by("-due_at", "-pk")
    else:
        yield found.filter(due_at=before.due_at, pk__lt=before.pk).order_by("-pk")
        yield found.filter(due_at__lt=before.due_at).order_by("-due_at", "-pk")


def mine(appointment: Appointment, on: date) -> QuerySet[Dossier]:
    """Return what waits for the appointment and no colleague has taken up, soonest due first."""
    free = Q(assignee=None) | Q(assignee__in=yielding(appointment, on).values("pk"))
    return must(appointment).filter(free)


def yielding(appointment: Appointment, on: date) -> QuerySet[Appointment]:
    """Return whose claims do not keep the appointment from a dossier of its office.

    Its own; those of whom it stands in for and of who stands in for it, for they are one post; and
    those of appointments that hold no more, for nobody else could give these back.
    """
    post = Q(pk=appointment.pk) | Q(on_behalf_of=appointment.pk)
    if appointment.on_behalf_of_id is not None:
        post |= Q(pk=appointment.on_behalf_of_id)
    office = Q(
        role=appointment.role,
        unit=appointment.unit_id,
        council=appointment.council_id,
        organisation=appointment.organisation_id,
    )
    holding = Appointment.objects.active(on).filter(office)
    return Appointment.objects.filter(office, post | ~Q(pk__in=holding.values("pk")))


def elsewhere(appointment: Appointment, *, takes_up: bool) -> QuerySet[Dossier]:
    """Return what the appointment may see and waits for others."""
    own = Q(pk__in=_keys(must(appointment)))
    if takes_up:
        own |= Q(pk__in=_keys(may(appointment)))
    return visible_to(appointment).exclude(own).exclude(waiting="").order_by(*SOONEST)


def _keys(dossiers: QuerySet[Dossier]) -> Any:
    return dossiers.order_by().values("pk")


def place_of(dossier: Dossier, found: QuerySet[Dossier]) -> tuple[list[Dossier], list[Dossier]]:
    """Return the neighbours of a dossier in a list: at most one before it, at most one after it."""
    here = Cursor(dossier.due_at, dossier.pk)
    return _taken(_back(found, here), 1), _taken(_onward(found, here), 1)


def of_office(key: str, on: date) -> QuerySet[Appointment]:
    """Return who holds the post of a unit that a ``role@unit`` key names, on the day ``on``."""
    role, _at, unit = key.partition("@")
    found = Appointment.objects.active(on).filter(role=role, unit_id=int(unit))
    return found.select_related("user", "unit", "on_behalf_of__user").order_by("user", "pk")


def views_of(appointment: Appointment, on: date) -> QuerySet[SavedView]:
    """Return the saved views of the appointment, and those shared by its present colleagues."""
    same = Q(
        owner__role=appointment.role,
        owner__unit=appointment.unit_id,
        owner__council=appointment.council_id,
        owner__department=appointment.department_id,
        owner__organisation=appointment.organisation_id,
    )
    present = Q(owner__in=Appointment.objects.active(on).values("pk"))
    shared = Q(shared=True) & same & present
    return SavedView.objects.filter(shared | Q(owner=appointment)).select_related("owner__user")
