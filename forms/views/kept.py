"""What was typed is not lost where a session ended, or a page was opened before signing in again."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from forms.builder import REASON
from forms.spoken import label, words
from processes.engine import Field
from processes.rulesets import RULESETS

# what a page sends of its own, and numbers that stand for what somebody chose
OWN = {"csrfmiddlewaretoken", "key", "seen", "version", "next", "stay", "onward", "item"}
OWN |= {"back", "query", "where"}
CHOSEN = {"dossier", "to", "unit", "organisation", "council", "department", "kind", "commune"}
CHOSEN |= {"member", "deputy", "subgroup", "product", "shared"}
ACCOUNT = ("factor", "factor_setup", "password_change", "prove", "recovery_codes")
SECRET = ("username", "password", "old_password", "new_password", "factor_code")
PERSONAL = ("sign_in", "sign_out", "act_as", "set_language", *ACCOUNT)  # nothing is written there
POST_ONLY = (
    *("sign_out", "act_as", "set_language", "appoint", "end_appointment", "data_request"),
    *("many", "save_view", "drop_view", "pursue", "recall"),
    *("sending_switch", "send_again", "arrived"),
    *("feed_revoke", "cycle_prepare", "cycle_open", "working_day_remove"),
)


@dataclass(frozen=True)
class Typed:
    """One answer that was sent and not taken."""

    label: str
    words: str


class SignedIn(LoginRequiredMiddleware):
    """The door; what was sent after the session ended is shown again, not dropped on the way in."""

    def handle_no_permission(self, request: HttpRequest, view_func: object) -> HttpResponseBase:
        """Ask to sign in; whoever sent something finds it on the page that asks."""
        if request.method != "POST" or not holds(request):
            return redirect_to_login(opens(request.get_full_path()))
        return page(request, expired=True)


def opens(address: str) -> str:
    """Return the address; the first page's where it only takes what a button sends."""
    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return address
    return reverse("home") if found.url_name in POST_ONLY else address


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the page was opened before the last signing in, or it is not ours."""
    return page(request, expired=False)


def holds(request: HttpRequest) -> bool:
    """Return whether somebody wrote, chose or handed in something with what was sent."""
    if _place(request) in PERSONAL:
        return False
    given = (v for key, v in request.POST.lists() if key not in OWN and not key.startswith(SECRET))
    return bool(request.FILES) or any(map(any, given))


def typed(request: HttpRequest) -> list[Typed]:
    """Return what somebody wrote in the form that was sent, with the labels of its questions."""
    if _place(request) in PERSONAL:
        return []
    labels = {f.key: _(f.label) for f in _fields(request)}
    return [
        Typed(labels.get(key) or label(key), "; ".join(words(key, v) for v in given))
        for key, given in request.POST.lists()
        if (key in labels or _is_spoken(key)) and any(given)
    ]


def _is_spoken(key: str) -> bool:
    return key not in OWN | CHOSEN and not key.startswith(SECRET)


def _place(request: HttpRequest) -> str:
    return (request.resolver_match and request.resolver_match.url_name) or ""


def _fields(request: HttpRequest) -> Iterator[Field]:
    """The questions of the page: of its sheet, or of its step, in whatever ruleset they are."""
    asked = request.resolver_match.kwargs if request.resolver_match else {}
    for ruleset in RULESETS.values():
        if asked.get("sheet") in ruleset.sheets:
            yield from ruleset.sheets[asked["sheet"]].fields
        step = ruleset.steps.get(asked.get("name"))
        yield from step.asks if step else ()
    yield REASON


def page(request: HttpRequest, *, expired: bool, way: str = "sign_in") -> HttpResponse:
    """Show again what was sent and not taken.

    Args:
        expired: Nobody is signed in; else the page is from before the last signing in.
        way: The name of the page that leads in again.
    """
    back = opens(request.path)
    context = {"expired": expired, "back": back, "sign_in": f"{reverse(way)}?next={back}"}
    if request.headers.get("HX-Request"):  # 200: nothing is swapped in for an error's status
        return render(request, "forms/_not_kept.html", context)
    context |= {"typed": typed(request), "again": _again(request), "files": bool(request.FILES)}
    return render(request, "forms/errors/kept.html", context, status=403)


def _again(request: HttpRequest) -> list[tuple[str, str]]:
    """Return all that was sent, to be sent again by its writer.

    Only what comes from a page of this site: of another site's form nobody is asked to press the
    button.
    """
    here = f"{request.scheme}://{request.get_host()}"
    if request.headers.get("Origin") != here or request.FILES or _place(request) in PERSONAL:
        return []
    keys = [k for k in request.POST if k != "csrfmiddlewaretoken" and not k.startswith(SECRET)]
    return [(key, value) for key in keys for value in request.POST.getlist(key)]
