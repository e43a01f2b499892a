"""What one was told: numbered, newest first."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from forms.acting import held
from processes.models import Notice
from processes.queries.messages import RELATED, Composer
from processes.queries.notices import notices_of
from processes.services import clock

PAGE = 15


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """Show the notices, or mark all as read."""
    mine = notices_of(request.user.pk, held(request))
    if request.method == "POST":
        mine.filter(read_at=None).update(read_at=clock.now())
        return redirect("notices")
    page = Paginator(mine.select_related(*RELATED), PAGE).get_page(request.GET.get("page"))
    composer = Composer(get_language() or "vi", held(request))
    rows = [(notice, composer.compose(notice)) for notice in page]
    unread = mine.filter(read_at=None).count()
    context = {"page": page, "rows": rows, "unread": unread}
    return render(request, "forms/notices.html", context)


@require_safe
def unread(request: HttpRequest) -> HttpResponse:
    """Say how many notices are unread: the frame of an open page asks now and then."""
    return JsonResponse(
        {"unread": notices_of(request.user.pk, held(request)).filter(read_at=None).count()}
    )


@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to what a notice tells of; from now on it is read."""
    mine = notices_of(request.user.pk, held(request))
    found = get_object_or_404(mine.select_related("dossier", "certificate", "duty"), pk=pk)
    if found.read_at is None:
        found.read_at = clock.now()
        found.save(update_fields=["read_at"])
    return redirect(_subject(found))


def _subject(notice: Notice) -> str:
    if notice.duty is not None:
        return reverse("duty", args=[notice.duty.public_id])
    if notice.dossier is None:
        return reverse("notices")
    return reverse("dossier", args=[notice.dossier.public_id])
