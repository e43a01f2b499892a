"""What people enter on the way, and the stretches that several journeys share."""

from pathlib import Path

from playwright.sync_api import expect

from processes.models import AgendaItem, Dossier
from processes.rehearsal.marks import marks_for
from processes.rehearsal.papers import pdf
from tests.journeys.stage import MEMBERS, Stage
from tests.journeys.walker import Clock, Walker

IDEA = {
    "core_value": "Cà phê bột rang mộc, trồng dưới tán rừng",
    "packaging": "Gói giấy kraft 250 g, có van một chiều",
    "market": "Quán cà phê trong tỉnh, 2 tấn một năm",
    "raw_material": "Buôn Ky, 12 ha, 30 tấn nhân một năm",
}
PLAN = {
    "target_star": "4",
    "part_a": "Liên kết 20 hộ của buôn",
    "part_b": "Bán ở siêu thị và sàn thương mại điện tử",
    "part_c": "Kiểm nghiệm mỗi lô, đăng ký HACCP",
    "organisation": "Giám đốc, tổ rang xay, tổ bán hàng",
    "raw_material": "Toàn bộ trong tỉnh, hợp đồng với 20 hộ",
    "technology": "Máy rang 15 kg, đóng gói tự động",
    "milestones": "Tháng 5 lắp máy, tháng 7 bán thử",
    "market": "Siêu thị Buôn Ma Thuột, mạng xã hội",
    "capital": "800",
    "revenue": "1200",
}
RATING = {
    "structure": "Hợp tác xã 20 thành viên",
    "community": "18 lao động của xã, vốn góp của 20 hộ",
    "workers": "20",
    "local_workers": "18",
    "accounting": "Một kế toán, phần mềm kế toán",
    "marketing": "Hai siêu thị, mười quán",
    "environment": "Ủ vỏ cà phê làm phân bón",
}
PDF = pdf("Giấy tờ")


def write(walker: Walker, dossier: Dossier, sheet: str, content: dict[str, str]) -> None:
    """Fill a sheet in as the applicant and save it by its button."""
    walker.sign_in("chuthe")
    walker.page.goto(f"{walker.base}/ho-so/{dossier.public_id}/soan/{sheet}/")
    walker.fill(content)
    walker.page.locator("form:has([name=version]) button[type=submit]").first.click()
    walker.page.wait_for_load_state()
    draft = dossier.drafts.get(sheet=sheet)
    assert {k: str(v) for k, v in draft.content.items() if v} == {**content}


def attach(walker: Walker, dossier: Dossier, folder: Path, *items: str) -> None:
    """Hand in one PDF for each line of the checklist."""
    walker.sign_in("chuthe")
    file = folder / "giấy tờ.pdf"
    file.write_bytes(PDF)
    for item in items:
        walker.page.goto(f"{walker.base}/ho-so/{dossier.public_id}/giay-to/")
        form = walker.page.locator(f"form:has([name=item][value={item}])")
        if not form.locator("[name=file]").is_visible():
            form.locator("xpath=ancestor::details[1]/summary").click()
        form.locator("[name=file]").set_input_files(file)
        form.locator("button[type=submit]").click()
        walker.page.wait_for_load_state()


def to_district(walker: Walker, dossier: Dossier) -> Dossier:
    """From a written idea to the district's desk."""
    walker.take("chuthe", dossier, "submit_idea")
    return walker.take("xa", dossier, "forward_idea")


def to_production(walker: Walker, dossier: Dossier, at: Clock) -> Dossier:
    """From the district's desk through the province's list and the plan to production."""
    walker.take("huyen", dossier, "select_idea", product_fits=True, organisation_fits=True)
    at.set(3, 20)
    walker.take("tinh", dossier, "list_idea", list_number="12/QĐ-VPĐP", list_on="2026-03-20")
    at.set(4, 6)
    write(walker, dossier, "plan", PLAN)
    walker.take("chuthe", dossier, "submit_plan")
    walker.take("xa", dossier, "forward_plan")
    return walker.take("huyen", dossier, "select_plan", evaluation="Khả thi, đủ vốn.")


