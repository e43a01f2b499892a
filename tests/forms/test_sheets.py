"""Writing a sheet: saved as it is typed, never over newer words, nothing typed is lost."""

import re

import pytest
from django.urls import reverse

from processes.models import Draft
from processes.services import clock
from tests.forms.scene import Scene, moment

NOON = moment(3, 4, 12)
QUIETLY = {"hx-request": "true"}


def address(scene: Scene, sheet: str = "idea") -> str:
    return reverse("sheet", args=[scene.dossier.public_id, sheet])


def draft(scene: Scene, sheet: str = "idea") -> Draft:
    return Draft.objects.get(dossier=scene.dossier, sheet=sheet)


def send(scene: Scene, headers: dict[str, str] | None = None, sheet: str = "idea", **data: object):
    """Save as the applicant; ``version`` is the one that is there, unless given."""
    scene.sign_in("chuthe")
    sent = {"version": str(draft(scene, sheet).version)} | data
    with clock.standing_at(NOON):
        return scene.client.post(address(scene, sheet), sent, headers=headers or {})


def plain(response) -> str:
    """The words of a fragment, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_an_unfinished_sheet_is_saved(scene: Scene) -> None:
    send(scene, core_value="Rang mộc")

    assert draft(scene).content["core_value"] == "Rang mộc"


def test_saving_goes_back_to_the_dossier(scene: Scene) -> None:
    response = send(scene, core_value="Rang mộc")

    assert response.url == reverse("dossier", args=[scene.dossier.public_id])


def test_one_may_save_and_stay(scene: Scene) -> None:
    assert send(scene, core_value="Rang mộc", stay="1").url == address(scene)


def test_one_may_save_and_go_on_to_the_last_look(scene: Scene) -> None:
    response = send(scene, core_value="Rang mộc", check="1")

    assert response.url == reverse("step", args=[scene.dossier.public_id, "submit_idea"])


def test_saving_while_typing_says_when(scene: Scene) -> None:
    assert plain(send(scene, QUIETLY, core_value="Rang mộc")) == "Đã lưu lúc 12:00"


def test_saving_while_typing_hands_the_page_the_new_version(scene: Scene) -> None:
    page = send(scene, QUIETLY, core_value="Rang mộc").content.decode()

    assert re.findall(r'id="draft-version" value="(\d+)"', page) == [str(draft(scene).version)]


def test_what_is_not_well_formed_is_named_while_typing(scene: Scene) -> None:
    scene.lead_to("submit_plan")

    said = plain(send(scene, QUIETLY, "plan", capital="-5", part_a="Liên kết"))

    assert said == (
        "Đã lưu lúc 12:00 Chưa lưu được vì ghi chưa đúng: Vốn đầu tư dự kiến (triệu đồng)."
    )


def test_what_is_not_well_formed_leaves_the_earlier_answer_standing(scene: Scene) -> None:
    scene.lead_to("submit_plan")
    send(scene, sheet="plan", capital="800")

    send(scene, QUIETLY, "plan", capital="-5", part_a="Liên kết")

    kept = draft(scene, "plan").content
    assert (kept["capital"], kept["part_a"]) == (800, "Liên kết")


def test_by_its_button_a_sheet_that_is_not_well_formed_is_shown_again(scene: Scene) -> None:
    scene.lead_to("submit_plan")

    response = send(scene, sheet="plan", capital="-5", part_a="Liên kết")

    form = response.context["form"]
    assert (response.status_code, list(form.errors), form["part_a"].value()) == (
        422,
        ["capital"],
        "Liên kết",
    )


@pytest.mark.parametrize("version", ["0", "", "abc", "9" * 40])
def test_an_older_page_saves_nothing(scene: Scene, version: str) -> None:
    send(scene, core_value="Mới")

    send(scene, core_value="Cũ", version=version)

    assert draft(scene).content["core_value"] == "Mới"


def test_an_older_page_shows_what_was_saved_and_what_was_typed(scene: Scene) -> None:
    send(scene, core_value="Của thẻ kia")

    response = send(scene, core_value="Của thẻ này", version="0")

    elsewhere = dict(response.context["elsewhere"])
    typed = response.context["form"]["core_value"].value()
    assert (response.status_code, list(elsewhere.values()), typed) == (
        409,
        ["Của thẻ kia"],
        "Của thẻ này",
    )


def test_having_compared_one_may_save_over_it(scene: Scene) -> None:
    send(scene, core_value="Của thẻ kia")
    shown = send(scene, core_value="Của thẻ này", version="0").content.decode()
    version = re.findall(r'id="draft-version" value="(\d+)"', shown)[0]

    send(scene, core_value="Của thẻ này", version=version)

    assert draft(scene).content["core_value"] == "Của thẻ này"


def test_an_older_page_is_told_while_typing(scene: Scene) -> None:
    send(scene, core_value="Của thẻ kia")

    response = send(scene, QUIETLY, core_value="Của thẻ này", version="0")

    assert (response.status_code, "chưa lưu" in plain(response)) == (200, True)


def test_the_title_of_a_failed_save_starts_with_the_word_error(scene: Scene) -> None:
    send(scene, core_value="Của thẻ kia")

    page = send(scene, core_value="Của thẻ này", version="0").content.decode()

    assert "<title>Lỗi: " in page


def test_a_sheet_that_was_handed_in_cannot_be_written(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    before = draft(scene).content

    response = send(scene, core_value="Sửa sau khi nộp")

    assert (response.status_code, draft(scene).content) == (409, before)


def test_a_sheet_that_was_handed_in_is_shown_closed(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.sign_in("chuthe")

    page = scene.page("sheet", scene.dossier.public_id, "idea", at=NOON)

    assert (page.context["in_hand"], "hx-post" in page.content.decode()) == (False, False)


@pytest.mark.parametrize("username", ["xa", "huyen", "tinh", "kiemtoan", "giamsat", "quantri"])
def test_a_draft_is_shown_to_nobody_else(scene: Scene, username: str) -> None:
    scene.lead_to("submit_plan")
    scene.sign_in(username)

    assert scene.page("sheet", scene.dossier.public_id, "plan", at=NOON).status_code == 404


def test_there_is_no_sheet_of_another_name(scene: Scene) -> None:
    scene.sign_in("chuthe")

    assert scene.page("sheet", scene.dossier.public_id, "khong-co", at=NOON).status_code == 404


def test_what_is_missing_leads_to_its_field(scene: Scene) -> None:
    send(scene, core_value="Rang mộc", stay="1")

    page = scene.page("sheet", scene.dossier.public_id, "idea", at=NOON)

    linked = re.findall(r'<li><a href="#q_(\w+)"', page.content.decode())
    assert linked == [f.key for f in page.context["missing"]]


def test_what_was_written_is_shown_as_text_and_never_as_markup(scene: Scene) -> None:
    send(scene, core_value="<script>alert(1)</script>")

    page = scene.page("sheet", scene.dossier.public_id, "idea", at=NOON).content.decode()

    assert "<script>alert" not in page
