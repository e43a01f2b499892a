"""A person's calendar address: what it holds, who gets it, and when it ends."""

from datetime import date, datetime
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from processes.flows.duties import plan_duties
from processes.models import Duty, Feed
from processes.services import clock
from processes.services.move import move
from tests.forms.scene import HERE, Scene, moment, open_one
from tests.journeys.stage import WINDOWS, YEAR
from tests.play import opened_sitting

AT = moment(3, 4)


def made(scene: Scene, username: str) -> str:
    """Make the person's address by the page, and return it."""
    scene.sign_in(username)
    with clock.standing_at(AT):
        return scene.client.post(reverse("feed_make"), follow=True).context["address"]


def fetch(address: str, at: datetime = AT):
    """What a calendar program gets: it has no session."""
    with clock.standing_at(at):
        return Client().get(address)


def events(address: str, at: datetime = AT) -> dict[str, tuple[str, object, object]]:
    """Summary, beginning and end by name of the event; windows left out."""
    read = Calendar.from_ical(fetch(address, at).content)
    found = {str(e["uid"]).partition("@")[0]: e for e in read.walk("VEVENT")}
    return {
        name: (str(e["summary"]), e.start, e.get("dtend") and e["dtend"].dt)
        for name, e in found.items()
        if not name.startswith("thoi-gian")
    }


def term(scene: Scene, state: str = "idea.at_commune") -> str:
    return f"han-{scene.dossier.public_id}-{state}"


def test_the_holder_finds_the_last_day_that_is_not_too_late(scene: Scene) -> None:
    """Handed in on Tuesday 3 March, three working days: Friday 6."""
    scene.lead_to("forward_idea")

    found = events(made(scene, "xa"))

    words = f"Hạn: Xã tiếp nhận ý tưởng, Cà phê bột Tân Lập, {scene.dossier.code}"
    assert found == {term(scene): (words, date(YEAR, 3, 6), date(YEAR, 3, 7))}


def test_somebody_whom_nothing_waits_for_finds_the_windows_of_the_open_cycles_only(
    scene: Scene,
) -> None:
    scene.lead_to("forward_idea")

    read = Calendar.from_ical(fetch(made(scene, "huyen")).content)

    found = {str(e["uid"]).partition("@")[0]: (e.start, e.end) for e in read.walk("VEVENT")}
    assert set(found) == {f"thoi-gian-{YEAR}-{key}" for key in WINDOWS}
    assert found[f"thoi-gian-{YEAR}-ideas"] == (date(YEAR, 3, 1), date(YEAR, 4, 1))


def test_windows_of_a_cycle_in_preparation_are_not_told(scene: Scene) -> None:
    scene.stage.cycle.in_preparation = True
    scene.stage.cycle.save()

    read = Calendar.from_ical(fetch(made(scene, "huyen")).content)

    assert read.walk("VEVENT") == []


