"""The inbox by keyboard alone: no call of the mouse in this file, from the list to its end."""

import re
from typing import Any

from django.test import Client
from playwright.sync_api import Locator, Page, expect

from processes.models import Dossier, Record
from tests.journeys.stage import Stage
from tests.play import at, dossier_in, opened, take

RETURNED = (3, 11)  # the dossiers, counted from 1, that go back with a reason
REASON = "Ghi rõ sản lượng một năm"


def sign_in(page: Page, base: str, stage: Stage, who: str) -> None:
    client = Client()
    client.force_login(stage.people[who].user)
    value = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": base}])


def submitted(stage: Stage, count: int) -> list[Dossier]:
    """Hand in so many ideas, a minute after each other, so that their order is known."""
    made = []
    for number in range(1, count + 1):
        dossier = opened(stage, f"Sản phẩm {number:02}")
        with at(3, 4, 8):
            take(stage, dossier, "submit_idea")
        made.append(dossier)
    return made


def figure_of(page: Page, label: str) -> str:
    """Return the figure that the page shows at a step."""
    figures: Locator = page.locator("a", has_text=label).locator("kbd")
    return figures.inner_text()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def decide(page: Page, label: str) -> None:
    """Open a step by the figure that stands at it."""
    press(page, figure_of(page, label))
    expect(page.get_by_role("heading", level=1)).to_have_text(label)


def test_an_officer_clears_twenty_dossiers_by_keyboard_alone(
    page: Page, live_server: Any, stage: Stage
) -> None:
    dossiers = submitted(stage, 20)
    sign_in(page, str(live_server), stage, "xa")
    with at(3, 5):
        page.goto(f"{live_server}/viec-cua-toi/")
        press(page, "j", "Enter")

        for number in range(1, 21):
            expect(page.get_by_text(f"Đã xong {number - 1} / 20")).to_be_visible()
            if number in RETURNED:
                decide(page, "Yêu cầu hoàn thiện ý tưởng")
                if number == RETURNED[0]:  # nothing is written yet: the page says so, the keys live
                    press(page, "Control+Enter")
                    expect(page.get_by_role("alert")).to_be_focused()
                    press(page, "Tab", "Enter")
                page.keyboard.type(REASON)
            else:
                decide(page, "Chuyển ý tưởng lên huyện")
            press(page, "Control+Enter")
            expect(page.get_by_role("status").first).to_contain_text("Đã ghi nhận")

        expect(page).to_have_url(re.compile("/viec-cua-toi/"))
        expect(page.locator("main")).to_contain_text("Đã xong 20 / 20")
        expect(page.locator("main")).to_contain_text("Hết việc.")

    made = Record.objects.filter(actor=stage.people["xa"].user).order_by("pk")
    assert [(r.dossier_id, r.name) for r in made] == [
        (d.pk, "return_idea" if n in RETURNED else "forward_idea")
        for n, d in enumerate(dossiers, 1)
    ]


def test_a_figure_opens_a_step_with_the_focus_in_its_first_question(
    page: Page, live_server: Any, stage: Stage
) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    sign_in(page, str(live_server), stage, "xa")
    with at(3, 5):
        page.goto(f"{live_server}/ho-so/{dossier.public_id}/")
        decide(page, "Yêu cầu hoàn thiện ý tưởng")

        expect(page.locator("[name=reason]")).to_be_focused()


def test_the_keys_can_be_switched_off_and_stay_off(
    page: Page, live_server: Any, stage: Stage
) -> None:
    dossier = dossier_in(stage, "idea.at_commune")
    sign_in(page, str(live_server), stage, "xa")
    with at(3, 5):
        page.goto(f"{live_server}/viec-cua-toi/")
        page.get_by_role("button", name="Tắt phím tắt").focus()
        press(page, "Enter")
        expect(page.get_by_role("button", name="Bật phím tắt")).to_be_focused()

        page.goto(f"{live_server}/ho-so/{dossier.public_id}/")
        press(page, "1", "u")

        expect(page).to_have_url(f"{live_server}/ho-so/{dossier.public_id}/")
        expect(page.locator("kbd")).to_have_count(0)


def test_what_is_worked_through_is_the_list_that_was_narrowed(
    page: Page, live_server: Any, stage: Stage
) -> None:
    for name in ("Mật ong 1", "Bơ sáp", "Mật ong 2"):
        dossier_in(stage, "idea.at_commune", name)
    sign_in(page, str(live_server), stage, "xa")
    with at(3, 5):
        page.goto(f"{live_server}/viec-cua-toi/")
        press(page, "/")
        page.keyboard.type("mat ong")
        press(page, "Enter")
        expect(page.locator("tbody tr")).to_have_count(2)
        press(page, "j", "Enter")
        done = []
        for number in range(2):
            expect(page.get_by_text(f"Đã xong {number} / 2")).to_be_visible()
            done.append(page.get_by_role("heading", level=1).inner_text())
            decide(page, "Chuyển ý tưởng lên huyện")
            press(page, "Control+Enter")
            expect(page.get_by_role("status").first).to_contain_text("Đã ghi nhận")

        assert done == ["Mật ong 1", "Mật ong 2"]
        expect(page).to_have_url(f"{live_server}/viec-cua-toi/?tab=must&q=mat+ong")
