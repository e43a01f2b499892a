"""Menu and tabs on a telephone: the entry of the page that is open is in sight."""

import pytest
from playwright.sync_api import expect

from tests.journeys.walker import Walker


@pytest.mark.parametrize(
    ("address", "tab"),
    [("/kiem-tra/luot-xem/", "Nhật ký xem dữ liệu"), ("/ban-do/", "Bản đồ")],
)
def test_the_current_tab_is_in_sight(walker: Walker, address: str, tab: str) -> None:
    walker.sign_in("kiemtoan")
    walker.page.goto(f"{walker.base}{address}")

    expect(walker.page.locator(".lists").get_by_role("link", name=tab)).to_be_in_viewport(
        ratio=0.95
    )


def test_the_current_place_of_the_menu_is_in_sight(walker: Walker) -> None:
    walker.sign_in("kiemtoan")
    walker.page.goto(f"{walker.base}/thong-bao/")

    place = walker.page.locator(".top nav").get_by_role("link", name="Thông báo")
    expect(place).to_be_in_viewport(ratio=0.95)
