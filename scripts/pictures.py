"""Take the pictures of docs/screens from a running rehearsed province (make run, then this).

Address first, then names of pictures; without names all are taken.
"""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

BASE = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
OUT = Path(__file__).resolve().parent.parent / "docs" / "screens"
PASSWORD = "ocop-dak-lak-2026"  # noqa: S105 - the demonstration accounts' own
SIZES = {"390": (390, 844), "1440": (1440, 900)}
FIRST = "main a[href*='/ho-so/']:not([href$='/moi/'])"
# name of the picture: who looks, where it starts, a link to follow there
PICTURES = {
    "home": (None, "/", ""),
    "list": ("chuthe", "/ho-so/", ""),
    "applicant": ("chuthe", "/ho-so/", ".cards li:first-child a"),
    "inbox": ("huyen", "/viec-cua-toi/", ""),
    "desk": ("huyen", "/viec-cua-toi/", FIRST),
    "audit": ("kiemtoan", "/kiem-tra/", ""),
    "past": ("kiemtoan", "/kiem-tra/mau/?so=3&hat-giong=thanh-tra-2026", "past"),
    "history": ("kiemtoan", "/ho-so/?state=end.certified", "history"),
    "proof": ("kiemtoan", "/ho-so/?state=end.certified", "proof"),
    "heads": (None, "/moc-lich-su/", ""),
    "factor": ("huyen", "/tai-khoan/xac-thuc-hai-buoc/", ""),
    "owndata": ("chuthe", "/du-lieu-cua-toi/", ""),
    "lifecycle": (None, "/quy-trinh/", ""),
    "board": ("giamsat", "/theo-doi/", ""),
    "times": ("giamsat", "/theo-doi/thoi-gian/", ""),
    "forecast": ("giamsat", "/theo-doi/du-bao/", ""),
    "targets": ("giamsat", "/theo-doi/muc-tieu/", ""),
    "map": ("giamsat", "/ban-do/", ""),
    "late": ("giamsat", "/theo-doi/", "main .board-late"),
    "listing": ("tinh", "/phe-duyet-danh-sach/", ""),
    "deputies": ("huyen", "/uy-quyen/", ""),
    "slip": ("chuthe", "/ho-so/", ".cards li:first-child a, main a[href$='/phieu/']"),
    "lookup": (None, "/tra-cuu/", ""),
    "sitting": ("cthuyen", "/phien-hop/", ".wanted h3 a"),
    "result": ("cthuyen", "/phien-hop/", "section[aria-labelledby=past] h3 a"),
    "score": ("hdhuyen", "/phien-hop/", ".wanted h3 a, main a.button-main[href*='/cham-diem/']"),
    "assessment": ("chuthe", "/ho-so/?state=rating", "assessment"),
    "notices": ("xa", "/thong-bao/", ""),
    "calendar": (None, "/lich/", ""),
    "duty": ("huyen", "/viec-chu-trinh/?stand=done", "main table a"),
    "deliveries": ("quantri", "/gui-tin/", ""),
    "register": (None, "/chung-nhan/", ""),
    "certificate": (None, "/chung-nhan/", "tbody a"),
}


def look(page: Page, who: str | None, start: str, link: str) -> None:
    """Sign in, go there and follow the link."""
    page.context.clear_cookies()
    if who:
        page.goto(f"{BASE}/dang-nhap/")
        page.fill("[name=username]", who)
        page.fill("[name=password]", PASSWORD)
        page.locator("main button[type=submit]").click()
        page.wait_for_load_state()
    page.goto(f"{BASE}{start}")
    if link == "history":
        href = page.locator(FIRST).first.get_attribute("href") or ""
        page.goto(f"{BASE}{href}lich-su/?verify=1")
    elif link == "past":
        page.locator("main th a").first.click()
        page.locator(".record-when a").nth(8).click()
    elif link == "proof":
        href = page.locator(".cards li a").first.get_attribute("href") or ""
        page.goto(f"{BASE}{href}lich-su/chung-minh/")
    elif link == "assessment":
        href = page.locator(FIRST).first.get_attribute("href") or ""
        page.goto(f"{BASE}{href}tu-danh-gia/")
    elif link:
        for one in link.split(", "):
            page.locator(one).first.click()
            page.wait_for_load_state()
    page.wait_for_load_state()


def main() -> None:
    """Take every picture at both widths."""
    OUT.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
        )
        for width, (w, h) in SIZES.items():
            page = browser.new_page(viewport={"width": w, "height": h})
            chosen = {n: p for n, p in PICTURES.items() if n in sys.argv[2:] or not sys.argv[2:]}
            for name, (who, start, link) in chosen.items():
                look(page, who, start, link)
                page.screenshot(path=OUT / f"{name}-{width}.png")
        browser.close()


if __name__ == "__main__":
    main()
