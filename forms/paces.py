"""How often one may ask for what costs much: papers, exports, searches, by person and by address.

The table is the whole of it; a page that writes a file and is not in it is found by a test. Counted by
person where somebody is signed in, so that an office behind one address is not counted as one.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from forms.limits import Limit, client_address, wait, waiting
from forms.unanswered import Unanswered
from processes.services import clock

MINUTE = 60
PAPER = Limit("paper", 120, 10 * MINUTE)  # a PDF takes a second of the machine
BUNDLE = Limit("bundle", 30, 10 * MINUTE)  # everything of a dossier, or a province's figures
SEARCH = Limit("search", 240, 2 * MINUTE)
FEED = Limit("feed", 60, 10 * MINUTE)
DRAWING = Limit("drawing", 600, 10 * MINUTE)  # a page shows many at once

PACES: dict[str, Limit] = {
    "account_log": SEARCH,
    "audit": SEARCH,
    "board_chart": DRAWING,
    "board_times": SEARCH,
    "bundle": BUNDLE,
    "certificate_paper": PAPER,
    "certificate_qr": DRAWING,
    "consistency_json": SEARCH,
    "decision_paper": PAPER,
    "document": DRAWING,
    "dossier_paper": PAPER,
    "dossiers": SEARCH,
    "duty_report": PAPER,
    "everywhere": SEARCH,
    "evidence": DRAWING,
    "feed": FEED,
    "form_paper": PAPER,
    "heads": SEARCH,
    "heads_json": SEARCH,
    "history": SEARCH,
    "inbox": SEARCH,
    "inclusion_json": SEARCH,
    "oddities": SEARCH,
    "own_data_copy": BUNDLE,
    "people": SEARCH,
    "proof": SEARCH,
    "quarterly_file": BUNDLE,
    "readings": SEARCH,
    "records": SEARCH,
    "records_csv": BUNDLE,
    "referral_package": BUNDLE,
    "register": SEARCH,
    "sample": SEARCH,
    "sample_csv": BUNDLE,
    "sheet_paper": PAPER,
    "sitting_paper": PAPER,
    "story": SEARCH,
    "transfer_paper": PAPER,
}


def too_often(seconds: int) -> Unanswered:
    """Return what is said to whoever has to wait."""
    why = f"{_('Yêu cầu quá nhiều lần')}. {waiting(seconds)}"
    return Unanswered(why, 429, seconds)


class Paced:
    """Answer 429, with the time to wait, to whoever asks for costly pages too often."""

    def __init__(self, get_response: Any) -> None:
        """Take the rest of the way."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        response: HttpResponse = self.get_response(request)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Let the page be made, or say when it may be asked for again."""
        name = request.resolver_match.url_name if request.resolver_match else None
        limit = PACES.get(str(name)) if settings.PACED else None
        if limit is None:
            return None
        user = request.user
        who = f"user {user.pk}" if user.is_authenticated else client_address(request)
        seconds = wait(limit, who, clock.now())
        if not seconds:
            return None
        refusal = too_often(seconds)
        if getattr(view, "says_json", False):
            return refusal.json()
        context = {"minutes": -(-seconds // MINUTE)}
        return refusal.on(render(request, "forms/errors/429.html", context))
