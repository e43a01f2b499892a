"""The quarterly report: seen on the page, taken away as XLSX or PDF."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from forms.papers.quarter_papers import (
    ROMAN,
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
from processes.queries.quarters import Line, QuarterTable, latest_quarter, quarter_table, years
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
        "rows": rows_of(table.total),
        "short": [_(words) for _code, words in SHORT],
        "districts": [short(line) for line in (*table.lines, table.total)],
    }
    return render(request, "forms/quarterly.html", context)


def short(line: Line) -> tuple[str, list[int]]:
    """Return a district's name, empty for the sum, and its figures in the order of the table."""
    steps = [line.done.get(code, 0) for code, _words in SHORT]
    name = line.unit.name if line.unit else ""
    return name, [*steps, line.all_certified, line.under_way, line.overdue]


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
