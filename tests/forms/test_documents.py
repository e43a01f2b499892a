"""The documents: the checklist, handing a file in, reading one."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from processes.inspection.reasons import SAID
from processes.models import ChecklistItem, Document
from processes.services import clock
from tests.forms.scene import Scene, moment
from tests.journeys.steps import PDF
from tests.processes.hostile import refused
from tests.processes.made import photograph

IN_JUNE = moment(6, 1, 12)
HOSTILE = {what: rest for what, *rest in refused()}


@pytest.fixture
def rating(scene: Scene) -> Scene:
    """The scene with a rating file in the applicant's hand."""
    scene.lead_to("submit_rating")
    return scene


def send(scene: Scene, name: str = "giấy phép.pdf", content: bytes = PDF, **data: str):
    scene.sign_in("chuthe")
    sent = {"item": "business_registration", "key": str(uuid4())} | data
    if content:
        sent["file"] = SimpleUploadedFile(name, content)
    with clock.standing_at(IN_JUNE):
        return scene.client.post(reverse("documents", args=[scene.dossier.public_id]), sent)


def lines(scene: Scene, at=IN_JUNE) -> dict:
    response = scene.page("documents", scene.dossier.public_id, at=at)
    return {line.item.code: line for line in response.context["lines"]}


def download(scene: Scene, username: str, document: Document, at=IN_JUNE):
    scene.sign_in(username)
    return scene.page("document", document.public_id, at=at)


def test_a_file_is_taken_for_its_line(rating: Scene) -> None:
    send(rating)

    assert lines(rating)["business_registration"].current.name == "giấy phép.pdf"


def test_a_file_that_was_taken_leads_back_to_its_line(rating: Scene) -> None:
    url = reverse("documents", args=[rating.dossier.public_id])

    assert send(rating).url == f"{url}#business_registration"


def test_a_newer_file_takes_the_place_and_the_older_stays_listed(rating: Scene) -> None:
    send(rating)
    send(rating, name="bản rõ.pdf", content=PDF + b"%2")

    line = lines(rating)["business_registration"]
    assert (line.current.name, [d.name for d in line.older]) == ("bản rõ.pdf", ["giấy phép.pdf"])


def test_the_same_form_sent_twice_takes_one_file(rating: Scene) -> None:
    key = str(uuid4())

    send(rating, key=key)
    send(rating, key=key)

    assert Document.objects.count() == 1


def test_what_is_mandatory_and_not_there_is_owed(rating: Scene) -> None:
    rating.sign_in("chuthe")

    owed = [code for code, line in lines(rating).items() if line.owed]

    assert owed == ["business_registration", "sample_photo"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"", "Chưa chọn tệp."),
        ("a.exe", b"MZ", SAID["kind"]),
        ("a.pdf", b"<script>", SAID["content"].format(extension=".pdf")),
    ],
)
def test_a_file_that_will_not_do_is_refused_in_words(
    rating: Scene, name: str, content: bytes, said: str
) -> None:
    response = send(rating, name=name, content=content)

    assert (response.status_code, response.context["failed"]) == (422, [said])


def test_a_refusal_stands_beside_its_line_and_keeps_the_others(rating: Scene) -> None:
    send(rating)

    response = send(rating, name="a.exe", content=b"MZ", item="sample_photo")

    kept = {line.item.code: line for line in response.context["lines"]}
    assert (response.context["failed_item"], kept["business_registration"].current.name) == (
        "sample_photo",
        "giấy phép.pdf",
    )


@pytest.mark.parametrize("item", ["", "khong_co", "idea_form"])
def test_a_line_that_takes_no_file_is_not_found(rating: Scene, item: str) -> None:
    assert send(rating, item=item).status_code == 404


def test_before_the_rating_no_file_is_taken(scene: Scene) -> None:
    response = send(scene)

    assert (response.status_code, Document.objects.count()) == (422, 0)


def test_an_officer_hands_nothing_in(rating: Scene) -> None:
    rating.sign_in("xa")
    url = reverse("documents", args=[rating.dossier.public_id])

    with clock.standing_at(IN_JUNE):
        assert rating.client.post(url, {"item": "sample_photo"}).status_code == 404


@pytest.mark.parametrize(
    ("username", "status"), [("chuthe", 200), ("kiemtoan", 200), ("xa", 404), ("tinh", 404)]
)
def test_a_file_not_handed_in_yet_is_the_applicants_and_the_auditors(
    rating: Scene, username: str, status: int
) -> None:
    send(rating)

    assert download(rating, username, Document.objects.get()).status_code == status


