"""One's own data: a copy of it, and what one asks about it."""

import json
import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse

from processes.models import DataRequest, Dossier
from tests.journeys.stage import Stage, build
from tests.play import at, dossier_in, signed_in


@pytest.fixture
def stage(db: None) -> Stage:
    return build()


@pytest.fixture
def dossier(stage: Stage) -> Dossier:
    return dossier_in(stage, "rating.at_commune")


def copy_of(stage: Stage, who: str) -> tuple[dict[str, Any], list[str]]:
    answer = signed_in(stage, who).get(reverse("own_data_copy"))
    with zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))) as archive:
        return json.loads(archive.read("du-lieu.json")), archive.namelist()


def test_a_person_gets_a_copy_of_what_they_gave(stage: Stage, dossier: Dossier) -> None:
    with at(6, 9):
        data, names = copy_of(stage, "chuthe")

    assert data["account"]["full_name"] == "Người chuthe"
    assert data["dossiers"] == [dossier.code]
    assert [f["sheet"] for f in data["forms_handed_in"]] == ["idea", "plan", "rating"]
    assert [n.partition("/")[0] for n in names] == ["du-lieu.json", dossier.code, dossier.code]


def test_a_copy_names_no_dossier_that_its_owner_may_not_see(stage: Stage, dossier: Dossier) -> None:
    by = stage.people["xa"]
    by.until_on = "2026-06-08"
    by.save()
    with at(6, 9):
        data, names = copy_of(stage, "xa")

    assert [r["what"] for r in data["records"]][:1] == ["Chuyển ý tưởng lên huyện"]
    assert dossier.code not in json.dumps(data)
    assert names == ["du-lieu.json"]


def test_a_copy_names_nobody_else(stage: Stage, dossier: Dossier) -> None:
    with at(6, 11):
        signed_in(stage, "xa").get(reverse("dossier", args=[dossier.public_id]))
        data = copy_of(stage, "chuthe")[0]

    text = json.dumps(data, ensure_ascii=False)
    assert data["looked_at_by"][0]["role"] == "Cán bộ OCOP cấp xã"
    others = [a.user for name, a in stage.people.items() if name != "chuthe"]
    assert [u.full_name for u in others if u.full_name in text] == []


def test_a_request_reaches_the_administrator_and_its_answer_the_person(stage: Stage) -> None:
    with at(6, 9):
        applicant, office = signed_in(stage, "chuthe"), signed_in(stage, "quantri")
        applicant.post(reverse("own_data"), {"kind": "correct", "text": "Số điện thoại đã đổi"})
        listed = office.get(reverse("data_requests")).content.decode()
        one = DataRequest.objects.get()
        office.post(reverse("data_request", args=[one.pk]), {"state": "done", "answer": "Đã sửa"})
        told = applicant.get(reverse("own_data")).content.decode()

    assert "Số điện thoại đã đổi" in listed
    assert "Đã sửa" in told
    assert DataRequest.objects.get().answered_by == stage.people["quantri"]


@pytest.mark.parametrize("who", ["chuthe", "xa", "kiemtoan"])
def test_requests_are_the_administrators(stage: Stage, who: str) -> None:
    with at(6, 9):
        signed_in(stage, "chuthe").post(reverse("own_data"), {"kind": "erase", "text": "x"})
        one = DataRequest.objects.get()
        client = signed_in(stage, who)
        url = reverse("data_request", args=[one.pk])
        answers = [
            client.get(reverse("data_requests")).status_code,
            client.post(url, {"state": "done", "answer": "x"}).status_code,
        ]

    assert answers == [404, 404]
    assert DataRequest.objects.get().state == "open"


def test_an_empty_request_is_refused_in_the_words_of_every_other_form(stage: Stage) -> None:
    with at(6, 9):
        answer = signed_in(stage, "chuthe").post(reverse("own_data"), {"text": "   "})

    assert answer.context["form"].errors == {
        "kind": ["Cần ghi mục này."],
        "text": ["Cần ghi mục này."],
    }
