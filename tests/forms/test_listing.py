"""The province approves a district's list of ideas under one number."""

from uuid import uuid4

import pytest

from processes.models import Dossier, Record
from tests.forms.office import send
from tests.forms.scene import Scene, moment

DAY = moment(3, 16)


@pytest.fixture
def sitting(scene: Scene) -> Scene:
    scene.lead_to("list_idea")
    scene.sign_in("tinh")
    return scene


def decide(scene: Scene, choice: str, reason: str = "", list_on: str = "2026-03-16"):
    own = scene.dossier.public_id
    data = {f"choice-{own}": choice, f"reason-{own}": reason}
    paper = {"list_number": "12/QĐ", "list_on": list_on, "key": str(uuid4())}
    return send(scene, "listing", at=DAY, **data, **paper)


def test_an_idea_is_listed_under_the_number(sitting: Scene) -> None:
    decide(sitting, "list_idea")

    body = Record.objects.get(name="list_idea").body
    assert '"list_number":"12/QĐ"' in body


def test_an_idea_is_left_out_with_its_reason(sitting: Scene) -> None:
    decide(sitting, "leave_out_idea", "Trùng sản phẩm")

    assert Dossier.objects.get().state == "idea.not_selected"


def test_an_approval_of_tomorrow_is_refused_at_its_field(sitting: Scene) -> None:
    response = decide(sitting, "list_idea", list_on="2026-03-17")

    said = response.context["form"].errors["list_on"]
    assert said == ["Ngày phê duyệt: không được sau hôm nay (16/03/2026)."]


def test_nothing_is_left_out_without_a_reason(sitting: Scene) -> None:
    response = decide(sitting, "leave_out_idea")

    assert (response.status_code, Dossier.objects.get().state) == (422, "idea.selected")


def test_what_is_put_off_stays(sitting: Scene) -> None:
    decide(sitting, "")

    assert Dossier.objects.get().state == "idea.selected"


def test_the_list_says_until_when_it_can_be_taken_back(sitting: Scene) -> None:
    page = sitting.page("listing", at=DAY).content.decode()

    said = "do người thứ hai quyết, chậm nhất ngày 23/03/2026."
    assert (said in page, "không lùi lại được" in page) == (True, False)


def test_a_district_does_not_approve_the_list(sitting: Scene) -> None:
    sitting.sign_in("huyen")

    assert sitting.client.get("/phe-duyet-danh-sach/").status_code == 404
