"""A wrong step that is taken back leaves the term that was left: counted by hand, and compared."""

from datetime import date, datetime

import pytest

from forms.sums import spoken_sum
from forms.wording import outcomes
from processes.models import Dossier
from processes.queries.terms import Sum, sum_of
from processes.queries.verification import verify
from processes.queries.working_days import working_calendar
from processes.services import clock
from tests.correcting import do
from tests.journeys.stage import YEAR, Stage
from tests.play import again, at, documents, dossier_in, fill, take

pytestmark = pytest.mark.django_db


def due(dossier: Dossier) -> datetime | None:
    return again(dossier).due_at


def told(dossier: Dossier) -> Sum:
    found = sum_of(again(dossier))
    assert found is not None
    return found


def end_of(month: int, day: int) -> datetime:
    return working_calendar().end_of(date(YEAR, month, day))


def taken_back(
    stage: Stage, wrong: int, back: int, step: str = "forward_idea", asked: int = 0
) -> Dossier:
    """An idea at the commune since 4 March, a wrong step and its correction on these days of March."""
    dossier = dossier_in(stage, "idea.at_commune")
    with at(3, wrong):
        take(stage, dossier, step)
    correct(stage, dossier, back, asked or wrong)
    return dossier


def correct(stage: Stage, dossier: Dossier, day: int, asked: int) -> None:
    """Take the commune's last step back on a day of March."""
    with at(3, asked, hour=10):
        do(stage, dossier, "ask_commune_correction", "xa")
    with at(3, day, hour=11):
        do(stage, dossier, "correct_commune_step", "huyen")


def test_what_was_left_of_the_term_goes_on_from_the_day_of_the_correction(
    stage: Stage,
) -> None:
    """3 days: Thu 5 is 1, forwarded wrongly; back on Tue 10, so Wed 11 and Thu 12 are 2 and 3."""
    assert due(taken_back(stage, 5, 10)) == end_of(3, 12)


def test_what_was_overdue_when_the_wrong_step_was_taken_stays_overdue(stage: Stage) -> None:
    """3 days end on Mon 9; forwarded wrongly on Wed 11, back on Thu 12."""
    assert due(taken_back(stage, 11, 12)) == end_of(3, 9)


def test_a_wrong_return_of_what_was_overdue_gives_no_day_either(stage: Stage) -> None:
    assert due(taken_back(stage, 11, 12, "return_idea")) == end_of(3, 9)


def test_a_wrong_step_of_the_last_day_leaves_the_day_of_the_correction(
    stage: Stage,
) -> None:
    assert due(taken_back(stage, 9, 11)) == end_of(3, 11)


def test_a_correction_on_a_day_off_leaves_the_next_working_day(stage: Stage) -> None:
    """Forwarded wrongly on Mon 9, the last day; back on Sat 14."""
    assert due(taken_back(stage, 9, 14)) == end_of(3, 16)


def moved_and_taken_back(stage: Stage) -> Dossier:
    """Moved to Fri 20 March; forwarded wrongly on Mon 16, taken back on Tue 17."""
    dossier = dossier_in(stage, "idea.at_commune")
    moved = {"due_on": "2026-03-20", "paper_number": "7/TXL", "paper_on": "2026-03-12"}
    with at(3, 12):
        do(stage, dossier, "extend_term", "giamsat", **moved)
    with at(3, 16):
        take(stage, dossier, "forward_idea")
    correct(stage, dossier, 17, 16)
    return dossier


def test_a_term_that_somebody_moved_is_the_one_that_goes_on(stage: Stage) -> None:
    """Four days were left, from Tue 17: Wed 18 to Mon 23."""
    assert due(moved_and_taken_back(stage)) == end_of(3, 23)


def test_the_sum_of_a_corrected_term_says_who_had_moved_it_before(stage: Stage) -> None:
    spoken = spoken_sum(again(moved_and_taken_back(stage)))

    assert spoken is not None
    assert [note.partition("đã")[2] for note in spoken.notes] == [
        " gia hạn, hẹn lại: hết ngày 20/03/2026."
    ]


