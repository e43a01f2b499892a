"""What an applicant may count on: its place in the queue, how long the step usually takes, what follows."""

from datetime import timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from forms.loaders import RELATED
from processes.models import Dossier, Record, Unit
from processes.queries.tracking import RECENT, Usual, median, tracking
from processes.services import clock, walls
from tests.journeys.stage import Stage, build
from tests.play import at, dossier_in, opened, take


@pytest.fixture
def stage(db: None) -> Stage:
    return build()


def sent(stage: Stage, name: str, day: int) -> Dossier:
    """Hand an idea in on a day of March."""
    dossier = opened(stage, name)
    with at(3, day):
        take(stage, dossier, "submit_idea")
    return Dossier.objects.select_related(*RELATED).get(pk=dossier.pk)


def before(dossier: Dossier) -> int | None:
    return tracking(dossier, clock.now()).before


def stay(dossier: Dossier, days: int | None, **changes: object) -> None:
    """Write that an idea left the commune on 10 March after so many working days.

    The walls want a whole chain; here only what is counted matters.
    """
    walls.drop(connection)
    with at(3, 10):
        now = clock.now()
    row = {
        "dossier": dossier,
        "seq": 1000 + Record.objects.count(),
        "key": uuid4(),
        "at": now,
        "kind": "transition",
        "name": "forward_idea",
        "label": "x",
        "cites": "x",
        "source": "idea.at_commune",
        "target": "idea.at_district",
        "role": "commune_officer",
        "lasted_working_days": days,
    }
    Record.objects.create(**row | changes)


def usual(dossier: Dossier) -> Usual | None:
    with at(3, 20):
        return tracking(dossier, clock.now()).usual


def elsewhere(stage: Stage) -> Dossier:
    """Return a dossier of another district."""
    dossier = opened(stage, "Mật ong")
    other = Unit.objects.filter(level="district").exclude(pk=stage.district.pk)[0]
    Dossier.objects.filter(pk=dossier.pk).update(district=other)
    return dossier


def test_the_earliest_is_the_next(stage: Stage) -> None:
    first = sent(stage, "a", 5)
    sent(stage, "b", 6)

    assert before(first) == 0


def test_a_later_one_counts_those_before_it(stage: Stage) -> None:
    sent(stage, "a", 5)
    sent(stage, "b", 6)
    last = sent(stage, "c", 7)

    assert before(last) == 2


def test_of_two_of_one_moment_only_one_is_before_the_other(stage: Stage) -> None:
    two = [sent(stage, "a", 5), sent(stage, "b", 5)]

    assert [before(d) for d in two] == [0, 1]


def test_what_left_the_queue_is_not_before_anybody(stage: Stage) -> None:
    gone = sent(stage, "a", 5)
    last = sent(stage, "b", 6)
    with at(3, 9):
        take(stage, gone, "forward_idea")

    assert before(last) == 0


def test_the_queue_of_another_commune_is_not_this_one(stage: Stage) -> None:
    other = sent(stage, "a", 5)
    Dossier.objects.filter(pk=other.pk).update(waiting="commune_officer@0")
    last = sent(stage, "b", 6)

    assert before(last) == 0


def test_another_step_of_the_same_office_is_another_queue(stage: Stage) -> None:
    sent(stage, "a", 5)

    assert before(dossier_in(stage, "plan.at_commune", "b")) == 0


def test_what_its_applicant_holds_stands_in_no_queue(stage: Stage) -> None:
    found = tracking(dossier_in(stage, "idea.to_complete"), clock.now())

    assert (found.before, found.usual) == (None, None)


def test_the_median_is_of_the_districts_own_stays(stage: Stage) -> None:
    mine, other = sent(stage, "a", 5), elsewhere(stage)
    for days in (1, 2, 4, 8, 9):
        stay(mine, days)
        stay(other, 30)

    assert usual(mine) == Usual(Fraction(4), 5, local=True)


def test_with_too_few_stays_in_the_district_the_provinces_are_told(stage: Stage) -> None:
    mine, other = sent(stage, "a", 5), elsewhere(stage)
    for days in (1, 2, 4, 8):
        stay(mine, days)
    stay(other, 30)

    assert usual(mine) == Usual(Fraction(4), 5, local=False)


