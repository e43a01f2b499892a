"""Lists of dossiers: an applicant's own, or all that a role may see, with search and filters."""

from django.core.paginator import Paginator
from django.db.models import Case, F, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forms import lists
from forms.acting import acting
from forms.views.inbox import rows
from processes.models import Appointment, Dossier
from processes.queries.certificates import revoked_among
from processes.queries.jurisdiction import visible_to
from processes.queries.lines import complete
from processes.queries.search import searched
from processes.queries.selection import Moment, narrowed
from processes.queries.working_days import working_calendar
from processes.roles import Role
from processes.rulesets import RULESETS
from processes.services import clock

PAGE = 24
FEW = 6  # dossiers that an applicant finds without a search
REMINDS = frozenset({Role.SUPERVISOR, Role.PROVINCE_OFFICER})


@require_safe
def dossiers(request: HttpRequest) -> HttpResponse:
    """Show the dossiers that the appointment may see: what waits for its reader first."""
    appointment = acting(request)
    if appointment is None:
        return redirect("home")
    moment = Moment(clock.now(), working_calendar())
    words, asked = request.GET.get("q", "").strip(), lists.read(request.GET)
    found = searched(visible_to(appointment), words)
    found = found.none() if asked.unknown else narrowed(found, asked.wanted, moment)
    mine = appointment.role == Role.APPLICANT
    page = Paginator(_ordered(found, appointment), PAGE).get_page(request.GET.get("page"))
    total, wanted, shown = page.paginator.count, asked.wanted, complete(page)
    context = {
        "page": page,
        "rows": rows(shown, moment.now, moment.calendar, appointment),
        "revoked": revoked_among(shown, moment.calendar.day(moment.now)),
        "mine": mine,
        "key": appointment.key,
        "q": words,
        "asked": asked,
        "chips": lists.chips(asked, q=words),
        "sentence": lists.sentence(asked, total),
        "state": wanted.state or wanted.phase,
        "phase": wanted.phase or wanted.state.partition(".")[0],
        "kept": lists.kept(asked),
        "query": lists.query_of(wanted, q=words),
        "phases": [
            (k, label, lists.address(lists.in_phase(wanted, k), q=words)) for k, label in _phases()
        ],
        "every_phase": lists.address(lists.in_phase(wanted, ""), q=words),
        "states": _states(),
        "total": total,
        "reminds": appointment.role in REMINDS,
        "searchable": not mine or bool(words) or not asked.is_empty or total > FEW,
    }
    return render(request, "forms/dossiers.html", context)


def _ordered(found: QuerySet[Dossier], appointment: Appointment) -> QuerySet[Dossier]:
    """What waits for the reader first, on the first page; then soonest due, then newest."""
    wanted = Case(When(waiting=appointment.key, then=0), default=1)
    soonest = F("due_at").asc(nulls_last=True)
    return found.order_by(wanted, soonest, "-entered_at", "pk")


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
