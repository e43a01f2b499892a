"""One of the crowd: a process that tries this and that on dossiers, and writes down every answer."""

import argparse
import json
import os
import random
from pathlib import Path
from typing import Any
from uuid import uuid4

import django

django.setup()

from processes.engine import Refused  # noqa: E402 - the application stands only now
from processes.models import Appointment, Dossier, Draft  # noqa: E402 - the application stands only now
from processes.rulesets import RULESETS  # noqa: E402 - the application stands only now
from processes.services import clock  # noqa: E402 - the application stands only now
from processes.services.move import move  # noqa: E402 - the application stands only now
from tests.play import GIVEN, answers, fill  # noqa: E402 - the application stands only now

from .people import persistent  # noqa: E402 - the application stands only now

HOT = 12  # dossiers that the crowd is at together
LEGAL, TWICE = 0.75, 0.1  # shares: of what may be tried in a state, and of what is sent twice

CORRECTING = (
    "correct_commune_step",
    "correct_district_step",
    "correct_province_step",
    "annul_decision",
)
_WHO = {
    "correct_commune_step": "huyen",
    "correct_district_step": "tinh",
    "correct_province_step": "lanhdao",
    "annul_decision": "lanhdao",
    "ask_commune_correction": "xa",
    "ask_district_correction": "huyen",
    "ask_province_correction": "tinh",
    "ask_annulment": "tinh",
    "refuse_district_correction": "tinh",
    "give_opinion": "so",
    "comment": "huyen",
}


class Somebody:
    """One who does this and that, and writes down what the door said."""

    def __init__(self, seed: int, actions: int, fault: str = "") -> None:
        self.random, self.actions, self.fault = random.Random(seed), actions, fault
        self.people = {a.user.username: a for a in Appointment.objects.select_related("user")}
        self.dossiers = list(Dossier.objects.order_by("pk").values_list("pk", flat=True))
        random.Random(0).shuffle(self.dossiers)  # in one order for everybody

    def go(self, journal: Any) -> None:
        """Do everything, one thing after another."""
        for n in range(self.actions):
            first = n * max(1, len(self.dossiers) - HOT) // self.actions
            pk = self.random.choice(self.dossiers[first : first + HOT])
            said = self._act(pk)
            journal.write(json.dumps(said) + "\n")
            journal.flush()

    def _act(self, pk: int) -> dict[str, Any]:
        name, who = self._choose(pk)
        given, key = self._given(name), uuid4()
        self._write(pk, name, who)
        by = self.people.get(who)
        said = {"key": str(key), "dossier": pk, "name": name, "who": who}
        try:
            record = persistent(lambda: move(pk, name, by=by, key=key, given=given))
            if self.random.random() < TWICE:
                other = uuid4() if self.fault == "new_key" else key
                second = persistent(lambda: move(pk, name, by=by, key=other, given=given))
                said["twice"] = second.pk == record.pk
        except Refused:
            return said | {"done": False}
        return said | {"done": True, "seq": record.seq}

    def _choose(self, pk: int) -> tuple[str, str]:
        """Return a step and a person: mostly what could be, else anything by anybody."""
        ruleset = RULESETS["dl_2022"]
        if self.random.random() > LEGAL:
            names, whoever = sorted(ruleset.steps), [*sorted(self.people), "nobody"]
            return self.random.choice(names), self.random.choice(whoever)
        state = str(persistent(lambda: Dossier.objects.get(pk=pk)).state)
        steps = [t for t in ruleset.leaving(state) if t.name in GIVEN and t.name != "withdraw"]
        steps += [
            t for t in ruleset.moving if t.name in CORRECTING and state in _keys_of(t.sources)
        ]
        ways = [(t.name, _WHO.get(t.name) or GIVEN[t.name][0]) for t in steps]
        ways += [
            (a.name, _WHO[a.name])
            for a in ruleset.acts
            if a.name in _WHO and state in _keys_of(a.states)
        ]
        return self.random.choice(ways or [("comment", "tinh")])

    def _given(self, name: str) -> dict[str, Any]:
        given = answers(name)
        if "certificate_number" in given:
            given["certificate_number"] = f"OCOP-{uuid4().hex[:12]}"
        if name == "annul_decision":
            given |= {"paper_number": "9/QĐ", "paper_on": str(clock.today())}
        if name == "comment":
            given["comment"] = "Trao đổi"
        return {"reason": "Có lý do", **given}

    def _write(self, pk: int, name: str, who: str) -> None:
        """Write the sheet that a step hands in, as its applicant would; others may be faster."""
        sheets = {"submit_plan": "plan", "resubmit_plan": "plan", "submit_rating": "rating"}
        sheets["resubmit_idea"] = "idea"
        if name not in sheets or who != "chuthe":
            return
        changes = {"story": uuid4().hex} if name == "resubmit_idea" else {}
        try:
            dossier = persistent(lambda: Dossier.objects.get(pk=pk))
            persistent(lambda: fill(dossier, self.people[who], sheets[name], **changes))
        except (Refused, Draft.DoesNotExist):
            return


def _keys_of(states: Any) -> set[str]:
    return {s.key for s in states}


def main() -> None:
    """Do what was asked for, and end."""
    parser = argparse.ArgumentParser(prog="tests.campaign.somebody", description=__doc__)
    parser.add_argument("--number", type=int, required=True)
    parser.add_argument("--actions", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--fault", default="")
    asked = parser.parse_args()
    journal = Path(os.environ["CROWD_FOLDER"]) / f"{asked.number}.journal"
    with journal.open("a") as out:
        Somebody(asked.seed, asked.actions, asked.fault).go(out)


if __name__ == "__main__":
    main()
