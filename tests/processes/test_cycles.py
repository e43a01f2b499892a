"""The next year's cycle: prepared, its windows set, opened; and the days that offices work."""

from datetime import date
from uuid import uuid4

import pytest

from processes.engine import Refused
from processes.models import CalendarDay, Cycle, Dossier
from processes.queries.cycle_checks import windows_of
from processes.services import calendar_days, feeds
from processes.services.cycles import a_year_later, open_cycle, prepare_next, save_windows
from processes.services.move import move
from tests.journeys.stage import YEAR, Stage
from tests.play import HERE, at, dossier_in

NEXT = YEAR + 1
WEEKDAY = "Ngày 05/06/2026 vốn là ngày làm việc trong tuần, không phải ngày làm bù."
OVER = "Ngày {} đã qua và đã được tính vào thời hạn của hồ sơ, không sửa được nữa."


def refused(call: object, *args: object, **kwargs: object) -> list[str]:
    with pytest.raises(Refused) as said:
        call(*args, **kwargs)  # type: ignore[operator]
    return [str(reason) for reason in said.value.reasons]


def prepared(stage: Stage) -> Cycle:
    with at(11, 2):
        return prepare_next(stage.cycle, by=stage.people["tinh"])


@pytest.mark.parametrize(
    ("day", "then"),
    [
        ("2026-01-01", "2027-01-01"),
        ("2026-03-15", "2027-03-15"),
        ("2026-04-30", "2027-04-30"),
        ("2026-02-28", "2027-02-28"),
        ("2027-02-28", "2028-02-29"),
        ("2028-02-29", "2029-02-28"),
        ("2028-02-28", "2029-02-28"),
        ("2027-02-27", "2028-02-27"),
    ],
)
def test_a_day_is_the_same_a_year_later_and_a_months_last_stays_the_last(
    day: str, then: str
) -> None:
    assert a_year_later(date.fromisoformat(day)) == date.fromisoformat(then)


def test_a_prepared_cycle_has_the_windows_a_year_later(stage: Stage) -> None:
    made = prepared(stage)

    days = {
        k: (f"{w.opens_on:%d/%m/%Y}", f"{w.closes_on:%d/%m/%Y}")
        for k, w in windows_of(made).items()
    }
    assert days == {
        "annual_plans": ("01/01/2027", "28/02/2027"),
        "communication": ("01/02/2027", "28/02/2027"),
        "ideas": ("01/03/2027", "31/03/2027"),
        "plans": ("15/03/2027", "30/04/2027"),
        "implementation": ("01/04/2027", "31/08/2027"),
        "rating_1": ("01/06/2027", "31/07/2027"),
        "rating_2": ("01/10/2027", "30/11/2027"),
        "promotion": ("01/01/2027", "31/12/2027"),
    }


def test_a_prepared_cycle_keeps_rules_and_reminders_and_knows_where_it_comes_from(
    stage: Stage,
) -> None:
    Cycle.objects.filter(pk=stage.cycle.pk).update(remind_days=4, is_training=True)

    made = prepared(stage)

    assert (made.year, made.ruleset_key, made.remind_days, made.is_training) == (
        NEXT, "dl_2022", 4, True,
    )  # fmt: skip
    assert (made.in_preparation, made.opened_at, made.made_from) == (True, None, stage.cycle)


def test_preparing_again_gives_the_same_cycle_with_what_was_changed(stage: Stage) -> None:
    made = prepared(stage)
    ideas = (date(NEXT, 3, 2), date(NEXT, 3, 30))
    with at(11, 3):
        save_windows(made, {"ideas": ideas}, by=stage.people["tinh"])

    again = prepared(stage)

    window = windows_of(again)["ideas"]
    assert (again.pk, window.opens_on, window.closes_on) == (made.pk, *ideas)


