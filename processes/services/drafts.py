"""Drafts: what the applicant is writing, saved as often as it likes, never over newer words."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from processes.engine import Cause, Reason, Refused
from processes.models import Appointment, Dossier, Draft
from processes.queries.jurisdiction import actor
from processes.queries.working_days import working_calendar
from processes.roles import Role
from processes.text import normal
from processes.words import gettext_noop as _

from . import clock


def sheet_in_hand(dossier: Dossier) -> str:
    """Return the key of the sheet that the applicant may write in the present state; else empty."""
    for row in dossier.ruleset.leaving(str(dossier.state)):
        if row.submits and row.by == Role.APPLICANT:
            return row.submits
    return ""


def save_draft(
    dossier: Dossier,
    sheet: str,
    content: Mapping[str, Any],
    *,
    by: Appointment,
    version: int,
) -> Draft:
    """Save the draft of a sheet.

    Args:
        version: The draft's version that the page showed; an older one saves nothing.

    Raises:
        Refused: the sheet is not in hand, is not the actor's, or was saved by another page since.
    """
    at = clock.now()
    objection = actor(by, dossier, working_calendar().day(at)).objection
    if by.role != Role.APPLICANT or objection is not None:
        text = _("Chỉ chủ thể mới được sửa phiếu của mình.")
        raise Refused(objection or Reason(Cause.ROLE, text))
    known = {f.key for f in dossier.ruleset.sheets[sheet].fields}
    clean = {k: normal(v) if isinstance(v, str) else v for k, v in content.items() if k in known}
    with transaction.atomic():
        standing = Dossier.objects.select_for_update(of=("self",), no_key=True).get(pk=dossier.pk)
        if sheet_in_hand(standing) != sheet:
            text = _("Phiếu này đã nộp hoặc chưa đến lượt, không sửa được.")
            raise Refused(Reason(Cause.STATE, text))
        changed = Draft.objects.filter(dossier=dossier, sheet=sheet, version=version).update(
            content=clean, version=F("version") + 1, saved_at=at, saved_by=by.user
        )
        if not changed:
            text = _("Phiếu này vừa được lưu ở một trang khác. Hãy so lại trước khi lưu.")
            raise Refused(Reason(Cause.STATE, text))
    return Draft.objects.get(dossier=dossier, sheet=sheet)
