"""Official documents hold every field, in both formats, and are handed out to those who may read them."""

import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.urls import reverse
from docx import Document
from pypdf import PdfReader
from weasyprint.urls import FatalURLFetchingError

from forms.papers import dossier_papers, province_papers, sitting_papers
from forms.papers.docx import docx
from forms.papers.paper import Facts, Heading, Paper, Para, Signature, Table
from forms.papers.pdf import html_of, pdf
from processes.flows import sittings
from processes.models import Certificate, Cycle, ScoreSheet, SheetReading, Sitting
from tests.correcting import corrected, wrong
from tests.journeys.stage import Stage, build
from tests.play import again, at, convened, dossier_in, hand_in, marked, members, signed_in, take

TRICKY = "Trà <b>ô long</b> & “mật ong” Ê Đê"
PAPER = Paper(
    key="thu",
    above="UBND tỉnh",
    issuer="Hội đồng",
    number="Số: 1/BB",
    place_and_date="Đắk Lắk, ngày 10 tháng 7 năm 2026",
    title="Biên bản",
    subtitle=TRICKY,
    blocks=(
        Heading("Phần một"),
        Para(TRICKY),
        Facts((("Nhãn", TRICKY), ("Trống", ""))),
        Table(("STT", "Tên"), tuple((str(n), f"{TRICKY} {n}") for n in range(60)), (15, 150), (0,)),
    ),
    signatures=(Signature("Thư ký", name="Nguyễn Thị Ánh"),),
    recipients=("Như trên",),
    marks=("ĐÃ THU HỒI theo Quyết định 9/QĐ",),
    qr="https://ocop.example/chung-nhan/ABC/",
    draft=True,
)


def words(text: str) -> str:
    """Return a text without its white space, which layouts differ in."""
    return "".join(text.split())


