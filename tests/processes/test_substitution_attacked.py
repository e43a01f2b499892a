"""Standing in, attacked: what a deputy must never gain, and what the record must say afterwards."""

from datetime import date
from uuid import uuid4

import pytest

from processes.engine import Refused
from processes.models import Appointment, Membership, Record, User
from processes.queries import desk
from processes.queries.jurisdiction import actor
from processes.queries.verification import verify
from processes.roles import Role
from processes.services import clock
from processes.services.handover import claim
from processes.services.move import move
from processes.services.substitution import candidates, recall, substitute
from tests.forms.scene import Scene, make, moment

BEFORE, DAY, NEXT, AFTER = moment(3, 2), moment(3, 4, 10), moment(3, 5, 10), moment(3, 10)


@pytest.fixture
def scene(db: None) -> Scene:
    made = make()
    made.lead_to("forward_idea")
    return made


def stand_in(scene: Scene, deputy: str = "huyen", absent: str = "xa") -> Appointment:
    """From the 3rd to the 6th of March."""
    first, last = date(DAY.year, 3, 3), date(DAY.year, 3, 6)
    people = scene.stage.people
    with clock.standing_at(BEFORE):
        return substitute(people[absent], people[deputy].user, first, last, "Nghỉ phép")


def held(appointment: Appointment, on: date) -> bool:
    """Whether it holds, asked in both ways."""
    one = Appointment.objects.get(pk=appointment.pk)
    found = Appointment.objects.active(on).filter(pk=one.pk).exists()
    assert found == (one.is_active(on) and one.user.is_active)
    return found


def said(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [r.text for r in refused.value.reasons]


def test_what_is_over_keeps_its_last_day_when_it_is_recalled(scene: Scene) -> None:
    deputy = stand_in(scene)
    with clock.standing_at(AFTER), pytest.raises(Refused) as refused:
        recall(deputy, by=scene.stage.people["xa"])

    deputy.refresh_from_db()
    assert (deputy.until_on, said(refused)) == (
        date(DAY.year, 3, 6),
        ["Ủy quyền này đã kết thúc."],
    )


def test_an_act_of_the_day_of_the_recall_stays_within_the_period(scene: Scene) -> None:
    deputy = stand_in(scene)
    with clock.standing_at(DAY):
        record = move(scene.dossier.pk, "forward_idea", by=deputy, key=uuid4())
        recall(deputy, by=scene.stage.people["xa"])

    kept = Appointment.objects.get(pk=deputy.pk)
    assert (kept.from_on <= record.at.date() <= kept.until_on, held(kept, DAY.date())) == (
        True,
        False,
    )


def test_one_that_had_not_begun_never_holds_once_it_is_recalled(scene: Scene) -> None:
    deputy = stand_in(scene)
    with clock.standing_at(BEFORE):
        recall(deputy, by=scene.stage.people["xa"])

    assert [held(deputy, date(DAY.year, 3, day)) for day in (2, 3, 6)] == [False] * 3


def test_who_was_recalled_makes_room_for_another_on_the_same_day(scene: Scene) -> None:
    deputy = stand_in(scene)
    with clock.standing_at(DAY):
        recall(deputy, by=scene.stage.people["xa"])
        today = clock.today()
        again = substitute(scene.stage.people["xa"], deputy.user, today, today, "Gọi lại")

    assert held(again, DAY.date())


def test_a_page_that_a_deputy_has_open_does_nothing_after_the_recall(scene: Scene) -> None:
    deputy = stand_in(scene)
    with clock.standing_at(DAY):
        recall(Appointment.objects.get(pk=deputy.pk), by=scene.stage.people["xa"])
        with pytest.raises(Refused) as refused:
            move(scene.dossier.pk, "forward_idea", by=deputy, key=uuid4())

    assert said(refused) == ["Phân công này không còn hiệu lực."]


def test_a_deputy_takes_nothing_up_after_the_recall_on_a_page_left_open(scene: Scene) -> None:
    deputy = stand_in(scene)
    with clock.standing_at(DAY):
        recall(Appointment.objects.get(pk=deputy.pk), by=scene.stage.people["xa"])
        with pytest.raises(Refused) as refused:
            claim(scene.dossier.pk, by=deputy)

    assert said(refused) == ["Phân công này không còn hiệu lực."]


def test_nobody_stands_in_for_a_person_whose_account_is_closed(scene: Scene) -> None:
    deputy = stand_in(scene)
    User.objects.filter(pk=scene.stage.people["xa"].user_id).update(is_active=False)

    assert held(deputy, DAY.date()) is False


def test_nobody_stands_in_for_a_post_that_went_to_another_place(scene: Scene) -> None:
    deputy, absent = stand_in(scene), scene.stage.people["xa"]
    Appointment.objects.filter(pk=absent.pk).update(unit=absent.unit.parent)

    assert held(deputy, DAY.date()) is False


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR, Role.SUPERVISOR])
def test_who_is_made_an_overseer_meanwhile_stands_in_no_more(scene: Scene, role: Role) -> None:
    deputy = stand_in(scene)
    unit = None if role is Role.ADMINISTRATOR else scene.stage.people["tinh"].unit
    Appointment.objects.create(user=deputy.user, role=role, unit=unit, from_on=DAY.date())
    with clock.standing_at(DAY), pytest.raises(Refused) as refused:
        move(scene.dossier.pk, "forward_idea", by=deputy, key=uuid4())

    assert said(refused) == ["Phân công này không còn hiệu lực."]
    assert held(deputy, DAY.date()) is False


