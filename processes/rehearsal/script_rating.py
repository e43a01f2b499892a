"""What happens to a rating file: the commune's certificate, two councils, the decision, Hà Nội."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from processes.engine import WorkingDays
from processes.models import Appointment, Dossier
from processes.queries.windows import Windows

from .story import TODAY, Story, Turn, office
from .texts import EXTENSIONS, OPINIONS, PAPERS, PROMOTIONS, RETURNS, SCORES

OPTIONAL = ("production_permit", "quality_declaration", "safety_test", "traceability", "product_story")


def submission(story: Story, dossier: Dossier, name: str, day: date) -> list[Turn]:
    """Return the handing in of a sheet on ``day``, or when its window opens.

    Where the window is over by then, the province keeps it open for some, the others let it be.
    """
    row = dossier.ruleset.transition[name]
    windows = [w for w in map(Windows(dossier).get, row.windows) if w]
    if not windows:
        return [Turn(name, story.by, day, sheet=row.submits)]
    coming = [w for w in windows if w.closes_on >= day]
    if coming:
        first = min(coming, key=lambda w: w.opens_on)
        opened = max(day, first.opens_on)
        return [Turn(name, story.by, opened, sheet=row.submits)]
    submitted = Turn(name, story.by, day, sheet=row.submits)
    if isinstance(dossier.current.due, WorkingDays):
        return [submitted]  # a return for completion gives its own term
    if not story.halt and not story.chance(0.4):
        return []
    given = {
        "window": row.windows[-1],
        "closes_on": (day + timedelta(days=14)).isoformat(),
        "reason": story.say(EXTENSIONS),
    }
    before = min(day, max(w.closes_on for w in windows)) - timedelta(days=1)
    return [Turn("extend_window", story.seat("province"), before, given), submitted]


def attach(story: Story, day: date, *items: str) -> list[Turn]:
    """Return the turns that put papers in the file."""
    return [Turn("add_document", story.by, day, {"item": item}) for item in items]


def draft(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """The papers, then form 04."""
    needed = ["business_registration"]
    subgroup = dossier.product.subgroup
    if subgroup is not None and not subgroup.group.sector.is_tourism:
        needed.append("sample_photo")
    extra = story.rng.sample(OPTIONAL, story.rng.randrange(0, 3))
    day = story.day(today, story.rng.randrange(1, 5))
    papers = attach(story, day, *needed, *extra)
    if story.chance(0.05):
        return papers[:1]
    return [*papers, *submission(story, dossier, "submit_rating", story.day(day, 2))]


def at_commune(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """The commune certifies local labour and material, or returns the file."""
    by = story.commune(dossier)
    if story.visits < 2 and story.chance(0.1, "rating.to_complete"):
        reason = {"reason": story.say(RETURNS)}
        return office(story, dossier, today, by, "return_from_commune", reason)
    given = {
        "local_labour": f"{story.rng.randrange(60, 101)}.00",
        "local_material": f"{story.rng.randrange(55, 101)}.50" if story.visits else "80",
        "confirmed": True,
    }
    if given["local_material"] == "100.50":
        given["local_material"] = "100"
    return office(story, dossier, today, by, "certify_local", given)


def to_complete(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """A returned file comes back with a better paper, mostly."""
    if story.chance(0.06):
        return []
    day = story.day(today, story.rng.randrange(1, 5))
    paper = attach(story, day, "business_registration")
    return [*paper, *submission(story, dossier, "submit_rating", day)]


def at_district(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """The district convenes its council, or returns the file naming papers."""
    by = story.district(dossier)
    if story.visits < 2 and story.chance(0.12):
        given = {"documents": ["business_registration"], "reason": story.say(PAPERS)}
        return office(story, dossier, today, by, "return_from_district", given)
    council = story.province.councils[dossier.district.code][0].council_id
    return office(story, dossier, today, by, "convene_district", {"council": str(council)})


def _points(story: Story, most: dict[str, int]) -> dict[str, str]:
    """Return one member's points: the product's quality, seen by one pair of eyes."""
    seen = min(99.0, max(5.0, story.quality + story.rng.gauss(0, 1.6)))
    quarters = {part: round(seen / 100 * of * 4) for part, of in most.items()}
    return {part: f"{n / 4:.2f}" for part, n in quarters.items()}


def _sitting(story: Story, dossier: Dossier, today: date, level: str) -> list[Turn]:
    """Return a council's turns: a sheet per member, seldom a stepping back, seldom none at all."""
    due = dossier.current.due
    term = due.days if isinstance(due, WorkingDays) else 15
    most = dict(dossier.ruleset.terms.parts)
    turns = []
    for n, member in enumerate(story.members(dossier)):
        day = story.day(today, term * story.rng.uniform(0.2, 0.75))
        if n and story.chance(0.01):
            reason = {"reason": "Là người thân của chủ thể."}
            turns.append(Turn(f"recuse_{level}", member, day, reason))
        elif not n or not story.chance(0.03):
            given: dict[str, Any] = _points(story, most)
            given["comment"] = story.say(SCORES)
            turns.append(Turn(f"submit_score_{level}", member, day, given))
    return turns


