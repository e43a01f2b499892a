"""The help bar: the same two ways to ask, in the same place on every page of an applicant."""

from typing import Any

from django import template
from django.urls import reverse

from processes.models import Appointment, Dossier
from processes.queries.contacts import contact_in, contact_of
from processes.roles import Role

register = template.Library()


@register.inclusion_tag("forms/_help.html", takes_context=True)
def help_bar(context: template.Context) -> dict[str, Any]:
    """Show the office to ask about the page's dossier, or the applicant's commune."""
    acting, dossier = context.get("acting"), context.get("dossier")
    if not isinstance(acting, Appointment) or acting.role != Role.APPLICANT:
        return {"contact": None}
    organisation = acting.organisation
    if isinstance(dossier, Dossier):
        contact = contact_of(dossier)
    elif organisation is not None:
        contact, dossier = contact_in(organisation.commune), None
    else:
        return {"contact": None}
    number = "".join(c for c in contact.unit.phone if c in "+0123456789")
    return {
        "contact": contact,
        "number": number,
        "dossier": dossier,
        "asks": dossier is not None and not dossier.current.final,
        "elsewhere": context["request"].path != reverse("dossiers"),
    }
