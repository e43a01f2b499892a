"""Somebody who goes through the pages: signs in, follows links by their words, fills in, sends."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from processes.models import Dossier
from processes.rulesets import RULESETS
from processes.services import clock
from tests.journeys.stage import PASSWORD, YEAR

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
RULESET = RULESETS["dl_2022"]


@dataclass
class Walker:
    """A browser in which one person after another signs in."""

    page: Page
    base: str
    who: str = ""

    def sign_in(self, username: str) -> None:
        """Sign in as ``username``, whoever was here before."""
        if self.who == username:
            return
        self.page.context.clear_cookies()
        self.page.goto(f"{self.base}/dang-nhap/")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.locator("main button[type=submit]").first.click()
        expect(self.page).not_to_have_url(re.compile("dang-nhap"))
        self.who = username

    def open(self, dossier: Dossier) -> None:
        """Open the dossier's page."""
        self.page.goto(f"{self.base}/ho-so/{dossier.public_id}/")

    def take(self, username: str, dossier: Dossier, name: str, **given: object) -> Dossier:
        """Sign in as ``username``, follow the step ``name`` by its label, fill in and send.

        Returns:
            The dossier as it stands afterwards.
        """
        row = RULESET.transition.get(name) or RULESET.act[name]
        self.sign_in(username)
        self.open(dossier)
        self.page.locator(f"a[href$='/{name}/']").first.click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(row.label)
        self.fill(given)
        before = Dossier.objects.get(pk=dossier.pk).version
        self.page.locator("form:has([name=key]) button[type=submit]").first.click()
        expect(self.page.locator("[role=alert]")).to_have_count(0)
        after = Dossier.objects.get(pk=dossier.pk)
        assert after.version == before + 1
        return after

    def fill(self, given: Mapping[str, object]) -> None:
        """Fill in the fields of the page, by their names."""
        for key, value in given.items():
            field = self.page.locator(f"main [name={key}]")
            kind = field.first.get_attribute("type")
            if kind == "radio":
                self.page.check(f"main [name={key}][value='{value}']")
            elif kind == "checkbox":
                chosen = value if isinstance(value, list) else [None]
                for code in chosen:
                    at = f"[value='{code}']" if code else ""
                    self.page.check(f"main [name={key}]{at}")
            elif field.first.evaluate("e => e.tagName") == "SELECT":
                self.page.select_option(f"main [name={key}]", str(value))
            else:
                field.first.fill(str(value))


class Clock:
    """A clock that a test sets: the whole process, the server's threads too, stands at its moment."""

    def __init__(self) -> None:
        self._standing: list[object] = []

    def set(self, month: int, day: int, hour: int = 9) -> None:
        """Let it be this local hour of the year of the stage."""
        self.stop()
        standing = clock.standing_at(datetime(YEAR, month, day, hour, tzinfo=HERE))
        standing.__enter__()
        self._standing.append(standing)

    def stop(self) -> None:
        """Give the time of day back."""
        while self._standing:
            self._standing.pop().__exit__(None, None, None)  # type: ignore[attr-defined]
