"""Writing a sheet: saved while typing, never over newer words; then a last look before submitting."""

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forms.acting import acting
from forms.builder import GivenForm, form_for
from forms.loaders import dossier_or_404
from forms.wording import Names, spoken
from processes.engine import Refused, Sheet
from processes.models import Appointment, Dossier, Draft
from processes.queries.options import transitions_for
from processes.queries.working_days import working_calendar
from processes.roles import Role
from processes.services import clock
from processes.services.drafts import save_draft, sheet_in_hand


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, public_id: UUID, sheet: str) -> HttpResponse:
    """Show the draft of a sheet to its applicant, or save it."""
    dossier = dossier_or_404(request, public_id)
    appointment = acting(request)
    form_sheet = dossier.ruleset.sheets.get(sheet)
    if form_sheet is None or appointment is None or appointment.role != Role.APPLICANT:
        raise Http404
    draft = Draft.objects.get(dossier=dossier, sheet=sheet)
    if request.method != "POST":
        return _page(request, dossier, form_sheet, draft, appointment)
    return _saved(request, dossier, form_sheet, draft, appointment)


def _saved(
    request: HttpRequest, dossier: Dossier, sheet: Sheet, draft: Draft, by: Appointment
) -> HttpResponse:
    form = form_for(sheet.fields, data=request.POST, draft=True)
    quietly = bool(request.headers.get("HX-Request"))
    if not form.is_valid() and not quietly:
        return _page(request, dossier, sheet, draft, by, form, status=422)
    version = request.POST.get("version", "")
    try:
        saved = save_draft(
            dossier,
            sheet.key,
            {f.key: form.given().get(f.key, "") for f in sheet.fields if f.key not in form.errors},
            by=by,
            version=int(version) if version.isdecimal() else -1,
        )
    except Refused as refused:
        said = [r.say(_) for r in refused.reasons]
        if quietly:  # 200: htmx swaps nothing in for an error's status
            return render(request, "forms/_saved.html", {"refused": said})
        return _page(request, dossier, sheet, draft, by, form, said, status=409)
    if quietly:
        at = clock.now().astimezone(working_calendar().zone)
        return render(request, "forms/_saved.html", {"draft": saved, "at": at})
    if "stay" in request.POST:
        return redirect("sheet", dossier.public_id, sheet.key)
    return redirect("dossier", dossier.public_id)


def _page(
    request: HttpRequest,
    dossier: Dossier,
    sheet: Sheet,
    draft: Draft,
    by: Appointment,
    form: GivenForm | None = None,
    refused: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    in_hand = sheet_in_hand(dossier) == sheet.key
    form = form or form_for(sheet.fields, initial=draft.content, draft=True)
    context: dict[str, Any] = {
        "dossier": dossier,
        "sheet": sheet,
        "sections": [(_(title), [form[f.key] for f in fields]) for title, fields in sheet.sections],
        "form": form,
        "draft": draft,
        "in_hand": in_hand,
        "refused": refused or [],
        "failed": form.is_bound,
        "elsewhere": _elsewhere(sheet, draft, form) if refused else [],
        "missing": [_(label) for label in sheet.missing(draft.content)],
        "submits": _submits(dossier, sheet, by) if in_hand else None,
        "key": uuid4(),
    }
    return render(request, "forms/sheet.html", context, status=status)


def _submits(dossier: Dossier, sheet: Sheet, by: Appointment) -> Any:
    """The step that hands this sheet in, open or closed."""
    options = transitions_for(dossier, by, clock.now())
    return next((o.step for o in options if getattr(o.step, "submits", "") == sheet.key), None)


def _elsewhere(sheet: Sheet, draft: Draft, form: GivenForm) -> list[tuple[str, str]]:
    """What another page saved and this one would have overwritten, field by field."""
    typed, names = form.given(), Names()
    return [
        (_(f.label), spoken(f, draft.content.get(f.key, ""), names))
        for f in sheet.fields
        if (draft.content.get(f.key) or "") != (typed.get(f.key) or "")
    ]