@pytest.mark.parametrize("who", ["chuthe", "xa", "huyen", "giamsat", "kiemtoan", "lanhdao"])
def test_nobody_else_prepares_sets_or_opens(stage: Stage, who: str) -> None:
    made, by = prepared(stage), stage.people[who]
    words = ["Chỉ Văn phòng Điều phối và quản trị hệ thống được lập lịch chu trình."]

    with at(11, 3):
        said = [
            refused(prepare_next, stage.cycle, by=by),
            refused(save_windows, made, {}, by=by),
            refused(open_cycle, made, by=by),
        ]

    assert said == [words, words, words]


def test_a_window_cannot_end_before_it_begins(stage: Stage) -> None:
    made = prepared(stage)

    with at(11, 3):
        said = refused(
            save_windows,
            made,
            {"ideas": (date(NEXT, 3, 9), date(NEXT, 3, 8))},
            by=stage.people["tinh"],
        )

    assert said == ["Nhận ý tưởng: ngày kết thúc 08/03/2027 trước ngày bắt đầu 09/03/2027."]


def test_windows_of_an_open_cycle_are_not_set_any_more(stage: Stage) -> None:
    with at(3, 3):
        said = refused(
            save_windows,
            stage.cycle,
            {"ideas": (date(YEAR, 3, 1), date(YEAR, 4, 8))},
            by=stage.people["tinh"],
        )

    assert said == ["Chu trình 2026 đã mở; thời gian nhận chỉ còn được gia hạn."]


def test_an_opened_cycle_is_no_longer_in_preparation_and_its_duties_are_planned(
    stage: Stage,
) -> None:
    made, planned = prepared(stage), []

    with at(12, 1):
        open_cycle(made, by=stage.people["quantri"], then=planned.append)

    made.refresh_from_db()
    opened = made.opened_at.astimezone(HERE) if made.opened_at else None
    assert (made.in_preparation, f"{opened:%d/%m/%Y %H:%M}", planned) == (
        False, "01/12/2026 09:00", [made],
    )  # fmt: skip


def test_a_cycle_is_not_opened_while_its_calendar_has_errors(stage: Stage) -> None:
    made, planned = prepared(stage), []
    made.windows.filter(key="ideas").delete()

    with at(12, 1):
        said = refused(open_cycle, made, by=stage.people["tinh"], then=planned.append)

    made.refresh_from_db()
    assert (said, made.in_preparation, planned) == (["Chưa có thời gian: Nhận ý tưởng."], True, [])


def test_where_planning_fails_the_cycle_stays_in_preparation(stage: Stage) -> None:
    made = prepared(stage)

    def fails(_cycle: Cycle) -> None:
        raise RuntimeError

    with at(12, 1), pytest.raises(RuntimeError):
        open_cycle(made, by=stage.people["tinh"], then=fails)

    made.refresh_from_db()
    assert (made.in_preparation, made.opened_at) == (True, None)


def test_a_cycle_is_opened_once(stage: Stage) -> None:
    made = prepared(stage)

    with at(12, 1):
        open_cycle(made, by=stage.people["tinh"])
        said = refused(open_cycle, made, by=stage.people["tinh"])

    assert said == ["Chu trình 2027 đã mở; thời gian nhận chỉ còn được gia hạn."]


def add(stage: Stage, day: date, kind: str, who: str = "tinh", **changes: str) -> CalendarDay:
    words = {"name": "Nghỉ hoán đổi", "source": "Thông báo 15/TB"} | changes
    with at(3, 4):
        return calendar_days.add_day(day, kind, **words, by=stage.people[who])


def test_a_holiday_is_entered_with_the_document_that_announces_it(stage: Stage) -> None:
    add(stage, date(YEAR, 6, 5), "holiday")

    made = CalendarDay.objects.get(date=date(YEAR, 6, 5))
    assert (made.kind, made.name, made.source) == ("holiday", "Nghỉ hoán đổi", "Thông báo 15/TB")


