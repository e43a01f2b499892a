"""A person's secret calendar address: made, made anew, revoked."""

import secrets

from django.db import transaction

from processes.models import Feed, User
from processes.queries.feeds import digest_of

from . import clock

BYTES = 32


def make_feed(user: User) -> str:
    """Return the secret of a new address; the one before it ends. Only its hash is kept."""
    secret = secrets.token_urlsafe(BYTES)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # two at once would both be alive
        revoke_feed(user)
        Feed.objects.create(user=user, digest=digest_of(secret), made_at=clock.now())
    return secret


def revoke_feed(user: User) -> bool:
    """End the person's address; return whether there was one."""
    return bool(Feed.objects.filter(user=user, revoked_at=None).update(revoked_at=clock.now()))
