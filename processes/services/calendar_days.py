"""Holidays and worked weekends: who may enter them, and what no longer can be changed.

A day that is over was counted in somebody's term and stays. What was promised does not move with
the calendar either: a dossier keeps its ``due_at``; :func:`would_differ` counts where it matters.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction

from processes.engine import Cause, Reason, Refused, WorkingDays
from processes.engine.calendar import SATURDAY
from processes.engine.sheet import YEARS
from processes.models import Appointment, CalendarDay, Dossier
from processes.queries.terms import sum_of
from processes.queries.working_days import working_calendar
from processes.roles import Role
from processes.rulesets import RULESETS
from processes.words import gettext_noop as _

from . import clock

ROLES = (Role.PROVINCE_OFFICER, Role.ADMINISTRATOR)
Kind = CalendarDay.Kind


def add_day(day: date, kind: str, name: str, source: str, *, by: Appointment) -> CalendarDay:
    """Enter a holiday or a weekend that is worked.

    Args:
        source: The document that announces it.

    Raises:
        Refused: the actor may not, the day is over, already entered, or is off or worked anyway.
    """
    _refuse(_no_right(by), _over(day), _needless(day, kind), _unnamed(name, source))
    with transaction.atomic():
        made, is_new = CalendarDay.objects.get_or_create(
            date=day, defaults={"kind": kind, "name": name.strip(), "source": source.strip()}
        )
    if not is_new:
        text = _("Ngày {day} đã có trong lịch: {name}.")
        params = {"day": day, "name": made.name}
        raise Refused(Reason(Cause.DATA, text, params, field="date"))
    return made


def rename_day(day: CalendarDay, name: str, source: str, *, by: Appointment) -> CalendarDay:
    """Correct the name or the document of a day; its date and kind are what it is.

    Raises:
        Refused: the actor may not, the day is over, or something is left out.
    """
    _refuse(_no_right(by), _over(day.date), _unnamed(name, source))
    day.name, day.source = name.strip(), source.strip()
    day.save(update_fields=["name", "source"])
    return day


def remove_day(day: CalendarDay, *, by: Appointment) -> None:
    """Let a day be again what its weekday is.

    Raises:
        Refused: the actor may not, or the day is over.
    """
    _refuse(_no_right(by), _over(day.date))
    day.delete()


def would_differ(day: date) -> int:
    """Count the open dossiers over whose term ``day`` lies and that today's calendar counts anew.

    Nothing is changed: the promised day of each stays as it was promised.
    """
    calendar = working_calendar()
    begins = calendar.end_of(day - timedelta(days=1))
    found = Dossier.objects.filter(
        state__in=_counted_states(),
        entered_at__lt=begins,
        due_at__gt=begins,
    )
    sums = (sum_of(dossier, calendar) for dossier in found)
    return sum(1 for s in sums if s is not None and s.calendar_changed)


def _counted_states() -> set[str]:
    """The states whose term runs in working days; those of windows do not ask the calendar."""
    return {
        s.key
        for ruleset in RULESETS.values()
        for s in ruleset.states
        if isinstance(s.due, WorkingDays)
    }


def _refuse(*found: Iterator[Reason]) -> None:
    reasons = [reason for several in found for reason in several]
    if reasons:
        raise Refused(*reasons)


def _no_right(by: Appointment) -> Iterator[Reason]:
    if by.role not in ROLES or not by.is_active(clock.today()):
        text = _("Chỉ Văn phòng Điều phối và quản trị hệ thống được sửa lịch làm việc.")
        yield Reason(Cause.ROLE, text)


def _over(day: date) -> Iterator[Reason]:
    if day < clock.today():
        text = _("Ngày {day} đã qua và đã được tính vào thời hạn của hồ sơ, không sửa được nữa.")
        yield Reason(Cause.DATA, text, {"day": day}, field="date")
    elif day.year not in YEARS:
        yield Reason(Cause.DATA, _("Năm chưa đúng."), field="date")


def _needless(day: date, kind: str) -> Iterator[Reason]:
    is_weekday = day.weekday() < SATURDAY
    if kind == Kind.WORKDAY and is_weekday:
        text = _("Ngày {day} vốn là ngày làm việc trong tuần, không phải ngày làm bù.")
        yield Reason(Cause.DATA, text, {"day": day}, field="date")
    if kind == Kind.HOLIDAY and not is_weekday:
        text = _("Ngày {day} là thứ Bảy hoặc Chủ nhật, vốn đã nghỉ.")
        yield Reason(Cause.DATA, text, {"day": day}, field="date")


def _unnamed(name: str, source: str) -> Iterator[Reason]:
    if not name.strip():
        yield Reason(Cause.DATA, _("Phải ghi tên ngày."), field="name")
    if not source.strip():
        yield Reason(Cause.DATA, _("Phải ghi văn bản thông báo."), field="source")
