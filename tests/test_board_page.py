"""The board's page and the lists it opens."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db.models import Count, F, OuterRef, Subquery
from django.test import Client
from django.urls import reverse

from processes.models import Appointment, Dossier, Unit, User
from processes.services import clock
from tests.forms.scene import Scene, make, moment

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
CURTAIN = date(2026, 11, 15)
AT = datetime(2026, 11, 16, 9, tzinfo=HERE)
LINK = re.compile(r'data-count="(\d+)" href="([^"]+)"')
TOTAL = re.compile(r'data-total="(\d+)"')


@pytest.fixture
def scene(db: None) -> Scene:
    return make()


@pytest.fixture
def rehearsed(db: None) -> None:
    call_command("rehearse", year=2026, dossiers=40, seed=3, until=CURTAIN, verbosity=0)


def supervisor_of(level: str) -> User:
    """Somebody who supervises the province, or the district where most dossiers wait."""
    user = User.objects.create(username=f"giamsat-{level}", full_name="Người giám sát")
    units = Unit.objects.filter(level=level, valid_until=None)
    waiting = Dossier.objects.filter(**{level: OuterRef("pk")}).exclude(waiting="").order_by()
    count = waiting.values(level).annotate(n=Count("pk")).values("n")
    unit = units.annotate(n=Subquery(count)).order_by(F("n").desc(nulls_last=True))[0]
    Appointment.objects.create(user=user, role="supervisor", unit=unit, from_on=date(2026, 1, 1))
    return user


def numbers(client: Client) -> Iterator[tuple[str, int]]:
    for name in ("oversight", "board_times"):
        page = client.get(reverse(name)).content.decode()
        for count, href in LINK.findall(page):
            yield unescape(href), int(count)


@pytest.mark.usefixtures("rehearsed")
@pytest.mark.parametrize(("level", "at_least"), [("province", 60), ("district", 10)])
def test_every_number_of_the_board_is_the_length_of_the_list_it_opens(
    client: Client, level: str, at_least: int
) -> None:
    client.force_login(supervisor_of(level))
    with clock.standing_at(AT):
        shown = sorted(set(numbers(client)))
        listed = {
            href: [int(n) for n in TOTAL.findall(client.get(href).content.decode())]
            for href, _count in shown
        }

    assert listed == {href: [count] for href, count in shown}
    assert len(listed) == len(shown) >= at_least


def test_a_list_says_in_a_sentence_what_it_holds(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.sign_in("giamsat")

    page = scene.page(
        "dossiers", at=moment(3, 10), **{"don-vi": "643", "tre": "1", "giai-doan": "idea"}
    )

    assert page.context["sentence"] == (
        "1 hồ sơ trễ hạn ở Thành phố Buôn Ma Thuột, giai đoạn Ý tưởng"
    )


def test_each_filter_in_force_can_be_dropped(scene: Scene) -> None:
    scene.sign_in("giamsat")

    page = scene.page("dossiers", at=moment(3, 10), **{"don-vi": "643", "tre": "1", "q": "ca phe"})

    address = reverse("dossiers")
    assert [c.without for c in page.context["chips"]] == [
        f"{address}?don-vi=643&q=ca+phe",
        f"{address}?tre=1&q=ca+phe",
    ]


def test_the_next_page_keeps_the_filters(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.forms.scene import open_one

    monkeypatch.setattr("forms.views.dossiers.PAGE", 1)
    open_one(scene.stage, "Mật ong rừng")
    scene.sign_in("giamsat")

    page = scene.page("dossiers", at=moment(3, 10), dang="1", tuoi="10").content.decode()

    assert "?dang=1&amp;tuoi=10&amp;page=2" in page


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("don-vi", "\0"),
        ("don-vi", "٣٣٣"),
        ("don-vi", "643' OR 1"),
        ("giai-doan", "khong"),
        ("trang-thai", "khong.co"),
        ("tuoi", "7"),
        ("cho", "troi"),
        ("tre", "2"),
        ("noi", "xa@1"),
        ("noi", "commune_officer@" + "9" * 400),
        ("nguoi", "9" * 400),
        ("nguoi", "-1"),
    ],
)
def test_a_filter_nobody_understands_lists_nothing_and_says_so(
    scene: Scene, name: str, value: str
) -> None:
    scene.sign_in("giamsat")

    page = scene.page("dossiers", at=moment(3, 10), **{name: value})

    assert (page.status_code, page.context["total"], page.context["asked"].unknown) == (
        200,
        0,
        (name,),
    )


def test_an_address_given_out_before_still_lists_the_same(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.sign_in("giamsat")

    page = scene.page("dossiers", at=moment(3, 10), state="idea.at_commune", overdue="1")

    assert page.context["total"] == 1


@pytest.mark.parametrize(("username", "by_commune"), [("giamsat", False), ("huyen_gs", True)])
def test_a_board_is_divided_by_the_units_one_level_below(
    scene: Scene, username: str, by_commune: bool
) -> None:
    scene.stage.appoint("huyen_gs", "supervisor", unit=scene.stage.district)
    scene.sign_in(username)

    page = scene.page("oversight", at=moment(3, 10))

    names = [row.label for row in page.context["matrix"]]
    unit = scene.stage.commune if by_commune else scene.stage.district
    assert (page.context["by_commune"], names) == (by_commune, [unit.name])


def test_the_drawing_leads_from_each_state_that_holds_something_to_its_list(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.sign_in("giamsat")

    page = scene.page("oversight", at=moment(3, 10)).content.decode()

    assert re.findall(r'<a class="heat heat-(\w+)" href="([^"]+)"><title>([^<]+)<', page) == [
        (
            "most",
            f"{reverse('dossiers')}?trang-thai=idea.at_commune",
            "Xã tiếp nhận ý tưởng: 1 hồ sơ, 1 trễ hạn; từ một nửa trễ hạn",
        )
    ]


def test_what_the_colours_of_the_drawing_say_stands_there_in_numbers(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.sign_in("giamsat")

    page = scene.page("oversight", at=moment(3, 10)).content.decode()

    assert 'font-weight="700" fill="#16202a">1 ■ 1</text>' in page
