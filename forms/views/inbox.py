"""My work: what I must do, what I may take up, and where everything else waits.

One list holds dossiers, council sheets and the cycle's duties, by the term that ends first. What
narrows it stands in the address, so a view can be kept, shared and opened again.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forms.acting import acting
from forms.lights import Light, light
from forms.views.duties import Row as DutyRow
from forms.views.duties import rows_of
from forms.wording import holder
from processes.engine import WorkingCalendar
from processes.models import Appointment, Dossier, Duty, Record
from processes.queries import desk
from processes.queries import inbox as queries
from processes.queries.corrections import asked_of
from processes.queries.duties import coming, owed_by
from processes.queries.search import searched
from processes.queries.working_days import working_calendar
from processes.roles import Role
from processes.rulesets import RULESETS
from processes.services import clock
from processes.services.handover import CLAIMS
from processes.services.substitution import DEPUTISED

PAGE = 20
DUE = ("overdue", "today")
LONGEST = 9  # figures of a key in an address; a longer one is no key
LIST = "list"  # in the session: the appointment, and the address of the list it works through


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


@dataclass(frozen=True)
class Line:
    """One line of the inbox: a dossier or a duty of the cycle."""

    row: Row | None = None
    duty: DutyRow | None = None


@dataclass(frozen=True)
class Filters:
    """What narrows a list, as its address says it; what makes no sense there is passed over."""

    tab: str
    q: str
    due: str
    state: str
    unit: str
    free: str

    @classmethod
    def of(cls, address: QueryDict) -> "Filters":
        """Read the address."""
        given = {k: address.get(k, "").replace("\0", " ").strip() for k in cls.names()}
        if given["due"] not in DUE:
            given["due"] = ""
        if (
            not (given["unit"].isascii() and given["unit"].isdecimal())
            or len(given["unit"]) > LONGEST
        ):
            given["unit"] = ""
        return cls(**given)

    @staticmethod
    def names() -> tuple[str, ...]:
        """The names that the address uses."""
        return ("tab", "q", "due", "state", "unit", "free")

    @property
    def narrowed(self) -> bool:
        """Whether anything besides the tab is asked for."""
        return bool(self.q or self.due or self.state or self.unit or self.free)

    @property
    def query(self) -> str:
        """The part of the address that says all this again."""
        return urlencode({k: v for k in self.names() if (v := getattr(self, k))})

    def but(self, **changed: str) -> str:
        """Return the address with something changed; the page begins anew."""
        given = {k: changed.get(k, getattr(self, k)) for k in self.names()}
        return "?" + urlencode({k: v for k, v in given.items() if v})

    def keep(
        self, found: QuerySet[Dossier], now: datetime, calendar: WorkingCalendar
    ) -> QuerySet[Dossier]:
        """Keep what matches."""
        found = _due(searched(found, self.q), self.due, now, calendar)
        if self.state:
            found = found.filter(state=self.state)
        if self.unit:
            found = found.filter(Q(commune_id=int(self.unit)) | Q(district_id=int(self.unit)))
        return found.filter(assignee=None) if self.free else found


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show one list: soonest due first, narrowed by words and by how due things are."""
    appointment = acting(request)
    if appointment is None:
        return render(request, "forms/inbox.html", {"tab": None})
    now, calendar = clock.now(), working_calendar()
    today = calendar.day(now)
    duties = list(owed_by(appointment, today))
    tabs = _tabs(appointment, now, calendar, duties)
    asked = Filters.of(request.GET)
    tab = next((t for t in tabs if t.key == asked.tab), tabs[0])
    from forms.views.batches import batches_of  # it lists dossiers as this page does

    found = asked.keep(tab.dossiers, now, calendar)
    after = desk.Cursor.read(request.GET.get("after", ""))
    part = desk.page(found, PAGE, after)
    whole = tab.key in ("must", "unit") and not asked.narrowed
    lines = _merged(
        rows(part.dossiers, now, calendar, appointment),
        duties if whole else [],
        calendar,
        (after, part.after),
    )
    _remember(request, appointment, asked, tab)
    cleared = request.session.pop("cleared", 0)  # what is done in a row is counted anew from here
    context = {
        "cleared": cleared,
        "begun": cleared + found.order_by().count() if cleared else 0,
        "tabs": tabs,
        "tab": tab,
        "asked": asked,
        "q": asked.q,
        "due": asked.due,
        "states": _states(tab.dossiers),
        "units": _units(tab.dossiers, appointment),
        "views": list(desk.views_of(appointment, today)),
        "batches": batches_of(appointment.role),
        "deputised": appointment.role in DEPUTISED and appointment.on_behalf_of_id is None,
        "lines": lines,
        "rows": [line.row for line in lines if line.row],
        "owed": [line.duty for line in lines if line.duty],
        "after": part.after,
        "first": after is None,
        "matching": found.order_by().count() if asked.narrowed else tab.total,
        "coming": coming(appointment, today).count() if tab is tabs[0] and after is None else 0,
        "corrections": _corrections(appointment) if after is None else [],
        "claims": appointment.role in CLAIMS and tab.key in ("must", "unit"),
        "links": {
            "any": asked.but(tab=tab.key, due=""),
            "overdue": asked.but(tab=tab.key, due="overdue"),
            "today": asked.but(tab=tab.key, due="today"),
            "next": asked.but(tab=tab.key) + f"&after={part.after}",
            "begin": asked.but(tab=tab.key),
        },
    }
    return render(request, "forms/inbox.html", context)


