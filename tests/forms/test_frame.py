"""What every page is given: places, counts, notes about the data."""

import re

import pytest
from django.urls import reverse

from forms.context import Place
from processes.models import Cycle, User
from tests.forms.scene import Scene, moment

NOON = moment(3, 4, 12)


def places(scene: Scene, username: str) -> list[tuple[str, int]]:
    scene.sign_in(username)
    shown: list[Place] = scene.page("notices", at=NOON).context["places"]
    return [(place.label, place.count) for place in shown]


def test_the_applicant_sees_how_much_waits_for_it(scene: Scene) -> None:
    assert places(scene, "chuthe") == [("Hồ sơ của tôi", 1), ("Thông báo", 0)]


def test_an_officer_sees_how_much_waits_and_what_is_new(scene: Scene) -> None:
    scene.lead_to("forward_idea")

    assert places(scene, "xa") == [
        ("Việc của tôi", 1),
        ("Hồ sơ", 0),
        ("Bản đồ", 0),
        ("Thông báo", 1),
    ]


def test_a_district_officer_finds_the_map_as_a_commune_officer_does(scene: Scene) -> None:
    assert [label for label, _count in places(scene, "huyen")] == [
        "Việc của tôi",
        "Hồ sơ",
        "Phiên họp",
        "Bản đồ",
        "Thông báo",
    ]


def test_an_auditor_has_nothing_to_do_and_everything_to_see(scene: Scene) -> None:
    assert places(scene, "kiemtoan") == [
        ("Kiểm tra", 0),
        ("Nhật ký", 0),
        ("Theo dõi", 0),
        ("Hồ sơ", 0),
        ("Phiên họp", 0),
        ("Thông báo", 0),
    ]


@pytest.mark.parametrize(
    ("name", "marked"),
    [
        ("audit", [("Kiểm tra", "page")]),
        ("oddities", [("Kiểm tra", "true")]),
        ("readings", [("Kiểm tra", "true")]),
        ("records", [("Nhật ký", "page")]),
        ("quarterly", [("Theo dõi", "true")]),
        ("map", [("Theo dõi", "true")]),
        ("preferences", [("Thông báo", "true")]),
        ("account", []),
    ],
)
def test_the_menu_marks_the_place_that_a_page_is_or_lies_below(
    scene: Scene, name: str, marked: list[tuple[str, str]]
) -> None:
    scene.sign_in("kiemtoan")
    shown: list[Place] = scene.page(name, at=NOON).context["places"]

    assert [(place.label, place.here) for place in shown if place.here] == marked


@pytest.mark.parametrize(
    ("who", "back"),
    [
        ("kiemtoan", ("audit", "‹ Kiểm tra")),
        ("giamsat", ("oversight", "‹ Theo dõi")),
        ("xa", ("inbox", "‹ Việc của tôi")),
    ],
)
def test_a_dossier_leads_back_to_where_its_reader_begins(
    scene: Scene, who: str, back: tuple[str, str]
) -> None:
    scene.lead_to("forward_idea")
    scene.sign_in(who)
    text = scene.page("dossier", scene.dossier.public_id, at=NOON).content.decode()

    link = re.search(r'<p class="back"><a href="([^"?]*)[^>]*>([^<]*)<', text)
    assert link is not None
    assert link.groups() == (reverse(back[0]), back[1])


def test_rehearsed_data_is_named_on_every_page(scene: Scene) -> None:
    Cycle.objects.update(is_training=True)

    assert scene.page("sign_in", at=NOON).context["training"] is True


def test_real_data_carries_no_such_note(scene: Scene) -> None:
    assert scene.page("sign_in", at=NOON).context["training"] is False


@pytest.mark.parametrize(("is_staff", "found"), [(True, ["Danh mục"]), (False, [])])
def test_who_keeps_the_reference_data_is_led_to_it(
    scene: Scene, is_staff: bool, found: list[str]
) -> None:
    User.objects.filter(username="quantri").update(is_staff=is_staff)
    scene.sign_in("quantri")

    shown = scene.page("notices", at=NOON).context["places"]

    assert [p.label for p in shown if p.url == reverse("admin:index")] == found
