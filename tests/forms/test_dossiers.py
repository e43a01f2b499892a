"""The list of dossiers: one's own, or all that a role may see."""

import pytest

from tests.forms.scene import Scene, moment, open_one

NOON = moment(3, 4, 12)


def names(response) -> list[str]:
    return [row.dossier.product.name for row in response.context["rows"]]


def sent(scene: Scene, name: str) -> None:
    """Another dossier, handed in on 3 March."""
    first, scene.dossier = scene.dossier, open_one(scene.stage, name)
    scene.write(moment(3, 3))
    scene.step("submit_idea", "chuthe", moment(3, 3))
    scene.dossier = first


@pytest.mark.parametrize("words", ["ca phe bot", "CÀ PHÊ BỘT", "lap bot", "ocop-26-000001"])
def test_a_search_sets_marks_case_and_order_aside(scene: Scene, words: str) -> None:
    sent(scene, "Mật ong rừng")
    scene.sign_in("chuthe")

    assert names(scene.page("dossiers", at=NOON, q=words)) == ["Cà phê bột Tân Lập"]


def test_a_search_that_finds_nothing_offers_the_way_back(scene: Scene) -> None:
    scene.sign_in("chuthe")

    page = scene.page("dossiers", at=NOON, q="sau rieng").content.decode()

    assert "Không có hồ sơ nào khớp." in page


def test_what_waits_for_the_applicant_comes_first(scene: Scene) -> None:
    sent(scene, "Mật ong rừng")  # due at the commune on 6 March, before the window closes
    scene.sign_in("chuthe")

    assert names(scene.page("dossiers", at=NOON)) == ["Cà phê bột Tân Lập", "Mật ong rừng"]


def test_what_waits_for_the_applicant_is_on_the_first_page(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forms.views.dossiers.PAGE", 1)
    sent(scene, "Mật ong rừng")
    scene.sign_in("chuthe")

    assert names(scene.page("dossiers", at=NOON)) == ["Cà phê bột Tân Lập"]


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("idea", ["Cà phê bột Tân Lập", "Mật ong rừng"]),
        ("idea.at_commune", ["Mật ong rừng"]),
        ("rating", []),
        ("khong.co", []),
    ],
)
def test_a_list_is_narrowed_to_a_phase_or_a_state(
    scene: Scene, state: str, found: list[str]
) -> None:
    sent(scene, "Mật ong rừng")
    scene.sign_in("chuthe")

    assert names(scene.page("dossiers", at=NOON, state=state)) == found


def test_the_overdue_are_those_whose_term_is_over(scene: Scene) -> None:
    sent(scene, "Mật ong rừng")
    scene.sign_in("tinh")

    assert names(scene.page("dossiers", at=moment(3, 9), overdue="1")) == ["Mật ong rừng"]


def test_an_officer_does_not_see_what_was_not_sent(scene: Scene) -> None:
    scene.sign_in("xa")

    assert names(scene.page("dossiers", at=NOON)) == []
