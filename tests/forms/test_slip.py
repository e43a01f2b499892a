"""The slip to take home, and what a telephone needs to install the site."""

import re
from pathlib import Path

import pytest
import segno
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from forms.views import manifest as page
from forms.views.slip import lookup_address
from processes.models import Dossier
from tests.journeys.stage import Stage, build
from tests.play import at, dossier_in, signed_in


@pytest.fixture
def stage(db: None) -> Stage:
    return build()


@pytest.fixture
def dossier(stage: Stage) -> Dossier:
    return dossier_in(stage, "idea.at_commune")


def slip(stage: Stage, dossier: Dossier, who: str):
    with at(3, 5):
        return signed_in(stage, who).get(reverse("slip", args=[dossier.public_id]))


def test_the_qr_is_of_the_look_up_with_the_code_at_the_sites_address(
    stage: Stage, dossier: Dossier, settings
) -> None:
    settings.SITE_URL = "https://ocop.example.vn"
    drawn = segno.make(
        f"https://ocop.example.vn/tra-cuu/?ma={dossier.code}", error="m", micro=False
    )

    shown = slip(stage, dossier, "chuthe").context["qr"]

    assert shown == drawn.svg_data_uri(scale=4, border=2)


def test_the_address_is_printed_to_be_typed(stage: Stage, dossier: Dossier) -> None:
    assert slip(stage, dossier, "chuthe").context["address"] == "127.0.0.1:8000/tra-cuu/"


def test_the_address_of_the_qr_opens_the_look_up_with_the_code(dossier: Dossier) -> None:
    answer = Client().get(lookup_address(dossier.code).removeprefix(settings.SITE_URL))

    assert answer.context["form"].initial == {"ma": dossier.code}


def test_the_telephone_number_is_not_on_the_paper(stage: Stage, dossier: Dossier) -> None:
    assert "3456" not in slip(stage, dossier, "chuthe").content.decode()


def test_the_officer_who_received_it_may_print_it(stage: Stage, dossier: Dossier) -> None:
    assert slip(stage, dossier, "xa").status_code == 200


def test_the_applicants_page_leads_to_the_slip(stage: Stage, dossier: Dossier) -> None:
    address = reverse("slip", args=[dossier.public_id])
    with at(3, 5):
        text = signed_in(stage, "chuthe").get(reverse("dossier", args=[dossier.public_id]))

    assert text.content.decode().count(f'href="{address}"') == 1


def manifest(db: None = None):
    return Client().get("/manifest.webmanifest")


def test_the_manifest_says_what_it_is(db: None) -> None:
    answer = manifest()

    assert (answer["Content-Type"], answer.json()["display"], answer.json()["start_url"]) == (
        "application/manifest+json",
        "standalone",
        "/",
    )


def test_every_page_leads_to_the_manifest(db: None) -> None:
    assert '<link rel="manifest" href="/manifest.webmanifest">' in (
        Client().get("/tra-cuu/").content.decode()
    )


@pytest.mark.parametrize("path", [*(i[0] for i in page.ICONS), "forms/icon-180.png"])
def test_an_icon_is_a_png_of_the_size_in_its_name(path: str) -> None:
    data = Path(finders.find(path)).read_bytes()
    size = int(re.search(r"(\d+)\.png", path)[1])

    assert (data[:8], data[16:24]) == (b"\x89PNG\r\n\x1a\n", size.to_bytes(4, "big") * 2)


def test_the_colours_are_those_of_the_style_sheet(db: None) -> None:
    css = Path(finders.find("forms/app.css")).read_text()
    colours = dict(re.findall(r"--(navy|ground): (#\w+);", css))
    frame = Client().get("/tra-cuu/").content.decode()

    assert (page.THEME, page.GROUND, f'"theme-color" content="{page.THEME}"' in frame) == (
        colours["navy"],
        colours["ground"],
        True,
    )