@pytest.mark.parametrize(
    ("day", "kind", "changes", "words"),
    [
        (date(YEAR, 6, 5), "workday", {}, WEEKDAY),
        (date(YEAR, 6, 6), "holiday", {}, "Ngày 06/06/2026 là thứ Bảy hoặc Chủ nhật, vốn đã nghỉ."),
        (date(YEAR, 9, 2), "holiday", {}, "Ngày 02/09/2026 đã có trong lịch: Quốc khánh."),
        (date(YEAR, 3, 3), "holiday", {}, OVER.format("03/03/2026")),
        (date(YEAR, 6, 5), "holiday", {"source": " "}, "Phải ghi văn bản thông báo."),
        (date(YEAR, 6, 5), "holiday", {"name": ""}, "Phải ghi tên ngày."),
    ],
)  # fmt: skip
def test_a_day_that_says_nothing_new_is_refused(
    stage: Stage, day: date, kind: str, changes: dict[str, str], words: str
) -> None:
    assert refused(add, stage, day, kind, **changes) == [words]


def test_somebody_else_cannot_enter_a_day(stage: Stage) -> None:
    said = refused(add, stage, date(YEAR, 6, 5), "holiday", who="giamsat")

    assert said == ["Chỉ Văn phòng Điều phối và quản trị hệ thống được sửa lịch làm việc."]


def test_a_day_that_is_over_is_neither_renamed_nor_removed(stage: Stage) -> None:
    day, by = CalendarDay.objects.get(date=date(YEAR, 2, 17)), stage.people["tinh"]
    words = [OVER.format("17/02/2026")]

    with at(3, 4):
        said = [
            refused(calendar_days.rename_day, day, "Tết", "TB", by=by),
            refused(calendar_days.remove_day, day, by=by),
        ]

    assert said == [words, words]


def test_a_new_holiday_differs_for_the_dossier_whose_term_it_lies_in_and_moves_nothing(
    stage: Stage,
) -> None:
    """The district has it from Wednesday 4 March for seven working days: until Friday 13."""
    dossier = dossier_in(stage, "idea.at_district")

    add(stage, date(YEAR, 3, 10), "holiday")

    kept = Dossier.objects.get(pk=dossier.pk).due_at
    with at(3, 4):
        assert (calendar_days.would_differ(date(YEAR, 3, 10)), kept) == (1, dossier.due_at)


def test_a_holiday_after_every_term_differs_for_nobody(stage: Stage) -> None:
    dossier_in(stage, "idea.at_district")

    add(stage, date(YEAR, 3, 16), "holiday")

    with at(3, 4):
        assert calendar_days.would_differ(date(YEAR, 3, 16)) == 0


def test_a_holiday_taken_back_differs_for_nobody(stage: Stage) -> None:
    dossier_in(stage, "idea.at_district")
    day = add(stage, date(YEAR, 3, 10), "holiday")

    with at(3, 4):
        calendar_days.remove_day(day, by=stage.people["tinh"])
        assert calendar_days.would_differ(date(YEAR, 3, 10)) == 0


def test_a_term_that_somebody_moved_is_not_counted_anew(stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_district")
    given = {
        "due_on": "2026-03-20",
        "paper_number": "12/TXL",
        "paper_on": "2026-03-12",
        "reason": "Chờ xác minh thực địa.",
    }
    with at(3, 12):
        move(dossier.pk, "extend_term", by=stage.people["giamsat"], key=uuid4(), given=given)
    day = date(YEAR, 3, 13)

    with at(3, 12, 10):
        calendar_days.add_day(day, "holiday", "Nghỉ", "TB 1", by=stage.people["tinh"])
        assert calendar_days.would_differ(day) == 0


def test_only_the_hash_of_a_calendar_address_is_kept(stage: Stage) -> None:
    user = stage.people["xa"].user

    secret = feeds.make_feed(user)

    kept = user.feeds.get()
    assert (len(secret), len(kept.digest), secret in str(vars(kept))) == (43, 64, False)
