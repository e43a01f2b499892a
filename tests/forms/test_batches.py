"""One paper over many dossiers: all of them, or none."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from processes.models import Certificate, Dossier
from tests.journeys.stage import Stage, build
from tests.play import again, at, dossier_in, signed_in, take


@pytest.fixture
def stage(db: None) -> Stage:
    return build()


@pytest.fixture
def waiting(stage: Stage) -> list[Dossier]:
    return [dossier_in(stage, "rating.awaiting_decision", name) for name in ("Cà phê", "Trà")]


def shown(stage: Stage, kind: str, who: str) -> str:
    """Return the page of a batch on 10 July."""
    with at(7, 10):
        return signed_in(stage, who).get(reverse("batch", args=[kind])).content.decode()


def send(stage: Stage, who: str, kind: str, dossiers: list[Dossier], **given: str) -> Any:
    client = Client()
    client.force_login(stage.people[who].user)
    chosen = [str(d.public_id) for d in dossiers]
    with at(7, 10):
        return client.post(reverse("batch", args=[kind]), {"dossier": chosen, **given})


PAPER = {"paper_number": "12/QĐ-UBND", "paper_on": "2026-07-10"}


def test_one_decision_certifies_all_that_are_chosen(stage: Stage, waiting: list[Dossier]) -> None:
    send(stage, "lanhdao", "quyet-dinh", waiting, **PAPER)

    given = Certificate.objects.order_by("number").values_list("number", "decision_number")
    assert list(given) == [
        ("OCOP-66-2026-0001", "12/QĐ-UBND"),
        ("OCOP-66-2026-0002", "12/QĐ-UBND"),
    ]


def test_what_is_not_chosen_goes_on_waiting(stage: Stage, waiting: list[Dossier]) -> None:
    send(stage, "lanhdao", "quyet-dinh", waiting[:1], **PAPER)

    assert [str(again(d).state) for d in waiting] == ["end.certified", "rating.awaiting_decision"]


def facts(stage: Stage, kind: str, who: str, state: str) -> str:
    """Return what the page of a batch says of its one dossier, white space as read."""
    dossier = dossier_in(stage, state)
    row = shown(stage, kind, who).partition('<p class="candidate-facts">')[2].partition("</p>")[0]
    assert reverse("dossier", args=[dossier.public_id]) in row
    return " ".join(re.sub("<[^>]+>", " ", row).split())


def test_whoever_signs_sees_star_points_and_term_of_each_dossier_and_can_open_it(
    stage: Stage,
) -> None:
    said = facts(stage, "quyet-dinh", "lanhdao", "rating.awaiting_decision")

    assert said == "4 sao 87 điểm ■ Quá hạn 17 ngày làm việc 17/06/2026 Xem hồ sơ Cà phê bột"


def test_a_batch_costs_no_query_more_for_each_dossier(
    stage: Stage, waiting: list[Dossier], django_assert_max_num_queries: Any
) -> None:
    with CaptureQueriesContext(connection) as two:
        shown(stage, "quyet-dinh", "lanhdao")
    dossier_in(stage, "rating.awaiting_decision", "Tiêu")
    with django_assert_max_num_queries(len(two)):
        shown(stage, "quyet-dinh", "lanhdao")


def test_nothing_chosen_is_said(stage: Stage, waiting: list[Dossier]) -> None:
    answer = send(stage, "lanhdao", "quyet-dinh", [], **PAPER)

    assert (answer.status_code, "Chưa chọn hồ sơ nào." in answer.content.decode()) == (422, True)


def test_one_refusal_keeps_all_where_they_are(stage: Stage, waiting: list[Dossier]) -> None:
    Dossier.objects.filter(pk=waiting[1].pk).update(star=2)
    answer = send(stage, "lanhdao", "quyet-dinh", waiting, **PAPER)

    assert (answer.status_code, Certificate.objects.count()) == (422, 0)
    assert "hồ sơ này có 2 sao" in answer.content.decode()


def test_a_paper_of_tomorrow_is_refused_once_at_its_field_and_nothing_typed_is_lost(
    stage: Stage, waiting: list[Dossier]
) -> None:
    answer = send(stage, "lanhdao", "quyet-dinh", waiting, **PAPER | {"paper_on": "2031-01-01"})

    text = "Ngày quyết định: không được sau hôm nay (10/07/2026)."
    form, shown = answer.context["form"], answer.content.decode()
    assert (answer.status_code, form.errors["paper_on"]) == (422, [text])
    assert [c.reasons for c in answer.context["candidates"]] == [[], []]
    assert ('value="2031-01-01"' in shown, 'value="12/QĐ-UBND"' in shown) == (True, True)


def test_a_day_that_is_wrong_for_one_dossier_is_said_at_that_one_too(
    stage: Stage, waiting: list[Dossier]
) -> None:
    later = dossier_in(stage, "rating.province_council", "Tiêu")
    with at(6, 20):
        take(stage, later, "conclude_province")
    given = PAPER | {"paper_on": "2026-06-10"}
    answer = send(stage, "lanhdao", "quyet-dinh", [*waiting, later], **given)

    text = "Ngày văn bản không được trước ngày Hội đồng tỉnh kết luận (20/06/2026)."
    assert answer.context["form"].errors["paper_on"] == [text]
    said = {c.dossier.pk: c.reasons for c in answer.context["candidates"]}
    assert said == {d.pk: [] for d in waiting} | {later.pk: [text]}


def test_a_district_sends_its_list_with_samples(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.district_passed")
    send(stage, "huyen", "chuyen-tinh", [dossier], note_number="4/UBND", note_on="2026-07-09")

    last = dossier.records.latest("seq")
    assert (str(again(dossier).state), '"samples":5' in last.body) == ("rating.at_province", True)


@pytest.mark.parametrize("who", ["chuthe", "xa", "huyen", "tinh", "giamsat", "kiemtoan"])
def test_nobody_but_the_leader_decides(stage: Stage, waiting: list[Dossier], who: str) -> None:
    assert send(stage, who, "quyet-dinh", waiting, **PAPER).status_code == 404
    assert Certificate.objects.count() == 0


def test_the_page_says_what_the_paper_does_before_it_is_pressed(
    stage: Stage, waiting: list[Dossier]
) -> None:
    client = Client()
    client.force_login(stage.people["lanhdao"].user)
    with at(7, 10):
        page = client.get(reverse("batch", args=["quyet-dinh"])).content.decode()

    assert "hồ sơ được chọn sang bước “Được công nhận (3, 4 hoặc 5 sao)”" in page


@pytest.mark.parametrize(
    ("kind", "who", "state"),
    [
        ("quyet-dinh", "lanhdao", "rating.awaiting_decision"),
        ("trung-uong", "lanhdao", "rating.awaiting_referral"),
        ("chuyen-tinh", "huyen", "rating.district_passed"),
    ],
)
def test_a_batch_that_can_be_taken_back_says_until_when_as_its_step_does(
    stage: Stage, kind: str, who: str, state: str
) -> None:
    dossier_in(stage, state)
    page = shown(stage, kind, who)

    said = "Nếu sai chỉ có thể thu hồi, do người thứ hai quyết, chậm nhất ngày 17/07/2026."
    assert (said in page, "không lùi lại được" in page) == (True, False)
