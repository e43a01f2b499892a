"""Sittings: the list, the call, and one sitting from its agenda to its close."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.forms import CharField, DateTimeField, DateTimeInput, Form, ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forms.acting import acting
from forms.lights import Light
from forms.meeting import Board, attending, board
from forms.posted import posted_key
from forms.reading import reads, shown
from forms.wording import number
from processes.engine import Refused
from processes.flows import sittings as flow
from processes.models import AgendaItem, Appointment, Council, Dossier, Sitting
from processes.phases.council import figure
from processes.queries.jurisdiction import visible_to
from processes.queries.sittings import CHAIRS, OFFICE, council_members, sittings_visible_to
from processes.queries.working_days import working_calendar
from processes.rulesets import RULESETS
from processes.services import clock
from processes.services.batch import RefusedSome

READY = {"district": "rating.at_district", "province": "rating.at_province"}
SCORED = {
    "district": ("rating.district_council",),
    "province": ("rating.province_council", "rating.rereview"),
}
RECENT = 60


class CallForm(Form):
    """Which council, when, where; the dossiers are ticked beside."""

    def __init__(self, *args: Any, councils: QuerySet[Council], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["council"] = ModelChoiceField(
            councils, label=_("Hội đồng"), empty_label=None if councils.count() == 1 else "—"
        )
        self.fields["at"] = DateTimeField(
            label=_("Họp lúc"),
            widget=DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"],
        )
        self.fields["place"] = CharField(label=_("Địa điểm"), max_length=200)


@dataclass(frozen=True)
class Candidate:
    """A dossier that could be put on an agenda or a paper, and why it cannot, if so.

    Args:
        light: Of its term, where the page shows what is decided on: the council's points too.
    """

    dossier: Dossier
    reasons: list[str]
    ticked: bool = False
    light: Light | None = None

    @property
    def mean(self) -> str:
        """The council's mean as it decided on it; empty before there is one."""
        mean = self.dossier.mean
        return number(figure(mean)) if mean is not None else ""


