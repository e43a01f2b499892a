"""Every page once, for everybody who has business with it: on SQLite, and on PostgreSQL too.

What the pages say is asked in tests/forms, on SQLite alone; that their questions can be put to
PostgreSQL is asked here.
"""

from collections import defaultdict

import pytest
from django.urls import reverse

from processes.flows.duties import plan_duties
from processes.models import Dossier
from processes.services.log import make_head
from tests.journeys.stage import Stage, build
from tests.play import at, dossier_in, signed_in
from tests.test_isolation import COMMON, addresses

# these only lead on, take what is sent, or wait for something that the stage lacks
CLOSED = {
    "home", "many", "notice", "pursue", "referral_package", "sample_csv", "save_view", "step",
}  # fmt: skip

EVERY_ROLE = (
    "chuthe", "xa", "huyen", "tinh", "so", "lanhdao", "giamsat", "kiemtoan", "quantri",
    "district_chair", "district_1", "province_chair", "province_1",
)  # fmt: skip


@pytest.fixture
def stage(db: None) -> Stage:
    built = build()
    plan_duties(built.cycle)
    return built


@pytest.fixture
def dossier(stage: Stage) -> Dossier:
    dossier_in(stage, "rating.awaiting_decision", "Mật ong")
    made = dossier_in(stage, "rating.district_council")
    with at(6, 8, 20):
        make_head()
    return made


def test_every_page_opens_for_somebody_and_breaks_for_nobody(
    stage: Stage, dossier: Dossier
) -> None:
    pages = {name: reverse(name) for name in COMMON} | addresses(dossier)
    answers: dict[str, set[int]] = defaultdict(set)
    with at(6, 9):
        for who in EVERY_ROLE:
            client = signed_in(stage, who)
            for name, url in pages.items():
                answers[name].add(client.get(url).status_code)

    assert sorted(name for name, codes in answers.items() if 200 not in codes) == sorted(CLOSED)
    assert set.union(*answers.values()) == {200, 302, 404, 405, 409}
