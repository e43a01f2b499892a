"""Another language in the middle of writing: what was typed is still there, and no secret is."""

from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.journeys.stage import Stage
from tests.journeys.walker import Clock, Walker
from tests.play import dossier_in

REASON = "Thiếu sản lượng\ncủa năm trước"


def waiting(page: Page) -> int:
    """Return how many things wait in the tab."""
    return int(page.evaluate("sessionStorage.length"))


def test_a_reason_that_was_typed_goes_along(walker: Walker, at: Clock, stage: Stage) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    at.set(3, 24)
    page = walker.page
    walker.sign_in("xa")
    page.goto(walker.base + reverse("step", args=[dossier.public_id, "return_idea"]))
    page.fill("main [name=reason]", REASON)

    page.get_by_role("button", name="English").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("main [name=reason]")).to_have_value(REASON)
    assert waiting(page) == 0


def test_a_password_does_not_go_along(walker: Walker) -> None:
    page = walker.page
    walker.sign_in("xa")
    page.goto(walker.base + reverse("password_change"))
    page.fill("main [name=new_password1]", "bay con chim")

    page.get_by_role("button", name="English").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("main [name=new_password1]")).to_have_value("")
    assert waiting(page) == 0
