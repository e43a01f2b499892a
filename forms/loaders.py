"""Load it, or 404: what is not there and what is not for this person look the same."""

from uuid import UUID

from django.http import Http404, HttpRequest

from processes.models import Dossier
from processes.queries.jurisdiction import visible_to

from .acting import acting
from .reading import shown

RELATED = (
    "product__subgroup__group__sector",
    "product__subgroup__department",
    "organisation__kind",
    "cycle",
    "commune",
    "district",
    "province",
    "district_council__unit",
    "province_council__unit",
)


def dossier_or_404(request: HttpRequest, public_id: UUID) -> Dossier:
    """Return the dossier, if the appointment acted under may read it; the read log is told so.

    Raises:
        Http404: otherwise.
    """
    found = visible_to(acting(request)).select_related(*RELATED).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    shown(request, f"dossier:{found.code}", dossier=found)
    return found
