"""The cycle's duties: what each unit owes, one duty with its evidence, the quarterly report."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from forms.acting import acting
from forms.lights import SOON, Light
from forms.papers.duty_papers import quarterly_report
from forms.views.papers import handed_out
from processes.engine import Refused, WorkingCalendar
from processes.flows.duties import complete, save_content
from processes.models import Appointment, Duty, DutyEvidence, Unit
from processes.phases.duties import DUTY
from processes.queries import duties as queries
from processes.queries.duties import Standing
from processes.queries.messages import duty_label
from processes.queries.quarterly import draft, quarter_of
from processes.queries.working_days import working_calendar
from processes.services import clock

PAGE = 30
MOST_FILES = 10


@dataclass(frozen=True)
class Row:
    """One duty as a list shows it."""

    duty: Duty
    label: str
    light: Light


class CompletionForm(forms.Form):
    """What came of it, and what shows it."""

    note = forms.CharField(
        max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = _("Kết quả")


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
    units = Unit.objects.filter(pk__in=seen.order_by().values("unit")).order_by("level", "name")
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
        "units": units if units.count() > 1 else [],
        "unit": unit,
    }
    return render(request, "forms/duties.html", context)


def duty_or_404(request: HttpRequest, public_id: UUID) -> Duty:
    """Return a duty that the appointment acted under may read."""
    found = queries.visible(_reader(request)).select_related("unit", "cycle", "done_by__user")
    return get_object_or_404(found, public_id=public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one duty; keep its report, draft it from the data, or note that it was done."""
    found, by = duty_or_404(request, public_id), _reader(request)
    form = CompletionForm(request.POST or None)
    content = request.POST.get("content", found.content).replace("\r\n", "\n")
    reasons: list[tuple[str, list[str]]] = []
    if request.method == "POST":
        if not queries.owes(by, found):
            raise Http404
        if "draft" in request.POST:
            content = draft(quarter_of(found, clock.now()), found.period)
        else:
            try:
                if _kept(request, found, content, form, by):
                    return redirect("duty", found.public_id)
            except Refused as refused:
                reasons = [(r.say(_), []) for r in refused.reasons]
    today, calendar = clock.today(), working_calendar()
    row = DUTY.get(found.key)
    is_open = found.done_at is None and found.opens_on <= today
    if row and row.reports and is_open and not content and queries.owes(by, found):
        content = draft(quarter_of(found, clock.now()), found.period)
    context = {
        "duty": found,
        "row": row,
        "label": duty_label(found.key, found.period),
        "light": light_of(found, today, calendar),
        "form": form,
        "content": content,
        "reports": bool(row and row.reports),
        "evidence": found.evidence.order_by("pk"),
        "mine": queries.owes(by, found),
        "open": is_open,
        "reasons": reasons,
    }
    failed = bool(reasons or form.errors)
    return render(request, "forms/duty.html", context, status=422 if failed else 200)


def _kept(
    request: HttpRequest, found: Duty, content: str, form: CompletionForm, by: Appointment
) -> bool:
    if not form.is_valid():
        return False
    if "content" in request.POST:
        save_content(found, content, by=by)
    if "complete" in request.POST:
        files = request.FILES.getlist("files")[:MOST_FILES]
        complete(found, form.cleaned_data["note"], files, by=by)
        messages.success(request, _("Đã ghi nhận hoàn thành."))
    else:
        messages.success(request, _("Đã lưu nội dung."))
    return True


@require_safe
def report(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    """Hand the quarterly report out as a paper."""
    found = duty_or_404(request, public_id)
    row = DUTY.get(found.key)
    written = bool(row and row.reports and found.content)
    return handed_out(quarterly_report(found) if written else None, kind)


@require_safe
def evidence(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand evidence out, to whoever may read its duty; a download, never run by the browser."""
    seen = queries.visible(_reader(request)).order_by().values("pk")
    found = get_object_or_404(DutyEvidence, public_id=public_id, duty__in=seen)
    response = FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type=found.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
