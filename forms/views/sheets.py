"""Writing a sheet: saved while typing, never over newer words; then a last look before submitting."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forms.acting import acting
from forms.builder import GivenForm, form_for
from forms.loaders import dossier_or_404
from forms.reading import reads
from forms.review import missing, submission
from forms.wording import Names, spoken
from processes.engine import Refused, Sheet
from processes.models import Appointment, Dossier, Draft
from processes.queries.working_days import working_calendar
from processes.roles import Role
from processes.services import clock
from processes.services.drafts import save_draft, sheet_in_hand

LONGEST = 9  # digits of a draft's version


@reads("dossier")
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
    try:
        saved = save_draft(
            dossier, sheet.key, _content(sheet, draft, form), by=by, version=_version(request)
        )
    except Refused as refused:
        said = [r.say(_) for r in refused.reasons]
        if quietly:  # 200: htmx swaps nothing in for an error's status
            return render(request, "forms/_saved.html", {"refused": said})
        draft.refresh_from_db()
        return _page(request, dossier, sheet, draft, by, form, said, status=409)
    if quietly:
        at = clock.now().astimezone(working_calendar().zone)
        wrong = [_(f.label) for f in sheet.fields if f.key in form.errors]
        return render(request, "forms/_saved.html", {"draft": saved, "at": at, "wrong": wrong})
    if "stay" in request.POST:
        return redirect("sheet", dossier.public_id, sheet.key)
    if "check" in request.POST and (step := submission(dossier, sheet.key, by)):
        return redirect("step", dossier.public_id, step.name)
    return redirect("dossier", dossier.public_id)


def _content(sheet: Sheet, draft: Draft, form: GivenForm) -> dict[str, Any]:
    """What is to be saved; an answer that is not well-formed yet leaves the earlier one standing."""
    given = form.given()
    return {
        f.key: draft.content.get(f.key, "") if f.key in form.errors else given.get(f.key, "")
        for f in sheet.fields
    }


def _version(request: HttpRequest) -> int:
    """The version that the page showed; a number too long for one is none."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) <= LONGEST else -1


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
        "sections": [
            (_(title), [(form[f.key], not f.required) for f in fields])
            for title, fields in sheet.sections
        ],
        "form": form,
        "draft": draft,
        "in_hand": in_hand,
        "refused": refused or [],
        "failed": form.is_bound,
        "elsewhere": _elsewhere(sheet, draft, form) if refused else [],
        "missing": missing(sheet, draft.content),
        "submits": submission(dossier, sheet.key, by) if in_hand else None,
    }
    return render(request, "forms/sheet.html", context, status=status)


def _elsewhere(sheet: Sheet, draft: Draft, form: GivenForm) -> list[tuple[str, str]]:
    """What another page saved and this one would have overwritten, field by field."""
    typed, names = form.given(), Names()
    return [
        (_(f.label), spoken(f, draft.content.get(f.key, ""), names))
        for f in sheet.fields
        if (draft.content.get(f.key) or "") != (typed.get(f.key) or "")
    ]
