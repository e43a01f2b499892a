"""Lists of dossiers: an applicant's own, or all that a role may see, with search and filters."""

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forms.acting import acting
from forms.views.inbox import RELATED, rows, searched
from processes.models import Dossier
from processes.queries.jurisdiction import visible_to
from processes.queries.working_days import working_calendar
from processes.roles import Role
from processes.rulesets import RULESETS
from processes.services import clock

PAGE = 24


@require_safe
def dossiers(request: HttpRequest) -> HttpResponse:
    """Show the dossiers that the appointment may see: what waits for its reader first."""
    appointment = acting(request)
    if appointment is None:
        return redirect("home")
    now, calendar = clock.now(), working_calendar()
    words, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    found = _narrowed(searched(visible_to(appointment), words), state)
    overdue = request.GET.get("overdue", "")
    if overdue:
        found = found.filter(due_at__lte=now).exclude(waiting="")
    ordered = found.select_related(*RELATED).order_by(
        F("due_at").asc(nulls_last=True), "-entered_at", "pk"
    )
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    mine = appointment.role == Role.APPLICANT
    shown = rows(page, now, calendar, appointment)
    context = {
        "page": page,
        "rows": sorted(shown, key=lambda r: r.dossier.waiting != appointment.key)
        if mine
        else shown,
        "mine": mine,
        "key": appointment.key,
        "q": words,
        "state": state,
        "overdue": overdue,
        "states": _states(),
        "total": page.paginator.count,
    }
    return render(request, "forms/dossiers.html", context)


def _narrowed(found: QuerySet[Dossier], state: str) -> QuerySet[Dossier]:
    """Keep one state (``idea.draft``) or one phase (``idea``)."""
    if not state:
        return found
    return (
        found.filter(state=state) if "." in state else found.filter(state__startswith=f"{state}.")
    )


def _states() -> list[tuple[str, list[tuple[str, str]]]]:
    ruleset = next(iter(RULESETS.values()))
    return [
        (_(label), [(s.key, _(s.label)) for s in ruleset.states if s.phase == phase])
        for phase, label in ruleset.phases
    ]
