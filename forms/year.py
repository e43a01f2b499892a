"""A year at a glance: every window as a bar, every day that differs from its weekday."""

from calendar import Calendar, monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from processes.engine import WorkingCalendar
from processes.engine.calendar import SATURDAY
from processes.models import CalendarDay, Cycle, CycleWindow
from processes.models.cycle import WINDOW_LABELS

MONTH = 100  # width of a month in a drawing; every month is as wide as any other
SOON = 7  # days before it closes that a window is marked
THINNEST = 5  # a single day would hardly be seen


@dataclass(frozen=True)
class Bar:
    """A stretch of the year in a drawing that is twelve months wide."""

    x: int
    width: int
    tone: str


@dataclass(frozen=True)
class WindowRow:
    """A window in words, and its bar.

    Args:
        days: From today to its last day, or to its first where it is ahead; ``None`` when over.
    """

    key: str
    label: str
    window: CycleWindow
    stand: str
    tone: str
    words: str
    days: int | None
    bar: Bar


@dataclass(frozen=True)
class Cell:
    """One day of a month."""

    number: int
    tone: str
    name: str = ""
    is_today: bool = False


@dataclass(frozen=True)
class Month:
    """One month: its weeks, ``None`` for a day of another month, and the days that have a name."""

    label: str
    weeks: list[list[Cell | None]]
    named: list[Cell] = field(default_factory=list)


def weekdays() -> list[str]:
    """Return the seven names of days, short, Monday first."""
    return [_("T2"), _("T3"), _("T4"), _("T5"), _("T6"), _("T7"), _("CN")]


def weekday_names() -> list[str]:
    """Return the seven names of days, Monday first."""
    names = (_("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"))
    return [*names, _("Thứ Bảy"), _("Chủ nhật")]


def rows(cycle: Cycle | None, today: date) -> list[WindowRow]:
    """Return the cycle's windows in the order in which they open."""
    found = cycle.windows.all() if cycle else CycleWindow.objects.none()
    return [_row(w, today) for w in found]


def _row(window: CycleWindow, today: date) -> WindowRow:
    stand, words, days = _stand(window, today)
    tone = {"open": "calm", "soon": "soon", "ahead": "do"}.get(stand, "none")
    return WindowRow(
        window.key,
        _(WINDOW_LABELS[window.key]),
        window,
        stand,
        tone,
        words,
        days,
        bar(window.opens_on, window.closes_on, tone),
    )


def _stand(window: CycleWindow, today: date) -> tuple[str, str, int | None]:
    if today > window.closes_on:
        return "over", _("Đã hết thời gian"), None
    if today < window.opens_on:
        days = (window.opens_on - today).days
        text = ngettext("Bắt đầu sau %(days)d ngày", "Bắt đầu sau %(days)d ngày", days)
        return "ahead", text % {"days": days}, days
    days = (window.closes_on - today).days
    stand = "soon" if days <= SOON else "open"
    if not days:
        return stand, _("Đang mở, hôm nay là ngày cuối"), days
    text = ngettext("Đang mở, còn %(days)d ngày", "Đang mở, còn %(days)d ngày", days)
    return stand, text % {"days": days}, days


def bar(opens: date, closes: date, tone: str) -> Bar:
    """Return where a period lies in a drawing twelve months wide."""
    start, end = _place(opens, 1), _place(closes, 0)
    return Bar(start, max(THINNEST, end - start), tone)


def _place(day: date, before: int) -> int:
    """How far into the drawing a day begins (``before`` 1) or ends (0)."""
    within = (day.day - before) * MONTH // monthrange(day.year, day.month)[1]
    return (day.month - 1) * MONTH + within


def day_bars(days: Iterable[CalendarDay]) -> list[Bar]:
    """Return a mark for each day that differs from its weekday."""
    return [
        bar(d.date, d.date, "worked" if d.kind == CalendarDay.Kind.WORKDAY else "off") for d in days
    ]


def today_at(year: int, today: date) -> int | None:
    """Return where today lies in the drawing of a year, if it does."""
    return _place(today, 1) if today.year == year else None


def months(year: int, calendar: WorkingCalendar, today: date) -> list[Month]:
    """Return the twelve months, with holidays and worked weekends by name."""
    found = []
    for number in range(1, 13):
        weeks = [
            [_cell(d, calendar, today) if d.month == number else None for d in week]
            for week in Calendar().monthdatescalendar(year, number)
        ]
        named = [c for week in weeks for c in week if c and c.name]
        found.append(Month(_("Tháng {month}").format(month=number), weeks, named))
    return found


def _cell(day: date, calendar: WorkingCalendar, today: date) -> Cell:
    worked = calendar.exceptions.get(day)
    if worked is None:
        tone = "weekend" if day.weekday() >= SATURDAY else ""
    else:
        tone = "worked" if worked else "off"
    return Cell(day.day, tone, calendar.names.get(day, ""), day == today)