def in_pdf(content: bytes) -> str:
    return words("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages))


def in_docx(content: bytes) -> str:
    document = Document(BytesIO(content))
    texts = [p.text for p in document.paragraphs]
    texts += [c.text for t in document.tables for row in t.rows for c in row.cells]
    return words("".join(texts))


FIELDS = [
    "UBND tỉnh", "Hội đồng", "Số: 1/BB", "ngày 10 tháng 7 năm 2026", TRICKY, "Phần một", "Nhãn",
    f"{TRICKY} 59", "Thư ký", "Nguyễn Thị Ánh", "Như trên", "DỰ THẢO", "ĐÃ THU HỒI theo Quyết định 9/QĐ",
    "https://ocop.example/chung-nhan/ABC/",
]  # fmt: skip


@pytest.mark.parametrize(("write", "read"), [(pdf, in_pdf), (docx, in_docx)])
def test_a_paper_holds_every_field(write: object, read: object) -> None:
    text = read(write(PAPER)).casefold()  # type: ignore[operator]

    assert [f for f in FIELDS if words(f).casefold() not in text] == []


def test_what_is_given_is_text_and_never_markup() -> None:
    assert "<b>ô long</b>" not in html_of(PAPER)


def test_the_header_of_a_long_table_is_on_every_page() -> None:
    pages = PdfReader(BytesIO(pdf(PAPER))).pages

    assert ["STT" in page.extract_text() for page in pages] == [True] * len(pages)
    assert len(pages) > 1


def test_a_paper_fetches_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    fetching = html_of(PAPER).replace("data:image/png;base64,", "http://127.0.0.1:1/")
    monkeypatch.setattr("forms.papers.pdf.html_of", lambda _paper: fetching)

    with pytest.raises(FatalURLFetchingError, match="Error fetching"):
        pdf(PAPER)


@pytest.fixture
def stage(db: None) -> Stage:
    return build()


def test_the_receipt_names_what_was_handed_in_and_when_to_expect_an_answer(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.at_commune")
    version = dossier.versions.select_related("record").latest("pk")
    text = in_docx(docx(dossier_papers.receipt(dossier, version)))

    said = (dossier.code, "Cà phê bột", "Giấy đăng ký kinh doanh", "ngày 11 tháng 06 năm 2026")
    assert [s for s in said if words(s) not in text] == []


def test_the_request_for_completion_gives_reason_and_documents(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.at_district")
    with at(6, 8):
        take(stage, dossier, "return_from_district")
    made = dossier_papers.completion_request(again(dossier))

    assert made is not None
    text = in_docx(docx(made))
    assert (words("Ảnh mờ") in text, words("Sản phẩm mẫu") in text) == (True, True)


def test_the_refusal_says_when_the_idea_may_come_back(stage: Stage) -> None:
    made = dossier_papers.refusal(dossier_in(stage, "idea.not_selected"))

    assert made is not None
    assert words("Sau 7 ngày") in in_docx(docx(made))


@pytest.mark.parametrize(
    ("sheet", "is_new", "title"),
    [
        ("idea", True, "Phiếu đăng ký sản phẩm mới"),
        ("idea", False, "Phiếu đăng ký sản phẩm đã có"),
        ("plan", True, "Phương án, kế hoạch kinh doanh sản phẩm"),
        ("rating", True, "Giới thiệu bộ máy tổ chức"),
    ],
)
def test_a_form_holds_every_answer(stage: Stage, sheet: str, is_new: bool, title: str) -> None:
    dossier = dossier_in(stage, "rating.at_commune")
    dossier.product.is_new = is_new
    made = dossier_papers.form(dossier, dossier.versions.filter(sheet=sheet).latest("pk"))
    text = in_docx(docx(made))

    given = dossier.versions.filter(sheet=sheet).latest("pk").data["fields"].values()
    told = [g for g in given if isinstance(g, str) and len(g) > 3]
    assert (made.title, [g for g in told if words(g) not in text]) == (title, [])


@pytest.fixture
def closed(stage: Stage) -> Sitting:
    """A sitting of 9 June that was closed, one dossier at 82.4 points."""
    dossier = dossier_in(stage, "rating.at_district")
    with at(6, 9):
        item = convened(stage, dossier, "district")
        people = members(stage, "district")
        sheet = marked(item, 26, 20, 33) | {"notes": {"1.2": "Máy rang mới"}}
        sittings.hand_in(item, sheet, "Sản phẩm tốt", by=people[0], key=uuid4())
        for member in people[1:]:
            hand_in(item, member, 30, 20, 33)
        chair = stage.people["district_chair"]
        sittings.close(item.sitting, "Hội đồng nhất trí.", by=chair, key=uuid4())
    return Sitting.objects.get(pk=item.sitting_id)


def test_the_minutes_give_attendance_points_mean_and_conclusion(closed: Sitting) -> None:
    text = in_docx(docx(sitting_papers.minutes(closed)))

    said = ("5/5", "Điểm trung bình 82,2; kết quả: 4 sao", "Hội đồng nhất trí.", "Người district_1")
    assert [s for s in said if words(s) not in text] == []


def test_a_score_sheet_gives_every_criterion_with_its_note(closed: Sitting) -> None:
    sheet = ScoreSheet.objects.order_by("pk")[0]
    text = in_docx(docx(sitting_papers.score_sheet(sheet)))

    known = sheet.edition.definition if sheet.edition else None
    assert known is not None
    said = [c.title for c in known.criteria] + ["Máy rang mới", "Sản phẩm tốt", "79"]
    assert [s for s in said if words(s) not in text] == []


def test_looking_at_a_sheet_is_noted(stage: Stage, closed: Sitting) -> None:
    sheet = ScoreSheet.objects.order_by("pk")[0]
    with at(6, 10):
        page = signed_in(stage, "district_2").get(reverse("sheet_paper", args=[sheet.pk, "docx"]))

    read = SheetReading.objects.get()
    assert (page.status_code, read.sheet, read.appointment) == (
        200,
        sheet,
        stage.people["district_2"],
    )


@pytest.mark.parametrize("who", ["chuthe", "xa", "so", "tinh", "province_1"])
def test_the_districts_minutes_are_not_for_everybody(
    stage: Stage, closed: Sitting, who: str
) -> None:
    with at(6, 10):
        url = reverse("sitting_paper", args=[closed.public_id, "bien-ban", "pdf"])

        assert signed_in(stage, who).get(url).status_code == 404


def test_the_transfer_list_counts_samples(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.at_province")
    with at(6, 30):
        client, url = signed_in(stage, "huyen"), reverse("transfer_paper", args=["docx"])
        text = in_docx(client.get(url, {"so": "4/UBND"}).content)
        other = client.get(url, {"so": "5/UBND"}).status_code

    assert (words("1 hồ sơ, 5 sản phẩm mẫu") in text, dossier.code in text, other) == (
        True,
        False,
        404,
    )


def test_the_draft_of_a_decision_says_so(stage: Stage) -> None:
    dossier_in(stage, "rating.awaiting_decision")
    with at(6, 30):
        page = signed_in(stage, "lanhdao").get(reverse("decision_paper", args=["docx"]))

    text = in_docx(page.content)
    assert ("DỰTHẢO" in text, words("Công nhận 1 sản phẩm") in text) == (True, True)


def test_a_certificate_leads_to_its_public_page(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.awaiting_decision")
    with at(7, 10):
        take(stage, dossier, "issue_decision")
    found = Certificate.objects.get()
    address = f"https://ocop.example/{found.code}/"
    made = province_papers.certificate(found, address, date(2026, 7, 10))

    said = ("OCOP-1", "4 sao", "09 tháng 07 năm 2029", found.code, made.qr)
    assert [s for s in said if words(s) not in in_docx(docx(made))] == []


def handed(stage: Stage, found: Certificate, kind: str) -> bytes:
    """Return a certificate's paper as its applicant gets it on 11 June."""
    url = reverse("certificate_paper", args=[found.code, kind])
    with at(6, 11):
        return signed_in(stage, "chuthe").get(url).content


@pytest.mark.parametrize(("kind", "read"), [("pdf", in_pdf), ("docx", in_docx)])
def test_a_revoked_certificate_says_so_before_anything_else(
    stage: Stage, kind: str, read: Callable[[bytes], str]
) -> None:
    found = corrected(stage, "issue_decision").certificate
    text = read(handed(stage, found, kind))

    mark = words("ĐÃ THU HỒI theo Quyết định 99/QĐ ngày 09 tháng 06 năm 2026")
    assert -1 < text.find(mark) < text.find(words(found.number))


def test_a_certificate_in_force_says_nothing_of_a_revocation(stage: Stage) -> None:
    found = wrong(stage, "issue_decision").certificate

    assert "THUHỒI" not in in_pdf(handed(stage, found, "pdf"))


def test_a_revoked_certificate_of_training_stays_on_one_page(stage: Stage) -> None:
    found = corrected(stage, "issue_decision").certificate
    Cycle.objects.update(is_training=True)

    assert len(PdfReader(BytesIO(handed(stage, found, "pdf"))).pages) == 1


@pytest.mark.parametrize("is_training", [True, False])
def test_a_certificate_of_training_says_so(stage: Stage, is_training: bool) -> None:
    found = wrong(stage, "issue_decision").certificate
    Cycle.objects.update(is_training=is_training)

    text = in_pdf(handed(stage, found, "pdf"))
    assert (words("Dữ liệu huấn luyện, không phải giấy tờ thật.") in text) is is_training


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_a_certificate_of_an_embedded_database_says_so(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, vendor: str
) -> None:
    found = wrong(stage, "issue_decision").certificate
    monkeypatch.setattr("forms.papers.words.connection", SimpleNamespace(vendor=vendor))
    made = province_papers.certificate(found, "https://ocop.example/", date(2026, 6, 11))

    said = "Cơ sở dữ liệu nhúng (SQLite): để chạy thử và tập huấn."
    assert made.marks == ((said,) if vendor == "sqlite" else ())


def test_a_decision_says_which_of_its_certificates_was_revoked_since(stage: Stage) -> None:
    found = corrected(stage, "issue_decision").certificate
    url = reverse("decision_paper", args=["docx"], query={"so": found.decision_number})
    with at(6, 11):
        text = in_docx(signed_in(stage, "lanhdao").get(url).content)

    assert words(f"{found.number} (đã thu hồi)") in text


def test_the_referral_package_holds_the_whole_dossier(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.awaiting_referral")
    with at(7, 10):
        url = reverse("referral_package", args=[dossier.public_id])
        answers = {w: signed_in(stage, w).get(url) for w in ("lanhdao", "chuthe", "huyen")}

    names = zipfile.ZipFile(BytesIO(answers["lanhdao"].content)).namelist()
    kinds = [n.partition("/")[0] for n in names]
    assert sorted(set(kinds)) == ["bieu", "giay-to", "hoi-dong", "lich-su.jsonl", "muc-luc.csv"]
    assert (kinds.count("bieu"), kinds.count("giay-to"), kinds.count("hoi-dong")) == (3, 2, 2)
    assert {w: a.status_code for w, a in answers.items()} == {
        "lanhdao": 200,
        "chuthe": 404,
        "huyen": 404,
    }
