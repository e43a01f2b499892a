"""The pages of the cycle's duties: who finds them, what is kept, what is handed out."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from processes.flows.duties import plan_duties
from processes.inspection.reasons import SAID
from processes.models import Duty, DutyEvidence, Unit
from processes.services import clock
from tests.forms.scene import Scene, moment
from tests.journeys.steps import PDF


@pytest.fixture
def planned(scene: Scene) -> Scene:
    plan_duties(scene.stage.cycle)
    return scene


def duty(scene: Scene, key: str, period: str = "", unit: Unit | None = None) -> Duty:
    return Duty.objects.get(unit=unit or scene.stage.district, key=key, period=period)


def send(scene: Scene, found: Duty, day: tuple[int, int], **data: object):
    with clock.standing_at(moment(*day)):
        return scene.client.post(reverse("duty", args=[found.public_id]), data)


def body(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("quyết định.pdf", PDF)


def test_what_an_office_owes_stands_in_its_inbox_soonest_first(planned: Scene) -> None:
    planned.sign_in("huyen")

    owed = planned.page("inbox", at=moment(3, 20)).context["owed"]

    assert [(row.label, row.light.tone) for row in owed] == [
        ("Xây dựng, phê duyệt kế hoạch năm", "late"),
        ("Hội nghị chuyên đề về Chương trình", "late"),
        ("Tuyên truyền về Chương trình", "late"),
        ("Báo cáo quý gửi Văn phòng Điều phối tỉnh, quý I", "calm"),
        ("Kế hoạch xúc tiến thương mại", "calm"),
        ("Tổng hợp danh sách ý tưởng gửi tỉnh", "calm"),
    ]


def test_the_inbox_leads_to_what_comes_later_by_its_number(planned: Scene) -> None:
    planned.sign_in("xa")

    page = planned.page("inbox", at=moment(3, 20))
    commune = planned.stage.commune.pk
    listed = planned.page("duties", at=moment(3, 20), stand="planned", unit=str(commune))

    assert page.context["coming"] == listed.context["page"].paginator.count == 1
    assert f"?stand=planned&amp;unit={commune}" in body(page)


def test_a_duty_is_done_with_its_evidence(planned: Scene) -> None:
    planned.sign_in("huyen")
    found = duty(planned, "annual_plan")

    answer = send(planned, found, (2, 10), note="Xong", files=pdf(), complete="")

    assert (answer.status_code, Duty.objects.get(pk=found.pk).note) == (302, "Xong")


def test_without_evidence_the_page_says_so_and_keeps_what_was_written(planned: Scene) -> None:
    planned.sign_in("huyen")
    found = duty(planned, "annual_plan")

    answer = send(planned, found, (2, 10), note="Đã họp xong", complete="")

    assert answer.status_code == 422
    assert "Phải đính kèm minh chứng: Kế hoạch năm đã phê duyệt." in body(answer)
    assert "Đã họp xong" in body(answer)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("kế hoạch.exe", PDF, SAID["kind"]),
        ("kế hoạch.pdf", b"MZ", SAID["content"].format(extension=".pdf")),
        ("kế hoạch.pdf", b"", SAID["empty"]),
    ],
)
def test_a_file_that_is_refused_is_named_at_its_question(
    planned: Scene, name: str, content: bytes, said: str
) -> None:
    planned.sign_in("huyen")
    files = [pdf(), SimpleUploadedFile(name, content)]

    answer = send(planned, duty(planned, "annual_plan"), (2, 10), files=files, complete="")

    errors = answer.context["form"].errors["files"]
    assert (answer.status_code, errors) == (422, [f"{name}: {said}"])
    assert '<a href="#id_files">' in body(answer)
    assert DutyEvidence.objects.count() == 0


def test_a_note_that_is_too_long_is_kept_in_the_form(planned: Scene) -> None:
    planned.sign_in("huyen")
    note = "a" * 2001

    answer = send(
        planned, duty(planned, "annual_plan"), (2, 10), note=note, files=pdf(), complete=""
    )

    assert (answer.status_code, answer.context["form"]["note"].value()) == (422, note)
    assert Duty.objects.get(pk=duty(planned, "annual_plan").pk).done_at is None


def test_several_files_are_all_kept(planned: Scene) -> None:
    planned.sign_in("huyen")
    files = [SimpleUploadedFile(f"{n}.pdf", PDF + b"%%%d" % n) for n in range(3)]

    send(planned, duty(planned, "annual_plan"), (2, 10), note="", files=files, complete="")

    names = DutyEvidence.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["0.pdf", "1.pdf", "2.pdf"]


def test_what_is_no_report_has_no_draft(planned: Scene) -> None:
    planned.sign_in("huyen")

    answer = send(planned, duty(planned, "annual_plan"), (2, 10), draft="")

    assert answer.status_code == 404


def test_a_draft_keeps_the_note_that_was_typed(planned: Scene) -> None:
    planned.sign_in("huyen")

    page = send(planned, duty(planned, "quarterly_report", "Q1"), (3, 20), note="Gửi", draft="")

    assert page.context["form"]["note"].value() == "Gửi"


def test_a_report_is_its_own_offices_until_it_is_done(planned: Scene) -> None:
    planned.sign_in("huyen")
    found = duty(planned, "quarterly_report", "Q1")
    send(planned, found, (3, 20), content="Chưa xong đâu", save="")

    def seen(day: int) -> tuple[bool, int]:
        planned.sign_in("tinh")
        page = planned.page("duty", found.public_id, at=moment(3, day))
        paper = planned.page("duty_report", found.public_id, "docx", at=moment(3, day))
        return "Chưa xong đâu" in body(page), paper.status_code

    before = seen(21)
    planned.sign_in("huyen")
    send(planned, found, (3, 22), content="Chưa xong đâu", note="", complete="")

    assert (before, seen(23)) == ((False, 404), (True, 200))


def test_a_report_is_drafted_from_the_districts_own_figures(planned: Scene) -> None:
    planned.lead_to("forward_idea")
    planned.sign_in("huyen")

    page = send(planned, duty(planned, "quarterly_report", "Q1"), (3, 20), draft="")

    assert "- Ý tưởng đã nộp: 1." in page.context["form"]["content"].value()
    assert (
        Duty.objects.get(key="quarterly_report", period="Q1", unit=planned.stage.district).content
        == ""
    )


def test_a_report_is_handed_out_as_a_paper(planned: Scene) -> None:
    planned.sign_in("huyen")
    found = duty(planned, "quarterly_report", "Q1")
    send(planned, found, (3, 20), content="Báo cáo", note="", save="")

    paper = planned.page("duty_report", found.public_id, "docx", at=moment(3, 20))

    assert paper["Content-Disposition"] == 'attachment; filename="bao-cao-q1-2026.docx"'


def test_evidence_is_a_download_that_cannot_run(planned: Scene) -> None:
    planned.sign_in("huyen")
    send(planned, duty(planned, "annual_plan"), (2, 10), note="", files=pdf(), complete="")
    kept = DutyEvidence.objects.get()

    file = planned.page("evidence", kept.public_id, at=moment(2, 11))

    assert file["Content-Disposition"].startswith("attachment;")
    assert file["Content-Security-Policy"] == "sandbox; default-src 'none'"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("huyen", 200),
        ("tinh", 200),
        ("giamsat", 200),
        ("kiemtoan", 200),
        ("xa", 404),
        ("chuthe", 404),
        ("so", 404),
        ("district_chair", 404),
        ("quantri", 404),
    ],
)
def test_a_districts_duty_is_read_by_it_and_those_above(
    planned: Scene, who: str, status: int
) -> None:
    planned.sign_in(who)

    page = planned.page("duty", duty(planned, "annual_plan").public_id, at=moment(2, 10))

    assert page.status_code == status


def test_another_districts_duty_is_not_there(planned: Scene) -> None:
    other = Unit.objects.filter(level="district").exclude(pk=planned.stage.district.pk)[0]
    planned.sign_in("huyen")

    page = planned.page(
        "duty", duty(planned, "annual_plan", unit=other).public_id, at=moment(2, 10)
    )

    assert page.status_code == 404


@pytest.mark.parametrize("who", ["tinh", "giamsat"])
def test_who_reads_a_duty_below_does_not_do_it(planned: Scene, who: str) -> None:
    planned.sign_in(who)
    found = duty(planned, "annual_plan")

    answer = send(planned, found, (2, 10), note="", files=pdf(), complete="")

    assert (answer.status_code, Duty.objects.get(pk=found.pk).done_at) == (404, None)


def test_strangers_to_an_evidence_are_told_that_there_is_none(planned: Scene) -> None:
    planned.sign_in("huyen")
    send(planned, duty(planned, "annual_plan"), (2, 10), note="", files=pdf(), complete="")
    kept = DutyEvidence.objects.get()
    planned.sign_in("xa")

    assert planned.page("evidence", kept.public_id, at=moment(2, 11)).status_code == 404


def test_those_above_read_how_late_each_unit_is_the_widest_first(planned: Scene) -> None:
    planned.sign_in("giamsat")

    units = planned.page("duties", at=moment(3, 1)).context["units"]

    province, district = planned.stage.province, planned.stage.district
    assert (len(units), units[0]) == (200, (province.pk, province.name, 4))
    assert (district.pk, district.name, 3) in units[1:16]


def test_a_number_of_the_board_opens_a_list_as_long(planned: Scene) -> None:
    planned.sign_in("giamsat")

    board = planned.page("oversight", at=moment(3, 1)).context["duties"]
    listed = planned.page("duties", at=moment(3, 1), stand="late").context["page"]

    label, figure = board[0]
    assert (label, figure.count) == ("quá hạn", listed.paginator.count)
