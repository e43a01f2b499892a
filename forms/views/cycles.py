"""The office's pages of cycles: prepare the next one, set its windows, open it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forms import year as drawing
from forms.acting import acting
from forms.cycle_forms import WindowsForm, refuse
from processes.engine import Refused
from processes.flows.duties import plan_duties
from processes.models import Appointment, Cycle
from processes.queries.cycle_checks import check_cycle
from processes.services import clock
from processes.services.cycles import ROLES, open_cycle, prepare_next, save_windows

View = Callable[..., HttpResponse]


def for_the_office(view: View) -> View:
    """Answer 404 to everybody but the province's office and administrators; hand on the actor."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        appointment = acting(request)
        if appointment is None or appointment.role not in ROLES:
            raise Http404
        return view(request, appointment, *args, **kwargs)

    return guarded


@require_safe
@for_the_office
def cycles(request: HttpRequest, _by: Appointment) -> HttpResponse:
    """List the cycles; offer to prepare the one after the last."""
    found = list(Cycle.objects.order_by("-year"))
    last = found[0] if found else None
    offered = last if last and not last.in_preparation else None
    context = {
        "cycles": found,
        "offered": offered,
        "next_year": offered.year + 1 if offered else None,
    }
    return render(request, "forms/cycles.html", context)


@require_POST
@for_the_office
def cycle_prepare(request: HttpRequest, by: Appointment, year: int) -> HttpResponse:
    """Prepare the cycle after that of ``year``; again leads to the same."""
    made = prepare_next(get_object_or_404(Cycle, year=year), by=by)
    text = _("Chu trình {year} đang được chuẩn bị; thời gian lấy theo năm trước, hãy soát lại.")
    if made.in_preparation:
        messages.success(request, text.format(year=made.year))
    return redirect(reverse("cycle", args=[made.year]))


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_office
def cycle(request: HttpRequest, by: Appointment, year: int) -> HttpResponse:
    """Show a cycle and what is found in its calendar; set its windows while it is prepared."""
    shown = get_object_or_404(Cycle, year=year)
    if not shown.in_preparation:
        if request.method == "POST":
            messages.error(request, _("Chu trình này đã mở; dùng trang gia hạn."))
            return redirect(reverse("cycle", args=[year]))
        return _page(request, shown, None)
    form = WindowsForm(request.POST if request.method == "POST" else None, cycle=shown)
    if form.is_valid() and _saved(shown, form, by):
        messages.success(request, _("Đã lưu thời gian của chu trình {year}.").format(year=year))
        return redirect(reverse("cycle", args=[year]))
    return _page(request, shown, form)


@require_POST
@for_the_office
def cycle_open(request: HttpRequest, by: Appointment, year: int) -> HttpResponse:
    """Open a prepared cycle for everybody."""
    shown = get_object_or_404(Cycle, year=year)
    try:
        open_cycle(shown, by=by, then=plan_duties)
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason.say(_))
    else:
        messages.success(request, _("Đã mở chu trình {year}.").format(year=year))
    return redirect(reverse("cycle", args=[year]))


def _saved(shown: Cycle, form: WindowsForm, by: Appointment) -> bool:
    try:
        save_windows(shown, form.windows(), by=by)
    except Refused as refused:
        refuse(form, refused)
        return False
    return True


def _page(request: HttpRequest, shown: Cycle, form: WindowsForm | None) -> HttpResponse:
    found = check_cycle(shown)
    context = {
        "cycle": shown,
        "form": form,
        "rows": drawing.rows(shown, clock.today()),
        "errors": [f.reason.say(_) for f in found if f.is_error],
        "warnings": [f.reason.say(_) for f in found if not f.is_error],
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "forms/cycle.html", context, status=status)
