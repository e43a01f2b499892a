"""Windows, extensions and terms: where one day or one unit makes the difference."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from processes.engine import Actor, Cause, Refused, Window, options
from processes.models import (
    Cycle,
    Dossier,
    Record,
    Unit,
)
from processes.queries.windows import Windows
from processes.services.extensions import extend_for_unit
from processes.services.lapse import lapse_all
from processes.services.move import move
from tests.journeys.stage import Stage
from tests.plain import RULESET, TODAY, Plain
from tests.play import HERE, again, at, dossier_in, opened, take


def act(stage: Stage, dossier: Dossier, name: str, who: str, **given: Any) -> Record:
    return move(dossier.pk, name, by=stage.people[who], key=uuid4(), given=given)


def extended(stage: Stage, unit: Unit, closes_on: date, who: str = "giamsat") -> Any:
    by = stage.people[who]
    return extend_for_unit(stage.cycle, unit, "ideas", closes_on, "Lũ lụt", by=by)


def last_day(dossier: Dossier) -> date:
    due: datetime = again(dossier).due_at
    return (due - timedelta(microseconds=1)).astimezone(HERE).date()


# windows


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (
            Window(date(2026, 10, 1), date(2026, 11, 30)),
            Window(date(2026, 6, 1), date(2026, 7, 31)),
            "Chưa đến thời gian nhận: từ 01/06/2026 đến 31/07/2026.",
        ),
        (
            Window(date(2026, 2, 1), date(2026, 2, 28)),
            Window(date(2026, 1, 1), date(2026, 1, 31)),
            "Đã hết thời gian nhận (28/02/2026).",
        ),
    ],
)
def test_of_two_windows_the_nearer_is_named(first: Window, second: Window, said: str) -> None:
    case = Plain("rating.draft")
    standing = {"rating_1": first, "rating_2": second}
    case.window = standing.get  # type: ignore[method-assign, assignment]
    row = RULESET.transition["submit_rating"]

    [option] = [o for o in options(RULESET, case, Actor(row.by), TODAY) if o.step is row]

    assert [str(r) for r in option.reasons] == [said]


@pytest.mark.parametrize("level", ["commune", "district", "province"])
def test_a_units_longer_window_holds_for_a_dossier_that_is_opened_later(
    stage: Stage, level: str
) -> None:
    with at(3, 2):
        extended(stage, getattr(stage, level), date(2026, 4, 10))

    assert Windows(opened(stage)).get("ideas") == Window(date(2026, 3, 1), date(2026, 4, 10))


def test_another_units_longer_window_does_not(stage: Stage) -> None:
    with at(3, 2):
        extended(stage, Unit.objects.get(code="24121"), date(2026, 4, 10))

    assert Windows(opened(stage)).get("ideas") == Window(date(2026, 3, 1), date(2026, 3, 31))


def test_of_two_extensions_the_longer_counts_in_whatever_order_they_came(stage: Stage) -> None:
    with at(3, 2):
        extended(stage, stage.commune, date(2026, 4, 20))
        extended(stage, stage.district, date(2026, 4, 10))

    assert Windows(opened(stage)).get("ideas") == Window(date(2026, 3, 1), date(2026, 4, 20))


def test_another_cycles_extension_does_not_count(stage: Stage) -> None:
    other = Cycle.objects.create(year=2027)
    other.windows.create(key="ideas", opens_on=date(2027, 3, 1), closes_on=date(2027, 3, 31))
    by = stage.people["giamsat"]
    with at(3, 2):
        extend_for_unit(other, stage.commune, "ideas", date(2027, 4, 10), "Lũ lụt", by=by)

    assert Windows(opened(stage)).get("ideas") == Window(date(2026, 3, 1), date(2026, 3, 31))


@pytest.mark.parametrize("level", ["commune", "district", "province"])
def test_a_units_extension_moves_the_term_of_the_dossiers_that_it_helps(
    stage: Stage, level: str
) -> None:
    dossier = opened(stage)
    with at(3, 20):
        extended(stage, getattr(stage, level), date(2026, 4, 10))

    assert last_day(dossier) == date(2026, 4, 10)
    assert [r.name for r in dossier.records.all()] == ["open_dossier", "extend_window"]


@pytest.mark.parametrize(
    ("who", "cause"),
    [("xa", Cause.ROLE), ("kiemtoan", Cause.ROLE), ("huyen", Cause.ROLE), ("ended", Cause.ROLE)],
)
def test_only_those_who_watch_extend_for_a_unit(stage: Stage, who: str, cause: Cause) -> None:
    ended = stage.appoint("ended", "supervisor", unit=stage.province)
    ended.until_on = date(2026, 3, 1)
    with at(3, 2), pytest.raises(Refused) as refused:
        extended(stage, stage.commune, date(2026, 4, 10), who)

    assert refused.value.reasons[0].cause is cause


def test_a_supervisor_extends_below_its_own_unit_only(stage: Stage) -> None:
    stage.appoint("giamsat xa", "supervisor", unit=stage.commune)
    with at(3, 2), pytest.raises(Refused) as refused:
        extended(stage, stage.district, date(2026, 4, 10), "giamsat xa")

    assert [r.cause for r in refused.value.reasons] == [Cause.SCOPE]


# the year's end, and terms


def test_a_cycle_is_closed_the_day_after_its_last(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.draft")
    Cycle.objects.filter(pk=stage.cycle.pk).update(closed_on=date(2026, 6, 20))
    counts = []
    for day in (20, 21):
        with at(6, day):
            move_or_not = refusal_of_lapse(dossier)
            counts.append((move_or_not, again(dossier).state))

    assert counts == [
        (["Hồ sơ còn thời gian nộp trong năm nay."], "rating.draft"),
        ([], "end.lapsed"),
    ]


def refusal_of_lapse(dossier: Dossier) -> list[str]:
    try:
        move(dossier.pk, "lapse", by=None, key=uuid4())
    except Refused as refused:
        return [str(r) for r in refused.reasons]
    return []


def test_the_sweep_waits_for_the_day_after_a_cycles_last(stage: Stage) -> None:
    dossier_in(stage, "rating.draft")
    Cycle.objects.filter(pk=stage.cycle.pk).update(closed_on=date(2026, 6, 20))
    counts = []
    for day in (20, 21):
        with at(6, day):
            counts.append(lapse_all())

    assert counts == [0, 1]


@pytest.mark.parametrize(("day", "hour", "lapsed"), [(7, 23, 0), (8, 0, 1)])
def test_a_term_for_completion_ends_with_its_last_day(
    stage: Stage, day: int, hour: int, lapsed: int
) -> None:
    dossier = opened(stage)
    with at(3, 31):
        take(stage, dossier, "submit_idea")
        take(stage, dossier, "return_idea")
    with at(4, day, hour):
        assert lapse_all() == lapsed


@pytest.mark.parametrize("name", ["comment", "remind"])
def test_an_act_ends_no_state_and_has_no_duration(stage: Stage, name: str) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    given = {"comment": "Đã xem"} if name == "comment" else {"reason": "Sắp hết hạn"}
    with at(3, 6):
        record = act(stage, dossier, name, "tinh", **given)
    after = again(dossier)

    assert (record.lasted_seconds, record.lasted_working_days) == (None, None)
    assert (after.entered_at, after.due_at) == (dossier.entered_at, dossier.due_at)
