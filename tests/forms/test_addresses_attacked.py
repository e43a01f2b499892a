"""Addresses with anything in them: never an error of the site, never more than was asked for."""

import random
from datetime import datetime
from urllib.parse import quote

import pytest
from django.urls import reverse

from forms.lists import NAMES
from processes.models import Dossier
from processes.queries import desk
from processes.services import clock
from tests.forms.scene import Scene, moment, open_one

AT = moment(3, 9)
ODD = (
    "\0",
    "x" * 5000,
    "9" * 40,
    "-1",
    "0",
    "1.5",
    "١٢",
    "²",
    "\u202eabc",
    "<script>",
    "' OR 1=1 --",
    "%",
    "_",
    "\\",
    "\ud800",
    "None",
    "00010101T000000.000000~1",
    "99991231T235959.999999~999999999999999999",
    "-~-1",
    "-~9223372036854775807",
    "commune_officer@",
    "commune_officer@999999999999999999",
    "66.x",
)
PAGES = {
    "inbox": ("xa", ("tab", "q", "due", "state", "unit", "free", "after")),
    "dossiers": ("giamsat", (*NAMES.values(), "q", "page", "overdue", "state")),
    "forecast": ("giamsat", ("don-vi", "goi", "page")),
    "quarterly": ("giamsat", ("nam", "quy")),
    "targets": ("giamsat", ("x",)),
    "map": ("giamsat", ("page",)),
    "listing": ("tinh", ("district",)),
    "lookup": ("xa", ("ma", "so_cuoi")),
    "deputies": ("xa", ("page",)),
    "oversight": ("giamsat", ("unit", "don-vi", "giai-doan")),
    "board_times": ("giamsat", ("don-vi", "page")),
}


def asked(scene: Scene, page: str, name: str, value: str):
    raw = quote(value.encode("utf-8", "surrogatepass"))
    with clock.standing_at(AT):
        return scene.client.get(f"{reverse(page)}?{name}={raw}")


@pytest.fixture
def waiting(scene: Scene) -> Scene:
    scene.lead_to("forward_idea")
    return scene


@pytest.mark.parametrize("page", PAGES)
def test_nothing_in_an_address_is_an_error_of_the_site(waiting: Scene, page: str) -> None:
    who, names = PAGES[page]
    waiting.sign_in(who)
    failed = [
        (name, value[:30], response.status_code)
        for name in names
        for value in ODD
        if (response := asked(waiting, page, name, value)).status_code >= 500
    ]

    assert failed == []


@pytest.mark.parametrize("name", ["tre", "dang", "don-vi", "trang-thai", "tuoi", "cho", "noi"])
def test_a_list_shows_nothing_where_it_understands_nothing(waiting: Scene, name: str) -> None:
    waiting.sign_in("giamsat")

    assert [
        value[:30]
        for value in ODD
        if value.strip() and asked(waiting, "dossiers", name, value).context["total"]
    ] == []


@pytest.mark.parametrize("words", ["%", "_", "\\", "%_%", "' OR 1=1 --"])
def test_no_sign_of_a_search_stands_for_everything(waiting: Scene, words: str) -> None:
    waiting.sign_in("giamsat")

    assert asked(waiting, "dossiers", "q", words).context["total"] == 0


@pytest.mark.parametrize("text", ODD)
def test_a_cursor_is_read_or_is_none(text: str) -> None:
    read = desk.Cursor.read(text)

    assert read is None or desk.Cursor.read(str(read)) == read


@pytest.mark.django_db
@pytest.mark.parametrize("text", [t for t in ODD if desk.Cursor.read(t)])
def test_every_cursor_that_is_read_can_be_asked_with(text: str) -> None:
    assert desk.page(Dossier.objects.all(), 2, desk.Cursor.read(text)).dossiers == []


@pytest.mark.django_db
def test_rows_that_stay_are_met_once_while_others_move_go_and_come(waiting: Scene) -> None:
    """Between two pages a dossier is done, one comes, one gets another term: the rest is whole."""
    chance = random.Random(2026)
    for _round in range(15):
        rows = [open_one(waiting.stage, f"Sản phẩm {_round} {n}") for n in range(9)]
        for row in rows:
            Dossier.objects.filter(pk=row.pk).update(due_at=_term(chance))
        moving = {row.pk for row in chance.sample(rows, 3)}
        found, met, after = Dossier.objects.filter(pk__in=[r.pk for r in rows]), [], None
        while True:
            part = desk.page(found, 2, after)
            met += [row.pk for row in part.dossiers]
            Dossier.objects.filter(pk=chance.choice(sorted(moving))).update(due_at=_term(chance))
            if part.after is None:
                break
            after = desk.Cursor.read(str(part.after))

        stayed = found.exclude(pk__in=moving).order_by(*desk.SOONEST).values_list("pk", flat=True)
        assert [pk for pk in met if pk not in moving] == list(stayed)


def _term(chance: random.Random) -> datetime | None:
    """One of few moments, so that many are equal, or none."""
    return chance.choice([None, *(moment(4, day) for day in range(1, 4))])
