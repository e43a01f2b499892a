"""What one was told: numbered, newest first."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from forms.acting import held
from processes.queries.notices import notices_of
from processes.services import clock

PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """Show the notices, or mark all as read."""
    mine = notices_of(request.user.pk, held(request))
    if request.method == "POST":
        mine.filter(read_at=None).update(read_at=clock.now())
        return redirect("notices")
    related = mine.select_related("dossier__product", "record__detail", "record__actor")
    page = Paginator(related, PAGE).get_page(request.GET.get("page"))
    unread = mine.filter(read_at=None).count()
    return render(request, "forms/notices.html", {"page": page, "unread": unread})


@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to what a notice tells of; from now on it is read."""
    found = get_object_or_404(notices_of(request.user.pk, held(request)), pk=pk)
    if found.read_at is None:
        found.read_at = clock.now()
        found.save(update_fields=["read_at"])
    return redirect("dossier", found.dossier.public_id)
