"""Weigh the five main pages of a running rehearsed province, as a telephone loads them.

``python scripts/page_weights.py [BASE]``: one line a page, loaded with an empty cache at 390 px.
Bytes are those that came over the wire (headers, compressed bodies), by the browser's own count
(Network.loadingFinished). With scripts switched off the page is opened once more, and its words are
counted: a page has to be useful before any script arrives. Ends with 1 where a page's HTML is
heavier than 60 KB compressed, or where the page without scripts has fewer words.
"""

import shutil
import sys
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

BASE = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
PASSWORD = "ocop-dak-lak-2026"  # noqa: S105 - the demonstration accounts' own
SIZE = {"width": 390, "height": 844}
HEAVIEST = 60 * 1024  # bytes of a page's HTML
DOSSIER = "main a[href*='/ho-so/']:not([href$='/moi/'])"
# page: who looks, the address, a link to follow there
PAGES = {
    "applicant's dossier": ("chuthe", "/ho-so/", DOSSIER),
    "inbox": ("huyen", "/viec-cua-toi/", ""),
    "officer's dossier": ("huyen", "/viec-cua-toi/", DOSSIER),
    "oversight": ("giamsat", "/theo-doi/", ""),
    "public look-up": ("", "/tra-cuu/", ""),
}


@dataclass
class Weight:
    """What one page cost: bytes of each request, by its kind."""

    html: int = 0
    requests: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All bytes."""
        return sum(self.requests.values())


def signed_in(browser: Browser, who: str, *, scripts: bool = True) -> tuple[BrowserContext, Page]:
    """Return a fresh telephone in which somebody is signed in."""
    context = browser.new_context(viewport=SIZE, locale="vi-VN", java_script_enabled=scripts)
    page = context.new_page()
    if who:
        page.goto(f"{BASE}/dang-nhap/")
        page.fill("[name=username]", who)
        page.fill("[name=password]", PASSWORD)
        page.locator("main button[type=submit]").click()
        page.wait_for_load_state("load")
    return context, page


def address(page: Page, start: str, link: str) -> str:
    """Return the address that is weighed."""
    if not link:
        return f"{BASE}{start}"
    page.goto(f"{BASE}{start}")
    return BASE + (page.locator(link).first.get_attribute("href") or "")


def weigh(context: BrowserContext, page: Page, url: str) -> Weight:
    """Load a page with an empty cache and count what comes."""
    wire, found = context.new_cdp_session(page), Weight()
    kinds: dict[str, tuple[str, str]] = {}
    page.goto("about:blank")
    wire.send("Network.enable")
    wire.send("Network.clearBrowserCache")
    wire.on(
        "Network.responseReceived",
        lambda e: kinds.update({e["requestId"]: (e["type"], e["response"]["url"])}),
    )

    def finished(event: dict) -> None:
        kind, where = kinds.get(event["requestId"], ("Other", ""))
        if where.startswith(BASE):
            found.requests[where] = int(event["encodedDataLength"])
            found.html += int(event["encodedDataLength"]) if kind == "Document" else 0

    wire.on("Network.loadingFinished", finished)
    page.goto(url, wait_until="networkidle")
    return found


def words(page: Page) -> int:
    """Count the words of what the page is about."""
    return len(page.locator("main").inner_text().split())


def main() -> int:
    """Print a line for each page; return what the shell is told."""
    heavy = 0
    line = "{:<22}{:>8}{:>9}{:>10}{:>8}{:>11}\n"
    sys.stdout.write(line.format("page", "html", "total", "requests", "words", "no script"))
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, (who, start, link) in PAGES.items():
            context, page = signed_in(browser, who)
            url = address(page, start, link)
            found = weigh(context, page, url)
            read = words(page)
            context.close()
            context, page = signed_in(browser, who, scripts=False)
            page.goto(url)
            plain = words(page)
            context.close()
            asked = len(found.requests)
            sys.stdout.write(line.format(name, found.html, found.total, asked, read, plain))
            heavy += found.html > HEAVIEST or plain < read
        browser.close()
    return int(heavy > 0)


if __name__ == "__main__":
    sys.exit(main())
