"""The public page of the whole journey."""

import pytest
from django.test import Client
from django.urls import reverse

from forms.conditions import WORDS, name_of
from processes.rulesets import RULESETS
from tests.forms.scene import Scene, moment


@pytest.mark.django_db
def test_everybody_may_read_the_journey_before_there_is_a_cycle() -> None:
    assert Client().get(reverse("lifecycle")).status_code == 200


def test_it_shows_the_dates_of_the_year(scene: Scene) -> None:
    page = scene.page("lifecycle", at=moment(3, 3))

    ideas = next(w for w in page.context["windows"] if w[0].key == "ideas")
    assert ideas[1:] == ("Nhận ý tưởng", "Đang mở")


def test_every_state_and_step_of_the_ruleset_is_in_the_table(scene: Scene) -> None:
    phases = scene.page("lifecycle", at=moment(3, 3)).context["phases"]

    ruleset = RULESETS["dl_2022"]
    states = {row.state.key for _label, rows, _steps in phases for row in rows}
    steps = {row.step.name for _label, _rows, rows in phases for row in rows}
    assert (states, steps) == (set(ruleset.state), set(ruleset.transition))


@pytest.mark.parametrize("ruleset", RULESETS.values(), ids=RULESETS.keys())
def test_every_condition_of_the_law_has_words(ruleset) -> None:
    guards = {name_of(g) for t in ruleset.transitions for g in t.when}

    assert guards - set(WORDS) == set()
