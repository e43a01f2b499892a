"""The calendar of working days, as the table has it."""

from zoneinfo import ZoneInfo

from django.conf import settings

from processes.engine import WorkingCalendar
from processes.models import CalendarDay
from processes.models.statements import Prepared

_DAYS = Prepared(lambda: CalendarDay.objects.order_by("date").values_list("date", "kind", "name"))


def working_calendar() -> WorkingCalendar:
    """Return the province's calendar: one query, a few hundred days."""
    days = _DAYS.rows()
    return WorkingCalendar(
        ZoneInfo(settings.TIME_ZONE),
        {day: kind == CalendarDay.Kind.WORKDAY for day, kind, _name in days},
        {day: name for day, _kind, name in days},
    )
