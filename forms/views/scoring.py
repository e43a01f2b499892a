"""The member's score sheet: criterion by criterion, saved as it is filled in, handed in once."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forms.acting import acting
from forms.marks import Sheet, member_sheet, read
from forms.meeting import SEES_SHEETS
from forms.posted import posted_key
from forms.reading import reads, shown
from forms.scores import points_of
from processes.criteria import marking
from processes.criteria.definition import Criterion
from processes.engine import Refused
from processes.flows import sittings as flow
from processes.models import AgendaItem, Appointment, MarkSheet
from processes.queries.sittings import scorers, sealed, sittings_visible_to, stepped_back
from processes.roles import COUNCIL_ROLES
from processes.services.marks import mark_sheet, save_marks
from processes.services.readings import note_readings


@dataclass(frozen=True)
class Told:
    """Why a member does not score a dossier, or cannot now."""

    text: str


@reads("dossier")
@require_http_methods(["GET", "HEAD", "POST"])
def score(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the reader's own sheet of one dossier; save it, or hand it in."""
    appointment = acting(request)
    item = item_or_404(appointment, public_id)
    if appointment is None or appointment.role not in COUNCIL_ROLES:
        raise Http404
    shown(request, f"dossier:{item.dossier.code}", dossier=item.dossier)
    told = _objection(item, appointment)
    if request.method != "POST":
        return _page(request, item, mark_sheet(item, appointment), told)
    if told is not None:
        return _refuse(request, item, appointment, [told.text])
    sheet = save_marks(item, read(request.POST, item.edition.definition), by=appointment)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"version": sheet.version, "marked": len(sheet.marks)})
    if request.POST.get("do") != "hand_in":
        messages.success(request, _("Đã lưu nháp phiếu chấm."))
        return redirect("score", item.public_id)
    return _hand_in(request, item, appointment, sheet)


def _hand_in(
    request: HttpRequest, item: AgendaItem, appointment: Appointment, sheet: MarkSheet
) -> HttpResponse:
    given = {"marks": sheet.marks, "notes": sheet.notes, "excludes": sheet.excludes}
    try:
        flow.hand_in(item, given, sheet.comment, by=appointment, key=posted_key(request))
    except Refused as why:
        return _refuse(request, item, appointment, [r.say(_) for r in why.reasons])
    messages.success(request, _("Đã gửi phiếu chấm hồ sơ {code}.").format(code=item.dossier.code))
    following = _next(item, appointment)
    if following is not None:
        return redirect("score", following.public_id)
    return redirect("sitting", item.sitting.public_id)


def _next(item: AgendaItem, appointment: Appointment) -> AgendaItem | None:
    """Return the next dossier of the sitting on which the member owes a sheet."""
    scoring = item.sitting.items.filter(status=AgendaItem.Status.SCORING).exclude(pk=item.pk)
    for other in scoring.select_related("sitting").order_by("position"):
        handed = other.sheets.filter(turn=other.turn, member_id=appointment.user_id)
        if appointment.user_id in scorers(other) and not handed.exists():
            return other
    return None


def _refuse(
    request: HttpRequest, item: AgendaItem, appointment: Appointment, reasons: list[str]
) -> HttpResponse:
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"refused": reasons}, status=409)
    item = item_or_404(appointment, item.public_id)
    sheet = mark_sheet(item, appointment)
    return _page(request, item, sheet, _objection(item, appointment), reasons)


def _page(
    request: HttpRequest,
    item: AgendaItem,
    sheet: MarkSheet,
    told: Told | None,
    refused: list[str] | None = None,
) -> HttpResponse:
    appointment = acting(request)
    handed = item.sheets.filter(member_id=appointment.user_id if appointment else 0)
    own = [points_of(s) for s in handed.select_related("member").order_by("turn")]
    seen: Sheet = member_sheet(item, sheet)
    context = {
        "item": item,
        "dossier": item.dossier,
        "sitting": item.sitting,
        "sheet": sheet,
        "shown": seen,
        "told": told.text if told else "",
        "refused": refused or [],
        "own": own,
        "recuse": f"recuse_{item.sitting.level}",
        "key": request.POST.get("key") or uuid4(),
    }
    return render(request, "forms/score.html", context, status=422 if refused else 200)


def _objection(item: AgendaItem, appointment: Appointment) -> Told | None:
    """Return why the member does not score the dossier now."""
    if appointment.user_id in item.barred:
        return Told(_("Thành viên của chủ thể không chấm hồ sơ của chủ thể đó."))
    if appointment.user_id in stepped_back(item):
        return Told(_("Thành viên này không chấm hồ sơ này vì có liên quan."))
    if item.sheets.filter(turn=item.turn, member_id=appointment.user_id).exists():
        return Told(_("Phiếu đã gửi thì không sửa được."))
    if item.status != AgendaItem.Status.SCORING:
        return Told(_("Phiên họp chưa chấm điểm hồ sơ này."))
    if appointment.user_id not in scorers(item):
        return Told(_("Thành viên này không có mặt trong phiên họp."))
    return None


@reads("sheet")
@require_safe
def sheets(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show all sheets of one dossier beside each other, once they are unsealed; who looks is noted."""
    appointment = acting(request)
    item = item_or_404(appointment, public_id)
    if appointment is None or appointment.role not in SEES_SHEETS:
        raise Http404
    found = item.sheets.select_related("member", "item").order_by("turn", "pk")
    read_ = [s for s in found if not sealed(s)]
    if not read_:
        raise Http404
    note_readings(read_, appointment)
    for one in read_:
        shown(request, f"sheet:{one.pk}", dossier=item.dossier, person=one.member_id)
    known = item.edition.definition
    given = [s.data for s in read_]
    rows = [
        (c, [_cell(g["marks"], c) for g in given], [g["notes"].get(c.key, "") for g in given])
        for c in known.criteria
    ]
    context = {
        "item": item,
        "dossier": item.dossier,
        "sitting": item.sitting,
        "sheets": [points_of(s) for s in read_],
        "rows": rows,
        "doubts": item.edition.doubts,
    }
    return render(request, "forms/score_sheets.html", context)


def _cell(marks: dict[str, int], criterion: Criterion) -> int:
    return marking.of(criterion, marks.get(criterion.key, marking.NOTHING))


def item_or_404(appointment: Appointment | None, public_id: UUID) -> AgendaItem:
    """Return the agenda item, if its sitting is one the appointment may know of.

    Raises:
        Http404: otherwise.
    """
    found = AgendaItem.objects.select_related(
        "sitting__council__unit", "edition", "dossier__product", "dossier__organisation"
    )
    item = found.filter(public_id=public_id, sitting__in=sittings_visible_to(appointment)).first()
    if item is None:
        raise Http404
    return item
