"""The map: bubbles, table and lists say the same numbers, each of what its reader may see."""

import re
from collections.abc import Sequence
from itertools import combinations, product
from math import hypot, pi
from typing import Any

import pytest
from django.urls import reverse

from forms.atlas import WIDTH, Atlas, drawn, radius
from processes.models import Certificate, Dossier, Unit
from processes.queries.places import Place
from tests.journeys import stage as stages
from tests.journeys.stage import Stage
from tests.play import at, dossier_in, signed_in, take


@pytest.fixture
def stage(db: None) -> Stage:
    return stages.build()


def get(stage: Stage, name: str = "map", *args: str, who: str = "giamsat") -> Any:
    with at(7, 20):
        return signed_in(stage, who).get(reverse(name, args=args))


def certify(stage: Stage, name: str = "Mật ong") -> None:
    dossier = dossier_in(stage, "rating.awaiting_decision", name=name)
    with at(7, 10):
        take(stage, dossier, "issue_decision", certificate_number=name)


def province() -> list[Unit]:
    found = Unit.objects.filter(level="commune", latitude__isnull=False)
    return list(found.select_related("parent").order_by("pk"))


def whole(communes: Sequence[Unit], organisations: int = 2, products: int = 1) -> Atlas:
    found = drawn(communes, [Place(c, organisations, products) for c in communes])
    assert found is not None
    return found


def test_a_commune_has_a_bubble_of_each_kind(stage: Stage) -> None:
    certify(stage)
    certify(stage, "Bơ sáp")

    bubbles = get(stage).context["atlas"].bubbles

    assert [(b.kind, b.place.commune.code, b.count) for b in bubbles] == [
        ("chu-the", "24118", 1),
        ("san-pham", "24118", 2),
    ]


def test_each_number_of_bubble_and_table_is_the_length_of_its_list(stage: Stage) -> None:
    certify(stage)
    dossier_in(stage, "idea.at_commune", name="Bơ sáp")

    text = get(stage).content.decode()
    listed = get(stage, "place", "24118")

    spoken = re.findall(r'data-count="\d+" href="(/ban-do/[^"]+)" aria-label="[^"]*: (\d+) ', text)
    tabled = re.findall(r'<td[^>]*><a data-count="\d+" href="(/ban-do/[^"]+)">(\d+)<', text)
    lengths = [
        ("/ban-do/24118/#chu-the", str(len(listed.context["organisations"]))),
        ("/ban-do/24118/#san-pham", str(len(listed.context["products"]))),
    ]
    assert spoken == tabled == lengths


def test_the_numbers_at_the_top_count_each_one_once_and_open_their_lists(stage: Stage) -> None:
    certify(stage)
    dossier = dossier_in(stage, "idea.at_commune", name="Bơ sáp")
    other = Unit.objects.filter(level="commune", parent=stage.district).exclude(code="24118")[0]
    Dossier.objects.filter(pk=dossier.pk).update(commune=other)  # it has moved since

    shown = get(stage).context
    lists = [get(stage, "everywhere", kind).context["total"] for kind in ("chu-the", "san-pham")]

    assert (len(shown["rows"]), [shown["organisations"], shown["products"]]) == (2, [1, 1])
    assert lists == [1, 1]


def test_a_list_of_nothing_that_the_map_counts_is_not_found(stage: Stage) -> None:
    assert get(stage, "everywhere", "xa").status_code == 404


def test_every_bubble_has_its_title(stage: Stage) -> None:
    certify(stage)

    titles = re.findall(r"<title>([^<]*)</title><circle", get(stage).content.decode())

    where = "Phường Tân Lập, Thành phố Buôn Ma Thuột"
    assert titles == [f"{where}: 1 chủ thể", f"{where}: 1 sản phẩm được công nhận"]


def test_a_certificate_that_is_over_is_on_no_map(stage: Stage) -> None:
    certify(stage)
    Certificate.objects.update(valid_until="2026-07-19")

    page = get(stage)

    assert (page.context["organisations"], page.context["products"]) == (1, 0)


def test_an_idea_that_was_not_sent_puts_nobody_on_the_map(stage: Stage) -> None:
    dossier_in(stage, "idea.draft")

    assert get(stage).context["rows"] == []


def test_a_commune_without_coordinates_stands_in_the_table(stage: Stage) -> None:
    certify(stage)
    Unit.objects.filter(pk=stage.commune.pk).update(latitude=None, longitude=None)

    page = get(stage)

    assert (page.context["atlas"].bubbles, page.context["unplaced"]) == ([], 1)
    assert '<a data-count="1" href="/ban-do/24118/#san-pham">1<' in page.content.decode()


