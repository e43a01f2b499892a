"""What happens to an idea, a plan and its carrying out, state by state."""

from collections.abc import Callable
from datetime import date, timedelta

from processes.models import Dossier
from processes.phases.ending import BEFORE_SCORING
from processes.phases.production import SUPPORT
from processes.queries.windows import Windows

from .script_rating import RATING, submission
from .story import TODAY, Story, Turn, office
from .texts import DECLINES, DONE, EXTENSIONS, FINDINGS, LEFT_OUT, RETURNS, WITHDRAWALS

Player = Callable[[Story, Dossier, date], list[Turn]]
MAY_WITHDRAW = frozenset(s.key for s in BEFORE_SCORING)


def turns(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """Return what is meant to be done with a dossier in its present state, in order."""
    player = PLAYERS.get(story.state)
    if player is None:
        return []
    if story.state in MAY_WITHDRAW and story.chance(0.008):
        reason = {"reason": story.say(WITHDRAWALS)}
        return [Turn("withdraw", story.by, story.day(today, 2), reason)]
    meant = sorted(player(story, dossier, today), key=lambda t: t.day)
    if story.state != story.halt:
        return meant
    acts = [t for t in meant if t.name in dossier.ruleset.act]
    return [*_kept_open(story, dossier, today), *acts]


def _kept_open(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """Keep the window of a story that halts with its applicant open, so that it does not lapse."""
    ends = dossier.current.ends_with
    windows = [w for w in map(Windows(dossier).get, ends) if w]
    if not windows or max(w.closes_on for w in windows) >= story.keep_until:
        return []
    given = {
        "window": ends[-1],
        "closes_on": story.keep_until.isoformat(),
        "reason": story.say(EXTENSIONS),
    }
    return [Turn("extend_window", story.seat("province"), today, given)]


def idea_draft(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """Most ideas are handed in within days; some stay a draft."""
    days = story.rng.randrange(0, 6)
    if story.chance(0.04):
        return []
    return submission(story, dossier, "submit_idea", story.day(today, days))


def idea_at_commune(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """The commune forwards, or asks for more; sometimes the district does not wait for it."""
    commune = story.commune(dossier)
    if story.visits < 2 and story.chance(0.15, "idea.to_complete"):
        reason = {"reason": story.say(RETURNS)}
        return office(story, dossier, today, commune, "return_idea", reason)
    if story.chance(0.03):
        district = story.district(dossier)
        return office(story, dossier, today, district, "take_up_idea")
    return office(story, dossier, today, commune, "forward_idea")


def idea_to_complete(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """A returned idea comes back within its term, mostly."""
    if story.chance(0.06):
        return []
    return submission(story, dossier, "submit_idea", story.day(today, story.rng.randrange(1, 5)))


def idea_at_district(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """The district selects or declines."""
    by = story.district(dossier)
    if story.chance(0.1, "idea.not_selected"):
        failed = story.rng.choice(("product", "organisation", "both"))
        given = {"failed_check": failed, "reason": story.say(DECLINES)}
        return office(story, dossier, today, by, "decline_idea", given)
    given_ticks = {"product_fits": True, "organisation_fits": True}
    return office(story, dossier, today, by, "select_idea", given_ticks)


def idea_not_selected(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """A declined idea may come back after a week."""
    week = dossier.ruleset.terms.resubmit_after_days
    if story.chance(0.3):
        return []
    first = today + timedelta(days=week + story.rng.randrange(0, 4))
    return submission(story, dossier, "resubmit_idea", first)


def idea_selected(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """The province lists the idea, or leaves it out."""
    by = story.seat("province")
    if story.chance(0.03):
        reason = {"reason": story.say(LEFT_OUT)}
        return office(story, dossier, today, by, "leave_out_idea", reason)
    number = f"{story.province.number('list')}/DS-VPĐP"
    given = {"list_number": number, "list_on": TODAY}
    return office(story, dossier, today, by, "list_idea", given)


def plan_draft(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """A plan takes one to three weeks; some are never written."""
    if story.chance(0.04):
        return []
    return submission(story, dossier, "submit_plan", story.day(today, story.rng.randrange(2, 12)))


def plan_at_commune(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """As with the idea: on, back, or taken up."""
    commune = story.commune(dossier)
    if story.visits < 2 and story.chance(0.12, "plan.to_complete"):
        reason = {"reason": story.say(RETURNS)}
        return office(story, dossier, today, commune, "return_plan", reason)
    if story.chance(0.03):
        district = story.district(dossier)
        return office(story, dossier, today, district, "take_up_plan")
    return office(story, dossier, today, commune, "forward_plan")


def plan_to_complete(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """A returned plan comes back within its term, mostly."""
    if story.chance(0.06):
        return []
    return submission(story, dossier, "submit_plan", story.day(today, story.rng.randrange(1, 5)))


def plan_at_district(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """The district selects or declines the plan."""
    by = story.district(dossier)
    if story.visits < 2 and story.chance(0.07, "plan.not_selected"):
        reason = {"reason": story.say(DECLINES)}
        return office(story, dossier, today, by, "decline_plan", reason)
    given = {"evaluation": "Phương án khả thi, có giải pháp cho cả ba phần."}
    return office(story, dossier, today, by, "select_plan", given)


def plan_not_selected(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """A declined plan may come back, changed."""
    if story.chance(0.3):
        return []
    return submission(story, dossier, "resubmit_plan", story.day(today, story.rng.randrange(2, 7)))


def under_way(story: Story, dossier: Dossier, today: date) -> list[Turn]:
    """Reports, visits of the offices, and then the rating file; some take longer than a year."""
    meant = [
        Turn("report_progress", story.by, _some_day(story, today), {"done": story.say(DONE)})
        for _n in range(story.rng.randrange(0, 3))
    ]
    if story.rng.random() < 0.6:
        by = story.rng.choice([story.commune(dossier), story.district(dossier), story.seat("province")])
        visit = {
            "support": story.rng.choice(SUPPORT)[0],
            "visited_on": TODAY,
            "findings": story.say(FINDINGS),
        }
        meant.append(Turn("record_support", by, _some_day(story, today), visit))
    if story.chance(0.07):
        return meant
    starts = max(story.calendar.add(story.rated_from, 0), story.calendar.add(today, 2))
    return [*meant, Turn("start_rating", story.by, starts)]


def _some_day(story: Story, today: date) -> date:
    span = max(2, (story.rated_from - today).days - 2)
    return today + timedelta(days=story.rng.randrange(1, span))


PLAYERS: dict[str, Player] = {
    "idea.draft": idea_draft,
    "idea.at_commune": idea_at_commune,
    "idea.to_complete": idea_to_complete,
    "idea.at_district": idea_at_district,
    "idea.not_selected": idea_not_selected,
    "idea.selected": idea_selected,
    "plan.draft": plan_draft,
    "plan.at_commune": plan_at_commune,
    "plan.to_complete": plan_to_complete,
    "plan.at_district": plan_at_district,
    "plan.not_selected": plan_not_selected,
    "production.under_way": under_way,
    **RATING,
}
