"""What one was told."""

from uuid import uuid4

import pytest
from django.urls import reverse

from processes.models import Notice
from processes.services import clock
from processes.services.reminders import remind_all
from tests.forms.scene import Scene, moment

NOON = moment(3, 6, 12)


@pytest.fixture
def told(scene: Scene) -> Scene:
    """The applicant was told of three things."""
    scene.lead_to("list_idea")
    scene.sign_in("chuthe")
    return scene


def unread(scene: Scene) -> int:
    return Notice.objects.filter(user__username="chuthe", read_at=None).count()


def test_the_newest_comes_first(told: Scene) -> None:
    numbers = [n.pk for n in told.page("notices", at=NOON).context["page"]]

    assert numbers == sorted(numbers, reverse=True)


def test_the_count_is_the_one_of_the_list(told: Scene) -> None:
    page = told.page("notices", at=NOON)

    assert (page.context["unread"], page.context["places"][-1].count) == (unread(told),) * 2


def test_a_notice_of_what_was_sent_back_says_until_when_it_can_be_handed_in(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.step("return_idea", "xa", moment(3, 4), reason="Thiếu vùng nguyên liệu")
    scene.sign_in("chuthe")

    body = scene.page("notices", at=NOON).context["rows"][0][1].body

    assert body.splitlines()[-2:] == [
        "Hạn của bước này: hết ngày 11/03/2026.",
        (
            "Việc cần làm: mở hồ sơ và làm việc “Nộp phiếu đăng ký ý tưởng”."
            " Còn nộp được đến hết ngày 31/03/2026; nhắc việc tính theo hạn của bước."
        ),
    ]


def test_looking_at_the_list_reads_nothing(told: Scene) -> None:
    before = unread(told)

    told.page("notices", at=NOON)

    assert unread(told) == before


def test_opening_one_reads_that_one(told: Scene) -> None:
    before, first = unread(told), Notice.objects.filter(user__username="chuthe").first()

    told.page("notice", first.pk, at=NOON)

    assert unread(told) == before - 1


def test_opening_one_leads_to_its_dossier(told: Scene) -> None:
    first = Notice.objects.filter(user__username="chuthe").first()

    page = told.page("notice", first.pk, at=NOON)

    assert page.url == reverse("dossier", args=[told.dossier.public_id])


def test_the_first_reading_is_the_one_that_counts(told: Scene) -> None:
    first = Notice.objects.filter(user__username="chuthe").first()

    told.page("notice", first.pk, at=NOON)
    told.page("notice", first.pk, at=moment(3, 7))

    first.refresh_from_db()
    assert first.read_at == NOON


def test_one_button_reads_all(told: Scene) -> None:
    with clock.standing_at(NOON):
        told.client.post(reverse("notices"))

    assert unread(told) == 0


def test_it_reads_nobody_elses(told: Scene) -> None:
    others = Notice.objects.exclude(user__username="chuthe").filter(read_at=None).count()

    with clock.standing_at(NOON):
        told.client.post(reverse("notices"))

    assert Notice.objects.exclude(user__username="chuthe").filter(read_at=None).count() == others


def test_somebody_elses_notice_is_not_found(told: Scene) -> None:
    theirs = Notice.objects.exclude(user__username="chuthe").first()

    assert told.page("notice", theirs.pk, at=NOON).status_code == 404


def late(scene: Scene, *days: tuple[int, int]) -> Scene:
    """The commune keeps an idea from 3 March over its term; the clock sweeps on these days."""
    scene.lead_to("forward_idea")
    for day in days:
        with clock.standing_at(moment(*day, 7)):
            remind_all()
    scene.sign_in("chuthe")
    return scene


def listed(scene: Scene, day: tuple[int, int], **query: str) -> list[tuple[str, int]]:
    """Kind and number of notices behind, of each notice of the list."""
    rows = scene.page("notices", at=moment(*day), **query).context["rows"]
    return [(notice.kind, getattr(notice, "before", 0)) for notice, _message in rows]


def test_of_apologies_for_one_delay_the_newest_stands_for_all(scene: Scene) -> None:
    late(scene, (3, 10), (3, 14), (3, 19))

    assert listed(scene, (3, 19)) == [("apology", 2), ("step", 0)]


def test_the_earlier_ones_open_behind_it(scene: Scene) -> None:
    late(scene, (3, 10), (3, 14), (3, 19))
    newest = Notice.objects.filter(user__username="chuthe").latest("pk")

    assert listed(scene, (3, 19), tin=str(newest.pk)) == [("apology", 0)] * 3


def test_nobody_opens_anothers_run(scene: Scene) -> None:
    late(scene, (3, 10))
    others = Notice.objects.exclude(user__username="chuthe").latest("pk")

    assert scene.page("notices", at=moment(3, 10), tin=str(others.pk)).status_code == 404


def test_opening_the_newest_reads_those_behind_it(scene: Scene) -> None:
    late(scene, (3, 10), (3, 14))
    newest = Notice.objects.filter(user__username="chuthe").latest("pk")

    scene.page("notice", newest.pk, at=moment(3, 14))

    left = Notice.objects.filter(user__username="chuthe", read_at=None)
    assert [n.kind for n in left] == ["step"]


def test_what_asks_an_applicant_for_something_stands_first(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.step("return_idea", "xa", moment(3, 4), reason="Thiếu vùng nguyên liệu")
    gone = {"state": "idea.at_commune", "at": moment(3, 5), "batch": uuid4()}
    user = scene.stage.people["chuthe"].user
    Notice.objects.create(user=user, kind="apology", key="apology", dossier=scene.dossier, **gone)
    scene.sign_in("chuthe")

    rows = scene.page("notices", at=moment(3, 6)).context["rows"]

    assert [(n.kind, n.asks) for n, _message in rows[:2]] == [("step", True), ("apology", False)]