def test_a_deputy_whose_own_post_ended_stands_in_no_more(scene: Scene) -> None:
    deputy, own = stand_in(scene), scene.stage.people["huyen"]
    Appointment.objects.filter(pk=own.pk).update(until_on=date(DAY.year, 3, 3))

    assert [held(deputy, date(DAY.year, 3, day)) for day in (3, 4)] == [True, False]


def test_a_member_of_an_organisation_decides_nothing_on_behalf_either(scene: Scene) -> None:
    deputy = stand_in(scene)
    Membership.objects.create(user=deputy.user, organisation=scene.stage.organisation)
    with clock.standing_at(DAY):
        objection = actor(deputy, scene.dossier, clock.today()).objection
        listed = list(desk.mine(deputy, clock.today()))

    assert (objection is not None, listed) == (True, [])


def test_a_deputy_names_no_deputy(scene: Scene) -> None:
    deputy = stand_in(scene)
    with clock.standing_at(DAY), pytest.raises(Refused) as refused:
        today = clock.today()
        substitute(deputy, scene.stage.people["tinh"].user, today, today, "x")

    assert said(refused) == ["Vai trò này không ủy quyền được."]


def test_a_deputy_is_no_officer_of_the_place_for_whom_another_may_stand_in(scene: Scene) -> None:
    """Who only stands in at a commune is no colleague there whom others could name."""
    deputy = stand_in(scene)
    Appointment.objects.filter(pk=scene.stage.people["huyen"].pk).update(until_on=BEFORE.date())

    assert deputy.user not in candidates(scene.stage.people["xa"], DAY.date())


@pytest.mark.parametrize("days", [((3, 4), (3, 5)), ((3, 1), (3, 3)), ((3, 6), (3, 9))])
def test_two_deputies_do_not_overlap(
    scene: Scene, days: tuple[tuple[int, int], tuple[int, int]]
) -> None:
    stand_in(scene)
    first, last = (date(DAY.year, *day) for day in days)
    with clock.standing_at(moment(3, 1)), pytest.raises(Refused) as refused:
        absent, deputy = scene.stage.people["xa"], scene.stage.people["huyen"].user
        substitute(absent, deputy, first, last, "x")

    assert said(refused) == ["Đã ủy quyền cho người khác trong thời gian này."]


def test_nobody_is_named_for_days_that_are_over(scene: Scene) -> None:
    with clock.standing_at(DAY), pytest.raises(Refused) as refused:
        absent, deputy = scene.stage.people["xa"], scene.stage.people["huyen"].user
        substitute(absent, deputy, date(DAY.year, 3, 2), date(DAY.year, 3, 5), "x")

    assert said(refused) == ["Không ủy quyền cho ngày đã qua."]


