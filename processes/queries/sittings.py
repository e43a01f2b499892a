"""Questions about sittings: who scores, how far the totals lie apart, what may be seen by whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from processes.models import (
    AgendaItem,
    Appointment,
    Attendance,
    Membership,
    Recusal,
    ScoreSheet,
    Sitting,
)
from processes.models.units import Level
from processes.roles import COUNCIL_ROLES, Role

OVER = (AgendaItem.Status.DISCUSSION, AgendaItem.Status.READY, AgendaItem.Status.CONCLUDED)
CHAIRS = (Role.DISTRICT_CHAIR, Role.PROVINCE_CHAIR)
OFFICE = {Role.DISTRICT_OFFICER: Level.DISTRICT, Role.PROVINCE_OFFICER: Level.PROVINCE}


@dataclass(frozen=True)
class Spread:
    """How far the sheets of one turn lie apart, in points; wide: it has to be discussed."""

    lowest: int
    highest: int
    limit: int
    disagree_on_excluding: bool

    @property
    def points(self) -> int:
        """Points between the highest and the lowest total."""
        return self.highest - self.lowest

    @property
    def is_wide(self) -> bool:
        """Whether it is above the limit, or some would exclude the product and some not."""
        return self.points > self.limit or self.disagree_on_excluding


def spread(item: AgendaItem, turn: int | None = None) -> Spread:
    """Return the spread of a turn's sheets, the present turn's unless told."""
    sheets = list(item.sheets.filter(turn=turn or item.turn))
    totals = [s.total // 100 for s in sheets] or [0]
    verdicts = {s.is_excluding for s in sheets}
    limit = item.dossier.ruleset.terms.spread_limit
    return Spread(min(totals), max(totals), limit, len(verdicts) > 1)


def barred(item: AgendaItem, users: Iterable[int]) -> set[int]:
    """Return who of the users belongs to the dossier's organisation, whoever says so."""
    found = Membership.objects.filter(
        organisation_id=item.dossier.organisation_id, user_id__in=list(users)
    )
    return set(found.values_list("user_id", flat=True))


def stepped_back(item: AgendaItem) -> set[int]:
    """Return who declared an interest in the dossier (Recusal)."""
    found = Recusal.objects.filter(dossier_id=item.dossier_id, council=item.sitting.council)
    return set(found.values_list("member_id", flat=True))


def present(sitting: Sitting) -> list[int]:
    """Return the ids of the users who came, in the order of the list."""
    came = Attendance.objects.filter(sitting=sitting, present=True).order_by("pk")
    return list(dict.fromkeys(came.values_list("appointment__user_id", flat=True)))


def scorers(item: AgendaItem) -> list[int]:
    """Return who scores the dossier: present, not of the organisation, not stepped back."""
    out = stepped_back(item) | set(item.barred)
    return [pk for pk in present(item.sitting) if pk not in out]


def council_members(sitting: Sitting, on: date) -> list[Appointment]:
    """Return the council's members on the day, the chair first, each person once."""
    found = (
        Appointment.objects.active(on)
        .filter(council=sitting.council, role__in=COUNCIL_ROLES)
        .select_related("user", "council")
        .order_by("pk")
    )
    ordered = sorted(found, key=lambda a: (a.role not in CHAIRS, a.pk))
    return list({a.user_id: a for a in reversed(ordered)}.values())[::-1]


def sittings_visible_to(appointment: Appointment | None) -> QuerySet[Sitting]:
    """Return the sittings that somebody acting under ``appointment`` may know of.

    A council's own members, the office that convenes it, leaders, supervisors of the unit or above
    and auditors. Applicants, communes and departments see none: they are told of the result.
    """
    sittings = Sitting.objects.select_related("council__unit", "council__secretary")
    if appointment is None:
        return sittings.none()
    role = Role(appointment.role)
    if role in COUNCIL_ROLES:
        return sittings.filter(council=appointment.council)
    if role in OFFICE:
        return sittings.filter(council__unit=appointment.unit)
    if role in (Role.AUDITOR, Role.PROVINCE_LEADER, Role.SUPERVISOR) and appointment.unit:
        unit = appointment.unit
        below = Q(council__unit_id=unit.pk) | Q(council__unit__parent_id=unit.pk)
        return sittings.filter(below)
    return sittings.none()


def sealed(sheet: ScoreSheet) -> bool:
    """Return whether a sheet is still sealed: not all of its turn are in.

    A turn is over when its dossier is: ready, concluded or in discussion; or its turn is past. Of an
    adjourned dossier a turn that was never completed stays sealed for good.
    """
    item = sheet.item
    if item is None:
        return False
    return sheet.turn == item.turn and item.status not in OVER
