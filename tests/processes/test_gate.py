"""The gate: every reason at once, told to those it concerns, and figures that decide unrounded."""

from datetime import date
from fractions import Fraction

import pytest

from processes.engine import Actor, Cause, Reason, Refused, Window, decide, options
from processes.phases.council import figure
from processes.roles import Role
from tests.plain import RULESET, TODAY, Plain


def test_the_gate_says_everything_at_once() -> None:
    case = Plain("idea.draft")
    case.window = lambda key: Window(date(2026, 4, 1), date(2026, 4, 30))  # type: ignore[method-assign]
    scope = Reason(Cause.SCOPE, "elsewhere")

    with pytest.raises(Refused) as refused:
        decide(RULESET, case, Actor(Role.AUDITOR, scope), "resubmit_idea", TODAY)

    causes = [r.cause for r in refused.value.reasons]
    assert causes == [Cause.STATE, Cause.ROLE, Cause.SCOPE, Cause.WINDOW]


def test_what_the_dossier_lacks_is_told_to_those_with_standing_only() -> None:
    case = Plain("idea.draft")
    case.is_registered = False

    with pytest.raises(Refused) as refused:
        decide(RULESET, case, Actor(Role.AUDITOR), "submit_idea", TODAY)

    assert [r.cause for r in refused.value.reasons] == [Cause.ROLE]


def test_a_closed_window_names_who_can_open_it() -> None:
    case = Plain("idea.draft")
    case.window = lambda key: Window(date(2026, 2, 1), date(2026, 2, 28))  # type: ignore[method-assign]

    [option] = [
        o
        for o in options(RULESET, case, Actor(Role.APPLICANT), TODAY)
        if o.step.name == "submit_idea"
    ]

    assert [r.lifted_by for r in option.reasons] == [("supervisor", "province_officer")]


@pytest.mark.parametrize(
    ("mean", "star", "shown"),
    [
        (Fraction(90), 5, "90"),
        (Fraction(26999, 300), 4, "89.9966"),
        (Fraction(89999999, 1000000), 4, "89.9999"),
        (Fraction(70), 4, "70"),
        (Fraction(6999, 100), 3, "69.99"),
        (Fraction(50), 3, "50"),
        (Fraction(4999, 100), 2, "49.99"),
        (Fraction(30), 2, "30"),
        (Fraction(2999, 100), 1, "29.99"),
    ],
)
def test_a_star_is_given_on_the_unrounded_mean_which_is_shown_as_it_is(
    mean: Fraction, star: int, shown: str
) -> None:
    assert (RULESET.terms.star(mean), figure(mean)) == (star, shown)


@pytest.mark.parametrize(("eligible", "need"), [(5, 4), (7, 6), (4, 3), (1, 1), (0, 1), (9, 7)])
def test_three_quarters_of_the_members_make_a_quorum(eligible: int, need: int) -> None:
    assert RULESET.terms.sheets_for_quorum(eligible) == need
