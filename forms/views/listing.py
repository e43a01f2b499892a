"""The province approves a district's list of ideas in one sitting, under one decision number (§6.2.c)."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forms.acting import acting
from forms.builder import GivenForm, form_for
from forms.posted import identities
from forms.taken_back import can_be_taken_back_until
from forms.views.batches import taken
from forms.wording import told
from processes.models import Appointment, Dossier
from processes.queries.inbox import must
from processes.queries.jurisdiction import visible_to
from processes.queries.lines import complete
from processes.roles import Role
from processes.rulesets import RULESETS
from processes.services import clock

LIST, LEAVE_OUT = "list_idea", "leave_out_idea"
CHOICE = "choice-"  # begins the name of what is decided of a dossier; its public id follows
LONGEST = 9  # figures of a key in an address


@dataclass(frozen=True)
class Idea:
    """One idea of the list, what is decided of it, and why that was refused."""

    dossier: Dossier
    choice: str
    reason: str
    objections: list[str]


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """Show the ideas that a district selected; list them or leave them out, all or none.

    ``?district=`` its key. An idea that was decided meanwhile stays among those of the form: the
    door says what became of it, and that it is done already where the same page is sent twice.
    """
    by = acting(request)
    if by is None or by.role != Role.PROVINCE_OFFICER:
        raise Http404
    waiting = _waiting(by)
    districts = sorted({(d.district_id, d.district.name) for d in waiting}, key=lambda one: one[1])
    asked = request.GET.get("district", "")
    district = next((pk for pk, _name in districts if str(pk) == asked), None)
    if request.method == "POST" and asked.isascii() and asked.isdecimal():
        district = int(asked[:LONGEST])
    if district is None and districts:
        district = districts[0][0]
    listed = [d for d in waiting if d.district_id == district]
    listed += _gone_on(request, by, district, {d.pk for d in listed})
    ideas = [_idea(request, d) for d in listed]
    row = RULESETS["dl_2022"].transition[LIST]
    form = form_for(tuple(row.asks), {}, data=request.POST if request.method == "POST" else None)
    if request.method == "POST":
        ideas = _taken(request, by, form, ideas)
        if not form.errors:
            return redirect(request.path)
    context = {
        "districts": districts,
        "district": district,
        "ideas": ideas,
        "form": form,
        "step": row,
        "told": told(row),
        "until": can_be_taken_back_until(ideas[0].dossier, row, clock.now()) if ideas else None,
        "left_out": RULESETS["dl_2022"].transition[LEAVE_OUT],
        "key": request.POST.get("key") or uuid4(),
    }
    return render(request, "forms/listing.html", context, status=422 if form.is_bound else 200)


def _waiting(by: Appointment) -> list[Dossier]:
    states = [s.key for s in RULESETS["dl_2022"].transition[LIST].sources]
    return complete(must(by).filter(state__in=states))


def _gone_on(
    request: HttpRequest, by: Appointment, district: int | None, listed: set[int]
) -> list[Dossier]:
    """Return what the form decides on and the list has no more."""
    sent = [name.removeprefix(CHOICE) for name, value in request.POST.items() if value]
    found = visible_to(by).filter(public_id__in=identities(sent), district=district)
    return complete(found.exclude(pk__in=listed).order_by("pk"))


def _idea(request: HttpRequest, dossier: Dossier) -> Idea:
    choice = request.POST.get(f"{CHOICE}{dossier.public_id}", "")
    if request.method != "POST":
        choice = LIST
    elif choice not in (LIST, LEAVE_OUT):
        choice = ""
    return Idea(dossier, choice, request.POST.get(f"reason-{dossier.public_id}", ""), [])


def _taken(request: HttpRequest, by: Appointment, form: GivenForm, ideas: list[Idea]) -> list[Idea]:
    """Take every choice; where something is amiss, say it in the form and change nothing."""
    chosen = [i for i in ideas if i.choice]
    if not chosen:
        form.add_error(None, _("Chưa chọn hồ sơ nào."))
    unexplained = {i.dossier.pk for i in chosen if i.choice == LEAVE_OUT and not i.reason.strip()}
    objections = {pk: [_("Phải ghi lý do không đưa vào.")] for pk in unexplained}
    if unexplained:
        form.add_error(None, _("Phải ghi lý do không đưa vào."))
    if form.is_valid() and not form.errors:
        paper = form.given()
        steps: dict[Dossier, tuple[str, dict[str, Any]]] = {
            i.dossier: (LIST, paper) if i.choice == LIST else (LEAVE_OUT, {"reason": i.reason})
            for i in chosen
        }
        objections = taken(request, by, steps, form)
        if objections:
            form.add_error(None, _("Chưa thực hiện: có hồ sơ bị từ chối, chưa hồ sơ nào thay đổi."))
        else:
            messages.success(request, _("Đã ghi nhận {n} hồ sơ.").format(n=len(chosen)))
    return [Idea(i.dossier, i.choice, i.reason, objections.get(i.dossier.pk, [])) for i in ideas]
