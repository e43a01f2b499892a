"""Which cycle is meant when nobody names one."""

from datetime import date

from processes.models import Cycle


def current_cycle(today: date) -> Cycle | None:
    """Return the open cycle of today's year or the latest before it, else the next one opened."""
    found = list(Cycle.objects.filter(closed_on=None, in_preparation=False).order_by("year"))
    begun = [c for c in found if c.year <= today.year]
    return begun[-1] if begun else (found[0] if found else None)
