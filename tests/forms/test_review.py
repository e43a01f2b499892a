"""The last look before handing in: all that goes, what is missing, where to mend it."""

from django.urls import reverse

from tests.forms.scene import Scene, moment

NOON = moment(3, 4, 12)


def look(scene: Scene, name: str, at=NOON):
    scene.sign_in("chuthe")
    return scene.page("step", scene.dossier.public_id, name, at=at)


def test_a_complete_sheet_lacks_nothing(scene: Scene) -> None:
    scene.write(moment(3, 3))

    review = look(scene, "submit_idea").context["review"]

    assert (review.missing, review.asked) == ([], [])


def test_an_empty_sheet_lacks_what_the_law_asks_for(scene: Scene) -> None:
    page = look(scene, "submit_idea")

    sheet = scene.dossier.ruleset.sheets["idea"]
    assert [line.key for line in page.context["review"].missing] == [
        f.key for f in sheet.fields if f.required
    ]


def test_each_line_leads_to_its_field(scene: Scene) -> None:
    first = look(scene, "submit_idea").context["review"].missing[0]

    url = reverse("sheet", args=[scene.dossier.public_id, "idea"])
    assert first.url == f"{url}#q_{first.key}"


def test_a_rating_file_shows_its_documents(scene: Scene) -> None:
    scene.lead_to("submit_rating")
    scene.attach(moment(6, 1))

    review = look(scene, "submit_rating", moment(6, 1, 12)).context["review"]

    title, lines = review.sections[-1]
    assert (title, [line.key for line in lines]) == (
        "Giấy tờ",
        ["business_registration", "sample_photo"],
    )


def test_a_mandatory_document_that_is_not_there_is_missing(scene: Scene) -> None:
    scene.lead_to("submit_rating")
    scene.write(moment(6, 1))

    review = look(scene, "submit_rating", moment(6, 1, 12)).context["review"]

    assert [line.key for line in review.missing] == ["business_registration", "sample_photo"]


def test_a_step_that_hands_nothing_in_has_no_last_look(scene: Scene) -> None:
    scene.lead_to("forward_idea")

    assert look(scene, "withdraw").context["review"] is None


def test_an_officer_sees_no_draft_on_the_page_of_a_step(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.sign_in("xa")

    page = scene.page("step", scene.dossier.public_id, "return_idea", at=NOON)

    assert page.context["review"] is None


def test_a_file_that_lacks_what_was_asked_for_is_not_called_complete(scene: Scene) -> None:
    scene.lead_to("certify_local")
    given = {"local_labour": "90", "local_material": "80", "confirmed": True}
    scene.step("certify_local", "xa", moment(6, 3), **given)
    asked = {"documents": ["sample_photo"], "reason": "Ảnh mờ"}
    scene.step("return_from_district", "huyen", moment(6, 4), **asked)

    shown = look(scene, "submit_rating", moment(6, 4, 12)).content.decode()

    said = ("Đã yêu cầu, chưa có bản mới" in shown, "Đã đủ các mục bắt buộc" in shown)
    assert said == (True, False)
