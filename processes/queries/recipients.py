"""Whom a step tells: the people behind the letters of the journey."""

from datetime import date
from functools import cache
from typing import Any

from django.db.models import DateField, Q, QuerySet, TextField

from processes.models import Appointment, Dossier
from processes.models.statements import Gap, Prepared, Sql, number
from processes.roles import COUNCIL_ROLES, Audience, Role


def recipients(dossier: Dossier, tells: tuple[str, ...], on: date) -> list[int]:
    """Return the ids of the users to tell, each once, in one query."""
    if not tells:
        return []
    prepared, told = _question(dossier, tells, on)
    return sorted(row[0] for row in prepared.rows(**told))


def recipients_sql(dossier: Dossier, tells: tuple[str, ...], on: date) -> Sql:
    """Return a statement with a column ``user_id``, and its values: the same people, each once."""
    prepared, told = _question(dossier, tells, on)
    return prepared.sql(**told)


def _question(
    dossier: Dossier, tells: tuple[str, ...], on: date
) -> tuple[Prepared, dict[str, object]]:
    role, _at, scope = dossier.waiting.partition("@")
    told = {
        "on": on,
        "organisation": dossier.organisation_id,
        "commune": dossier.commune_id,
        "district": dossier.district_id,
        "province": dossier.province_id,
        "council": dossier.province_council_id or dossier.district_council_id or 0,
        "role": role,
        "scope": int(scope) if scope.isdecimal() else 0,
    }
    return _prepared(tuple(tells), _column(role) if scope.isdecimal() else ""), told


def _column(role: str) -> str:
    """Return which column of an appointment the scope of a holder's key is."""
    if role == Role.APPLICANT:
        return "organisation_id"
    return "council_id" if role in COUNCIL_ROLES else "unit_id"


@cache
def _prepared(tells: tuple[str, ...], holds_by: str) -> Prepared:
    """Return the question; one is kept for each row of a ruleset.

    Args:
        holds_by: The column that says who holds the dossier; empty where nobody does.
    """

    def build() -> QuerySet[Appointment, Any]:
        q = Q(pk__in=[])
        for audience in tells:
            q |= _audience(Audience(audience), holds_by)
        day: Any = Gap("on", DateField())
        found = Appointment.objects.active(day).filter(q)
        return found.order_by().values("user_id").distinct()

    return Prepared(build)


def _audience(audience: Audience, holds_by: str) -> Q:
    match audience:
        case Audience.APPLICANT:
            return Q(role=Role.APPLICANT, organisation_id=number("organisation"))
        case Audience.COMMUNE:
            return Q(role=Role.COMMUNE_OFFICER, unit_id=number("commune"))
        case Audience.DISTRICT:
            return Q(role=Role.DISTRICT_OFFICER, unit_id=number("district"))
        case Audience.COUNCIL:
            return Q(role__in=COUNCIL_ROLES, council_id=number("council"))
        case Audience.SUPERVISOR:
            units = Q(unit_id=number("commune"))
            units |= Q(unit_id=number("district")) | Q(unit_id=number("province"))
            return units & Q(role=Role.SUPERVISOR)
        case Audience.HOLDER:
            gap = Gap("role", TextField())
            return Q(**{"role": gap, holds_by: number("scope")}) if holds_by else Q(pk__in=[])
        case _:
            return Q(role=audience.value, unit_id=number("province"))
