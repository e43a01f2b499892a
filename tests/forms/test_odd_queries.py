"""What somebody writes into an address by hand breaks no page."""

import pytest

from processes.flows.duties import plan_duties
from tests.forms.scene import Scene, moment

ODD = ("\0", "9" * 400, "-1", "٣٣٣", "' OR 1", "../..", "2026-13-45", "{x}", "%s")
ASKED = [
    ("quantri", "deliveries", ("state", "channel", "kind", "page")),
    ("huyen", "duties", ("stand", "unit", "page")),
    ("xa", "calendar", ("nam",)),
    ("tinh", "working_days", ("nam",)),
    ("xa", "notices", ("page",)),
    ("xa", "inbox", ("tab", "due", "q", "page")),
]


@pytest.mark.parametrize(("who", "name", "keys"), ASKED, ids=[a[1] for a in ASKED])
def test_an_odd_value_in_an_address_is_borne(
    scene: Scene, who: str, name: str, keys: tuple[str, ...]
) -> None:
    plan_duties(scene.stage.cycle)
    scene.sign_in(who)

    answers = {
        (key, odd): scene.page(name, at=moment(3, 4), **{key: odd}).status_code
        for key in keys
        for odd in ODD
    }

    assert {asked: code for asked, code in answers.items() if code not in (200, 404)} == {}
