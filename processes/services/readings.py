"""Who looked at whose score sheet: each look is a row."""

from collections.abc import Iterable

from processes.models import Appointment, ScoreSheet, SheetReading

from . import clock


def note_readings(sheets: Iterable[ScoreSheet], by: Appointment) -> None:
    """Note that somebody, acting under ``by``, is shown these sheets now."""
    at = clock.now()
    SheetReading.objects.bulk_create(
        SheetReading(sheet=sheet, appointment=by, at=at) for sheet in sheets
    )
