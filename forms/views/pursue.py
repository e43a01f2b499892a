"""What a supervisor does with dossiers chosen from a list: remind the holder, or give to a person."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forms import lists
from forms.acting import acting
from forms.posted import none_chosen, ticked, too_many, typed
from forms.views.dossiers import REMINDS
from forms.views.inbox import RELATED
from processes.engine import Refused
from processes.models import Appointment, Dossier
from processes.queries.desk import of_office
from processes.queries.jurisdiction import visible_to
from processes.roles import Role
from processes.services import clock
from processes.services.handover import CLAIMS, assign
from processes.services.nudge import remind

LONGEST = 1000  # characters of the filters that are carried along


@dataclass(frozen=True)
class Outcome:
    """What came of one dossier, in words."""

    dossier: Dossier
    words: list[str]
    tone: str = "calm"


@require_POST
def pursue(request: HttpRequest) -> HttpResponse:
    """Show what was chosen and what may be done; do it, and say what came of each dossier."""
    by = acting(request)
    if by is None or by.role not in REMINDS:
        raise Http404
    chosen = [] if too_many(request) else _chosen(request, by)
    query = QueryDict(request.POST.get("back", "")[:LONGEST].replace("\0", ""))
    back = lists.address(lists.read(query).wanted, q=query.get("q", ""))
    if not chosen:
        messages.error(request, none_chosen(request))
        return redirect(back)
    reason, what = typed(request, "reason"), request.POST.get("do")
    colleagues = _colleagues(by, chosen)
    outcomes, missing = [], ""
    if what and not reason:
        missing = _("Phải ghi lý do.")
    elif what == "remind":
        outcomes = [_outcome(d, lambda d: _reminded(d, reason, by)) for d in chosen]
    elif what == "assign":
        to = _colleague(request, colleagues)
        outcomes = [_outcome(d, lambda d: _assigned(d, to, reason, by)) for d in chosen]
    context = {
        "back": back,
        "query": query.urlencode(),
        "chosen": chosen,
        "outcomes": outcomes,
        "colleagues": colleagues,
        "reason": reason,
        "missing": missing,
    }
    return render(request, "forms/pursue.html", context, status=422 if missing else 200)


def _chosen(request: HttpRequest, by: Appointment) -> list[Dossier]:
    found = visible_to(by).filter(public_id__in=ticked(request)).exclude(waiting="")
    return list(found.select_related(*RELATED).order_by("pk"))


def _outcome(dossier: Dossier, do: Callable[[Dossier], Outcome]) -> Outcome:
    try:
        return do(dossier)
    except Refused as refused:
        return Outcome(dossier, [r.say(_) for r in refused.reasons], "late")


def _reminded(dossier: Dossier, reason: str, by: Appointment) -> Outcome:
    if remind(dossier.pk, reason, by=by):
        return Outcome(dossier, [_("đã nhắc")])
    return Outcome(dossier, [_("hôm nay đã nhắc rồi")], "none")


def _assigned(dossier: Dossier, to: Appointment, reason: str, by: Appointment) -> Outcome:
    assign(dossier.pk, to, reason, by=by)
    return Outcome(dossier, [_("đã giao cho {who}").format(who=to.user)])


def _colleagues(by: Appointment, chosen: list[Dossier]) -> list[Appointment]:
    """Return to whom all of them may be given: the people of the one office they wait for."""
    offices = {d.waiting for d in chosen}
    role = min(offices).partition("@")[0]
    if by.role != Role.SUPERVISOR or len(offices) > 1 or role not in CLAIMS:
        return []
    return list(of_office(min(offices), clock.today()))


def _colleague(request: HttpRequest, colleagues: list[Appointment]) -> Appointment:
    found = next((c for c in colleagues if str(c.pk) == request.POST.get("to")), None)
    if found is None:
        raise Http404
    return found
