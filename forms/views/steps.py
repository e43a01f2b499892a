"""One page for every step and act of the law: what it asks, what comes of it, and why not."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forms.acting import acting
from forms.builder import REASON, GivenForm, form_for
from forms.lights import light
from forms.loaders import dossier_or_404
from forms.posted import posted_key
from forms.proof import ask, proved
from forms.reading import reads
from forms.references import choices_for
from forms.review import review
from forms.taken_back import Waiting, can_be_taken_back_until, taken_back, waiting
from forms.views.inbox import working_list
from forms.wording import Step, holder, lifters, outcomes, told
from processes.engine import (
    Act,
    Cause,
    Correction,
    Field,
    Kind,
    Reason,
    Refused,
    Transition,
    decide,
)
from processes.flows.sittings import step_back
from processes.models import Appointment, Dossier, Record
from processes.queries.desk import place_of
from processes.queries.facts import Facts
from processes.queries.options import question
from processes.queries.working_days import working_calendar
from processes.roles import Role
from processes.services import clock
from processes.services.move import move

# these acts have pages of their own: files are handed in there, dossiers are opened there
ELSEWHERE = frozenset({"add_document", "open_dossier"})
# acts for which a dossier stands in somebody's inbox: a sheet or an opinion that is owed
DUTIES = ("submit_score", "give_opinion")
# and these belong to a sitting: they are done on its page, never one by one
OF_SITTINGS = ("convene_", "reconvene_", "conclude_district", "conclude_province")
OF_SITTINGS += ("submit_score_", "adjourn_")


@reads("dossier")
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, public_id: UUID, name: str) -> HttpResponse:
    """Show a transition, or take it."""
    dossier = dossier_or_404(request, public_id)
    found = dossier.ruleset.steps.get(name)
    row = found if isinstance(found, Transition) else None
    appointment = _theirs(request, (row.by,) if row else ())
    if name.startswith(OF_SITTINGS):
        return redirect(sitting_address(dossier, name))
    return _shown_or_done(request, dossier, appointment, _found(row))


@reads("dossier")
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, public_id: UUID, name: str) -> HttpResponse:
    """Show an act, or do it."""
    dossier = dossier_or_404(request, public_id)
    row = dossier.ruleset.act.get(name) if name not in ELSEWHERE else None
    appointment = _theirs(request, row.by if row else ())
    if name.startswith(OF_SITTINGS):
        return redirect(sitting_address(dossier, name))
    return _shown_or_done(request, dossier, appointment, _found(row))


def sitting_address(dossier: Dossier, name: str) -> str:
    """Return where a step of a sitting is done: its page, the member's sheet, or the call."""
    item = Facts(dossier, clock.today()).item
    if item is None or name.startswith(("convene", "reconvene")):
        return reverse("sitting_call")
    if name.startswith("submit_score_"):
        return reverse("score", args=[item.public_id])
    return reverse("sitting", args=[item.sitting.public_id])


def _theirs(request: HttpRequest, roles: Sequence[str]) -> Appointment:
    """Return the appointment acted under, if its role is among ``roles``; else 404."""
    appointment = acting(request)
    if appointment is None or appointment.role not in roles:
        raise Http404
    return appointment


def _found(row: Transition | Act | None) -> Step:
    if row is None:
        raise Http404
    return row


def _shown_or_done(
    request: HttpRequest, dossier: Dossier, appointment: Appointment, row: Step
) -> HttpResponse:
    form = _form(row, dossier, appointment, request.POST if request.method == "POST" else None)
    ask(request, form, asked=row.proves)
    if request.method != "POST":
        return _page(request, dossier, appointment, row, form)
    if not form.is_valid() or not proved(request, form):
        return _page(request, dossier, appointment, row, form, status=422)
    # looked for before the step: afterwards the dossier's own place in the list is lost
    onward = _next_address(request, dossier, appointment) if "onward" in request.POST else ""
    try:
        _do(request, dossier, appointment, row, form)
    except Refused as refused:
        # what stands now, not what stood before the door was asked
        dossier = dossier_or_404(request, dossier.public_id)
        return _page(request, dossier, appointment, row, form, refused.reasons, status=422)
    return _onward(request, dossier, row, onward, goes_on=_goes_on(row, appointment))


def _do(
    request: HttpRequest, dossier: Dossier, appointment: Appointment, row: Step, form: GivenForm
) -> None:
    """Take the step through the door; whoever steps back from a sitting is not waited for there."""
    given, key = form.given(), posted_key(request)
    if row.name.startswith("recuse_"):
        step_back(dossier, str(given.get("reason") or ""), by=appointment, key=key)
        return
    move(dossier.pk, row.name, by=appointment, key=key, given=given, seen=_seen(request))


