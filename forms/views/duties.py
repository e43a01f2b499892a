"""The cycle's duties: what each unit owes, one duty with its evidence, the quarterly report."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from forms.acting import acting
from forms.duty_forms import DutyForm
from forms.files import download
from forms.lights import SOON, Light
from forms.papers.duty_papers import quarterly_report
from forms.reading import reads, shown
from forms.views.papers import handed_out
from processes.engine import Refused, WorkingCalendar
from processes.flows.duties import complete, save_content
from processes.models import Appointment, Duty, DutyEvidence
from processes.models.units import Level
from processes.phases.duties import DUTY
from processes.queries import duties as queries
from processes.queries.duties import Standing
from processes.queries.messages import duty_label
from processes.queries.quarterly import draft, quarter_of
from processes.queries.working_days import working_calendar
from processes.services import clock

PAGE = 30


@dataclass(frozen=True)
class Row:
    """One duty as a list shows it."""

    duty: Duty
    label: str
    light: Light


def light_of(duty: Duty, today: date, calendar: WorkingCalendar) -> Light:
    """Return the light of a duty: late, due, planned or done."""
    match queries.standing(duty, today):
        case Standing.DONE:
            return Light("none", "✓", _("Đã xong"), duty.due_on)
        case Standing.PLANNED:
            text = _("Từ ngày {first}").format(first=f"{duty.opens_on:%d/%m/%Y}")
            return Light("none", "–", text, duty.due_on)
        case Standing.LATE:
            days = max(1, calendar.between(duty.due_on, today))
            text = ngettext(
                "Quá hạn %(days)d ngày làm việc", "Quá hạn %(days)d ngày làm việc", days
            )
            return Light("late", "■", text % {"days": days}, duty.due_on)
    days = calendar.between(today, duty.due_on)
    if duty.due_on == today:
        return Light("soon", "▲", _("Hạn hôm nay"), duty.due_on)
    text = ngettext("Còn %(days)d ngày làm việc", "Còn %(days)d ngày làm việc", days)
    tone, shape = ("soon", "▲") if days <= SOON else ("calm", "●")
    return Light(tone, shape, text % {"days": days}, duty.due_on)


def rows_of(duties: Any) -> list[Row]:
    """Return duties as a list shows them."""
    today, calendar = clock.today(), working_calendar()
    return [Row(d, duty_label(d.key, d.period), light_of(d, today, calendar)) for d in duties]


def _reader(request: HttpRequest) -> Appointment:
    appointment = acting(request)
    if appointment is None or appointment.unit_id is None:
        raise Http404
    return appointment


@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    """List the duties that one may read: by unit, by how they stand."""
    appointment = _reader(request)
    today = clock.today()
    seen = queries.visible(appointment)
    if not seen.exists() and appointment.role not in queries.OFFICES:
        raise Http404
    unit = request.GET.get("unit", "")
    units = _units(seen, today)
    shown = seen.filter(unit_id=int(unit)) if unit.isdecimal() and len(unit) < PAGE else seen
    counted = queries.counts(shown, today)
    stand = request.GET.get("stand", "")
    if stand not in set(Standing):
        stand = next((s for s in (Standing.LATE, Standing.DUE) if getattr(counted, s)), "planned")
    found = shown.filter(queries.standing_q(Standing(stand), today)).select_related("unit", "cycle")
    page = Paginator(found.order_by("due_on", "unit__name", "pk"), PAGE).get_page(
        request.GET.get("page")
    )
    labels = {
        "late": _("Quá hạn"),
        "due": _("Đến kỳ"),
        "planned": _("Sắp tới"),
        "done": _("Đã xong"),
    }
    context = {
        "page": page,
        "rows": rows_of(page),
        "tabs": [(key, label, getattr(counted, key)) for key, label in labels.items()],
        "stand": stand,
        "units": units if len(units) > 1 else [],
        "unit": unit,
    }
    return render(request, "forms/duties.html", context)


def _units(seen: QuerySet[Duty], today: date) -> list[tuple[int, str, int]]:
    """Return the units that owe, the widest first, with how many duties each is late with."""
    found = (
        seen.order_by("unit__name", "unit_id")
        .values("unit_id", "unit__name", "unit__level", "unit__parent__name")
        .annotate(late=Count("pk", filter=queries.standing_q(Standing.LATE, today)))
    )
    return [
        (
            one["unit_id"],
            # communes of one name lie in several districts
            f"{one['unit__name']} ({one['unit__parent__name']})"
            if one["unit__level"] == Level.COMMUNE
            else one["unit__name"],
            one["late"],
        )
        for one in sorted(found, key=lambda one: Level.values.index(one["unit__level"]))
    ]


def duty_or_404(request: HttpRequest, public_id: UUID) -> Duty:
    """Return a duty that the appointment acted under may read."""
    found = queries.visible(_reader(request)).select_related("unit", "cycle", "done_by__user")
    return get_object_or_404(found, public_id=public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one duty; keep its report, draft it from the data, or note that it was done."""
    found, by = duty_or_404(request, public_id), _reader(request)
    row, mine, today = DUTY.get(found.key), queries.owes(by, found), clock.today()
    reports, drafting = bool(row and row.reports), "draft" in request.POST
    is_open = found.done_at is None and found.opens_on <= today
    if request.method == "POST" and (not mine or (drafting and not reports)):
        raise Http404
    if request.method == "POST" and not drafting:
        form = DutyForm(request.POST, request.FILES, row=row)
        if form.is_valid() and _kept(request, found, form, by):
            return redirect("duty", found.public_id)
    else:
        content = found.content
        if reports and mine and is_open and (drafting or not content):
            content = draft(quarter_of(found, clock.now()), found.period)
        typed = {"content": content, "note": request.POST.get("note", "")}
        form = DutyForm(initial=typed, row=row)
    context = {
        "duty": found,
        "row": row,
        "label": duty_label(found.key, found.period),
        "light": light_of(found, today, working_calendar()),
        "form": form,
        "written": reports and _is_report(by, found),
        "evidence": found.evidence.order_by("pk"),
        "answerable": mine and is_open,
    }
    return render(request, "forms/duty.html", context, status=422 if form.errors else 200)


