"""The auditor's desk: what is worth a look, a sample by lot, and every dossier's chain."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forms import record_search as words
from forms.reading import reads
from forms.views import sampling
from forms.views.records import row_of
from forms.watching import watcher_or_404
from forms.wording import day_in_words
from processes.models import Appointment, Record
from processes.queries.audit import oddities as queries
from processes.queries.audit import records as found_records
from processes.queries.audit import sample as lots
from processes.queries.audit.oddities import ODDITIES, Oddity, Period
from processes.queries.jurisdiction import visible_to
from processes.queries.search import searched
from processes.queries.verification import verify
from processes.queries.working_days import working_calendar
from processes.roles import Role
from processes.services import clock
from processes.text import one_line

PAGE = 50
DAYS = 30  # that are looked at unless told
LONGEST = 366  # days of a period
FEW = 5  # rows of one oddity beside the others


def _auditor(request: HttpRequest) -> Appointment:
    return watcher_or_404(request, (Role.AUDITOR,))


@reads("watch")
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Show what is worth a look, the day's sample and the dossiers; recompute chains on request."""
    who, today = _auditor(request), clock.today()
    asked = one_line(request.GET.get("q", ""))
    found = searched(visible_to(who), asked).select_related("product", "organisation")
    found = found.order_by("code")
    findings = verify(found) if "verify" in request.GET else None
    broken = {p.dossier for p in findings.problems} if findings else set()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    period = Period(today - timedelta(days=DAYS - 1), today, working_calendar())
    daily = sampling.of_the_day(who, today)
    context = {
        "page": page,
        "q": asked,
        "findings": findings,
        "rows": [(d, d.code in broken) for d in page],
        "figures": [_figure(one, who, period) for one in ODDITIES],
        "days": DAYS,
        "lot": daily,
        "drawn": list(lots.drawn(who, daily)) if daily else [],
        "sample": sampling.address(daily) if daily else "",
    }
    return render(request, "forms/audit.html", context)


@dataclass(frozen=True)
class Figure:
    """One oddity with its number and the address of its rows."""

    oddity: Oddity
    number: int
    is_more: bool
    url: str


def _figure(oddity: Oddity, who: Appointment, period: Period, known: int | None = None) -> Figure:
    """Return the figure; ``known``: the number, where every row is in hand already."""
    counted = queries.counted(oddity.find(who, period)) if known is None else (known, False)
    number, is_more = counted
    query = {"loai": oddity.key, "tu": period.since, "den": period.until}
    return Figure(oddity, number, is_more, f"{reverse('oddities')}?{urlencode(query)}")


# what is worth a look


@dataclass(frozen=True)
class Shown:
    """One oddity as it is read: its figure and its first rows."""

    figure: Figure
    rows: list[Any]
    older: str = ""


@reads("watch")
@require_safe
def oddities(request: HttpRequest) -> HttpResponse:
    """Show what is worth a look in a period, all of it or one kind page by page.

    ``?tu=`` and ``?den=``: first and last day; ``?loai=``: the key of one oddity.
    """
    who = _auditor(request)
    period, wrong = _period(request.GET)
    key = request.GET.get("loai", "")
    chosen = [one for one in ODDITIES if key in ("", one.key)]
    if not chosen:
        raise Http404
    context = {
        "period": period,
        "wrong": wrong,
        "longest": LONGEST,
        "chosen": key,
        "shown": [_shown(one, who, period, request.GET, alone=bool(key)) for one in chosen],
        "every": f"{reverse('oddities')}?{urlencode({'tu': period.since, 'den': period.until})}",
    }
    return render(request, "forms/oddities.html", context)


def _period(query: Mapping[str, str]) -> tuple[Period, bool]:
    """Return the period that is asked for, and whether it could not be taken as it was."""
    today, calendar = clock.today(), working_calendar()
    given = [words.day(query[name]) if query.get(name) else None for name in ("tu", "den")]
    wrong = any(query.get(n) and d is None for n, d in zip(("tu", "den"), given, strict=True))
    until = given[1] or today
    since = given[0] or until - timedelta(days=DAYS - 1)
    if since > until or (until - since).days >= LONGEST:
        since, wrong = until - timedelta(days=DAYS - 1), True
    return Period(since, until, calendar), wrong


def _shown(
    one: Oddity, who: Appointment, period: Period, query: Mapping[str, str], *, alone: bool
) -> Shown:
    found, size = one.find(who, period), PAGE if alone else FEW
    if one.kind != "record":
        rows = [_row(one, row, period) for row in found[: PAGE + 1]]
        known = len(rows) if len(rows) <= PAGE else None
        return Shown(_figure(one, who, period, known), rows[:PAGE])
    place = words.place_in(query) if alone else None
    part = found_records.newest(found, size, place)
    every = place is None and part.after is None
    figure = _figure(one, who, period, len(part.records) if every else None)
    older = ""
    if part.after and alone:
        older = f"{figure.url}&{urlencode({words.AFTER: words.place_words(part.after)})}"
    elif part.after:
        older = figure.url
    shown = [row_of(r) for r in part.records]
    if one.find is queries.out_of_hours:
        shown = [replace(row, note=_hour(row.record, period)) for row in shown]
    return Shown(figure, shown, older)


def _hour(record: Record, period: Period) -> str:
    """Say at which hour of which day a record was made, and what makes it out of hours."""
    at = localtime(record.at, period.calendar.zone)
    worked = period.calendar.is_worked(at.date())
    text = _("{time} {day}, ngoài giờ") if worked else _("{time} {day}, ngày nghỉ")
    return text.format(time=f"{at:%H:%M}", day=day_in_words(at.date()))


def _row(one: Oddity, row: Any, period: Period) -> Any:
    """Return a member's row with the address of its records; an extension as it is."""
    if one.kind == "extension":
        return row
    query = {"nguoi": row["member__username"], "tu": period.since, "den": period.until}
    marks = [
        (m, row[f"above_{m}"], row[f"below_{m}"]) for m in queries.MARKS if one.kind == "marks"
    ]
    points = [row[k] / 100 for k in ("lowest", "highest")] if one.kind == "alike" else []
    name = row["member__full_name"] or row["member__username"]
    url = f"{reverse('records')}?{urlencode(query)}"
    return {"name": name, "sheets": row["sheets"], "marks": marks, "points": points, "url": url}
