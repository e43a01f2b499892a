"""Doing one thing with many: lists gone stale, forms forged or sent twice, words too long."""

from uuid import uuid4

import pytest
from django.urls import reverse

from processes.engine import Refused
from processes.models import Appointment, Dossier, Handover, Record, Unit, User
from processes.queries import desk
from processes.roles import Role
from processes.services import clock
from processes.services.handover import assign, claim, release
from tests.forms.office import send, told
from tests.forms.scene import Scene, moment, open_one

DAY = moment(3, 4, 10)
GONE_ON = (
    "Hồ sơ đang ở bước “Huyện đánh giá ý tưởng”, không còn ở bước làm được việc "
    "“Chuyển ý tưởng lên huyện”."
)
LATER = moment(3, 5, 10)


@pytest.fixture
def waiting(scene: Scene) -> Scene:
    """The dossier waits for the commune."""
    scene.lead_to("forward_idea")
    scene.sign_in("xa")
    return scene


def colleague_of(scene: Scene, username: str = "xa") -> Appointment:
    user = User.objects.create(username=f"{username}2", full_name="H'Lan Niê")
    first = scene.stage.people[username]
    return Appointment.objects.create(
        user=user, role=first.role, unit=first.unit, from_on=first.from_on
    )


def outcomes(response) -> list[tuple[str, list[str]]]:
    return [(one.dossier.code, one.reasons) for one in response.context["outcomes"]]


def test_sending_twice_says_done_twice_and_does_it_once(waiting: Scene) -> None:
    form = {"do": "forward_idea", "key": str(uuid4()), "dossier": [str(waiting.dossier.public_id)]}
    answers = [send(waiting, "many", at=DAY, **form) for _time in range(2)]

    assert [a.status_code for a in answers] == [302, 302]
    assert Record.objects.filter(name="forward_idea").count() == 1
    assert told(waiting.page("inbox", at=DAY)) == ["Đã ghi nhận 1 hồ sơ."] * 2


def test_what_went_on_meanwhile_is_reported_and_not_passed_over(waiting: Scene) -> None:
    waiting.step("forward_idea", "xa", DAY)
    response = send(
        waiting,
        "many",
        at=DAY,
        do="forward_idea",
        key=str(uuid4()),
        dossier=[str(waiting.dossier.public_id)],
    )

    assert (response.status_code, outcomes(response)) == (
        422,
        [(waiting.dossier.code, [GONE_ON])],
    )


def test_what_a_forged_form_ticks_elsewhere_is_as_if_it_were_not_there(waiting: Scene) -> None:
    elsewhere = Unit.objects.filter(level="commune").exclude(pk=waiting.dossier.commune_id).first()
    strange = Appointment.objects.create(
        user=User.objects.create(username="xa9"),
        role=Role.COMMUNE_OFFICER,
        unit=elsewhere,
        from_on=DAY.date(),
    )
    waiting.client.force_login(strange.user)
    form = {"do": "forward_idea", "dossier": [str(waiting.dossier.public_id)]}
    response = send(waiting, "many", at=DAY, **form)

    assert (response.status_code, waiting.fresh().state) == (302, "idea.at_commune")
    assert told(waiting.page("inbox", at=DAY)) == ["Chưa chọn hồ sơ nào."]


def test_a_nul_in_a_reason_is_no_error_of_the_site(waiting: Scene) -> None:
    colleague = colleague_of(waiting)
    response = send(
        waiting,
        "many",
        at=DAY,
        do="assign",
        to=str(colleague.pk),
        reason="Nghỉ\0phép",
        dossier=[str(waiting.dossier.public_id)],
    )

    assert (response.status_code, Handover.objects.get().reason) == (302, "Nghỉ phép")


def test_giving_to_nobody_is_said_and_the_reason_stays(waiting: Scene) -> None:
    response = send(
        waiting,
        "many",
        at=DAY,
        do="assign",
        to="99999",
        reason="Nghỉ phép",
        dossier=[str(waiting.dossier.public_id)],
    )

    assert (response.status_code, response.context["reason"]) == (422, "Nghỉ phép")
    assert outcomes(response) == [(waiting.dossier.code, ["Hãy chọn người nhận việc."])]


def test_a_reason_that_is_too_long_is_refused_and_never_cut(waiting: Scene) -> None:
    with clock.standing_at(DAY):
        own = waiting.stage.people["xa"]
        claim(waiting.dossier.pk, by=own)
        with pytest.raises(Refused) as refused:
            release(waiting.dossier.pk, "x" * 501, by=own)

    assert [r.say(str) for r in refused.value.reasons] == ["Lý do dài quá 500 ký tự."]


def test_more_than_are_taken_at_once_are_refused_before_anything_is_done(waiting: Scene) -> None:
    ids = [str(waiting.dossier.public_id), *(str(uuid4()) for _n in range(100))]
    response = send(waiting, "many", at=DAY, do="claim", dossier=ids)

    assert (response.status_code, Handover.objects.count()) == (302, 0)
    assert told(waiting.page("inbox", at=DAY)) == ["Mỗi lần chọn nhiều nhất 100 hồ sơ."]


@pytest.mark.parametrize("what", ["return_idea", "submit_idea", "remind", "list_idea", "nonsense"])
def test_what_asks_something_or_is_anothers_is_never_done_with_many(
    waiting: Scene, what: str
) -> None:
    response = send(
        waiting, "many", at=DAY, do=what, reason="x", dossier=[str(waiting.dossier.public_id)]
    )

    assert outcomes(response) == [(waiting.dossier.code, ["Không có bước này ở hồ sơ này."])]


