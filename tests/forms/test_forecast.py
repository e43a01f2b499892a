"""The forecast's page: its numbers are the lengths of its lists, and it is for those who watch."""

import re
from typing import Any

import pytest
from django.urls import reverse

from processes.models import Unit
from tests.journeys import stage as stages
from tests.journeys.stage import Stage
from tests.play import at, dossier_in, signed_in


@pytest.fixture
def stage(db: None) -> Stage:
    return stages.build()


def page(stage: Stage, who: str = "giamsat", **query: str) -> Any:
    with at(8, 3):
        return signed_in(stage, who).get(reverse("forecast"), query_params=query)


def test_each_number_is_the_length_of_its_list(stage: Stage) -> None:
    for name in ("Mật ong", "Bơ sáp"):
        dossier_in(stage, "rating.at_district", name=name)
    dossier_in(stage, "production.under_way")

    numbers = {key: n for key, _label, _tone, _shape, n in page(stage).context["calls"]}

    lists = {key: len(page(stage, goi=key).context["lines"]) for key in numbers}
    assert numbers == lists == {"chac-tre": 2, "co-the-tre": 0, "kip": 0, "chua-du-mau": 1}


def test_a_district_has_its_own_list(stage: Stage) -> None:
    dossier_in(stage, "rating.at_district")
    other = Unit.objects.filter(level="district").exclude(pk=stage.district.pk)[0]

    found = page(stage, **{"don-vi": stage.district.code})

    assert len(found.context["lines"]) == 1
    assert page(stage, **{"don-vi": other.code}).context["unit"] is None


def test_only_those_who_remind_can_pick_from_the_forecast(stage: Stage) -> None:
    dossier_in(stage, "rating.at_district")

    boxes = [
        page(stage, who).content.decode().count('type="checkbox" name="dossier"')
        for who in ("giamsat", "tinh", "kiemtoan")
    ]

    assert boxes == [1, 1, 0]


def test_a_dossier_is_told_with_its_reason(stage: Stage) -> None:
    dossier_in(stage, "rating.at_district")

    text = page(stage).content.decode()

    assert "Đợt đã khép lại khi Hội đồng chưa kết luận." in text
    assert re.search(r"Đánh giá đợt 1, <span class=\"figures\">31/07/2026", text)


def test_where_there_are_too_few_it_says_so(stage: Stage) -> None:
    dossier_in(stage, "production.under_way")

    assert "Chưa đủ hồ sơ trước đây đi qua bước này để đoán." in page(stage).content.decode()


@pytest.mark.parametrize("who", ["giamsat", "kiemtoan", "tinh", "lanhdao"])
def test_who_watches_may_read_it(stage: Stage, who: str) -> None:
    assert page(stage, who).status_code == 200


@pytest.mark.parametrize("who", ["chuthe", "xa", "huyen", "so", "district_chair", "quantri"])
def test_nobody_else_may(stage: Stage, who: str) -> None:
    assert page(stage, who).status_code == 404


def test_a_districts_supervisor_sees_no_other_districts_dossiers(stage: Stage) -> None:
    dossier_in(stage, "rating.at_district")
    other = Unit.objects.filter(level="district").exclude(pk=stage.district.pk)[0]
    stage.appoint("giamsat-khac", "supervisor", unit=other)

    assert page(stage, "giamsat-khac").context["total"] == 0


@pytest.mark.parametrize("odd", ["%00", "x", "kip'", "9" * 40])
def test_odd_values_in_the_address_choose_nothing(stage: Stage, odd: str) -> None:
    found = page(stage, goi=odd, page=odd, **{"don-vi": odd})

    assert (found.status_code, found.context["call"], found.context["unit"]) == (200, "", None)
