"""The light of a deadline: a shape, a colour and words, never a colour alone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from processes.engine import WorkingCalendar, WorkingDays
from processes.models import Dossier
from processes.roles import Role

SOON = 1  # days left, at most, that turn a light amber
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Light:
    """What a list or a page shows of a term.

    Args:
        tone: ``late``, ``soon``, ``calm``, ``paused`` or ``none``; a suffix of the CSS class.
        until: The last day that is not too late, where there is one.
    """

    tone: str
    shape: str
    words: str
    until: date | None = None


def last_day(due_at: datetime | None, calendar: WorkingCalendar) -> date | None:
    """Return the last local day before ``due_at``, which is the first moment that is too late."""
    return calendar.day(due_at - INSTANT) if due_at else None


def light(dossier: Dossier, at: datetime, calendar: WorkingCalendar, reader: str = "") -> Light:
    """Return the light of a dossier at the moment ``at``.

    Args:
        reader: The role that looks; what waits for the applicant is paused for everybody else.
    """
    until, today = last_day(dossier.due_at, calendar), calendar.day(at)
    if dossier.current.final:
        return Light("none", "✓", _("Đã kết thúc"))
    if until is None or dossier.due_at is None:
        return Light("none", "–", _("Không đặt hạn"))
    if at >= dossier.due_at:
        return Light("late", "■", _late(calendar.between(until, today)), until)
    if reader and reader != Role.APPLICANT and dossier.current.holder == Role.APPLICANT:
        return Light("paused", "❚❚", _("Chờ chủ thể"), until)
    if until == today:
        return Light("soon", "▲", _("Hạn hôm nay"), until)
    return _ahead(dossier, today, until, calendar)


def _late(days: int) -> str:
    if days <= 0:
        return _("Quá hạn")
    text = ngettext("Quá hạn %(days)d ngày làm việc", "Quá hạn %(days)d ngày làm việc", days)
    return text % {"days": days}


def _ahead(dossier: Dossier, today: date, until: date, calendar: WorkingCalendar) -> Light:
    """An office's term runs in working days, a window in the days of the calendar."""
    if isinstance(dossier.current.due, WorkingDays):
        days = calendar.between(today, until)
        text = ngettext("Còn %(days)d ngày làm việc", "Còn %(days)d ngày làm việc", days)
    else:
        days = (until - today).days
        text = ngettext("Còn %(days)d ngày", "Còn %(days)d ngày", days)
    tone, shape = ("soon", "▲") if days <= SOON else ("calm", "●")
    return Light(tone, shape, text % {"days": days}, until)
