"""What is to become of each dossier: how good it is, where it is sent back, where it gets stuck."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

# every state in which a dossier may stay; those of the demonstration's desks come twice
HALTS = (
    "idea.at_commune", "rating.district_council", "idea.to_complete", "plan.at_district",
    "rating.province_council", "idea.draft", "rating.at_commune", "rating.at_province",
    "plan.draft", "rating.at_district", "idea.at_district", "plan.to_complete",
    "rating.awaiting_decision", "idea.not_selected", "rating.rereview", "rating.at_national",
    "plan.at_commune", "idea.selected", "plan.not_selected", "rating.awaiting_referral",
    "rating.supplement", "production.under_way", "rating.draft", "rating.to_complete",
    "rating.district_passed", "rating.at_commune", "idea.at_commune", "rating.district_council",
)  # fmt: skip
# of the applicant who demonstrates; the first dossier goes all the way
DEMONSTRATED = (
    "", "rating.to_complete", "idea.to_complete", "plan.draft", "production.under_way",
    "rating.district_council", "idea.not_selected", "rating.at_province",
)  # fmt: skip
DETOURS = {
    "idea.to_complete": "return_idea",
    "idea.not_selected": "decline_idea",
    "plan.to_complete": "return_plan",
    "plan.not_selected": "decline_plan",
    "rating.to_complete": "return_from_district",
    "rating.supplement": "request_supplement",
    "rating.rereview": "record_not_five",
}
# how often a dossier meets each detour
CHANCES = {
    "return_idea": 0.16,
    "take_up_idea": 0.1,
    "decline_idea": 0.12,
    "leave_out_idea": 0.03,
    "return_plan": 0.15,
    "take_up_plan": 0.1,
    "decline_plan": 0.09,
    "return_from_commune": 0.1,
    "return_from_district": 0.12,
    "request_supplement": 0.15,
    "record_not_five": 0.5,
}
GIVES_UP = ("idea.draft", "idea.to_complete", "idea.not_selected", "plan.draft", "plan.to_complete")
WITHDRAWS = (
    "idea.at_district", "plan.draft", "plan.at_commune", "production.under_way", "rating.draft",
)  # fmt: skip
NATIONAL = ("rating.awaiting_referral", "rating.at_national", "rating.rereview")
DEEP = ("rating.province_council", "rating.awaiting_decision", *NATIONAL)


@dataclass
class Fate:
    """What was decided for one dossier before it began.

    Args:
        quality: About what its councils give, 0 to 100.
        opens_on: The day it is opened.
        round: The rating round it makes, 1 or 2.
        halt: The state in which nobody acts on it any more.
        withdraws: The state in which its applicant gives up.
        detours: Steps that send it another way; each is taken once.
    """

    quality: int
    opens_on: date
    round: int
    halt: str = ""
    withdraws: str = ""
    detours: set[str] = field(default_factory=set)

    def takes(self, detour: str) -> bool:
        """Return whether the dossier goes this detour now, and remember that it did."""
        if detour not in self.detours:
            return False
        self.detours.discard(detour)
        return True


def drawn(rng: Random, year: int, halt: str, until: date, *, late: bool) -> Fate:
    """Draw a fate.

    Args:
        halt: Where the dossier is to be found at the end; empty: anywhere.
        late: Whether its district still receives ideas and plans after their windows.
    """
    quality = _quality(rng)
    if halt:
        quality = rng.randrange(93, 97) if halt in NATIONAL else rng.randrange(62, 86)
    fate = Fate(
        quality=quality,
        opens_on=_opening(rng, year, halt, until, late=late),
        round=1 if halt in DEEP or rng.random() < 0.5 else 2,
        halt=halt,
        detours={name for name, chance in CHANCES.items() if rng.random() < chance},
    )
    if halt:
        _lead_to(fate, halt)
    elif not late:
        _give_up(rng, fate)
    return fate


def _quality(rng: Random) -> int:
    share = rng.random()
    if share < 0.1:
        return rng.randrange(28, 49)
    if share < 0.4:
        return rng.randrange(52, 70)
    return rng.randrange(70, 90) if share < 0.84 else rng.randrange(91, 97)


def _opening(rng: Random, year: int, halt: str, until: date, *, late: bool) -> date:
    """Ideas come in March; where windows were kept open, those still young came lately."""
    phase = halt.partition(".")[0]
    ago = {"idea": (30, 44), "plan": (40, 60)}.get(phase)
    if late and ago and until > date(year, 6, 30):
        return until - timedelta(days=rng.randrange(*ago))
    return date(year, 3, 1) + timedelta(days=rng.randrange(0, 24))


def _lead_to(fate: Fate, halt: str) -> None:
    """Keep the dossier from going astray before it comes to its halt."""
    fate.detours -= {"leave_out_idea", "decline_idea", "decline_plan"}
    if halt in NATIONAL:
        fate.detours.discard("record_not_five")
    if halt in DETOURS:
        fate.detours.add(DETOURS[halt])
        fate.detours -= {"return_from_commune"}


def _give_up(rng: Random, fate: Fate) -> None:
    share = rng.random()
    if share < 0.05:
        fate.halt = rng.choice(GIVES_UP)
    elif share < 0.09:
        fate.withdraws = rng.choice(WITHDRAWS)
