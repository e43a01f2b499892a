"""The inbox: what waits for me, what I may take up, what waits elsewhere."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.forms.scene import Scene, moment, open_one


def lists(response) -> dict[str, int]:
    return {tab.key: tab.total for tab in response.context["tabs"]}


def shown(response) -> list[str]:
    return [row.dossier.product.name for row in response.context["rows"]]


def submitted(scene: Scene, name: str, day: int) -> None:
    """Another dossier, handed in on that day of March."""
    first, scene.dossier = scene.dossier, open_one(scene.stage, name)
    scene.write(moment(3, day))
    scene.step("submit_idea", "chuthe", moment(3, day))
    scene.dossier = first


def test_a_submitted_idea_is_the_communes_work(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.sign_in("xa")

    response = scene.page("inbox", at=moment(3, 3, 10))

    assert (lists(response), shown(response)) == (
        {"must": 1, "elsewhere": 0},
        ["Cà phê bột Tân Lập"],
    )


def test_the_district_may_take_up_what_stands_at_the_commune(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.sign_in("huyen")

    response = scene.page("inbox", at=moment(3, 3, 10))

    assert lists(response) == {"must": 0, "may": 1, "elsewhere": 0}


def test_what_went_on_waits_elsewhere(scene: Scene) -> None:
    scene.lead_to("select_idea")
    scene.sign_in("xa")

    response = scene.page("inbox", at=moment(3, 4, 10), tab="elsewhere")

    assert (lists(response), shown(response)) == (
        {"must": 0, "elsewhere": 1},
        ["Cà phê bột Tân Lập"],
    )


def test_an_unsent_idea_is_in_no_officers_list(scene: Scene) -> None:
    scene.sign_in("xa")

    assert lists(scene.page("inbox", at=moment(3, 3))) == {"must": 0, "elsewhere": 0}


def test_the_soonest_due_stands_first(scene: Scene) -> None:
    submitted(scene, "Sau", 5)
    submitted(scene, "Trước", 3)
    scene.sign_in("xa")

    assert shown(scene.page("inbox", at=moment(3, 5))) == ["Trước", "Sau"]


def test_search_sets_marks_aside(scene: Scene) -> None:
    submitted(scene, "Mật ong Đắk Lắk", 3)
    submitted(scene, "Bơ sáp", 3)
    scene.sign_in("xa")

    assert shown(scene.page("inbox", at=moment(3, 4), q="mat ong dak")) == ["Mật ong Đắk Lắk"]


def test_search_finds_by_the_last_figures_of_the_code(scene: Scene) -> None:
    submitted(scene, "Bơ sáp", 3)
    scene.sign_in("xa")

    assert shown(scene.page("inbox", at=moment(3, 4), q="000002")) == ["Bơ sáp"]


@pytest.mark.parametrize(
    ("hour", "due", "names"),
    [((3, 6, 23), "today", ["Bơ"]), ((3, 7, 0), "overdue", ["Bơ"]), ((3, 7, 0), "today", [])],
)
def test_the_last_day_ends_at_midnight(scene: Scene, hour, due, names) -> None:
    submitted(scene, "Bơ", 3)  # Tuesday; three working days: until Friday the 6th
    scene.sign_in("xa")

    assert shown(scene.page("inbox", at=moment(*hour), due=due)) == names


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        ((3, 3, 10), "Còn 3 ngày làm việc"),
        ((3, 5, 10), "Còn 1 ngày làm việc"),
        ((3, 6, 10), "Hạn hôm nay"),
        ((3, 7, 10), "Quá hạn"),
        ((3, 9, 10), "Quá hạn 1 ngày làm việc"),
    ],
)
def test_the_light_counts_working_days(scene: Scene, hour, words) -> None:
    submitted(scene, "Bơ", 3)
    scene.sign_in("xa")

    response = scene.page("inbox", at=moment(*hour))

    assert [row.light.words for row in response.context["rows"]] == [words]


def test_what_the_applicant_holds_is_paused_for_the_office(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.step("return_idea", "xa", moment(3, 4), reason="Thiếu quy cách.")
    scene.sign_in("xa")

    response = scene.page("inbox", at=moment(3, 4, 10), tab="elsewhere")

    assert [row.light.tone for row in response.context["rows"]] == ["paused"]


def test_the_number_of_queries_does_not_grow_with_the_list(scene: Scene) -> None:
    submitted(scene, "Một", 3)
    scene.sign_in("xa")
    with CaptureQueriesContext(connection) as one:
        scene.page("inbox", at=moment(3, 4))
    submitted(scene, "Hai", 3)
    submitted(scene, "Ba", 3)

    with CaptureQueriesContext(connection) as three:
        scene.page("inbox", at=moment(3, 4))

    assert len(three) == len(one)


def test_an_empty_inbox_says_so_and_what_next(scene: Scene) -> None:
    scene.sign_in("xa")

    assert "Hết việc." in scene.page("inbox", at=moment(3, 3)).content.decode()


def test_a_councillor_owes_a_sheet_until_it_is_given(scene: Scene) -> None:
    scene.lead_to("end")
    scene.scored()
    scene.sign_in("district_1")
    before = lists(scene.page("inbox", at=moment(6, 5)))

    scene.scored("district_1")

    after = lists(scene.page("inbox", at=moment(6, 5, 10)))
    assert (before["must"], after["must"]) == (1, 0)


def test_a_search_of_five_hundred_words_is_borne(scene: Scene) -> None:
    scene.sign_in("xa")

    assert scene.page("inbox", at=moment(3, 3), q="ca phe " * 250).status_code == 200
