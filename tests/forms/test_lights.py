"""The light of a deadline on the days that matter: the last one, the one after, over a holiday."""

from datetime import date

import pytest

from forms.lights import last_day, light
from processes.queries.working_days import working_calendar
from tests.forms.scene import Scene, moment


def words(scene: Scene, month: int, day: int, reader: str = "", hour: int = 9) -> tuple[str, str]:
    shown = light(scene.fresh(), moment(month, day, hour), working_calendar(), reader)
    return shown.shape, shown.words


# the commune has three working days from Tuesday 3 March: to the end of Friday 6 March
@pytest.mark.parametrize(
    ("day", "hour", "said"),
    [
        (3, 10, ("●", "Còn 3 ngày làm việc")),
        (4, 9, ("●", "Còn 2 ngày làm việc")),
        (5, 9, ("▲", "Còn 1 ngày làm việc")),
        (6, 0, ("▲", "Hạn hôm nay")),
        (6, 23, ("▲", "Hạn hôm nay")),
        (7, 0, ("■", "Quá hạn")),
        (8, 9, ("■", "Quá hạn")),
        (9, 9, ("■", "Quá hạn 1 ngày làm việc")),
        (10, 9, ("■", "Quá hạn 2 ngày làm việc")),
    ],
)
def test_an_offices_term_is_counted_in_working_days(
    scene: Scene, day: int, hour: int, said: tuple[str, str]
) -> None:
    scene.lead_to("forward_idea")

    assert words(scene, 3, day, hour=hour) == said


@pytest.mark.parametrize(
    ("month", "day", "said"),
    [
        (3, 4, ("●", "Còn 27 ngày")),
        (3, 30, ("▲", "Còn 1 ngày")),
        (3, 31, ("▲", "Hạn hôm nay")),
        (4, 1, ("■", "Quá hạn 1 ngày làm việc")),
    ],
)
def test_a_window_is_counted_in_days_of_the_calendar(
    scene: Scene, month: int, day: int, said: tuple[str, str]
) -> None:
    assert words(scene, month, day, "applicant") == said


def test_what_waits_for_the_applicant_is_paused_for_an_office(scene: Scene) -> None:
    assert words(scene, 3, 4, "commune_officer") == ("❚❚", "Chờ chủ thể")


def test_what_has_ended_has_no_term(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.step("withdraw", "chuthe", moment(3, 4), reason="Mất mùa")

    assert words(scene, 5, 4) == ("✓", "Đã kết thúc")


def test_the_day_that_is_shown_is_the_last_that_is_not_too_late(scene: Scene) -> None:
    scene.lead_to("forward_idea")

    assert last_day(scene.dossier.due_at, working_calendar()) == date(2026, 3, 6)
