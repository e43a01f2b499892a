"""Writing in a browser: saved while typing, and nothing typed is lost when something goes wrong."""

import pytest
from playwright.sync_api import Page, expect

from processes.models import Dossier
from tests.journeys.stage import PASSWORD, Stage
from tests.journeys.walker import Clock, Walker
from tests.play import dossier_in


@pytest.fixture
def dossier(walker: Walker, at: Clock, stage: Stage) -> Dossier:
    """A dossier whose plan is being written, open in the browser."""
    found = dossier_in(stage, "plan.draft")
    at.set(4, 6)
    walker.sign_in("chuthe")
    walker.page.goto(f"{walker.base}/ho-so/{found.public_id}/soan/plan/")
    return found


def kept(dossier: Dossier) -> dict[str, object]:
    content = dossier.drafts.get(sheet="plan").content
    return {key: value for key, value in content.items() if value}


def said(page: Page, words: str) -> None:
    expect(page.locator("#saved")).to_contain_text(words)


def test_what_is_typed_is_saved_without_pressing_anything(walker: Walker, dossier: Dossier) -> None:
    walker.page.fill("[name=part_a]", "Liên kết 20 hộ")
    said(walker.page, "Đã lưu lúc 09:00")

    assert kept(dossier) == {"part_a": "Liên kết 20 hộ"}


def test_going_back_to_the_first_choice_is_saved_too(walker: Walker, dossier: Dossier) -> None:
    version = walker.page.locator("#draft-version")
    for number, star in enumerate(("4", "3", "4"), 1):
        walker.page.check(f"[name=target_star][value='{star}']")
        expect(version).to_have_value(str(number))

    assert kept(dossier) == {"target_star": "4"}


def test_without_a_network_the_page_says_so(walker: Walker, dossier: Dossier) -> None:
    walker.page.context.set_offline(True)

    walker.page.fill("[name=part_a]", "Liên kết 20 hộ")

    said(walker.page, "Chưa lưu được: mất kết nối.")


def test_a_session_that_ends_while_typing_loses_nothing(walker: Walker, dossier: Dossier) -> None:
    page = walker.page
    page.context.clear_cookies(name="sessionid")
    page.fill("[name=part_a]", "Liên kết 20 hộ")
    said(page, "Phiên làm việc đã hết")
    with page.context.expect_page() as opened:
        page.locator("#saved a").click()
    _sign_in(opened.value)

    page.fill("[name=part_b]", "Siêu thị")
    said(page, "Hãy bấm Lưu")  # and the page has its fresh token
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator("[role=alert]")).to_have_count(0)

    assert kept(dossier) == {"part_a": "Liên kết 20 hộ", "part_b": "Siêu thị"}


def test_what_was_sent_after_the_session_ended_can_be_sent_again(
    walker: Walker, dossier: Dossier
) -> None:
    page = walker.page
    page.context.clear_cookies(name="sessionid")
    page.fill("[name=part_a]", "Liên kết 20 hộ")
    page.get_by_role("button", name="Lưu", exact=True).click()
    with page.context.expect_page() as opened:
        page.get_by_role("main").get_by_role("link", name="Đăng nhập").click()
    _sign_in(opened.value)

    for _ in range(2):  # the first press meets the token from before the signing in
        page.get_by_role("button", name="Gửi lại").click()
        page.wait_for_load_state()

    assert kept(dossier) == {"part_a": "Liên kết 20 hộ"}


def _sign_in(tab: Page) -> None:
    tab.fill("[name=username]", "chuthe")
    tab.fill("[name=password]", PASSWORD)
    tab.locator("main button[type=submit]").click()
    expect(tab.locator(".acting")).to_be_visible()
    tab.close()
