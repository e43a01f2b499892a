"""Official documents, as PDF or DOCX, for those who may read what they are made of."""

import json
from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forms.acting import acting
from forms.loaders import dossier_or_404
from forms.meeting import SEES_SHEETS
from forms.papers import dossier_papers, province_papers, sitting_papers
from forms.papers.docx import docx
from forms.papers.package import package
from forms.papers.paper import Paper
from forms.papers.pdf import pdf
from forms.reading import reads, shown
from forms.standing import standing_of
from forms.views.sittings import sitting_or_404
from processes.models import Appointment, Certificate, Dossier, Record, ScoreSheet, Sitting
from processes.queries.inbox import must
from processes.queries.jurisdiction import visible_to
from processes.queries.sittings import sealed, sittings_visible_to
from processes.roles import Role
from processes.services import clock
from processes.services.readings import note_readings

FORMATS = {
    "pdf": ("application/pdf", pdf),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx),
}
OFFICES = (Role.PROVINCE_LEADER, Role.PROVINCE_OFFICER, Role.AUDITOR, Role.SUPERVISOR)
OVERSEES = (*OFFICES, Role.DISTRICT_OFFICER)


def handed_out(paper: Paper | None, kind: str) -> HttpResponse:
    """Return a paper as a file; 404 where there is none, or no such kind of file."""
    if paper is None or kind not in FORMATS:
        raise Http404
    content_type, write = FORMATS[kind]
    try:
        content = write(paper)
    except OSError:  # Pango is a library of the system, and not on this one
        text = _("Máy chủ này chưa có thư viện in PDF (Pango); hãy tải bản DOCX.")
        return HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{paper.key}.{kind}"'
    return response


def _reader(request: HttpRequest) -> Appointment:
    appointment = acting(request)
    if appointment is None:
        raise Http404
    return appointment


@reads("paper")
@require_safe
def dossier_paper(request: HttpRequest, public_id: UUID, name: str, kind: str) -> HttpResponse:
    """Hand out the receipt, the request for completion or the refusal of a dossier."""
    dossier = dossier_or_404(request, public_id)
    if name == "tiep-nhan":
        found = dossier.versions.select_related("record").order_by("-pk").first()
        return handed_out(dossier_papers.receipt(dossier, found) if found else None, kind)
    made = {
        "hoan-thien": dossier_papers.completion_request,
        "chua-chon": dossier_papers.refusal,
        "hen-lai": dossier_papers.new_date,
    }
    return handed_out(made[name](dossier) if name in made else None, kind)


@reads("paper")
@require_safe
def form_paper(
    request: HttpRequest, public_id: UUID, sheet: str, number: int, kind: str
) -> HttpResponse:
    """Hand out a form filled in with what was handed in."""
    dossier = dossier_or_404(request, public_id)
    found = dossier.versions.filter(sheet=sheet, number=number).select_related("record").first()
    return handed_out(dossier_papers.form(dossier, found) if found else None, kind)


@reads("paper")
@require_safe
def sitting_paper(request: HttpRequest, public_id: UUID, name: str, kind: str) -> HttpResponse:
    """Hand out the invitation to a sitting, or the minutes of one that was closed."""
    found = sitting_or_404(_reader(request), public_id)
    shown(request, f"sitting:{found.pk}")
    if name == "giay-moi":
        return handed_out(sitting_papers.invitation(found), kind)
    closed = name == "bien-ban" and found.status == Sitting.Status.CLOSED
    return handed_out(sitting_papers.minutes(found) if closed else None, kind)


