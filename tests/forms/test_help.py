"""Whom an applicant asks: the same two ways, in the same place on every page."""

import re

import pytest
from django.urls import reverse

from processes.models import Notice, Unit
from processes.queries.contacts import contact_of
from tests.forms.scene import Scene, moment
from tests.journeys.stage import Stage, build
from tests.play import dossier_in

COMMUNE, DISTRICT, PROVINCE = (
    "Cán bộ OCOP cấp xã",
    "Phòng NN&PTNT / Phòng Kinh tế cấp huyện",
    "Văn phòng Điều phối nông thôn mới tỉnh",
)


@pytest.fixture
def stage(db: None) -> Stage:
    return build()


def bar(answer) -> str:
    """The help bar of a page."""
    found = re.search(r'<aside class="help".*?</aside>', answer.content.decode(), re.DOTALL)
    return found[0] if found else ""


@pytest.mark.parametrize(
    ("state", "post", "level"),
    [
        ("idea.draft", COMMUNE, "commune"),
        ("idea.at_district", DISTRICT, "district"),
        ("rating.district_council", DISTRICT, "district"),
        ("rating.supplement", COMMUNE, "commune"),
        ("rating.at_province", PROVINCE, "province"),
        ("rating.awaiting_decision", PROVINCE, "province"),
    ],
)
def test_the_office_that_holds_or_held_a_dossier_answers(
    stage: Stage, state: str, post: str, level: str
) -> None:
    contact = contact_of(dossier_in(stage, state))

    assert (contact.post, contact.unit.level) == (post, level)


def test_at_the_end_it_is_the_office_that_held_it_last(scene: Scene) -> None:
    scene.lead_to("select_idea")
    scene.step("withdraw", "chuthe", moment(3, 5), reason="Nghỉ sản xuất")

    contact = contact_of(scene.fresh())

    assert (contact.post, contact.unit.level) == (DISTRICT, "district")


def test_the_office_is_called_by_its_own_number(scene: Scene) -> None:
    Unit.objects.filter(pk=scene.dossier.commune_id).update(phone="0262 3024121")
    scene.sign_in("chuthe")

    shown = bar(scene.page("dossier", scene.dossier.public_id, at=moment(3, 4)))

    assert re.findall(r'href="tel:(\d+)"', shown) == ["02623024121"]


def test_an_office_without_a_number_is_only_named(scene: Scene) -> None:
    Unit.objects.filter(pk=scene.dossier.commune_id).update(phone="")
    scene.sign_in("chuthe")

    shown = bar(scene.page("dossier", scene.dossier.public_id, at=moment(3, 4)))

    assert ("Phường Tân Lập" in shown, "tel:" in shown) == (True, False)


def test_the_question_is_written_as_a_comment_on_the_dossier(scene: Scene) -> None:
    scene.sign_in("chuthe")

    shown = bar(scene.page("dossier", scene.dossier.public_id, at=moment(3, 4)))

    assert reverse("act", args=[scene.dossier.public_id, "comment"]) in shown


def test_a_question_on_what_the_applicant_holds_reaches_the_commune(scene: Scene) -> None:
    scene.sign_in("chuthe")

    scene.take("comment", moment(3, 4), kind="act", comment="Nộp ở đâu?")

    told = Notice.objects.filter(record__name="comment").values_list("user__username", flat=True)
    assert sorted(told) == ["chuthe", "xa"]


@pytest.mark.parametrize("name", ["dossiers", "notices", "preferences", "calendar"])
def test_a_page_without_a_dossier_names_the_communes_officers(scene: Scene, name: str) -> None:
    scene.sign_in("chuthe")

    shown = bar(scene.page(name, at=moment(3, 4)))

    assert f"{COMMUNE}, Phường Tân Lập" in shown


@pytest.mark.parametrize(("name", "leads"), [("notices", True), ("dossiers", False)])
def test_without_a_dossier_the_question_begins_in_the_list(
    scene: Scene, name: str, *, leads: bool
) -> None:
    scene.sign_in("chuthe")

    shown = bar(scene.page(name, at=moment(3, 4)))

    assert (f'href="{reverse("dossiers")}"' in shown) is leads


def test_nobody_but_an_applicant_is_shown_the_bar(scene: Scene) -> None:
    scene.sign_in("xa")

    assert bar(scene.page("inbox", at=moment(3, 4))) == ""
