"""A year, played through the door by a clock that moves from one event to the next."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from processes.engine import Refused
from processes.models import Appointment, ChecklistItem, Dossier, Unit
from processes.queries.facts import Facts
from processes.queries.working_days import working_calendar
from processes.roles import Role
from processes.services import clock
from processes.services.documents import add_document
from processes.services.dossiers import open_dossier
from processes.services.drafts import sheet_in_hand
from processes.services.lapse import lapse_all
from processes.services.move import move

from .cast import DEMO_PRODUCTS, Cast
from .papers import paper
from .players import SEATS, choose, given
from .province import PROVINCE, Province, open_cycle, settle
from .texts import COMMENTS, DECLINES, FINDINGS, OPINIONS, PROGRESS, SCORE_COMMENTS

SUPPORT = ("training", "market", "capital", "supply", "science")
LATE = 0.1  # how often a turn takes much longer
KEPT_OPEN = 0.35  # of what lies with the applicant, how much gets a longer window
SWEEPS = ((4, 1), (4, 10), (5, 1), (5, 12), (8, 1), (9, 1), (12, 1), (12, 31))
WINDOW_OF = {"idea": "ideas", "plan": "plans", "rating": "rating_2", "production": "rating_2"}


@dataclass(frozen=True)
class Played:
    """What came of a rehearsal."""

    dossiers: int
    events: int


class Year:
    """One rehearsal: the cast, the queue of events and the chance that decides them."""

    def __init__(self, year: int, seed: int, until: datetime, password: str) -> None:
        self.rng = Random(seed)
        self.until = until
        self.province = Province(open_cycle(year), self.rng, make_password(password))
        self.cast = Cast(self.province)
        self.calendar = working_calendar()
        self.queue: list[tuple[datetime, int, Callable[[], None]]] = []
        self.count = 0
        self.mandatory = list(
            ChecklistItem.objects.filter(mandatory=True, satisfied_by="").order_by("number")
        )

    def play(self, dossiers: int, say: Callable[[str], None]) -> Played:
        """Play the year with so many dossiers."""
        settle(self.province)
        year = self.province.cycle.year
        for number in range(dossiers):
            spread = 3 + number * 4 if number < DEMO_PRODUCTS else self.rng.randrange(0, 17)
            self.later(date(year, 3, 1) + timedelta(days=spread), self._opening(number))
        for month, day in SWEEPS:
            moment = datetime.combine(date(year, month, day), time(0, 30), self.calendar.zone)
            self.push(moment, lapse_all)
        played = 0
        while self.queue and self.queue[0][0] <= self.until:
            moment, _order, event = heapq.heappop(self.queue)
            with clock.standing_at(moment), transaction.atomic():
                event()
            played += 1
            if played % 500 == 0:
                say(f"{moment:%d/%m/%Y}: {played}")
        return Played(dossiers, played)

    # time

    def push(self, moment: datetime, event: Callable[[], Any]) -> None:
        """Let something happen at a moment."""
        self.count += 1
        heapq.heappush(self.queue, (moment, self.count, event))

    def later(self, day: date, event: Callable[[], None]) -> None:
        """Let something happen in office hours of the first worked day from ``day`` on."""
        while not self.calendar.is_worked(day):
            day += timedelta(days=1)
        hour = time(self.rng.randrange(7, 17), self.rng.randrange(60), self.rng.randrange(60))
        self.push(datetime.combine(day, hour, self.calendar.zone), event)

    def after(self, days: int, event: Callable[[], None]) -> None:
        """Let something happen so many working days from now."""
        self.later(self.calendar.add(clock.today(), max(1, days)), event)

    # the life of one dossier

    def _opening(self, number: int) -> Callable[[], None]:
        def opening() -> None:
            product = self.cast.product(number)
            held = self.province.seats[f"of {product.organisation_id}"]
            dossier = open_dossier(product, self.province.cycle, by=held, key=self.cast.key())
            self.cast.write(dossier, "idea")
            self.after(self.rng.randrange(1, 5), self._turn(dossier.pk))

        return opening

    def _turn(self, pk: int) -> Callable[[], None]:
        return lambda: self.turn(Dossier.objects.select_related("organisation").get(pk=pk))

    def turn(self, dossier: Dossier) -> None:
        """Let the holder of the dossier act, or let it lie."""
        state = str(dossier.state)
        if dossier.current.final:
            return
        name = choose(self.rng, state)
        if name is None:
            self._lies(dossier)
            return
        self._prepare(dossier, name)
        number = self.province.number(name)
        answers = given(self.rng, name, dossier, clock.today(), number)
        if name.startswith("convene"):
            level = PROVINCE if name == "convene_province" else self._district(dossier)
            answers["council"] = str(self.province.councils[level][0].council_id)
        self.do(dossier, name, self._seat(dossier, name), answers)
        moved = Dossier.objects.get(pk=dossier.pk)
        if moved.state != state:
            self._next(moved)

    def do(self, dossier: Dossier, name: str, by: Appointment, answers: dict[str, Any]) -> None:
        """Knock at the door; what is refused is left."""
        try:
            move(dossier.pk, name, by=by, key=self.cast.key(), given=answers)
        except Refused:
            return

    def _next(self, dossier: Dossier) -> None:
        """Plan the next turn: within the term mostly, late now and then."""
        state, rng = str(dossier.state), self.rng
        year = self.province.cycle.year
        if state == "production.under_way":
            self._production(dossier)
            first = rng.random() < 0.5
            start = date(year, 6, 1) if first else date(year, 10, 1)
            self.later(start + timedelta(days=rng.randrange(0, 30)), self._turn(dossier.pk))
            return
        early = state.startswith(("idea.", "plan."))  # their windows are short, and people hurry
        days = rng.randrange(1, 4 if early else 6)
        if rng.random() < LATE:
            days = rng.randrange(6, 11) if early else rng.randrange(8, 22)
        if state.endswith("not_selected"):
            days = 6 + rng.randrange(0, 5)
        if state.endswith("_council"):
            days += 3
        if state == "rating.at_national":
            days += 15
        self.after(days, self._turn(dossier.pk))

    def _production(self, dossier: Dossier) -> None:
        """Progress is reported and supported between April and August."""
        start = max(clock.today(), date(self.province.cycle.year, 4, 20))
        done, difficulty = self.rng.choice(PROGRESS)
        report = {"done": done, "difficulty": difficulty}
        by = self.province.seats[f"of {dossier.organisation_id}"]
        self.later(
            start + timedelta(days=self.rng.randrange(5, 40)),
            lambda: self.do(dossier, "report_progress", by, report),
        )
        if self.rng.random() < 0.6:
            self.later(
                start + timedelta(days=self.rng.randrange(10, 50)),
                lambda: self._support(dossier),
            )

    def _support(self, dossier: Dossier) -> None:
        visit = {
            "support": self.rng.choice(SUPPORT),
            "visited_on": clock.today().isoformat(),
            "findings": self.rng.choice(FINDINGS),
        }
        self.do(dossier, "record_support", self._seat(dossier, "district"), visit)

    def _lies(self, dossier: Dossier) -> None:
        """Nobody acts: an office is reminded, an applicant may get more time."""
        if dossier.current.holder != Role.APPLICANT:
            reason = {"reason": self.rng.choice(DECLINES["remind"])}
            supervisor = self.province.seats["supervisor"]
            self.after(12, lambda: self.do(dossier, "remind", supervisor, reason))
            return
        key = WINDOW_OF.get(str(dossier.state).partition(".")[0])
        if key and dossier.current.ends_with and self.rng.random() < KEPT_OPEN:
            longer = {
                "window": key,
                "closes_on": date(self.province.cycle.year, 12, 20).isoformat(),
                "reason": self.rng.choice(DECLINES["extend_window"]),
            }
            self.do(dossier, "extend_window", self.province.seats["province"], longer)

    # what goes before a step

    def _prepare(self, dossier: Dossier, name: str) -> None:
        sheet = sheet_in_hand(dossier)
        if name.startswith(("submit_", "resubmit_")):
            better = "to_complete" in dossier.state or name.startswith("resubmit")
            self.cast.write(dossier, sheet, better=better)
            self._documents(dossier, name)
        elif name.startswith("conclude_") and name != "conclude_rereview":
            self._score(dossier, name.removeprefix("conclude_"))
        elif name == "convene_province":
            self._opinion(dossier)
        elif self.rng.random() < 0.05:
            by = self.province.seats[f"of {dossier.organisation_id}"]
            self.do(dossier, "comment", by, {"comment": self.rng.choice(COMMENTS)})

    def _documents(self, dossier: Dossier, name: str) -> None:
        if name not in ("submit_rating", "submit_supplement"):
            return
        facts = Facts(dossier, clock.today())
        items = {i.code: i.name for i in self.mandatory if i.name in facts.missing_documents()}
        asked = set(facts.asked_documents()[0])
        items |= dict(ChecklistItem.objects.filter(code__in=asked).values_list("code", "name"))
        by = self.province.seats[f"of {dossier.organisation_id}"]
        for code, label in sorted(items.items()):
            product, organisation = dossier.product.name, dossier.organisation.name
            file = paper(self.rng, code, label, product, organisation)
            add_document(dossier, code, file, by=by, key=self.cast.key())

    def _opinion(self, dossier: Dossier) -> None:
        subgroup = dossier.product.subgroup
        if subgroup is None:
            return
        agrees = self.rng.choice(("agrees", "agrees", "agrees", "remarks"))
        said = {"agrees": agrees, "opinion": self.rng.choice(OPINIONS[agrees])}
        by = self.province.seats[f"department {subgroup.department.code}"]
        self.do(dossier, "give_opinion", by, said)

    def _score(self, dossier: Dossier, level: str) -> None:
        code = PROVINCE if level == "province" else self._district(dossier)
        centre = self._quality(dossier, level)
        for member in self.province.councils[code]:
            share = min(0.99, max(0.2, self.rng.gauss(centre, 0.025)))
            points = {p: f"{round(most * share * 4) / 4:.2f}" for p, most in _PARTS}
            points["comment"] = self.rng.choice(SCORE_COMMENTS)
            self.do(dossier, f"submit_score_{level}", member, points)

    def _quality(self, dossier: Dossier, level: str) -> float:
        """How good a product is, 0 to 1: the same chance for both levels, near each other."""
        chance = Random(f"{dossier.code}")
        base = chance.choice((0.44, 0.56, 0.64, 0.7, 0.74, 0.78, 0.82, 0.86, 0.945, 0.95))
        return base + (0.01 if level == "province" else 0.0)

    # who

    def _district(self, dossier: Dossier) -> str:
        return Unit.objects.values_list("code", flat=True).get(pk=dossier.district_id)

    def _seat(self, dossier: Dossier, name: str) -> Appointment:
        """Return who takes a step, or who holds the post ``name``."""
        seats, state = self.province.seats, str(dossier.state)
        row = dossier.ruleset.transition.get(name)
        post = SEATS.get(state, "applicant") if row else name
        if row is not None and row.by == Role.APPLICANT:
            post = "applicant"
        if row is not None and name.startswith("take_up"):
            post = "district"
        if post == "applicant":
            return seats[f"of {dossier.organisation_id}"]
        if post == "commune":
            return seats[f"commune {Unit.objects.get(pk=dossier.commune_id).code}"]
        if post == "district":
            return seats[f"district {self._district(dossier)}"]
        if post.endswith("_chair"):
            level = PROVINCE if post.startswith("province") else self._district(dossier)
            return self.province.councils[level][0]
        return seats[post]


_PARTS = (("a", 35), ("b", 25), ("c", 40))
