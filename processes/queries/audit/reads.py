"""Who looked at what of a dossier that is not everybody's: each look, the newest first.

The page of a dossier's whole story shows what :func:`reads_of` returns and asks no log itself: the
log of opened score sheets tells whose sheet it was, the general one tells everything else.
"""

from dataclasses import dataclass
from datetime import datetime

from processes.models import Appointment, Dossier, Reading, SheetReading
from processes.models.people import POST
from processes.words import gettext_noop as _

MOST = 200  # looks that a page shows


@dataclass(frozen=True)
class Read:
    """One look.

    Args:
        what: What was looked at, in words with ``{named}`` gaps; ``params`` fills them.
        by: The appointment acted under.
    """

    at: datetime
    by: Appointment
    what: str
    params: dict[str, object]


def reads_of(dossier: Dossier) -> list[Read]:
    """Return the newest looks at what is sealed or personal in a dossier, :data:`MOST` at most."""
    looks = [*_sheet_readings(dossier), *_readings(dossier)]
    return sorted(looks, key=lambda r: r.at, reverse=True)[:MOST]


def _readings(dossier: Dossier) -> list[Read]:
    """Return the looks at everything else; sheets stand in their own log already."""
    found = (
        Reading.objects.filter(dossier=dossier, appointment__isnull=False)
        .exclude(kind=Reading.Kind.SHEET)
        .select_related(
            "appointment__user",
            *POST,
        )
        .order_by("-at", "-pk")[:MOST]
    )
    return [Read(r.at, r.appointment, r.get_kind_display(), {}) for r in found if r.appointment]


def _sheet_readings(dossier: Dossier) -> list[Read]:
    """Return the looks at score sheets."""
    found = (
        SheetReading.objects.filter(sheet__dossier=dossier)
        .select_related(
            "sheet__member",
            "appointment__user",
            *POST,
        )
        .order_by("-at", "-pk")[:MOST]
    )
    text = _("phiếu chấm điểm của {member}, lượt {turn}")
    return [
        Read(r.at, r.appointment, text, {"member": r.sheet.member, "turn": r.sheet.turn})
        for r in found
    ]
