"""A supervisor reminds whoever holds a dossier: an act on its history, once a day."""

from datetime import timedelta
from uuid import uuid4

from django.db import transaction

from processes.models import Appointment, Record
from processes.queries.working_days import working_calendar

from . import clock
from .move import move
from .standing import lock

NAME = "remind"


def remind(dossier_id: int, reason: str, *, by: Appointment) -> bool:
    """Remind the holder, unless it was reminded today in this step; return whether it was done now.

    A second reminder on one day would say nothing new. It is told through the outbox, as any act.

    Raises:
        Refused: the actor may not, nobody holds the dossier, or no reason is given.
    """
    calendar = working_calendar()
    begun = calendar.end_of(calendar.day(clock.now()) - timedelta(days=1))
    with transaction.atomic():
        dossier = lock(dossier_id)
        since = max(begun, dossier.entered_at) if dossier.entered_at else begun
        told = Record.objects.filter(dossier=dossier, name=NAME, at__gte=since)
        if told.exists():
            return False
        move(dossier.pk, NAME, by=by, key=uuid4(), given={"reason": reason})
        return True
