"""The office's pages of holidays and worked weekends."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from forms.cycle_forms import DayForm, WordsForm, kinds, refuse
from forms.views.cycles import for_the_office
from forms.year import weekday_names
from processes.engine import Refused
from processes.models import Appointment, CalendarDay
from processes.services import clock
from processes.services.calendar_days import add_day, remove_day, rename_day, would_differ


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_office
def working_days(request: HttpRequest, by: Appointment) -> HttpResponse:
    """List a year's days that differ from their weekday; enter another one."""
    form = DayForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = add_day(given["date"], given["kind"], given["name"], given["source"], by=by)
        except Refused as refused:
            refuse(form, refused)
        else:
            _tell(request, made, _("Đã thêm ngày {day}."))
            return redirect(f"{reverse('working_days')}?nam={made.date.year}")
    return _page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_office
def working_day(request: HttpRequest, by: Appointment, pk: int) -> HttpResponse:
    """Correct the name or the document of a day."""
    shown = get_object_or_404(CalendarDay, pk=pk)
    initial = {"name": shown.name, "source": shown.source}
    form = WordsForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        try:
            rename_day(shown, given["name"], given["source"], by=by)
        except Refused as refused:
            refuse(form, refused)
        else:
            text = _("Đã sửa ngày {day}.").format(day=f"{shown.date:%d/%m/%Y}")
            messages.success(request, text)
            return redirect(f"{reverse('working_days')}?nam={shown.date.year}")
    context = {"form": form, "day": shown, "kind": dict(kinds())[shown.kind]}
    status = 422 if form.is_bound else 200
    return render(request, "forms/working_day.html", context, status=status)


@require_POST
@for_the_office
def working_day_remove(request: HttpRequest, by: Appointment, pk: int) -> HttpResponse:
    """Let a day be again what its weekday is."""
    shown = get_object_or_404(CalendarDay, pk=pk)
    try:
        remove_day(shown, by=by)
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason.say(_))
    else:
        _tell(request, shown, _("Đã bỏ ngày {day}."))
    return redirect(f"{reverse('working_days')}?nam={shown.date.year}")


def _tell(request: HttpRequest, day: CalendarDay, done: str) -> None:
    """Say what was done and for how many dossiers the promised day differs from the sum now."""
    count = would_differ(day.date)
    text = ngettext(
        "Nếu tính lại hôm nay, hạn của %(count)d hồ sơ đang xử lý sẽ khác;"
        " hạn đã hẹn không tự thay đổi.",
        "Nếu tính lại hôm nay, hạn của %(count)d hồ sơ đang xử lý sẽ khác;"
        " hạn đã hẹn không tự thay đổi.",
        count,
    )
    done = done.format(day=f"{day.date:%d/%m/%Y}")
    messages.success(request, f"{done} {text % {'count': count}}")


def _page(request: HttpRequest, form: Form) -> HttpResponse:
    today, names = clock.today(), weekday_names()
    found = CalendarDay.objects.dates("date", "year")
    years = sorted({d.year for d in found} | {today.year})
    asked = request.GET.get("nam", "")
    year = next((y for y in years if str(y) == asked), today.year)
    words = dict(kinds())
    context = {
        "form": form,
        "year": year,
        "years": years,
        "days": [
            (d, names[d.date.weekday()], words[d.kind], d.date >= today)
            for d in CalendarDay.objects.filter(date__year=year)
        ],
    }
    status = 422 if form.is_bound else 200
    return render(request, "forms/working_days.html", context, status=status)
