"""Whom an applicant asks: the office that holds a dossier or held it last, never a person."""

from dataclasses import dataclass

from processes.models import Dossier, Record, Unit
from processes.roles import POSTS, Role

# the office that answers for whoever holds a dossier; what the applicant holds is the commune's
_ANSWERS = {
    Role.DISTRICT_OFFICER: Role.DISTRICT_OFFICER,
    Role.DISTRICT_CHAIR: Role.DISTRICT_OFFICER,
    Role.PROVINCE_OFFICER: Role.PROVINCE_OFFICER,
    Role.PROVINCE_CHAIR: Role.PROVINCE_OFFICER,
    Role.PROVINCE_LEADER: Role.PROVINCE_OFFICER,
}


@dataclass(frozen=True)
class Contact:
    """An office: the label of its post, and where it is; the unit has its telephone."""

    post: str
    unit: Unit


def contact_of(dossier: Dossier) -> Contact:
    """Return the office to ask about a dossier; one query where it is at its end."""
    holder = _last_holder(dossier) if dossier.current.final else dossier.current.holder
    role = _ANSWERS.get(Role(holder), Role.COMMUNE_OFFICER) if holder else Role.COMMUNE_OFFICER
    places = {Role.DISTRICT_OFFICER: dossier.district, Role.PROVINCE_OFFICER: dossier.province}
    return Contact(POSTS[role].label, places.get(role, dossier.commune))


def contact_in(commune: Unit) -> Contact:
    """Return the office to ask where no dossier is meant."""
    return Contact(POSTS[Role.COMMUNE_OFFICER].label, commune)


def _last_holder(dossier: Dossier) -> str | None:
    moves = Record.objects.filter(dossier=dossier, kind=Record.Kind.TRANSITION)
    last = moves.exclude(source=dossier.state).order_by("-seq").first()
    return dossier.ruleset.state[last.source].holder if last and last.source else None