def _kept(request: HttpRequest, found: Duty, form: DutyForm, by: Appointment) -> bool:
    """Keep what was sent; a report stays kept where finishing is refused, for reasons at its question."""
    given, finishing = form.cleaned_data, "complete" in request.POST
    try:
        if "content" in given:
            save_content(found, given["content"], by=by)
        if finishing:
            complete(found, given["note"], given["files"], by=by)
    except Refused as refused:
        for reason in refused.reasons:
            field = reason.field if reason.field in form.fields else None
            which = f"{reason.params['file']}: " if "file" in reason.params else ""
            form.add_error(field, which + reason.say(_))
        return False
    done = _("Đã ghi nhận hoàn thành.") if finishing else _("Đã lưu nội dung.")
    messages.success(request, done)
    return True


def _is_report(by: Appointment, found: Duty) -> bool:
    """Whether there is a text to read: until it is handed in, it is its own office's alone."""
    return bool(found.content) and (found.done_at is not None or queries.owes(by, found))


@require_safe
def report(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    """Hand the quarterly report out as a paper."""
    found = duty_or_404(request, public_id)
    row = DUTY.get(found.key)
    written = row and row.reports and _is_report(_reader(request), found)
    return handed_out(quarterly_report(found) if written else None, kind)


@reads("document")
@require_safe
def evidence(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand evidence out, to whoever may read its duty; a download, never run by the browser."""
    seen = queries.visible(_reader(request)).order_by().values("pk")
    found = get_object_or_404(DutyEvidence, public_id=public_id, duty__in=seen)
    shown(request, f"evidence:{found.public_id}")
    return download(found)
