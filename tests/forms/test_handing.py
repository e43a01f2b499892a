"""Taking up, giving, giving back, standing in, and doing one thing with many."""

from datetime import date, datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from processes.engine import Refused
from processes.models import Appointment, Dossier, Handover, Record, User
from processes.queries import desk
from processes.queries.inbox import must
from processes.services import clock
from processes.services.handover import assign, claim, release
from processes.services.move import move
from processes.services.substitution import candidates, recall, substitute
from tests.forms.office import send, told
from tests.forms.scene import Scene, moment, open_one

DAY = moment(3, 3, 10)


@pytest.fixture
def colleague(scene: Scene) -> Appointment:
    """A second officer of the same commune."""
    scene.lead_to("forward_idea")
    user = User.objects.create(username="xa2", full_name="H'Lan Niê")
    first = scene.stage.people["xa"]
    return Appointment.objects.create(
        user=user, role=first.role, unit=first.unit, from_on=first.from_on
    )


def reasons(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [r.text for r in refused.value.reasons]


def test_what_a_colleague_took_up_leaves_my_list(scene: Scene, colleague: Appointment) -> None:
    with clock.standing_at(DAY):
        claim(scene.dossier.pk, by=colleague)

    assert list(desk.mine(scene.stage.people["xa"], DAY.date())) == []


def test_what_a_colleague_took_up_stays_in_the_offices_list(scene: Scene, colleague) -> None:
    with clock.standing_at(DAY):
        claim(scene.dossier.pk, by=colleague)

    assert list(must(scene.stage.people["xa"])) == [scene.dossier]


def test_two_do_not_take_up_the_same(scene: Scene, colleague: Appointment) -> None:
    with clock.standing_at(DAY):
        claim(scene.dossier.pk, by=colleague)
        with pytest.raises(Refused) as refused:
            claim(scene.dossier.pk, by=scene.stage.people["xa"])

    assert reasons(refused) == [
        "{who} đã nhận hồ sơ này. Nhờ người đó trả lại, hoặc nhờ người giám sát giao."
    ]


def test_nobody_takes_up_what_waits_for_another_office(scene: Scene, colleague) -> None:
    with clock.standing_at(DAY), pytest.raises(Refused) as refused:
        claim(scene.dossier.pk, by=scene.stage.people["huyen"])

    assert reasons(refused) == ["Hồ sơ không chờ đơn vị này xử lý."]


def test_a_claim_closes_no_step_to_the_office(scene: Scene, colleague: Appointment) -> None:
    with clock.standing_at(DAY):
        claim(scene.dossier.pk, by=colleague)
    scene.step("forward_idea", "xa", DAY)

    assert Dossier.objects.get(pk=scene.dossier.pk).state == "idea.at_district"


def test_a_claim_ends_with_the_step(scene: Scene, colleague: Appointment) -> None:
    with clock.standing_at(DAY):
        claim(scene.dossier.pk, by=colleague)
    scene.step("forward_idea", "xa", DAY)

    assert Dossier.objects.get(pk=scene.dossier.pk).assignee is None


def test_giving_and_giving_back_are_written_down(scene: Scene, colleague: Appointment) -> None:
    own = scene.stage.people["xa"]
    with clock.standing_at(DAY):
        claim(scene.dossier.pk, by=own)
        assign(scene.dossier.pk, colleague, "Đi tập huấn", by=own)
        release(scene.dossier.pk, "Chưa làm kịp", by=colleague)

    assert list(Handover.objects.values_list("kind", "to", "by", "reason")) == [
        ("claim", own.pk, own.pk, ""),
        ("assign", colleague.pk, own.pk, "Đi tập huấn"),
        ("release", None, colleague.pk, "Chưa làm kịp"),
    ]


def test_giving_back_needs_a_reason(scene: Scene, colleague: Appointment) -> None:
    with clock.standing_at(DAY):
        claim(scene.dossier.pk, by=colleague)
        with pytest.raises(Refused) as refused:
            release(scene.dossier.pk, "  ", by=colleague)

    assert reasons(refused) == ["Phải ghi lý do."]


def stand_in(scene: Scene) -> Appointment:
    """The district's officer stands in for the commune's, 3 to 5 March."""
    absent = scene.stage.people["xa"]
    deputy = scene.stage.people["huyen"].user
    with clock.standing_at(moment(3, 2)):
        first, last = date(moment(3, 3).year, 3, 3), date(moment(3, 3).year, 3, 5)
        return substitute(absent, deputy, first, last, "Nghỉ phép")


def test_a_deputy_acts_on_behalf_and_the_chain_names_the_absent(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    deputy = stand_in(scene)
    with clock.standing_at(DAY):
        record = move(scene.dossier.pk, "forward_idea", by=deputy, key=uuid4())

    absent = scene.stage.people["xa"].user_id
    assert (record.actor_id, f'"on_behalf_of":{absent}' in record.body) == (deputy.user_id, True)


def test_the_history_says_for_whom_a_deputy_acted(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    deputy = stand_in(scene)
    with clock.standing_at(DAY):
        move(scene.dossier.pk, "forward_idea", by=deputy, key=uuid4())
    scene.sign_in("kiemtoan")
    page = scene.page("history", scene.dossier.public_id, at=DAY).content.decode()

    assert f"thay mặt {scene.stage.people['xa'].user}" in page


@pytest.mark.parametrize("at", [moment(3, 2), moment(3, 6)], ids=["before", "after"])
def test_a_deputy_may_nothing_outside_the_period(scene: Scene, at: datetime) -> None:
    deputy = stand_in(scene)

    with clock.standing_at(at):
        assert list(Appointment.objects.active(clock.today()).filter(pk=deputy.pk)) == []


def test_a_deputy_ends_with_whom_it_stands_in_for(scene: Scene) -> None:
    deputy, absent = stand_in(scene), scene.stage.people["xa"]
    Appointment.objects.filter(pk=absent.pk).update(until_on=date(moment(3, 3).year, 3, 3))

    assert (
        list(Appointment.objects.active(date(moment(3, 3).year, 3, 4)).filter(pk=deputy.pk)) == []
    )


def test_a_recalled_deputy_may_nothing_from_then_on(scene: Scene) -> None:
    deputy = stand_in(scene)
    with clock.standing_at(DAY):
        recall(deputy, by=scene.stage.people["xa"])

        assert list(Appointment.objects.active(clock.today()).filter(pk=deputy.pk)) == []


def test_a_seat_in_a_council_has_no_deputy(scene: Scene) -> None:
    chair = scene.stage.people["district_chair"]
    today = date(moment(3, 3).year, 3, 3)
    with clock.standing_at(DAY), pytest.raises(Refused) as refused:
        substitute(chair, scene.stage.people["huyen"].user, today, today, "Nghỉ phép")

    assert reasons(refused) == ["Vai trò này không ủy quyền được."]


def test_an_auditor_stands_in_for_nobody(scene: Scene) -> None:
    with clock.standing_at(DAY):
        found = candidates(scene.stage.people["xa"], clock.today())

    assert scene.stage.people["kiemtoan"].user not in found


def test_a_step_is_taken_with_many_and_each_is_reported(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.sign_in("xa")
    send(
        scene,
        "many",
        at=DAY,
        do="forward_idea",
        key=str(uuid4()),
        dossier=[str(scene.dossier.public_id)],
    )

    assert Record.objects.filter(name="forward_idea").count() == 1


def test_many_say_where_one_was_refused(scene: Scene, colleague: Appointment) -> None:
    with clock.standing_at(DAY):
        claim(scene.dossier.pk, by=colleague)
    scene.sign_in("xa")
    response = send(scene, "many", at=DAY, do="claim", dossier=[str(scene.dossier.public_id)])

    assert [(o.dossier, len(o.reasons)) for o in response.context["outcomes"]] == [
        (scene.dossier, 1)
    ]


def test_a_judgement_is_never_taken_with_many(scene: Scene) -> None:
    scene.lead_to("select_idea")
    scene.sign_in("huyen")
    response = send(
        scene, "many", at=moment(3, 5), do="select_idea", dossier=[str(scene.dossier.public_id)]
    )

    assert response.context["outcomes"][0].reasons == ["Không có bước này ở hồ sơ này."]


def test_a_view_keeps_the_filters_and_nothing_else(scene: Scene) -> None:
    scene.sign_in("xa")
    send(scene, "save_view", name="Cà phê", query="q=ca+phe&next=//evil")

    view = scene.stage.people["xa"].views.get()
    assert (view.name, view.query) == ("Cà phê", "q=ca+phe")


def test_a_view_of_another_is_not_dropped(scene: Scene) -> None:
    view = scene.stage.people["huyen"].views.create(name="Của huyện", query="q=mat")
    scene.sign_in("xa")

    assert scene.client.post(reverse("drop_view", args=[view.pk])).status_code == 404


def test_nothing_chosen_is_said(scene: Scene) -> None:
    scene.sign_in("xa")
    send(scene, "many", do="claim")

    assert told(scene.client.get(reverse("inbox"))) == ["Chưa chọn hồ sơ nào."]


def test_pages_by_cursor_hold_each_dossier_once(scene: Scene) -> None:
    for n in range(5):
        open_one(scene.stage, f"Sản phẩm {n}")
    found, seen, after = Dossier.objects.all(), [], None
    while True:
        part = desk.page(found, 2, after)
        seen += part.dossiers
        if part.after is None:
            break
        after = desk.Cursor.read(str(part.after))

    assert seen == list(found.order_by(*desk.SOONEST))
