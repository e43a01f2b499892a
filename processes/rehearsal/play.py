"""The clock of a rehearsal: moments in order, and what a player does at each, through the door."""

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any
from uuid import UUID

from processes.engine import Field, Kind, Sheet, WorkingCalendar
from processes.models import Appointment, ChecklistItem, Dossier, Draft, Product, Record
from processes.services import clock
from processes.services.documents import attach, keep_own
from processes.services.drafts import save_draft
from processes.services.lapse import lapse_all
from processes.services.move import move
from processes.services.reminders import remind_all

from .fate import Fate
from .manner import PLAIN, Manner
from .pace import Pace
from .papers import paper
from .products import Good
from .province import Province
from .texts import IMPROVED, TEXTS


@dataclass
class Case:
    """One dossier as its players know it."""

    product: Product
    applicant: Appointment
    good: Good
    fate: Fate
    facts: Mapping[str, object]
    place: tuple[int, int]  # commune and district
    dossier: Dossier | None = None
    state: str = ""
    agenda: dict[str, Any] = field(default_factory=dict)
    stepped_back: list[int] = field(default_factory=list)  # members, by their appointments

    @property
    def opened(self) -> Dossier:
        """The dossier, once there is one."""
        if self.dossier is None:
            raise LookupError(f"{self.product} has no dossier yet")
        return self.dossier


class Year:
    """A year being played."""

    def __init__(
        self,
        province: Province,
        rng: Random,
        calendar: WorkingCalendar,
        until: datetime,
        manner: Manner = PLAIN,
    ) -> None:
        self.province, self.rng, self.calendar, self.until = province, rng, calendar, until
        self.manner = manner
        self._codes = {u.pk: u.code for u in province.units()}
        self.pace = Pace(rng, calendar)
        self.items = {i.code: i.name for i in ChecklistItem.objects.order_by("number")}
        self.cases: dict[int, Case] = {}
        # dossiers before a council, by its unit and whether their sitting is to stay open
        self.waiting: dict[tuple[int, bool], list[Case]] = {}
        self.steps = 0
        self._numbers: dict[str, int] = {}
        self._queue: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._queued = 0

    # time

    def at(self, moment: datetime, what: Callable[[datetime], None]) -> None:
        """Note that something happens at a moment; after the year's end it does not."""
        if moment <= self.until:
            self._queued += 1
            heapq.heappush(self._queue, (moment, self._queued, what))

    def play(self, told: Callable[[date, int], None]) -> None:
        """Let everything happen in its order; ``told`` hears each month and its steps."""
        month, before = 0, 0
        while self._queue:
            moment, _number, what = heapq.heappop(self._queue)
            day = self.calendar.day(moment)
            if day.month != month:
                told(day, self.steps - before)
                month, before = day.month, self.steps
            with clock.standing_at(moment):
                what(moment)

    # the door

    def key(self) -> UUID:
        """Return the next key; the same seed gives the same keys."""
        return UUID(int=self.rng.getrandbits(128), version=4)

    def do(self, case: Case, name: str, by: Appointment, **given: Any) -> Record:
        """Take a step through the door."""
        record = move(case.opened.pk, name, by=by, key=self.key(), given=given)
        case.state = record.target
        self.steps += 1
        return record

    def attach(self, case: Case, item: str) -> None:
        """Put a paper in the file."""
        label = self.items[item]
        file = paper(self.rng, item, label, case.product.name, str(case.applicant.organisation))
        attach(case.opened, item, keep_own(file), by=case.applicant, key=self.key())
        self.steps += 1

    def write(self, case: Case, sheet: str, *, better: bool = False, share: float = 1) -> None:
        """Save the draft of a sheet: anew, improved, or only its first ``share``."""
        draft = Draft.objects.get(dossier=case.opened, sheet=sheet)
        row = case.opened.ruleset.sheets[sheet]
        content = draft.content if better else answers(row, case, self.rng)
        if better:
            content = {**content, **improved(row, content, self.rng)}
        keys = list(content)[: max(1, round(len(content) * share))]
        kept = {k: content[k] for k in keys}
        save_draft(case.opened, sheet, kept, by=case.applicant, version=draft.version)

    # the office

    def factor(self, unit: int) -> float:
        """Return by how much the office of a unit takes longer than others this year."""
        return self.manner.factor(self._codes[unit], self.province.cycle.year)

    def number(self, series: str) -> int:
        """Return the next number of a series of papers."""
        self._numbers[series] = self._numbers.get(series, 0) + 1
        return self._numbers[series]

    def sweep(self, _at: datetime) -> None:
        """Let lapse what nobody can submit any more, as every night."""
        self.steps += lapse_all()
        found = Dossier.objects.filter(cycle=self.province.cycle, state="end.lapsed")
        for pk in found.values_list("pk", flat=True):
            self.cases[pk].state = "end.lapsed"

    def remind(self, _at: datetime) -> None:
        """Tell what time has to tell, as every morning."""
        remind_all()


def answers(sheet: Sheet, case: Case, rng: Random) -> dict[str, Any]:
    """Return a sheet filled in for a product."""
    texts = TEXTS[sheet.key]
    filled: dict[str, Any] = {}
    for question in sheet.fields:
        if question.key in texts:
            filled[question.key] = rng.choice(texts[question.key]).format(**case.facts)
        else:
            filled[question.key] = _figure(question, case, rng)
    return {key: value for key, value in filled.items() if value != ""}


def _figure(question: Field, case: Case, rng: Random) -> Any:
    known = {"workers": case.facts["workers"], "local_workers": case.facts["local"]}
    if question.key in known:
        return known[question.key]
    if question.kind is Kind.INTEGER:
        return rng.randrange(10, 400) * 10
    if question.kind is Kind.CHOICE:
        star = case.opened.ruleset.terms.star(case.fate.quality)
        return str(max(3, min(5, star)))
    return f"{question.label}: có."


def improved(sheet: Sheet, content: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    """Return better words for the first long answer of a sheet."""
    key = next(f.key for f in sheet.fields if f.kind is Kind.TEXT and f.key in content)
    return {key: content[key] + rng.choice(IMPROVED)}
