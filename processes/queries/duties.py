"""Who owes what of the cycle's duties, and who may read of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Count, Q, QuerySet

from processes.models import Appointment, Duty
from processes.roles import Role

OFFICES = (Role.COMMUNE_OFFICER, Role.DISTRICT_OFFICER, Role.PROVINCE_OFFICER)
LOOKS_BELOW = (Role.SUPERVISOR, Role.AUDITOR, Role.DISTRICT_OFFICER, Role.PROVINCE_OFFICER)


class Standing(StrEnum):
    """How a duty stands on a day."""

    PLANNED = "planned"
    DUE = "due"
    LATE = "late"
    DONE = "done"


def standing(duty: Duty, on: date) -> Standing:
    """Return how a duty stands on the day ``on``."""
    if duty.done_at is not None:
        return Standing.DONE
    if on < duty.opens_on:
        return Standing.PLANNED
    return Standing.LATE if on > duty.due_on else Standing.DUE


def standing_q(standing: Standing, on: date) -> Q:
    """Return the condition on duties that stand so; equal to :func:`standing`."""
    return {
        Standing.DONE: Q(done_at__isnull=False),
        Standing.PLANNED: Q(done_at=None, opens_on__gt=on),
        Standing.DUE: Q(done_at=None, opens_on__lte=on, due_on__gte=on),
        Standing.LATE: Q(done_at=None, opens_on__lte=on, due_on__lt=on),
    }[standing]


def owes(appointment: Appointment, duty: Duty) -> bool:
    """Return whether the duty is that of the appointment's own office."""
    return appointment.role in OFFICES and appointment.unit_id == duty.unit_id


def own(appointment: Appointment) -> QuerySet[Duty]:
    """Return the duties of the appointment's own office."""
    if appointment.role not in OFFICES or appointment.unit_id is None:
        return Duty.objects.none()
    return Duty.objects.filter(unit_id=appointment.unit_id)


def owed_by(appointment: Appointment, today: date) -> QuerySet[Duty]:
    """Return what the office owes now, soonest due first."""
    found = own(appointment).filter(done_at=None, opens_on__lte=today)
    return found.select_related("unit", "cycle").order_by("due_on", "pk")


def coming(appointment: Appointment, today: date) -> QuerySet[Duty]:
    """Return what the office will owe and cannot do yet, the first to begin first."""
    found = own(appointment).filter(done_at=None, opens_on__gt=today)
    return found.select_related("unit", "cycle").order_by("opens_on", "due_on", "pk")


def visible(appointment: Appointment | None) -> QuerySet[Duty]:
    """Return the duties that the appointment may read: its unit's, and those below for some roles."""
    if appointment is None or appointment.unit_id is None:
        return Duty.objects.none()
    unit = appointment.unit_id
    if appointment.role in LOOKS_BELOW:
        below = Q(unit__parent_id=unit) | Q(unit__parent__parent_id=unit)
        return Duty.objects.filter(Q(unit_id=unit) | below)
    return own(appointment)


@dataclass(frozen=True)
class Counts:
    """How many duties stand how."""

    planned: int
    due: int
    late: int
    done: int


def counts(duties: QuerySet[Duty], on: date) -> Counts:
    """Return how many of the duties stand how, in one query."""
    numbers = {s.value: Count("pk", filter=standing_q(s, on)) for s in Standing}
    return Counts(**duties.order_by().aggregate(**numbers))