@pytest.mark.parametrize("who", ["giamsat", "kiemtoan", "tinh", "lanhdao", "huyen", "xa", "so"])
def test_who_has_it_in_its_scope_finds_it(stage: Stage, who: str) -> None:
    certify(stage)

    pages = [get(stage, who=who), get(stage, "place", "24118", who=who)]

    assert [len(pages[0].context["rows"]), len(pages[1].context["products"])] == [1, 1]


def test_another_communes_officer_finds_neither_bubble_nor_list(stage: Stage) -> None:
    certify(stage)
    other = Unit.objects.filter(level="commune").exclude(pk=stage.commune.pk)[0]
    stage.appoint("xa-khac", "commune_officer", unit=other)

    page = get(stage, who="xa-khac")

    assert page.context["rows"] == []
    assert get(stage, "everywhere", "chu-the", who="xa-khac").context["total"] == 0
    assert get(stage, "place", "24118", who="xa-khac").status_code == 404
    assert get(stage, "place", "khong-co", who="xa-khac").status_code == 404


@pytest.mark.parametrize("who", ["chuthe", "district_chair", "quantri"])
def test_who_neither_watches_nor_works_in_a_unit_finds_no_map(stage: Stage, who: str) -> None:
    certify(stage)

    pages = [("map",), ("place", "24118"), ("everywhere", "san-pham")]
    assert [get(stage, *page, who=who).status_code for page in pages] == [404, 404, 404]


def test_a_district_sees_the_map_of_its_own_communes(stage: Stage) -> None:
    certify(stage)

    names = {label.name for label in get(stage, who="huyen").context["atlas"].labels}

    own = Unit.objects.filter(parent=stage.district, latitude__isnull=False)
    assert names == {u.name[len(u.kind) :].strip() for u in own}


def test_an_officer_is_not_led_to_pages_of_those_who_watch(stage: Stage) -> None:
    certify(stage)

    assert reverse("forecast") not in get(stage, who="huyen").content.decode()


def test_the_area_of_a_bubble_grows_with_its_number() -> None:
    areas = [pi * radius(n) ** 2 for n in (1, 4, 9, 16, 100)]

    assert areas == sorted(areas)
    assert radius(100) < 100


def test_north_is_up_and_east_is_right(stage: Stage) -> None:
    found, communes = whole(province()[:2]), province()[:2]
    by_code = {b.place.commune.code: b for b in found.bubbles if b.kind == "chu-the"}
    one, other = (by_code[c.code] for c in communes)

    assert (one.y < other.y) == (communes[0].latitude > communes[1].latitude)
    assert (one.x < other.x) == (communes[0].longitude < communes[1].longitude)


def test_everything_is_on_the_picture(stage: Stage) -> None:
    found = whole(province())

    inside = [b.r <= b.x <= WIDTH - b.r and b.r <= b.y <= found.height - b.r for b in found.bubbles]
    assert all(inside)


def test_where_there_is_room_no_bubble_lies_on_another(stage: Stage) -> None:
    found = whole(province()[::6])

    on_each_other = [
        (a.place.commune.name, b.place.commune.name)
        for a, b in combinations(found.bubbles, 2)
        if hypot(a.x - b.x, a.y - b.y) < a.r + b.r - 2
    ]
    assert on_each_other == []


def test_a_single_commune_is_drawn_too(stage: Stage) -> None:
    found = whole(province()[:1])

    assert (len(found.bubbles), found.height > 0) == (2, True)


def test_without_coordinates_there_is_no_picture() -> None:
    assert drawn([], []) is None


def test_no_name_lies_on_another_or_on_a_bubble_as_a_narrow_screen_writes_them(
    stage: Stage,
) -> None:
    found = drawn(province(), [Place(c, 2, 1) for c in province()[::5]])
    assert found is not None
    names = [(n.x, n.y, len(n.name) * 17 / 2, 30 / 2) for n in found.labels]
    bubbles = [(b.x, b.y, b.r, b.r) for b in found.bubbles]

    pairs = [*combinations(names, 2), *product(names, bubbles)]
    on = [
        (one, other)
        for one, other in pairs
        if abs(one[0] - other[0]) < one[2] + other[2] and abs(one[1] - other[1]) < one[3] + other[3]
    ]
    assert on == []
