"""Every page of every role at both widths: no serious violation found by axe, nothing sideways."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from processes.flows.duties import plan_duties
from processes.models import CalendarDay, Dossier, Duty
from processes.queries.options import acts_for, transitions_for
from processes.services import clock
from processes.services.cycles import prepare_next
from processes.services.substitution import substitute
from tests.journeys.stage import YEAR, Stage
from tests.play import again, at, convened, dossier_in

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
WIDTHS = (390, 1440)
PAGES_OF = {
    "": ("home", "sign_in", "lifecycle", "register", "certificate_check", "calendar", "lookup"),
    "chuthe": ("dossiers", "open_dossier", "notices", "own_data"),
    "xa": ("inbox", "dossiers", "notices", "preferences", "deputies", "map"),
    "huyen": ("inbox", "dossiers", "sittings", "sitting_call", "duties"),
    "tinh": ("inbox", "oversight", "extend", "calendar", "cycles", "working_days", "listing"),
    "so": ("inbox",),
    "lanhdao": ("inbox", "oversight"),
    "district_chair": ("inbox",),
    "district_1": ("inbox",),
    "province_chair": ("inbox",),
    "province_1": ("inbox",),
    "giamsat": (
        "oversight",
        "board_times",
        "extend",
        "dossiers",
        "forecast",
        "targets",
        "quarterly",
        "map",
    ),
    "kiemtoan": ("audit", "oversight", "dossiers", "readings"),
    "quantri": (
        "people",
        "person_new",
        "organisations",
        "organisation_new",
        "deliveries",
        "wordings",
        "data_requests",
    ),
}
STATES = {
    "chuthe": "rating.to_complete",
    "xa": "rating.at_commune",
    "huyen": "rating.at_district",
    "tinh": "rating.at_province",
    "so": "rating.at_province",
    "lanhdao": "rating.awaiting_decision",
    "district_chair": "rating.district_council",
    "district_1": "rating.at_district",  # convened and opened below: the sheet is owed
    "province_chair": "rating.rereview",
    "province_1": "rating.rereview",
    "giamsat": "rating.to_complete",
    "kiemtoan": "rating.at_district",
}


# lists narrowed by their addresses, and lists that numbers of the board open
NARROWED = {
    "xa": (
        "/viec-cua-toi/?tab=must&q=ca+phe&due=overdue&free=1",
        "/viec-cua-toi/?tab=elsewhere",
        "/viec-cua-toi/?q=khong-co",
    ),
    "giamsat": (
        "/ho-so/?don-vi=643&dang=1",
        "/ho-so/?quy=2026-q2-files",
        "/ho-so/?tre=2",
        "/theo-doi/du-bao/?goi=chac-tre",
        "/theo-doi/muc-tieu/chu-the/?ky=trong-ky",
        "/ban-do/24118/",
        "/ban-do/tat-ca/chu-the/",
        "/ban-do/tat-ca/san-pham/",
    ),
}


def of_dossier(stage: Stage, dossier: Dossier, who: str) -> list[str]:
    """The dossier's pages, and one page of each step and act that is open to the role."""
    pid: UUID = dossier.public_id
    pages = [reverse(n, args=[pid]) for n in ("dossier", "documents", "versions")]
    pages += [
        reverse("history", args=[pid]) + "?verify=1",
        reverse("version", args=[pid, "idea", 1]),
    ]
    if who == "chuthe":
        pages += [reverse(n, args=[pid]) for n in ("self_assessment", "slip")]
        pages.append(reverse("sheet", args=[pid, "rating"]))
    if who == "huyen":
        pages += [reverse("advice", args=[pid]), reverse("batch", args=["chuyen-tinh"])]
    for item in dossier.agenda.select_related("sitting"):
        pages.append(reverse("sitting", args=[item.sitting.public_id]))
        if who.startswith(("district_", "province_")):
            pages += [reverse(n, args=[item.public_id]) for n in ("score", "score_sheets")]
    by, now = stage.people[who], clock.now()
    pages += [reverse("step", args=[pid, o.step.name]) for o in transitions_for(dossier, by, now)]
    acts = [o.step.name for o in acts_for(dossier, by, now)]
    hidden = ("add_document", "open_dossier")
    return [*pages, *(reverse("act", args=[pid, n]) for n in acts if n not in hidden)]


