"""One page for every step: what it asks, what comes of it, and why not."""

from uuid import uuid4

import pytest
from django.urls import reverse

from processes.models import Membership, Record
from tests.forms.scene import Scene, moment
from tests.play import item_of

NOW = moment(3, 4)


@pytest.fixture
def at_commune(scene: Scene) -> Scene:
    scene.lead_to("forward_idea")
    scene.sign_in("xa")
    return scene


@pytest.fixture
def in_council(scene: Scene) -> Scene:
    scene.lead_to("end")
    scene.sign_in("district_1")
    return scene


def text(response) -> str:
    return response.content.decode()


def test_the_page_says_where_the_dossier_goes_and_until_when(at_commune: Scene) -> None:
    page = text(at_commune.page("step", at_commune.dossier.public_id, "forward_idea", at=NOW))

    assert ("Thành phố Buôn Ma Thuột" in page, "13/03/2026" in page) == (True, True)


def test_a_step_moves_the_dossier_and_leads_back_to_it(at_commune: Scene) -> None:
    response = at_commune.take("forward_idea", NOW)

    assert (response.status_code, response.url, at_commune.fresh().state) == (
        302,
        reverse("dossier", args=[at_commune.dossier.public_id]),
        "idea.at_district",
    )


def test_the_next_dossier_opens_on_request_and_the_inbox_where_there_is_none(
    at_commune: Scene,
) -> None:
    response = at_commune.take("forward_idea", NOW, onward="1")

    assert response.url == reverse("inbox")


def test_a_missing_reason_is_an_error_and_nothing_moves(at_commune: Scene) -> None:
    response = at_commune.take("return_idea", NOW, reason="  ")

    assert (response.status_code, at_commune.fresh().state) == (422, "idea.at_commune")


def test_the_title_of_a_page_with_errors_says_so(at_commune: Scene) -> None:
    assert "<title>Lỗi: " in text(at_commune.take("return_idea", NOW, reason=""))


def test_what_was_typed_stays_after_a_refusal(scene: Scene) -> None:
    scene.lead_to("select_idea")
    scene.sign_in("huyen")

    page = text(scene.take("decline_idea", NOW, reason="Sản phẩm chưa rõ nguồn gốc."))

    assert "Sản phẩm chưa rõ nguồn gốc.</textarea>" in page


def test_the_same_key_twice_is_one_step(at_commune: Scene) -> None:
    key = str(uuid4())
    at_commune.take("forward_idea", NOW, key=key)
    before = Record.objects.count()

    response = at_commune.take("forward_idea", NOW, key=key)

    assert (response.status_code, Record.objects.count()) == (302, before)


def test_who_was_slower_reads_who_was_faster(at_commune: Scene) -> None:
    seen = str(at_commune.dossier.version)
    at_commune.step("take_up_idea", "huyen", NOW)

    response = at_commune.take("return_idea", moment(3, 4, 10), seen=seen, reason="Chưa rõ.")

    page = text(response)
    assert (response.status_code, "Người huyen vừa xử lý" in page, "Chưa rõ." in page) == (
        409,
        True,
        True,
    )


def test_an_old_link_to_a_step_that_is_over_says_where_the_dossier_stands(
    at_commune: Scene,
) -> None:
    at_commune.step("forward_idea", "xa", NOW)

    response = at_commune.page("step", at_commune.dossier.public_id, "return_idea", at=NOW)

    assert (response.status_code, response.context["last"]) == (
        409,
        "Bước gần nhất: Chuyển ý tưởng lên huyện, Người xa, lúc 09:00 04/03/2026.",
    )


def test_a_member_of_the_organisation_never_decides_on_its_dossier(at_commune: Scene) -> None:
    person = at_commune.stage.people["xa"].user
    Membership.objects.create(user=person, organisation=at_commune.stage.organisation)

    response = at_commune.take("forward_idea", NOW)

    words = "Thành viên của chủ thể không được xử lý, chấm điểm hồ sơ của chủ thể đó."
    assert (words in text(response), at_commune.fresh().state) == (True, "idea.at_commune")


