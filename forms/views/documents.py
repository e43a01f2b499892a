"""The documents of a dossier: the checklist, handing a file in, and reading one."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forms.acting import acting
from forms.files import download
from forms.loaders import dossier_or_404
from forms.posted import posted_key
from forms.reading import reads, shown
from forms.review import wanted
from processes.engine import Option, Refused
from processes.models import Appointment, ChecklistItem, Document, Dossier
from processes.queries.facts import Facts
from processes.queries.jurisdiction import visible_to
from processes.queries.options import acts_for
from processes.roles import Role
from processes.services import clock
from processes.services.documents import add_document

READS_UNSENT = (Role.APPLICANT, Role.AUDITOR)


@dataclass(frozen=True)
class Line:
    """One line of the checklist with its files, the newest first."""

    item: ChecklistItem
    current: Document | None
    older: list[Document]
    asked: bool
    key: UUID

    @property
    def owed(self) -> bool:
        """Whether a file has to be handed in here: none is there, or another was asked for."""
        return self.asked or (self.item.mandatory and self.current is None)


@reads("dossier")
@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the checklist; take a file of the applicant's."""
    dossier = dossier_or_404(request, public_id)
    appointment = acting(request)
    if appointment is None:
        raise Http404
    if request.method != "POST":
        return _page(request, dossier, appointment)
    if appointment.role != Role.APPLICANT:
        raise Http404
    return _taken(request, dossier, appointment)


def _taken(request: HttpRequest, dossier: Dossier, by: Appointment) -> HttpResponse:
    item = get_object_or_404(ChecklistItem, code=request.POST.get("item", ""), satisfied_by="")
    upload = request.FILES.get("file")
    if upload is None:
        return _page(request, dossier, by, (item.code, [_("Chưa chọn tệp.")]), 422)
    try:
        add_document(dossier, item.code, upload, by=by, key=posted_key(request))
    except Refused as refused:
        said = [r.say(_) for r in refused.reasons]
        return _page(request, dossier, by, (item.code, said), 422)
    return redirect(f"{request.path}#{item.code}")


def readable(dossier: Dossier, appointment: Appointment) -> Any:
    """Return the documents that the appointment may read: what was not handed in is private."""
    found = dossier.documents.select_related("item", "record")
    return found if appointment.role in READS_UNSENT else found.exclude(submitted_in=None)


def _page(
    request: HttpRequest,
    dossier: Dossier,
    by: Appointment,
    failed: tuple[str, list[str]] = ("", []),
    status: int = 200,
) -> HttpResponse:
    adding = next(
        (o for o in acts_for(dossier, by, clock.now()) if o.step.name == "add_document"), None
    )
    lines = _lines(dossier, by)
    context = {
        "dossier": dossier,
        "lines": lines,
        "owed": [line for line in lines if line.owed],
        "may_add": isinstance(adding, Option) and adding.open,
        "failed_item": failed[0],
        "failed_name": next((_(x.item.name) for x in lines if x.item.code == failed[0]), ""),
        "failed": failed[1],
    }
    return render(request, "forms/documents.html", context, status=status)


def _lines(dossier: Dossier, by: Appointment) -> list[Line]:
    facts = Facts(dossier, clock.today())
    codes, since = facts.asked_documents() if dossier.current.holder == Role.APPLICANT else ([], 0)
    files: dict[int, list[Document]] = {}
    for document in readable(dossier, by).order_by("-pk"):
        files.setdefault(document.item_id, []).append(document)
    return [
        _line(item, files.get(item.pk, []), since if item.code in codes else 0)
        for item in wanted(facts)
    ]


def _line(item: ChecklistItem, files: list[Document], since: int) -> Line:
    """``since``: the number of the record that asked for another file; 0 where none did."""
    current = files[0] if files else None
    asked = bool(since) and (current is None or current.record.seq < since)
    return Line(item, current, files[1:], asked, uuid4())


@reads("document")
@require_safe
def document(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand a file out, to whoever may read it; always as a download, never run by the browser."""
    found = get_object_or_404(Document.objects.select_related("dossier"), public_id=public_id)
    appointment = acting(request)
    seen = visible_to(appointment).filter(pk=found.dossier_id).exists()
    if appointment is None or not seen:
        raise Http404
    if not readable(found.dossier, appointment).filter(pk=found.pk).exists():
        raise Http404
    if not found.size:  # thrown away by law
        raise Http404
    shown(request, f"document:{found.public_id}", dossier=found.dossier)
    return download(found)
