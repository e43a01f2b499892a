"""The record of a dossier as it is read, and the check of its chain."""

import pytest
from django.db import connection

from processes.models import Record
from processes.services import walls
from tests.forms.scene import COUNCIL, Scene, moment

NOW = moment(3, 6)


def page(scene: Scene, **query: str):
    return scene.page("history", scene.dossier.public_id, at=NOW, **query)


def test_every_record_is_shown_with_its_number(scene: Scene) -> None:
    scene.lead_to("select_idea")
    scene.sign_in("xa")

    entries = page(scene).context["entries"]

    assert [(e.record.seq, e.record.name) for e in entries] == [
        (1, "open_dossier"),
        (2, "submit_idea"),
        (3, "forward_idea"),
    ]


def test_a_reason_stands_under_its_label(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.step("return_idea", "xa", moment(3, 4), reason="Thiếu quy cách.")
    scene.sign_in("chuthe")

    last = page(scene).context["entries"][-1]

    assert [(a.label, a.words) for a in last.answers] == [("Lý do", "Thiếu quy cách.")]


def test_answers_are_shown_in_words_not_in_codes(scene: Scene) -> None:
    scene.lead_to("select_idea")
    scene.step(
        "decline_idea", "huyen", moment(3, 5), failed_check="product", reason="Chưa rõ nguồn gốc."
    )
    scene.sign_in("kiemtoan")

    last = page(scene).context["entries"][-1]

    assert [a.words for a in last.answers] == [
        "Sản phẩm chưa phù hợp mục tiêu của Chương trình",
        "Chưa rõ nguồn gốc.",
    ]


def test_the_list_can_be_narrowed_to_one_role(scene: Scene) -> None:
    scene.lead_to("select_idea")
    scene.sign_in("xa")

    entries = page(scene, role="commune_officer").context["entries"]

    assert [e.record.name for e in entries] == ["forward_idea"]


def test_a_sound_chain_agrees_and_says_how_much_was_looked_at(scene: Scene) -> None:
    scene.lead_to("select_idea")
    scene.sign_in("kiemtoan")

    response = page(scene, verify="1")

    shown = response.content.decode()
    assert (response.context["findings"].records, "● Khớp" in shown) == (3, True)


def test_a_changed_record_is_named(scene: Scene) -> None:
    scene.lead_to("select_idea")
    walls.drop(connection)
    Record.objects.filter(seq=2).update(label="Khác")
    scene.sign_in("kiemtoan")

    response = page(scene, verify="1")

    walls.raise_(connection)
    assert ([p.seq for p in response.context["findings"].problems], b"#r2" in response.content) == (
        [2],
        True,
    )


def test_nothing_is_verified_unasked(scene: Scene) -> None:
    scene.sign_in("kiemtoan")

    assert page(scene).context["findings"] is None


@pytest.mark.parametrize("username", ["xa", "quantri"])
def test_who_may_not_read_the_dossier_finds_no_history(scene: Scene, username: str) -> None:
    scene.sign_in(username)  # the idea is not sent yet

    assert page(scene).status_code == 404


@pytest.mark.parametrize(
    ("username", "own"), [("district_1", True), ("district_2", False), ("kiemtoan", False)]
)
def test_points_are_shown_to_their_giver_only_while_the_council_sits(
    scene: Scene, username: str, own: bool
) -> None:
    scene.lead_to("end")
    scene.scored("district_1")
    scene.sign_in(username)

    last = page(scene).context["entries"][-1]

    assert (last.sealed, bool(last.answers)) == (not own, own)


def test_points_are_open_to_every_reader_after_the_conclusion(scene: Scene) -> None:
    scene.lead_to("end")
    scene.scored(*COUNCIL)
    scene.step("conclude_district", "district_chair", moment(6, 8))
    scene.sign_in("xa")

    entries = page(scene).context["entries"]

    assert {e.sealed for e in entries} == {False}


def test_the_applicant_is_told_the_result_and_not_who_gave_what(scene: Scene) -> None:
    scene.lead_to("end")
    scene.scored(*COUNCIL)
    scene.step("conclude_district", "district_chair", moment(6, 8))
    scene.sign_in("chuthe")

    sheets = [e for e in page(scene).context["entries"] if e.record.name.startswith("submit_score")]

    assert {(e.sealed, e.giver, len(e.answers)) for e in sheets} == {(True, "", 0)}


def test_the_latest_submission_is_named_by_its_sheet(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.sign_in("xa")

    last = page(scene).context["entries"][-1]

    assert {a.key: a.words for a in last.answers}["sheet"] == "Phiếu đăng ký ý tưởng, sản phẩm"