def test_a_reason_that_is_too_long_is_refused_and_never_cut(scene: Scene) -> None:
    with clock.standing_at(DAY), pytest.raises(Refused) as refused:
        absent, deputy, today = (
            scene.stage.people["xa"],
            scene.stage.people["huyen"].user,
            DAY.date(),
        )
        substitute(absent, deputy, today, today, "x" * 501)

    assert said(refused) == ["Lý do dài quá {n} ký tự."]


def test_an_anothers_substitution_is_not_recalled(scene: Scene) -> None:
    deputy = stand_in(scene)
    with clock.standing_at(DAY), pytest.raises(Refused) as refused:
        recall(deputy, by=scene.stage.people["tinh"])

    assert said(refused) == ["Chỉ người đã ủy quyền được thu hồi."]


def test_who_forwarded_on_behalf_of_the_commune_does_not_judge_at_the_district(
    scene: Scene,
) -> None:
    """Two levels look at a dossier one after the other; one person would look at it twice."""
    deputy = stand_in(scene)
    with clock.standing_at(DAY):
        move(scene.dossier.pk, "forward_idea", by=deputy, key=uuid4())
        with pytest.raises(Refused) as refused:
            move(
                scene.dossier.pk,
                "select_idea",
                by=scene.stage.people["huyen"],
                key=uuid4(),
                given={"product_fits": True, "organisation_fits": True},
            )

    assert said(refused) == [
        "Bạn đã xử lý hồ sơ này ở cấp khác trong giai đoạn này; cần người khác xử lý tiếp."
    ]
    assert Record.objects.filter(name="select_idea").count() == 0


def test_another_officer_of_the_district_goes_on(scene: Scene) -> None:
    deputy, own = stand_in(scene), scene.stage.people["huyen"]
    user = User.objects.create(username="huyen2", full_name="Y Bih")
    other = Appointment.objects.create(user=user, role=own.role, unit=own.unit, from_on=own.from_on)
    with clock.standing_at(DAY):
        move(scene.dossier.pk, "forward_idea", by=deputy, key=uuid4())
        given = {"product_fits": True, "organisation_fits": True}
        record = move(scene.dossier.pk, "select_idea", by=other, key=uuid4(), given=given)

    assert record.actor == user


def test_the_absent_officer_and_the_deputy_do_not_keep_dossiers_from_each_other(
    scene: Scene,
) -> None:
    deputy, absent = stand_in(scene), scene.stage.people["xa"]
    with clock.standing_at(DAY):
        claim(scene.dossier.pk, by=absent)
        listed = [list(desk.mine(one, clock.today())) for one in (deputy, absent)]
        claim(scene.dossier.pk, by=deputy)

    assert (listed, scene.fresh().assignee) == ([[scene.dossier]] * 2, deputy)


def test_what_a_deputy_took_up_is_free_once_the_period_is_over(scene: Scene) -> None:
    deputy, absent = stand_in(scene), scene.stage.people["xa"]
    with clock.standing_at(DAY):
        claim(scene.dossier.pk, by=deputy)
    with clock.standing_at(AFTER):
        claim(scene.dossier.pk, by=absent)

    assert scene.fresh().assignee == absent


@pytest.mark.parametrize("absent", ["nobody", "tinh"])
def test_a_deputy_who_is_made_to_have_acted_for_another_is_found(scene: Scene, absent: str) -> None:
    deputy, people = stand_in(scene), scene.stage.people
    with clock.standing_at(DAY):
        record = move(scene.dossier.pk, "forward_idea", by=deputy, key=uuid4())
    whole = verify([scene.fresh()]).problems
    Appointment.objects.filter(pk=deputy.pk).update(on_behalf_of=people.get(absent))

    found = [(p.seq, p.text) for p in verify([scene.fresh()]).problems]
    assert (whole, found) == (
        [],
        [(record.seq, "the appointment stands in for somebody else than the body says")],
    )
