"""The slip that an applicant takes home: the code of the dossier and where to ask for it."""

from uuid import UUID

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from forms.loaders import dossier_or_404
from forms.reading import reads
from processes.services import clock


def lookup_address(code: str = "") -> str:
    """Return the whole address of the public look-up, with a code filled in where one is given.

    It is the address that the site is known by (``SITE_URL``), not the one of this request: paper
    outlives the computer that printed it.
    """
    return settings.SITE_URL + reverse("lookup", query={"ma": code} if code else None)


@reads("dossier")
@require_safe
def slip(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a page of A5 to print; whoever may read the dossier may print it, an officer too.

    Raises:
        Http404: the dossier is not there or not for this reader.
    """
    found = dossier_or_404(request, public_id)
    drawn = segno.make(lookup_address(found.code), error="m", micro=False)
    context = {
        "dossier": found,
        "address": lookup_address().partition("//")[2],
        "qr": drawn.svg_data_uri(scale=4, border=2),
        "at": clock.now(),
    }
    return render(request, "forms/slip.html", context)