def test_a_file_that_was_handed_in_is_read_by_those_who_decide(scene: Scene) -> None:
    scene.lead_to("certify_local")

    response = download(scene, "xa", Document.objects.first(), moment(6, 2, 12))

    assert b"".join(response.streaming_content).startswith(b"%PDF-")


def test_a_download_carries_its_vietnamese_name(rating: Scene) -> None:
    send(rating)

    response = download(rating, "chuthe", Document.objects.get())

    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''gi%E1%BA%A5y%20ph%C3%A9p.pdf"
    )


def test_only_what_is_asked_anew_is_marked(scene: Scene) -> None:
    scene.lead_to("certify_local")
    given = {"documents": ["sample_photo"], "reason": "Ảnh mờ"}
    scene.step(
        "certify_local",
        "xa",
        moment(6, 3),
        local_labour="90",
        local_material="80",
        confirmed=True,
    )
    scene.step("return_from_district", "huyen", moment(6, 4), **given)
    scene.sign_in("chuthe")

    asked = [code for code, line in lines(scene, moment(6, 4, 12)).items() if line.asked]

    assert asked == ["sample_photo"]


def test_what_was_handed_in_anew_is_no_longer_asked(scene: Scene) -> None:
    test_only_what_is_asked_anew_is_marked(scene)
    scene.sign_in("chuthe")
    sent = {"item": "sample_photo", "key": str(uuid4())}
    with clock.standing_at(moment(6, 4, 13)):
        url = reverse("documents", args=[scene.dossier.public_id])
        scene.client.post(url, sent | {"file": SimpleUploadedFile("rõ.pdf", PDF)})

    assert [c for c, line in lines(scene, moment(6, 4, 14)).items() if line.asked] == []


@pytest.mark.parametrize("what", ["macro", "JavaScript, hidden", "flood of points", "two endings"])
def test_the_page_has_every_file_inspected_and_keeps_none_that_is_refused(
    rating: Scene, what: str
) -> None:
    name, make, code = HOSTILE[what]

    response = send(rating, name=name, content=make())

    assert (response.status_code, response.context["failed"]) == (422, [SAID[code]])
    assert Document.objects.count() == 0


def test_a_file_that_is_too_large_is_named_and_the_form_is_there(
    rating: Scene, settings: Any
) -> None:
    settings.UPLOAD_MAX_BYTES = 3 << 20
    response = send(rating, content=PDF + bytes(3 << 20))

    assert response.context["failed"] == [SAID["large"].format(most=3)]
    assert response.context["failed_item"] == "business_registration"


def test_a_file_of_some_size_arrives_whole(rating: Scene) -> None:
    content = PDF + b"%" + b" " * (3 << 20)  # above what is held in memory

    send(rating, content=content)

    assert Document.objects.get().file.read() == content


def test_a_picture_says_that_it_was_written_anew_and_that_nobody_scanned_it(rating: Scene) -> None:
    send(rating, name="ảnh.jpg", content=photograph(), item="sample_photo")

    page = rating.page("documents", rating.dossier.public_id, at=IN_JUNE).content.decode()
    found = Document.objects.get()
    said = f'<span title="{found.sha256}">ảnh đã được ghi lại; mã băm là của bản được giữ</span>'
    assert f"{said}, chưa quét mã độc" in page


def test_a_download_is_private_and_runs_nowhere(rating: Scene) -> None:
    send(rating)

    response = download(rating, "chuthe", Document.objects.get())

    headers = ("X-Content-Type-Options", "Content-Security-Policy", "Cross-Origin-Resource-Policy")
    assert [response[h] for h in headers] == [
        "nosniff",
        "sandbox; default-src 'none'",
        "same-origin",
    ]
    assert (response["Content-Disposition"].partition(";")[0], response["Cache-Control"]) == (
        "attachment",
        "no-store",
    )


def test_a_refusal_at_the_top_names_the_paper_that_failed(rating: Scene) -> None:
    shown = send(rating, name="a.exe", content=b"MZ", item="sample_photo").content.decode()

    top = shown.partition('class="mistakes"')[2].partition("</div>")[0]
    name = ChecklistItem.objects.get(code="sample_photo").name
    assert f'<a href="#sample_photo">{name}: ' in top
