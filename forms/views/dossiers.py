"""Lists of dossiers: an applicant's own, or all that a role may see, with search and filters."""

from django.core.paginator import Paginator
from django.db.models import Case, F, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forms.acting import acting
from forms.views.inbox import RELATED, rows, searched
from processes.models import Appointment, Dossier
from processes.queries.jurisdiction import visible_to
from processes.queries.working_days import working_calendar
from processes.roles import Role
from processes.rulesets import RULESETS
from processes.services import clock

PAGE = 24
FEW = 6  # dossiers that an applicant finds without a search


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
    mine = appointment.role == Role.APPLICANT
    page = Paginator(_ordered(found, appointment), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": rows(page, now, calendar, appointment),
        "mine": mine,
        "key": appointment.key,
        "q": words,
        "state": state,
        "phase": state.partition(".")[0],
        "overdue": overdue,
        "phases": _phases(),
        "states": _states(),
        "total": page.paginator.count,
        "searchable": not mine or bool(words or state or overdue) or page.paginator.count > FEW,
    }
    return render(request, "forms/dossiers.html", context)


def _ordered(found: QuerySet[Dossier], appointment: Appointment) -> QuerySet[Dossier]:
    """What waits for the reader first, on the first page; then soonest due, then newest."""
    wanted = Case(When(waiting=appointment.key, then=0), default=1)
    soonest = F("due_at").asc(nulls_last=True)
    return found.select_related(*RELATED).order_by(wanted, soonest, "-entered_at", "pk")


def _narrowed(found: QuerySet[Dossier], state: str) -> QuerySet[Dossier]:
    """Keep one state (``idea.draft``) or one phase (``idea``)."""
    if not state:
        return found
    return (
        found.filter(state=state) if "." in state else found.filter(state__startswith=f"{state}.")
    )


def _phases() -> list[tuple[str, str]]:
    """The phases to choose from, with their names."""
    return [(key, _(label)) for key, label in next(iter(RULESETS.values())).phases]


def _states() -> list[tuple[str, list[tuple[str, str]]]]:
    ruleset, every = next(iter(RULESETS.values())), _("{phase}: mọi bước")
    return [
        (
            _(label),
            [
                (phase, every.format(phase=_(label))),
                *((s.key, _(s.label)) for s in ruleset.states if s.phase == phase),
            ],
        )
        for phase, label in ruleset.phases
    ]
