"""The forecast: which dossiers will miss their round, how sure that is, and on what it stands."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from forms.views.dossiers import REMINDS
from forms.watching import watcher_or_404
from processes.models import Dossier, Unit
from processes.models.cycle import WINDOW_LABELS
from processes.queries.forecast import CALLS, Call, Forecast, counts, forecast
from processes.queries.jurisdiction import visible_to
from processes.services import clock

PAGE = 50
TONES = {
    Call.SURE: ("late", "■"),
    Call.MAY: ("soon", "▲"),
    Call.FINE: ("calm", "●"),
    Call.UNKNOWN: ("none", "–"),
}


@dataclass(frozen=True)
class Line:
    """One dossier of the list, with what is foretold of it in words."""

    dossier: Dossier
    row: Forecast
    label: str
    tone: str
    shape: str
    round: str
    left: str
    needs: str
    why: str


@require_safe
def forecasts(request: HttpRequest) -> HttpResponse:
    """List what is foretold: ``?don-vi=`` the code of a district, ``?goi=`` a :class:`Call`."""
    appointment = watcher_or_404(request)
    found = forecast(visible_to(appointment), clock.now())
    units = list(Unit.objects.filter(pk__in={r.district for r in found}).order_by("name"))
    unit = next((u for u in units if u.code == request.GET.get("don-vi")), None)
    here = [r for r in found if unit is None or r.district == unit.pk]
    counted = counts(here)
    call = next((c for c in Call if c == request.GET.get("goi")), None)
    shown = [r for r in here if call is None or r.call is call]
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    context = {
        "total": len(here),
        "shown": len(shown),
        "calls": [(c.value, _chip(c), *TONES[c], n) for c, n in counted.items()],
        "call": call or "",
        "units": units,
        "unit": unit,
        "lines": lines(list(page)),
        "page": page,
        "reminds": appointment.role in REMINDS,
    }
    return render(request, "forms/forecast.html", context)


def _chip(call: Call) -> str:
    """Return the words over a count; what is late already is counted with what is sure to be."""
    return _("Đã trễ đợt, chắc trễ đợt") if call is Call.SURE else _(CALLS[call])


def lines(rows: list[Forecast]) -> list[Line]:
    """Return forecasts as a list shows them; one query."""
    found = Dossier.objects.select_related("product", "organisation", "district")
    dossiers = found.in_bulk([r.dossier for r in rows])
    return [
        Line(
            dossiers[row.dossier],
            row,
            _("Đã trễ đợt") if row.is_over else _(CALLS[row.call]),
            *TONES[row.call],
            _(WINDOW_LABELS[row.round]),
            _left(row),
            _needs(row),
            _why(row),
        )
        for row in rows
    ]


def _left(row: Forecast) -> str:
    if row.left < 0:
        return _("đã hết")
    text = ngettext("còn {n} ngày làm việc", "còn {n} ngày làm việc", row.left)
    return text.format(n=row.left)


def _needs(row: Forecast) -> str:
    """The days still needed: of the middle one of the earlier dossiers, and of nine in ten."""
    if row.is_over or row.chance is None:
        return "–"
    middle = "?" if row.middle is None else str(row.middle)
    if row.cautious is None or row.middle == row.cautious:
        return middle
    return f"{middle}–{row.cautious}"


def _why(row: Forecast) -> str:
    if row.shut:
        return _("Thời gian nộp ở bước này đã hết, hồ sơ sẽ hết hạn trong năm.")
    if row.is_over:
        return _("Đợt đã khép lại khi Hội đồng chưa kết luận.")
    if row.chance is None:
        return _("Chưa đủ hồ sơ trước đây đi qua bước này để đoán.")
    where = _("trong huyện") if row.own else _("toàn tỉnh")
    text = ngettext(
        "{chance} % khả năng trễ đợt, theo {n} hồ sơ trước {where}.",
        "{chance} % khả năng trễ đợt, theo {n} hồ sơ trước {where}.",
        row.sample,
    )
    told = text.format(chance=round(100 * row.chance), n=row.sample, where=where)
    if row.longest:
        told += " " + _("Đã chờ ở bước này lâu hơn gần hết các hồ sơ trước.")
    return told
