"""Codes, answers and outcomes in words: what a record or a step means to somebody who reads it."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import get_format
from django.utils.translation import gettext as _

from processes.engine import Act, Correction, Field, Kind, Reason, Ruleset, State, Transition
from processes.models import Appointment, ChecklistItem, Council, Dossier, Record, Sitting
from processes.models.cycle import WINDOW_LABELS
from processes.queries.jurisdiction import label_of
from processes.queries.messages import holder_of as holder
from processes.queries.options import question
from processes.queries.terms import due_at
from processes.queries.windows import Windows
from processes.queries.working_days import working_calendar
from processes.roles import Audience, Role
from processes.words import gettext_noop

from .lights import last_day

Step = Transition | Act

# what a step computes or freezes, beside what its actor is asked
COMPUTED = {
    "sheets": gettext_noop("Số phiếu"),
    "total": gettext_noop("Tổng điểm các phiếu"),
    "mean": gettext_noop("Điểm trung bình"),
    "star": gettext_noop("Số sao"),
    "sheet": gettext_noop("Phiếu đã nộp"),
    "number": gettext_noop("Phiên bản"),
    "content": gettext_noop("Mã băm phiên bản"),
    "previous": gettext_noop("Hồ sơ năm trước"),
    "council": gettext_noop("Hội đồng"),
    "criteria": gettext_noop("Bộ tiêu chí"),
    "excluded": gettext_noop("Bị loại"),
    "turn": gettext_noop("Lượt chấm"),
    "corrects": gettext_noop("Thu hồi bước số"),
    "lapses": gettext_noop("Đề nghị thu hồi hết hiệu lực, số"),
}
AUDIENCES = {
    Audience.APPLICANT: gettext_noop("chủ thể"),
    Audience.COMMUNE: gettext_noop("cán bộ cấp xã"),
    Audience.DISTRICT: gettext_noop("phòng chuyên môn cấp huyện"),
    Audience.PROVINCE: gettext_noop("Văn phòng Điều phối tỉnh"),
    Audience.LEADER: gettext_noop("UBND tỉnh"),
    Audience.COUNCIL: gettext_noop("các thành viên Hội đồng"),
    Audience.SUPERVISOR: gettext_noop("người giám sát"),
    Audience.HOLDER: gettext_noop("người đang giữ hồ sơ"),
}


def post_in_words(appointment: Appointment) -> str:
    """Return what somebody is appointed to, where, and for whom they stand in."""
    words = _(appointment.post_label)
    if appointment.scope_name:
        words = f"{words}, {appointment.scope_name}"
    if appointment.on_behalf_of is None:
        return words
    # the words that templates have for it too
    absent = _("thay mặt %(who)s") % {"who": appointment.on_behalf_of.user}
    return f"{words} ({absent})"


def sitting_in_words(sitting: Sitting) -> str:
    """Return a sitting by its number and its council."""
    return _("Phiên {number}, {council}").format(number=sitting.number, council=sitting.council)


def step_of(ruleset: Ruleset, name: str) -> Step | None:
    """Return the transition or act ``name``; ``None`` where the ruleset has neither."""
    return ruleset.steps.get(name)


def day_in_words(day: date) -> str:
    """Return a day as people say it: ``thứ Sáu 27/11/2026``."""
    names = (_("thứ Hai"), _("thứ Ba"), _("thứ Tư"), _("thứ Năm"), _("thứ Sáu"))
    name = (*names, _("thứ Bảy"), _("Chủ nhật"))[day.weekday()]
    return f"{name} {day:%d/%m/%Y}"


def told(step: Step) -> list[str]:
    """Return whom the step tells, in words."""
    return [_(AUDIENCES[Audience(t)]) for t in step.tells]


def lifters(reason: Reason, reader: str) -> list[str]:
    """Return who could lift a reason, in words; an applicant needs no telling that it could itself.

    Args:
        reader: The role of who reads it.
    """
    if reader != Role.APPLICANT:
        return [_(label_of(role)) for role in reason.lifted_by]
    others = [_(label_of(role)) for role in reason.lifted_by if role != reader]
    return [_("bạn"), *others] if others and reader in reason.lifted_by else others


@dataclass(frozen=True)
class Outcome:
    """Where a step leads: the state, who holds it then, and its last day."""

    state: State
    holder: str
    until: date | None


def outcomes(dossier: Dossier, step: Step, at: datetime) -> list[Outcome]:
    """Return the states that the step may lead to, taken at ``at``; an act leads nowhere."""
    if isinstance(step, Act):
        return []
    standing, calendar = Windows(dossier), working_calendar()
    targets, corrects = step.targets, 0
    if isinstance(step, Correction) and step.choose:
        asked = question(dossier, None, at)
        back, wrong = step.choose(asked.case, asked.asked), asked.case.last_move
        targets = (back,) if back else ()
        corrects = wrong.seq if wrong else 0
    return [
        Outcome(
            state,
            holder(dossier, state),
            last_day(due_at(dossier, state, at, standing, calendar, corrects), calendar),
        )
        for state in targets
    ]


class Names:
    """Names of the things that answers refer to, read once a page."""

    def __init__(self) -> None:
        self.among: dict[str, dict[str, str]] = {
            "councils": {str(pk): name for pk, name in Council.objects.values_list("pk", "name")},
            "sittings": {
                str(s.pk): sitting_in_words(s) for s in Sitting.objects.select_related("council")
            },
            "checklist": {c: _(n) for c, n in ChecklistItem.objects.values_list("code", "name")},
            "windows": {key: _(label) for key, label in WINDOW_LABELS.items()},
        }

    def of(self, among: str, code: object) -> str:
        """Return the name of one thing; its code where it is not known."""
        return self.among.get(among, {}).get(str(code), str(code))


def spoken(field: Field, value: Any, names: Names) -> str:
    """Return an answer as it is read, not as it is kept."""
    how = _SPOKEN.get(field.kind)
    return how(field, value, names) if how else str(value)


def number(value: Any) -> str:
    """Return a figure with the decimal mark of the reader's language."""
    return str(value).replace(".", str(get_format("DECIMAL_SEPARATOR")))


