"""What a notice says: what happened, to which dossier, what is asked of its reader, and by when.

The same words stand in the application and in what is sent. Facts of a step come from its record
and stay as they were; an administrator's words replace the product's where there are any.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.utils import translation
from django.utils.translation import gettext, ngettext

from processes.engine import Act, Kind, State, Transition, WorkingCalendar
from processes.kinds import KINDS, Words, filled
from processes.models import Appointment, ChecklistItem, Dossier, Notice, Record, Sitting, Wording
from processes.phases.duties import DUTY, QUARTERS
from processes.roles import COUNCIL_ROLES, POSTS, Role
from processes.rulesets import RULESETS
from processes.words import gettext_noop as _

from .corrections import decides, last_day, open_request, wrong_step
from .facts import correction_names
from .jurisdiction import covers
from .windows import open_until
from .working_days import working_calendar

RELATED = (
    "record__detail",
    "record__actor",
    "record__appointment__unit",
    "dossier__product",
    "dossier__organisation",
    "dossier__commune",
    "dossier__district",
    "dossier__province",
    "dossier__district_council",
    "dossier__province_council",
    "certificate",
    "duty__unit",
    "duty__cycle",
)
INSTANT = timedelta(microseconds=1)
NOTHING = _("Chưa cần làm gì: {holder} đang xử lý.")
OVER = _("Hồ sơ đã kết thúc, không còn việc gì.")
DO_ONE = _("Việc cần làm: mở hồ sơ và chọn một trong các việc: {steps}.")
DO_IT = _("Việc cần làm: mở hồ sơ và làm việc “{steps}”.")
OPEN = _("Còn nộp được đến hết ngày {day}; nhắc việc tính theo hạn của bước.")
LAPSED = _(
    "Đề nghị thu hồi bước “{step}” hết hiệu lực: chưa ai quyết thì hồ sơ đã đi tiếp bằng việc này."
)
SIT = _("Việc cần làm: dự phiên họp và chấm điểm hồ sơ này.")
DECIDE = _(
    "Việc cần làm: mở hồ sơ và quyết đề nghị thu hồi bước “{step}”: thu hồi hoặc không đồng ý,"
    " chậm nhất hết ngày {day}."
)
ADVISE = _("Việc cần làm: mở hồ sơ và cho ý kiến của Sở.")
NOW = _("Hồ sơ nay ở bước “{state}”, {holder} giữ.")
ENDED = _("Hồ sơ đã kết thúc: {state}.")
TODO = _("Cần xử lý, hạn hết ngày {due}.")
TODO_NO_TERM = _("Cần xử lý.")
COUNCILS = {Role.DISTRICT_CHAIR: "district_council", Role.PROVINCE_CHAIR: "province_council"}


@dataclass(frozen=True)
class Message:
    """What one person is told.

    Args:
        past: The dossier has moved on since, or a request was answered; what was asked is not
            asked any more.
    """

    title: str
    body: str
    short: str
    past: bool = False


def name_of(notice: Notice) -> str:
    """Return the name of the notice's words: of the step, or of the kind."""
    return f"step:{notice.record.name}" if notice.record else notice.kind


def known_names() -> dict[str, str]:
    """Return every name of words that an administrator may write, with its label."""
    steps: dict[str, str] = {}
    for ruleset in RULESETS.values():
        steps |= {f"step:{s.name}": s.label for s in ruleset.steps.values() if s.tells}
    return {**{k.key: k.label for k in KINDS.values()}, **steps}


def stars(number: int) -> str:
    """Return so many stars in words."""
    return ngettext("{n} sao", "{n} sao", number).format(n=number)


