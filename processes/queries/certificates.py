"""Certificates: the public register, looking one up, numbers to give, and what expires soon."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from processes.models import Certificate, Standing
from processes.text import fold

PREFIX = "OCOP-66"  # the province's code in the register of units
NUMBERED = re.compile(rf"{PREFIX}-(\d{{4}})-(\d{{4,}})")
RELATED = (
    "dossier__product__subgroup",
    "dossier__organisation",
    "dossier__commune",
    "dossier__district",
    "dossier__cycle",
    "revocation",
)
LONGEST = 60


def next_numbers(year: int, count: int) -> list[str]:
    """Return the next certificate numbers of a year, after the highest that was given."""
    start = f"{PREFIX}-{year}-"
    given = Certificate.objects.filter(number__startswith=start).values_list("number", flat=True)
    found = [m for m in map(NUMBERED.fullmatch, given) if m]
    last = max((int(m[2]) for m in found), default=0)
    return [f"{start}{last + n:04d}" for n in range(1, count + 1)]


def find(text: str) -> Certificate | None:
    """Return the certificate of a number or a code, written in whatever case, with spaces or without."""
    asked = "".join(text.split())[:LONGEST]
    if not asked:
        return None
    certificates = Certificate.objects.select_related(*RELATED)
    by_code = certificates.filter(code=asked.replace("-", "").upper()).first()
    return by_code or certificates.filter(number__iexact=asked).first()


def register(words: str = "", chosen: Mapping[str, str] | None = None) -> QuerySet[Certificate]:
    """Return the certified products, newest decision first.

    Args:
        words: Kept are those with every word in product, applicant, units or code, without marks.
        chosen: ``star`` and ``district`` (code of the unit); others are passed over.
    """
    found = Certificate.objects.select_related(*RELATED).order_by("-decision_on", "-pk")
    for word in fold(words).split():
        found = found.filter(Q(dossier__search__contains=word) | Q(number__icontains=word))
    chosen = chosen or {}
    if chosen.get("star", "").isdecimal():
        found = found.filter(star=int(chosen["star"][:1]))
    if chosen.get("district"):
        found = found.filter(dossier__district__code=chosen["district"])
    return found


def of_standing(
    certificates: QuerySet[Certificate], standing: str, on: date
) -> QuerySet[Certificate]:
    """Keep the certificates that stand so on a day; an unknown word keeps all."""
    revoked = Q(revocation__paper_on__lte=on)
    match standing:
        case Standing.REVOKED:
            return certificates.filter(revoked)
        case Standing.EXPIRED:
            return certificates.exclude(revoked).filter(valid_until__lt=on)
        case Standing.VALID:
            return certificates.exclude(revoked).filter(valid_until__gte=on)
        case _:
            return certificates


def expiring(on: date, days: int) -> QuerySet[Certificate]:
    """Return the certificates in force whose last day lies within ``days`` from ``on``, soonest first.

    It is what reminders are made of; who was told already is theirs to know.
    """
    last = on + timedelta(days=days)
    standing = of_standing(Certificate.objects.select_related(*RELATED), Standing.VALID, on)
    return standing.filter(valid_until__lt=last).order_by("valid_until", "pk")
