"""The second door: a code of the telephone, and a password of one's own, before any page is shown.

An applicant needs the password alone, and may choose the code; everybody who decides, scores, looks
over others or administers needs both. A session that passed the first door only sees the pages that
lead through the second.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from forms.acting import held
from forms.views import kept
from processes.models import User
from processes.roles import Role
from processes.services import accounts

ALWAYS = ("sign_in", "sign_out", "set_language", "health", "sending_health", "manifest", "feed")
# codes that were just made are shown before an initial password is replaced
CODES_FIRST = ("password_change", "recovery_codes", "GET")
View = Callable[..., HttpResponse]


def needs_factor(request: HttpRequest) -> bool:
    """Return whether the person cannot do without a second factor: everybody but applicants."""
    user = request.user
    return user.is_staff or any(a.role != Role.APPLICANT for a in held(request))


def owes(request: HttpRequest) -> str:
    """Return the name of the page that has to come first; empty: the person is all the way in."""
    user = request.user
    if not isinstance(user, User) or not user.is_authenticated:
        return ""
    if not hasattr(request, "owes"):
        request.owes = _owes(request, user)
    return request.owes


def _owes(request: HttpRequest, user: User) -> str:
    if settings.SECOND_FACTOR_REQUIRED and not user.is_verified():
        if accounts.has_factor(user):
            return "factor"
        if needs_factor(request):
            return "factor_setup"
    return "password_change" if user.password_is_initial else ""


class SecondDoor:
    """Lead whoever is half-way in to what is still to do; what was sent meanwhile is shown again."""

    def __init__(self, get_response: View) -> None:
        """Take the rest of the way."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: View, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Let the page be shown, or lead to the one that comes first."""
        name = request.resolver_match.url_name if request.resolver_match else ""
        first = owes(request) if name not in ALWAYS else ""
        if not first or name == first or (first, name, request.method) == CODES_FIRST:
            return None
        if request.method == "POST" and kept.holds(request):
            return kept.page(request, expired=True, way=first)
        here = request.get_full_path() if request.method in ("GET", "HEAD") else ""
        query = f"?{urlencode({'next': here})}" if here and name != "home" else ""
        return redirect(reverse(first) + query)
