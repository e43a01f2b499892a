"""Keeping a window open longer for a unit and all below it."""

from typing import Any

from django.contrib import messages
from django.db.models import Case, Q, QuerySet, When
from django.forms import CharField, ChoiceField, Form, Textarea
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forms.acting import acting
from forms.staffing import UnitChoice, day
from processes.engine import Refused
from processes.models import Appointment, Cycle, Extension, Unit
from processes.models.cycle import WINDOW_LABELS
from processes.models.units import Level
from processes.queries.cycles import current_cycle
from processes.queries.jurisdiction import label_of
from processes.roles import Role
from processes.rulesets import RULESETS
from processes.services import clock
from processes.services.extensions import extend_for_unit

_WIDEST = Case(*(When(level=level, then=n) for n, level in enumerate(Level.values)), default=9)
ROLES = (Role.SUPERVISOR, Role.PROVINCE_OFFICER)
RECENT = 50


class ExtensionForm(Form):
    """Which window, for which unit, until when, and why."""

    def __init__(self, *args: Any, cycle: Cycle, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["window"] = ChoiceField(label=_("Thời gian nhận"), choices=_windows(cycle))
        self.fields["unit"] = UnitChoice(
            units,
            label=_("Đơn vị"),
            empty_label="—",
            help_text=_("Áp dụng cho đơn vị này và các đơn vị trực thuộc."),
        )
        self.fields["closes_on"] = day(_("Nhận đến hết ngày"))
        self.fields["reason"] = CharField(
            label=_("Lý do"), widget=Textarea(attrs={"rows": 3}), max_length=2000
        )


def _windows(cycle: Cycle) -> list[tuple[str, str]]:
    """Return the windows in which something is handed in; the others bind nobody."""
    handed_in = {key for s in RULESETS[cycle.ruleset_key].states for key in s.ends_with}
    text = _("{window}, hiện đến hết {closes}")
    return [
        (w.key, text.format(window=_(WINDOW_LABELS[w.key]), closes=f"{w.closes_on:%d/%m/%Y}"))
        for w in cycle.windows.all()
        if w.key in handed_in
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest) -> HttpResponse:
    """Extend a window of the cycle that is open now; list what was extended."""
    appointment = acting(request)
    if appointment is None or appointment.role not in ROLES or appointment.unit is None:
        raise Http404
    cycle = current_cycle(clock.today())
    units = units_below(appointment.unit)
    form = ExtensionForm(request.POST or None, cycle=cycle, units=units) if cycle else None
    if cycle and form and form.is_valid() and _extended(cycle, form, appointment):
        messages.success(request, _("Đã gia hạn. Các hồ sơ được gia hạn có ghi trong lịch sử."))
        return redirect(reverse("extend"))
    context = {"form": form, "cycle": cycle, "extensions": _made(cycle, units)}
    return render(request, "forms/extend.html", context, status=_status(form))


def _status(form: Form | None) -> int:
    return 422 if form is not None and form.is_bound else 200


def _extended(cycle: Cycle, form: Form, by: Appointment) -> bool:
    given = form.cleaned_data
    try:
        extend_for_unit(
            cycle, given["unit"], given["window"], given["closes_on"], given["reason"], by=by
        )
    except Refused as refused:
        for reason in refused.reasons:
            form.add_error(reason.field if reason.field in form.fields else None, reason.say(_))
        return False
    return True


def units_below(unit: Unit) -> QuerySet[Unit]:
    """Return the unit and every unit below it, in force, the widest first."""
    inside = Q(pk=unit.pk) | Q(parent=unit) | Q(parent__parent=unit)
    found = Unit.objects.filter(inside, valid_until=None).select_related("parent")
    return found.order_by(_WIDEST, "name")


def _made(cycle: Cycle | None, units: QuerySet[Unit]) -> list[tuple[Extension, str, str]]:
    """Return the extensions in the cycle within the actor's units, newest first, with words."""
    mine = Q(unit__in=units.order_by().values("pk")) | Q(
        dossier__commune__in=units.order_by().values("pk")
    )
    found = (
        Extension.objects.filter(mine, cycle=cycle)
        .select_related("unit", "dossier", "by__user")
        .order_by("-pk")[:RECENT]
    )
    return [(e, _(WINDOW_LABELS[e.key]), _(label_of(e.by.role))) for e in found]
