"""My work: what I must do, what I may take up, and where everything else waits."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forms.acting import acting
from forms.lights import Light, light
from forms.views.duties import rows_of
from forms.wording import holder
from processes.engine import WorkingCalendar
from processes.models import Appointment, Dossier
from processes.queries import inbox as queries
from processes.queries.duties import coming, owed_by
from processes.queries.jurisdiction import visible_to
from processes.queries.working_days import working_calendar
from processes.roles import Role
from processes.rulesets import RULESETS
from processes.services import clock
from processes.text import fold

PAGE = 20
MOST_WORDS = 8  # of a search; each is a condition, and a database takes only so many
RELATED = (
    "product",
    "organisation",
    "commune",
    "district",
    "province",
    "district_council",
    "province_council",
)


@dataclass(frozen=True)
class Tab:
    """One list of the inbox, with how many stand in it."""

    key: str
    label: str
    dossiers: QuerySet[Dossier]
    total: int
    overdue: int
    today: int


@dataclass(frozen=True)
class Row:
    """One line: the dossier, its light and who holds it."""

    dossier: Dossier
    light: Light
    holder: str


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show one list: soonest due first, narrowed by words and by how due things are."""
    appointment = acting(request)
    now, calendar = clock.now(), working_calendar()
    tabs = _tabs(appointment, now, calendar) if appointment else []
    asked = request.GET.get("tab", "")
    tab = next((t for t in tabs if t.key == asked), tabs[0] if tabs else None)
    words, due = request.GET.get("q", "").strip(), request.GET.get("due", "")
    from forms.views.batches import batches_of  # it lists dossiers as this page does

    context = {
        "tabs": tabs,
        "tab": tab,
        "q": words,
        "batches": batches_of(appointment.role) if appointment else [],
        "due": due,
        "page": None,
        "rows": [],
        "owed": [],
        "coming": 0,
    }
    if appointment and tab is tabs[0] and not words and not due:
        today = calendar.day(now)
        context["owed"] = rows_of(owed_by(appointment, today))
        context["coming"] = coming(appointment, today).count()
    if tab is not None and appointment is not None:
        found = _due(searched(tab.dossiers, words), due, now, calendar)
        page = Paginator(found.select_related(*RELATED), PAGE).get_page(request.GET.get("page"))
        context |= {"page": page, "rows": rows(page, now, calendar, appointment)}
    return render(request, "forms/inbox.html", context)


def rows(
    dossiers: Page[Dossier] | QuerySet[Dossier],
    now: datetime,
    calendar: WorkingCalendar,
    appointment: Appointment,
) -> list[Row]:
    """Return the lines of a list."""
    return [
        Row(d, light(d, now, calendar, appointment.role), holder(d, d.current)) for d in dossiers
    ]


def searched(dossiers: QuerySet[Dossier], words: str) -> QuerySet[Dossier]:
    """Keep the dossiers that have every word, marks and case set aside."""
    for word in fold(words.replace("\0", " ")).split()[:MOST_WORDS]:
        dossiers = dossiers.filter(search__contains=word)
    return dossiers


def _tabs(appointment: Appointment, now: datetime, calendar: WorkingCalendar) -> list[Tab]:
    must, may = queries.must(appointment), queries.may(appointment)
    takes = _takes_up(appointment.role)
    mine = Q(pk__in=_keys(must)) | (Q(pk__in=_keys(may)) if takes else Q(pk__in=[]))
    elsewhere = visible_to(appointment).exclude(mine).exclude(waiting="")
    lists = [("must", _("Việc của tôi"), must)]
    lists += [("may", _("Có thể tiếp nhận"), may)] if takes else []
    lists += [("elsewhere", _("Đang chờ nơi khác"), elsewhere.order_by(*_SOONEST))]
    return [Tab(k, label, found, *_counts(found, now, calendar)) for k, label, found in lists]


_SOONEST = (F("due_at").asc(nulls_last=True), "pk")


def _keys(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    return dossiers.order_by().values("pk")


def _takes_up(role: str) -> bool:
    """Whether an office with this role has steps on what others hold (§6.2.a, §6.3.a)."""
    return role != Role.APPLICANT and any(
        s.holder != role
        for ruleset in RULESETS.values()
        for t in ruleset.transitions
        if t.by == role
        for s in t.sources
    )


def _counts(
    dossiers: QuerySet[Dossier], now: datetime, calendar: WorkingCalendar
) -> tuple[int, int, int]:
    """Return how many there are, how many are overdue and how many are due today, in one query."""
    found = dossiers.order_by().aggregate(
        total=Count("pk"),
        overdue=Count("pk", filter=Q(due_at__lte=now)),
        today=Count("pk", filter=_ends_today(now, calendar)),
    )
    return found["total"], found["overdue"], found["today"]


def _ends_today(now: datetime, calendar: WorkingCalendar) -> Q:
    return Q(due_at__gt=now, due_at__lte=calendar.end_of(calendar.day(now)))


def _due(
    dossiers: QuerySet[Dossier], due: str, now: datetime, calendar: WorkingCalendar
) -> QuerySet[Dossier]:
    if due == "overdue":
        return dossiers.filter(due_at__lte=now)
    if due == "today":
        return dossiers.filter(_ends_today(now, calendar))
    return dossiers
