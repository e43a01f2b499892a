"""What one was told."""

import pytest
from django.urls import reverse

from processes.models import Notice
from processes.services import clock
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
        "Việc cần làm: mở hồ sơ và làm việc “Nộp phiếu đăng ký ý tưởng”."
        " Còn nộp được đến hết ngày 31/03/2026; nhắc việc tính theo hạn của bước.",
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
