"""A sample by lot: drawn again by its address, and what is wrong with one."""

import csv
from io import StringIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from processes.services import clock
from tests.forms.scene import Scene, moment
from tests.play import dossier_in

NOW = moment(6, 20)


def page(scene: Scene, name: str, **query: str) -> Any:
    scene.sign_in("kiemtoan")
    return scene.page(name, at=NOW, **query)


def sent(response: Any) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode()
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"))))


def test_a_sample_without_a_seed_gets_one_and_an_address(scene: Scene) -> None:
    response = page(scene, "sample", so="5")

    assert (response.status_code, "hat-giong=" in response.headers["Location"]) == (302, True)
    assert "den-ma=OCOP-26-000001" in response.headers["Location"]


def test_a_sample_with_a_seed_is_the_same_when_more_dossiers_came(scene: Scene) -> None:
    query = {"so": "5", "hat-giong": "a1"}
    address = page(scene, "sample", **query).headers["Location"]
    dossier_in(scene.stage, "idea.at_commune", "Mật ong")

    with clock.standing_at(NOW):
        again, anew = scene.client.get(address), scene.client.get(reverse("sample"), query)
    assert (again.context["codes"], address == anew.headers["Location"]) == (
        "OCOP-26-000001",
        False,
    )


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("so", "0", "Ghi một số từ 1 đến 200."),
        ("so", "201", "Ghi một số từ 1 đến 200."),
        ("so", "nhiều", "Ghi một số từ 1 đến 200."),
        ("so", "", "Ghi một số từ 1 đến 200."),
        ("nam", "1999", "Không có chu trình năm “1999”."),
        ("don-vi", "99999", "Không có huyện mang mã “99999”."),
        ("hat-giong", "x" * 41, "Dài quá 40 ký tự."),
        ("den-ma", "123", "Chu trình 2026 không có hồ sơ nào mang mã này."),
        ("den-ma", "OCOP-26-999999", "Chu trình 2026 không có hồ sơ nào mang mã này."),
    ],
)
def test_what_is_wrong_with_a_sample_is_said_and_nothing_is_drawn(
    scene: Scene, name: str, value: str, told: str
) -> None:
    response = page(scene, "sample", **{name: value})

    errors = [text for field in response.context["form"] for text in field.errors]
    assert (response.status_code, errors, "drawn" in response.context) == (422, [told], False)


def test_what_was_typed_stays_in_the_fields_of_a_sample(scene: Scene) -> None:
    typed = {"so": "0", "nam": "2026", "hat-giong": "a1", "den-ma": "123"}

    form = page(scene, "sample", **typed).context["form"]

    assert {f.html_name: f.value() for f in form if f.html_name in typed} == typed


def test_the_seed_of_a_sample_stays_in_its_field(scene: Scene) -> None:
    query = {"hat-giong": "a1", "den-ma": "OCOP-26-000001"}

    assert 'name="hat-giong" value="a1"' in page(scene, "sample", **query).content.decode()


@pytest.mark.parametrize("query", [{}, {"so": "0", "hat-giong": "a1"}])
def test_a_sample_that_cannot_be_sent_is_led_to_its_page(
    scene: Scene, query: dict[str, str]
) -> None:
    location = page(scene, "sample_csv", **query).headers["Location"]

    assert location == f"{reverse('sample')}?{urlencode(query)}"


def test_the_sample_of_an_address_is_the_same_in_the_csv(scene: Scene) -> None:
    query = {"so": "5", "hat-giong": "a1", "nam": "2026", "den-ma": "OCOP-26-000001"}
    drawn = [d.code for d in page(scene, "sample", **query).context["drawn"]]

    rows = sent(page(scene, "sample_csv", **query))

    assert ([r[1] for r in rows[2:]], rows[0][:2]) == (drawn, ["hat_giong", "a1"])
