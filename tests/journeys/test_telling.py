"""Being told, in the browser: a page that is open learns of a notice by itself."""

from typing import Any

from django.test import Client
from playwright.sync_api import Page, expect

from tests.journeys.stage import Stage
from tests.play import at, dossier_in, opened, take


def signed_in(page: Page, base: str, stage: Stage, who: str) -> None:
    client = Client()
    client.force_login(stage.people[who].user)
    value = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": base}])


def test_an_open_page_learns_of_a_new_notice_by_itself(
    page: Page, live_server: Any, stage: Stage
) -> None:
    dossier_in(stage, "idea.at_commune")
    signed_in(page, str(live_server), stage, "xa")
    with at(3, 5):
        page.goto(f"{live_server}/viec-cua-toi/")
        shown = page.locator("[data-unread] .count")
        expect(shown).to_have_text("1")

        take(stage, opened(stage, "Mật ong"), "submit_idea")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

        expect(shown).to_have_text("2")


def test_a_notice_is_read_by_opening_what_it_tells_of(
    page: Page, live_server: Any, stage: Stage
) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    signed_in(page, str(live_server), stage, "xa")
    with at(3, 5):
        page.goto(f"{live_server}/thong-bao/")
        page.get_by_role("link", name="Nộp phiếu đăng ký ý tưởng: Cà phê bột").click()

        expect(page).to_have_url(f"{live_server}/ho-so/{dossier.public_id}/")
        expect(page.locator("[data-unread] .count")).to_have_text("")
