"""Opening a dossier: for a known product or a new one, once, with reasons where it cannot be."""

import unicodedata
from uuid import uuid4

import pytest
from django.urls import reverse

from processes.models import Cycle, Dossier, Product, Subgroup
from processes.services import clock
from tests.forms.scene import Scene, moment

IN_MARCH = moment(3, 4, 12)


def given(**changes: str) -> dict[str, str]:
    subgroup = str(Subgroup.objects.get(criteria_set=4).pk)
    new = {"key": str(uuid4()), "name": "Mật ong rừng", "subgroup": subgroup, "is_new": "1"}
    return new | changes


def send(scene: Scene, data: dict[str, str], at=IN_MARCH):
    scene.sign_in("chuthe")
    with clock.standing_at(at):
        return scene.client.post(reverse("open_dossier"), data)


def reasons(response) -> list[str]:
    return [text for text, _lifters in response.context["reasons"]]


def test_a_new_product_gets_a_dossier_and_goes_on_to_its_idea(scene: Scene) -> None:
    response = send(scene, given())

    opened = Dossier.objects.get(product__name="Mật ong rừng")
    assert response.url == reverse("sheet", args=[opened.public_id, "idea"])


def test_the_form_asks_whether_the_product_is_new(scene: Scene) -> None:
    send(scene, given(is_new="0"))

    assert Product.objects.get(name="Mật ong rừng").is_new is False


def test_a_name_is_kept_in_its_composed_form(scene: Scene) -> None:
    send(scene, given(name=unicodedata.normalize("NFD", "Mật ong rừng")))

    assert Product.objects.filter(name="Mật ong rừng").exists()


def test_the_same_form_sent_twice_opens_one_dossier(scene: Scene) -> None:
    data = given()

    first, second = send(scene, data), send(scene, data)

    assert (first.url == second.url, Dossier.objects.count()) == (True, 2)


def test_a_product_with_an_open_dossier_is_refused_with_the_reason(scene: Scene) -> None:
    response = send(scene, given(product=str(scene.dossier.product_id), name="", subgroup=""))

    assert (response.status_code, len(reasons(response))) == (422, 1)


def test_a_refusal_keeps_what_was_typed(scene: Scene) -> None:
    response = send(scene, given(), at=moment(5, 4))

    assert response.context["form"]["name"].value() == "Mật ong rừng"


def test_a_product_that_is_refused_a_dossier_is_not_kept(scene: Scene) -> None:
    send(scene, given(), at=moment(5, 4))

    assert not Product.objects.filter(name="Mật ong rừng").exists()


@pytest.mark.parametrize("field", ["name", "subgroup"])
def test_a_new_product_needs_a_name_and_a_subgroup(scene: Scene, field: str) -> None:
    response = send(scene, given(**{field: ""}))

    assert response.context["form"].errors == {field: ["Cần ghi mục này."]}


def test_subgroups_are_listed_by_their_sectors(scene: Scene) -> None:
    scene.sign_in("chuthe")

    form = scene.page("open_dossier", at=IN_MARCH).context["form"]

    groups = [label for label, listed in form.fields["subgroup"].choices if label]
    assert len(groups) == 6


def test_without_an_open_cycle_there_is_no_form(scene: Scene) -> None:
    Cycle.objects.update(closed_on="2026-12-31")
    scene.sign_in("chuthe")

    page = scene.page("open_dossier", at=IN_MARCH).content.decode()

    assert ("Chưa có chu trình nào đang mở." in page, 'name="key"' in page) == (True, False)


def test_another_organisations_product_cannot_be_chosen(scene: Scene) -> None:
    own = scene.stage.organisation
    other = type(own).objects.create(
        name="HTX khác", kind=own.kind, commune=own.commune, registration_number="2"
    )
    theirs = Product.objects.create(organisation=other, name="Của người khác")

    response = send(scene, given(product=str(theirs.pk)))

    assert (response.status_code, Dossier.objects.count()) == (422, 1)


@pytest.mark.parametrize("username", ["xa", "tinh", "kiemtoan", "quantri"])
def test_only_an_applicant_opens_dossiers(scene: Scene, username: str) -> None:
    scene.sign_in(username)

    assert scene.page("open_dossier", at=IN_MARCH).status_code == 404
