"""Whatever people try, in any order, this stays true."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from processes.engine import Refused
from processes.models import Dossier, Notice, Record
from processes.queries import inbox
from processes.queries.options import acts_for, transitions_for
from processes.queries.verification import verify
from processes.rulesets import RULESETS
from processes.services import clock
from processes.services.lapse import lapse_all
from processes.services.move import move
from tests.journeys import stage as stages
from tests.play import GIVEN, MOMENTS, WAYS, answers, at, called, dossier_in

RULESET = RULESETS["dl_2022"]
STEPS = sorted({*RULESET.transition, *RULESET.act} - {"lapse", "add_document"})
PEOPLE = (
    "chuthe", "xa", "huyen", "tinh", "so", "lanhdao", "giamsat", "kiemtoan", "quantri",
    "district_chair", "district_1", "province_chair", "province_1", "outsider", "conflicted",
)  # fmt: skip
ANSWERS: dict[str, Any] = {
    "a": "30", "b": "20", "c": "30", "agrees": "agrees", "opinion": "Được", "comment": "Ghi",
    "window": "ideas", "closes_on": "2026-12-30", "activity": "Hội chợ",
    "promoted_on": "2026-06-08", "done": "Xong", "support": "market",
    "visited_on": "2026-05-05", "findings": "Tốt", "reason": "Vì thế",
}  # fmt: skip


class Anything(RuleBasedStateMachine):
    """Anyone tries anything, at a clock that moves on."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.stage = stages.build()
        other = type(self.stage.commune).objects.get(code="24121")
        self.stage.appoint("outsider", "commune_officer", unit=other)
        conflicted = self.stage.appoint("conflicted", "commune_officer", unit=self.stage.commune)
        conflicted.user.memberships.create(organisation=self.stage.organisation)
        self.hour: Any = None

    @initialize(state=st.sampled_from(sorted(WAYS)))
    def begin(self, state: str) -> None:
        self.pk = dossier_in(self.stage, state).pk
        self.stand(*MOMENTS[state.partition(".")[0]])

    def stand(self, month: int, day: int) -> None:
        if self.hour is not None:
            self.hour.__exit__(None, None, None)
        self.hour = at(month, day, 10)
        self.hour.__enter__()
        self.date = (month, day)

    @property
    def dossier(self) -> Dossier:
        return Dossier.objects.get(pk=self.pk)

    @rule(days=st.integers(1, 27))
    def time_passes(self, days: int) -> None:
        month, day = self.date
        month, day = (month + 1, day + days - 28) if day + days > 28 else (month, day + days)
        if month <= 12:
            self.stand(month, day)

    @rule(who=st.sampled_from(PEOPLE), name=st.sampled_from(STEPS), sense=st.booleans())
    def somebody_tries_something(self, who: str, name: str, sense: bool) -> None:
        given = {**ANSWERS, **answers(name)} if sense else {"star": "9", "a": "x"}
        if sense and name.startswith(("convene", "reconvene")):
            level = "district" if "district" in name else "province"
            given["sitting"] = str(called(self.stage, level).pk)
        before = self.snapshot()
        try:
            move(self.pk, name, by=self.stage.people[who], key=uuid4(), given=given)
        except Refused as refused:
            changed = self.snapshot() != before
            if changed or not refused.reasons:
                raise AssertionError(f"{name} was refused and changed something") from refused

    @rule(index=st.integers(0, 9))
    def whoever_holds_it_goes_on(self, index: int) -> None:
        rows = [t for t in RULESET.leaving(str(self.dossier.state)) if t.name in GIVEN]
        if rows:
            name = rows[index % len(rows)].name
            self.somebody_tries_something(GIVEN[name][0], name, sense=True)

    @rule()
    def the_night_sweeps(self) -> None:
        lapse_all()

    def snapshot(self) -> Any:
        row = Dossier.objects.filter(pk=self.pk).values().get()
        return row, Record.objects.count(), Notice.objects.count()

    def is_owed(self, act: str) -> bool:
        """A sheet while it can be given; an opinion until there is one, a second is free."""
        heard = Record.objects.filter(dossier=self.pk, name="give_opinion")
        return act.startswith("submit_score") or (act == "give_opinion" and not heard.exists())

    @invariant()
    def the_inbox_holds_it_exactly_for_those_who_can_act(self) -> None:
        if self.hour is None:
            return
        dossier, now = self.dossier, clock.now()
        for who in PEOPLE:
            by = self.stage.people[who]
            steps = transitions_for(dossier, by, now)
            owed = [a for a in acts_for(dossier, by, now) if self.is_owed(a.step.name)]
            can = bool(steps) or any(a.open for a in owed)
            listed = any(q(by).filter(pk=self.pk).exists() for q in (inbox.must, inbox.may))
            assert listed == can, (who, dossier.state, steps, owed)

    @invariant()
    def the_history_is_whole(self) -> None:
        if self.hour is None:
            return
        dossier = self.dossier
        assert verify([dossier]).problems == []
        assert dossier.waiting == dossier.waiting_key()
        assert dossier.version == Record.objects.filter(dossier=dossier).count()
        assert Record.objects.filter(dossier=dossier, name="open_dossier").count() == 1

    def teardown(self) -> None:
        if self.hour is not None:
            self.hour.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)


@pytest.mark.django_db
@pytest.mark.parametrize("state", sorted(WAYS))
def test_what_always_holds_holds_in_every_state(state: str) -> None:
    """Chance may pass a state by; here none is."""
    machine = Anything()
    try:
        machine.begin(state)
        machine.the_inbox_holds_it_exactly_for_those_who_can_act()
        machine.the_history_is_whole()
    finally:
        machine.teardown()


@pytest.mark.slow
@pytest.mark.django_db
def test_whatever_people_try_in_any_order() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Anything,
        settings=settings(
            max_examples=16,
            stateful_step_count=25,
            deadline=None,
            # shrinking a failure replays it for minutes; the seed is printed instead
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
