"""One dossier's story: who stands behind it, how well it does, what is to be done on which day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from processes.engine import WorkingCalendar, WorkingDays
from processes.models import Appointment, Dossier, Product
from processes.roles import Role

from .province import DEMO, Province
from .texts import COMMENTS, LATE, written

TODAY = "{today}"  # becomes the day on which the turn is played


@dataclass(frozen=True)
class Turn:
    """Something that somebody means to do on a day; ``sheet`` is written just before."""

    name: str
    by: Appointment
    day: date
    given: Mapping[str, Any] = field(default_factory=dict)
    sheet: str = ""


@dataclass
class Story:
    """A product's year.

    Args:
        begins: The day on which the dossier is opened.
        quality: The mean score, more or less, that councils find.
        pace: Factor on the time that everybody takes.
        rated_from: The day from which the applicant means to hand in the rating file.
        halt: The state in which the story stops, however long the year goes on; its way there
            is smooth. Empty: chance decides.
        keep_until: A day until which a halted applicant's window is kept open.
        opinion_given: Whether a story halted with the province has its department's opinion.
    """

    province: Province
    calendar: WorkingCalendar
    rng: Random
    product: Product
    by: Appointment
    begins: date
    quality: float
    rated_from: date
    keep_until: date
    pace: float = 1.0
    halt: str = ""
    opinion_given: bool = True
    dossier_id: int = 0
    state: str = ""
    visits: int = 0
    papers: int = 0

    def chance(self, share: float, towards: str = "") -> bool:
        """Return what chance decides; in a smooth story, whether it leads where the story halts."""
        if self.halt:
            return towards == self.halt
        return self.rng.random() < share

    def day(self, start: date, working_days: float) -> date:
        """Return the day that many working days after ``start``, at the story's pace."""
        return self.calendar.add(start, round(working_days * self.pace))

    def say(self, sentences: tuple[str, ...]) -> str:
        """Return one of the sentences, its gaps filled."""
        return written(self.rng.choice(sentences), self.rng)

    def seat(self, name: str) -> Appointment:
        """Return who sits in a seat of the province."""
        return self.province.seats[name]

    def commune(self, dossier: Dossier) -> Appointment:
        """Return the commune's officer."""
        return self.seat(f"commune {dossier.commune.code}")

    def district(self, dossier: Dossier) -> Appointment:
        """Return the district's officer."""
        return self.seat(f"district {dossier.district.code}")

    def supervisor(self, dossier: Dossier) -> Appointment:
        """Return who looks after the district; the province's where it has nobody of its own."""
        mine = dossier.district_id == self.seat("district supervisor").unit_id
        return self.seat("district supervisor" if mine else "supervisor")

    def members(self, dossier: Dossier) -> list[Appointment]:
        """Return the members of the dossier's council, the chair first.

        Where the story halts in the sitting, the newcomer's own seat has not voted yet.
        """
        unit = dossier.council.unit if dossier.council else dossier.district
        seated = self.province.councils[unit.code]
        if self.state != self.halt:
            return seated
        chairs = (Role.DISTRICT_CHAIR, Role.PROVINCE_CHAIR)
        return [m for m in seated if m.role in chairs or m.user.username not in DEMO]


def office(
    story: Story,
    dossier: Dossier,
    today: date,
    by: Appointment,
    name: str,
    given: Mapping[str, Any] | None = None,
) -> list[Turn]:
    """Return an office's turns: in time, late with a reminder, or never, as chance has it."""
    if story.chance(0.012):
        return []
    due = dossier.current.due
    term = due.days if isinstance(due, WorkingDays) else 20
    turns = []
    if story.chance(0.06):
        comment = {"comment": story.say(COMMENTS)}
        turns.append(Turn("comment", by, story.day(today, 1), comment))
    if story.chance(0.09):
        last = story.calendar.add(today, term + 2)
        turns.append(Turn("remind", story.supervisor(dossier), last, {"reason": story.say(LATE)}))
        day = story.calendar.add(last, story.rng.randrange(1, 6))
    else:
        day = story.day(today, term * story.rng.uniform(0.15, 0.85))
    return [*turns, Turn(name, by, day, given or {})]