def test_a_reason_for_return_is_shown_to_the_next_reader_of_the_phase(at_commune: Scene) -> None:
    at_commune.take("return_idea", NOW, reason="Ghi rõ thôn, buôn.")
    at_commune.step("submit_idea", "chuthe", moment(3, 5))

    page = at_commune.page("dossier", at_commune.dossier.public_id, at=moment(3, 5, 10))

    assert [e.record.name for e in page.context["returned"]] == ["return_idea"]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("step", "no_such_step"),
        ("step", "select_idea"),  # the district's
        ("step", "comment"),  # an act
        ("act", "forward_idea"),  # a transition
        ("act", "add_document"),
        ("act", "open_dossier"),
        ("act", "remind"),  # the supervisor's
    ],
)
def test_what_is_not_the_actors_is_not_there(at_commune: Scene, kind: str, name: str) -> None:
    got = at_commune.page(kind, at_commune.dossier.public_id, name, at=NOW)
    sent = at_commune.take(name, NOW, kind=kind)

    assert (got.status_code, sent.status_code) == (404, 404)


def test_the_applicant_cannot_reach_the_document_act_either(scene: Scene) -> None:
    scene.sign_in("chuthe")

    assert scene.take("add_document", NOW, kind="act").status_code == 404


@pytest.mark.parametrize("username", ["quantri", "district_1", "so"])
def test_a_dossier_that_is_not_theirs_is_not_there(at_commune: Scene, username: str) -> None:
    at_commune.sign_in(username)
    name = "comment" if username == "so" else "forward_idea"

    response = at_commune.page("step", at_commune.dossier.public_id, name, at=NOW)

    assert response.status_code == 404


def test_the_applicant_submits_by_the_same_page(scene: Scene) -> None:
    scene.write(moment(3, 3))
    scene.sign_in("chuthe")

    response = scene.take("submit_idea", moment(3, 3))

    assert (response.status_code, scene.fresh().state) == (302, "idea.at_commune")


def test_a_closed_step_says_why_and_who_could_help(scene: Scene) -> None:
    scene.write(moment(3, 3))
    scene.sign_in("chuthe")

    page = text(scene.page("step", scene.dossier.public_id, "submit_idea", at=moment(4, 2)))

    assert (
        "Đã hết thời gian nhận (31/03/2026)." in page,
        "Có thể tháo gỡ: Ban chỉ đạo, lãnh đạo giám sát" in page,
        'name="key"' in page,
    ) == (True, True, False)


def test_a_comment_is_an_act_and_leaves_the_state(at_commune: Scene) -> None:
    at_commune.take("comment", NOW, kind="act", comment="Nhờ gửi thêm ảnh.")

    assert (Record.objects.latest("pk").name, at_commune.fresh().state) == (
        "comment",
        "idea.at_commune",
    )


def test_a_step_of_a_sitting_is_done_on_the_sittings_page(in_council: Scene) -> None:
    item = item_of(in_council.dossier)
    address = ("act", in_council.dossier.public_id, "submit_score_district")

    assert in_council.page(*address, at=moment(6, 5)).url == reverse("score", args=[item.public_id])


def test_the_sheet_that_is_owed_stands_first_on_the_desk(in_council: Scene) -> None:
    in_council.scored()
    page = in_council.page("dossier", in_council.dossier.public_id, at=moment(6, 5))

    names = [c.option.step.name for c in page.context["decisions"]]
    assert names == ["submit_score_district"]


def test_the_desk_keeps_others_scores_closed_until_the_conclusion(in_council: Scene) -> None:
    in_council.scored("district_1", "district_2", "district_3", "district_4")
    address = ("dossier", in_council.dossier.public_id)
    in_council.sign_in("huyen")
    during = text(in_council.page(*address, at=moment(6, 5, 10)))
    in_council.scored("district_chair")
    in_council.step("conclude_district", "district_chair", moment(6, 8))

    afterwards = text(in_council.page(*address, at=moment(6, 8, 10)))

    points = '<td class="figures">83</td>'
    assert (points in during, "4/5" in during, points in afterwards) == (False, True, True)
