"""The programme's targets beside what was reached; each number is the length of a list here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import cast

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from processes.models import Appointment, Certificate, Dossier, Organisation, Product, Record
from processes.models import Standing as InForce
from processes.phases.targets import TARGETS, Of, Target

from .certificates import of_standing, upheld
from .jurisdiction import visible_to


class Span(StrEnum):
    """Which list of a target is meant; the value stands in addresses."""

    TERM = "trong-ky"  # within the target's own years
    SO_FAR = "den-nay"  # since its first year, up to today
    WHOLE = "tat-ca"  # of a share: all that it is a share of


@dataclass(frozen=True)
class Measured:
    """A target and what was reached in one scope.

    Args:
        term: Length of the list within the target's years; ``None``: it cannot be told.
        so_far: The same up to today.
        whole: Of a share: the length of the whole list.
    """

    target: Target
    term: int | None = None
    so_far: int | None = None
    whole: int | None = None

    @property
    def value(self) -> float | None:
        """What is compared with the target's figure: a number, or per cent."""
        if self.target.of is not Of.KEPT:
            return self.term
        return 100 * (self.so_far or 0) / self.whole if self.whole else None

    @property
    def is_met(self) -> bool:
        """Whether the target is reached within its years."""
        return self.value is not None and self.target.is_met_by(self.value)

    @property
    def share(self) -> int:
        """How much of the target is reached within its years, 0 to 100 per cent."""
        return min(100, int(100 * (self.value or 0) / self.target.figure))

    @property
    def share_so_far(self) -> int:
        """How much of the target is reached up to today, 0 to 100 per cent."""
        if self.target.of is Of.KEPT:
            return self.share
        return min(100, 100 * (self.so_far or 0) // self.target.figure)


def measured(appointment: Appointment, today: date) -> list[Measured]:
    """Return every target with what was reached in the appointment's scope. Two queries a target."""
    return [_measure(target, appointment, today) for target in TARGETS.values()]


def _measure(target: Target, appointment: Appointment, today: date) -> Measured:
    if target.unknown:
        return Measured(target)
    if target.of is Of.KEPT:
        lists = (counted(target, span, appointment, today) for span in (Span.SO_FAR, Span.WHOLE))
        kept, whole = (found.count() for found in lists)
        return Measured(target, so_far=kept, whole=whole)
    lists = (counted(target, span, appointment, today) for span in (Span.TERM, Span.SO_FAR))
    return Measured(target, *(found.count() for found in lists))


def spans(target: Target) -> tuple[Span, ...]:
    """Return the lists that a target has; none where it cannot be told."""
    if target.unknown:
        return ()
    return (Span.SO_FAR, Span.WHOLE) if target.of is Of.KEPT else (Span.TERM, Span.SO_FAR)


def counted(
    target: Target, span: Span, appointment: Appointment, today: date
) -> QuerySet[Product] | QuerySet[Organisation]:
    """Return the list that a number of a target is the length of."""
    seen = visible_to(appointment)
    first, last = target.years
    if span is Span.SO_FAR and target.of is not Of.KEPT:
        last = max(last, today.year)
    if target.of is Of.ORGANISATIONS:
        return _organisations(seen, first, last)
    given = upheld().filter(
        dossier__in=seen.order_by(),
        star__gte=target.star,
        decision_on__gte=date(first, 1, 1),
        decision_on__lte=min(date(last, 12, 31), today),
    )
    if target.of is not Of.KEPT:
        given = given.exclude(revocation__paper_on__lte=today)
    found = _products(given)
    if target.of is Of.KEPT and span is not Span.WHOLE:
        valid = of_standing(Certificate.objects.all(), InForce.VALID, today)
        now = valid.filter(dossier__in=seen.order_by(), dossier__product=OuterRef("pk"))
        found = found.filter(Exists(now))
    return found if target.is_new is None else found.filter(is_new=target.is_new)


def _products(given: QuerySet[Certificate]) -> QuerySet[Product]:
    """A product counts once, however often it was certified."""
    return Product.objects.filter(Exists(given.filter(dossier__product=OuterRef("pk"))))


def _organisations(seen: QuerySet[Dossier], first: int, last: int) -> QuerySet[Organisation]:
    """An organisation takes part once it has handed an idea in."""
    handed_in = Record.objects.filter(dossier=OuterRef("pk"), name="submit_idea")
    taken_part = seen.order_by().filter(
        Exists(handed_in), cycle__year__gte=first, cycle__year__lte=last
    )
    return Organisation.objects.filter(Exists(taken_part.filter(organisation=OuterRef("pk"))))


def of_district(
    found: QuerySet[Product] | QuerySet[Organisation], code: str
) -> QuerySet[Product] | QuerySet[Organisation]:
    """Keep those of a district, by the code of the unit."""
    path = "commune__parent" if found.model is Organisation else "organisation__commune__parent"
    return found.filter(**{f"{path}__code": code})


def districts_of(found: QuerySet[Product] | QuerySet[Organisation]) -> list[tuple[str, str]]:
    """Return code and name of the districts that a list has something of, by name."""
    path = "commune__parent" if found.model is Organisation else "organisation__commune__parent"
    units = found.order_by().values_list(f"{path}__code", f"{path}__name").distinct()
    return sorted(units, key=lambda unit: unit[1])


def shown_products(found: QuerySet[Product], appointment: Appointment) -> QuerySet[Product]:
    """Return products as a list shows them: their certificates that the reader may see, with them."""
    given = (
        Certificate.objects.filter(dossier__in=visible_to(appointment).order_by())
        .select_related("revocation")
        .order_by("decision_on", "pk")
    )
    return (
        found.select_related("organisation__commune__parent")
        .prefetch_related(
            Prefetch(
                "dossiers",
                Dossier.objects.filter(certificate__in=given)
                .distinct()
                .prefetch_related(Prefetch("certificates", given, to_attr="given")),
                to_attr="certified",
            )
        )
        .order_by("name_fold", "pk")
    )


def shown_organisations(found: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Return organisations as a list shows them."""
    return found.select_related("kind", "commune__parent").order_by("name_fold", "pk")


def shown(
    found: QuerySet[Product] | QuerySet[Organisation], appointment: Appointment
) -> QuerySet[Product] | QuerySet[Organisation]:
    """Return a list with what is shown of it, by name."""
    if found.model is Organisation:
        return shown_organisations(found)
    return shown_products(cast("QuerySet[Product]", found), appointment)


def total(found: Iterable[Measured]) -> int:
    """Return how many targets are reached."""
    return sum(one.is_met for one in found)
