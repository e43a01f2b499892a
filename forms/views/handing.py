"""What is done with several rows of the inbox at once, and views of it kept under a name."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4, uuid5

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forms.acting import acting
from forms.posted import posted_key, ticked
from forms.views.inbox import RELATED, Filters
from processes.engine import Refused, Transition
from processes.models import Appointment, Dossier, SavedView
from processes.queries.desk import of_office
from processes.queries.inbox import must
from processes.rulesets import RULESETS
from processes.services import clock
from processes.services.handover import CLAIMS, assign, claim, release
from processes.services.move import move


@dataclass(frozen=True)
class Outcome:
    """What came of one dossier: nothing in ``reasons`` means it was done."""

    dossier: Dossier
    reasons: list[str]


@require_POST
def many(request: HttpRequest) -> HttpResponse:
    """Do one thing with each chosen dossier, one by one through its door, and say what came of each."""
    by = _office(request)
    chosen = _chosen(request, by)
    back = f"{reverse('inbox')}?{_query(request.POST.get('back', ''))}"
    what = request.POST.get("do", "")
    if not chosen:
        messages.error(request, _("Chưa chọn hồ sơ nào."))
        return redirect(back)
    outcomes: list[Outcome] = []
    if what and what != "more":
        outcomes = [Outcome(d, _done(request, by, what, d)) for d in chosen]
        if not any(one.reasons for one in outcomes):
            messages.success(request, _("Đã ghi nhận {n} hồ sơ.").format(n=len(outcomes)))
            return redirect(back)
    refused = [one for one in outcomes if one.reasons]
    context = {
        "back": back,
        "query": request.POST.get("back", ""),
        "outcomes": outcomes,
        "done": len(outcomes) - len(refused),
        "chosen": [one.dossier for one in refused] if outcomes else chosen,
        "colleagues": list(of_office(by.key, clock.today())),
        "reason": request.POST.get("reason", ""),
        "steps": _steps(by, chosen),
        "key": uuid4(),
    }
    return render(request, "forms/many.html", context, status=422 if refused else 200)


def _office(request: HttpRequest) -> Appointment:
    by = acting(request)
    if by is None or by.role not in CLAIMS:
        raise Http404
    return by


def _chosen(request: HttpRequest, by: Appointment) -> list[Dossier]:
    found = must(by).filter(public_id__in=ticked(request))
    return list(found.select_related(*RELATED))


def _done(request: HttpRequest, by: Appointment, what: str, dossier: Dossier) -> list[str]:
    """Do it; return the reasons where it was refused."""
    reason = request.POST.get("reason", "")
    try:
        if what == "claim":
            claim(dossier.pk, by=by)
        elif what == "release":
            release(dossier.pk, reason, by=by)
        elif what == "assign":
            assign(dossier.pk, _colleague(request, by), reason, by=by)
        elif what in {s.name for s in _steps(by, [dossier])}:
            move(dossier.pk, what, by=by, key=uuid5(posted_key(request), dossier.code))
        else:
            return [_("Không có bước này ở hồ sơ này.")]
    except Refused as refused:
        return [r.say(_) for r in refused.reasons]
    return []


def _colleague(request: HttpRequest, by: Appointment) -> Appointment:
    to = request.POST.get("to", "")
    found = next((c for c in of_office(by.key, clock.today()) if str(c.pk) == to), None)
    if found is None:
        raise Http404
    return found


def _steps(by: Appointment, chosen: list[Dossier]) -> list[Transition]:
    """Return the steps that ask nothing and judge nothing: only these are taken with many at once."""
    states = {d.state for d in chosen}
    return [
        t
        for t in next(iter(RULESETS.values())).transitions
        if t.by == by.role and not t.asks and not t.reason and states <= {s.key for s in t.sources}
    ]


def _query(text: str) -> str:
    """Return the filters of an address, and nothing else that somebody wrote there."""
    given = dict(parse_qsl(text.replace("\0", " ")))
    return urlencode({k: given[k] for k in Filters.names() if k in given})


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the inbox under a name; the same name again replaces them."""
    by = acting(request)
    if by is None:
        raise Http404
    query = _query(request.POST.get("query", ""))
    name = request.POST.get("name", "").replace("\0", " ").strip()[:60]
    if not name or len(query) > SavedView._meta.get_field("query").max_length:
        messages.error(request, _("Hãy đặt tên cho danh sách."))
    else:
        shared = bool(request.POST.get("shared")) and by.role in CLAIMS
        values = {"query": query, "shared": shared}
        SavedView.objects.update_or_create(owner=by, name=name, defaults=values)
        messages.success(request, _("Đã lưu danh sách “{name}”.").format(name=name))
    return redirect(f"{reverse('inbox')}?{query}")


@require_POST
def drop_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a view of one's own."""
    view = get_object_or_404(SavedView, pk=pk, owner=acting(request))
    view.delete()
    messages.success(request, _("Đã bỏ danh sách “{name}”.").format(name=view.name))
    return redirect("inbox")
