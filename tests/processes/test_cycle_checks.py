"""What is found in a cycle's calendar: what forbids opening it, and what is worth knowing."""

from datetime import date

import pytest

from processes.engine import Window
from processes.queries.cycle_checks import check, check_cycle, longest_way
from processes.queries.working_days import working_calendar
from processes.rulesets import RULESETS
from tests.journeys.stage import WINDOWS, YEAR, Stage

RULES = RULESETS["dl_2022"]
# each round's last days leave no room for 62 working days: true of the decision's own dates
ROUND_1 = (
    "Đánh giá đợt 1: hồ sơ nộp ngày cuối (31/07/2026) có thể được các cơ quan xử lý đến 29/10/2026"
    " (7 bước, 62 ngày làm việc), quá ngày liền trước đợt 2 (30/09/2026)."
    " Nộp đến hết ngày 02/07/2026 thì còn kịp."
)
ROUND_2 = (
    "Đánh giá đợt 2: hồ sơ nộp ngày cuối (30/11/2026) có thể được các cơ quan xử lý đến 04/03/2027"
    " (7 bước, 62 ngày làm việc), quá ngày cuối năm (31/12/2026)."
    " Nộp đến hết ngày 05/10/2026 thì còn kịp."
)


def found(year: int = YEAR, **changes: object) -> list[tuple[str, str]]:
    """Check the decision's windows with changes: a key to two (month, day), or to None."""
    days = {k: w for k, w in (WINDOWS | changes).items() if w}
    windows = {
        k: Window(date(year, *opens), date(year, *closes)) for k, (opens, closes) in days.items()
    }
    return [
        (str(f.severity), str(f.reason)) for f in check(year, windows, RULES, working_calendar())
    ]


def errors(**changes: object) -> list[str]:
    return [words for severity, words in found(**changes) if severity == "error"]


def warnings(**changes: object) -> list[str]:
    return [words for severity, words in found(**changes) if severity == "warning"]


@pytest.mark.parametrize(
    ("window", "days", "states"),
    [
        ("ideas", 20, ["idea.at_commune", "idea.at_district", "idea.selected"]),
        ("plans", 13, ["plan.at_commune", "plan.at_district"]),
        (
            "rating_1",
            62,
            [
                "rating.at_commune",
                "rating.at_district",
                "rating.district_council",
                "rating.district_passed",
                "rating.at_province",
                "rating.province_council",
                "rating.awaiting_decision",
            ],
        ),
        ("promotion", 0, []),
    ],
)
def test_the_longest_way_through_offices_is_that_of_the_ruleset(
    window: str, days: int, states: list[str]
) -> None:
    way = longest_way(RULES, window)

    assert (way.days, [s.key for s in way.states]) == (days, states)


def test_the_dates_of_the_decision_have_no_error_and_leave_no_room_after_the_rounds(
    db: None,
) -> None:
    assert found() == [("warning", ROUND_1), ("warning", ROUND_2)]


def test_a_stored_cycle_is_checked_as_its_windows_are(stage: Stage) -> None:
    assert [str(f.reason) for f in check_cycle(stage.cycle)] == [ROUND_1, ROUND_2]


def test_a_missing_window_is_an_error(db: None) -> None:
    assert errors(promotion=None) == ["Chưa có thời gian: Xúc tiến thương mại."]


def test_plans_before_ideas_are_an_error(db: None) -> None:
    assert errors(plans=((2, 15), (4, 30))) == [
        "Nhận phương án kinh doanh bắt đầu ngày 15/02/2026, trước Nhận ý tưởng (01/03/2026)."
    ]


def test_implementation_that_ends_before_plans_is_an_error(db: None) -> None:
    words = (
        "Triển khai phương án kết thúc ngày 20/04/2026,"
        " trước Nhận phương án kinh doanh (30/04/2026)."
    )

    assert errors(implementation=((4, 1), (4, 20))) == [words]


def test_a_rating_round_before_implementation_is_an_error(db: None) -> None:
    assert errors(rating_1=((3, 20), (7, 31))) == [
        "Đánh giá đợt 1 bắt đầu ngày 20/03/2026, trước Triển khai phương án (01/04/2026)."
    ]


@pytest.mark.parametrize(("opens", "count"), [((7, 31), 1), ((8, 1), 0)])
def test_rounds_may_touch_but_not_overlap(db: None, opens: tuple[int, int], count: int) -> None:
    words = (
        "Hai đợt đánh giá chồng nhau: đợt 2 bắt đầu ngày 31/07/2026, đợt 1 đến hết ngày 31/07/2026."
    )

    assert errors(rating_2=(opens, (11, 30))) == [words] * count


def test_a_window_outside_its_year_is_an_error(stage: Stage) -> None:
    stage.cycle.windows.filter(key="promotion").update(closes_on=date(YEAR + 1, 1, 5))

    said = [str(f.reason) for f in check_cycle(stage.cycle) if f.is_error]

    assert said == ["Xúc tiến thương mại: từ 01/01/2026 đến 05/01/2027 không nằm trong năm 2026."]


@pytest.mark.parametrize(("closes", "count"), [((2, 22), 1), ((2, 23), 0)])
def test_a_window_without_a_working_day_is_an_error(
    db: None, closes: tuple[int, int], count: int
) -> None:
    """14 to 22 February 2026 is Tết with the weekends before and after it."""
    words = "Tuyên truyền: từ 14/02/2026 đến 22/02/2026 không có ngày làm việc nào."

    assert errors(communication=((2, 14), closes)) == [words] * count


def test_a_year_without_holidays_is_warned_of(db: None) -> None:
    first = next(words for _severity, words in found(year=2031))

    assert first == (
        "Chưa nhập ngày nghỉ nào của năm 2031: thời hạn đang được tính như không có ngày lễ."
    )


@pytest.mark.parametrize(("closes", "more"), [((4, 29), []), ((4, 28), [1])])
def test_ideas_need_room_before_plans_close(
    db: None, closes: tuple[int, int], more: list[int]
) -> None:
    """Tuesday 31 March and 20 working days, less Monday 27 April: Wednesday 29 April."""
    words = (
        "Nhận ý tưởng: hồ sơ nộp ngày cuối (31/03/2026) có thể được các cơ quan xử lý đến"
        " 29/04/2026 (3 bước, 20 ngày làm việc), quá ngày cuối nhận phương án (28/04/2026)."
        " Nộp đến hết ngày 30/03/2026 thì còn kịp."
    )

    assert warnings(plans=((3, 15), closes)) == [*(words for _ in more), ROUND_1, ROUND_2]


def test_plans_need_room_before_implementation_ends(db: None) -> None:
    """Thursday 30 April and 13 working days, Friday 1 May off: Wednesday 20 May."""
    words = (
        "Nhận phương án kinh doanh: hồ sơ nộp ngày cuối (30/04/2026) có thể được các cơ quan xử lý"
        " đến 20/05/2026 (2 bước, 13 ngày làm việc), quá ngày cuối triển khai phương án"
        " (19/05/2026). Nộp đến hết ngày 28/04/2026 thì còn kịp."
    )

    assert warnings(implementation=((4, 1), (5, 19)))[0] == words


def test_where_no_day_leaves_room_that_is_said(db: None) -> None:
    said = warnings(rating_2=((11, 1), (11, 30)))[-1]

    assert said.endswith("Không ngày nộp nào còn kịp.")
