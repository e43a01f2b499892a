"""The calendar of working days, as the table has it."""

from zoneinfo import ZoneInfo

from django.conf import settings

from processes.engine import WorkingCalendar
from processes.models import CalendarDay


def working_calendar() -> WorkingCalendar:
    """Return the province's calendar: one query, a few hundred days."""
    days = list(CalendarDay.objects.values_list("date", "kind", "name"))
    return WorkingCalendar(
        ZoneInfo(settings.TIME_ZONE),
        {day: kind == CalendarDay.Kind.WORKDAY for day, kind, _name in days},
        {day: name for day, _kind, name in days},
    )
