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


@require_safe
def atlas(request: HttpRequest) -> HttpResponse:
    """Draw the map of the reader's unit, with the same numbers in a table."""
    appointment = watcher_or_404(request, NEIGHBOURS)
    found = queries.places(appointment, clock.today())
    context = {
        "atlas": drawn(queries.communes_around(appointment), found),
        "rows": found,
        "organisations": sum(p.organisations for p in found),
        "products": sum(p.products for p in found),
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
    products = shown_products(queries.products_in(appointment, commune, today), appointment)
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