@reads("sheet")
@require_safe
def sheet_paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Hand out a score sheet: one's own, or anybody's of the council once they are unsealed."""
    appointment = _reader(request)
    found = ScoreSheet.objects.select_related(
        "item__sitting__council__unit", "edition", "member", "record", "dossier__product"
    ).filter(pk=pk, item__sitting__in=sittings_visible_to(appointment))
    sheet = found.first()
    if sheet is None:
        raise Http404
    own = sheet.member_id == appointment.user_id
    if not own and (appointment.role not in SEES_SHEETS or sealed(sheet)):
        raise Http404
    note_readings([sheet], appointment)
    shown(request, f"sheet:{sheet.pk}", dossier=sheet.dossier, person=sheet.member_id)
    return handed_out(sitting_papers.score_sheet(sheet), kind)


@reads("paper")
@require_safe
def decision_paper(request: HttpRequest, kind: str) -> HttpResponse:
    """Hand out a decision by its number (``?so=``), or without one the draft of the next."""
    appointment = _reader(request)
    if appointment.role not in OFFICES:
        raise Http404
    number = request.GET.get("so", "")
    if not number:
        return handed_out(_draft(appointment), kind)
    given = Certificate.objects.filter(
        decision_number=number, dossier__in=visible_to(appointment)
    ).select_related("dossier__product", "dossier__organisation", "dossier__cycle", "revocation")
    today = clock.today()
    listed = [(c.dossier, _numbered(c, today)) for c in given.order_by("number")]
    if not listed:
        raise Http404
    shown(request, f"decision:{number}")
    on = given[0].decision_on
    return handed_out(province_papers.decision(number, on, listed, draft=False), kind)


def _numbered(certificate: Certificate, on: date) -> str:
    """Return a certificate's number, and whether it was revoked since."""
    is_revoked = standing_of(certificate, on).revocation is not None
    return f"{certificate.number} (đã thu hồi)" if is_revoked else certificate.number


def _draft(appointment: Appointment) -> Paper | None:
    waiting = must(appointment).filter(state="rating.awaiting_decision")
    listed = [(d, "") for d in waiting.select_related("product", "organisation", "cycle")]
    return province_papers.decision("", clock.today(), listed, draft=True) if listed else None


@reads("paper")
@require_safe
def transfer_paper(request: HttpRequest, kind: str) -> HttpResponse:
    """Hand out a district's list to the province, by the number of its note (``?so=``)."""
    appointment = _reader(request)
    number = request.GET.get("so", "")
    if appointment.role not in OVERSEES or not number:
        raise Http404
    records = Record.objects.filter(
        name="forward_to_province", dossier__in=visible_to(appointment)
    ).select_related("dossier__product", "dossier__organisation", "dossier__district")
    listed: list[tuple[Dossier, int]] = []
    on = clock.today()
    for record in records.order_by("dossier__code"):
        data = json.loads(record.body)["data"]
        if data["note_number"] == number:
            listed.append((record.dossier, data["samples"]))
            on = date.fromisoformat(data["note_on"])
    districts = {d.district for d, _samples in listed}
    if len(districts) != 1:  # numbers are a district's own
        raise Http404
    shown(request, f"transfer:{number}")
    return handed_out(province_papers.transfer_list(districts.pop(), number, on, listed), kind)


@reads("paper")
@require_safe
def certificate_paper(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Hand out a certificate to whoever may read its dossier."""
    found = Certificate.objects.filter(
        code=code.upper(), dossier__in=visible_to(_reader(request))
    ).select_related("dossier__product", "dossier__organisation", "dossier__cycle", "revocation")
    certificate = found.first()
    if certificate is None:
        raise Http404
    shown(request, f"certificate:{certificate.number}", dossier=certificate.dossier)
    address = request.build_absolute_uri(reverse("certificate", args=[certificate.code]))
    return handed_out(province_papers.certificate(certificate, address, clock.today()), kind)


@reads("paper")
@require_safe
def referral_package(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand out the whole dossier for the national round, to the province's offices."""
    dossier = dossier_or_404(request, public_id)
    referred = dossier.state in ("rating.awaiting_referral", "rating.at_national")
    if _reader(request).role not in OFFICES or not referred:
        raise Http404
    response = HttpResponse(package(dossier), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{dossier.code}.zip"'
    return response