def test_all_roles_of_a_person_are_in_one_calendar(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    second = open_one(scene.stage, "Mắc ca sấy")
    with clock.standing_at(moment(3, 4)):
        user = scene.stage.people["xa"].user
        district = scene.stage.people["huyen"]
        district.pk, district.user = None, user
        district.save()
    scene.dossier, first = second, scene.dossier
    scene.write(AT)
    scene.step("submit_idea", "chuthe", AT)
    scene.step("forward_idea", "xa", AT)

    found = events(made(scene, "xa"))

    assert set(found) == {
        f"han-{first.public_id}-idea.at_commune",
        f"han-{second.public_id}-idea.at_district",
    }


def test_a_sitting_is_at_its_local_hour_and_place(scene: Scene) -> None:
    scene.lead_to("conclude_district")
    with clock.standing_at(moment(6, 5)):
        sitting = opened_sitting(scene.stage, scene.fresh()).sitting

    read = Calendar.from_ical(fetch(made(scene, "district_1"), moment(6, 5)).content)

    [event] = [e for e in read.walk("VEVENT") if str(e["uid"]).startswith("hop-")]
    assert (event.start, str(event["location"]), str(event["status"])) == (
        sitting.at.astimezone(HERE), sitting.place, "CONFIRMED",
    )  # fmt: skip
    assert event["dtstart"].params["TZID"] == "Asia/Ho_Chi_Minh"


def test_what_the_persons_office_owes_the_cycle_is_there_and_no_other_offices(
    scene: Scene,
) -> None:
    plan_duties(scene.stage.cycle)

    found = events(made(scene, "xa"))

    mine = Duty.objects.filter(unit=scene.stage.commune)
    assert set(found) == {f"viec-{duty.public_id}" for duty in mine}
    summary = mine.get(key="summary")
    assert found[f"viec-{summary.public_id}"] == (
        "Hạn: Tổng kết năm, Phường Tân Lập, 2026", date(YEAR, 12, 31), date(YEAR + 1, 1, 1),
    )  # fmt: skip


def test_the_same_thing_keeps_its_name(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    address = made(scene, "xa")

    assert set(events(address)) == set(events(address, moment(3, 5)))


def test_what_was_done_is_gone_from_the_calendar(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    address = made(scene, "xa")

    with clock.standing_at(AT):
        move(scene.dossier.pk, "forward_idea", by=scene.stage.people["xa"], key=uuid4(), given={})

    assert events(address) == {}


def test_the_stamp_is_the_moment_it_was_asked(scene: Scene) -> None:
    read = Calendar.from_ical(fetch(made(scene, "xa")).content)

    assert {e["dtstamp"].dt for e in read.walk("VEVENT")} == {AT}


def test_nothing_keeps_a_copy_of_it(scene: Scene) -> None:
    answer = fetch(made(scene, "xa"))

    assert (answer["Cache-Control"], answer["Content-Type"]) == (
        "no-store",
        "text/calendar; charset=utf-8",
    )


def test_the_address_is_shown_once_and_only_its_hash_is_kept(scene: Scene) -> None:
    address = made(scene, "xa")
    secret = address.rpartition("/")[2].removesuffix(".ics")

    page = scene.page("calendar", at=AT).content.decode()

    assert (len(secret), secret in page, Feed.objects.filter(digest=secret).exists()) == (
        43, False, False,
    )  # fmt: skip


def test_a_new_address_ends_the_one_before(scene: Scene) -> None:
    first, second = made(scene, "xa"), made(scene, "xa")

    assert [fetch(a).status_code for a in (first, second)] == [404, 200]


def test_a_revoked_an_unknown_and_a_locked_persons_address_answer_alike(scene: Scene) -> None:
    revoked, locked = made(scene, "xa"), made(scene, "huyen")
    user = scene.stage.people["huyen"].user
    user.is_active = False
    user.save()
    scene.sign_in("xa")
    scene.client.post(reverse("feed_revoke"))

    answers = [fetch(a) for a in (revoked, locked, reverse("feed", args=["x" * 43]))]

    assert [(a.status_code, a.content, dict(a.headers)) for a in answers] == [
        (404, b"404", dict(answers[0].headers))
    ] * 3
    assert answers[0]["Cache-Control"] == "no-store"


def test_an_appointment_that_ended_leaves_nothing_in_the_calendar(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    address = made(scene, "xa")
    commune = scene.stage.people["xa"]
    commune.until_on = date(YEAR, 3, 3)
    commune.save()

    assert events(address) == {}


@pytest.mark.parametrize("name", ["feed_make", "feed_revoke"])
def test_a_stranger_makes_and_revokes_nothing(scene: Scene, name: str) -> None:
    answer = Client().post(reverse(name))

    assert (answer.status_code, Feed.objects.count()) == (302, 0)


def test_an_address_is_revoked_by_post_only(scene: Scene) -> None:
    scene.sign_in("xa")

    assert scene.page("feed_revoke", at=AT).status_code == 405


def test_opening_the_page_of_an_address_makes_none(scene: Scene) -> None:
    scene.sign_in("xa")

    assert (scene.page("feed_make", at=AT).status_code, Feed.objects.count()) == (302, 0)


def test_revoking_what_is_not_there_says_so(scene: Scene) -> None:
    scene.sign_in("xa")
    scene.client.post(reverse("feed_revoke"))

    shown = [str(m) for m in scene.page("calendar", at=AT).context["messages"]]

    assert shown == ["Không có địa chỉ lịch nào đang dùng."]
