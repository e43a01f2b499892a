"""Whom a step tells: the people behind the letters of the journey."""

from datetime import date

from django.db.models import Q

from processes.models import Appointment, Dossier
from processes.roles import COUNCIL_ROLES, Audience, Role


def recipients(dossier: Dossier, tells: tuple[str, ...], on: date) -> list[int]:
    """Return the ids of the users to tell, each once, in one query."""
    if not tells:
        return []
    q = Q(pk__in=[])
    for audience in tells:
        q |= _audience(dossier, Audience(audience))
    found = Appointment.objects.active(on).filter(q)
    return sorted(set(found.values_list("user_id", flat=True)))


def _audience(dossier: Dossier, audience: Audience) -> Q:
    match audience:
        case Audience.APPLICANT:
            return Q(role=Role.APPLICANT, organisation_id=dossier.organisation_id)
        case Audience.COMMUNE:
            return Q(role=Role.COMMUNE_OFFICER, unit_id=dossier.commune_id)
        case Audience.DISTRICT:
            return Q(role=Role.DISTRICT_OFFICER, unit_id=dossier.district_id)
        case Audience.COUNCIL:
            council = dossier.council
            return Q(role__in=COUNCIL_ROLES, council_id=council.pk if council else 0)
        case Audience.SUPERVISOR:
            units = (dossier.commune_id, dossier.district_id, dossier.province_id)
            return Q(role=Role.SUPERVISOR, unit_id__in=units)
        case Audience.HOLDER:
            return _holder(dossier)
        case _:
            return Q(role=audience.value, unit_id=dossier.province_id)


def _holder(dossier: Dossier) -> Q:
    role, _at, scope = dossier.waiting.partition("@")
    if not scope.isdecimal():
        return Q(pk__in=[])
    if role == Role.APPLICANT:
        return Q(role=role, organisation_id=int(scope))
    if role in COUNCIL_ROLES:
        return Q(role=role, council_id=int(scope))
    return Q(role=role, unit_id=int(scope))
