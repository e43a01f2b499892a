"""The board's page and the lists it opens."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin
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
PAGES = ("oversight", "board_times", "forecast", "targets", "quarterly", "map")
LINK = re.compile(r'data-count="(\d+)" href="([^"]+)"')
HEAT = re.compile(r'class="heat heat-\w+" href="([^"]+)"><title>[^<]*: (\d+) hồ sơ')
TOTAL = re.compile(r'data-total="(\d+)"')
# columns of figures that are no number of dossiers, organisations, products or persons
OTHER = {
    "board_times": {
        "Số lượt",
        "Trung vị",
        "Chín phần mười",
        "Thời hạn",
        "Trong thời hạn",
        "Làm lại",
        "Ngày làm việc đã chờ",
        "Phần",
        "Tỷ lệ quá hạn",
        "Bước đã làm, 30 ngày",
    },
    "forecast": {"Còn phải đi, ngày làm việc"},
    "targets": {"Phải đạt", "Kỳ"},
}


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


class Columns(HTMLParser):
    """Reads under which columns a page has figures that open nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.unlinked: set[str] = set()
        self._heads: list[str] = []
        self._column = 0
        self._text: list[str] | None = None
        self._linked = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "thead":
            self._heads = []
        elif tag == "tr":
            self._column = 0
        elif tag in ("th", "td"):
            self._linked = False
            is_head = tag == "th" and given.get("scope") == "col"
            is_figure = "figures" in (given.get("class") or "").split()
            self._text = [] if is_head or is_figure else None
        elif tag == "a" and "data-count" in given:
            self._linked = True

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("th", "td"):
            return
        text = "".join(self._text or []).strip()
        if tag == "th" and self._text is not None:
            self._heads.append(text)
        elif re.search(r"[1-9]", text) and not self._linked:
            self.unlinked.add(self._heads[self._column])
        self._column += 1
        self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)


def numbers(page: str, address: str) -> Iterator[tuple[str, int]]:
    """Yield the addresses that a page's numbers open, with the numbers."""
    found = [*LINK.findall(page), *(pair[::-1] for pair in HEAT.findall(page))]
    for count, href in found:
        yield urljoin(address, unescape(href)), int(count)


def totals(page: str, fragment: str) -> list[int]:
    """Return the length that a list says it has: of its part, where the address names one."""
    if fragment:
        page = next(iter(re.findall(f'id="{fragment}"[^>]*>', page)), "")
    return [int(n) for n in TOTAL.findall(page)]


@dataclass(frozen=True)
class Read:
    """What somebody read: numbers of each page, the lengths of their lists, columns without links."""

    counts: dict[str, int]
    shown: dict[str, set[int]]
    listed: dict[str, list[int]]
    unlinked: dict[str, set[str]]


def read_all(client: Client, year: int = 2026) -> Read:
    """Read every page of the board, every quarter's report, and every list that a number opens."""
    addresses = [(name, reverse(name)) for name in PAGES]
    addresses += [("quarterly", f"{reverse('quarterly')}?nam={year}&quy={n}") for n in (1, 2, 3)]
    counts: Counter[str] = Counter()
    shown: dict[str, set[int]] = defaultdict(set)
    unlinked: dict[str, set[str]] = defaultdict(set)
    for name, address in addresses:
        page = client.get(address).content.decode()
        columns = Columns()
        columns.feed(page)
        if columns.unlinked:
            unlinked[name] |= columns.unlinked
        for href, count in numbers(page, address):
            counts[name] += 1
            shown[href].add(count)
    listed = {
        href: totals(client.get(urldefrag(href).url).content.decode(), urldefrag(href).fragment)
        for href in shown
    }
    return Read(dict(counts), dict(shown), listed, dict(unlinked))


@pytest.fixture
def readings(rehearsed: None, client: Client) -> dict[str, Read]:
    """What a supervisor of the province reads, and one of a district; one rehearsed year for both."""
    found = {}
    for level in ("province", "district"):
        client.force_login(supervisor_of(level))
        with clock.standing_at(AT):
            found[level] = read_all(client)
    return found


def test_every_number_of_every_page_of_the_board_is_the_length_of_the_list_it_opens(
    readings: dict[str, Read],
) -> None:
    for level, read in readings.items():
        assert read.listed == {href: [*counts] for href, counts in read.shown.items()}, level
        assert read.counts.keys() == set(PAGES), level
        # and no figure stands there bare, but those that count no dossiers, makers or products
        bare = {page: columns - OTHER.get(page, set()) for page, columns in read.unlinked.items()}
        assert not any(bare.values()), bare
    assert len(readings["province"].listed) >= 180


def test_a_list_says_in_a_sentence_what_it_holds(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.sign_in("giamsat")

    page = scene.page(
        "dossiers", at=moment(3, 10), **{"don-vi": "643", "tre": "1", "giai-doan": "idea"}
    )

    assert page.context["sentence"] == (
        "1 hồ sơ quá hạn ở Thành phố Buôn Ma Thuột, giai đoạn Ý tưởng"
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
        ("quy", "2026-q5-ideas"),
        ("quy", "٢٠٢٦-q1-ideas"),
        ("quy", "2026-q1-khong"),
        ("quy", "2026-q1-ideas_3"),
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
            "Xã tiếp nhận ý tưởng: 1 hồ sơ, 1 quá hạn; từ một nửa quá hạn",
        )
    ]


def test_what_the_colours_of_the_drawing_say_stands_there_in_numbers(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.sign_in("giamsat")

    page = scene.page("oversight", at=moment(3, 10)).content.decode()

    assert 'font-weight="700" fill="#16202a">1 ■ 1</text>' in page
