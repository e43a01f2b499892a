"""What time does by itself: dossiers that can no longer be submitted this year end."""

from uuid import uuid4

from processes.engine import Refused
from processes.models import Dossier
from processes.phases.ending import HELD_BY_APPLICANT

from .move import move


def lapse_all() -> int:
    """Let every dossier lapse that nobody can submit any more.

    Returns:
        How many lapsed. Safe to run twice; a dossier that may stay is passed over, and one that
        fails stops none of the others.
    """
    held = Dossier.objects.filter(state__in=[s.key for s in HELD_BY_APPLICANT])
    lapsed = 0
    for pk in held.order_by("pk").values_list("pk", flat=True):
        try:
            move(pk, "lapse", by=None, key=uuid4())
            lapsed += 1
        except Refused:
            continue
    return lapsed
