"""When a state is due: counted by hand, day by day, and compared."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from processes.engine import Cause, Refused
from processes.engine.calendar import Day
from processes.models import CalendarDay, Dossier, Record
from processes.queries.terms import Sum, sum_of
from processes.queries.verification import verify
from processes.queries.working_days import working_calendar
from processes.services import clock
from processes.services.move import move
from tests.journeys import stage as stages
from tests.journeys.stage import YEAR
from tests.play import HERE, at, dossier_in, fill, take

# receipt, working days, the last day; each line is the sum
BY_HAND = [
    # Fri 13 Feb; Sat, Sun; Mon 16 to Fri 20 Feb are Tết; Sat, Sun; Mon 23, Tue 24, Wed 25: 1, 2, 3
    ("2026-02-13", 3, "2026-02-25"),
    # Thu 12 Feb; Fri 13: 1; Tết; Mon 23, Tue 24: 2, 3
    ("2026-02-12", 3, "2026-02-24"),
    # within Tết: Tue 17 Feb; Mon 23 to Fri 27: 1 to 5
    ("2026-02-17", 5, "2026-02-27"),
    # Fri 24 Apr; Sat, Sun; Mon 27 Apr is Hùng Kings' (26 Apr is a Sunday); Tue 28, Wed 29: 1, 2;
    # Thu 30 Apr and Fri 1 May are holidays; Sat, Sun; Mon 4 May: 3
    ("2026-04-24", 3, "2026-05-04"),
    # Wed 29 Apr; Mon 4 to Tue 12 May: 1 to 7
    ("2026-04-29", 7, "2026-05-12"),
    # Thu 20 Aug; Fri 21: 1; Sat 22 is worked: 2; Sun; Mon 24: 3
    ("2026-08-20", 3, "2026-08-24"),
    # Fri 21 Aug; Sat 22 is worked: 1
    ("2026-08-21", 1, "2026-08-22"),
    # Fri 28 Aug; Sat, Sun; Mon 31 Aug is off for the Saturday worked; Tue 1, Wed 2 Sep: holidays;
    # Thu 3, Fri 4: 1, 2; Mon 7: 3
    ("2026-08-28", 3, "2026-09-07"),
    # over the year: Wed 30 Dec; Thu 31: 1; Fri 1 Jan 2027 off; Mon 4, Tue 5: 2, 3
    ("2026-12-30", 3, "2027-01-05"),
    # nothing in between: Mon 9 Mar; Tue to Thu
    ("2026-03-09", 3, "2026-03-12"),
    # the longest: Mon 1 Jun; 20 working days are four weeks
    ("2026-06-01", 20, "2026-06-29"),
]


@pytest.fixture
def stage(db: None) -> stages.Stage:
    return stages.build()


@pytest.mark.parametrize(("received", "days", "last"), BY_HAND)
def test_a_term_ends_on_the_day_counted_by_hand(
    db: None, received: str, days: int, last: str
) -> None:
    found = working_calendar().add(date.fromisoformat(received), days)

    assert found == date.fromisoformat(last)


def told(dossier: Dossier) -> Sum:
    found = sum_of(Dossier.objects.get(pk=dossier.pk))
    assert found is not None
    return found


def due(dossier: Dossier) -> datetime | None:
    return Dossier.objects.get(pk=dossier.pk).due_at


def end_of(month: int, day: int) -> datetime:
    return working_calendar().end_of(date(YEAR, month, day))


def test_a_sum_names_the_days_that_do_not_count_and_why(stage: stages.Stage) -> None:
    """The district has 7 working days from Wednesday 4 March: 5, 6; 9 to 13."""
    dossier = dossier_in(stage, "idea.at_district")

    found = told(dossier)

    assert (found.term, found.promised) == (7, date(YEAR, 3, 13))
    assert found.stays[0].skipped == (
        Day(date(YEAR, 3, 7), counts=False),
        Day(date(YEAR, 3, 8), counts=False),
    )


def test_a_sum_names_a_holiday(stage: stages.Stage) -> None:
    CalendarDay.objects.create(
        date=date(YEAR, 3, 10), kind="holiday", name="Nghỉ bão", source="12/CĐ"
    )

    found = told(dossier_in(stage, "idea.at_district"))

    assert Day(date(YEAR, 3, 10), counts=False, name="Nghỉ bão") in found.stays[0].skipped


# a stopped clock


def completed(stage: stages.Stage, returned: int, back: int) -> Dossier:
    """An idea received on 4 March, returned and handed in again on these days of March."""
    dossier = dossier_in(stage, "idea.at_commune")
    with at(3, returned):
        take(stage, dossier, "return_idea")
    with at(3, back):
        fill(dossier, stage.people["chuthe"], "idea", core_value="Đã sửa")
        take(stage, dossier, "submit_idea")
    return dossier


def test_the_clock_stands_still_while_the_applicant_answers(stage: stages.Stage) -> None:
    """3 days: Thu 5 is 1, returned; back on Tue 10, so Wed 11 and Thu 12 are 2 and 3."""
    dossier = completed(stage, 5, 10)

    assert due(dossier) == end_of(3, 12)


def test_a_clock_that_was_used_up_leaves_one_working_day(stage: stages.Stage) -> None:
    """Returned on Tue 10, after Thu 5, Fri 6, Mon 9 and the 10th; back on Thu 12: Fri 13."""
    dossier = completed(stage, 10, 12)

    assert due(dossier) == end_of(3, 13)


def test_a_dossier_that_is_sent_back_on_the_day_it_came_costs_nothing(stage: stages.Stage) -> None:
    """Returned on Wed 4; back on Mon 9: Tue 10, Wed 11, Thu 12 are the whole term."""
    dossier = completed(stage, 4, 9)

    assert due(dossier) == end_of(3, 12)


def test_two_stops_add_up(stage: stages.Stage) -> None:
    """Thu 5: 1; back Fri 6; Mon 9: 2; back Wed 11; Thu 12: 3."""
    dossier = completed(stage, 5, 6)
    with at(3, 9):
        take(stage, dossier, "return_idea")
    with at(3, 11):
        take(stage, dossier, "submit_idea")

    assert due(dossier) == end_of(3, 12)


def test_the_sum_shows_each_stay_and_what_stopped_it(stage: stages.Stage) -> None:
    found = told(completed(stage, 5, 10))

    assert [(s.received.day, s.counted, s.stopped) for s in found.stays] == [
        (4, 1, "Yêu cầu hoàn thiện ý tưởng"),
        (10, 2, ""),
    ]
    assert (found.used, found.left, found.reckoned) == (1, 2, found.promised)


def test_an_office_that_had_finished_gets_a_new_term(stage: stages.Stage) -> None:
    """Declined by the district on Fri 6 and handed in anew on Fri 13: three whole days."""
    dossier = dossier_in(stage, "idea.not_selected")
    with at(3, 13):
        fill(dossier, stage.people["chuthe"], "idea", core_value="Đã sửa")
        take(stage, dossier, "resubmit_idea")

    assert due(dossier) == end_of(3, 18)


# a promise


def test_an_edit_of_the_calendar_does_not_move_what_was_promised(stage: stages.Stage) -> None:
    dossier = dossier_in(stage, "idea.at_district")
    CalendarDay.objects.create(date=date(YEAR, 3, 10), kind="holiday", name="Nghỉ", source="1/CĐ")

    found = told(dossier)

    assert (found.promised, found.reckoned) == (date(YEAR, 3, 13), date(YEAR, 3, 16))
    assert found.calendar_changed is True


def extend(stage: stages.Stage, dossier: Dossier, who: str = "giamsat", **changes: Any) -> Record:
    given = {
        "due_on": "2026-03-20",
        "paper_number": "7/TXL",
        "paper_on": "2026-03-12",
        "reason": "Chờ kết quả kiểm nghiệm",
    }
    with at(3, 12):
        return move(
            dossier.pk, "extend_term", by=stage.people[who], key=uuid4(), given=given | changes
        )


def test_a_supervisor_extends_an_offices_term_with_reason_and_letter(stage: stages.Stage) -> None:
    dossier = dossier_in(stage, "idea.at_district")

    record = extend(stage, dossier)

    assert due(dossier) == record.due_at == end_of(3, 20)
    assert told(dossier).moved == record


def test_an_extension_tells_the_applicant_and_the_holder(stage: stages.Stage) -> None:
    record = extend(stage, dossier_in(stage, "idea.at_district"))

    found = record.notices.order_by("user__username").values_list("user__username", flat=True)
    assert list(found) == ["chuthe", "huyen"]


def test_an_extended_term_verifies(stage: stages.Stage) -> None:
    dossier = dossier_in(stage, "idea.at_district")
    extend(stage, dossier)

    assert verify(Dossier.objects.filter(pk=dossier.pk)).problems == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"due_on": "2026-03-13"},
            "Ngày hẹn lại phải sau hôm nay và sau hạn hiện nay (13/03/2026).",
        ),
        ({"due_on": "2026-03-21"}, "Ngày hẹn lại phải là ngày làm việc."),
    ],
    ids=["no later", "a Saturday"],
)
def test_an_extension_to_a_day_that_cannot_be_is_refused(
    stage: stages.Stage, changes: dict[str, str], reason: str
) -> None:
    dossier = dossier_in(stage, "idea.at_district")

    with pytest.raises(Refused) as refused:
        extend(stage, dossier, **changes)

    assert [str(r) for r in refused.value.reasons] == [reason]
    assert due(dossier) == dossier.due_at


def test_an_office_does_not_extend_its_own_term(stage: stages.Stage) -> None:
    dossier = dossier_in(stage, "idea.at_district")

    with pytest.raises(Refused):
        extend(stage, dossier, who="huyen")

    assert due(dossier) == dossier.due_at


def test_what_an_applicant_holds_is_extended_by_its_window(stage: stages.Stage) -> None:
    dossier = dossier_in(stage, "idea.draft")

    with pytest.raises(Refused):
        extend(stage, dossier)

    assert told(dossier).window == "ideas"


# the edge of a day, for every window in which something is handed in

EDGES = [
    ("idea.draft", "submit_idea", (4, 1)),
    ("idea.not_selected", "resubmit_idea", (4, 1)),
    ("plan.draft", "submit_plan", (5, 1)),
    ("plan.not_selected", "resubmit_plan", (5, 1)),
    ("rating.draft", "submit_rating", (8, 1)),
    ("rating.draft", "submit_rating", (12, 1)),
]


@pytest.mark.parametrize(("state", "step", "over"), EDGES, ids=[f"{e[1]} {e[2]}" for e in EDGES])
@pytest.mark.parametrize(
    ("second", "lands"), [(-1, True), (0, False)], ids=["23:59:59 is in", "00:00:00 is out"]
)
def test_a_window_ends_with_its_last_second_in_vietnam(
    stage: stages.Stage, state: str, step: str, over: tuple[int, int], second: int, *, lands: bool
) -> None:
    dossier = dossier_in(stage, state)
    sheet = step.rpartition("_")[2]
    changed = {"idea": {"core_value": "Đã sửa"}, "plan": {"part_a": "Đã sửa"}, "rating": {}}[sheet]
    with at(4, 8):
        fill(dossier, stage.people["chuthe"], sheet, **changed)
    moment = datetime(YEAR, *over, tzinfo=HERE) + timedelta(seconds=second)

    causes: set[str] = set()
    with clock.standing_at(moment):
        try:
            move(dossier.pk, step, by=stage.people["chuthe"], key=uuid4())
        except Refused as refused:
            causes = {r.cause.value for r in refused.reasons}

    assert causes == (set() if lands else {Cause.WINDOW.value})
