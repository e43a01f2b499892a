"""What each holder does with a dossier when its turn comes: plausible, and sometimes late or not.

A player returns the name of the step and what is given, or ``None`` where it lets the dossier lie.
"""

from datetime import date
from random import Random
from typing import Any, TypeAlias

from processes.models import Dossier
from processes.queries.facts import Facts

from .texts import DECLINES, EVALUATIONS, RETURNS

Move: TypeAlias = tuple[str, dict[str, Any]] | None
# by state: how often each step is taken; the rest of the time the dossier lies where it is
HABITS: dict[str, tuple[tuple[str, float], ...]] = {
    "idea.draft": (("submit_idea", 0.95),),
    "idea.at_commune": (("forward_idea", 0.78), ("return_idea", 0.14), ("take_up_idea", 0.05)),
    "idea.to_complete": (("submit_idea", 0.88), ("withdraw", 0.04)),
    "idea.at_district": (("select_idea", 0.83), ("decline_idea", 0.13)),
    "idea.not_selected": (("resubmit_idea", 0.6), ("withdraw", 0.1)),
    "idea.selected": (("list_idea", 0.92), ("leave_out_idea", 0.05)),
    "plan.draft": (("submit_plan", 0.93),),
    "plan.at_commune": (("forward_plan", 0.8), ("return_plan", 0.12), ("take_up_plan", 0.05)),
    "plan.to_complete": (("submit_plan", 0.9),),
    "plan.at_district": (("select_plan", 0.85), ("decline_plan", 0.11)),
    "plan.not_selected": (("resubmit_plan", 0.6),),
    "production.under_way": (("start_rating", 0.92), ("withdraw", 0.04)),
    "rating.draft": (("submit_rating", 0.93),),
    "rating.at_commune": (("certify_local", 0.85), ("return_from_commune", 0.1)),
    "rating.to_complete": (("submit_rating", 0.9),),
    "rating.at_district": (("convene_district", 0.82), ("return_from_district", 0.14)),
    "rating.district_council": (("conclude_district", 0.95),),
    "rating.district_passed": (("forward_to_province", 0.95),),
    "rating.at_province": (("convene_province", 0.8), ("request_supplement", 0.15)),
    "rating.supplement": (("submit_supplement", 0.88),),
    "rating.province_council": (("conclude_province", 0.94),),
    "rating.awaiting_decision": (("issue_decision", 0.92),),
    "rating.awaiting_referral": (("refer_national", 0.8),),
    "rating.at_national": (("record_five_stars", 0.35), ("record_not_five", 0.3)),
    "rating.rereview": (("conclude_rereview", 0.6),),
}
# who takes each step, as the name of a seat; {} is the dossier's commune, district or council
SEATS = {
    "idea.at_commune": "commune",
    "plan.at_commune": "commune",
    "rating.at_commune": "commune",
    "idea.at_district": "district",
    "plan.at_district": "district",
    "rating.at_district": "district",
    "rating.district_passed": "district",
    "rating.district_council": "district_chair",
    "rating.province_council": "province_chair",
    "rating.rereview": "province_chair",
    "rating.awaiting_decision": "leader",
    "rating.awaiting_referral": "leader",
    "idea.selected": "province",
    "rating.at_province": "province",
    "rating.at_national": "province",
}
ASKED = ("product_standard", "quality_declaration", "safety_test", "sample_photo")


def choose(rng: Random, state: str) -> str | None:
    """Return the step that is taken in ``state`` this time; ``None``: the dossier lies."""
    chance = rng.random()
    for name, share in HABITS[state]:
        chance -= share
        if chance < 0:
            return name
    return None


def given(rng: Random, name: str, dossier: Dossier, today: date, number: int) -> dict[str, Any]:
    """Return what the step's actor gives, with the ``number`` of its paper."""
    if name in RETURNS:
        answers: dict[str, Any] = {"reason": rng.choice(RETURNS[name])}
        if name in ("return_from_district", "request_supplement"):
            answers["documents"] = sorted(rng.sample(ASKED, 1 + (rng.random() < 0.3)))
        return answers
    if name in DECLINES:
        reason = {"reason": rng.choice(DECLINES[name])}
        failed = {"failed_check": rng.choice(("product", "product", "organisation"))}
        return reason | (failed if name == "decline_idea" else {})
    paper = {"paper_number": f"{number}/QĐ-UBND", "paper_on": today.isoformat()}
    certificate = {"certificate_number": f"DL-{today.year}-{number:04d}"}
    answers_of: dict[str, dict[str, Any]] = {
        "select_idea": {"product_fits": True, "organisation_fits": True},
        "list_idea": {"list_number": f"{today:%m}/QĐ-VPĐP", "list_on": today.isoformat()},
        "select_plan": {"evaluation": rng.choice(EVALUATIONS)},
        "certify_local": {
            "local_labour": str(rng.randrange(60, 101)),
            "local_material": str(rng.randrange(50, 101)),
            "confirmed": True,
        },
        "forward_to_province": {
            "note_number": f"{number}/UBND-NN",
            "note_on": today.isoformat(),
            "samples": 0 if Facts(dossier, today).is_service else 5,
        },
        "issue_decision": paper | certificate,
        "record_five_stars": paper | certificate,
        "record_not_five": paper,
        "refer_national": paper | {"paper_number": f"{number}/UBND-KT"},
        "conclude_rereview": {"star": "4"},
    }
    return answers_of.get(name, {})
