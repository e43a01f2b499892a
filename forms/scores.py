"""Scores as they may be seen: one's own at any time, the council's once it has concluded."""

from dataclasses import dataclass
from decimal import Decimal

from forms.wording import number
from processes.models import AgendaItem, Appointment, Dossier, Record, ScoreSheet
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
    turn: int = 1
    excludes: bool = False


@dataclass(frozen=True)
class Result:
    """What a council gave, after its conclusion; the mean as it was decided on."""

    item: AgendaItem
    council: str
    stage: str
    sheets: list[Points]
    mean: str
    star: int


@dataclass(frozen=True)
class Progress:
    """How far a sitting has come: how many sheets, of how many, and how many make the quorum."""

    item: AgendaItem | None
    have: int
    eligible: int
    need: int


def points_of(sheet: ScoreSheet) -> Points:
    """Return a sheet in points, with its member's name."""
    a, b, c, total = (Decimal(n) / 100 for n in (sheet.a, sheet.b, sheet.c, sheet.total))
    return Points(str(sheet.member), a, b, c, total, sheet.comment, sheet.turn, sheet.is_excluding)


def in_sitting(dossier: Dossier) -> bool:
    """Return whether a council is scoring the dossier now."""
    state = dossier.state
    acts = (a for a in dossier.ruleset.acts if a.name.startswith("submit_score"))
    return any(s.key == state for a in acts for s in a.states)


def own_sheet(dossier: Dossier, appointment: Appointment) -> Points | None:
    """Return the sheet that the member gave last in the present sitting."""
    if appointment.role not in COUNCIL_ROLES:
        return None
    found = ScoreSheet.objects.filter(
        dossier=dossier, stage=dossier.state, member_id=appointment.user_id
    )
    sheet = found.select_related("member").order_by("-pk").first()
    return points_of(sheet) if sheet else None


def progress(dossier: Dossier, appointment: Appointment) -> Progress | None:
    """Return how far the present sitting has come; nothing of what was given."""
    if not in_sitting(dossier):
        return None
    facts = Facts(dossier, clock.today(), appointment.user)
    eligible = facts.eligible_members
    need = facts.terms.sheets_for_quorum(eligible)
    return Progress(facts.item, facts.sheets_in, eligible, need)


def concluded(dossier: Dossier) -> list[Result]:
    """Return what the councils concluded, oldest first; the present sitting stays sealed."""
    items = AgendaItem.objects.filter(dossier=dossier, status=AgendaItem.Status.CONCLUDED)
    return [result_of(dossier, i) for i in items.select_related("sitting__council").order_by("pk")]


def result_of(dossier: Dossier, item: AgendaItem) -> Result:
    """Return the result of one agenda item, as it was decided."""
    sheets = item.sheets.select_related("member").order_by("turn", "pk")
    return Result(
        item=item,
        council=item.sitting.council.name,
        stage=dossier.ruleset.state[item.stage].label,
        sheets=[points_of(s) for s in sheets],
        mean=number(figure(item.mean)) if item.mean is not None else "",
        star=item.star or 0,
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
