"""What was handed in, and what changed from one time to the next."""

import re

import pytest

from forms.views.versions import _difference
from processes.models import Draft
from processes.services import clock
from processes.services.drafts import save_draft
from tests.forms.scene import Scene, moment

LATER = moment(3, 6, 12)


@pytest.fixture
def twice(scene: Scene) -> Scene:
    """An idea handed in, returned, changed in one answer and handed in again."""
    scene.lead_to("forward_idea")
    scene.step("return_idea", "xa", moment(3, 4), reason="Ghi rõ thị trường")
    draft = Draft.objects.get(dossier=scene.dossier, sheet="idea")
    with clock.standing_at(moment(3, 5)):
        by = scene.stage.people["chuthe"]
        changed = draft.content | {"market": "Nội dung: quán trong tỉnh"}
        save_draft(scene.fresh(), "idea", changed, by=by, version=draft.version)
    scene.step("submit_idea", "chuthe", moment(3, 5))
    scene.sign_in("chuthe")
    return scene


def changed(page) -> list[str]:
    """The answers that are marked as changed."""
    found = [line for _title, lines in page.context["sections"] for line in lines]
    return [line.label for line in found if line.changed is not None]


def test_every_version_is_listed_newest_first(twice: Scene) -> None:
    page = twice.page("versions", twice.dossier.public_id, at=LATER)

    assert [v.number for v, _title in page.context["versions"]] == [2, 1]


def test_the_answer_that_changed_is_marked(twice: Scene) -> None:
    page = twice.page("version", twice.dossier.public_id, "idea", 2, at=LATER)

    assert changed(page) == ["Nhu cầu, thị hiếu của thị trường"]


def test_the_first_version_is_compared_with_nothing(twice: Scene) -> None:
    page = twice.page("version", twice.dossier.public_id, "idea", 1, at=LATER)

    assert (page.context["before"], changed(page)) == (None, [])


@pytest.mark.parametrize(("sheet", "number"), [("idea", 3), ("idea", 0), ("plan", 1), ("x", 1)])
def test_a_version_that_is_not_there_is_not_found(twice: Scene, sheet: str, number: int) -> None:
    page = twice.page("version", twice.dossier.public_id, sheet, number, at=LATER)

    assert page.status_code == 404


def test_what_is_being_written_is_in_no_version(scene: Scene) -> None:
    scene.lead_to("submit_plan")
    scene.write(moment(4, 5))
    scene.sign_in("tinh")

    page = scene.page("versions", scene.dossier.public_id, at=moment(4, 5, 12))

    assert [v.sheet for v, _title in page.context["versions"]] == ["idea"]


@pytest.mark.parametrize(
    ("was", "now", "shown"),
    [
        ("hai tấn", "ba tấn", "<del>hai</del> <ins>ba</ins> tấn"),
        ("", "ba tấn", "<ins>ba tấn</ins>"),
        ("ba tấn", "", "<del>ba tấn</del>"),
        ("ba", "ba tấn", "ba <ins>tấn</ins>"),
    ],
)
def test_words_that_came_and_went_are_marked(was: str, now: str, shown: str) -> None:
    assert _difference(was, now) == shown


def test_marks_of_the_writer_stay_text() -> None:
    assert "<b>" not in _difference("x", "<b>x</b> <script>")


def test_a_document_that_took_anothers_place_is_named(scene: Scene) -> None:
    scene.lead_to("certify_local")
    scene.step("return_from_commune", "xa", moment(6, 3), reason="Ảnh mờ")
    scene.attach(moment(6, 4))
    scene.step("submit_rating", "chuthe", moment(6, 4))
    scene.sign_in("huyen")

    page = scene.page("version", scene.dossier.public_id, "rating", 2, at=moment(6, 5))

    marks = {paper.mark for paper in page.context["documents"]}
    assert (marks, len(re.findall("<del>tệp lần trước", page.content.decode()))) == (
        {"thay tệp"},
        2,
    )