def test_the_days_before_a_step_that_was_taken_back_count_when_the_clock_stops(
    stage: Stage,
) -> None:
    """Thu 5: 1, forwarded wrongly; back the same day; Fri 6: 2, returned; back Tue 10; Wed 11: 3."""
    dossier = taken_back(stage, 5, 5)
    with at(3, 6):
        take(stage, dossier, "return_idea")
    with at(3, 10):
        fill(dossier, stage.people["chuthe"], "idea", core_value="Đã sửa")
        take(stage, dossier, "submit_idea")

    assert due(dossier) == end_of(3, 11)


def test_a_stopped_clock_does_not_begin_anew_by_a_wrong_receipt(stage: Stage) -> None:
    """The district has 5 days from Mon 8 June: Tue 9 is 1, returned; certified wrongly on Thu 11.

    It is taken back and certified again on Fri 12, so Mon 15 to Thu 18 are 2 to 5.
    """
    dossier = dossier_in(stage, "rating.at_district")
    with at(6, 9):
        take(stage, dossier, "return_from_district")
    with at(6, 10):
        documents(stage, dossier)
        take(stage, dossier, "submit_rating")
    with at(6, 11):
        take(stage, dossier, "certify_local")
        do(stage, dossier, "ask_commune_correction", "xa")
        do(stage, dossier, "correct_commune_step", "huyen")
    with at(6, 12):
        take(stage, dossier, "certify_local")

    assert due(dossier) == end_of(6, 18)


def test_a_receipt_that_was_wrong_gives_the_right_one_a_whole_term(stage: Stage) -> None:
    """Forwarded to the district again on Tue 10: 7 days from Wed 11 to Thu 19."""
    dossier = taken_back(stage, 5, 9)
    with at(3, 10):
        take(stage, dossier, "forward_idea")

    assert due(dossier) == end_of(3, 19)


@pytest.mark.parametrize(("wrong", "back"), [(5, 10), (9, 11), (9, 14), (11, 12)])
def test_the_sum_comes_to_the_day_that_a_correction_promised(
    stage: Stage, wrong: int, back: int
) -> None:
    found = told(taken_back(stage, wrong, back))

    assert (found.reckoned, found.calendar_changed) == (found.promised, False)


def test_the_sum_of_a_corrected_term_is_told_in_words(stage: Stage) -> None:
    spoken = spoken_sum(again(taken_back(stage, 5, 10)))

    assert spoken is not None
    assert spoken.lines == [
        "Thời hạn của bước: 3 ngày làm việc, không tính ngày nhận.",
        "Nhận ngày 04/03/2026; tính 1 ngày: 05/03.",
        "Việc “Chuyển ý tưởng lên huyện” đã được thu hồi: số ngày còn lại tính tiếp từ ngày nhận lại.",
        "Nhận ngày 10/03/2026; tính 2 ngày: 11/03, 12/03.",
        "Đã dùng 1, còn lại 2 ngày làm việc.",
        "Hạn: hết ngày 12/03/2026.",
    ]


def test_the_sum_says_that_what_was_overdue_stays_so(stage: Stage) -> None:
    spoken = spoken_sum(again(taken_back(stage, 11, 12)))

    assert spoken is not None
    assert spoken.lines[-3:] == [
        "Đã dùng 5, còn lại 0 ngày làm việc.",
        "Khi làm bước đã thu hồi, hồ sơ đã quá hạn: hạn cũ giữ nguyên.",
        "Hạn: hết ngày 09/03/2026.",
    ]


def test_the_page_of_a_correction_promises_the_day_that_the_door_gives(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    with at(3, 5):
        take(stage, dossier, "forward_idea")
        do(stage, dossier, "ask_commune_correction", "xa")
    with at(3, 10):
        step = dossier.ruleset.correction["correct_commune_step"]
        [outcome] = outcomes(again(dossier), step, clock.now())

    assert outcome.until == date(YEAR, 3, 12)


@pytest.mark.parametrize(("wrong", "back"), [(5, 10), (11, 12)])
def test_a_corrected_term_verifies(stage: Stage, wrong: int, back: int) -> None:
    dossier = taken_back(stage, wrong, back)

    assert verify(Dossier.objects.filter(pk=dossier.pk)).problems == []