def _concluded(story: Story, turns: list[Turn], chair: Appointment, name: str) -> list[Turn]:
    last = max(t.day for t in turns)
    return [*turns, Turn(name, chair, story.day(last, story.rng.randrange(1, 4)))]


def district_council(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """The members score, the chair concludes."""
    turns = _sitting(story, dossier, today, "district")
    chair = story.province.councils[dossier.district.code][0]
    return turns if story.chance(0.03) else _concluded(story, turns, chair, "conclude_district")


def district_passed(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """File and samples go to the province."""
    given = {
        "note_number": f"{story.province.number('note')}/CV-UBND",
        "note_on": TODAY,
        "samples": dossier.ruleset.terms.sample_units,
    }
    by = story.district(dossier)
    return office(story, dossier, today, by, "forward_to_province", given)


def at_province(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """The department gives its opinion; the province asks for more, or convenes its council."""
    by, turns = story.seat("province"), []
    if story.visits < 2 and story.chance(0.12, "rating.supplement"):
        asked = story.rng.sample(("safety_test", "quality_declaration", "environment"), 2)
        given: dict[str, Any] = {"documents": asked, "reason": story.say(PAPERS)}
        return office(story, dossier, today, by, "request_supplement", given)
    subgroup = dossier.product.subgroup
    if subgroup is not None and story.opinion_given:
        agrees = story.rng.choices(tuple(OPINIONS), (8, 3, 1))[0]
        opinion = {"agrees": agrees, "opinion": OPINIONS[agrees]}
        seat = story.seat(f"department {subgroup.department.code}")
        turns.append(Turn("give_opinion", seat, story.day(today, 1), opinion))
    council = story.province.councils[dossier.province.code][0].council_id
    convened = office(
        story, dossier, story.day(today, 1), by, "convene_province", {"council": str(council)}
    )
    return [*turns, *convened]


def supplement(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """What was asked for is added, then sent."""
    asked = dossier.records.filter(name="request_supplement").order_by("-seq").first()
    items = asked.data.get("documents", []) if asked else []
    day = story.day(today, story.rng.randrange(1, 5))
    papers = attach(story, day, *items)
    if story.chance(0.08) or story.halt == story.state:
        return papers[:1]
    return [*papers, *submission(story, dossier, "submit_supplement", day)]


def province_council(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """The members score, the chair concludes."""
    turns = _sitting(story, dossier, today, "province")
    chair = story.province.councils[dossier.province.code][0]
    return turns if story.chance(0.03) else _concluded(story, turns, chair, "conclude_province")


def _certificate(story: Story) -> dict[str, str]:
    year, number = story.province.cycle.year, story.province.number("certificate")
    return {"paper_on": TODAY, "certificate_number": f"{number:04d}/{year}/GCN-OCOP"}


def awaiting_decision(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """The province's leader signs."""
    given = {"paper_number": f"{story.province.number('decision')}/QĐ-UBND", **_certificate(story)}
    return office(story, dossier, today, story.seat("leader"), "issue_decision", given)


def awaiting_referral(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """Ninety points and more go to the national round."""
    given = {"paper_number": f"{story.province.number('note')}/TTr-UBND", "paper_on": TODAY}
    return office(story, dossier, today, story.seat("leader"), "refer_national", given)


def at_national(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """Five stars, or back to the province."""
    number = {"paper_number": f"{story.province.number('national')}/BNN-VPĐP", "paper_on": TODAY}
    by = story.seat("province")
    if story.chance(0.4, "rating.rereview"):
        return office(story, dossier, today, by, "record_not_five", number)
    given = {**number, **_certificate(story), "paper_number": number["paper_number"]}
    return office(story, dossier, today, by, "record_five_stars", given)


def rereview(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """The province's council looks again; some councils score again."""
    chair = story.province.councils[dossier.province.code][0]
    again = _sitting(story, dossier, today, "province") if story.rng.random() < 0.5 else []
    last = max((t.day for t in again), default=story.day(today, 3))
    return [*again, Turn("conclude_rereview", chair, story.day(last, 2), {"star": "4"})]


def certified(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """Some go to a fair."""
    if story.rng.random() < 0.5:
        return []
    day = story.day(today, story.rng.randrange(5, 25))
    given = {"promoted_on": TODAY, "activity": story.say(PROMOTIONS)}
    return [Turn("record_promotion", story.district(dossier), day, given)]


RATING: dict[str, Callable[[Story, Dossier, date], list[Turn]]] = {
    "rating.draft": draft,
    "rating.at_commune": at_commune,
    "rating.to_complete": to_complete,
    "rating.at_district": at_district,
    "rating.district_council": district_council,
    "rating.district_passed": district_passed,
    "rating.at_province": at_province,
    "rating.supplement": supplement,
    "rating.province_council": province_council,
    "rating.awaiting_decision": awaiting_decision,
    "rating.awaiting_referral": awaiting_referral,
    "rating.at_national": at_national,
    "rating.rereview": rereview,
    "end.certified": certified,
}
