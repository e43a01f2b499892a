"""Two councils meet, as people do it: five members over eight dossiers, seven over four."""

import re

import pytest
from playwright.sync_api import expect

from processes.models import AgendaItem, Appointment, Certificate, Dossier
from processes.phases.council import figure
from processes.rehearsal.marks import marks_for
from tests.journeys.stage import Stage
from tests.journeys.steps import call, close, mark, open_sitting
from tests.journeys.walker import Clock, Walker
from tests.play import again, dossier_in

# the order that a slow network makes by chance: the page is left, then its last save is answered
ANSWERED_WHILE_LEAVING = """() => {
  const asked = window.fetch;
  window.fetch = async (...what) => {
    const answer = await asked(...what);
    window.dispatchEvent(new Event("beforeunload"));
    return answer;
  };
}"""

pytestmark = pytest.mark.browser

# points of A, B and C in the order of the agenda: under 50, three stars, four, over 90 …
DISTRICT = (
    (15, 10, 20), (20, 15, 25), (30, 21, 33), (33, 23, 37),
    (30, 21, 33), (20, 15, 25), (30, 22, 35), (15, 14, 20),
)  # fmt: skip
PROVINCE = ((15, 14, 20), (20, 15, 25), (30, 21, 33), (33, 23, 37))


def people(stage: Stage, level: str) -> list[str]:
    """Return the user names of a council, the chair last."""
    found = Appointment.objects.filter(council=getattr(stage, f"{level}_council"))
    names = sorted(found.values_list("user__username", flat=True))
    return [n for n in names if not n.endswith("chair")] + [f"{level}_chair"]


def agenda(dossier: Dossier) -> list[AgendaItem]:
    """Return the items of the sitting that has the dossier, in their order."""
    sitting = dossier.agenda.latest("pk").sitting
    found = sitting.items.select_related("edition", "dossier__product", "sitting")
    return list(found.order_by("position"))


def points(triple: tuple[int, int, int]) -> dict[str, int]:
    return dict(zip("abc", triple, strict=True))


def test_a_district_sitting_of_five_over_eight(walker: Walker, at: Clock, stage: Stage) -> None:
    names = [f"Sản phẩm {n}" for n in range(1, 9)]
    dossiers = [dossier_in(stage, "rating.at_district", name) for name in names]
    at.set(6, 12)
    call(walker, dossiers[0], "huyen", "2026-06-16T08:00")
    at.set(6, 16)
    items = agenda(dossiers[0])
    open_sitting(walker, items[0].dossier, "district")
    members = people(stage, "district")

    # one steps back from the first dossier, on the page that says so
    walker.sign_in("district_1")
    walker.page.goto(f"{walker.base}/cham-diem/{items[0].public_id}/")
    walker.page.get_by_role("link", name="Tôi có liên quan").click()
    walker.fill({"reason": "Anh em ruột với giám đốc"})
    walker.page.locator("form:has([name=key]) button[type=submit]").first.click()
    expect(walker.page.locator("[role=alert]")).to_have_count(0)

    for item, triple in zip(items, DISTRICT, strict=True):
        for number, member in enumerate(members):
            if item == items[0] and member == "district_1":
                continue
            wide = item == items[2] and number == 1
            mark(walker, item, member, points((18, 21, 33) if wide else triple))

    # the third one lies too far apart: discussed, and scored again
    walker.sign_in("district_chair")
    walker.page.goto(f"{walker.base}/phien-hop/{items[0].sitting.public_id}/")
    expect(walker.page.locator("main")).to_contain_text("Chênh lệch 12 điểm (giới hạn 10)")
    walker.fill({"discussion": "Thống nhất cách hiểu tiêu chí 1.5."})
    walker.page.get_by_role("button", name=re.compile("chấm lại lượt 2")).click()
    for member in members:
        mark(walker, items[2], member, points(DISTRICT[2]))
    close(walker, items[0], "district")

    ended = {i.dossier.product.name: again(i.dossier) for i in items}
    assert [str(ended[n].state) for n in names] == [
        "end.rated_below",
        *["rating.district_passed"] * 6,
        "end.rated_below",
    ]
    assert [ended[n].star for n in names] == [2, 3, 4, 5, 4, 3, 4, 2]
    kept = items[2].sheets.values_list("turn", flat=True)
    assert sorted(kept) == [1] * 5 + [2] * 5


