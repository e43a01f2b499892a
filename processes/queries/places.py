"""Where organisations and certified products are: commune by commune, of what a reader may see.

A dossier keeps the commune of the day it began, and that commune is meant here.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from processes.models import (
    Appointment,
    Certificate,
    Dossier,
    Organisation,
    Product,
    Standing,
    Unit,
)
from processes.models.units import Level

from .certificates import of_standing
from .jurisdiction import UNSENT, visible_to


@dataclass(frozen=True)
class Place:
    """A commune with what is there.

    Args:
        organisations: With a dossier that was handed in, of any cycle.
        products: Whose certificate is in force.
    """

    commune: Unit
    organisations: int
    products: int


def places(appointment: Appointment, today: date) -> list[Place]:
    """Return the communes with something to see, by district and name. Two queries."""
    counted = (
        _handed_in(appointment)
        .values("commune")
        .annotate(
            organisations=Count("organisation", distinct=True),
            products=Count("product", distinct=True, filter=Q(certificate__in=_in_force(today))),
        )
    )
    found = {row["commune"]: (row["organisations"], row["products"]) for row in counted}
    communes = Unit.objects.filter(pk__in=found).select_related("parent")
    inside = sorted(communes, key=lambda u: (u.parent.name if u.parent else "", u.name))
    return [Place(commune, *found[commune.pk]) for commune in inside]


def _handed_in(appointment: Appointment) -> QuerySet[Dossier]:
    return visible_to(appointment).order_by().exclude(state=UNSENT)


def _in_force(today: date) -> QuerySet[Certificate]:
    return of_standing(Certificate.objects.order_by(), Standing.VALID, today)


def organisations_in(
    appointment: Appointment, commune: Unit | None = None
) -> QuerySet[Organisation]:
    """Return the organisations that a commune's number counts; of all communes, each once."""
    there = _handed_in(appointment).filter(organisation=OuterRef("pk"))
    if commune is not None:
        there = there.filter(commune=commune)
    found = Organisation.objects.filter(Exists(there))
    return found.select_related("kind", "commune__parent").order_by("name_fold", "pk")


def products_in(
    appointment: Appointment, today: date, commune: Unit | None = None
) -> QuerySet[Product]:
    """Return the products that a commune's number counts; of all communes, each once."""
    there = _handed_in(appointment).filter(product=OuterRef("pk"), certificate__in=_in_force(today))
    if commune is not None:
        there = there.filter(commune=commune)
    return Product.objects.filter(Exists(there))


def communes_around(appointment: Appointment) -> list[Unit]:
    """Return the communes that the map of an appointment shows: of its province or its district."""
    unit = appointment.unit
    found = Unit.objects.filter(level=Level.COMMUNE, latitude__isnull=False, valid_until=None)
    if unit is not None and unit.level == Level.COMMUNE:
        unit = unit.parent
    if unit is not None and unit.level == Level.DISTRICT:
        found = found.filter(parent=unit)
    return list(found.select_related("parent").order_by("pk"))
