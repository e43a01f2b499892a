"""What a person was told, of dossiers that the person may still read."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from processes.models import Appointment, Notice

from .jurisdiction import visible_to


def notices_of(user_id: int, held: Iterable[Appointment]) -> QuerySet[Notice]:
    """Return the notices of a user, newest first.

    Whoever left an office keeps its notices on record but reads them no more: they name dossiers
    that are no longer in the person's jurisdiction.
    """
    readable = Q(pk__in=[])
    for appointment in held:
        readable |= Q(record__dossier__in=visible_to(appointment).order_by().values("pk"))
    return Notice.objects.filter(readable, user_id=user_id)