def problems(page: Page, width: int) -> list[str]:
    """What axe finds serious, and whether the page runs off the side."""
    found: Any = Axe().run(page, options=RULES).response["violations"]
    said = [
        f"{v['id']}: {v['nodes'][0]['html'][:120]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [*said, *([f"{wide} px wide"] if wide > width else [])]


@pytest.mark.parametrize("who", sorted(PAGES_OF))
def test_the_pages_of_a_role_are_accessible(
    page: Page, live_server: Any, stage: Stage, who: str
) -> None:
    dossier = dossier_in(stage, STATES[who]) if who in STATES else None
    found: dict[str, list[str]] = {}
    with at(6, 9):
        if who == "district_1" and dossier is not None:
            convened(stage, dossier, "district")
            dossier = again(dossier)
        named = [*(reverse(n) for n in PAGES_OF[who]), *NARROWED.get(who, ())]
        pages = [*named]
        if dossier is not None:
            pages += of_dossier(stage, dossier, who)
        if who == "quantri":
            pages.append(reverse("person", args=[stage.people["xa"].user_id]))
            day = CalendarDay.objects.get(date=f"{YEAR}-09-02")
            pages.append(reverse("working_day", args=[day.pk]))
            pages.append(reverse("cycle", args=[YEAR]))
            made = prepare_next(stage.cycle, by=stage.people[who])
            pages.append(reverse("cycle", args=[made.year]))
            pages.append(reverse("wording", args=["step:return_idea", "vi"]))
        if who == "huyen":
            plan_duties(stage.cycle)
            owed = Duty.objects.get(unit=stage.district, key="quarterly_report", period="Q1")
            pages.append(reverse("duty", args=[owed.public_id]))
        _sign_in(page, str(live_server), stage, who)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            for url in [*pages, "/khong-co/"]:
                answer = page.goto(f"{live_server}{url}")
                assert answer is not None
                assert url not in named or answer.status == 200, url
                if wrong := problems(page, width):
                    found[f"{url} at {width}"] = wrong

    assert found == {}


def both(page: Page, name: str) -> dict[str, list[str]]:
    """Return the problems of what stands there now, at both widths."""
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        if wrong := problems(page, width):
            found[f"{name} at {width}"] = wrong
    return found


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name).first.click()


def test_an_answer_to_a_strangers_question_is_accessible(
    page: Page, live_server: Any, stage: Stage
) -> None:
    dossier = dossier_in(stage, "rating.at_commune")
    found = {}
    with at(6, 9):
        page.goto(f"{live_server}{reverse('lookup')}?ma={dossier.code}")
        press(page, "Tra cứu")
        found |= both(page, "lookup, refused")
        page.fill("[name=so_cuoi]", stage.organisation.phone[-4:])
        press(page, "Tra cứu")
        expect(page.get_by_role("main")).to_contain_text("Xã xác nhận lao động")
        found |= both(page, "lookup, answered")

    assert found == {}


def test_what_an_officers_forms_lead_to_is_accessible(
    page: Page, live_server: Any, stage: Stage
) -> None:
    dossier = dossier_in(stage, "rating.at_commune")
    base, found = str(live_server), {}
    _sign_in(page, base, stage, "xa")
    with at(6, 9):
        page.goto(f"{base}{reverse('inbox')}")
        page.get_by_role("main").get_by_role("checkbox", name="Chọn").first.check()
        press(page, "Giao, trả, chuyển bước…")
        found |= both(page, "many")
        press(page, "Trả việc")
        expect(page.get_by_role("status")).to_contain_text("0 / 1")
        found |= both(page, "many, refused")
        page.goto(f"{base}{reverse('deputies')}")
        press(page, "Ủy quyền")
        expect(page.get_by_role("alert")).to_be_visible()
        found |= both(page, "deputies, refused")
        deputy, day = stage.people["huyen"].user, date(YEAR, 6, 10)
        substitute(stage.people["xa"], deputy, day, day, "Đi tập huấn")
        page.goto(f"{base}{reverse('deputies')}")
        found |= both(page, "deputies, one named")
        page.goto(f"{base}{reverse('step', args=[dossier.public_id, 'return_from_commune'])}")
        press(page, "Gửi và mở hồ sơ kế tiếp")
        expect(page.get_by_role("alert")).to_be_visible()
        found |= both(page, "step, refused")

    assert found == {}


def test_what_those_above_lead_to_is_accessible(page: Page, live_server: Any, stage: Stage) -> None:
    dossier_in(stage, "idea.selected")
    base, found = str(live_server), {}
    with at(3, 20):
        _sign_in(page, base, stage, "tinh")
        page.goto(f"{base}{reverse('listing')}")
        press(page, "Phê duyệt danh sách")
        expect(page.get_by_role("alert")).to_be_visible()
        found |= both(page, "listing, refused")
        _sign_in(page, base, stage, "giamsat")
        page.goto(f"{base}{reverse('dossiers')}?dang=1")
        page.get_by_role("checkbox", name="Chọn").first.check()
        press(page, "Đôn đốc các hồ sơ đã chọn")
        found |= both(page, "pursue")
        page.fill("[name=reason]", "Đề nghị xem xét")
        press(page, "Nhắc nơi giữ hồ sơ")
        expect(page.get_by_role("main")).to_contain_text("đã nhắc")
        found |= both(page, "pursue, done")

    assert found == {}


def _sign_in(page: Page, base: str, stage: Stage, who: str) -> None:
    if not who:
        return
    client = Client()
    client.force_login(stage.people[who].user)
    value = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": base}])
