"""What is shown for some minutes and never again: a new password, recovery codes, a calendar's address.

Whoever made it is led to a page that shows it, so that loading that page again makes nothing anew and
switching the language loses nothing. Meanwhile it is kept in two halves, of which neither tells anything
without the other: one in the session, one, random and as long, in a cookie of that page alone.
"""

import json
from secrets import token_bytes
from time import time
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

KEPT = "once"  # in the session, and the cookie's name
SECONDS = 5 * 60


def lead_to(page: str, request: HttpRequest, **secret: Any) -> HttpResponse:
    """Lead to the page that shows the secret; one made before it is shown no more."""
    text = json.dumps(secret).encode()
    pad = token_bytes(len(text))
    request.session[KEPT] = [page, int(time()) + SECONDS, _crossed(text, pad).hex()]
    answer = redirect(page)
    answer.set_cookie(
        KEPT,
        pad.hex(),
        max_age=SECONDS,
        path=page,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return answer


def told(request: HttpRequest, *, gone: str) -> dict[str, Any]:
    """Return what this page was to show; empty where there is nothing, or no longer, which is said."""
    page, until, half = request.session.get(KEPT) or ("", 0, "")
    if page != request.path:
        return {}
    try:
        pad = bytes.fromhex(request.COOKIES.get(KEPT, ""))
        secret: dict[str, Any] = json.loads(_crossed(bytes.fromhex(half), pad))
    except ValueError:  # the cookie has gone, or is of another secret
        secret = {}
    if not secret or time() > until:
        messages.info(request, gone)
        return {}
    return secret


def _crossed(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
