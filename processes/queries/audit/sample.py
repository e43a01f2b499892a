"""Dossiers drawn by lot, so that anybody with the seed draws the same ones.

Every dossier of the population gets the MD5 of ``seed:code``; the lowest ``size`` of them are the
sample. No state of a random generator is needed to check it, only the list of codes. A dossier
that is opened later moves nothing else: ``up_to`` keeps even that one out.
"""

import hashlib
from dataclasses import dataclass

from django.db.models import F, QuerySet, Subquery, Value
from django.db.models.functions import MD5, Concat

from processes.models import Appointment, Dossier
from processes.queries.jurisdiction import visible_to

MOST = 200  # dossiers of one sample


@dataclass(frozen=True)
class Lot:
    """What is drawn from, and by which seed.

    Args:
        year: Of the cycle.
        district: Code of a district; empty: the whole province.
        up_to: Code of the last dossier that takes part, in the order of opening; empty: all do.
    """

    seed: str
    size: int
    year: int
    district: str = ""
    up_to: str = ""


def population(who: Appointment, lot: Lot) -> QuerySet[Dossier]:
    """Return the dossiers that are drawn from: facts that never change choose them."""
    found = visible_to(who).filter(cycle__year=lot.year)
    if lot.district:
        found = found.filter(district__code=lot.district)
    if lot.up_to:
        last = Dossier.objects.filter(code=lot.up_to).order_by().values("pk")
        found = found.filter(pk__lte=Subquery(last[:1]))
    return found.order_by()


def drawn(who: Appointment, lot: Lot) -> QuerySet[Dossier]:
    """Return the sample, in the order in which it was drawn."""
    ticket = MD5(Concat(Value(f"{lot.seed}:"), F("code")))
    found = population(who, lot).annotate(ticket=ticket).order_by("ticket", "code")
    return found.select_related("product", "organisation", "district", "commune")[: lot.size]


def ticket_of(seed: str, code: str) -> str:
    """Return the ticket of a code: what anybody can compute to check a sample."""
    return hashlib.md5(f"{seed}:{code}".encode(), usedforsecurity=False).hexdigest()


def newest_code(who: Appointment, lot: Lot) -> str:
    """Return the code that was opened last; empty where there is none."""
    return population(who, lot).order_by("-pk").values_list("code", flat=True).first() or ""
