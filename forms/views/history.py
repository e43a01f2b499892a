"""The record of a dossier, entry by entry, and the check that nobody changed it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forms.acting import acting
from forms.lights import last_day
from forms.loaders import dossier_or_404
from forms.reading import reads
from forms.scores import is_sealed, points_of
from forms.wording import Answer, Names, answers, number
from processes.kinds import KINDS
from processes.models import Appointment, Dossier, Membership, Record
from processes.models.people import POST
from processes.queries.corrections import corrects
from processes.queries.facts import correction_names
from processes.queries.jurisdiction import label_of
from processes.queries.verification import verify
from processes.queries.working_days import working_calendar
from processes.roles import Role

RELATED = (
    "detail",
    "actor",
    *POST,
    "appointment__on_behalf_of__user",
    "score_sheet",
)
SCORING = "submit_score"


@dataclass(frozen=True)
class Entry:
    """One record as it is read.

    Args:
        takes_back: Number of the record that this one takes back; 0: it is no correction.
        taken_back: Number of the record that took this one back; 0: it stands.
    """

    record: Record
    source: str
    target: str
    role: str
    scope: str
    answers: list[Answer]
    sealed: bool
    until: date | None
    giver: str
    takes_back: int = 0
    taken_back: int = 0

    @property
    def moved(self) -> bool:
        """Whether the record led to another state."""
        return self.record.source != self.record.target


@dataclass(frozen=True)
class Reminder:
    """What the system told by itself: when, of what, which term, and whom."""

    at: datetime
    label: str
    until: date | None
    names: list[str]


@reads("dossier")
@require_safe
def history(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show everything that was done with a dossier; on request, recompute its chain."""
    dossier = dossier_or_404(request, public_id)
    entries = entries_of(dossier, _user_id(request))
    kind, role = request.GET.get("kind", ""), request.GET.get("role", "")
    shown = [e for e in entries if kind in ("", e.record.kind) and role in ("", e.record.role)]
    context = {
        "dossier": dossier,
        "entries": shown,
        "total": len(entries),
        "kind": kind,
        "role": role,
        "kinds": [("transition", _("Bước chuyển")), ("act", _("Việc khác"))],
        "roles": sorted({(e.record.role, e.role) for e in entries}, key=lambda pair: pair[1]),
        "findings": verify([dossier]) if "verify" in request.GET else None,
        "reminders": reminders_of(dossier, acting(request)),
    }
    return render(request, "forms/history.html", context)


def reminders_of(dossier: Dossier, reader: Appointment | None) -> list[Reminder]:
    """Return what time told about a dossier, oldest first; an applicant sees what it was told."""
    found = dossier.notices.exclude(kind="step").select_related("user").order_by("at", "pk")
    if reader is None or reader.role == Role.APPLICANT:
        found = found.filter(user__memberships__organisation=dossier.organisation)
    calendar, made = working_calendar(), {}
    for notice in found:
        key = (notice.at, notice.kind, notice.due_at)
        until = last_day(notice.due_at, calendar)
        fresh = Reminder(notice.at, _(KINDS[notice.kind].label), until, [])
        made.setdefault(key, fresh).names.append(str(notice.user))
    return list(made.values())


def _user_id(request: HttpRequest) -> int:
    appointment = acting(request)
    return appointment.user_id if appointment else 0


def entries_of(
    dossier: Dossier, reader: int, records: QuerySet[Record] | Sequence[Record] | None = None
) -> list[Entry]:
    """Return the entries of a dossier's history, oldest first, as ``reader`` may see them."""
    found = list(dossier.records.select_related(*RELATED) if records is None else records)
    # the applicant is told results, and who gave what only where the ruleset says so
    outside = (
        not dossier.ruleset.terms.members_named
        and Membership.objects.filter(user_id=reader, organisation=dossier.organisation).exists()
    )
    names, calendar = Names(), working_calendar()
    moved_at = max((r.seq for r in found if r.source != r.target), default=0)
    wrong = _taken_back(dossier, found)
    right = {number: by for by, number in wrong.items()}
    by_seq = {r.seq: r for r in found}
    made = []
    for record in found:
        sealed = is_sealed(record, dossier, reader, moved_at)
        sealed |= outside and record.name.startswith(SCORING)
        made.append(
            Entry(
                record=record,
                source=_state(dossier, record.source),
                target=_state(dossier, record.target),
                role=_role(record),
                scope=record.appointment.scope_name if record.appointment else "",
                answers=[
                    *_what_was_wrong(by_seq, wrong.get(record.seq, 0), record),
                    *_answers(record, dossier, names, sealed=sealed),
                ],
                giver="" if sealed and outside else str(record.actor or ""),
                sealed=sealed,
                until=last_day(record.due_at, calendar),
                takes_back=wrong.get(record.seq, 0),
                taken_back=right.get(record.seq, 0),
            )
        )
    return made


def _taken_back(dossier: Dossier, records: Sequence[Record]) -> dict[int, int]:
    """Return the number of each correction with that of the record which it takes back."""
    names = dossier.ruleset.correction
    return {r.seq: corrects(r) for r in records if r.name in names}


def _what_was_wrong(records: Mapping[int, Record], wrong: int, by: Record) -> list[Answer]:
    """Return what a correction takes back, and why that was asked for."""
    if wrong not in records:
        return []
    said = [Answer(_("Bước bị thu hồi"), _(records[wrong].label), "wrong")]
    asking, _refusing = correction_names()
    asked = [r for r in records.values() if wrong < r.seq < by.seq and r.name in asking]
    detail = getattr(asked[-1], "detail", None) if asked else None
    if detail and detail.data.get("reason"):
        said.append(Answer(_("Lý do đề nghị"), detail.data["reason"], "asked"))
    return said


def _role(record: Record) -> str:
    """Return the role acted in, and for whom where a deputy acted."""
    absent = record.appointment.on_behalf_of if record.appointment else None
    role = _(label_of(record.role))
    return _("{role}, thay mặt {who}").format(role=role, who=absent.user) if absent else role


def _answers(record: Record, dossier: Dossier, names: Names, *, sealed: bool) -> list[Answer]:
    """Return what was given; of a score sheet the points of its parts."""
    sheet = getattr(record, "score_sheet", None) if record.name.startswith(SCORING) else None
    if sealed or sheet is None:
        return answers(record, dossier.ruleset, names, sealed=sealed)
    points = points_of(sheet)
    text = f"A {points.a:f} + B {points.b:f} + C {points.c:f} = {points.total:f}"
    said = [Answer(_("Nhận xét"), sheet.comment, "comment")] if sheet.comment else []
    return [Answer(_("Điểm"), number(text), "score"), *said]


def _state(dossier: Dossier, key: str) -> str:
    state = dossier.ruleset.state.get(key)
    return _(state.label) if state else ""
