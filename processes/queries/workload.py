"""Who has how much: what waits with each office and person, and what each did lately."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from processes.models import Appointment, Dossier, Unit
from processes.roles import Role

from .board import Tally
from .selection import OPEN, Moment
from .stays import steps_taken

WORKING = (
    Role.COMMUNE_OFFICER,
    Role.DISTRICT_OFFICER,
    Role.DISTRICT_CHAIR,
    Role.PROVINCE_OFFICER,
    Role.PROVINCE_CHAIR,
    Role.PROVINCE_LEADER,
)


@dataclass(frozen=True)
class Load:
    """One person's work.

    Args:
        own: What the person took up.
        office: What waits for the whole office, the person's own included.
        done: Steps taken in the last thirty days.
    """

    who: Appointment
    own: Tally
    office: Tally
    done: int


def workload(seen: QuerySet[Dossier], watcher: Appointment, moment: Moment) -> list[Load]:
    """Return the work of everybody in the watcher's units: most overdue first."""
    if watcher.unit is None:
        return []
    by_office, by_person = _waiting(seen, moment)
    done: Counter[int] = steps_taken(moment)
    nothing = Tally()
    loads = [
        Load(who, by_person.get(who.pk, nothing), by_office.get(who.key, nothing), done[who.pk])
        for who in _people(watcher.unit, moment)
    ]
    return sorted(
        (load for load in loads if load.own.total or load.office.total or load.done),
        key=lambda load: (-load.own.late, -load.office.late, -load.office.total, load.who.pk),
    )


def _people(unit: Unit, moment: Moment) -> QuerySet[Appointment]:
    inside = Q()
    for path in ("unit", "council__unit"):
        inside |= Q(**{path: unit}) | Q(**{f"{path}__parent": unit})
        inside |= Q(**{f"{path}__parent__parent": unit})
    found = Appointment.objects.active(moment.today).filter(inside, role__in=WORKING)
    return found.select_related("user", "unit", "council", "on_behalf_of__user").order_by("pk")


def _waiting(seen: QuerySet[Dossier], moment: Moment) -> tuple[dict[str, Tally], dict[int, Tally]]:
    rows = (
        seen.filter(OPEN)
        .exclude(waiting__startswith=f"{Role.APPLICANT}@")
        .order_by()
        .values("waiting", "assignee")
        .annotate(total=Count("pk"), late=Count("pk", filter=moment.late()))
    )
    by_office: dict[str, Tally] = {}
    by_person: dict[int, Tally] = {}
    for row in rows:
        tally = Tally(row["total"], row["late"])
        by_office[row["waiting"]] = by_office.get(row["waiting"], Tally()) + tally
        if row["assignee"] is not None:
            by_person[row["assignee"]] = by_person.get(row["assignee"], Tally()) + tally
    return by_office, by_person
