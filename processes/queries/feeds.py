"""Whose calendar address a secret is, and what of a person's own has a date."""

import hashlib

from django.db.models import QuerySet

from processes.models import Appointment, Feed, Sitting, User


def digest_of(secret: str) -> str:
    """Return what is kept of a secret: SHA-256, in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def reader_of(secret: str) -> User | None:
    """Return the person whose address it is; ``None``: unknown, revoked, or no longer active."""
    alive = Feed.objects.filter(revoked_at=None, user__is_active=True).select_related("user")
    found = alive.filter(digest=digest_of(secret)).first()
    return found.user if found else None


def feed_of(user: User) -> Feed | None:
    """Return the person's address that is alive, without its secret."""
    return Feed.objects.filter(user=user, revoked_at=None).first()


def sittings_of(appointments: list[Appointment]) -> QuerySet[Sitting]:
    """Return the sittings that somebody with these appointments is called to, soonest first."""
    called = Sitting.objects.filter(attendance__appointment__in=appointments)
    return called.select_related("council").distinct().order_by("at", "pk")
