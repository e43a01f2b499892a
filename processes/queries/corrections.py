"""Requests to take a wrong step back that wait for a second person."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from processes.models import Appointment, Record
from processes.rulesets import RULESETS

from .facts import correction_names
from .jurisdiction import conflicts, visible_to


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