def test_a_provincial_sitting_of_seven_over_four_up_to_the_certificate(
    walker: Walker, at: Clock, stage: Stage
) -> None:
    for number in (5, 6):
        council = stage.province_council
        stage.appoint(f"province_{number}", "province_councillor", council=council)
    dossiers = [dossier_in(stage, "rating.at_province", f"Sản phẩm {n}") for n in range(1, 5)]
    at.set(7, 6)
    call(walker, dossiers[0], "tinh", "2026-07-10T08:00")
    at.set(7, 10)
    items = agenda(dossiers[0])
    open_sitting(walker, items[0].dossier, "province")
    for item, triple in zip(items, PROVINCE, strict=True):
        for member in people(stage, "province"):
            mark(walker, item, member, points(triple))
    close(walker, items[0], "province")

    states = [str(again(i.dossier).state) for i in items]
    assert states == [
        "end.rated_below",
        *["rating.awaiting_decision"] * 2,
        "rating.awaiting_referral",
    ]

    # the leader decides on both at once, the number being one paper's
    walker.sign_in("lanhdao")
    walker.page.goto(f"{walker.base}/van-ban/quyet-dinh/")
    walker.fill({"paper_number": "1234/QĐ-UBND", "paper_on": "2026-07-10"})
    walker.page.get_by_role("button", name="Quyết định công nhận").click()
    expect(walker.page.get_by_role("status")).to_contain_text("Đã ghi nhận 2 hồ sơ")
    given = Certificate.objects.order_by("number")
    assert [(c.number, c.star) for c in given] == [
        ("OCOP-66-2026-0001", 3),
        ("OCOP-66-2026-0002", 4),
    ]

    # anybody may check what the QR leads to
    walker.page.context.clear_cookies()
    walker.who = ""
    walker.page.goto(f"{walker.base}/chung-nhan/{given[1].code}/")
    expect(walker.page.locator("main")).to_contain_text("Còn hiệu lực")
    expect(walker.page.locator("main")).to_contain_text("OCOP-66-2026-0002")
    picture = walker.page.request.get(f"{walker.base}/chung-nhan/{given[1].code}/qr.svg")
    assert (picture.status, picture.headers["content-type"]) == (200, "image/svg+xml")

    # the same figure on the page, the agenda and the record
    shown = AgendaItem.objects.get(pk=items[2].pk)
    walker.sign_in("province_chair")
    walker.page.goto(f"{walker.base}/phien-hop/{shown.sitting.public_id}/")
    mean = figure(shown.mean or 0).replace(".", ",")
    expect(walker.page.locator(f"#i{shown.pk} .result")).to_contain_text(f"{mean} điểm")


def at_the_district(walker: Walker, at: Clock, stage: Stage) -> AgendaItem:
    """A dossier whose sitting is open: every member of the district's council may score it."""
    dossier = dossier_in(stage, "rating.at_district")
    at.set(6, 12)
    call(walker, dossier, "huyen", "2026-06-16T08:00")
    at.set(6, 16)
    return open_sitting(walker, dossier, "district")


def test_the_coffee_sheet_is_filled_in_on_a_phone_and_loses_nothing(
    walker: Walker, at: Clock, stage: Stage
) -> None:
    item = at_the_district(walker, at, stage)
    page = walker.page
    page.set_viewport_size({"width": 390, "height": 844})
    walker.sign_in("district_1")
    page.goto(f"{walker.base}/cham-diem/{item.public_id}/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    marks = marks_for(item.edition.definition, {"a": 30, "b": 21, "c": 33})
    wanted = [f"[name=m{n}][value='{mark}']" for n, mark in enumerate(marks.values())]

    for selector in wanted[:10]:
        page.locator(selector).check()
    expect(page.locator("#saved")).to_contain_text("Đã lưu")
    page.reload()
    expect(page.locator("[data-marked]")).to_have_text("10")

    page.context.set_offline(True)  # the network drops in between
    for selector in wanted[10:20]:
        page.locator(selector).check()
    expect(page.locator("#saved")).to_contain_text("Chưa có mạng")
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("[data-marked]")).to_have_text("20")
    expect(page.locator("#saved")).to_contain_text("Đã lưu")

    for selector in wanted[20:]:
        page.locator(selector).check()
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã gửi phiếu")
    assert item.sheets.get().total == 8400


def test_a_page_made_before_the_last_save_was_answered_still_shows_every_mark(
    walker: Walker, at: Clock, stage: Stage
) -> None:
    item = at_the_district(walker, at, stage)
    page = walker.page
    walker.sign_in("district_1")
    address = f"{walker.base}/cham-diem/{item.public_id}/"
    page.goto(address)
    made_before = page.request.get(address)
    page.evaluate(ANSWERED_WHILE_LEAVING)

    page.locator("[name=m0]").first.check()
    expect(page.locator("#saved")).to_contain_text("Đã lưu")
    page.route(address, lambda route: route.fulfill(response=made_before), times=1)
    page.reload()

    expect(page.locator("[data-marked]")).to_have_text("1")


def test_a_sheet_is_filled_in_by_keyboard_alone(walker: Walker, at: Clock, stage: Stage) -> None:
    item = at_the_district(walker, at, stage)
    walker.sign_in("district_2")
    walker.page.goto(f"{walker.base}/cham-diem/{item.public_id}/")
    walker.page.locator("[name=m0]").first.focus()

    for _criterion in item.edition.definition.criteria:
        walker.page.keyboard.press("2")
        walker.page.keyboard.press("Enter")
    expect(walker.page.locator("[data-marked]")).to_have_text(
        str(len(item.edition.definition.criteria))
    )
    walker.page.get_by_role("button", name="Gửi phiếu").focus()
    walker.page.keyboard.press("Enter")
    expect(walker.page.get_by_role("status").first).to_contain_text("Đã gửi phiếu")
