"""The page on which an officer, a councillor or a leader decides: all about one dossier."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from forms.lights import light
from forms.papers.dossier_papers import letters
from forms.scores import concluded, own_sheet, progress
from forms.standing import given_to
from forms.sums import spoken_sum
from forms.taken_back import waiting
from forms.views.history import RELATED, Entry, entries_of
from forms.views.inbox import rows, working_list
from forms.views.steps import DUTIES, ELSEWHERE
from forms.wording import Answer, Names, holder, outcomes, spoken
from processes.engine import Act, Option
from processes.models import (
    Appointment,
    ChecklistItem,
    Document,
    Dossier,
    Version,
)
from processes.queries.assessed import handed_in
from processes.queries.desk import page, place_of
from processes.queries.facts import Facts
from processes.queries.jurisdiction import actor, label_of
from processes.queries.options import acts_for, transitions_for
from processes.queries.working_days import working_calendar
from processes.roles import Role
from processes.services import clock
from processes.services.assessment import advice_level

QUEUE = 8
LATEST = 6
REFERRED = ("rating.awaiting_referral", "rating.at_national")
PACKS = (Role.PROVINCE_LEADER, Role.PROVINCE_OFFICER, Role.AUDITOR, Role.SUPERVISOR)


@dataclass(frozen=True)
class Choice:
    """A step that may be taken here, or why not and who could lift that."""

    option: Option
    leads_to: list[str]
    reasons: list[tuple[str, list[str]]]

    @property
    def page(self) -> str:
        """The name of the address of the step's page."""
        return "act" if isinstance(self.option.step, Act) else "step"


@dataclass(frozen=True)
class Paper:
    """One line of the checklist: what it asks for, the file that is there, how it stands."""

    item: ChecklistItem
    document: Document | None
    state: str
    tone: str

    @property
    def matters(self) -> bool:
        """Whether there is a file, or one is owed."""
        return self.tone != "none"


@dataclass(frozen=True)
class Section:
    """One part of what was handed in."""

    title: str
    answers: list[Answer]


def context(request: HttpRequest, dossier: Dossier, appointment: Appointment) -> dict[str, Any]:
    """Return what the decision page shows of a dossier to somebody other than its applicant."""
    now, calendar = clock.now(), working_calendar()
    entries = entries_of(dossier, appointment.user_id, _records(dossier))
    own, back = working_list(request, appointment)
    cleared, left = request.session.get("cleared", 0), own.order_by().count()
    before, after = place_of(dossier, own)
    version = _latest_version(dossier)
    objection = actor(appointment, dossier, calendar.day(now)).objection
    listed = papers(dossier, calendar.day(now)) if _has_file(dossier) else []
    duties, others = _parted(acts_for(dossier, appointment, now))
    transitions = transitions_for(dossier, appointment, now)
    return {
        "dossier": dossier,
        "light": light(dossier, now, calendar, appointment.role),
        "sum": spoken_sum(dossier),
        "letters": letters(dossier),
        "holder": holder(dossier, dossier.current),
        "queue": rows(page(own, QUEUE).dossiers, now, calendar, appointment),
        "before": before[0] if before else None,
        "after": after[0] if after else None,
        "back": back,
        "cleared": cleared,
        "left": left,
        "begun": cleared + left,
        "version": version,
        "sections": _sections(dossier, version),
        "papers": listed,
        "optional": sum(not p.matters for p in listed),
        "entries": entries[::-1][:LATEST],
        "returned": _returned(entries),
        "waiting": waiting(dossier, appointment, [e.record for e in entries]),
        "decisions": _choices(dossier, [*duties, *transitions], now),
        "acts": _choices(dossier, others, now),
        "objection": objection.say(_) if objection else "",
        "own_sheet": own_sheet(dossier, appointment),
        "progress": progress(dossier, appointment),
        "sittings": concluded(dossier),
        "given": given_to(dossier, calendar.day(now)),
        "packs": dossier.state in REFERRED and appointment.role in PACKS,
        "assessed": _has_file(dossier) and handed_in(dossier) is not None,
        "advises": bool(advice_level(appointment, dossier)),
        "reads_only": appointment.role in (Role.AUDITOR, Role.SUPERVISOR),
    }


def _has_file(dossier: Dossier) -> bool:
    """Whether the journey has come to where documents are handed in."""
    return dossier.current.phase not in ("idea", "plan")


def _records(dossier: Dossier) -> list[Any]:
    return list(dossier.records.select_related(*RELATED))


def _parted(options: list[Option]) -> tuple[list[Option], list[Option]]:
    """Return the acts that are the reader's duty here, then the others that have a page."""
    shown = [o for o in options if o.step.name not in ELSEWHERE]
    duties = [o for o in shown if o.step.name.startswith(DUTIES)]
    return duties, [o for o in shown if o not in duties]


def _choices(dossier: Dossier, options: list[Option], now: datetime) -> list[Choice]:
    return [
        Choice(
            option=o,
            leads_to=[_(out.state.label) for out in outcomes(dossier, o.step, now)],
            reasons=[(r.say(_), [_(label_of(role)) for role in r.lifted_by]) for r in o.reasons],
        )
        for o in options
    ]


def _latest_version(dossier: Dossier) -> Version | None:
    return dossier.versions.select_related("record").order_by("-record__seq").first()


def _sections(dossier: Dossier, version: Version | None) -> list[Section]:
    """Return the answers of the sheet handed in last, as they were frozen."""
    if version is None:
        return []
    fields, names = version.data["fields"], Names()
    return [
        Section(
            _(title),
            [
                Answer(_(f.label), spoken(f, fields[f.key], names) if fields.get(f.key) else "")
                for f in asked
            ],
        )
        for title, asked in dossier.ruleset.sheets[version.sheet].sections
    ]


def papers(dossier: Dossier, today: Any) -> list[Paper]:
    """Return the checklist with the files that were handed in; a file not yet sent is not shown."""
    facts = Facts(dossier, today)
    items = ChecklistItem.objects.filter(satisfied_by="")
    if facts.is_service:
        items = items.exclude(goods_only=True)
    sent = dossier.documents.exclude(submitted_in=None).select_related("item", "record")
    newest = {d.item_id: d for d in sent.order_by("pk")}
    asked, since = facts.asked_documents()
    return [_paper(item, newest.get(item.pk), asked, since) for item in items]


def _paper(item: ChecklistItem, document: Document | None, asked: list[str], since: int) -> Paper:
    if item.code in asked and (document is None or document.record.seq < since):
        return Paper(item, document, _("Đã yêu cầu, chưa có bản mới"), "soon")
    if document is None and item.mandatory:
        return Paper(item, None, _("Thiếu"), "late")
    if document is None:
        return Paper(item, None, _("Không bắt buộc"), "none")
    if item.code in asked:
        return Paper(item, document, _("Đã thay"), "calm")
    return Paper(item, document, _("Có"), "calm")


def _returned(entries: list[Entry]) -> list[Entry]:
    """Return the entries of this phase that moved the dossier with a reason, latest first.

    A correction is among them whatever phase it led out of, while it led here.
    """
    phase = entries[-1].record.target.partition(".")[0] if entries else ""
    found = [
        e
        for e in entries
        if e.moved
        and (e.record.source.startswith(f"{phase}.") or e.takes_back)
        and e.record.target.startswith(f"{phase}.")
        and any(a.key == "reason" for a in e.answers)
    ]
    return found[::-1]
