"""Requests to take a wrong step back that wait for a second person."""

import json
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from processes.engine import WorkingCalendar
from processes.models import Appointment, Dossier, Record
from processes.rulesets import RULESETS

from .facts import correction_names, persons_of
from .jurisdiction import conflicts, covers, visible_to


def asked_of(appointment: Appointment) -> QuerySet[Record]:
    """Return the open requests that the appointment's role decides on, oldest first.

    A request is open until the dossier moves or somebody refuses. Whoever asked is not asked.
    """
    names = {
        c.asked_by for r in RULESETS.values() for c in r.corrections if c.by == appointment.role
    }
    if not names:
        return Record.objects.none()
    _asking, refusing = correction_names()
    answered = Record.objects.filter(
        Q(kind=Record.Kind.TRANSITION) | Q(name__in=refusing),
        dossier=OuterRef("dossier"),
        seq__gt=OuterRef("seq"),
    )
    mine = visible_to(appointment).exclude(conflicts(appointment.user_id)).order_by()
    return (
        Record.objects.filter(~Exists(answered), name__in=sorted(names), dossier__in=mine)
        .exclude(actor=appointment.user_id)
        .select_related("dossier__product", "actor", "appointment__unit", "detail")
        .order_by("at", "pk")
    )


def open_request(dossier: Dossier) -> Record | None:
    """Return the request that waits for its answer; ``None``: there is none. One query."""
    asking, refusing = correction_names()
    said = Q(kind=Record.Kind.TRANSITION) | Q(name__in=(*asking, *refusing))
    found = Record.objects.filter(said, dossier=dossier).order_by("-seq")
    return open_among(found.select_related("actor", "detail")[:1])


def open_among(records: Iterable[Record]) -> Record | None:
    """Return the request that waits for its answer, of a dossier's records that were read already."""
    asking, refusing = correction_names()
    by_number = sorted(records, key=lambda r: r.seq, reverse=True)
    said = (r for r in by_number if r.kind == Record.Kind.TRANSITION or r.name in asking + refusing)
    last = next(said, None)
    return last if last is not None and last.name in asking else None


def decides(appointment: Appointment, request: Record, dossier: Dossier) -> bool:
    """Return whether a request is put to the holder of an appointment: it is not, to who made it."""
    by = {c.by for c in dossier.ruleset.corrections if c.asked_by == request.name}
    asked = appointment.role in by and covers(appointment, dossier)
    return asked and appointment.user_id not in persons_of(request)


def corrects(record: Record) -> int:
    """Return the number of the step that a request or a correction is about."""
    return int(json.loads(record.body)["data"]["corrects"])


def wrong_step(request: Record) -> Record:
    """Return the step that a request asks to be taken back."""
    return Record.objects.get(dossier=request.dossier_id, seq=corrects(request))


def last_day(taken_at: datetime, dossier: Dossier, calendar: WorkingCalendar) -> date:
    """Return the last day on which a step that was taken at a moment may be taken back."""
    return calendar.add(calendar.day(taken_at), dossier.ruleset.terms.correction_days)
