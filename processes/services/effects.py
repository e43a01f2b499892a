"""What a step writes besides state and record: councils, scores, sheets, documents, certificates.

``before`` runs on the dossier in memory, ahead of the record; ``after`` may write rows that name it.
"""

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Sum

from processes.engine import Cause, Reason, Refused, WithinWindow
from processes.models import (
    Appointment,
    Certificate,
    ChecklistItem,
    Council,
    Document,
    Dossier,
    Draft,
    Extension,
    Record,
    Revocation,
    SelfAssessment,
    Version,
)
from processes.queries.terms import INSTANT
from processes.queries.windows import Windows
from processes.queries.working_days import working_calendar
from processes.text import canonical
from processes.words import gettext_noop as _

from . import clock
from .chain import new_salt, salted

Before = Callable[[Dossier, Mapping[str, Any]], None]
After = Callable[[Dossier, Record, Mapping[str, Any]], None]


@dataclass
class Effects:
    """Effects by the name of their step."""

    _before: dict[str, Before] = field(default_factory=dict)
    _after: dict[str, After] = field(default_factory=dict)

    def ahead_of(self, *names: str) -> Callable[[Before], Before]:
        """Register an effect on the dossier in memory."""

        def register(effect: Before) -> Before:
            self._before.update(dict.fromkeys(names, effect))
            return effect

        return register

    def following(self, *names: str) -> Callable[[After], After]:
        """Register an effect that needs the record."""

        def register(effect: After) -> After:
            self._after.update(dict.fromkeys(names, effect))
            return effect

        return register

    def before(self, name: str, dossier: Dossier, data: Mapping[str, Any]) -> None:
        """Run the effect of the step ``name`` ahead of its record."""
        if name in self._before:
            self._before[name](dossier, data)

    def after(self, name: str, dossier: Dossier, record: Record, given: Mapping[str, Any]) -> None:
        """Run the effect of the step ``name`` that follows its record; freeze what it submits."""
        if name in self._after:
            self._after[name](dossier, record, given)
        row = dossier.ruleset.transition.get(name)
        if row is not None and row.submits:
            _write_version(dossier, record, row.submits)


EFFECTS = Effects()


def freeze(dossier: Dossier, sheet: str) -> dict[str, Any]:
    """Return what the record says of the version that is about to be frozen: number and hash."""
    draft = Draft.objects.filter(dossier=dossier, sheet=sheet).first()
    documents = [
        {"item": d.item.code, "id": str(d.public_id), "sha256": d.sha256}
        for d in dossier.documents.filter(replaced_by=None).select_related("item")
    ]
    whole: dict[str, Any] = {"fields": draft.content if draft else {}, "documents": documents}
    if sheet == "rating":
        whole |= _assessed(dossier)
    content = canonical(whole)
    salt = new_salt()
    dossier.freezing = (content, salt)
    number = Version.objects.filter(dossier=dossier, sheet=sheet).count() + 1
    return {"sheet": sheet, "number": number, "content": salted(salt, content)}


def _assessed(dossier: Dossier) -> dict[str, Any]:
    """Return the applicant's self-assessment as it is handed in with the rating file."""
    found = SelfAssessment.objects.filter(dossier=dossier).select_related("edition").first()
    if found is None:
        return {}
    edition = f"{found.edition.law}/{found.edition.number}/{found.edition.version}"
    said = {"edition": edition, "marks": found.marks, "evidence": found.evidence}
    return {"assessment": said}


def _write_version(dossier: Dossier, record: Record, sheet: str) -> None:
    content, salt = dossier.freezing
    version = Version.objects.create(
        dossier=dossier,
        sheet=sheet,
        number=Version.objects.filter(dossier=dossier, sheet=sheet).count() + 1,
        content=content,
        salt=salt,
        sha256=salted(salt, content),
        record=record,
    )
    dossier.documents.filter(submitted_in=None).update(submitted_in=version)


def by(record: Record) -> Appointment:
    """Return the appointment that a record was made under."""
    if record.appointment is None:
        raise ValueError(f"{record.name} is nothing that the clock does")
    return record.appointment


@EFFECTS.ahead_of("convene_district")
def _seat_district(dossier: Dossier, data: Mapping[str, Any]) -> None:
    dossier.district_council = Council.objects.get(pk=int(data["council"]))


@EFFECTS.ahead_of("convene_province")
def _seat_province(dossier: Dossier, data: Mapping[str, Any]) -> None:
    dossier.province_council = Council.objects.get(pk=int(data["council"]))


