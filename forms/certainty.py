"""What an applicant may count on, in plain sentences."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from processes.engine import State, Window, WorkingDays
from processes.models import Dossier
from processes.queries.tracking import RECENT, Tracking, Turn, Usual, tracking
from processes.queries.windows import Windows

from .lights import Light
from .wording import day_in_words, number


@dataclass(frozen=True)
class Certainty:
    """Sentences for the applicant of one dossier; empty where there is nothing to say.

    Args:
        place: Where the dossier stands in its queue, and how long the step usually takes.
        latest: The last day of the term.
        follows: What may come of the step.
        asked: What will be asked of the applicant next; ``papers`` are to be got ready for it.
    """

    place: str
    usual: str
    latest: str
    follows: str
    sent_back: str
    asked: str
    papers: tuple[str, ...]


def certainty(dossier: Dossier, at: datetime, light: Light) -> Certainty | None:
    """Return what is certain of a dossier at the moment ``at``; ``None`` at the end of its way."""
    if dossier.current.final:
        return None
    found = tracking(dossier, at)
    return Certainty(
        place=_place(found.before),
        usual=_usual(found.usual),
        latest=_latest(light) if found.before is not None else "",
        follows=_follows(found),
        sent_back=_sent_back(found),
        asked=_asked(dossier, found, at),
        papers=tuple(map(_, found.turn.papers)) if found.turn else (),
    )


def _place(before: int | None) -> str:
    if before is None:
        return ""
    if not before:
        return _("Hồ sơ này đứng đầu hàng chờ của bước.")
    text = ngettext("Trước hồ sơ này còn {n} hồ sơ.", "Trước hồ sơ này còn {n} hồ sơ.", before)
    return text.format(n=before)


def _usual(usual: Usual | None) -> str:
    if usual is None:
        return ""
    if not usual.days:
        text = _("Bước này thường xong ngay trong ngày ({sample}).")
    else:
        text = _("Bước này thường mất {days} ngày làm việc ({sample}).")
    where = (
        _("trung vị của {n} hồ sơ cùng huyện trong {recent} ngày qua")
        if usual.local
        else _("trung vị của {n} hồ sơ toàn tỉnh trong {recent} ngày qua")
    )
    sample = where.format(n=usual.sample, recent=RECENT.days)
    return text.format(days=number(f"{float(usual.days):g}"), sample=sample)


def _latest(light: Light) -> str:
    if light.until is None:
        return _("Bước này không đặt hạn.")
    text = _("Lẽ ra xong muộn nhất: hết {day}.") if light.tone == "late" else ""
    text = text or _("Muộn nhất: hết {day}.")
    return text.format(day=day_in_words(light.until))


def _follows(found: Tracking) -> str:
    if not found.follows:
        return ""
    labels = [_with_term(s) for s in found.follows]
    if len(labels) == 1:
        return _("Nếu thuận lợi, bước tiếp theo: {step}.").format(step=labels[0])
    return _("Bước tiếp theo, tùy kết quả: {steps}.").format(steps="; ".join(labels))


def _with_term(state: State) -> str:
    label = _(state.label)
    if isinstance(state.due, WorkingDays):
        text = ngettext(
            "{step} (trong {n} ngày làm việc)", "{step} (trong {n} ngày làm việc)", state.due.days
        )
        return text.format(step=label, n=state.due.days)
    return label


def _sent_back(found: Tracking) -> str:
    state = found.sent_back
    if state is None or not isinstance(state.due, WorkingDays):
        return ""
    text = ngettext(
        "Nếu hồ sơ còn thiếu, chủ thể được báo và có {n} ngày làm việc để hoàn thiện.",
        "Nếu hồ sơ còn thiếu, chủ thể được báo và có {n} ngày làm việc để hoàn thiện.",
        state.due.days,
    )
    return text.format(n=state.due.days)


def _asked(dossier: Dossier, found: Tracking, at: datetime) -> str:
    turn = found.turn
    if turn is None and found.before is None:
        return _("Sau khi nộp, chỉ còn chờ kết quả, trừ khi được yêu cầu hoàn thiện.")
    if turn is None:
        return _("Đến khi có kết quả, không phải làm gì thêm.")
    said = _("Việc kế tiếp của chủ thể: {step}{when}.")
    if turn.sheet:
        said = _("Việc kế tiếp của chủ thể: {step}{when}; cần lập biểu “{sheet}”.")
    step, sheet = _(turn.step.label), _(turn.sheet) if turn.sheet else ""
    return said.format(step=step, when=_when(dossier, turn, at), sheet=sheet)


def _when(dossier: Dossier, turn: Turn, at: datetime) -> str:
    """The first of the step's windows that is not over, where it has windows at all."""
    window = _window(dossier, turn, at) if turn.step.windows else None
    if window is None:
        return ""
    text = _(" (nhận từ {opens} đến hết {closes})")
    return text.format(opens=date_format(window.opens_on), closes=date_format(window.closes_on))


def _window(dossier: Dossier, turn: Turn, at: datetime) -> Window | None:
    standing, today = Windows(dossier), localtime(at).date()
    found = [w for w in map(standing.get, turn.step.windows) if w and not w.is_over(today)]
    return min(found, key=lambda w: w.opens_on, default=None)
