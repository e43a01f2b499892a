"""Certificates: the public register, looking one up, numbers to give, and what expires soon."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from unicodedata import category

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Replace, Upper

from processes.models import Certificate, Dossier, Revocation, Standing
from processes.phases.national import CERTIFIED
from processes.text import fold

STARS = ("3", "4", "5")
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
LONGEST = 120  # characters read of what is asked: a number of 60, its letters set apart
MOST_WORDS = 8  # of a search; each is a condition, and everybody may ask
BARE_NUMBER = Replace(Replace(Upper("number"), Value("-"), Value("")), Value(" "), Value(""))


def next_numbers(year: int, count: int) -> list[str]:
    """Return the next certificate numbers of a year, after the highest that was given."""
    start = f"{PREFIX}-{year}-"
    given = Certificate.objects.filter(number__startswith=start).values_list("number", flat=True)
    found = [m for m in map(NUMBERED.fullmatch, given) if m]
    last = max((int(m[2]) for m in found), default=0)
    return [f"{start}{last + n:04d}" for n in range(1, count + 1)]


def find(text: str) -> Certificate | None:
    """Return the certificate of a number or a code, whatever its case, spaces and dashes.

    A number written exactly comes first; where only its letters and digits agree, they must be
    those of one certificate alone, else nobody could say which was meant.
    """
    asked = _readable(text)[:LONGEST].strip()
    bare = "".join(c for c in asked.upper() if c != " " and category(c) != "Pd")
    if not bare:
        return None
    certificates = Certificate.objects.select_related(*RELATED)
    exact = certificates.filter(number__iexact=asked).first()
    if exact is not None:
        return exact
    alike = certificates.alias(bare=BARE_NUMBER).filter(Q(code=bare) | Q(bare=bare))
    found = list(alike.order_by("pk")[:2])
    return found[0] if len(found) == 1 else None


def _readable(text: str) -> str:
    """Return ``text`` with a space for what cannot be printed: no database stores a NUL."""
    return "".join(c if c.isprintable() else " " for c in text)


def register(words: str = "", chosen: Mapping[str, str] | None = None) -> QuerySet[Certificate]:
    """Return the certified products, newest decision first.

    Args:
        words: Kept are those with every word in product, applicant, units, dossier code or
            number, without marks; words after the eighth are passed over.
        chosen: ``star`` (3 to 5) and ``district`` (code of the unit); others are passed over.
    """
    found = Certificate.objects.select_related(*RELATED).order_by("-decision_on", "-pk")
    for word in fold(_readable(words)).split()[:MOST_WORDS]:
        found = found.filter(Q(dossier__search__contains=word) | Q(number__icontains=word))
    chosen = chosen or {}
    if chosen.get("star") in STARS:
        found = found.filter(star=int(chosen["star"]))
    if chosen.get("district"):
        found = found.filter(dossier__district__code=_readable(chosen["district"]))
    return found


def of_standing(
    certificates: QuerySet[Certificate], standing: str, on: date
) -> QuerySet[Certificate]:
    """Keep the certificates that stand so on a day; an unknown word keeps all.

    It is :meth:`~processes.models.Certificate.standing` as a condition; a test holds them equal.
    """
    revoked = Q(revocation__paper_on__lte=on)
    in_force = Q(decision_on__lte=on, valid_until__gte=on)
    match standing:
        case Standing.REVOKED:
            return certificates.filter(revoked)
        case Standing.EXPIRED:
            return certificates.exclude(revoked).exclude(in_force)
        case Standing.VALID:
            return certificates.exclude(revoked).filter(in_force)
        case _:
            return certificates


def upheld() -> QuerySet[Certificate]:
    """Return the certificates whose decision was not annulled: what counts as certified.

    A decision that was wrong from the first day is no recognition; the right one that followed it is.
    """
    return Certificate.objects.exclude(revocation__cause=Revocation.ANNULLED)


def revoked_among(dossiers: Iterable[Dossier], on: date) -> set[int]:
    """Return the keys of those among ``dossiers`` that ended certified and are so no more."""
    ended = [d.pk for d in dossiers if d.state == CERTIFIED.key]
    if not ended:
        return set()
    # of a decision that was annulled the dossier went back, and came here by another one
    of_them = of_standing(upheld().filter(dossier__in=ended), Standing.REVOKED, on)
    return set(of_them.values_list("dossier_id", flat=True))


def expiring(on: date, days: int) -> QuerySet[Certificate]:
    """Return the certificates in force whose last day lies within ``days`` from ``on``, soonest first.

    It is what reminders are made of; who was told already is theirs to know.
    """
    last = on + timedelta(days=days)
    standing = of_standing(Certificate.objects.select_related(*RELATED), Standing.VALID, on)
    return standing.filter(valid_until__lt=last).order_by("valid_until", "pk")
