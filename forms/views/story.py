"""A dossier's whole story on one page, as it is or as it stood at a past moment."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forms.lights import last_day
from forms.loaders import dossier_or_404
from forms.reading import reads
from forms.scores import concluded, progress
from forms.views.history import entries_of
from forms.views.versions import Line, Paper, papers_of, sections_of
from forms.watching import watcher_or_404
from forms.wording import holder
from processes.engine import Option
from processes.models import (
    Appointment,
    CycleWindow,
    Document,
    Dossier,
    Extension,
    Handover,
    Recusal,
    Version,
)
from processes.models.cycle import WINDOW_LABELS
from processes.queries.audit import past as pasts
from processes.queries.audit.reads import MOST, reads_of
from processes.queries.working_days import working_calendar
from processes.roles import Role
from processes.services import clock


@dataclass(frozen=True)
class Submitted:
    """One version, and what changed since the one before it of the same sheet."""

    version: Version
    title: str
    changed: list[Line]
    papers: list[Paper]
    is_first: bool


@dataclass(frozen=True)
class Extended:
    """One extension: of what, until when, and whether the window had closed by then."""

    extension: Extension
    window: str
    of: str
    closed_on: date | None
    late: bool


@dataclass(frozen=True)
class Stood:
    """The dossier at a past moment, in words."""

    past: pasts.Past
    state: str
    phase: str
    holder: str
    until: date | None
    versions: list[tuple[Version, str]]
    people: list[tuple[Appointment, list["Way"]]]


@dataclass(frozen=True)
class Way:
    """One step that somebody had, what closed it, and what of that nobody kept."""

    label: str
    open: bool
    reasons: list[str]
    unsure: list[str]


@reads("dossier")
@require_safe
def story(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show everything that is known of a dossier.

    ``?luc=2026-05-01T10:00``, local time: above it, the dossier as it stood at that moment; 422
    where it is no moment, or one still to come.
    """
    who = watcher_or_404(request, (Role.AUDITOR,))
    dossier = dossier_or_404(request, public_id)
    asked = request.GET.get("luc", "").strip()
    at = moment_in(asked)
    refused = _refused(asked, at)
    entries = entries_of(dossier, who.user_id)
    context = {
        "dossier": dossier,
        "entries": entries,
        "documents": _documents(dossier),
        "submitted": _submitted(dossier),
        "results": concluded(dossier),
        "progress": progress(dossier, who),
        "recusals": _recusals(dossier),
        "substitutions": _substitutions(dossier),
        "handovers": Handover.objects.filter(dossier=dossier).select_related(
            "to__user", "by__user"
        ),
        "extensions": _extensions(dossier),
        "most_reads": MOST,
        "reads": [(r, _(r.what).format(**r.params)) for r in reads_of(dossier)],
        "asked": asked,
        "refused": refused,
        "typed": _whole_second(at) if at else asked,
        "stood": _stood(dossier, at) if at and not refused else None,
        "never_kept": [_(text) for text in pasts.NEVER_KEPT],
    }
    return render(request, "forms/story.html", context, status=422 if refused else 200)


def moment_in(text: str) -> datetime | None:
    """Return the local moment that is written so; ``None``: it is none."""
    try:
        found = datetime.fromisoformat(text.replace(" ", "T"))
    except ValueError:
        return None
    if found.year in (date.min.year, date.max.year):  # another zone's clock may not reach it
        return None
    return found if found.tzinfo else found.replace(tzinfo=working_calendar().zone)


def _refused(asked: str, at: datetime | None) -> str:
    """Say why nothing can be shown of the moment that is asked for; empty: it can."""
    if not asked or (at and at <= clock.now()):
        return ""
    if at:
        return _("Lúc này chưa đến. Hãy chọn một lúc đã qua.")
    return _("Không hiểu thời điểm “{text}”. Viết như 2026-05-01T10:00.").format(text=asked)


def _whole_second(at: datetime) -> str:
    """Return the first whole second not before a moment, local, as a date field shows it."""
    local = at.astimezone(working_calendar().zone)
    whole = local + timedelta(microseconds=-local.microsecond % 1_000_000)
    return whole.replace(tzinfo=None).isoformat()