class Composer:
    """Composes messages in one language for the holder of some appointments."""

    def __init__(self, language: str, held: Iterable[Appointment]) -> None:
        self.language, self.held = language, list(held)
        self._sittings: dict[int, Sitting | None] = {}

    @cached_property
    def keys(self) -> set[str]:
        """The ``role@scope`` keys under which something can wait for the reader."""
        return {a.key for a in self.held}

    @cached_property
    def _own(self) -> dict[str, Words]:
        found = Wording.objects.filter(language=self.language)
        return {w.name: Words(w.title, w.body, w.short) for w in found}

    @cached_property
    def _papers(self) -> dict[str, str]:
        return dict(ChecklistItem.objects.values_list("code", "name"))

    @cached_property
    def _calendar(self) -> WorkingCalendar:
        return working_calendar()

    def compose(self, notice: Notice, link: str = "") -> Message:
        """Return the message of a notice; its relations (:data:`RELATED`) are best read with it."""
        with translation.override(self.language):
            gaps = {"link": link, **self.gaps(notice)}
            words = self._words(name_of(notice))
            title, body, short = (filled(text, gaps) for text in words.parts())
            return Message(title, body, short, self._is_past(notice))

    def _words(self, name: str) -> Words:
        kind = KINDS[name] if name in KINDS else KINDS["step"]
        given = self._own.get(name) or self._own.get(kind.key)
        return given or Words(*(gettext(text) for text in kind.words.parts()))

    def _is_past(self, notice: Notice) -> bool:
        if notice.duty is not None:
            return notice.duty.done_at is not None
        dossier = notice.dossier
        if dossier is None or notice.certificate is not None:
            return False
        moved = str(dossier.state) != notice.state
        moved = moved or (dossier.entered_at is not None and dossier.entered_at > notice.at)
        return moved or (_is_request(notice.record) and open_request(dossier) != notice.record)

    def gaps(self, notice: Notice) -> dict[str, str]:
        """Return what fills the gaps of a notice's words, in the language in force."""
        gaps = {"due": self._due(notice)}
        if notice.duty is not None:
            gaps |= {"duty": duty_label(notice.duty.key, notice.duty.period)}
            gaps |= {"unit": notice.duty.unit.name}
        if notice.certificate is not None:
            gaps |= {"number": notice.certificate.number}
        if notice.dossier is not None:
            gaps |= self._of_dossier(notice, notice.dossier, gaps["due"])
        if notice.record is not None:
            gaps |= self._of_record(notice.record, notice.dossier)
        return gaps

    def _of_dossier(self, notice: Notice, dossier: Dossier, due: str) -> dict[str, str]:
        """The state is that of the day on which the notice was written."""
        state = dossier.ruleset.state[notice.state or str(dossier.state)]
        label, held_by = gettext(state.label), self._holder(dossier, state)
        now = ENDED if state.final else NOW
        decision = self._decision(notice.record, dossier)
        asked, due = decision or (self._asked(dossier, state), due)
        if asked and not decision and not self._is_past(notice):
            asked = " ".join(filter(None, (asked, self._open_until(notice, dossier))))
        todo = gettext(TODO).format(due=due) if due else gettext(TODO_NO_TERM)
        return {
            "product": dossier.product.name,
            "code": dossier.code,
            "organisation": dossier.organisation.name,
            "state": label,
            "holder": held_by,
            "now": gettext(now).format(state=label, holder=held_by),
            "ask": asked or gettext(OVER if state.final else NOTHING).format(holder=held_by),
            "todo": todo if asked else "",
        }

    def _decision(self, request: Record | None, dossier: Dossier) -> tuple[str, str] | None:
        """Return what a request asks of who decides on it, and by when; ``None``: nothing is asked."""
        if request is None or not _is_request(request):
            return None
        if not any(decides(a, request, dossier) for a in self.held):
            return None
        wrong = wrong_step(request)
        day = f"{last_day(wrong.at, dossier, self._calendar):%d/%m/%Y}"
        return gettext(DECIDE).format(step=gettext(wrong.label), day=day), day

    def _open_until(self, notice: Notice, dossier: Dossier) -> str:
        """Return until when it can still be handed in, where the step's own term ends earlier."""
        day = open_until(dossier, self._calendar.day(notice.at))
        return gettext(OPEN).format(day=f"{day:%d/%m/%Y}") if day else ""

    def _sitting(self, pk: int) -> list[str]:
        found = self._sittings.setdefault(pk, Sitting.objects.filter(pk=pk).first())
        if found is None:
            return []
        text = gettext("Phiên họp: {at}, tại {place}.")
        at = f"{found.at.astimezone(self._calendar.zone):%H:%M %d/%m/%Y}"
        return [text.format(at=at, place=found.place)]

    def _holder(self, dossier: Dossier, state: State) -> str:
        """Return who holds the dossier, in few words: a council by its name."""
        council = COUNCILS.get(Role(state.holder)) if state.holder else None
        seated = getattr(dossier, council) if council else None
        return str(seated) if seated else holder_of(dossier, state)

    def _asked(self, dossier: Dossier, state: State) -> str:
        """Return what is asked of the reader in a state; empty where nothing is."""
        if state.holder is None:
            return ""
        if dossier.waiting_key(state) in self.keys:
            steps = [
                gettext(t.label)
                for t in dossier.ruleset.leaving(state.key)
                if t.by == state.holder and t.name != "withdraw"
            ]
            text = DO_IT if len(steps) == 1 else DO_ONE
            return gettext(text).format(steps="; ".join(steps))
        council = COUNCILS.get(Role(state.holder))
        seats = {a.council_id for a in self.held if a.role in COUNCIL_ROLES}
        if council and getattr(dossier, f"{council}_id") in seats:
            return gettext(SIT)
        advising = state in dossier.ruleset.act["give_opinion"].states
        if advising and any(a.role == Role.DEPARTMENT_OFFICER for a in self.held):
            return gettext(ADVISE)
        return ""

    def _of_record(self, record: Record, dossier: Dossier | None) -> dict[str, str]:
        step = _step(record, dossier)
        detail = record.detail.data if hasattr(record, "detail") else {}
        sealed = isinstance(step, Act) and step.sealed
        return {
            "step": gettext(record.label),
            "by": self._by(record),
            "at": f"{record.at.astimezone(self._calendar.zone):%H:%M %d/%m/%Y}",
            "reason": "" if sealed else str(detail.get("reason", "")),
            "details": "" if sealed else self._details(record, step, detail, dossier),
        }

    def _by(self, record: Record) -> str:
        if record.appointment is None:
            return gettext("Hệ thống")
        post = gettext(POSTS[Role(record.role)].label)
        unit = record.appointment.unit
        return ", ".join(filter(None, (str(record.actor), post, unit.name if unit else "")))

    def _details(
        self,
        record: Record,
        step: Transition | Act | None,
        detail: dict[str, object],
        dossier: Dossier | None,
    ) -> str:
        """Return the texts given with the step, the papers it asks for, and the star it gives."""
        data = json.loads(record.body)["data"]
        given = {**detail, **data}
        lines = [
            f"{gettext(f.label)}: {_said(f.kind, given[f.key])}"
            for f in (step.asks if step else ())
            if f.kind in (Kind.LINE, Kind.TEXT, Kind.DATE) and given.get(f.key)
        ]
        if data.get("documents"):
            asked = "; ".join(gettext(self._papers.get(code, code)) for code in data["documents"])
            lines.append(gettext("Giấy tờ cần nộp: {papers}").format(papers=asked))
        if str(data.get("sitting", "")).isdecimal():
            lines += self._sitting(int(data["sitting"]))
        if data.get("star"):
            lines.append(gettext("Kết quả: {stars}").format(stars=stars(int(data["star"]))))
        if dossier and data.get("lapses"):
            lines += self._lapsed(data["lapses"], dossier)
        if isinstance(step, Transition) and step.after:
            lines.append(gettext(step.after))
        if dossier and record.target == "idea.not_selected" and record.source != record.target:
            days = dossier.ruleset.terms.resubmit_after_days
            first = self._calendar.day(record.at) + timedelta(days=days)
            text = gettext("Được hoàn thiện và nộp lại từ ngày {day}, trong thời gian nhận.")
            lines.append(text.format(day=f"{first:%d/%m/%Y}"))
        return "\n".join(lines)

    def _lapsed(self, seq: int, dossier: Dossier) -> list[str]:
        """Return what the office is told whose request came to nothing by a step."""
        request = Record.objects.get(dossier=dossier, seq=seq)
        office = dossier.ruleset.act[request.name].by
        if not any(a.role in office and covers(a, dossier) for a in self.held):
            return []
        return [gettext(LAPSED).format(step=gettext(wrong_step(request).label))]

    def _due(self, notice: Notice) -> str:
        day: date | None = None
        if notice.certificate is not None:
            day = notice.certificate.valid_until
        elif notice.duty is not None:
            day = notice.duty.due_on
        elif notice.due_at is not None:
            day = self._calendar.day(notice.due_at - INSTANT)
        return f"{day:%d/%m/%Y}" if day else ""


