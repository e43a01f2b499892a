"""The applicant's own score of its product, and what the advisory team finds of it (§6.5.b)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from processes.criteria import marking
from processes.engine import Cause, Reason, Refused
from processes.models import AdvisoryCheck, Appointment, CriteriaEdition, Dossier, SelfAssessment
from processes.queries.council_facts import newest_edition
from processes.queries.jurisdiction import covers
from processes.roles import Role
from processes.words import gettext_noop as _

from . import clock

NOTE_LENGTH = 500
LAST_PAGE = 9999
# while the applicant holds the rating file, or may begin to build it
WRITABLE = ("production.under_way", "rating.draft", "rating.to_complete", "rating.supplement")
# the office that advises each council, and while it has the file or its council does
ADVISES = {
    Role.DISTRICT_OFFICER: ("district", ("rating.at_district", "rating.district_council")),
    Role.PROVINCE_OFFICER: (
        "province",
        ("rating.at_province", "rating.province_council", "rating.rereview"),
    ),
}


@dataclass(frozen=True)
class Claims:
    """What the applicant's page sends: only what it shows."""

    marks: Mapping[str, int] = field(default_factory=dict)
    evidence: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def assessment(dossier: Dossier) -> SelfAssessment | None:
    """Return the dossier's self-assessment, unsaved where there is none; ``None`` without criteria."""
    edition = newest_edition(dossier)
    if edition is None:
        return None
    found = SelfAssessment.objects.filter(dossier=dossier).select_related("edition").first()
    if found is None:
        return SelfAssessment(dossier=dossier, edition=edition)
    if found.edition_id != edition.pk and dossier.state in WRITABLE:
        found.edition, found.marks = edition, _still_sound(edition, found.marks)
    return found


def _still_sound(edition: CriteriaEdition, marks: Mapping[str, int]) -> dict[str, int]:
    """Return the marks that a newer version of the criteria still knows."""
    known = edition.definition
    return {k: m for k, m in marks.items() if not marking.faults(known, {k: m})}


def save_assessment(dossier: Dossier, claims: Claims, *, by: Appointment) -> SelfAssessment:
    """Save what was claimed over what is there.

    Raises:
        Refused: by anybody but the applicant, while an office has the file, or without criteria.
    """
    with transaction.atomic():
        dossier = Dossier.objects.select_for_update(of=("self",), no_key=True).get(pk=dossier.pk)
        _may_write(dossier, by)
        found = assessment(dossier)
        if found is None:
            text = _("Chưa có bộ tiêu chí của phân nhóm sản phẩm này.")
            raise Refused(Reason(Cause.CONDITION, text, lifted_by=(Role.ADMINISTRATOR,)))
        known = found.edition.definition
        found.marks = found.marks | _still_sound(found.edition, claims.marks)
        papers = {str(d.public_id) for d in dossier.documents.filter(replaced_by=None)}
        told = {
            key: _evidence(given, papers)
            for key, given in claims.evidence.items()
            if key in known.criterion
        }
        found.evidence = {k: v for k, v in (found.evidence | told).items() if v}
        found.version += 1
        found.saved_at = clock.now()
        found.save()
        return found


def _may_write(dossier: Dossier, by: Appointment) -> None:
    mine = by.role == Role.APPLICANT and covers(by, dossier) and by.is_active(clock.today())
    if not mine:
        raise Refused(Reason(Cause.ROLE, _("Chỉ chủ thể tự đánh giá sản phẩm của mình.")))
    if dossier.state not in WRITABLE:
        text = _("Hồ sơ đang ở cơ quan xử lý; phần tự đánh giá không sửa được lúc này.")
        raise Refused(Reason(Cause.STATE, text))


def _evidence(given: Mapping[str, Any], papers: set[str]) -> dict[str, Any]:
    """Return what of a claim's evidence is sound: a paper of this file, a page, some words."""
    document, page = str(given.get("document") or ""), given.get("page")
    kept: dict[str, Any] = {}
    if document in papers:
        kept["document"] = document
        if isinstance(page, int) and not isinstance(page, bool) and 1 <= page <= LAST_PAGE:
            kept["page"] = page
    note = str(given.get("note") or "").strip()[:NOTE_LENGTH]
    return kept | ({"note": note} if note else {})


def advice_level(by: Appointment, dossier: Dossier) -> str:
    """Return the level whose council somebody may advise on the dossier now; empty: none."""
    level, states = ADVISES.get(Role(by.role), ("", ()))
    allowed = dossier.state in states and covers(by, dossier) and by.is_active(clock.today())
    return level if allowed else ""


def advise(
    dossier: Dossier, marks: Mapping[str, int], notes: Mapping[str, str], *, by: Appointment
) -> None:
    """Keep what the advisory team found, criterion by criterion.

    Raises:
        Refused: by anybody but the office that advises the council which has or will have the file.
    """
    with transaction.atomic():
        dossier = Dossier.objects.select_for_update(of=("self",), no_key=True).get(pk=dossier.pk)
        level, edition = advice_level(by, dossier), newest_edition(dossier)
        if not level or edition is None:
            text = _("Chỉ tổ giúp việc của hội đồng đang xét hồ sơ ghi ý kiến.")
            raise Refused(Reason(Cause.ROLE, text))
        sound = _still_sound(edition, marks)
        at = clock.now()
        for key in edition.definition.criterion:
            if key not in sound and not notes.get(key):
                continue
            AdvisoryCheck.objects.update_or_create(
                dossier=dossier,
                level=level,
                criterion=key,
                defaults={
                    "mark": sound.get(key),
                    "note": notes.get(key, "")[:NOTE_LENGTH],
                    "by": by,
                    "at": at,
                },
            )