def _day(value: Any) -> str:
    try:
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    except (TypeError, ValueError):
        return str(value)


_SPOKEN: dict[Kind, Callable[[Field, Any, Names], str]] = {
    Kind.TICK: lambda _field, value, _names: _("Có") if value else _("Không"),
    Kind.DATE: lambda _field, value, _names: _day(value),
    Kind.NUMBER: lambda _field, value, _names: number(value),
    Kind.CHOICE: lambda field, value, _names: _(dict(field.choices).get(value, str(value))),
    Kind.OBJECT: lambda _field, value, _names: _("{n} tiêu chí đã chấm").format(
        n=len(value.get("marks", ()))
    ),
    Kind.REFERENCE: lambda field, value, names: names.of(field.among, value),
    Kind.REFERENCES: lambda field, value, names: "; ".join(
        names.of(field.among, code) for code in value
    ),
}


@dataclass(frozen=True)
class Answer:
    """One thing given or computed, with its label."""

    label: str
    words: str
    key: str = ""


def answers(record: Record, ruleset: Ruleset, names: Names, *, sealed: bool) -> list[Answer]:
    """Return what a record holds, with labels; what is sealed stays out."""
    given: dict[str, Any] = dict(json.loads(record.body).get("data", {}))
    if not sealed and hasattr(record, "detail"):
        given |= record.detail.data
    step = step_of(ruleset, record.name)
    asked = {f.key: f for f in step.asks} if step else {}
    if isinstance(given.get("sheet"), str) and given["sheet"] in ruleset.sheets:
        given["sheet"] = _(ruleset.sheets[given["sheet"]].title)
    return [_answer(key, given[key], asked, names) for key in _in_order(asked, given)]


def _in_order(asked: Iterable[str], given: Mapping[str, Any]) -> list[str]:
    first = [key for key in asked if key in given]
    return [*first, *(key for key in given if key not in first)]


def _answer(key: str, value: Any, asked: Mapping[str, Field], names: Names) -> Answer:
    if key in asked:
        return Answer(_(asked[key].label), spoken(asked[key], value, names), key)
    if key == "reason":
        return Answer(_("Lý do"), str(value), key)
    if key == "council":
        return Answer(_(COMPUTED[key]), names.of("councils", value), key)
    if isinstance(value, bool):
        return Answer(_(COMPUTED.get(key, key)), _("Có") if value else _("Không"), key)
    text = number(value) if key in ("mean", "total") else str(value)
    return Answer(_(COMPUTED.get(key, key)), text, key)
