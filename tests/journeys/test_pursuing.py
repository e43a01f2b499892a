"""From a number of the board to those very dossiers, and to a reminder for each of them."""

from dataclasses import replace

from playwright.sync_api import expect

from processes.models import Dossier, Membership, Organisation, Record, Unit
from tests.journeys.stage import Stage
from tests.journeys.walker import Clock, Walker
from tests.play import dossier_in, opened, take

DISTRICT, LATE = "654", 7
REASON = "Đã quá hạn, đề nghị xem xét ngay"


def elsewhere(stage: Stage, district: Unit) -> Stage:
    """Return the stage with an organisation and an officer of a commune of another district."""
    commune = Unit.objects.filter(parent=district, valid_until=None).order_by("code")[0]
    organisation = Organisation.objects.create(
        name=f"HTX {commune.name}",
        kind=stage.organisation.kind,
        commune=commune,
        registration_number="4007654321",
        phone="0905654321",
    )
    there = replace(stage, district=district, commune=commune, organisation=organisation)
    there.people = dict(stage.people)
    there.people["chuthe"] = there.appoint("chuthe_2", "applicant", organisation=organisation)
    Membership.objects.create(user=there.people["chuthe"].user, organisation=organisation)
    there.people["xa"] = there.appoint("xa_2", "commune_officer", unit=commune)
    return there


def in_time(stage: Stage, at: Clock, name: str) -> Dossier:
    """Return a dossier that has just come to the commune."""
    dossier = opened(stage, name)
    at.set(3, 24)
    take(stage, dossier, "submit_idea")
    return dossier


def test_seven_late_in_a_district_are_found_from_the_board_and_reminded(
    walker: Walker, at: Clock, stage: Stage
) -> None:
    there = elsewhere(stage, Unit.objects.get(code=DISTRICT, level="district"))
    late = [dossier_in(there, "idea.at_commune", f"Sầu riêng {n}") for n in range(LATE)]
    in_time(there, at, "Sầu riêng kịp hạn")
    for n in range(3):
        dossier_in(stage, "idea.at_commune", f"Cà phê {n}")
    at.set(3, 24)
    page = walker.page
    page.set_viewport_size({"width": 1440, "height": 900})
    walker.sign_in("giamsat")

    page.goto(f"{walker.base}/theo-doi/")
    row = page.locator("section[aria-labelledby=matrix] tbody tr", has_text=there.district.name)
    row.locator("td.matrix-sum a.board-late").click()

    title = f"{LATE} hồ sơ quá hạn ở {there.district.name}"
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    cards = page.locator(".listed .cards > li")
    codes = [
        text.split(" · ")[-1].strip()
        for text in cards.locator("p.hint:first-of-type").all_inner_texts()
    ]
    assert sorted(codes) == sorted(d.code for d in late)

    for box in cards.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Đôn đốc các hồ sơ đã chọn").click()
    walker.fill({"reason": REASON})
    page.get_by_role("button", name="Nhắc nơi giữ hồ sơ").click()

    said = page.locator("main tbody tr")
    results = {
        line.locator("th .hint").inner_text(): line.locator("td").last.inner_text()
        for line in said.all()
    }
    assert results == {d.code: "đã nhắc" for d in late}
    reminders = Record.objects.filter(name="remind").values_list("dossier", "actor")
    by = stage.people["giamsat"].user_id
    assert sorted(reminders) == sorted((d.pk, by) for d in late)