@require_safe
def sittings(request: HttpRequest) -> HttpResponse:
    """List the sittings that the reader may know of, the next ones first."""
    appointment = _reader(request)
    found = (
        sittings_visible_to(appointment)
        .annotate(dossiers=Count("items"))
        .order_by("-at", "-pk")[:RECENT]
    )
    coming = [s for s in found if s.status in (Sitting.Status.CALLED, Sitting.Status.OPEN)]
    context = {
        "coming": coming[::-1],
        "past": [s for s in found if s not in coming],
        "calls": appointment.role in OFFICE,
    }
    return render(request, "forms/sittings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest) -> HttpResponse:
    """Call a sitting over a batch of dossiers, or say which of them cannot be on it."""
    appointment = _reader(request)
    if appointment.role not in OFFICE:
        raise Http404
    councils = Council.objects.filter(unit=appointment.unit, cycle__closed_on=None).order_by("-pk")
    form = CallForm(request.POST or None, councils=councils, initial=_suggested())
    chosen = request.POST.getlist("dossier")
    refused: dict[Dossier, Refused] = {}
    listed = _before(appointment)
    if form.is_valid():
        given = form.cleaned_data
        batch = [d for d in listed if str(d.public_id) in chosen]
        try:
            sitting = flow.call(
                given["council"],
                batch,
                flow.Call(given["at"], given["place"]),
                by=appointment,
                key=posted_key(request),
            )
        except Refused as why:
            for r in why.reasons:
                form.add_error(r.field if r.field in form.fields else None, r.say(_))
        except RefusedSome as some:
            refused = some.refused
            form.add_error(None, _("Chưa triệu tập: có hồ sơ chưa đưa ra phiên họp được."))
        else:
            messages.success(request, _("Đã triệu tập phiên họp; các thành viên được thông báo."))
            return redirect("sitting", sitting.public_id)
    context = {
        "form": form,
        "candidates": [
            Candidate(
                d,
                [r.say(_) for why in _of(refused, d) for r in why.reasons],
                str(d.public_id) in chosen if form.is_bound else True,
            )
            for d in listed
        ],
        "key": request.POST.get("key") or uuid4(),
    }
    return render(request, "forms/sitting_call.html", context, status=422 if form.is_bound else 200)


def _of(refused: dict[Dossier, Refused], dossier: Dossier) -> list[Refused]:
    return [why for d, why in refused.items() if d.pk == dossier.pk]


def _suggested() -> dict[str, Any]:
    """Return eight in the morning of the first day that may be chosen."""
    calendar, days = working_calendar(), RULESETS["dl_2022"].terms.convening_days
    day = calendar.add(calendar.day(clock.now()), days)
    return {"at": datetime.combine(day, datetime.min.time()).replace(hour=8)}


def _before(appointment: Appointment) -> list[Dossier]:
    """Return the dossiers that wait for a sitting of the office's level: new ones, adjourned ones."""
    level = OFFICE[appointment.role].value
    live = Q(agenda__status__in=AgendaItem.LIVE)
    waiting = Q(state=READY[level]) | Q(state__in=SCORED[level])
    found = visible_to(appointment).filter(waiting).exclude(live).distinct()
    return list(found.select_related("product", "organisation", "commune").order_by("due_at", "pk"))


@reads("sitting")
@require_http_methods(["GET", "HEAD", "POST"])
def sitting(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one sitting to whom it concerns; do with it what its chair or office asks."""
    appointment = _reader(request)
    found = sitting_or_404(appointment, public_id)
    shown(request, f"sitting:{found.pk}")
    refused: list[str] = []
    by_dossier: list[tuple[Dossier, list[str]]] = []
    if request.method == "POST":
        done = _ACTIONS.get(request.POST.get("do", ""))
        if done is None:
            raise Http404
        try:
            said = done(request, found, appointment)
        except Refused as why:
            refused = [r.say(_) for r in why.reasons]
        except RefusedSome as some:
            by_dossier = [(d, [r.say(_) for r in w.reasons]) for d, w in some.refused.items()]
        else:
            messages.success(request, said)
            return redirect("sitting", found.public_id)
        found = sitting_or_404(appointment, public_id)
    context = _context(request, found, appointment) | {
        "refused": refused,
        "refused_dossiers": by_dossier,
        "key": request.POST.get("key") or uuid4(),
    }
    status = 422 if refused or by_dossier else 200
    return render(request, "forms/sitting.html", context, status=status)


def _context(request: HttpRequest, found: Sitting, appointment: Appointment) -> dict[str, Any]:
    shown: Board = board(found, appointment)
    chairs = appointment.role in CHAIRS
    leads = chairs or appointment.role in OFFICE
    day = working_calendar().day(found.at)
    return {
        "sitting": found,
        "board": shown,
        "chairs": chairs,
        "leads": leads,
        "candidates": _before(appointment)
        if appointment.role in OFFICE and found.status == "called"
        else [],
        "members": council_members(found, day),
        "came": {int(pk) for pk in request.POST.getlist("came") if pk.isdecimal()},
        "typed": request.POST,
        "attending": attending(found),
        "early": working_calendar().day(clock.now()) < day,
        "at": localtime(found.at),
    }


def sitting_or_404(appointment: Appointment | None, public_id: UUID) -> Sitting:
    """Return the sitting, if the appointment acted under may know of it.

    Raises:
        Http404: otherwise.
    """
    found = sittings_visible_to(appointment).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _reader(request: HttpRequest) -> Appointment:
    appointment = acting(request)
    if appointment is None:
        raise Http404
    return appointment


def _item(request: HttpRequest, found: Sitting) -> AgendaItem:
    number = request.POST.get("item", "")
    item = found.items.filter(pk=int(number)).first() if number.isdecimal() else None
    if item is None:
        raise Http404
    return item


# what a chair or an office does here; each returns what the page says of it


def _open(request: HttpRequest, found: Sitting, by: Appointment) -> str:
    came = [int(pk) for pk in request.POST.getlist("came") if pk.isdecimal()]
    flow.open_(found, came, by=by)
    return _("Phiên họp đã khai mạc. Các thành viên có mặt chấm điểm được ngay.")


def _add(request: HttpRequest, found: Sitting, by: Appointment) -> str:
    chosen = request.POST.getlist("dossier")
    batch = [d for d in _before(by) if str(d.public_id) in chosen] if by.role in OFFICE else []
    flow.add(found, batch, by=by, key=posted_key(request))
    return _("Đã đưa hồ sơ vào chương trình họp.")


def _discuss(request: HttpRequest, found: Sitting, by: Appointment) -> str:
    flow.discuss(_item(request, found), request.POST.get("discussion", ""), by=by)
    return _("Đã ghi nội dung thảo luận; các thành viên chấm lượt hai.")


def _adjourn(request: HttpRequest, found: Sitting, by: Appointment) -> str:
    item, reason = _item(request, found), request.POST.get("reason", "").strip()
    flow.adjourn(item, reason, by=by, key=posted_key(request))
    return _("Đã hoãn hồ sơ sang phiên họp sau.")


def _leave(request: HttpRequest, found: Sitting, by: Appointment) -> str:
    number = request.POST.get("member", "")
    listed = found.attendance.filter(appointment_id=int(number) if number.isdecimal() else 0)
    row = listed.select_related("appointment").first()
    if row is None:
        raise Http404
    flow.leave(found, row.appointment, by=by)
    return _("Đã ghi nhận thành viên rời phiên họp.")


def _close(request: HttpRequest, found: Sitting, by: Appointment) -> str:
    flow.close(found, request.POST.get("remarks", ""), by=by, key=posted_key(request))
    return _("Phiên họp đã bế mạc. Kết quả đã được tính và thông báo.")


def _cancel(request: HttpRequest, found: Sitting, by: Appointment) -> str:
    flow.cancel(found, request.POST.get("reason", ""), by=by, key=posted_key(request))
    return _("Đã hủy phiên họp; hồ sơ chờ phiên họp khác.")


_ACTIONS: dict[str, Callable[[HttpRequest, Sitting, Appointment], str]] = {
    "open": _open,
    "add": _add,
    "discuss": _discuss,
    "adjourn": _adjourn,
    "leave": _leave,
    "close": _close,
    "cancel": _cancel,
}