@EFFECTS.ahead_of("record_five_stars")
def _keep_star(dossier: Dossier, data: Mapping[str, Any]) -> None:
    dossier.star = int(data["star"])


@EFFECTS.ahead_of("extend_term")
def _extend_term(dossier: Dossier, data: Mapping[str, Any]) -> None:
    """The office's term ends later; the record tells the new one."""
    calendar = working_calendar()
    due_on = date.fromisoformat(data["due_on"])
    today = calendar.day(clock.now())
    last = calendar.day(dossier.due_at - INSTANT) if dossier.due_at else today
    if due_on <= max(last, today):
        text = _("Ngày hẹn lại phải sau hôm nay và sau hạn hiện nay ({closes}).")
        raise Refused(Reason(Cause.DATA, text, {"closes": last}, field="due_on"))
    if not calendar.is_worked(due_on):
        text = _("Ngày hẹn lại phải là ngày làm việc.")
        raise Refused(Reason(Cause.DATA, text, field="due_on"))
    dossier.due_at = calendar.end_of(due_on)


@EFFECTS.following("issue_decision", "record_five_stars")
def _issue_certificate(dossier: Dossier, record: Record, given: Mapping[str, Any]) -> None:
    decided = date.fromisoformat(given["paper_on"])
    Certificate.objects.create(
        dossier=dossier,
        number=given["certificate_number"],
        decision_number=given["paper_number"],
        decision_on=decided,
        star=dossier.star or 0,
        valid_until=_months_later(decided, dossier.ruleset.terms.certificate_months),
        record=record,
    )


def _months_later(day: date, months: int) -> date:
    """Return the last day of a term of whole months that starts on ``day``."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    same = min(day.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, same) - timedelta(days=1)


@EFFECTS.following("add_document")
def _attach(dossier: Dossier, record: Record, given: Mapping[str, Any]) -> None:
    item = ChecklistItem.objects.get(code=given["item"])
    _has_room(dossier, given["size"])
    older = dossier.documents.filter(item=item, replaced_by=None).first()
    document = Document.objects.create(
        dossier=dossier,
        item=item,
        file=given["path"],
        name=given["filename"],
        content_type=given["content_type"],
        size=given["size"],
        sha256=given["sha256"],
        rewritten=given["rewritten"],
        scan=given["scan"],
        record=record,
    )
    if older is not None:
        older.replaced_by = document
        older.save(update_fields=["replaced_by"])


def _has_room(dossier: Dossier, more: int) -> None:
    """Refuse a file above the dossier's quota; files that were replaced are kept, and count."""
    most: int = settings.UPLOAD_DOSSIER_BYTES
    used: int = dossier.documents.aggregate(sum=Sum("size"))["sum"] or 0
    if used + more > most:
        text = _("Hồ sơ đã dùng {used} trong {most} MB. Hãy nén tệp này nhỏ hơn rồi gửi lại.")
        params = {"used": used >> 20, "most": most >> 20}
        raise Refused(Reason(Cause.DATA, text, params, field="file"))


@EFFECTS.following("extend_window")
def _extend(dossier: Dossier, record: Record, given: Mapping[str, Any]) -> None:
    closes_on = date.fromisoformat(given["closes_on"])
    standing = Windows(dossier).get(given["window"])
    if standing is None or closes_on <= standing.closes_on:
        text = _("Ngày gia hạn phải sau hạn hiện nay ({closes}).")
        closes = standing.closes_on if standing else "–"
        raise Refused(Reason(Cause.DATA, text, {"closes": closes}, field="closes_on"))
    Extension.objects.create(
        cycle=dossier.cycle,
        key=given["window"],
        dossier=dossier,
        closes_on=closes_on,
        reason=given["reason"],
        by=by(record),
        at=record.at,
    )
    # a term in working days was promised: a longer window does not count it anew
    if dossier.entered_at is not None and isinstance(dossier.current.due, WithinWindow):
        calendar = working_calendar()
        dossier.due_at = Windows(dossier).due_at(dossier.current.due, dossier.entered_at, calendar)


@EFFECTS.following("revoke_certificate", "annul_decision")
def _revoke(dossier: Dossier, record: Record, given: Mapping[str, Any]) -> None:
    certificate = dossier.certificate
    if certificate is None:
        raise ValueError(f"{dossier.code} has no certificate to revoke")
    Revocation.objects.create(
        certificate=certificate,
        # whoever annuls a decision names no cause of the law's: it was wrong from the first day
        cause=given.get("cause", Revocation.ANNULLED),
        paper_number=given["paper_number"],
        paper_on=date.fromisoformat(given["paper_on"]),
        record=record,
    )
