"""A correction in a history that is played again, and in a ruleset that is checked."""

from datetime import UTC, datetime, timedelta

import pytest

from processes.engine import Unsound
from processes.engine.replay import Entry, departures
from processes.phases.correction import LEVELS
from processes.phases.ending import OPEN_DOSSIER
from tests.correcting import RULESET


def forged(*steps: tuple[str, str, str, str]) -> list[str]:
    """Return how a history that ends in these steps departs from the table."""
    story = [
        ("open_dossier", "", "idea.draft", "applicant"),
        ("submit_idea", "idea.draft", "idea.at_commune", "applicant"),
        *steps,
    ]
    entries = [
        Entry(n, MARCH + timedelta(hours=n), name in RULESET.act, name, source, target, role)
        for n, (name, source, target, role) in enumerate(story, 1)
    ]
    return [d.text for d in departures(RULESET, OPEN_DOSSIER, entries, entries[-1].target)]


MARCH = datetime(2026, 3, 5, 2, tzinfo=UTC)
RETURN = ("return_idea", "idea.at_commune", "idea.to_complete", "commune_officer")
ASK = ("ask_commune_correction", "idea.to_complete", "idea.to_complete", "commune_officer")
BACK = ("correct_commune_step", "idea.to_complete", "idea.at_commune", "district_officer")


def test_a_true_correction_follows_the_table() -> None:
    assert forged(RETURN, ASK, BACK) == []


def test_a_correction_without_a_request_departs_from_the_table() -> None:
    assert forged(RETURN, BACK) == ["correct_commune_step was asked for by nobody"]


def test_a_correction_of_nothing_departs_from_the_table() -> None:
    forward = ("forward_idea", "idea.at_commune", "idea.at_district", "commune_officer")
    ask = ("ask_district_correction", "idea.at_district", "idea.at_district", "district_officer")
    back = ("correct_district_step", "idea.at_district", "idea.at_commune", "province_officer")

    said = "correct_district_step takes back forward_idea, which it may not"
    assert forged(forward, ask, back) == [said]


def test_a_correction_that_leads_elsewhere_departs_from_the_table() -> None:
    elsewhere = (*BACK[:2], "plan.at_commune", BACK[3])

    said = "correct_commune_step leads to plan.at_commune, the step taken back began in idea.at_commune"
    assert forged(RETURN, ASK, elsewhere) == [said]


def test_a_correction_that_nobody_can_ask_for_makes_a_ruleset_unsound() -> None:
    with pytest.raises(Unsound) as unsound:
        RULESET.amended(acts=tuple(a for a in RULESET.acts if a != LEVELS[0].ask))

    assert unsound.value.problems == [
        "correct_commune_step can be asked for by nothing with a reason"
    ]