def to_district_council(
    walker: Walker, dossier: Dossier, stage: Stage, at: Clock, folder: Path
) -> Dossier:
    """From production to the district's council, with every mandatory document."""
    at.set(6, 8)
    walker.take("chuthe", dossier, "start_rating")
    write(walker, dossier, "rating", RATING)
    attach(walker, dossier, folder, "business_registration", "sample_photo")
    walker.take("chuthe", dossier, "submit_rating")
    certified = {"local_labour": "90", "local_material": "100", "confirmed": True}
    walker.take("xa", dossier, "certify_local", **certified)
    at.set(6, 12)
    return call(walker, dossier, "huyen", "2026-06-16T08:00")


def call(walker: Walker, dossier: Dossier, office: str, when: str) -> Dossier:
    """Call a sitting over all that waits for one."""
    walker.sign_in(office)
    walker.page.goto(f"{walker.base}/phien-hop/trieu-tap/")
    walker.fill({"at": when, "place": "Phòng họp số 1"})
    walker.page.get_by_role("button", name="Triệu tập phiên họp").click()
    expect(walker.page.get_by_role("status")).to_contain_text("Đã triệu tập")
    return Dossier.objects.get(pk=dossier.pk)


def open_sitting(walker: Walker, dossier: Dossier, level: str) -> AgendaItem:
    """Let the chair call the roll, everybody being there, and open the sitting."""
    item = dossier.agenda.select_related("sitting", "edition").latest("pk")
    walker.sign_in(f"{level}_chair")
    walker.page.goto(f"{walker.base}/phien-hop/{item.sitting.public_id}/")
    for box in walker.page.locator("[name=came]").all():
        box.check()
    walker.page.get_by_role("button", name="Khai mạc phiên họp").click()
    expect(walker.page.get_by_role("status")).to_contain_text("đã khai mạc")
    return item


def mark(walker: Walker, item: AgendaItem, member: str, wanted: dict[str, int]) -> None:
    """Let a member fill in the sheet of a dossier, so many points in each part, and hand it in."""
    walker.sign_in(member)
    walker.page.goto(f"{walker.base}/cham-diem/{item.public_id}/")
    marks = marks_for(item.edition.definition, wanted)
    chosen = [f"[name=m{n}][value='{mark}']" for n, mark in enumerate(marks.values())]
    walker.page.evaluate(
        "all => all.forEach(s => document.querySelector(s).checked = true)", chosen
    )
    walker.page.get_by_role("button", name="Gửi phiếu").click()
    expect(walker.page.get_by_role("status").first).to_contain_text("Đã gửi phiếu")


def close(walker: Walker, item: AgendaItem, level: str) -> Dossier:
    """Let the chair close the sitting."""
    walker.sign_in(f"{level}_chair")
    walker.page.goto(f"{walker.base}/phien-hop/{item.sitting.public_id}/")
    walker.page.get_by_role("button", name="Bế mạc phiên họp").click()
    expect(walker.page.get_by_role("status")).to_contain_text("đã bế mạc")
    return Dossier.objects.get(pk=item.dossier_id)


def score(walker: Walker, dossier: Dossier, level: str, a: int, b: int, c: int) -> Dossier:
    """Let the council meet on the dossier: open, a sheet a member, close."""
    item = open_sitting(walker, dossier, level)
    for member in (*(f"{level}_{n}" for n in range(1, MEMBERS)), f"{level}_chair"):
        mark(walker, item, member, {"a": a, "b": b, "c": c})
    return close(walker, item, level)


def to_province_council(walker: Walker, dossier: Dossier, stage: Stage, at: Clock) -> Dossier:
    """From a pass at the district to the province's council, the department heard."""
    at.set(6, 29)
    sent = {"note_number": "45/UBND", "note_on": "2026-06-29", "samples": "5"}
    walker.take("huyen", dossier, "forward_to_province", **sent)
    walker.take("so", dossier, "give_opinion", agrees="agrees", opinion="Đủ điều kiện.")
    at.set(7, 6)
    return call(walker, dossier, "tinh", "2026-07-10T08:00")
