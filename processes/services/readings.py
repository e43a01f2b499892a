"""The read log: each look at personal data or sealed material is a row, written once."""

from collections.abc import Iterable
from dataclasses import dataclass

from processes.models import Appointment, Reading, ScoreSheet, SheetReading
from processes.models.readings import SLOT_SECONDS

from . import clock


@dataclass(frozen=True)
class Shown:
    """One thing that is shown, and whose it is.

    Args:
        thing: Its code or number, such as ``document:<public id>``; never a person's name.
        dossier: Key of the dossier that it belongs to.
        person: Key of the person whom it is about.
        organisation: Key of the organisation whose contacts are shown.
    """

    thing: str
    dossier: int | None = None
    person: int | None = None
    organisation: int | None = None


def note(
    kind: str, shown: Iterable[Shown], *, reader: int, by: Appointment | None, address: str
) -> None:
    """Write one row a thing, in one statement.

    What the same person, acting as the same, was shown within the same ten minutes (of the clock:
    9:00 to 9:10) is one row: the unique constraint holds it, whichever process writes.

    Raises:
        DatabaseError: it could not be written; the caller decides what that means for the page.
    """
    at = clock.now()
    slot = int(at.timestamp()) // SLOT_SECONDS
    Reading.objects.bulk_create(
        [
            Reading(
                reader_id=reader,
                appointment=by,
                kind=kind,
                thing=one.thing,
                dossier_id=one.dossier,
                person_id=one.person,
                organisation_id=one.organisation,
                address=address,
                at=at,
                slot=slot,
            )
            for one in shown
        ],
        ignore_conflicts=True,
    )


def note_readings(sheets: Iterable[ScoreSheet], by: Appointment) -> None:
    """Note that somebody, acting under ``by``, is shown these sheets now."""
    at = clock.now()
    SheetReading.objects.bulk_create(
        SheetReading(sheet=sheet, appointment=by, at=at) for sheet in sheets
    )
