"""Whole journeys through the pages, in a browser, one person after another."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from processes.models import Certificate, Dossier, Subgroup
from processes.queries.verification import verify
from tests.journeys.stage import Stage
from tests.journeys.steps import (
    IDEA,
    score,
    to_district,
    to_district_council,
    to_production,
    to_province_council,
    write,
)
from tests.journeys.walker import Clock, Walker


def begin(walker: Walker, at: Clock) -> Dossier:
    """Open a dossier for a new product through the page, and write its idea."""
    at.set(3, 2)
    walker.sign_in("chuthe")
    page = walker.page
    page.goto(f"{walker.base}/ho-so/moi/")
    page.fill("main [name=name]", "Cà phê bột Tân Lập")
    page.select_option("main [name=subgroup]", str(Subgroup.objects.get(criteria_set=14).pk))
    page.locator("form:has([name=key]) button[type=submit]").last.click()
    page.wait_for_load_state()
    dossier = Dossier.objects.get()
    write(walker, dossier, "idea", IDEA)
    return dossier


def chain_holds(dossier: Dossier) -> bool:
    return verify(Dossier.objects.filter(pk=dossier.pk)).problems == []


def test_one_dossier_goes_from_a_blank_idea_to_four_stars(
    walker: Walker, at: Clock, stage: Stage, tmp_path: Path
) -> None:
    dossier = begin(walker, at)

    to_district(walker, dossier)
    to_production(walker, dossier, at)
    to_district_council(walker, dossier, stage, at, tmp_path)
    at.set(6, 16)
    score(walker, dossier, "district", 28, 20, 33)
    to_province_council(walker, dossier, stage, at)
    at.set(7, 10)
    score(walker, dossier, "province", 30, 21, 34)
    paper = {"paper_number": "1234/QĐ-UBND", "paper_on": "2026-07-10"}
    dossier = walker.take(
        "lanhdao", dossier, "issue_decision", certificate_number="OCOP-4-001", **paper
    )

    certificate = Certificate.objects.get()
    assert (dossier.state, certificate.star, chain_holds(dossier)) == ("end.certified", 4, True)


def test_a_declined_idea_comes_back_after_a_week_and_not_before(
    walker: Walker, at: Clock, stage: Stage
) -> None:
    dossier = begin(walker, at)
    to_district(walker, dossier)
    reasons = {"failed_check": "product", "reason": "Chưa nêu rõ vùng nguyên liệu"}
    walker.take("huyen", dossier, "decline_idea", **reasons)

    at.set(3, 8)
    write(walker, dossier, "idea", IDEA | {"raw_material": "Buôn Ky và buôn Dơng, 20 ha"})
    walker.open(dossier)
    expect(walker.page.locator("main")).to_contain_text("09/03/2026")
    at.set(3, 9)
    dossier = walker.take("chuthe", dossier, "resubmit_idea")

    assert dossier.state == "idea.at_commune"


def test_a_returned_idea_says_why_and_is_completed(walker: Walker, at: Clock, stage: Stage) -> None:
    dossier = begin(walker, at)
    walker.take("chuthe", dossier, "submit_idea")
    walker.take("xa", dossier, "return_idea", reason="Ghi rõ sản lượng một năm")

    walker.sign_in("chuthe")
    walker.open(dossier)
    expect(walker.page.locator("main")).to_contain_text("Ghi rõ sản lượng một năm")
    write(walker, dossier, "idea", IDEA | {"market": "2 tấn một năm"})
    dossier = walker.take("chuthe", dossier, "submit_idea")

    assert dossier.state == "idea.at_commune"


def test_under_fifty_points_ends_at_the_district(
    walker: Walker, at: Clock, stage: Stage, tmp_path: Path
) -> None:
    dossier = begin(walker, at)
    to_district(walker, dossier)
    to_production(walker, dossier, at)
    to_district_council(walker, dossier, stage, at, tmp_path)

    at.set(6, 16)
    dossier = score(walker, dossier, "district", 15, 10, 20)

    assert (dossier.state, dossier.star) == ("end.rated_below", 2)


def test_over_ninety_goes_to_the_national_round_and_back_to_a_review(
    walker: Walker, at: Clock, stage: Stage, tmp_path: Path
) -> None:
    dossier = begin(walker, at)
    to_district(walker, dossier)
    to_production(walker, dossier, at)
    to_district_council(walker, dossier, stage, at, tmp_path)
    at.set(6, 16)
    score(walker, dossier, "district", 33, 23, 37)
    to_province_council(walker, dossier, stage, at)
    at.set(7, 10)
    score(walker, dossier, "province", 33, 23, 37)
    walker.take("lanhdao", dossier, "refer_national", paper_number="77/UBND", paper_on="2026-07-10")
    walker.take("tinh", dossier, "record_not_five", paper_number="88/BNN", paper_on="2026-07-10")
    dossier = walker.take("province_chair", dossier, "conclude_rereview", star="4")

    assert (dossier.state, dossier.star) == ("rating.awaiting_decision", 4)


def test_an_applicant_withdraws_with_a_reason(walker: Walker, at: Clock, stage: Stage) -> None:
    dossier = begin(walker, at)
    walker.take("chuthe", dossier, "submit_idea")

    dossier = walker.take("chuthe", dossier, "withdraw", reason="Mất mùa, dừng sản xuất")

    assert (dossier.state, chain_holds(dossier)) == ("end.withdrawn", True)


@pytest.mark.parametrize("width", [390, 1440])
def test_the_sign_in_page_fits(walker: Walker, width: int) -> None:
    walker.page.set_viewport_size({"width": width, "height": 900})
    walker.page.goto(f"{walker.base}/dang-nhap/")

    assert walker.page.evaluate("document.documentElement.scrollWidth") <= width
