"""Which views show personal data or sealed material: declared on the view, written to the read log.

``@reads("dossier")`` stands on top of a view. What it showed is named by the loader of dossiers, or
by the view itself (:func:`shown`); a view that names nothing is noted under its own name. A test
goes through every address: a view that is not declared has to be listed there as showing nothing.

Where the log cannot be written: a page of the work under way is shown all the same, and the failure
goes to the server's log; what is sealed or leaves the house as a file (``WRITTEN_OR_REFUSED``) is
refused with 503, and nothing of it is shown.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from forms.acting import acting
from forms.limits import client_address
from processes.models import Dossier, Reading
from processes.roles import Role
from processes.services.readings import Shown, note

View = Callable[..., HttpResponse]
Kind = Reading.Kind
WRITTEN_OR_REFUSED = frozenset({Kind.DOCUMENT, Kind.PAPER, Kind.SHEET, Kind.READINGS})
WITH_CONTENT = frozenset({200, 201, 409, 422})
LONGEST = 100  # characters of what a row names
log = logging.getLogger(__name__)


def reads(kind: str) -> Callable[[View], View]:
    """Declare that a view shows personal data or sealed material of this kind.

    Raises:
        ValueError: there is no such kind.
    """
    known = Kind(kind)

    def declare(view: View) -> View:
        @wraps(view)
        def noting(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            return _noted(request, known, response)

        noting.reads = known
        return noting

    return declare


def shown(
    request: HttpRequest,
    thing: str,
    *,
    dossier: Dossier | None = None,
    person: int | None = None,
    organisation: int | None = None,
) -> None:
    """Name something that the view is about to show."""
    named = getattr(request, "shown", [])
    one = Shown(thing[:LONGEST], dossier.pk if dossier else None, person, organisation)
    if not _is_own(request, dossier, person):
        named.append(one)
    request.shown = named


def nothing_shown(request: HttpRequest) -> None:
    """Say that the page lists nothing: what was asked for was not understood."""
    request.shown = []


def _is_own(request: HttpRequest, dossier: Dossier | None, person: int | None) -> bool:
    """Whether it is the reader's own: nobody is watched in reading that."""
    if person is not None and person == request.user.pk:
        return True
    by = acting(request)
    is_applicant = by is not None and by.role == Role.APPLICANT
    return is_applicant and dossier is not None and dossier.organisation_id == by.organisation_id


def _noted(request: HttpRequest, kind: Kind, response: HttpResponse) -> HttpResponse:
    if response.status_code not in WITH_CONTENT or not request.user.is_authenticated:
        return response
    match = request.resolver_match
    unnamed = [Shown(f"page:{match.url_name if match else ''}")]
    named = getattr(request, "shown", unnamed)
    if not named:
        return response
    address = hashed(client_address(request))
    try:
        note(kind, named, reader=request.user.pk, by=acting(request), address=address)
    except DatabaseError:
        log.exception("the read log could not be written: %s", kind)
        return _refused(response) if kind in WRITTEN_OR_REFUSED else response
    return response


def _refused(response: HttpResponse) -> HttpResponse:
    """Return what is answered in place of what must not be shown without a trace."""
    response.close()
    text = _("Chưa ghi được nhật ký xem nên chưa mở được nội dung này. Hãy thử lại sau ít phút.")
    return HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")


def hashed(address: str) -> str:
    """Return a keyed hash of a client's address: equal addresses can be seen to be equal."""
    if not address:
        return ""
    return salted_hmac("forms.reading", address, algorithm="sha256").hexdigest()[:32]