@pytest.mark.parametrize(
    "back",
    ["//evil.vn/", "https://evil.vn", "q=x&next=//evil.vn", "\r\nSet-Cookie: a=b", "%0d%0aX: y"],
)
def test_the_way_back_leads_to_the_own_list_whatever_a_form_says(waiting: Scene, back: str) -> None:
    response = send(waiting, "many", at=DAY, do="claim", back=back)

    assert response["Location"].startswith(f"{reverse('inbox')}?")
    assert "evil" not in response["Location"]


def test_what_somebody_held_whose_post_ended_is_free_again(waiting: Scene) -> None:
    gone = colleague_of(waiting)
    with clock.standing_at(DAY):
        claim(waiting.dossier.pk, by=gone)
    Appointment.objects.filter(pk=gone.pk).update(until_on=DAY.date())
    with clock.standing_at(LATER):
        listed = list(desk.mine(waiting.stage.people["xa"], LATER.date()))
        claim(waiting.dossier.pk, by=waiting.stage.people["xa"])

    assert listed == [waiting.dossier]
    assert Dossier.objects.get(pk=waiting.dossier.pk).assignee == waiting.stage.people["xa"]


def test_what_somebody_held_whose_account_is_closed_is_given_to_another(waiting: Scene) -> None:
    gone, own = colleague_of(waiting), waiting.stage.people["xa"]
    with clock.standing_at(DAY):
        claim(waiting.dossier.pk, by=gone)
        User.objects.filter(pk=gone.user_id).update(is_active=False)
        assign(waiting.dossier.pk, own, "Đã nghỉ việc", by=own)

    assert Dossier.objects.get(pk=waiting.dossier.pk).assignee == own


def test_nobody_gives_a_dossier_to_somebody_who_left(waiting: Scene) -> None:
    gone, own = colleague_of(waiting), waiting.stage.people["xa"]
    User.objects.filter(pk=gone.user_id).update(is_active=False)
    gone.refresh_from_db()
    with clock.standing_at(DAY), pytest.raises(Refused) as refused:
        assign(waiting.dossier.pk, gone, "x", by=own)

    assert [r.text for r in refused.value.reasons] == ["Phân công này không còn hiệu lực."]


def test_a_person_keeps_so_many_views_and_no_more(waiting: Scene) -> None:
    own = waiting.stage.people["xa"]
    for n in range(30):
        own.views.create(name=f"{n}", query=f"q={n}")
    send(waiting, "save_view", at=DAY, name="Một nữa", query="q=x")

    assert own.views.count() == 30
    assert told(waiting.page("inbox", at=DAY)) == ["Đã có 30 danh sách. Hãy bỏ bớt rồi lưu lại."]


def test_a_name_of_a_view_is_words_and_no_code(waiting: Scene) -> None:
    send(waiting, "save_view", at=DAY, name="<script>alert(1)</script>", query="q=x")

    page = waiting.page("inbox", at=DAY).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_name_of_a_view_cannot_turn_the_line_round(waiting: Scene) -> None:
    send(waiting, "save_view", at=DAY, name="Gấp\u202eexe.\u0007", query="q=x")

    assert waiting.stage.people["xa"].views.get().name == "Gấpexe."


def test_a_shared_view_is_not_seen_in_another_office(waiting: Scene) -> None:
    send(waiting, "save_view", at=DAY, name="Của xã", query="q=x", shared="1")

    assert list(desk.views_of(waiting.stage.people["huyen"], DAY.date())) == []


def test_a_view_of_somebody_who_left_is_shared_no_more(waiting: Scene) -> None:
    gone = colleague_of(waiting)
    gone.views.create(name="Cũ", query="q=x", shared=True)
    Appointment.objects.filter(pk=gone.pk).update(until_on=DAY.date())

    assert list(desk.views_of(waiting.stage.people["xa"], LATER.date())) == []


def test_an_applicant_shares_nothing(waiting: Scene) -> None:
    waiting.sign_in("chuthe")
    send(waiting, "save_view", at=DAY, name="Của tôi", query="q=x", shared="1")

    assert waiting.stage.people["chuthe"].views.get().shared is False


def test_an_idea_that_left_the_list_meanwhile_is_said_and_nothing_is_decided(scene: Scene) -> None:
    scene.lead_to("list_idea")
    gone = open_one(scene.stage, "Mật ong")
    scene.sign_in("tinh")
    response = send(
        scene,
        "listing",
        at=moment(3, 16),
        key=str(uuid4()),
        list_number="12/QĐ",
        list_on="2026-03-16",
        **{
            f"choice-{scene.dossier.public_id}": "list_idea",
            f"choice-{gone.public_id}": "list_idea",
        },
    )

    assert (response.status_code, scene.fresh().state) == (422, "idea.selected")
    assert [(i.dossier, len(i.objections)) for i in response.context["ideas"]] == [
        (scene.dossier, 0),
        (gone, 1),
    ]


def test_a_list_sent_twice_is_recorded_once_and_said_to_be_done(scene: Scene) -> None:
    scene.lead_to("list_idea")
    scene.sign_in("tinh")
    form = {
        "key": str(uuid4()),
        "list_number": "12/QĐ",
        "list_on": "2026-03-16",
        f"choice-{scene.dossier.public_id}": "list_idea",
    }
    address = f"{reverse('listing')}?district={scene.dossier.district_id}"
    with clock.standing_at(moment(3, 16)):
        answers = [scene.client.post(address, form) for _time in range(2)]

    assert [a.status_code for a in answers] == [302, 302]
    assert Record.objects.filter(name="list_idea").count() == 1
