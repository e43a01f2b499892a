"""For those who watch: how many stand where, how many are late, is the record true."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forms.acting import acting
from forms.views.inbox import searched
from processes.models import Appointment, Dossier
from processes.queries.duties import Counts, counts, visible
from processes.queries.jurisdiction import label_of, visible_to
from processes.queries.verification import verify
from processes.roles import Role
from processes.rulesets import RULESETS
from processes.services import clock

ROLES = frozenset({Role.SUPERVISOR, Role.AUDITOR, Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER})
PAGE = 50


@dataclass(frozen=True)
class Cell:
    """One state of the board; each number is the length of the list behind it."""

    key: str
    label: str
    holder: str
    total: int
    overdue: int


@dataclass(frozen=True)
class Phase:
    """One phase of the board."""

    label: str
    cells: list[Cell]

    @property
    def total(self) -> int:
        """Dossiers in the phase."""
        return sum(c.total for c in self.cells)

    @property
    def overdue(self) -> int:
        """Overdue dossiers in the phase."""
        return sum(c.overdue for c in self.cells)


@require_safe
def oversight(request: HttpRequest) -> HttpResponse:
    """Show the board of everything that the appointment may see."""
    seen = visible_to(_watcher(request))
    phases = board(seen, clock.now())
    context = {
        "phases": phases,
        "total": sum(p.total for p in phases),
        "under_way": sum(p.total for p in phases if not _ends(p)),
        "overdue": sum(p.overdue for p in phases),
        "worst": max((c for p in phases for c in p.cells), key=lambda c: c.overdue, default=None),
        "duties": _duties(_watcher(request)),
    }
    return render(request, "forms/oversight.html", context)


def _duties(appointment: Appointment) -> Counts | None:
    found = visible(appointment)
    return counts(found, clock.today()) if found.exists() else None


def _ends(phase: Phase) -> bool:
    return all(not c.holder for c in phase.cells)


def _watcher(request: HttpRequest, *roles: str) -> Appointment:
    appointment = acting(request)
    if appointment is None or appointment.role not in (roles or ROLES):
        raise Http404
    return appointment


def board(seen: QuerySet[Dossier], now: datetime) -> list[Phase]:
    """Return the counts by phase and state, in the journey's order, from one query."""
    late = Q(due_at__lte=now) & ~Q(waiting="")
    counted = (
        seen.order_by()
        .values("ruleset_key", "state")
        .annotate(total=Count("pk"), overdue=Count("pk", filter=late))
    )
    found: dict[tuple[str, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for row in counted:
        found[row["ruleset_key"], row["state"]] = (row["total"], row["overdue"])
    used = {key for key, _state in found} or set(list(RULESETS)[:1])
    return [
        Phase(
            _(label),
            [
                Cell(
                    s.key,
                    _(s.label),
                    _(label_of(s.holder)) if s.holder else "",
                    *found[ruleset.key, s.key],
                )
                for s in ruleset.states
                if s.phase == phase
            ],
        )
        for ruleset in RULESETS.values()
        if ruleset.key in used
        for phase, label in ruleset.phases
    ]


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """List the dossiers for an auditor; on request, recompute the chain of each of them."""
    seen = visible_to(_watcher(request, Role.AUDITOR))
    words = request.GET.get("q", "").strip()
    found = searched(seen, words).select_related("product", "organisation").order_by("code")
    findings = verify(found) if "verify" in request.GET else None
    broken = {p.dossier for p in findings.problems} if findings else set()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "q": words,
        "findings": findings,
        "rows": [(d, d.code in broken) for d in page],
    }
    return render(request, "forms/audit.html", context)
