"""A person's calendar as iCalendar (RFC 5545), for the calendar on a phone or a desk."""

from datetime import date, datetime, timedelta
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from processes.models import Appointment, CycleWindow, User
from processes.models.cycle import WINDOW_LABELS
from processes.queries.working_days import working_calendar

from .own_dates import OwnDate, own_dates

REFRESH = timedelta(hours=6)
DAY = timedelta(days=1)


def feed(user: User, at: datetime) -> bytes:
    """Return the person's calendar as it stands at the moment ``at``: nobody else's dates."""
    days = working_calendar()
    held = Appointment.objects.active(days.day(at)).filter(user=user)
    held = held.select_related("user", "unit", "organisation", "council").order_by("pk")
    calendar = _frame()
    for one in own_dates(held, at, days):
        calendar.add_component(_own(one, at))
    for window in _windows():
        calendar.add_component(_window(window, at))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _frame() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//OCOP Đắk Lắk//Lịch cá nhân//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("OCOP Đắk Lắk: việc của tôi"))
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    return calendar


def _windows() -> list[CycleWindow]:
    """The windows of the cycles that everybody may know of and that are not closed."""
    found = CycleWindow.objects.filter(cycle__in_preparation=False, cycle__closed_on=None)
    return list(found.select_related("cycle").order_by("opens_on", "pk"))


def _event(name: str, at: datetime, summary: str) -> Event:
    event = Event()
    event.add("uid", f"{name}@{urlsplit(settings.SITE_URL).hostname or 'ocop'}")
    event.add("dtstamp", at)
    event.add("summary", summary)
    return event


def _all_day(event: Event, first: date, last: date) -> None:
    event.add("dtstart", first)
    event.add("dtend", last + DAY)  # the first day that no longer belongs to it
    event.add("transp", "TRANSPARENT")


def _own(one: OwnDate, at: datetime) -> Event:
    text = _("{title}: {about}") if one.at else _("Hạn: {title}, {about}")
    event = _event(one.uid, at, text.format(title=one.title, about=one.about))
    if one.at:
        event.add("dtstart", one.at)  # nobody knows how long a sitting lasts: no end is given
        event.add("location", one.place)
        event.add("status", "CANCELLED" if one.gone else "CONFIRMED")
    else:
        _all_day(event, one.on, one.on)
    event.add("description", _("Với vai trò: {post}").format(post=one.post))
    event.add("url", urljoin(settings.SITE_URL, one.url))
    return event


def _window(window: CycleWindow, at: datetime) -> Event:
    name = f"thoi-gian-{window.cycle.year}-{window.key}"
    label = _(WINDOW_LABELS[window.key])
    text = _("Chu trình OCOP {year}: {window}")
    event = _event(name, at, text.format(year=window.cycle.year, window=label))
    _all_day(event, window.opens_on, window.closes_on)
    return event
