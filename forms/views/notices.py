"""What one was told: numbered, newest first."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from forms.acting import held
from processes.models import Notice
from processes.queries.messages import RELATED, Composer
from processes.queries.notices import asking_first, folded, notices_of, run_of
from processes.services import clock

PAGE = 15
MOST_DIGITS = 18


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """Show the notices, or mark all as read; ``?tin=`` a number shows that one's whole run."""
    mine = notices_of(request.user.pk, held(request))
    if request.method == "POST":
        mine.filter(read_at=None).update(read_at=clock.now())
        return redirect("notices")
    run = _run(request, mine)
    shown = asking_first(folded(mine), held(request)) if run is None else run.order_by("-pk")
    page = Paginator(shown.select_related(*RELATED), PAGE).get_page(request.GET.get("page"))
    composer = Composer(get_language() or "vi", held(request))
    rows = [(notice, composer.compose(notice)) for notice in page]
    unread = mine.filter(read_at=None).count()
    context = {"page": page, "rows": rows, "unread": unread, "run": run is not None}
    context["query"] = f"tin={request.GET['tin']}&" if run is not None else ""
    return render(request, "forms/notices.html", context)


def _run(request: HttpRequest, mine: QuerySet[Notice]) -> QuerySet[Notice] | None:
    """Return the run whose newest notice has the number in the address; ``None``: the list."""
    number = request.GET.get("tin", "")
    if not (number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS):
        return None
    return run_of(get_object_or_404(mine, pk=int(number)), mine)


@require_safe
def unread(request: HttpRequest) -> HttpResponse:
    """Say how many notices are unread: the frame of an open page asks now and then."""
    return JsonResponse(
        {"unread": notices_of(request.user.pk, held(request)).filter(read_at=None).count()}
    )


@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to what a notice tells of; from now on it is read, and what stands behind it."""
    mine = notices_of(request.user.pk, held(request))
    found = get_object_or_404(mine.select_related("dossier", "certificate", "duty"), pk=pk)
    run_of(found, mine).filter(read_at=None).update(read_at=clock.now())
    return redirect(_subject(found))


def _subject(notice: Notice) -> str:
    if notice.duty is not None:
        return reverse("duty", args=[notice.duty.public_id])
    if notice.dossier is None:
        return reverse("notices")
    return reverse("dossier", args=[notice.dossier.public_id])
