"""The calendar, for everybody: the year, what is open, what closes next; one's own dates."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forms import year as drawing
from forms.acting import acting
from forms.own_dates import own_dates
from processes.engine import WorkingCalendar
from processes.models import Appointment, CalendarDay, Cycle
from processes.queries.feeds import feed_of
from processes.queries.working_days import working_calendar
from processes.services import clock
from processes.services.cycles import ROLES

SHOWN = 12  # one's own dates that the page lists


@login_not_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Show a year; ``nam`` chooses another one than today's."""
    days, now = working_calendar(), clock.now()
    today = days.day(now)
    appointment = acting(request)
    is_office = appointment is not None and appointment.role in ROLES
    cycles = {c.year: c for c in _cycles(is_office=is_office)}
    years = sorted({*cycles, today.year})
    asked = request.GET.get("nam", "")
    year = next((y for y in years if str(y) == asked), today.year)
    rows = drawing.rows(cycles.get(year), today)
    special = CalendarDay.objects.filter(date__year=year)
    context = {
        "year": year,
        "years": years,
        "cycle": cycles.get(year),
        "today": today,
        "rows": rows,
        "days": drawing.day_bars(special),
        "here": drawing.today_at(year, today),
        "ticks": [n * drawing.MONTH for n in range(1, 12)],
        "months": drawing.months(year, days, today),
        "weekdays": list(zip(drawing.weekdays(), drawing.weekday_names(), strict=True)),
        "is_office": is_office,
        **_now(rows, is_now=year == today.year),
        **_own(request, appointment, days),
    }
    return render(request, "forms/calendar.html", context)


def _cycles(*, is_office: bool) -> list[Cycle]:
    """The cycles that the reader may know of: what is being prepared is the office's own."""
    found = Cycle.objects.prefetch_related("windows")
    return list(found if is_office else found.filter(in_preparation=False))


def _now(rows: list[drawing.WindowRow], *, is_now: bool) -> dict[str, Any]:
    """What is open, which of it closes next, what opens next; of today's year only."""
    open_now = [r for r in rows if r.stand in ("open", "soon")] if is_now else []
    ahead = [r for r in rows if r.stand == "ahead"] if is_now else []
    return {
        "is_now": is_now,
        "open_now": sorted(open_now, key=lambda r: r.window.closes_on),
        "next_open": min(ahead, key=lambda r: r.window.opens_on, default=None),
    }


def _own(
    request: HttpRequest, appointment: Appointment | None, days: WorkingCalendar
) -> dict[str, Any]:
    if not request.user.is_authenticated:
        return {}
    mine = own_dates([appointment] if appointment else [], clock.now(), days)
    ahead = [d for d in mine if not d.over]
    return {
        "own": ahead[:SHOWN],
        "more": max(0, len(ahead) - SHOWN),
        "feed": feed_of(request.user),
    }
