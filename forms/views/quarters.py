"""The quarterly report: seen on the page, taken away as XLSX or PDF."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from forms.board import Figure, figure
from forms.lists import ROMAN
from forms.papers.quarter_papers import (
    SHORT,
    file_name,
    last_quarters,
    report,
    rows_of,
    workbook,
)
from forms.papers.sheets import XLSX, xlsx
from forms.views.papers import handed_out
from forms.views.targets import line as target_line
from forms.watching import watcher_or_404
from processes.models import Appointment, Unit
from processes.queries import targets
from processes.queries.jurisdiction import visible_to
from processes.queries.quarters import (
    ALL_STEPS,
    CERTIFIED,
    STARS,
    Line,
    QuarterTable,
    figure_key,
    latest_quarter,
    quarter_table,
    years,
)
from processes.queries.selection import Wanted
from processes.services import clock


@require_safe
def quarterly(request: HttpRequest) -> HttpResponse:
    """Show a quarter's figures: ``?nam=`` the year, ``?quy=`` 1 to 4."""
    appointment, today = watcher_or_404(request), clock.today()
    known = last_quarters(years(today), today)
    wanted = (request.GET.get("nam", ""), request.GET.get("quy", ""))
    chosen = next((k for k in known if tuple(map(str, k)) == wanted), None)
    if chosen is None:
        likely = latest_quarter(today)
        chosen = likely if likely in known else (known[0] if known else likely)
    table = quarter_table(visible_to(appointment), *chosen, clock.now())
    context = {
        "table": table,
        "roman": ROMAN[table.quarter - 1],
        "unit": _unit(appointment),
        "years": sorted({year for year, _quarter in known}, reverse=True),
        "quarters": list(enumerate(ROMAN, 1)),
        "whole": whole(table),
        "short": [_(words) for _code, words in SHORT],
        "districts": [short(table, line) for line in (*table.lines, table.total)],
    }
    return render(request, "forms/quarterly.html", context)


def whole(table: QuarterTable) -> list[Figure]:
    """Return every figure of the quarter with the list that it is the length of."""
    codes = [code for code, _words, _names in ALL_STEPS]
    codes += [CERTIFIED, *(f"{CERTIFIED}_{star}" for star in STARS)]
    wanted = [*(_counted(table, code) for code in codes), Wanted(open=True), Wanted(late=True)]
    rows = zip(rows_of(table.total), wanted, strict=True)
    return [figure(n, words, behind) for (words, n), behind in rows]


def short(table: QuarterTable, line: Line) -> tuple[str, list[Figure]]:
    """Return a district's name, empty for the sum, and its figures in the order of the table."""
    name, code = (line.unit.name, line.unit.code) if line.unit else ("", "")
    figures = [
        *((line.done.get(c, 0), _(words), _counted(table, c, code)) for c, words in SHORT),
        (line.all_certified, _("Công nhận"), _counted(table, CERTIFIED, code)),
        (line.under_way, _("Đang xử lý"), Wanted(unit=code, open=True)),
        (line.overdue, _("Quá hạn"), Wanted(unit=code, late=True)),
    ]
    return name, [figure(n, f"{words} {name}".strip(), behind) for n, words, behind in figures]


def _counted(table: QuarterTable, code: str, unit: str = "") -> Wanted:
    return Wanted(unit=unit, quarter=figure_key(table.year, table.quarter, code))


def _unit(appointment: Appointment) -> Unit:
    if appointment.unit is None:
        raise Http404
    return appointment.unit


@require_safe
def quarterly_file(request: HttpRequest, year: int, quarter: int, kind: str) -> HttpResponse:
    """Hand out a quarter's report."""
    appointment, today = watcher_or_404(request), clock.today()
    if (year, quarter) not in last_quarters(years(today), today):
        raise Http404
    table = quarter_table(visible_to(appointment), year, quarter, clock.now())
    unit = _unit(appointment)
    with override("vi"):  # papers are Vietnamese, whoever reads them
        reached = [target_line(one) for one in targets.measured(appointment, today)]
        if kind == "xlsx":
            return _workbook(table, xlsx(workbook(table, reached, unit)), unit)
        return handed_out(report(table, reached, unit), kind)


def _workbook(table: QuarterTable, content: bytes, unit: Unit) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{file_name(table, unit)}.xlsx"'
    return response
