"""The auditor's desk: what is worth a look, a sample by lot, and every dossier's chain."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forms import record_search as words
from forms.reading import reads
from forms.spreadsheets import streamed
from forms.views.records import row_of, units_of
from forms.watching import watcher_or_404
from processes.models import Appointment, Cycle
from processes.models.units import Level
from processes.queries.audit import oddities as queries
from processes.queries.audit import records as found_records
from processes.queries.audit import sample as lots
from processes.queries.audit.oddities import ODDITIES, Oddity, Period
from processes.queries.cycles import current_cycle
from processes.queries.jurisdiction import visible_to
from processes.queries.search import searched
from processes.queries.selection import DIGITS
from processes.queries.verification import verify
from processes.queries.working_days import working_calendar
from processes.roles import Role
from processes.services import clock
from processes.text import one_line

PAGE = 50
DAYS = 30  # that are looked at unless told
LONGEST = 366  # days of a period
FEW = 5  # rows of one oddity beside the others
DAILY = 5  # dossiers that are drawn for each day
USUAL = 20  # dossiers of a sample unless told
SEED = 40  # characters of a seed
HEADER = ("thu_tu", "ma_ho_so", "san_pham", "chu_the", "xa", "huyen", "trang_thai", "md5")


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
    daily = _of_the_day(who, today)
    context = {
        "page": page,
        "q": asked,
        "findings": findings,
        "rows": [(d, d.code in broken) for d in page],
        "figures": [_figure(one, who, period) for one in ODDITIES],
        "days": DAYS,
        "lot": daily,
        "drawn": list(lots.drawn(who, daily)) if daily else [],
        "lot_query": _lot_query(daily) if daily else "",
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
    return Shown(figure, [row_of(r) for r in part.records], older)


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


# a sample by lot


def _of_the_day(who: Appointment, today: date) -> lots.Lot | None:
    cycle = current_cycle(today)
    if cycle is None:
        return None
    lot = lots.Lot(f"{today:%d/%m/%Y}", DAILY, cycle.year)
    newest = lots.newest_code(who, lot)
    return lots.Lot(lot.seed, DAILY, cycle.year, "", newest) if newest else None


def _lot_query(lot: lots.Lot) -> str:
    given = {
        "hat-giong": lot.seed,
        "so": lot.size,
        "nam": lot.year,
        "don-vi": lot.district,
        "den-ma": lot.up_to,
    }
    return urlencode({k: v for k, v in given.items() if v})


def _lot(request: HttpRequest) -> lots.Lot | None:
    """Return the lot that an address describes; ``None``: there is nothing to draw from."""
    year, size = request.GET.get("nam", ""), request.GET.get("so", "")
    cycle = current_cycle(clock.today())
    known = list(Cycle.objects.values_list("year", flat=True))
    usual = cycle.year if cycle else max(known, default=None)
    chosen = next((one for one in known if str(one) == year), usual)
    if chosen is None:
        return None
    is_number = size.isascii() and size.isdecimal() and len(size) <= len(str(lots.MOST))
    unit = request.GET.get("don-vi", "")
    return lots.Lot(
        seed=one_line(request.GET.get("hat-giong", ""))[:SEED],
        size=min(max(int(size), 1), lots.MOST) if is_number else USUAL,
        year=chosen,
        district=unit if unit.isascii() and DIGITS.get(len(unit)) == Level.DISTRICT else "",
        up_to=words.normal_code(request.GET.get("den-ma", "")),
    )


@reads("watch")
@require_safe
def sample(request: HttpRequest) -> HttpResponse:
    """Show a sample by lot; without a seed, take one and go where it stands in the address."""
    who, lot = _auditor(request), _lot(request)
    if lot is not None and not lot.seed and "so" in request.GET:
        fresh = lots.Lot(secrets.token_hex(4), lot.size, lot.year, lot.district)
        fresh = lots.Lot(fresh.seed, lot.size, lot.year, lot.district, lots.newest_code(who, fresh))
        return redirect(f"{reverse('sample')}?{_lot_query(fresh)}")
    drawn = list(lots.drawn(who, lot)) if lot and lot.seed else []
    query = _lot_query(lot) if lot else ""
    context = {
        "lot": lot,
        "drawn": drawn,
        "population": lots.population(who, lot).count() if lot and lot.seed else 0,
        "years": list(Cycle.objects.values_list("year", flat=True)),
        "districts": [(below[0][0], name) for name, below in units_of(who)],
        "most": lots.MOST,
        "csv": f"{reverse('sample_csv')}?{query}",
        "here": f"{reverse('sample')}?{query}",
        "codes": " ".join(d.code for d in drawn),
    }
    return render(request, "forms/sample.html", context)


@reads("paper")
@require_safe
def sample_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Send a sample as CSV: what it was drawn from, then its dossiers with their tickets."""
    who, lot = _auditor(request), _lot(request)
    if lot is None or not lot.seed:
        raise Http404
    return streamed(_sample_lines(who, lot), f"mau-{lot.year}")


def _sample_lines(who: Appointment, lot: lots.Lot) -> Iterator[tuple[object, ...]]:
    yield ("hat_giong", lot.seed, "so", lot.size, "nam", lot.year, "den_ma", lot.up_to)
    yield HEADER
    for number, d in enumerate(lots.drawn(who, lot), 1):
        place, state = (d.commune.name, d.district.name), _(d.current.label)
        ticket = lots.ticket_of(lot.seed, d.code)
        yield (number, d.code, d.product.name, d.organisation.name, *place, state, ticket)
