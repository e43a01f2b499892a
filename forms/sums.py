"""How a due day is counted, in words: the days that count, those that do not and why."""

from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from processes.engine.calendar import Day
from processes.models import Dossier
from processes.models.cycle import WINDOW_LABELS
from processes.queries.terms import Stay, Sum, sum_of


@dataclass(frozen=True)
class Spoken:
    """A sum in words: its lines, and the day that holds."""

    lines: list[str]
    notes: list[str]


def spoken_sum(dossier: Dossier) -> Spoken | None:
    """Return the sum of the present term in words; ``None`` where there is no term."""
    found = sum_of(dossier)
    if found is None:
        return None
    if found.term is None:
        return Spoken(_window(found), [])
    return Spoken(_days(found), _notes(dossier, found))


def _days(found: Sum) -> list[str]:
    text = ngettext(
        "Thời hạn của bước: {days} ngày làm việc, không tính ngày nhận.",
        "Thời hạn của bước: {days} ngày làm việc, không tính ngày nhận.",
        found.term or 0,
    )
    lines = [text.format(days=found.term)]
    for stay in found.stays:
        lines.append(_stay(stay))
        if stay.skipped:
            lines.append(_("Không tính: {days}.").format(days=_skipped(stay)))
        if stay.stopped:
            lines.append(_stopped(stay))
    if len(found.stays) > 1:
        text = _("Đã dùng {used}, còn lại {left} ngày làm việc.")
        lines.append(text.format(used=found.used, left=found.left))
    if found.was_late:
        lines.append(_("Khi làm bước đã thu hồi, hồ sơ đã quá hạn: hạn cũ giữ nguyên."))
    lines.append(_("Hạn: hết ngày {day}.").format(day=f"{found.reckoned:%d/%m/%Y}"))
    return lines


def _stopped(stay: Stay) -> str:
    if stay.taken_back:
        text = _("Việc “{step}” đã được thu hồi: số ngày còn lại tính tiếp từ ngày nhận lại.")
    else:
        text = _("Dừng tính từ việc “{step}” đến khi nhận lại.")
    return text.format(step=_(stay.stopped))


def _stay(stay: Stay) -> str:
    counted = ", ".join(f"{d.date:%d/%m}" for d in stay.days if d.counts) or "–"
    text = _("Nhận ngày {received}; tính {n} ngày: {days}.")
    return text.format(received=f"{stay.received:%d/%m/%Y}", n=stay.counted, days=counted)


def _skipped(stay: Stay) -> str:
    """Return the days that do not count, days of one reason that follow each other together."""
    parts = []
    for why, days in groupby(stay.skipped, key=_why):
        span = [d.date for d in days]
        shown = ", ".join(f"{day:%d/%m}" for day in span)
        parts.append(f"{shown} ({why})")
    return "; ".join(parts)


def _why(day: Day) -> str:
    return day.name or _("cuối tuần")


def _notes(dossier: Dossier, found: Sum) -> list[str]:
    notes = []
    if found.moved is not None and found.moved_to is not None:
        text = _("{who} đã gia hạn, hẹn lại: hết ngày {day}.")
        who = str(found.moved.actor or "")
        notes.append(text.format(who=who, day=f"{found.moved_to:%d/%m/%Y}"))
    if found.calendar_changed:
        text = _(
            "Lịch ngày nghỉ đã được sửa sau khi hẹn; ngày đã hẹn, hết ngày {day}, vẫn giữ nguyên."
        )
        notes.append(text.format(day=f"{found.promised:%d/%m/%Y}"))
    return notes


def _window(found: Sum) -> list[str]:
    label = _(WINDOW_LABELS.get(found.window, found.window))
    text = _("Theo thời gian nhận “{window}” của năm, đến hết ngày {day}.")
    closes = found.window_closes or found.promised
    lines = [text.format(window=label, day=f"{closes:%d/%m/%Y}")]
    if closes != found.promised:
        more = _("Đã được gia hạn đến hết ngày {day}.")
        lines.append(more.format(day=f"{found.promised:%d/%m/%Y}"))
    return lines
