"""The map: where organisations and certified products are, and the list behind every bubble."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forms.atlas import drawn
from forms.views.targets import certified
from forms.watching import NEIGHBOURS, WATCHERS, watcher_or_404
from processes.models import Unit
from processes.queries import places as queries
from processes.queries.targets import shown_products
from processes.services import clock

PAGE = 50
ORGANISATIONS, PRODUCTS = KINDS = ("chu-the", "san-pham")


@require_safe
def atlas(request: HttpRequest) -> HttpResponse:
    """Draw the map of the reader's unit, with the same numbers in a table."""
    appointment = watcher_or_404(request, NEIGHBOURS)
    found = queries.places(appointment, clock.today())
    context = {
        "atlas": drawn(queries.communes_around(appointment), found),
        "rows": found,
        "organisations": queries.organisations_in(appointment).count(),
        "products": queries.products_in(appointment, clock.today()).count(),
        "unplaced": sum(p.commune.latitude is None for p in found),
        "unit": appointment.unit,
        "watches": appointment.role in WATCHERS,
    }
    return render(request, "forms/map.html", context)


@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """List a commune's organisations and certified products, as far as the reader may see them."""
    appointment, today = watcher_or_404(request, NEIGHBOURS), clock.today()
    commune = Unit.objects.filter(code=code, level="commune").select_related("parent").last()
    if commune is None:
        raise Http404
    organisations = queries.organisations_in(appointment, commune)
    if not organisations:
        raise Http404
    products = shown_products(queries.products_in(appointment, today, commune), appointment)
    page = Paginator(products, PAGE).get_page(request.GET.get("page"))
    context = {
        "commune": commune,
        "organisations": organisations,
        "products": [(p, *certified(p, today)) for p in page],
        "total": page.paginator.count,
        "page": page,
        "watches": appointment.role in WATCHERS,
    }
    return render(request, "forms/place.html", context)


@require_safe
def everywhere(request: HttpRequest, kind: str) -> HttpResponse:
    """List what the map counts in all communes together: ``chu-the`` or ``san-pham``."""
    appointment, today = watcher_or_404(request, NEIGHBOURS), clock.today()
    if kind not in KINDS:
        raise Http404
    products = kind == PRODUCTS
    found = (
        shown_products(queries.products_in(appointment, today), appointment)
        if products
        else queries.organisations_in(appointment)
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "kind": kind,
        "products": [(p, *certified(p, today)) for p in page] if products else [],
        "organisations": [] if products else page,
        "total": page.paginator.count,
        "page": page,
        "unit": appointment.unit,
        "watches": appointment.role in WATCHERS,
    }
    return render(request, "forms/everywhere.html", context)
