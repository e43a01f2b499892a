"""One paper over many dossiers: a decision, a list sent to the province, a letter to the ministry."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forms.acting import acting
from forms.builder import GivenForm, form_for
from forms.lights import light
from forms.posted import posted_key
from forms.proof import ask, proved
from forms.taken_back import can_be_taken_back_until
from forms.views.sittings import Candidate
from forms.wording import told
from processes.engine import Field, Transition
from processes.models import Appointment, Dossier
from processes.queries.certificates import next_numbers
from processes.queries.facts import Facts
from processes.queries.inbox import must
from processes.queries.working_days import working_calendar
from processes.roles import Role
from processes.rulesets import RULESETS
from processes.services import clock
from processes.services.batch import RefusedSome, move_all
from processes.words import gettext_noop

Given = Callable[[list[Dossier], dict[str, Any]], dict[int, dict[str, Any]]]


@dataclass(frozen=True)
class Batch:
    """A step that one paper takes with many dossiers.

    Args:
        asked: Which of the step's questions the paper answers for all of them.
        each: Gives what differs from dossier to dossier.
    """

    step: str
    role: Role
    title: str
    asked: tuple[str, ...]
    each: Given


def _alike(dossiers: list[Dossier], given: dict[str, Any]) -> dict[int, dict[str, Any]]:
    return {d.pk: given for d in dossiers}


def _numbered(dossiers: list[Dossier], given: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """Give every dossier the next certificate number of the decision's year."""
    numbers = next_numbers(int(str(given["paper_on"])[:4]), len(dossiers))
    pairs = zip(sorted(dossiers, key=lambda d: d.code), numbers, strict=True)
    return {d.pk: given | {"certificate_number": number} for d, number in pairs}


def _with_samples(dossiers: list[Dossier], given: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """Send the samples that the law asks for, none with a service."""
    today = clock.today()
    return {
        d.pk: given | {"samples": 0 if Facts(d, today).is_service else d.ruleset.terms.sample_units}
        for d in dossiers
    }


PAPER = ("paper_number", "paper_on")
BATCHES = {
    "quyet-dinh": Batch(
        "issue_decision",
        Role.PROVINCE_LEADER,
        gettext_noop("Quyết định công nhận"),
        PAPER,
        _numbered,
    ),
    "trung-uong": Batch(
        "refer_national",
        Role.PROVINCE_LEADER,
        gettext_noop("Chuyển hồ sơ lên Trung ương"),
        PAPER,
        _alike,
    ),
    "chuyen-tinh": Batch(
        "forward_to_province",
        Role.DISTRICT_OFFICER,
        gettext_noop("Chuyển hồ sơ, sản phẩm mẫu lên tỉnh"),
        ("note_number", "note_on"),
        _with_samples,
    ),
}


def batches_of(role: str) -> list[tuple[str, str]]:
    """Return the key and title of each batch that a role may take."""
    return [(key, _(b.title)) for key, b in BATCHES.items() if b.role == role]


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest, kind: str) -> HttpResponse:
    """Show what waits for one paper; take the step with all that is chosen, or with none."""
    appointment, asked = acting(request), BATCHES.get(kind)
    if appointment is None or asked is None or appointment.role != asked.role:
        raise Http404
    row = RULESETS["dl_2022"].transition[asked.step]
    listed = _listed(appointment, row)
    chosen = [d for d in listed if str(d.public_id) in request.POST.getlist("dossier")]
    fields: list[Field] = [f for f in row.asks if f.key in asked.asked]
    form = form_for(tuple(fields), {}, data=request.POST if request.method == "POST" else None)
    ask(request, form, asked=row.proves)
    refused: dict[int, list[str]] = {}
    if request.method == "POST" and form.is_valid() and proved(request, form):
        if not chosen:
            form.add_error(None, _("Chưa chọn hồ sơ nào."))
        else:
            refused = _take(request, asked, appointment, chosen, form)
            if not refused:
                messages.success(request, _("Đã ghi nhận {n} hồ sơ.").format(n=len(chosen)))
                return redirect(f"{request.path}?so={quote(str(form.given()[asked.asked[0]]))}")
            form.add_error(None, _("Chưa thực hiện: có hồ sơ bị từ chối, chưa hồ sơ nào thay đổi."))
    return _page(request, asked, row, form, _candidates(request, listed, refused))


def _take(
    request: HttpRequest,
    asked: Batch,
    by: Appointment,
    chosen: list[Dossier],
    form: GivenForm,
) -> dict[int, list[str]]:
    """Take the step; return the reasons by dossier where it was refused."""
    each = asked.each(chosen, form.given())
    return taken(request, by, {d: (asked.step, each[d.pk]) for d in chosen}, form)


def taken(
    request: HttpRequest,
    by: Appointment,
    steps: dict[Dossier, tuple[str, dict[str, Any]]],
    form: GivenForm,
) -> dict[int, list[str]]:
    """Take all steps or none; return the reasons by dossier where some were refused.

    What is wrong with an answer of the paper is said at its field, once; at a dossier only where
    it is not wrong for all of them.
    """
    try:
        move_all(list(steps), lambda d: steps[d], by=by, key=posted_key(request))
    except RefusedSome as some:
        told = {d.pk: [(r.field, r.say(_)) for r in y.reasons] for d, y in some.refused.items()}
        of_fields = Counter(one for of in told.values() for one in of if one[0] in form.fields)
        for field, text in of_fields:
            form.add_error(field, text)
        everywhere = {one for one, n in of_fields.items() if n == len(steps)}
        return {pk: [one[1] for one in of if one not in everywhere] for pk, of in told.items()}
    return {}


def _listed(appointment: Appointment, row: Transition) -> list[Dossier]:
    states = [s.key for s in row.sources]
    found = must(appointment).filter(state__in=states)
    return list(found.select_related("product__subgroup__group__sector", "organisation", "commune"))


def _candidates(
    request: HttpRequest, listed: list[Dossier], refused: dict[int, list[str]]
) -> list[Candidate]:
    chosen, now, calendar = request.POST.getlist("dossier"), clock.now(), working_calendar()
    return [
        Candidate(
            d,
            refused.get(d.pk, []),
            str(d.public_id) in chosen if request.method == "POST" else True,
            light(d, now, calendar),
        )
        for d in listed
    ]


def _page(
    request: HttpRequest, asked: Batch, row: Transition, form: Form, listed: list[Candidate]
) -> HttpResponse:
    until = can_be_taken_back_until(listed[0].dossier, row, clock.now()) if listed else None
    context = {
        "done": request.GET.get("so", ""),
        "title": _(asked.title),
        "step": row,
        "told": told(row),
        "until": until,
        "form": form,
        "candidates": listed,
        "key": request.POST.get("key") or uuid4(),
    }
    return render(request, "forms/batch.html", context, status=422 if form.is_bound else 200)
