"""What a person was told, of what the person may still read."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from processes.models import Appointment, Notice

from .jurisdiction import visible_to


def notices_of(user_id: int, held: Iterable[Appointment]) -> QuerySet[Notice]:
    """Return the notices of a user, newest first, without those switched off.

    Whoever left an office keeps its notices on record but reads them no more: they name dossiers
    that are no longer in the person's jurisdiction.
    """
    readable = Q(pk__in=[])
    for appointment in held:
        readable |= Q(dossier__in=visible_to(appointment).order_by().values("pk"))
        readable |= _duties_of(appointment)
    return Notice.objects.filter(readable, user_id=user_id, quiet=False)


def _duties_of(appointment: Appointment) -> Q:
    """The cycle's duties of the appointment's unit and of the units below it."""
    unit = appointment.unit_id
    if unit is None:
        return Q(pk__in=[])
    return (
        Q(duty__unit_id=unit)
        | Q(duty__unit__parent_id=unit)
        | Q(duty__unit__parent__parent_id=unit)
    )
