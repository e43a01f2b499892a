"""A dossier's whole story: to whom, what stands in it, and the moments of its past."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from processes.models import SheetReading
from processes.queries.messages import stars
from processes.services import clock
from processes.services.readings import note_readings
from tests.forms.scene import COUNCIL, Scene, moment

NOW = moment(6, 20)


def page(scene: Scene, name: str, *args: object, **query: str) -> Any:
    scene.sign_in("kiemtoan")
    return scene.page(name, *args, at=NOW, **query)


@pytest.mark.parametrize("username", ["chuthe", "xa", "giamsat", "quantri"])
def test_a_dossiers_story_is_the_auditors_alone(scene: Scene, username: str) -> None:
    scene.lead_to("select_idea")
    scene.sign_in(username)

    assert scene.page("story", scene.dossier.public_id, at=NOW).status_code == 404


def test_the_story_has_every_part_of_a_dossier_that_was_scored(scene: Scene) -> None:
    scene.lead_to("end")
    scene.scored(*COUNCIL)
    scene.step("conclude_district", "district_chair", moment(6, 8))
    sheet = scene.dossier.sheets.first()
    with clock.standing_at(moment(6, 9)):
        note_readings([sheet], scene.stage.people["huyen"])

    shown = page(scene, "story", scene.dossier.public_id).context

    assert len(shown["entries"]) == scene.fresh().version
    assert [s.version.sheet for s in shown["submitted"]] == ["idea", "plan", "rating"]
    assert len(shown["results"][0].sheets) == 5
    assert [(r.by.user.username, bool(what)) for r, what in shown["reads"]] == [("huyen", True)]
    assert shown["documents"].count() == scene.dossier.documents.count()


def test_a_sheet_of_a_sitting_that_goes_on_is_not_in_the_story(scene: Scene) -> None:
    scene.lead_to("end")
    scene.scored("district_1")

    response = page(scene, "story", scene.dossier.public_id)

    assert (response.context["results"], response.context["progress"].have) == ([], 1)
    assert "83" not in [a.words for a in response.context["entries"][-1].answers]


def test_a_second_submission_shows_what_changed(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.step("return_idea", "xa", moment(3, 4), reason="Thiếu quy cách.")
    scene.write(moment(3, 5))
    scene.step("submit_idea", "chuthe", moment(3, 5, 10))

    submitted = page(scene, "story", scene.dossier.public_id).context["submitted"]

    assert [(s.version.number, s.is_first, len(s.changed)) for s in submitted] == [
        (1, True, 0),
        (2, False, 0),
    ]


@pytest.mark.parametrize(
    ("luc", "state"),
    [
        ("2026-03-03T10:00", "Xã tiếp nhận ý tưởng"),
        ("2026-03-03T10:00:00+07:00", "Xã tiếp nhận ý tưởng"),
        ("2026-03-02T10:00", "Đang soạn ý tưởng"),
        ("2026-03-01T10:00", ""),
        ("1999-03-01T10:00", ""),
        ("0002-03-01T10:00", ""),
    ],
)
def test_a_past_moment_is_read_from_the_address(scene: Scene, luc: str, state: str) -> None:
    scene.lead_to("select_idea")

    response = page(scene, "story", scene.dossier.public_id, luc=luc)

    stood = response.context["stood"]
    assert (response.status_code, stood.state if stood else "") == (200, state)


def test_before_its_first_record_a_dossier_was_not_there(scene: Scene) -> None:
    text = page(scene, "story", scene.dossier.public_id, luc="1999-03-01T10:00").content.decode()

    told = "Lúc đó hồ sơ chưa được lập. Bản ghi đầu tiên: 09:00 02/03/2026."
    assert (told in text, 'value="1999-03-01T10:00:00"' in text) == (True, True)


@pytest.mark.parametrize(
    ("luc", "told", "typed"),
    [
        (
            "2031-03-01T10:00",
            "Lúc này chưa đến. Hãy chọn một lúc đã qua.",
            "2031-03-01T10:00:00",
        ),
        (
            "0001-01-01T00:00",
            "Không hiểu thời điểm “0001-01-01T00:00”. Viết như 2026-05-01T10:00.",
            "0001-01-01T00:00",
        ),
        ("hôm qua", "Không hiểu thời điểm “hôm qua”. Viết như 2026-05-01T10:00.", "hôm qua"),
    ],
)
def test_a_moment_that_cannot_be_shown_is_said_and_kept(
    scene: Scene, luc: str, told: str, typed: str
) -> None:
    response = page(scene, "story", scene.dossier.public_id, luc=luc)

    shown = response.context
    assert (response.status_code, shown["refused"], shown["typed"], shown["stood"]) == (
        422,
        told,
        typed,
        None,
    )


@pytest.mark.parametrize(
    ("luc", "shown"),
    [
        ("2026-03-03T10:00", "2026-03-03T10:00:00"),
        ("2026-03-03T10:00:00.000001", "2026-03-03T10:00:01"),
        ("2026-03-03T03:00:00+00:00", "2026-03-03T10:00:00"),
    ],
)
def test_the_field_shows_the_moment_in_whole_seconds(scene: Scene, luc: str, shown: str) -> None:
    response = page(scene, "story", scene.dossier.public_id, luc=luc)

    assert response.context["typed"] == shown


def test_the_past_names_who_could_do_what(scene: Scene) -> None:
    scene.lead_to("select_idea")

    stood = page(scene, "story", scene.dossier.public_id, luc="2026-03-03T10:00").context["stood"]

    ways = {who.user.username: [w.label for w in ways if w.open] for who, ways in stood.people}
    assert ways["xa"] == [
        "Yêu cầu hoàn thiện ý tưởng",
        "Chuyển ý tưởng lên huyện",
        "Trao đổi về hồ sơ",
    ]


def test_reading_the_desk_writes_no_reading(scene: Scene) -> None:
    scene.lead_to("end")
    scene.scored(*COUNCIL)
    scene.step("conclude_district", "district_chair", moment(6, 8))

    page(scene, "story", scene.dossier.public_id)

    assert not SheetReading.objects.exists()


@pytest.mark.parametrize(("number", "told"), [(1, "1 sao"), (4, "4 sao")])
def test_stars_are_counted_in_words(number: int, told: str) -> None:
    assert stars(number) == told


def test_a_sitting_is_named_in_the_records_of_a_story(scene: Scene) -> None:
    scene.lead_to("end")
    council = scene.dossier.agenda.get().sitting.council

    entries = page(scene, "story", scene.dossier.public_id).context["entries"]

    told = [a.words for e in entries for a in e.answers if a.key == "sitting"]
    assert set(told) == {f"Phiên 1, {council}"}


def test_a_story_that_shows_the_newest_looks_alone_says_so(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("processes.queries.audit.reads.MOST", 2)
    monkeypatch.setattr("forms.views.story.MOST", 2)
    for minute in range(3):
        with clock.standing_at(NOW + timedelta(minutes=11 * minute)):
            scene.sign_in("kiemtoan")
            scene.client.get(reverse("dossier", args=[scene.dossier.public_id]))

    text = page(scene, "story", scene.dossier.public_id).content.decode()

    address = f"{reverse('readings')}?ma={scene.dossier.code}"
    assert ("Chỉ 2 lượt mới nhất." in text, address in text) == (True, True)
