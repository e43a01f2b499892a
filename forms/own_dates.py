"""The dates of one's own: what waits and until when, what the office owes, one's sittings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from processes.engine import WorkingCalendar
from processes.models import Appointment, Sitting
from processes.queries.duties import own
from processes.queries.feeds import sittings_of
from processes.queries.inbox import must
from processes.queries.messages import duty_label

from .lights import Light, last_day, light
from .views.duties import light_of


@dataclass(frozen=True)
class OwnDate:
    """One entry of a person's calendar.

    Args:
        uid: The same for the same thing, whenever it is asked.
        on: The day; of a term, the last one that is not too late.
        about: What it concerns, without any person's name.
        at: The moment, where there is one.
        over: It is held, or called off.
        gone: It was called off.
    """

    uid: str
    on: date
    title: str
    about: str
    post: str
    url: str
    light: Light | None = None
    at: datetime | None = None
    place: str = ""
    over: bool = False
    gone: bool = False


def own_dates(
    appointments: Iterable[Appointment], at: datetime, calendar: WorkingCalendar
) -> list[OwnDate]:
    """Return what the appointments have to do with a date, soonest first, nothing twice."""
    found = {
        one.uid: one
        for appointment in appointments
        for one in (
            *_terms(appointment, at, calendar),
            *_duties(appointment, calendar.day(at), calendar),
            *_sittings(appointment, calendar),
        )
    }
    return sorted(found.values(), key=lambda one: (one.on, one.uid))


def _terms(appointment: Appointment, at: datetime, calendar: WorkingCalendar) -> Iterable[OwnDate]:
    for dossier in must(appointment).exclude(due_at=None).select_related("product"):
        on = last_day(dossier.due_at, calendar)
        if on is not None:
            yield OwnDate(
                uid=f"han-{dossier.public_id}-{dossier.state}",
                on=on,
                title=_(dossier.current.label),
                about=f"{dossier.product.name}, {dossier.code}",
                post=_(appointment.post_label),
                url=reverse("dossier", args=[dossier.public_id]),
                light=light(dossier, at, calendar, appointment.role),
            )


def _duties(appointment: Appointment, today: date, calendar: WorkingCalendar) -> Iterable[OwnDate]:
    """What the office owes the cycle and has not done, ahead of time too."""
    owed = own(appointment).filter(done_at=None, cycle__closed_on=None)
    for duty in owed.select_related("unit", "cycle"):
        yield OwnDate(
            uid=f"viec-{duty.public_id}",
            on=duty.due_on,
            title=duty_label(duty.key, duty.period),
            about=f"{duty.unit}, {duty.cycle.year}",
            post=_(appointment.post_label),
            url=reverse("duty", args=[duty.public_id]),
            light=light_of(duty, today, calendar),
        )


def _sittings(appointment: Appointment, calendar: WorkingCalendar) -> Iterable[OwnDate]:
    for sitting in sittings_of([appointment]):
        yield OwnDate(
            uid=f"hop-{sitting.public_id}",
            on=calendar.day(sitting.at),
            title=_("Phiên họp số {number}").format(number=sitting.number),
            about=sitting.council.name,
            post=_(appointment.post_label),
            url=reverse("sitting", args=[sitting.public_id]),
            at=sitting.at.astimezone(calendar.zone),
            place=sitting.place,
            over=sitting.status in (Sitting.Status.CLOSED, Sitting.Status.CANCELLED),
            gone=sitting.status == Sitting.Status.CANCELLED,
        )
