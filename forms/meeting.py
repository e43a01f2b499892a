"""A sitting as it is seen: its agenda, who has handed in, results once they may be known."""

from dataclasses import dataclass

from django.db.models import Prefetch

from forms.scores import Points, points_of
from forms.wording import number
from processes.models import AgendaItem, Appointment, ScoreSheet, Sitting
from processes.phases.council import figure
from processes.queries.sittings import OVER, Spread, scorers, spread, stepped_back
from processes.roles import COUNCIL_ROLES, Role

SEES_SHEETS = frozenset(
    {*COUNCIL_ROLES, Role.DISTRICT_OFFICER, Role.PROVINCE_OFFICER, Role.AUDITOR}
)


@dataclass(frozen=True)
class Seat:
    """One member's place in scoring one dossier."""

    name: str
    is_in: bool
    withdrawn: bool
    points: Points | None  # None while sealed


@dataclass(frozen=True)
class Line:
    """One dossier of the agenda as the reader may see it."""

    item: AgendaItem
    seats: list[Seat]
    sheets_in: int
    owed: int
    spread: Spread | None  # None while sealed
    mean: str  # empty while sealed
    mine: str  # "owed", "in", "out" or empty

    @property
    def tone(self) -> str:
        """The colour of its tag."""
        status = AgendaItem.Status
        return {
            status.SCORING: "do",
            status.DISCUSSION: "soon",
            status.READY: "calm",
            status.CONCLUDED: "calm",
        }.get(status(self.item.status), "none")


@dataclass(frozen=True)
class Board:
    """The whole agenda."""

    lines: list[Line]

    @property
    def done(self) -> int:
        """How many dossiers need nothing more before the close."""
        over = (AgendaItem.Status.READY, AgendaItem.Status.CONCLUDED, AgendaItem.Status.ADJOURNED)
        return sum(line.item.status in over for line in self.lines)

    @property
    def is_ready(self) -> bool:
        """Whether the chair may close."""
        return bool(self.lines) and self.done == len(self.lines)

    @property
    def owed(self) -> list[Line]:
        """The dossiers on which the reader owes a sheet."""
        return [line for line in self.lines if line.mine == "owed"]


def board(sitting: Sitting, reader: Appointment) -> Board:
    """Return a sitting's agenda, with no figure that is still sealed for the reader."""
    sheets = ScoreSheet.objects.select_related("member").order_by("pk")
    items = sitting.items.select_related(
        "dossier__product", "dossier__organisation", "dossier__commune", "edition"
    ).prefetch_related(Prefetch("sheets", queryset=sheets))
    names = {
        row.appointment.user_id: str(row.appointment.user)
        for row in sitting.attendance.select_related("appointment__user")
    }
    return Board([_line(sitting, item, names, reader) for item in items.order_by("position")])


def _line(sitting: Sitting, item: AgendaItem, names: dict[int, str], reader: Appointment) -> Line:
    item.sitting = sitting
    given = {s.member_id: s for s in item.sheets.all() if s.turn == item.turn}
    asked = scorers(item) if sitting.opened_at else []
    out = (stepped_back(item) | set(item.barred)) & names.keys()
    open_ = item.status in OVER and reader.role in SEES_SHEETS
    over = item.status == AgendaItem.Status.CONCLUDED
    seats = [
        Seat(
            names.get(pk, ""),
            pk in given,
            pk in out,
            points_of(given[pk]) if open_ and pk in given else None,
        )
        for pk in dict.fromkeys([*asked, *given, *sorted(out)])
    ]
    return Line(
        item=item,
        seats=seats,
        sheets_in=len(given),
        owed=len(set(asked) - given.keys()),
        spread=spread(item) if open_ and given else None,
        mean=number(figure(item.mean)) if over and item.mean is not None else "",
        mine=_mine(item, reader, asked, given, out),
    )


def _mine(
    item: AgendaItem,
    reader: Appointment,
    asked: list[int],
    given: dict[int, ScoreSheet],
    out: set[int],
) -> str:
    if reader.role not in COUNCIL_ROLES:
        return ""
    if reader.user_id in out:
        return "out"
    if reader.user_id in given:
        return "in"
    scoring = item.status == AgendaItem.Status.SCORING
    return "owed" if scoring and reader.user_id in asked else ""


def attending(sitting: Sitting) -> list[tuple[int, str, bool | None]]:
    """Return who belongs to the sitting: key of the appointment, name, whether it came."""
    rows = sitting.attendance.select_related("appointment__user")
    return [(r.appointment_id, str(r.appointment.user), r.present) for r in rows]
