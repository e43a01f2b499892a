"""What a supervisor does with dossiers chosen from a list: remind, give to a person, extend."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forms import lists
from forms.acting import acting
from forms.builder import form_for
from forms.lights import last_day
from forms.posted import none_chosen, posted_key, ticked, too_many, typed
from forms.views.dossiers import REMINDS
from processes.engine import Refused
from processes.models import Appointment, Dossier
from processes.phases.ending import EXTEND_TERM
from processes.queries.desk import of_office
from processes.queries.jurisdiction import visible_to
from processes.queries.lines import complete
from processes.queries.working_days import working_calendar
from processes.roles import Role
from processes.services import clock
from processes.services.handover import CLAIMS, assign
from processes.services.move import move
from processes.services.nudge import remind

FORECAST, FORETOLD = "forecast", ("don-vi", "goi", "page")  # the other list, and its filters
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
    back = _back(request, query)
    if not chosen:
        messages.error(request, none_chosen(request))
        return redirect(back)
    reason, what = typed(request, "reason"), request.POST.get("do")
    colleagues = _colleagues(by, chosen)
    letter = form_for(EXTEND_TERM.asks, data=request.POST if what == "extend" else None)
    letter.use_required_attribute = False  # the other buttons of the page need none of it
    outcomes, missing = [], ""
    if what and not reason:
        missing = _("Phải ghi lý do.")
    elif what == "remind":
        outcomes = [_outcome(d, lambda d: _reminded(d, reason, by)) for d in chosen]
    elif what == "assign":
        to = _colleague(request, colleagues)
        outcomes = [_outcome(d, lambda d: _assigned(d, to, reason, by)) for d in chosen]
    elif what == "extend" and letter.is_valid():
        given, key = {**letter.given(), "reason": reason}, posted_key(request)
        outcomes = [_outcome(d, lambda d: _extended(d, given, key, by)) for d in chosen]
    wrong = bool(missing) or bool(letter.errors)
    context = {
        "back": back,
        "query": query.urlencode(),
        "where": FORECAST if request.POST.get("where") == FORECAST else "",
        "chosen": chosen,
        "outcomes": outcomes,
        "colleagues": colleagues,
        "reason": reason,
        "missing": missing,
        "wrong": wrong,
        "letter": letter if any(_can_be_extended(d, by) for d in chosen) else None,
        "key": uuid4(),
    }
    return render(request, "forms/pursue.html", context, status=422 if wrong else 200)


def _back(request: HttpRequest, query: QueryDict) -> str:
    """Return the address of the list that the page was sent from, and never another."""
    if request.POST.get("where") == FORECAST:
        kept = {name: query[name] for name in FORETOLD if query.get(name)}
        return f"{reverse(FORECAST)}?{urlencode(kept)}"
    return lists.address(lists.read(query).wanted, q=query.get("q", ""))


def _chosen(request: HttpRequest, by: Appointment) -> list[Dossier]:
    found = visible_to(by).filter(public_id__in=ticked(request)).exclude(waiting="")
    return complete(found.order_by("pk"))


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


def _can_be_extended(dossier: Dossier, by: Appointment) -> bool:
    states = {s.key for s in EXTEND_TERM.states}
    return by.role in EXTEND_TERM.by and dossier.state in states


def _extended(dossier: Dossier, given: dict[str, Any], key: UUID, by: Appointment) -> Outcome:
    """Promise a new day under the one letter; the door refuses where there is no term to extend."""
    own = uuid5(key, dossier.code)
    record = move(dossier.pk, EXTEND_TERM.name, by=by, key=own, given=given)
    until = last_day(record.due_at, working_calendar())
    return Outcome(dossier, [_("hẹn lại hết ngày {day}").format(day=f"{until:%d/%m/%Y}")])


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
