"""A score sheet being filled in: saved at every change, nothing of it ever lost (§6.5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from processes.criteria import marking
from processes.models import AgendaItem, Appointment, MarkSheet

from . import clock

NOTE_LENGTH = 2000


@dataclass(frozen=True)
class Given:
    """What a member's page sends: only what it shows, so that nothing else is touched."""

    marks: Mapping[str, int] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    excludes: Mapping[str, bool] = field(default_factory=dict)
    comment: str | None = None


def mark_sheet(item: AgendaItem, by: Appointment) -> MarkSheet:
    """Return the member's sheet of the present turn; a second turn begins with the first one's marks."""
    found = MarkSheet.objects.filter(item=item, member=by.user).order_by("-turn").first()
    if found is not None and found.turn == item.turn:
        return found
    before = found or MarkSheet()
    return MarkSheet(
        item=item,
        turn=item.turn,
        member=by.user,
        marks=dict(before.marks),
        notes=dict(before.notes),
        excludes=list(before.excludes),
        comment=before.comment,
    )


def save_marks(item: AgendaItem, given: Given, *, by: Appointment) -> MarkSheet:
    """Save what was given over what is there: a mark is changed, never taken away.

    Two pages of one member, or a page that was offline, cannot undo each other's marks.
    """
    known = item.edition.definition
    with transaction.atomic():
        AgendaItem.objects.select_for_update(of=("self",), no_key=True).get(pk=item.pk)
        sheet = mark_sheet(item, by)
        sound = {k: m for k, m in given.marks.items() if not marking.faults(known, {k: m})}
        sheet.marks = sheet.marks | sound
        notes = {k: v[:NOTE_LENGTH] for k, v in given.notes.items() if k in known.criterion}
        sheet.notes = {k: v for k, v in (sheet.notes | notes).items() if v}
        stays = {k for k in sheet.excludes if given.excludes.get(k, True)}
        wanted = {k for k, on in given.excludes.items() if on}
        sheet.excludes = sorted(stays | wanted)
        if given.comment is not None:
            sheet.comment = given.comment[:NOTE_LENGTH]
        sheet.version += 1
        sheet.saved_at = clock.now()
        sheet.save()
    return sheet