def asked_of(row: Step, appointment: Appointment) -> tuple[Field, ...]:
    """Return the questions of a step, the reason last; figures say between what they lie."""
    reason = replace(REASON, help="") if appointment.role == Role.APPLICANT else REASON
    asks = (*row.asks, reason) if row.reason else row.asks
    return tuple(replace(f, help=_bounds(f)) if _is_bounded(f) else f for f in asks)


def _is_bounded(field: Field) -> bool:
    return field.kind in (Kind.NUMBER, Kind.INTEGER) and None not in (field.minimum, field.maximum)


def _bounds(field: Field) -> str:
    text = _("Từ {low} đến {high}.").format(low=field.minimum, high=field.maximum)
    return f"{text} {_(field.help)}" if field.help else text


def _form(row: Step, dossier: Dossier, appointment: Appointment, data: Any = None) -> GivenForm:
    fields = asked_of(row, appointment)
    return form_for(fields, choices_for(fields, dossier), data=data)


def _seen(request: HttpRequest) -> int | None:
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() else None


def obstacles(dossier: Dossier, appointment: Appointment, row: Step) -> list[Reason]:
    """Return what stands in the way of the step now, whatever is still to be given."""
    q = question(dossier, appointment, clock.now())
    try:
        decide(dossier.ruleset, q.case, q.actor, row.name, q.asked)
    except Refused as refused:
        return [r for r in refused.reasons if r.cause is not Cause.DATA]
    return []


def _page(
    request: HttpRequest,
    dossier: Dossier,
    appointment: Appointment,
    row: Step,
    form: GivenForm,
    refused: Sequence[Reason] = (),
    status: int = 200,
) -> HttpResponse:
    reasons = list(refused) or obstacles(dossier, appointment, row)
    general = [r for r in reasons if r.field not in form.fields]
    for reason in (r for r in refused if r.field in form.fields):
        form.add_error(reason.field, reason.say(_))
    lost = any(r.cause is Cause.STATE for r in reasons)
    now, calendar = clock.now(), working_calendar()
    context = {
        "dossier": dossier,
        "step": row,
        "form": form,
        "failed": bool(refused) or form.is_bound,
        "reasons": [(r.say(_), lifters(r, appointment.role)) for r in general],
        "lost": lost,
        "last": _last_move(dossier) if lost and not refused else "",
        "closed": bool(general) and (lost or not refused),
        "key": request.POST.get("key") or uuid4(),
        "seen": dossier.version,
        "light": light(dossier, now, calendar, appointment.role),
        "holder": holder(dossier, dossier.current),
        "outcomes": outcomes(dossier, row, now),
        "told": told(row),
        "is_act": isinstance(row, Act),
        "onward": _goes_on(row, appointment),
        "review": review(dossier, row, appointment),
        "taken_back": taken_back(dossier, row),
        "until": can_be_taken_back_until(dossier, row, now),
        "lapses": _lapses(dossier, appointment, row),
    }
    return render(request, "forms/step.html", context, status=409 if lost else status)


def _lapses(dossier: Dossier, appointment: Appointment, row: Step) -> Waiting | None:
    """Return the open request that nobody could answer any more once the step is taken."""
    if isinstance(row, Act | Correction):
        return None
    return waiting(dossier, appointment)


def _goes_on(row: Step, appointment: Appointment) -> bool:
    """Return whether the step takes the dossier off its reader's list, so that the next may come."""
    leaves = not isinstance(row, Act) or row.name.startswith(DUTIES)
    return leaves and appointment.role != Role.APPLICANT


def _last_move(dossier: Dossier) -> str:
    """Return who brought the dossier to where it stands, in words."""
    moves = dossier.records.filter(kind=Record.Kind.TRANSITION).select_related("actor")
    last = moves.order_by("-seq").first()
    if last is None:
        return ""
    return _("Bước gần nhất: {label}, {who}, lúc {at}.").format(
        label=_(last.label),
        who=last.actor or _("Hệ thống"),
        at=f"{last.at.astimezone(working_calendar().zone):%H:%M %d/%m/%Y}",
    )


def _next_address(request: HttpRequest, dossier: Dossier, appointment: Appointment) -> str:
    """Return where the dossier after this one is; after the last, the first; else the list."""
    found, address = working_list(request, appointment)
    _before, after = place_of(dossier, found)
    following = after[0] if after else found.exclude(pk=dossier.pk).first()
    if following is None:
        return reverse("inbox") + address
    return reverse("dossier", args=[following.public_id])


def _onward(
    request: HttpRequest, dossier: Dossier, row: Step, onward: str, *, goes_on: bool
) -> HttpResponse:
    """Say what was recorded, then go back to the dossier, or on to the next one that waits."""
    text = _("Đã ghi nhận: {label}, hồ sơ {code}.")
    messages.success(request, text.format(label=_(row.label), code=dossier.code))
    if goes_on:
        request.session["cleared"] = request.session.get("cleared", 0) + 1
    return redirect(onward or reverse("dossier", args=[dossier.public_id]))