def _corrections(appointment: Appointment) -> list[tuple[Record, str]]:
    """Return what the reader is asked to take back or to leave, with the reason given."""
    found = asked_of(appointment)[:PAGE]
    return [(r, r.detail.data.get("reason", "")) for r in found]


def _remember(request: HttpRequest, appointment: Appointment, asked: Filters, tab: Tab) -> None:
    """Keep the list that is worked through; the whole of one's own work needs no keeping."""
    shown = [appointment.pk, asked.query] if asked.narrowed or tab.key != "must" else None
    if request.session.get(LIST) != shown:
        request.session[LIST] = shown


def working_list(request: HttpRequest, appointment: Appointment) -> tuple[QuerySet[Dossier], str]:
    """Return the list that the reader works through, as the inbox showed it last, and its address.

    What the reader cannot work through, and another appointment's list, is that of all its work.
    """
    whose, query = request.session.get(LIST) or (None, "")
    now, calendar = clock.now(), working_calendar()
    mine = desk.mine(appointment, calendar.day(now))
    if whose != appointment.pk:
        return mine, ""
    asked = Filters.of(QueryDict(query))
    if asked.tab == "elsewhere":
        return mine, f"?{query}"
    others = {"unit": queries.must, "may": queries.may}.get(asked.tab)
    return asked.keep(others(appointment) if others else mine, now, calendar), f"?{query}"


def _merged(
    shown: list[Row],
    duties: list[Duty],
    calendar: WorkingCalendar,
    between: tuple[desk.Cursor | None, desk.Cursor | None],
) -> list[Line]:
    """Set duties among the dossiers of a page: each stands on the page that its term falls on."""
    after, _onward = between
    if after is not None and after.due_at is None:
        duties = []  # past the terms: what follows has none
    low, high = (cursor.due_at if cursor else None for cursor in between)
    here = [
        d
        for d in duties
        if (low is None or calendar.end_of(d.due_on) > low)
        and (high is None or calendar.end_of(d.due_on) <= high)
    ]
    lines = [(r.dossier.due_at, 1, Line(row=r)) for r in shown]
    lines += [(calendar.end_of(r.duty.due_on), 0, Line(duty=r)) for r in rows_of(here)]
    latest = datetime.max.replace(tzinfo=UTC)
    return [line for _due, _kind, line in sorted(lines, key=lambda one: (one[0] or latest, one[1]))]


def rows(
    dossiers: "list[Dossier] | QuerySet[Dossier]",
    now: datetime,
    calendar: WorkingCalendar,
    appointment: Appointment,
) -> list[Row]:
    """Return the lines of a list."""
    return [
        Row(d, light(d, now, calendar, appointment.role), holder(d, d.current)) for d in dossiers
    ]


def _tabs(
    appointment: Appointment, now: datetime, calendar: WorkingCalendar, duties: list[Duty]
) -> list[Tab]:
    """Return the lists; that of the office stands apart only where a colleague has taken some up."""
    takes = _takes_up(appointment.role)
    office = queries.must(appointment)
    lists = [("must", _("Việc của tôi"), desk.mine(appointment, calendar.day(now)))]
    if appointment.role in CLAIMS and office.exclude(assignee=None).exists():
        lists += [("unit", _("Của cả đơn vị"), office)]
    lists += [("may", _("Có thể tiếp nhận"), queries.may(appointment))] if takes else []
    lists += [("elsewhere", _("Đang chờ nơi khác"), desk.elsewhere(appointment, takes_up=takes))]
    late = sum(calendar.end_of(d.due_on) <= now for d in duties)
    ends = sum(d.due_on == calendar.day(now) for d in duties)
    tabs = []
    for key, label, found in lists:
        total, overdue, today = _counts(found, now, calendar)
        if key in ("must", "unit"):
            total, overdue, today = total + len(duties), overdue + late, today + ends
        tabs.append(Tab(key, label, found, total, overdue, today))
    return tabs


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


def _states(dossiers: QuerySet[Dossier]) -> list[tuple[str, str, int]]:
    """Return the steps that the list's dossiers stand at, in the journey's order, with counts."""
    counted = dict(dossiers.order_by().values_list("state").annotate(n=Count("pk")))
    known = {s.key: s.label for r in RULESETS.values() for s in r.states}
    return [(key, _(label), counted[key]) for key, label in known.items() if key in counted]


def _units(dossiers: QuerySet[Dossier], appointment: Appointment) -> list[tuple[int, str, int]]:
    """Return the units below the reader's own that the list's dossiers are of, with counts."""
    if appointment.role in (Role.APPLICANT, Role.COMMUNE_OFFICER):
        return []
    level = "commune" if appointment.role.startswith("district") else "district"
    names = (f"{level}_id", f"{level}__name")
    found = dossiers.order_by().values_list(*names).annotate(n=Count("pk"))
    return sorted(found, key=lambda one: one[1])
