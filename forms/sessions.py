"""How long a session lasts: half an hour without a page, and never longer than a working day.

Times are the server's own and not the database's: they measure how long, not when. A page that only
asks for what is new (``unread``) by itself keeps no session alive.
"""

from collections.abc import Callable
from time import time

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

SINCE, SEEN, PROVED = "since", "seen", "proved"
EVERY = 60  # seconds between two notes of when a session was last seen
View = Callable[[HttpRequest], HttpResponse]


def begins(sender: object, request: HttpRequest, user: AbstractBaseUser, **_kwargs: object) -> None:
    """Note when a session begins; the password was given this moment."""
    now = int(time())
    request.session.update({SINCE: now, SEEN: now, PROVED: now})


def sessions_end(get_response: View) -> View:
    """Forget a session that is too old; whoever sends something then is asked to sign in for it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        session, now = request.session, int(time())
        if SINCE in session:
            idle = now - int(session.get(SEEN, 0))
            lasted = now - int(session[SINCE])
            if idle > settings.SESSION_IDLE_SECONDS or lasted > settings.SESSION_LONGEST_SECONDS:
                session.flush()
            elif idle > EVERY and request.path != reverse("unread"):
                session[SEEN] = now
        return get_response(request)

    return middleware
