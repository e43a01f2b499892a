"""A supervisor pursues what lies too long: a reminder a day, a person to work on it."""

from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from processes.models import Dossier, Notice
from processes.services import clock
from tests.forms.scene import Scene, make, moment, open_one

AT = moment(3, 10)


@pytest.fixture
def scene(db: None) -> Scene:
    made = make()
    made.lead_to("forward_idea")
    return made


def send(scene: Scene, *dossiers: Dossier, at: Any = AT, **data: str):
    sent = {"dossier": [str(d.public_id) for d in dossiers], "back": "tre=1"} | data
    with clock.standing_at(at):
        return scene.client.post(reverse("pursue"), sent)


def words(response: Any) -> list[list[str]]:
    return [one.words for one in response.context["outcomes"]]


def test_a_reminder_stands_on_the_history_and_is_told_to_the_holder(scene: Scene) -> None:
    scene.sign_in("giamsat")

    answer = send(scene, scene.dossier, do="remind", reason="Đã quá hạn.")

    record = scene.dossier.records.last()
    told = Notice.objects.filter(record=record).values_list("user__username", flat=True)
    assert (words(answer), record.name, list(told)) == ([["đã nhắc"]], "remind", ["xa"])


def test_a_second_reminder_on_one_day_is_said_and_not_sent(scene: Scene) -> None:
    scene.sign_in("giamsat")

    answers = [
        words(send(scene, scene.dossier, at=at, do="remind", reason="Đã quá hạn."))
        for at in (AT, moment(3, 10, 16), moment(3, 11))
    ]

    assert answers == [[["đã nhắc"]], [["hôm nay đã nhắc rồi"]], [["đã nhắc"]]]
    assert scene.dossier.records.filter(name="remind").count() == 2


def test_without_a_reason_nobody_is_reminded(scene: Scene) -> None:
    scene.sign_in("giamsat")

    answer = send(scene, scene.dossier, do="remind", reason=" \0")

    assert (answer.status_code, answer.context["missing"]) == (422, "Phải ghi lý do.")
    assert not scene.dossier.records.filter(name="remind").exists()


def test_what_is_chosen_is_given_to_somebody_of_the_office_it_waits_for(scene: Scene) -> None:
    scene.sign_in("giamsat")
    officer = scene.stage.people["xa"]

    answer = send(scene, scene.dossier, do="assign", to=str(officer.pk), reason="Gấp.")

    assert (words(answer), scene.fresh().assignee) == ([["đã giao cho Người xa"]], officer)


def test_what_waits_for_several_offices_is_given_to_nobody(scene: Scene) -> None:
    other = open_one(scene.stage, "Mật ong rừng")
    scene.sign_in("giamsat")

    page = send(scene, scene.dossier, other)
    officer = scene.stage.people["xa"]
    forced = send(scene, scene.dossier, other, do="assign", to=str(officer.pk), reason="Gấp.")

    assert (page.context["colleagues"], forced.status_code) == ([], 404)


@pytest.mark.parametrize("username", ["chuthe", "xa", "huyen", "kiemtoan", "lanhdao"])
def test_others_pursue_nothing(scene: Scene, username: str) -> None:
    scene.sign_in(username)

    assert send(scene, scene.dossier, do="remind", reason="Nhắc.").status_code == 404


def test_a_dossier_elsewhere_is_not_reached(scene: Scene) -> None:
    from processes.models import Unit

    other = Unit.objects.filter(level="district").exclude(pk=scene.stage.district.pk)[0]
    scene.stage.appoint("giamsat_khac", "supervisor", unit=other)
    scene.sign_in("giamsat_khac")

    answer = send(scene, scene.dossier, do="remind", reason="Nhắc.")

    assert (answer.status_code, scene.dossier.records.filter(name="remind").count()) == (302, 0)


@pytest.mark.parametrize(
    ("back", "address"),
    [
        ("don-vi=643&tre=1&next=x", "don-vi=643&tre=1"),
        ("next=//evil.example", ""),
        ("\0", ""),
        ("q=m%E1%BA%ADt&page=3", "q=m%E1%BA%ADt"),
    ],
)
def test_the_way_back_is_the_list_it_came_from_and_no_other(
    scene: Scene, back: str, address: str
) -> None:
    scene.sign_in("giamsat")

    assert send(scene, back=back).headers["Location"] == f"{reverse('dossiers')}?{address}"


@pytest.mark.parametrize(
    ("back", "address"),
    [
        ("don-vi=643&goi=chac-tre&page=2", "don-vi=643&goi=chac-tre&page=2"),
        ("tre=1&next=//evil.example", ""),
    ],
)
def test_from_the_forecast_the_way_back_is_the_forecast(
    scene: Scene, back: str, address: str
) -> None:
    scene.sign_in("giamsat")

    answer = send(scene, back=back, where="forecast")

    assert answer.headers["Location"] == f"{reverse('forecast')}?{address}"


def test_only_what_waits_can_be_chosen_and_only_by_those_who_remind(scene: Scene) -> None:
    shown = []
    for username in ("giamsat", "xa"):
        scene.sign_in(username)
        page = scene.page("dossiers", at=AT).content.decode()
        shown.append(page.count('type="checkbox" name="dossier"'))

    assert shown == [1, 0]


LETTER = {"due_on": "2026-03-16", "paper_number": "12/UBND", "paper_on": "2026-03-10"}


def test_one_letter_promises_a_new_day_for_all_that_offices_hold(scene: Scene) -> None:
    second = open_one(scene.stage, "Mật ong rừng")
    scene.sign_in("giamsat")

    answer = send(scene, scene.dossier, second, do="extend", reason="Thiếu người.", **LETTER)

    record = scene.dossier.records.last()
    assert words(answer)[0] == ["hẹn lại hết ngày 16/03/2026"]
    assert [one.tone for one in answer.context["outcomes"]] == ["calm", "late"]
    assert (record.name, scene.dossier.records.filter(name="extend_term").count()) == (
        "extend_term",
        1,
    )


def test_a_letter_that_is_not_whole_is_asked_for_again_and_nothing_is_lost(scene: Scene) -> None:
    scene.sign_in("giamsat")

    answer = send(
        scene, scene.dossier, do="extend", reason="Thiếu người.", **LETTER | {"due_on": ""}
    )

    page = answer.content.decode()
    assert (answer.status_code, list(answer.context["letter"].errors)) == (422, ["due_on"])
    assert ("12/UBND" in page, "Thiếu người." in page) == (True, True)
    assert not scene.dossier.records.filter(name="extend_term").exists()


def test_a_letter_sent_twice_extends_once(scene: Scene) -> None:
    scene.sign_in("giamsat")
    sent = {"do": "extend", "reason": "Thiếu người.", "key": str(UUID(int=7))} | LETTER

    answers = [words(send(scene, scene.dossier, **sent)) for _time in range(2)]

    assert answers == [[["hẹn lại hết ngày 16/03/2026"]]] * 2
    assert scene.dossier.records.filter(name="extend_term").count() == 1


def test_who_may_only_remind_is_not_offered_a_letter(scene: Scene) -> None:
    offered = []
    for username in ("giamsat", "tinh"):
        scene.sign_in(username)
        offered.append(send(scene, scene.dossier).context["letter"] is not None)

    assert offered == [True, False]
