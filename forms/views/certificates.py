"""Public pages: is this certificate real, and which products are certified."""

from io import BytesIO

import segno
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from forms.standing import STANDINGS, TONES, standing_of
from processes.models import Certificate, Unit
from processes.queries.certificates import RELATED, find, of_standing, register
from processes.services import clock

PAGE = 25
fresh = cache_control(no_cache=True)  # a certificate may be revoked at any moment


@login_not_required
@require_safe
@fresh
def certified(request: HttpRequest) -> HttpResponse:
    """List the certified products, for everybody."""
    words, standing = request.GET.get("q", "").strip(), request.GET.get("hieu-luc", "")
    chosen = {"star": request.GET.get("sao", ""), "district": request.GET.get("huyen", "")}
    today = clock.today()
    found = of_standing(register(words, chosen), standing, today)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    districts = Unit.objects.filter(pk__in=_districts()).order_by("name")
    query = request.GET.copy()
    query.pop("page", None)
    kept = query.urlencode()
    context = {
        "page": page,
        "rows": [(c, *_standing(c)) for c in page],
        "q": words,
        "chosen": chosen,
        "standing": standing,
        "standings": [(s.value, _(label)) for s, label in STANDINGS.items()],
        "districts": districts,
        "query": f"{kept}&" if kept else "",
    }
    return render(request, "forms/register.html", context)


def _districts() -> list[int]:
    return list(
        Certificate.objects.order_by().values_list("dossier__district_id", flat=True).distinct()
    )


def _standing(certificate: Certificate) -> tuple[str, str]:
    standing = certificate.standing(clock.today())
    return _(STANDINGS[standing]), TONES[standing]


@login_not_required
@require_safe
@fresh
def check(request: HttpRequest) -> HttpResponse:
    """Look a certificate up by its number or code."""
    asked = request.GET.get("so", "").strip()
    found = find(asked) if asked else None
    if found is not None:
        return redirect("certificate", found.code)
    context = {"asked": asked, "certificate": None}
    return render(request, "forms/certificate.html", context, status=404 if asked else 200)


@login_not_required
@require_safe
@fresh
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Say how a certificate stands; nothing of persons or scores."""
    found = Certificate.objects.select_related(*RELATED).filter(code=code.upper()).first()
    if found is None:
        return render(
            request, "forms/certificate.html", {"asked": code, "certificate": None}, status=404
        )
    given = standing_of(found, clock.today())
    context = {
        "certificate": found,
        "label": _(STANDINGS[given.standing]),
        "tone": given.tone,
        "stars": range(found.star),
        "revocation": given.revocation,
        "cause": given.cause,
        "at": clock.now(),
        "asked": "",
    }
    return render(request, "forms/certificate.html", context)


@login_not_required
@require_safe
@cache_control(max_age=86400, public=True)
def certificate_qr(request: HttpRequest, code: str) -> HttpResponse:
    """Draw the address of a certificate's page as a QR.

    Raises:
        Http404: there is no such certificate.
    """
    if not Certificate.objects.filter(code=code.upper()).exists():
        raise Http404
    address = request.build_absolute_uri(reverse("certificate", args=[code.upper()]))
    drawn = BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=4, xmldecl=False)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")
