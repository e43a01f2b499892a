"""Extending a window for a unit, and the boards of those who watch."""

from datetime import date

import pytest
from django.urls import reverse

from processes.models import Extension
from processes.services import clock
from tests.forms.scene import Scene, moment

NOW = moment(3, 30)


def send(scene: Scene, **changes: object):
    data = {
        "window": "ideas",
        "unit": scene.stage.district.pk,
        "closes_on": "2026-04-10",
        "reason": "Mưa lũ.",
    } | changes
    with clock.standing_at(NOW):
        return scene.client.post(reverse("extend"), data)


def test_a_supervisor_extends_a_window_for_a_district(scene: Scene) -> None:
    scene.sign_in("giamsat")

    response = send(scene)

    extension = Extension.objects.get(unit=scene.stage.district)
    assert (response.status_code, extension.closes_on) == (302, date(2026, 4, 10))


def test_who_lets_it_be_comes_back_to_the_own_first_page(scene: Scene) -> None:
    scene.sign_in("giamsat")
    with clock.standing_at(NOW):
        text = scene.client.get(reverse("extend")).content.decode()
        led = scene.client.get(reverse("home"))

    assert (f'<a href="{reverse("home")}">Thôi</a>' in text, led["Location"]) == (
        True,
        reverse("oversight"),
    )


def test_the_dossiers_that_it_helps_have_it_on_their_history(scene: Scene) -> None:
    scene.sign_in("tinh")

    send(scene)

    assert scene.dossier.records.last().name == "extend_window"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"closes_on": "2026-03-20"}, "closes_on"),
        ({"window": "promotion"}, "window"),
        ({"unit": ""}, "unit"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(scene: Scene, changes, field) -> None:
    scene.sign_in("giamsat")

    response = send(scene, **changes)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])


def test_a_unit_outside_the_scope_cannot_be_chosen(scene: Scene) -> None:
    scene.stage.appoint("giamsat_xa", "supervisor", unit=scene.stage.commune)
    scene.sign_in("giamsat_xa")

    response = send(scene)

    assert (list(response.context["form"].errors), Extension.objects.count()) == (["unit"], 0)


@pytest.mark.parametrize("username", ["chuthe", "xa", "huyen", "kiemtoan", "quantri"])
def test_for_others_the_page_is_not_there(scene: Scene, username: str) -> None:
    scene.sign_in(username)

    assert (scene.page("extend", at=NOW).status_code, send(scene).status_code) == (404, 404)


def test_every_number_of_the_board_is_the_length_of_a_list(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.sign_in("giamsat")

    phases = scene.page("oversight", at=moment(3, 10)).context["phases"]

    counted = {c.key: (c.total, c.overdue) for p in phases for c in p.cells if c.total}
    assert counted == {"idea.at_commune": (1, 1)}


@pytest.mark.parametrize(
    ("username", "name"), [("xa", "oversight"), ("chuthe", "oversight"), ("giamsat", "audit")]
)
def test_the_boards_are_for_those_who_watch(scene: Scene, username: str, name: str) -> None:
    scene.sign_in(username)

    assert scene.page(name, at=NOW).status_code == 404


def test_an_auditor_verifies_everything_that_is_listed(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.sign_in("kiemtoan")

    findings = scene.page("audit", at=NOW, verify="1").context["findings"]

    assert (findings.dossiers, findings.records, findings.problems) == (1, 2, [])
