"""The office's page of holidays and worked weekends."""

from datetime import date

import pytest

from processes.models import CalendarDay, Dossier
from tests.forms.office import MARCH, errors, send, told
from tests.forms.scene import Scene, moment
from tests.journeys.stage import YEAR

HOLIDAY = {"date": "2026-03-10", "kind": "holiday", "name": "Nghỉ hoán đổi", "source": "15/TB"}


def test_a_holiday_is_entered_and_the_page_says_whose_term_would_differ(scene: Scene) -> None:
    dossier = scene.lead_to("select_idea")
    scene.sign_in("tinh")

    send(scene, "working_days", at=moment(3, 5), **HOLIDAY)

    words = (
        "Đã thêm ngày 10/03/2026. Nếu tính lại hôm nay, hạn của 1 hồ sơ đang xử lý sẽ khác;"
        " hạn đã hẹn không tự thay đổi."
    )
    assert told(scene.page("working_days", at=moment(3, 5))) == [words]
    assert Dossier.objects.get(pk=dossier.pk).due_at == dossier.due_at


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"source": ""}, "source"),
        ({"name": ""}, "name"),
        ({"kind": "workday"}, "date"),
        ({"date": "2026-03-07"}, "date"),
        ({"date": "2026-03-04"}, "date"),
        ({"date": "2026-04-30"}, "date"),
        ({"date": "9999-12-31"}, "date"),
        ({"date": "0001-01-01"}, "date"),
        ({"date": "mai"}, "date"),
    ],
)
def test_a_day_that_is_refused_leaves_what_was_typed(
    scene: Scene, changes: dict[str, str], field: str
) -> None:
    scene.sign_in("quantri")
    before = CalendarDay.objects.count()

    response = send(scene, "working_days", at=moment(3, 5), **(HOLIDAY | changes))

    given = response.context["form"].data
    assert (response.status_code, list(errors(response))) == (422, [field])
    assert {k: given[k] for k in HOLIDAY} == HOLIDAY | changes
    assert CalendarDay.objects.count() == before


def test_a_day_ahead_is_corrected_and_removed(scene: Scene) -> None:
    day = CalendarDay.objects.get(date=date(YEAR, 9, 2))
    scene.sign_in("tinh")

    send(scene, "working_day", day.pk, name="Lễ Quốc khánh", source="20/TB")
    renamed = CalendarDay.objects.get(pk=day.pk)
    send(scene, "working_day_remove", day.pk)

    assert (renamed.name, renamed.source) == ("Lễ Quốc khánh", "20/TB")
    assert not CalendarDay.objects.filter(pk=day.pk).exists()


def test_a_day_that_is_over_stays(scene: Scene) -> None:
    day = CalendarDay.objects.get(date=date(YEAR, 2, 17))
    scene.sign_in("tinh")
    words = "Ngày 17/02/2026 đã qua và đã được tính vào thời hạn của hồ sơ, không sửa được nữa."

    refused = send(scene, "working_day", day.pk, name="x", source="y")
    send(scene, "working_day_remove", day.pk)

    assert (refused.status_code, errors(refused)) == (422, {"__all__": [words]})
    assert told(scene.page("working_days", at=MARCH)) == [words]
    assert CalendarDay.objects.get(pk=day.pk).name == "Tết Nguyên Đán"
