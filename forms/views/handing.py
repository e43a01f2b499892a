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
from forms.posted import none_chosen, posted_key, ticked, too_many, typed
from forms.views.inbox import Filters
from processes.engine import Refused, Transition
from processes.models import Appointment, Dossier, SavedView
from processes.queries.desk import SOONEST, of_office
from processes.queries.jurisdiction import visible_to
from processes.queries.lines import complete
from processes.services import clock
from processes.services.handover import CLAIMS, assign, claim, release
from processes.services.move import move
from processes.text import one_line

MOST_VIEWS = 30  # of one appointment; they stand side by side above the list


@dataclass(frozen=True)
class Outcome:
    """What came of one dossier: nothing in ``reasons`` means it was done."""

    dossier: Dossier
    reasons: list[str]


@require_POST
def many(request: HttpRequest) -> HttpResponse:
    """Do one thing with each chosen dossier, one by one through its door, and say what came of each.

    What went on since the list was shown is among them, with the reason why it was refused.
    """
    by = _office(request)
    chosen = [] if too_many(request) else _chosen(request, by)
    back = f"{reverse('inbox')}?{_query(request.POST.get('back', ''))}"
    what = request.POST.get("do", "")
    if not chosen:
        messages.error(request, none_chosen(request))
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
        "to": request.POST.get("to", ""),
        "steps": _steps(by, [one.dossier for one in refused] or chosen),
        "key": uuid4(),
    }
    return render(request, "forms/many.html", context, status=422 if refused else 200)


def _office(request: HttpRequest) -> Appointment:
    by = acting(request)
    if by is None or by.role not in CLAIMS:
        raise Http404
    return by


def _chosen(request: HttpRequest, by: Appointment) -> list[Dossier]:
    found = visible_to(by).filter(public_id__in=ticked(request))
    return complete(found.order_by(*SOONEST))


def _done(request: HttpRequest, by: Appointment, what: str, dossier: Dossier) -> list[str]:
    """Do it; return the reasons where it was refused."""
    reason = typed(request, "reason")
    try:
        if what == "claim":
            claim(dossier.pk, by=by)
        elif what == "release":
            release(dossier.pk, reason, by=by)
        elif what == "assign":
            to = _colleague(request, by)
            if to is None:
                return [_("Hãy chọn người nhận việc.")]
            assign(dossier.pk, to, reason, by=by)
        elif what in {s.name for s in _asking_nothing(by, dossier)}:
            move(dossier.pk, what, by=by, key=uuid5(posted_key(request), dossier.code))
        else:
            return [_("Không có bước này ở hồ sơ này.")]
    except Refused as refused:
        return [r.say(_) for r in refused.reasons]
    return []


def _colleague(request: HttpRequest, by: Appointment) -> Appointment | None:
    to = request.POST.get("to", "")
    return next((c for c in of_office(by.key, clock.today()) if str(c.pk) == to), None)


def _asking_nothing(by: Appointment, dossier: Dossier) -> list[Transition]:
    """Return the steps that ask nothing and judge nothing: only these are taken with many at once."""
    steps = dossier.ruleset.transitions
    return [t for t in steps if t.by == by.role and not t.asks and not t.reason]


def _steps(by: Appointment, chosen: list[Dossier]) -> list[Transition]:
    """Return those of them that all of the chosen stand before."""
    return [
        step
        for step in (_asking_nothing(by, chosen[0]) if chosen else [])
        if all(d.state in {s.key for s in step.sources} for d in chosen)
        and len({d.ruleset_key for d in chosen}) == 1
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
    name = one_line(request.POST.get("name", ""))
    if wrong := _unkept(by, name, query):
        messages.error(request, wrong)
    else:
        shared = bool(request.POST.get("shared")) and by.role in CLAIMS
        values = {"query": query, "shared": shared}
        SavedView.objects.update_or_create(owner=by, name=name, defaults=values)
        messages.success(request, _("Đã lưu danh sách “{name}”.").format(name=name))
    return redirect(f"{reverse('inbox')}?{query}")


def _unkept(by: Appointment, name: str, query: str) -> str:
    """Return why a view is not kept; empty: it may be."""
    longest = {f: SavedView._meta.get_field(f).max_length for f in ("name", "query")}
    if not name:
        return _("Hãy đặt tên cho danh sách.")
    if len(name) > longest["name"]:
        return _("Tên danh sách dài quá {n} ký tự.").format(n=longest["name"])
    if len(query) > longest["query"]:
        return _("Từ khóa, bộ lọc dài quá, chưa lưu được.")
    if not by.views.filter(name=name).exists() and by.views.count() >= MOST_VIEWS:
        return _("Đã có {n} danh sách. Hãy bỏ bớt rồi lưu lại.").format(n=MOST_VIEWS)
    return ""


@require_POST
def drop_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a view of one's own."""
    view = get_object_or_404(SavedView, pk=pk, owner=acting(request))
    view.delete()
    messages.success(request, _("Đã bỏ danh sách “{name}”.").format(name=view.name))
    return redirect("inbox")