def _stood(dossier: Dossier, at: datetime) -> Stood | None:
    past = pasts.as_it_stood(dossier, at)
    if past is None:
        return None
    then, calendar = past.dossier, working_calendar()
    phases = dict(then.ruleset.phases)
    return Stood(
        past=past,
        state=_(then.current.label),
        phase=_(phases[then.current.phase]),
        holder=holder(then, then.current),
        until=last_day(then.due_at, calendar),
        versions=[(v, _(then.ruleset.sheets[v.sheet].title)) for v in past.versions],
        people=[
            (one.appointment, [_way(option, unsure) for option, unsure in one.options])
            for one in pasts.who_could(past, calendar)
        ],
    )


def _way(option: Option, unsure: tuple[str, ...]) -> Way:
    reasons = [r.say(_) for r in option.reasons]
    return Way(_(option.step.label), option.open, reasons, [_(text) for text in unsure])


def _documents(dossier: Dossier) -> QuerySet[Document]:
    """Return every document that was ever handed in, with what replaced it."""
    return (
        Document.objects.filter(dossier=dossier)
        .select_related("item", "record__actor", "replaced_by__record", "submitted_in")
        .order_by("item__number", "pk")
    )


def _submitted(dossier: Dossier) -> list[Submitted]:
    """Return what was submitted, oldest first, each with what changed."""
    before: dict[str, Version] = {}
    found = []
    for version in dossier.versions.select_related("record__actor").order_by("record__seq"):
        earlier = before.get(version.sheet)
        sections = sections_of(dossier, version, earlier) if earlier else []
        found.append(
            Submitted(
                version=version,
                title=_(dossier.ruleset.sheets[version.sheet].title),
                changed=[line for _title, lines in sections for line in lines if line.changed],
                papers=[p for p in papers_of(version, earlier) if p.mark] if earlier else [],
                is_first=earlier is None,
            )
        )
        before[version.sheet] = version
    return found


def _recusals(dossier: Dossier) -> QuerySet[Recusal]:
    found = Recusal.objects.filter(dossier=dossier)
    return found.select_related("member", "council", "record").order_by("record__seq")


def _substitutions(dossier: Dossier) -> list[tuple[Appointment, int]]:
    """Return who stood in for an office of the dossier while it went on; how often it acted here."""
    records = dossier.records.order_by("seq")
    first, last = records.first(), records.last()
    if first is None or last is None:
        return []
    calendar = working_calendar()
    begin, end = calendar.day(first.at), clock.today()
    if dossier.current.final:
        end = calendar.day(last.at)
    units = (dossier.commune_id, dossier.district_id, dossier.province_id)
    subgroup = dossier.product.subgroup
    mine = Q(unit_id__in=units)
    if subgroup is not None and subgroup.department_id is not None:
        mine |= Q(department_id=subgroup.department_id)
    found = (
        Appointment.objects.filter(mine, on_behalf_of__isnull=False, from_on__lte=end)
        .filter(Q(until_on=None) | Q(until_on__gte=begin))
        .select_related("user", "unit", "department", "on_behalf_of__user")
        .order_by("from_on", "pk")
    )
    acted: dict[int, int] = {}
    for pk in records.values_list("appointment_id", flat=True):
        if pk is not None:
            acted[pk] = acted.get(pk, 0) + 1
    return [(one, acted.get(one.pk, 0)) for one in found]


def _extensions(dossier: Dossier) -> list[Extended]:
    """Return what was extended for the dossier or for a unit that it lies in."""
    units = (dossier.commune_id, dossier.district_id, dossier.province_id)
    closes = dict(
        CycleWindow.objects.filter(cycle=dossier.cycle_id).values_list("key", "closes_on")
    )
    calendar = working_calendar()
    found = Extension.objects.filter(
        Q(dossier=dossier) | Q(unit_id__in=units), cycle_id=dossier.cycle_id
    )
    listed: list[Any] = list(found.select_related("unit", "by__user").order_by("at", "pk"))
    return [
        Extended(
            extension=e,
            window=_(WINDOW_LABELS.get(e.key, e.key)),
            of=e.unit.name if e.unit else _("riêng hồ sơ này"),
            closed_on=closes.get(e.key),
            late=e.key in closes and calendar.day(e.at) > closes[e.key],
        )
        for e in listed
    ]