def test_with_too_few_stays_anywhere_nothing_is_told(stage: Stage) -> None:
    mine = sent(stage, "a", 5)
    for days in (1, 2, 4, 8):
        stay(mine, days)

    assert usual(mine) is None


def test_a_stay_that_ended_more_than_ninety_days_ago_does_not_count(stage: Stage) -> None:
    mine = sent(stage, "a", 5)
    with at(3, 20):
        old = clock.now() - RECENT
    for days in (1, 2, 4, 8):
        stay(mine, days)
    stay(mine, 9, at=old)

    assert usual(mine) is None


def test_a_stay_that_ended_within_ninety_days_counts(stage: Stage) -> None:
    mine = sent(stage, "a", 5)
    with at(3, 20):
        recent = clock.now() - RECENT + timedelta(seconds=1)
    for days in (1, 2, 4, 8):
        stay(mine, days)
    stay(mine, 9, at=recent)

    assert usual(mine) == Usual(Fraction(4), 5, local=True)


@pytest.mark.parametrize("role", ["applicant", "system"])
def test_what_was_taken_back_says_nothing_of_an_office(stage: Stage, role: str) -> None:
    mine = sent(stage, "a", 5)
    for days in (1, 2, 4, 8):
        stay(mine, days)
    stay(mine, 9, role=role)

    assert usual(mine) is None


def test_a_step_of_the_province_is_counted_in_the_whole_province(stage: Stage) -> None:
    mine, other = dossier_in(stage, "idea.selected"), elsewhere(stage)
    for days in (1, 2, 4, 8, 9):
        stay(mine, days, source="idea.selected")
        stay(other, 5, source="idea.selected")

    assert usual(mine) == Usual(Fraction(5), 10, local=False)


def test_what_comes_after_the_commune_is_the_district(stage: Stage) -> None:
    assert [s.key for s in tracking(sent(stage, "a", 5), clock.now()).follows] == [
        "idea.at_district"
    ]


def test_a_conclusion_may_lead_to_more_than_one_state(stage: Stage) -> None:
    found = tracking(dossier_in(stage, "rating.district_council"), clock.now())

    assert [s.key for s in found.follows] == ["rating.district_passed", "end.rated_below"]


def test_the_applicants_next_turn_is_found_beyond_the_offices(stage: Stage) -> None:
    turn = tracking(sent(stage, "a", 5), clock.now()).turn

    assert (turn.state.key, turn.step.name, turn.sheet, turn.papers) == (
        "plan.draft",
        "submit_plan",
        "Phương án, kế hoạch kinh doanh sản phẩm",
        (),
    )


def test_before_the_rating_file_the_missing_papers_are_named(stage: Stage) -> None:
    turn = tracking(dossier_in(stage, "plan.at_district"), clock.now()).turn

    assert (turn.state.key, turn.papers) == (
        "production.under_way",
        ("Giấy đăng ký kinh doanh", "Sản phẩm mẫu"),
    )


def test_after_the_rating_file_nothing_more_is_asked(stage: Stage) -> None:
    assert tracking(dossier_in(stage, "rating.at_province"), clock.now()).turn is None


def test_an_office_that_may_send_back_says_so(stage: Stage) -> None:
    sent_back = tracking(sent(stage, "a", 5), clock.now()).sent_back

    assert sent_back.key == "idea.to_complete"


def test_at_the_end_nothing_is_told(stage: Stage) -> None:
    dossier = sent(stage, "a", 5)
    with at(3, 6):
        take(stage, dossier, "withdraw")

    found = tracking(Dossier.objects.get(pk=dossier.pk), clock.now())

    assert (found.before, found.usual, found.follows, found.turn) == (None, None, (), None)


@pytest.mark.parametrize("state", ["idea.at_commune", "plan.at_district", "rating.at_province"])
def test_three_queries_are_enough(stage: Stage, state: str) -> None:
    pk = dossier_in(stage, state).pk
    dossier, now = Dossier.objects.select_related(*RELATED).get(pk=pk), clock.now()

    with CaptureQueriesContext(connection) as asked:
        tracking(dossier, now)

    assert len(asked) <= 3


@given(st.lists(st.integers(0, 60), min_size=1, max_size=40))
def test_the_median_of_counts_is_that_of_the_list(values: list[int]) -> None:
    from statistics import median as of_list

    counts = {value: values.count(value) for value in values}

    assert median(counts) == Fraction(of_list(values))