def holder_of(dossier: Dossier, state: State) -> str:
    """Return who holds the dossier in ``state``: the post and where; the applicant by its name."""
    if state.holder is None:
        return ""
    role = Role(state.holder)
    if role is Role.APPLICANT:
        return dossier.organisation.name
    places = {
        Role.COMMUNE_OFFICER: dossier.commune,
        Role.DISTRICT_OFFICER: dossier.district,
        Role.DISTRICT_CHAIR: dossier.district_council or dossier.district,
        Role.PROVINCE_CHAIR: dossier.province_council or dossier.province,
    }
    return f"{gettext(POSTS[role].label)}, {places.get(role, dossier.province)}"


def _is_request(record: Record | None) -> bool:
    """Return whether a notice is of a request to take a wrong step back."""
    return record is not None and record.name in correction_names()[0]


def _step(record: Record, dossier: Dossier | None) -> Transition | Act | None:
    ruleset = (dossier or record.dossier).ruleset
    return ruleset.steps.get(record.name)


def _said(kind: Kind, value: object) -> str:
    return f"{date.fromisoformat(str(value)):%d/%m/%Y}" if kind is Kind.DATE else str(value)


def duty_label(key: str, period: str) -> str:
    """Return a duty in words, with its quarter or round; its code where nobody knows it."""
    row = DUTY.get(key)
    if row is None:
        return f"{key} {period}".strip()
    label = gettext(row.label)
    if period in QUARTERS:
        number = {"Q1": "I", "Q2": "II", "Q3": "III", "Q4": "IV"}[period]
        return gettext("{duty}, quý {number}").format(duty=label, number=number)
    return gettext("{duty} {number}").format(duty=label, number=period) if period else label
