"""Steps that were wrong, and the way in which each is taken back."""

from typing import Any
from uuid import uuid4

from processes.models import Dossier, Record
from processes.phases.correction import LEVELS
from processes.rulesets import RULESETS
from processes.services.move import move
from tests.journeys.stage import Stage
from tests.play import again, at, dossier_in, take

RULESET = RULESETS["dl_2022"]
ASKS = {"commune": "xa", "district": "huyen", "province": "tinh", "recognition": "tinh"}
DECIDES = {"commune": "huyen", "district": "tinh", "province": "lanhdao", "recognition": "lanhdao"}
NAMED = dict(zip(ASKS, LEVELS, strict=True))
ANNULLED = {"paper_number": "99/QĐ", "paper_on": "2026-06-09"}
WHY = {"reason": "Bấm nhầm hồ sơ"}

# every step that can be taken back, with a state that it is taken in and its day
TAKEN = {
    "return_idea": ("idea.at_commune", (3, 5)),
    "forward_idea": ("idea.at_commune", (3, 5)),
    "return_plan": ("plan.at_commune", (4, 7)),
    "forward_plan": ("plan.at_commune", (4, 7)),
    "certify_local": ("rating.at_commune", (6, 9)),
    "return_from_commune": ("rating.at_commune", (6, 9)),
    "take_up_idea": ("idea.at_commune", (3, 5)),
    "select_idea": ("idea.at_district", (3, 5)),
    "decline_idea": ("idea.at_district", (3, 5)),
    "take_up_plan": ("plan.at_commune", (4, 7)),
    "select_plan": ("plan.at_district", (4, 7)),
    "decline_plan": ("plan.at_district", (4, 7)),
    "return_from_district": ("rating.at_district", (6, 9)),
    "forward_to_province": ("rating.district_passed", (6, 9)),
    "list_idea": ("idea.selected", (3, 5)),
    "leave_out_idea": ("idea.selected", (3, 5)),
    "request_supplement": ("rating.at_province", (6, 9)),
    "refer_national": ("rating.awaiting_referral", (6, 9)),
    "record_not_five": ("rating.at_national", (6, 9)),
    "issue_decision": ("rating.awaiting_decision", (6, 9)),
    "record_five_stars": ("rating.at_national", (6, 9)),
}
LEVEL_OF = {t.name: key for key, level in NAMED.items() for t in level.correct.undoes}


def wrong(stage: Stage, name: str) -> Dossier:
    """Return a dossier on which a step was just taken."""
    state, day = TAKEN[name]
    dossier = dossier_in(stage, state)
    with at(*day):
        take(stage, dossier, name)
    return again(dossier)


def do(stage: Stage, dossier: Dossier, name: str, who: str, **given: Any) -> Record:
    """Do a step of a correction with a reason."""
    return move(dossier.pk, name, by=stage.people[who], key=uuid4(), given=WHY | given)


def asked(stage: Stage, name: str) -> tuple[Dossier, str]:
    """Return a dossier whose wrong step somebody asked to be taken back, and the level's name."""
    dossier, level = wrong(stage, name), LEVEL_OF[name]
    with at(*TAKEN[name][1], hour=10):
        do(stage, dossier, NAMED[level].ask.name, ASKS[level])
    return again(dossier), level


def corrected(stage: Stage, name: str) -> Dossier:
    """Return a dossier whose wrong step was taken back."""
    dossier, level = asked(stage, name)
    given = ANNULLED if level == "recognition" else {}
    with at(*TAKEN[name][1], hour=11):
        do(stage, dossier, NAMED[level].correct.name, DECIDES[level], **given)
    return again(dossier)
