"""The programme's targets beside what was reached; every number opens the list it is the length of."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forms.standing import STANDINGS, TONES
from forms.watching import watcher_or_404
from processes.models import Certificate, Product
from processes.models.units import Level
from processes.phases.targets import TARGETS, Of, Target
from processes.queries import targets as queries
from processes.queries.targets import Measured, Span
from processes.services import clock

PAGE = 50


@dataclass(frozen=True)
class Line:
    """One target as the page shows it; an address is empty where there is no number."""

    label: str
    cites: str
    wanted: str
    years: str
    term: str
    term_url: str
    so_far: str
    so_far_url: str
    share: int | None
    share_so_far: int
    is_met: bool
    note: str


@require_safe
def targets(request: HttpRequest) -> HttpResponse:
    """Show every target of the programme with what was reached in the reader's scope."""
    appointment, today = watcher_or_404(request), clock.today()
    found = queries.measured(appointment, today)
    context = {
        "lines": [line(one) for one in found],
        "met": queries.total(found),
        "known": sum(one.value is not None for one in found),
        "part": appointment.unit is not None and appointment.unit.level != Level.PROVINCE,
        "unit": appointment.unit,
        "today": today,
    }
    return render(request, "forms/targets.html", context)


def line(one: Measured) -> Line:
    """Return a target in words and figures, with the addresses of its lists."""
    target = one.target
    first, last = target.years
    term, term_url = _number(one.term, target.key, Span.TERM)
    so_far, so_far_url = _number(one.so_far, target.key, Span.SO_FAR)
    if target.of is Of.KEPT:
        wanted = _("trên {figure} %") if target.above else "{figure} %"
        term, term_url = _number(one.whole, target.key, Span.WHOLE)
    else:
        wanted = _("ít nhất {figure}")
    return Line(
        _(target.label),
        _(target.cites),
        wanted.format(figure=target.figure),
        f"{first}–{last}",
        term,
        term_url,
        so_far,
        so_far_url,
        None if one.value is None else one.share,
        one.share_so_far,
        one.is_met,
        _note(one),
    )


def _number(count: int | None, key: str, span: Span) -> tuple[str, str]:
    if count is None:
        return "–", ""
    return str(count), f"{reverse('target_list', args=[key])}?ky={span}" if count else ""


def _note(one: Measured) -> str:
    target = one.target
    if target.unknown:
        return _(target.unknown)
    if target.of is not Of.KEPT:
        text = _("Tính đến nay: {n} % mục tiêu.")
        return text.format(n=one.share_so_far) if one.term != one.so_far else ""
    if one.value is None:
        first, last = target.years
        text = _("Chưa có giấy chứng nhận nào của các năm {first}–{last} trong hệ thống.")
        return text.format(first=first, last=last)
    text = _("còn hiệu lực {kept} trên {whole}, bằng {share} %")
    share = f"{one.value:.1f}".replace(".", ",")
    return text.format(kept=one.so_far, whole=one.whole, share=share)


@require_safe
def target_list(request: HttpRequest, key: str) -> HttpResponse:
    """List what a number adds up: ``?ky=`` a :class:`Span`, ``?don-vi=`` the code of a district."""
    appointment, today = watcher_or_404(request), clock.today()
    target = TARGETS.get(key)
    known = queries.spans(target) if target else ()
    if target is None or not known:
        raise Http404
    span = next((s for s in known if s == request.GET.get("ky")), known[0])
    found = queries.counted(target, span, appointment, today)
    units = queries.districts_of(found)
    unit = next((code for code, _name in units if code == request.GET.get("don-vi")), "")
    if unit:
        found = queries.of_district(found, unit)
    is_products = target.of is not Of.ORGANISATIONS
    shown = queries.shown(found, appointment)
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    context = {
        "target": line(Measured(target)),
        "spans": [(s.value, span_label(s, target)) for s in known],
        "span": span,
        "units": units,
        "unit": unit,
        "page": page,
        "products": [(p, *certified(p, today)) for p in page] if is_products else [],
        "organisations": [] if is_products else page,
        "total": page.paginator.count,
    }
    return render(request, "forms/target_list.html", context)


def span_label(span: Span, target: Target) -> str:
    """Return a list's name in words."""
    first, last = target.years
    words = {
        Span.TERM: _("Trong kỳ {first}–{last}"),
        Span.SO_FAR: _("Còn hiệu lực") if target.of is Of.KEPT else _("Từ {first} đến nay"),
        Span.WHOLE: _("Tất cả sản phẩm có sao {first}–{last}"),
    }
    return words[span].format(first=first, last=last)


def certified(product: Product, today: date) -> tuple[Certificate | None, str, str]:
    """Return the product's last certificate that the reader may see, and how it stands."""
    given = [c for d in product.certified for c in d.given]  # type: ignore[attr-defined]  # prefetched
    last = max(given, key=lambda c: (c.decision_on, c.pk), default=None)
    if last is None:
        return None, "", ""
    standing = last.standing(today)
    return last, _(STANDINGS[standing]), TONES[standing]
