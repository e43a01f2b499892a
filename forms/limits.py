"""How often one may try: counters in Django's cache, for pages that anybody may ask.

django-ratelimit is not used: it refuses, as an error of ``manage.py check``, every cache that an
installation of this application has without further servers (in memory, files, database), and it
says "too often" without saying until when. What is left of it is the counter below.

The cache of the settings is the process's own memory, so with N web processes somebody who is sent
round all of them has N times as many tries. The limits below are chosen with three in mind, as the
Dockerfile starts them; a cache that processes share makes them exact without a change here. It has
room for many (``CACHES``): a full one forgets, and with it the tries that were counted.
"""

from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

IPV6_HOUSEHOLD = 64  # bits: one subscriber has all the addresses behind them


@dataclass(frozen=True)
class Limit:
    """So many tries in so many seconds, counted from the full hour or day."""

    name: str
    tries: int
    seconds: int


def wait(limit: Limit, who: str, at: datetime) -> int:
    """Count a try and return how many seconds one has to wait before the next; 0: it may go on.

    Args:
        who: An address or a code; only a keyed hash of it is kept, and not longer than the limit
            runs.
    """
    now = int(at.timestamp())
    period, gone = divmod(now, limit.seconds)
    hashed = salted_hmac("forms.limits", f"{limit.name}/{who}", algorithm="sha256").hexdigest()
    key = f"tries/{hashed}/{period}"
    cache.add(key, 0, limit.seconds)
    try:
        tries = cache.incr(key)
    except ValueError:  # pushed out between the two lines: it was the first
        tries = 1
    return limit.seconds - gone if tries > limit.tries else 0


def waiting(seconds: int) -> str:
    """Say in words when the next try is."""
    minutes = -(-seconds // 60)
    if minutes >= 2 * 60:
        hours = -(-minutes // 60)
        text = ngettext("Hãy thử lại sau {n} giờ.", "Hãy thử lại sau {n} giờ.", hours)
        return text.format(n=hours)
    text = ngettext("Hãy thử lại sau {n} phút.", "Hãy thử lại sau {n} phút.", minutes)
    return text.format(n=minutes)


def client_address(request: HttpRequest) -> str:
    """Return the address of the client; of IPv6 the network of its household.

    Behind proxies (``TRUSTED_PROXY``, how many) it is the address of ``X-Forwarded-For`` that the
    outermost of them wrote, so many from the end; what stands before it, or stands there without a
    proxy, is anybody's word and is not read.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXY:
        told = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        forwarded = told[-int(settings.TRUSTED_PROXY) :][0]
        address = forwarded or address
    try:
        known = ip_address(address)
    except ValueError:  # a socket of the system, or nonsense: all of it is one client
        return ""
    if isinstance(known, IPv6Address) and known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)  # a socket that takes both kinds writes IPv4 so
    if isinstance(known, IPv6Address):
        return str(ip_network((known, IPV6_HOUSEHOLD), strict=False))
    return str(known)


def single_address(request: HttpRequest) -> str | None:
    """Return the same as a single address, as databases keep one; ``None`` where there is none.

    Of IPv6 it is the first of the household's: the tries of one household are counted together.
    """
    return client_address(request).partition("/")[0] or None
