"""What time does by itself: dossiers that can no longer be submitted this year end."""

import logging
from datetime import date
from uuid import uuid4

from processes.engine import Refused
from processes.models import Cycle, Dossier
from processes.phases.ending import HELD_BY_APPLICANT

from . import clock
from .move import move

log = logging.getLogger(__name__)


def lapse_all() -> int:
    """Let every dossier lapse that nobody can submit any more.

    Returns:
        How many lapsed. Safe to run twice; a dossier that may stay is passed over, and one that
        fails stops none of the others.
    """
    lapsed = 0
    for pk in _perhaps_over():
        try:
            move(pk, "lapse", by=None, key=uuid4())
            lapsed += 1
        except Refused:
            continue
        except Exception:
            log.exception("dossier %s cannot lapse", pk)
    return lapsed


def _perhaps_over() -> list[int]:
    """Return the dossiers whose windows are over in the cycle; extensions are the door's question."""
    today = clock.today()
    return [
        pk
        for cycle in Cycle.objects.prefetch_related("windows")
        for pk in Dossier.objects.filter(cycle=cycle, state__in=_over(cycle, today))
        .order_by("pk")
        .values_list("pk", flat=True)
    ]


def _over(cycle: Cycle, today: date) -> list[str]:
    """Return the states from which nothing can be handed in any more by the cycle's own dates."""
    closed = cycle.closed_on is not None and today > cycle.closed_on
    open_ones = {w.key for w in cycle.windows.all() if w.closes_on >= today}
    return [
        s.key
        for s in HELD_BY_APPLICANT
        if closed or (s.ends_with and not open_ones & set(s.ends_with))
    ]
