"""What is held about a person, for that person: only the own, and nothing jurisdiction forbids.

What somebody gave is theirs: forms and files that their own records handed in, reasons they wrote,
score sheets they filled in. A dossier is named where the person may see it today under one of the
appointments held; what was done on others is told without their codes.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from processes.models import (
    Appointment,
    DataRequest,
    Delivery,
    Document,
    Dossier,
    Draft,
    Notice,
    Preference,
    Record,
    ScoreSheet,
    User,
    Version,
)

from .jurisdiction import visible_to
from .readings import readings_of

Told = dict[str, Any]


def visible_codes(person: User, on: date) -> dict[int, str]:
    """Return the codes of the dossiers of the person's own history that the person may see."""
    held = Appointment.objects.active(on).filter(user=person)
    touched = Dossier.objects.filter(
        Q(records__actor=person) | Q(organisation__memberships__user=person)
    )
    mine = touched.order_by().values("pk")
    found: dict[int, str] = {}
    for appointment in held.select_related("unit", "department", "council", "organisation"):
        seen = visible_to(appointment).filter(pk__in=mine)
        found |= dict(seen.order_by().values_list("pk", "code"))
    return found


def own_files(person: User, codes: Iterable[int]) -> "QuerySet[Document]":
    """Return the documents that the person handed in, of dossiers that are seen."""
    found = Document.objects.filter(record__actor=person, dossier__in=list(codes))
    return found.select_related("item", "dossier").order_by("pk")


def own_data(person: User, on: date) -> Told:
    """Return everything that is held about a person, as plain values for JSON."""
    codes = visible_codes(person, on)
    return {
        "account": _account(person),
        "appointments": [_appointment(a) for a in person.appointments.order_by("pk")],
        "organisations": [str(m.organisation) for m in person.memberships.all()],
        "dossiers": sorted(codes.values()),
        "records": [_record(r, codes) for r in _records(person)],
        "forms_handed_in": [_version(v, codes) for v in _versions(person, codes)],
        "drafts": [
            {"dossier": codes[d.dossier_id], "sheet": d.sheet, "content": d.content}
            for d in Draft.objects.filter(saved_by=person, dossier__in=codes)
        ],
        "documents": [_document(d, codes) for d in own_files(person, codes)],
        "score_sheets": [_sheet(s, codes) for s in _sheets(person)],
        "notices": [_notice(n, codes) for n in Notice.objects.filter(user=person).order_by("pk")],
        "messages_sent": [_delivery(d) for d in _deliveries(person)],
        "preferences": list(
            Preference.objects.filter(user=person).values("kind", "channel", "way").order_by("pk")
        ),
        "requests": [_request(r) for r in DataRequest.objects.filter(person=person)],
        "looked_at_by": [_look(r) for r in readings_of(person)],
    }


def _records(person: User) -> "QuerySet[Record]":
    return Record.objects.filter(actor=person).select_related("detail").order_by("at", "pk")


def _versions(person: User, codes: dict[int, str]) -> "QuerySet[Version]":
    found = Version.objects.filter(record__actor=person, dossier__in=codes)
    return found.select_related("record").order_by("pk")


def _sheets(person: User) -> "QuerySet[ScoreSheet]":
    return ScoreSheet.objects.filter(member=person).order_by("pk")


def _deliveries(person: User) -> "QuerySet[Delivery]":
    return Delivery.objects.filter(notice__user=person).order_by("pk")


def _account(person: User) -> Told:
    names = ("username", "full_name", "phone", "email", "language")
    joined = {"since": person.date_joined.isoformat()}
    return {name: getattr(person, name) for name in names} | joined


def _appointment(one: Appointment) -> Told:
    return {
        "role": one.post_label,
        "scope": one.scope_name,
        "from": one.from_on.isoformat(),
        "until": one.until_on.isoformat() if one.until_on else "",
    }


def _record(record: Record, codes: dict[int, str]) -> Told:
    """What was done and when; what was written, and of which dossier, only where it is seen."""
    told = {"at": record.at.isoformat(), "what": record.label}
    if record.dossier_id not in codes:
        return told
    detail = record.detail.data if hasattr(record, "detail") else {}
    return told | {"dossier": codes[record.dossier_id], "written": detail}


def _version(version: Version, codes: dict[int, str]) -> Told:
    return {
        "dossier": codes[version.dossier_id],
        "sheet": version.sheet,
        "number": version.number,
        "at": version.record.at.isoformat(),
        "fields": version.data["fields"],
    }


def file_name(document: Document) -> str:
    """Return the name of a document within the archive: its dossier, its key, its own name."""
    return f"{document.dossier.code}/{document.pk}-{document.name}"


def _document(document: Document, codes: dict[int, str]) -> Told:
    return {
        "dossier": codes[document.dossier_id],
        "what": document.item.name,
        "file": file_name(document),
        "sha256": document.sha256,
    }


def _sheet(sheet: ScoreSheet, codes: dict[int, str]) -> Told:
    told = {"a": sheet.a, "b": sheet.b, "c": sheet.c, "comment": sheet.comment}
    code = codes.get(sheet.dossier_id)
    return told | {"dossier": code, "marked": sheet.data} if code else {"turn": sheet.turn}


def _notice(notice: Notice, codes: dict[int, str]) -> Told:
    code = codes.get(notice.dossier_id or 0)
    told = {"kind": notice.kind, "at": notice.at.isoformat()}
    return told | {"dossier": code} if code else told


def _delivery(delivery: Delivery) -> Told:
    sent = delivery.sent_at.isoformat() if delivery.sent_at else ""
    return {"channel": delivery.channel, "to": delivery.address, "sent": sent}


def _request(one: DataRequest) -> Told:
    return {
        "kind": one.kind,
        "text": one.text,
        "at": one.at.isoformat(),
        "state": one.state,
        "answer": one.answer,
    }


def _look(reading: Any) -> Told:
    """An official is told by role and unit, never by name."""
    by = reading.appointment
    return {
        "at": reading.at.isoformat(),
        "kind": reading.kind,
        "role": by.post_label if by else "",
        "scope": by.scope_name if by else "",
        "deputy": bool(by and by.on_behalf_of_id),
    }
