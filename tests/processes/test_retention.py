"""What was kept for its whole period is let go of, and nothing before."""

import re
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from notifications.tasks import let_go_of_old
from processes.models import DataRequest, Delivery, Dossier, Draft, Feed, Heartbeat, Notice
from processes.services import clock
from processes.services.retention import let_go
from tests.journeys.stage import Stage, build
from tests.play import at, dossier_in, opened, take

DOCS = Path(__file__).parents[2] / "docs" / "privacy.md"
DAY = timedelta(days=1)


@pytest.fixture
def stage(db: None) -> Stage:
    return build()


def test_the_table_in_the_documentation_is_the_one_in_force() -> None:
    said = StringIO()
    call_command("let_go", table=True, stdout=said)
    [shown] = re.findall(
        r"<!-- kept:begin -->\n(.*?)\n<!-- kept:end -->",
        DOCS.read_text(encoding="utf-8"),
        re.DOTALL,
    )

    assert shown.strip() == said.getvalue().strip()


@pytest.mark.parametrize(("days", "address"), [(360, "a@example.vn"), (370, "")])
def test_where_a_message_went_is_kept_for_a_year(stage: Stage, days: int, address: str) -> None:
    dossier_in(stage, "idea.at_commune")
    delivery = Delivery.objects.create(
        notice=Notice.objects.earliest("pk"), channel="email", kind="step", address="a@example.vn",
        made_at=timezone.now(), available_at=timezone.now(),
    )  # fmt: skip
    let_go(delivery.made_at + timedelta(days=days), as_owner=False)

    delivery.refresh_from_db()
    assert delivery.address == address


@pytest.mark.parametrize(("days", "kept"), [(360, True), (370, False)])
def test_what_was_never_handed_in_goes_a_year_after_its_dossier_ended(
    stage: Stage, days: int, kept: bool
) -> None:
    dossier = opened(stage)
    with at(3, 5):
        take(stage, dossier, "withdraw")
    draft = Draft.objects.get(dossier=dossier, sheet="idea")
    let_go(draft.saved_at + timedelta(days=days), as_owner=False)

    draft.refresh_from_db()
    assert bool(draft.content) is kept


def test_a_draft_of_a_dossier_under_way_stays(stage: Stage) -> None:
    draft = Draft.objects.get(dossier=opened(stage), sheet="idea")
    let_go(draft.saved_at + timedelta(days=4000), as_owner=False)

    draft.refresh_from_db()
    assert draft.content != {}


def test_sessions_addresses_and_answered_requests_go_at_their_time(stage: Stage) -> None:
    user, now = stage.people["chuthe"].user, timezone.now()
    for age in (2 * DAY, -DAY):
        Session.objects.create(session_key=str(age), session_data="x", expire_date=now - age)
    for n, age in enumerate((31 * DAY, 29 * DAY)):
        Feed.objects.create(user=user, digest=str(n), made_at=now, revoked_at=now - age)
    DataRequest.objects.create(
        person=user, kind="erase", text="x", at=now, answered_at=now - 1830 * DAY
    )

    gone = let_go(now, as_owner=False)

    assert {k: gone[k] for k in ("sessions", "feeds", "requests")} == dict.fromkeys(
        ("sessions", "feeds", "requests"), 1
    )
    assert let_go(now, as_owner=False)["sessions"] == 0
    assert Dossier.objects.count() == 0


def test_the_nightly_task_says_what_it_let_go_of(stage: Stage) -> None:
    let_go_of_old()

    assert Heartbeat.objects.get(name="let_go").said["gone"] == let_go(clock.now(), as_owner=False)
