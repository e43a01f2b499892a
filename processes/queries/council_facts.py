"""The facts of a dossier that the councils' guards ask for: its sitting, its sheets, its criteria."""

from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet, Sum

from processes.criteria import marking
from processes.models import (
    AgendaItem,
    Appointment,
    Attendance,
    Council,
    CriteriaEdition,
    Dossier,
    Membership,
    Recusal,
    ScoreSheet,
    Sitting,
    User,
)
from processes.phases.case import Panel, Terms
from processes.roles import COUNCIL_ROLES, Role

KEY_DIGITS = 19  # of the largest key; a longer number is no key and might not even be read
CHAIRS = (Role.DISTRICT_CHAIR, Role.PROVINCE_CHAIR)
NOTE_LENGTH = 2000
SHEET_KEYS = {"marks", "notes", "excludes"}


class CouncilFacts:
    """What :class:`~processes.queries.facts.Facts` says of councils, sittings and sheets."""

    dossier: Dossier
    today: date
    member: User | None

    if TYPE_CHECKING:

        @property
        def state(self) -> str: ...
        @property
        def terms(self) -> Terms: ...

    # the council and its sitting

    def _members(self, council: Council) -> set[int]:
        """Users who sit on the council today and may score this dossier."""
        found = Appointment.objects.active(self.today).filter(
            council=council, role__in=COUNCIL_ROLES
        )
        barred = Membership.objects.filter(organisation_id=self.dossier.organisation_id)
        return set(found.values_list("user_id", flat=True)) - set(
            barred.values_list("user_id", flat=True)
        )

    def panel(self, sitting: str) -> Panel | None:
        known = sitting.isdecimal() and len(sitting) <= KEY_DIGITS
        found = Sitting.objects.filter(pk=int(sitting)) if known else None
        chosen = found.select_related("council__unit").first() if found is not None else None
        if chosen is None:
            return None
        council = chosen.council
        members = self._members(council)
        chairs = Appointment.objects.active(self.today).filter(council=council, role__in=CHAIRS)
        units = (self.dossier.district_id, self.dossier.province_id)
        return Panel(
            council=str(council.pk),
            level=council.unit.level,
            members=len(members),
            has_chair=chairs.filter(user_id__in=members).exists(),
            covers=council.unit_id in units and council.cycle_id == self.dossier.cycle_id,
            is_called=chosen.status == Sitting.Status.CALLED,
        )

    @cached_property
    def item(self) -> AgendaItem | None:
        """The dossier's place on an agenda in its present state, the latest if there were several."""
        found = AgendaItem.objects.filter(dossier=self.dossier, stage=self.state)
        return found.select_related("sitting", "edition").order_by("-pk").first()

    @property
    def on_agenda(self) -> bool:
        return self.item is not None and self.item.status in AgendaItem.LIVE

    @property
    def is_settled(self) -> bool:
        return self.item is not None and self.item.status == AgendaItem.Status.READY

    @property
    def turn_is_open(self) -> bool:
        return self.item is not None and self.item.status == AgendaItem.Status.SCORING

    @property
    def turn(self) -> int:
        return self.item.turn if self.item else 1

    @property
    def member_is_present(self) -> bool:
        if self.item is None or self.member is None or self.member.pk in self.item.barred:
            return False
        return Attendance.objects.filter(
            sitting=self.item.sitting_id, appointment__user=self.member, present=True
        ).exists()

    # criteria

    @cached_property
    def edition(self) -> CriteriaEdition | None:
        """What the dossier is scored by: settled on its agenda, else the newest of its subgroup.

        Adjourned, it is scored by what is the newest when it is put on another agenda.
        """
        if self.item is not None and self.item.status != AgendaItem.Status.ADJOURNED:
            return self.item.edition
        return newest_edition(self.dossier)

    @property
    def criteria(self) -> str:
        e = self.edition
        return f"{e.law}/{e.number}/{e.version}:{e.sha256}" if e else ""

    def sheet_faults(self, sheet: object) -> tuple[str, ...]:
        if self.edition is None or not isinstance(sheet, dict) or sheet.keys() != SHEET_KEYS:
            return ("phiếu không đúng mẫu",)
        known = self.edition.definition
        faults = marking.faults(known, sheet["marks"])
        if not faults and marking.missing(known, sheet["marks"]):
            codes = ", ".join(c.code for c in marking.missing(known, sheet["marks"]))
            faults = [f"chưa chấm tiêu chí {codes}"]
        return (*faults, *_other_faults(sheet["notes"], sheet["excludes"], set(known.criterion)))

    # sheets

    @property
    def score_sheets(self) -> QuerySet[ScoreSheet]:
        """The sheets of the present turn."""
        if self.item is None:
            return ScoreSheet.objects.none()
        return ScoreSheet.objects.filter(item=self.item, turn=self.item.turn)

    @property
    def recusals(self) -> QuerySet[Recusal]:
        """Who stepped back from the dossier in its present council."""
        return Recusal.objects.filter(dossier=self.dossier, council=self.dossier.council)

    @cached_property
    def eligible_members(self) -> int:
        council = self.dossier.council
        if council is None:
            return 0
        recused = set(self.recusals.values_list("member_id", flat=True))
        return len(self._members(council) - recused)

    @property
    def member_has_scored(self) -> bool:
        return bool(self.score_sheets.filter(member=self.member).exists())

    @property
    def member_has_recused(self) -> bool:
        return self.recusals.filter(member=self.member).exists()

    @cached_property
    def sheets_in(self) -> int:
        return self.score_sheets.count()

    @cached_property
    def total(self) -> Fraction:
        hundredths = self.score_sheets.aggregate(total=Sum(F("a") + F("b") + F("c")))["total"]
        return Fraction(hundredths or 0, 100)

    @property
    def mean(self) -> Fraction | None:
        return self.total / self.sheets_in if self.sheets_in else None

    @cached_property
    def is_excluded(self) -> bool:
        return 2 * self.score_sheets.filter(is_excluding=True).count() > self.sheets_in

    @property
    def result(self) -> Fraction | None:
        return Fraction(0) if self.is_excluded else self.mean

    @property
    def council_star(self) -> int:
        if self.is_excluded or self.mean is None:
            return 0
        return min(self.terms.star(self.mean), self._cap)

    @cached_property
    def _cap(self) -> int:
        """The highest star whose minimums more than half of the sheets meet."""
        if self.edition is None:
            return 5
        known = self.edition.definition
        caps = sorted(marking.star_cap(known, s.data.get("marks", {})) for s in self.score_sheets)
        return caps[(len(caps) - 1) // 2] if caps else 5


def newest_edition(dossier: Dossier) -> CriteriaEdition | None:
    """Return the newest edition of the set of the product's subgroup under the dossier's rules."""
    subgroup = dossier.product.subgroup
    if subgroup is None:
        return None
    law = dossier.ruleset.terms.criteria_law
    found = CriteriaEdition.objects.filter(law=law, number=subgroup.criteria_set)
    return found.order_by("-version").first()


def _other_faults(notes: Any, excludes: object, known: set[str]) -> tuple[str, ...]:
    sound = isinstance(notes, dict) and notes.keys() <= known
    if not sound or not all(isinstance(v, str) and len(v) <= NOTE_LENGTH for v in notes.values()):
        return ("nhận xét không đúng mẫu",)
    if not isinstance(excludes, list) or not all(e in known | {""} for e in excludes):
        return ("căn cứ loại không đúng mẫu",)
    return ()
