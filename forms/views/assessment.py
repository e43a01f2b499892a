"""Scoring one's own product against the criteria; the advisory team's check beside it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forms.acting import acting
from forms.loaders import dossier_or_404
from forms.marks import Filled, beside_of, field_name, read_marks, shown
from forms.reading import reads
from processes.criteria import marking
from processes.criteria.definition import CriteriaSet
from processes.engine import Refused
from processes.models import AdvisoryCheck, Appointment, Dossier, SelfAssessment
from processes.queries.assessed import handed_in
from processes.queries.council_facts import newest_edition
from processes.roles import Role
from processes.services.assessment import (
    WRITABLE,
    Claims,
    advice_level,
    advise,
    assessment,
    save_assessment,
)

PAGE_DIGITS = 4


@dataclass(frozen=True)
class Target:
    """What is still missing for the star that the applicant aims at."""

    star: int
    points: int
    total: int
    gaps: list[marking.Gap]
    minimums: tuple[Any, ...]

    @property
    def short(self) -> int:
        """How many points are missing."""
        return max(0, self.points - self.total)


@reads("dossier")
@require_http_methods(["GET", "HEAD", "POST"])
def self_assessment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the self-assessment to its applicant, to be filled in, and to the offices, to be read."""
    dossier = dossier_or_404(request, public_id)
    appointment = acting(request)
    if appointment is None:
        raise Http404
    mine = appointment.role == Role.APPLICANT
    found = assessment(dossier) if mine else handed_in(dossier)
    if not mine and (request.method == "POST" or found is None):
        raise Http404
    refused: list[str] = []
    if request.method == "POST" and found is not None:
        try:
            claims = _claims(request.POST, found.edition.definition)
            found = save_assessment(dossier, claims, by=appointment)
        except Refused as why:
            refused = [r.say(_) for r in why.reasons]
        if request.headers.get("Accept", "").startswith("application/json"):
            if refused:
                return JsonResponse({"refused": refused}, status=409)
            return JsonResponse({"version": found.version, "marked": len(found.marks)})
        if not refused:
            messages.success(request, _("Đã lưu phần tự đánh giá."))
            return redirect("self_assessment", dossier.public_id)
    context = _context(dossier, found, mine=mine) | {"refused": refused}
    return render(request, "forms/assessment.html", context, status=422 if refused else 200)


def _context(dossier: Dossier, found: SelfAssessment | None, *, mine: bool) -> dict[str, Any]:
    if found is None:
        return {"dossier": dossier, "shown": None}
    notes = {key: str(given.get("note", "")) for key, given in found.evidence.items()}
    beside = beside_of(dossier, found.edition, found)
    return {
        "dossier": dossier,
        "assessment": found,
        "edition": found.edition,
        "shown": shown(found.edition, Filled(found.marks, notes), beside),
        "writes": mine and dossier.state in WRITABLE,
        "documents": list(dossier.documents.filter(replaced_by=None).select_related("item")),
        "target": _target(dossier, found),
        "advice": False,
    }


def _target(dossier: Dossier, found: SelfAssessment) -> Target:
    """Return the way to the star of the plan, or to three stars where the plan names none."""
    plan = dossier.versions.filter(sheet="plan").order_by("-number").first()
    named = str(plan.data["fields"].get("target_star", "")) if plan else ""
    star = int(named) if named in ("3", "4", "5") else 3
    least = {s: mark for mark, s in dossier.ruleset.terms.bands}[star]
    known = found.edition.definition
    total = sum(marking.points(known, found.marks).values())
    return Target(
        star=star,
        points=least,
        total=total,
        gaps=marking.gaps(known, found.marks, least),
        minimums=marking.minimums_missing(known, found.marks, star),
    )


def _claims(posted: QueryDict, known: CriteriaSet) -> Claims:
    evidence: dict[str, dict[str, Any]] = {}
    for number, criterion in enumerate(known.criteria):
        name = field_name(number)
        if f"{name}d" not in posted:
            continue
        page = posted.get(f"{name}p", "")
        evidence[criterion.key] = {
            "document": posted[f"{name}d"],
            "page": int(page) if page.isdecimal() and len(page) <= PAGE_DIGITS else None,
            "note": posted.get(f"{name}n", ""),
        }
    return Claims(read_marks(posted, known), evidence)


@reads("dossier")
@require_http_methods(["GET", "HEAD", "POST"])
def advice(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the advisory team's check, to be filled in by the office that advises the council."""
    dossier = dossier_or_404(request, public_id)
    appointment = acting(request)
    edition = newest_edition(dossier)
    level = advice_level(appointment, dossier) if appointment else ""
    if appointment is None or not level or edition is None:
        raise Http404
    if request.method == "POST":
        return _advised(request, dossier, appointment, edition.definition)
    checks = AdvisoryCheck.objects.filter(dossier=dossier, level=level)
    marks = {c.criterion: c.mark for c in checks if c.mark is not None}
    filled = Filled(marks, {c.criterion: c.note for c in checks})
    context = {
        "dossier": dossier,
        "edition": edition,
        "shown": shown(edition, filled, beside_of(dossier, edition, handed_in(dossier))),
        "writes": True,
        "advice": True,
    }
    return render(request, "forms/assessment.html", context)


def _advised(
    request: HttpRequest, dossier: Dossier, by: Appointment, known: CriteriaSet
) -> HttpResponse:
    names = {c.key: f"{field_name(n)}n" for n, c in enumerate(known.criteria)}
    notes = {key: request.POST.get(name, "").strip() for key, name in names.items()}
    quietly = request.headers.get("Accept", "").startswith("application/json")
    try:
        advise(dossier, read_marks(request.POST, known), notes, by=by)
    except Refused as why:
        if quietly:
            return JsonResponse({"refused": [r.say(_) for r in why.reasons]}, status=409)
        messages.error(request, " ".join(r.say(_) for r in why.reasons))
        return redirect("dossier", dossier.public_id)
    if quietly:
        return JsonResponse({"version": 1, "marked": len(notes)})
    messages.success(request, _("Đã lưu ý kiến của tổ giúp việc."))
    return redirect("advice", dossier.public_id)
