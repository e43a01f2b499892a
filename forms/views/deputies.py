"""Standing in: an officer names who acts on their behalf while they are away, and may recall it."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from forms.acting import acting
from processes.engine import Refused
from processes.models import Appointment, User
from processes.services import clock
from processes.services import substitution as service

SHOWN = 20
DAY = {"type": "date"}


class SubstitutionForm(forms.Form):
    """Who stands in, from when until when, and why."""

    deputy = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Người được ủy quyền"))
    from_on = forms.DateField(
        label=gettext_lazy("Từ ngày"), widget=forms.DateInput(DAY, "%Y-%m-%d")
    )
    until_on = forms.DateField(
        label=gettext_lazy("Đến hết ngày"), widget=forms.DateInput(DAY, "%Y-%m-%d")
    )
    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=500)


@require_http_methods(["GET", "HEAD", "POST"])
def deputies(request: HttpRequest) -> HttpResponse:
    """Show who stands in and stood in; name somebody for a period."""
    absent = _absent(request)
    form = SubstitutionForm(request.POST or None)
    form.fields["deputy"].queryset = service.candidates(absent, clock.today())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = service.substitute(absent, **given)
        except Refused as refused:
            for reason in refused.reasons:
                field = reason.field if reason.field in form.fields else None
                form.add_error(field, reason.say(_))
        else:
            text = _("Đã ủy quyền cho {who} từ {first} đến hết {last}.")
            first, last = f"{made.from_on:%d/%m/%Y}", f"{made.until_on:%d/%m/%Y}"
            messages.success(request, text.format(who=made.user, first=first, last=last))
            return redirect("deputies")
    found = absent.substitutions.select_related("user").order_by("-from_on", "-pk")[:SHOWN]
    context = {"form": form, "substitutions": found, "today": clock.today()}
    return render(request, "forms/deputies.html", context, status=422 if form.is_bound else 200)


@require_POST
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    """End a substitution of one's own."""
    absent = _absent(request)
    substitution = get_object_or_404(Appointment, pk=pk, on_behalf_of=absent)
    try:
        service.recall(substitution, by=absent)
    except Refused as refused:
        messages.error(request, " ".join(r.say(_) for r in refused.reasons))
    else:
        messages.success(request, _("Đã thu hồi ủy quyền cho {who}.").format(who=substitution.user))
    return redirect("deputies")


def _absent(request: HttpRequest) -> Appointment:
    appointment = acting(request)
    if appointment is None or appointment.role not in service.DEPUTISED:
        raise Http404
    if appointment.on_behalf_of_id is not None:
        raise Http404
    return appointment
