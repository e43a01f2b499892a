"""Scores as they may be seen: one's own at any time, the council's once it has concluded."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from forms.wording import number
from processes.models import Appointment, Dossier, Record, ScoreSheet
from processes.phases.council import figure
from processes.queries.facts import Facts
from processes.roles import COUNCIL_ROLES
from processes.services import clock


@dataclass(frozen=True)
class Points:
    """One sheet, in points."""

    member: str
    a: Decimal
    b: Decimal
    c: Decimal
    total: Decimal
    comment: str


@dataclass(frozen=True)
class Sitting:
    """What a council gave, after its conclusion; the mean as it was decided on."""

    council: str
    stage: str
    sheets: list[Points]
    mean: str
    star: int


@dataclass(frozen=True)
class Progress:
    """How far a sitting has come: how many sheets, of how many, and how many make the quorum."""

    have: int
    eligible: int
    need: int


def _points(sheet: ScoreSheet) -> Points:
    a, b, c, total = (Decimal(n) / 100 for n in (sheet.a, sheet.b, sheet.c, sheet.total))
    return Points(str(sheet.member), a, b, c, total, sheet.comment)


def in_sitting(dossier: Dossier) -> bool:
    """Return whether a council is scoring the dossier now."""
    state = dossier.state
    acts = (a for a in dossier.ruleset.acts if a.name.startswith("submit_score"))
    return any(s.key == state for a in acts for s in a.states)


def own_sheet(dossier: Dossier, appointment: Appointment) -> Points | None:
    """Return the sheet that the member gave in the present sitting."""
    if appointment.role not in COUNCIL_ROLES:
        return None
    found = ScoreSheet.objects.filter(
        dossier=dossier, stage=dossier.state, member_id=appointment.user_id
    )
    sheet = found.select_related("member").first()
    return _points(sheet) if sheet else None


def progress(dossier: Dossier, appointment: Appointment) -> Progress | None:
    """Return how far the present sitting has come; nothing of what was given."""
    if not in_sitting(dossier):
        return None
    facts = Facts(dossier, clock.today(), appointment.user)
    eligible = facts.eligible_members
    return Progress(facts.sheets_in, eligible, facts.terms.sheets_for_quorum(eligible))


def concluded(dossier: Dossier) -> list[Sitting]:
    """Return the sittings that are over, oldest first; the present one stays sealed."""
    given: dict[str, list[ScoreSheet]] = defaultdict(list)
    sheets = ScoreSheet.objects.filter(dossier=dossier).exclude(stage=dossier.state)
    for sheet in sheets.select_related("member", "council").order_by("pk"):
        given[sheet.stage].append(sheet)
    return [_sitting(dossier, stage, found) for stage, found in given.items()]


def _sitting(dossier: Dossier, stage: str, sheets: list[ScoreSheet]) -> Sitting:
    mean = Fraction(sum(s.total for s in sheets), 100 * len(sheets))
    return Sitting(
        council=sheets[0].council.name,
        stage=dossier.ruleset.state[stage].label,
        sheets=[_points(s) for s in sheets],
        mean=number(figure(mean)),
        star=dossier.ruleset.terms.star(mean),
    )


def is_sealed(record: Record, dossier: Dossier, reader: int, moved_at: int) -> bool:
    """Return whether what a record gives is still hidden from the reader.

    Args:
        reader: The user's id; a giver always reads its own.
        moved_at: Number of the last record that moved the dossier.
    """
    act = dossier.ruleset.act.get(record.name)
    sealed = act is not None and act.sealed
    return sealed and record.seq > moved_at and record.actor_id != reader
