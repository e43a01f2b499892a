"""The auditor's pages: what they show, to whom, and what an address may ask."""

import csv
from io import StringIO
from typing import Any

import pytest
from django.urls import reverse

from forms.spreadsheets import plain
from forms.views import records as records_view
from processes.models import SheetReading
from processes.queries.audit.oddities import ODDITIES
from processes.services import clock
from processes.services.readings import note_readings
from tests.forms.scene import COUNCIL, Scene, moment

NOW = moment(6, 20)
PAGES = ("audit", "records", "records_csv", "oddities", "sample")


def page(scene: Scene, name: str, *args: object, **query: str) -> Any:
    scene.sign_in("kiemtoan")
    return scene.page(name, *args, at=NOW, **query)


def sent(response: Any) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode()
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("username", ["chuthe", "xa", "huyen", "tinh", "giamsat", "lanhdao"])
def test_the_desk_is_the_auditors_alone(scene: Scene, username: str, name: str) -> None:
    scene.sign_in(username)

    assert scene.page(name, at=NOW).status_code == 404


@pytest.mark.parametrize("username", ["chuthe", "xa", "giamsat", "quantri"])
def test_a_dossiers_story_is_the_auditors_alone(scene: Scene, username: str) -> None:
    scene.lead_to("select_idea")
    scene.sign_in(username)

    assert scene.page("story", scene.dossier.public_id, at=NOW).status_code == 404


def test_who_signs_in_as_an_auditor_comes_to_the_desk(scene: Scene) -> None:
    response = page(scene, "home")

    assert (response.status_code, response.headers["Location"]) == (302, reverse("audit"))


def test_the_desk_has_every_oddity_with_its_number_and_a_sample_of_the_day(scene: Scene) -> None:
    response = page(scene, "audit")

    figures = [f.oddity.key for f in response.context["figures"]]
    assert figures == [one.key for one in ODDITIES]
    assert [d.code for d in response.context["drawn"]] == ["OCOP-26-000001"]


def test_the_seed_of_the_day_is_the_day_as_people_write_it(scene: Scene) -> None:
    lot = page(scene, "audit").context["lot"]

    assert lot.seed == f"{NOW:%d/%m/%Y}"


def test_a_number_of_the_desk_is_the_length_of_its_list(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.step("forward_idea", "xa", moment(3, 7))  # a Saturday
    scene.sign_in("kiemtoan")
    desk = scene.page("audit", at=moment(3, 10))
    figure = next(f for f in desk.context["figures"] if f.oddity.key == "ngoai-gio")

    with clock.standing_at(moment(3, 10)):
        listed = scene.client.get(figure.url)

    assert (figure.number, len(listed.context["shown"][0].rows)) == (1, 1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("vai-tro", "king"),
        ("don-vi", "x"),
        ("viec", "drop_table"),
        ("tu", "2026-13-01"),
        ("den", "9999-12-31"),
        ("ly-do", "ab"),
        ("bo-quy-dinh", "qd_1"),
        ("ma", "123"),
        ("nguoi", "x" * 121),
    ],
)
def test_what_is_not_understood_finds_nothing_and_is_named(
    scene: Scene, name: str, value: str
) -> None:
    response = page(scene, "records", **{name: value})

    assert (response.context["rows"], response.context["asked"].unknown) == ([], (name,))


@pytest.mark.parametrize("after", ["x", "1-", "-1", "99999999999999999999-1", "9" * 18 + "-1"])
def test_a_place_that_is_none_begins_at_the_newest(scene: Scene, after: str) -> None:
    assert len(page(scene, "records", sau=after).context["rows"]) == 1


def test_pages_lead_on_to_the_oldest(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.lead_to("select_idea")
    monkeypatch.setattr(records_view, "PAGE", 2)
    first = page(scene, "records", vai_tro="")
    second = scene.client.get(reverse("records") + first.context["older"])

    seqs = [[r.record.seq for r in p.context["rows"]] for p in (first, second)]
    assert (seqs, second.context["older"], first.context["number"]) == ([[3, 2], [1]], "", 3)


def test_a_record_leads_to_its_place_in_the_story(scene: Scene) -> None:
    scene.lead_to("forward_idea")

    text = page(scene, "records").content.decode()

    assert reverse("story", args=[scene.dossier.public_id]) + "#r2" in text


def test_the_csv_holds_what_the_list_shows(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.step("return_idea", "xa", moment(3, 4), reason="Thiếu quy cách.")

    rows = sent(page(scene, "records_csv", viec="return_idea"))

    header, row = rows
    told = dict(zip(header, row, strict=True))
    assert told | {"ma_bam": "", "can_cu": ""} == {
        "ma_ho_so": "OCOP-26-000001",
        "so": "3",
        "luc": "2026-03-04T09:00:00.000000+07:00",
        "loai": "transition",
        "viec": "return_idea",
        "ten_viec": "Yêu cầu hoàn thiện ý tưởng",
        "tu": "idea.at_commune",
        "den": "idea.to_complete",
        "nguoi": "Người xa",
        "vai_tro": "commune_officer",
        "pham_vi": "Phường Tân Lập",
        "thay_mat": "",
        "da_ghi": "Thiếu quy cách.",
        "can_cu": "",
        "bo_quy_dinh": "dl_2022",
        "ma_bam": "",
    }


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_a_reason_that_would_be_a_formula_is_sent_as_text(scene: Scene, begin: str) -> None:
    assert plain(f"{begin}HYPERLINK(1)") == f"'{begin}HYPERLINK(1)"


def test_a_formula_in_a_reason_comes_out_quoted(scene: Scene) -> None:
    scene.lead_to("forward_idea")
    scene.step("return_idea", "xa", moment(3, 4), reason="=1+1")

    row = sent(page(scene, "records_csv", viec="return_idea"))[1]

    assert row[12] == "'=1+1"


def test_a_csv_that_was_cut_says_so_in_its_last_line(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.lead_to("select_idea")
    monkeypatch.setattr(records_view, "MOST_LINES", 2)

    rows = sent(page(scene, "records_csv"))

    last = "Còn nữa: tệp này dừng ở 2 dòng; hãy thu hẹp thời gian."
    assert ([len(r) for r in rows], rows[-1][0]) == ([16, 16, 16, 1], last)


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
    ("luc", "misread", "state"),
    [
        ("2026-03-03T10:00", False, "Xã tiếp nhận ý tưởng"),
        ("2026-03-03T10:00:00+07:00", False, "Xã tiếp nhận ý tưởng"),
        ("2026-03-02T10:00", False, "Đang soạn ý tưởng"),
        ("2026-03-01T10:00", False, ""),
        ("2031-03-01T10:00", True, ""),
        ("0001-01-01T00:00", True, ""),
        ("hôm qua", True, ""),
    ],
)
def test_a_past_moment_is_read_from_the_address(
    scene: Scene, luc: str, misread: bool, state: str
) -> None:
    scene.lead_to("select_idea")

    shown = page(scene, "story", scene.dossier.public_id, luc=luc).context

    stood = shown["stood"]
    assert (shown["misread"], stood.state if stood else "") == (misread, state)


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

    assert response.context["shown_at"] == shown


def test_the_past_names_who_could_do_what(scene: Scene) -> None:
    scene.lead_to("select_idea")

    stood = page(scene, "story", scene.dossier.public_id, luc="2026-03-03T10:00").context["stood"]

    ways = {who.user.username: [w.label for w in ways if w.open] for who, ways in stood.people}
    assert ways["xa"] == [
        "Yêu cầu hoàn thiện ý tưởng",
        "Chuyển ý tưởng lên huyện",
        "Trao đổi về hồ sơ",
    ]


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"tu": "2026-03-01", "den": "2026-03-31"}, False),
        ({"tu": "2026-03-31", "den": "2026-03-01"}, True),
        ({"tu": "2020-01-01"}, True),
        ({"tu": "x"}, True),
    ],
)
def test_a_period_that_cannot_be_taken_is_said(
    scene: Scene, query: dict[str, str], wrong: bool
) -> None:
    assert page(scene, "oddities", **query).context["wrong"] is wrong


def test_an_oddity_that_is_none_is_not_there(scene: Scene) -> None:
    assert page(scene, "oddities", loai="gian-lan").status_code == 404


def test_no_page_says_fraud(scene: Scene) -> None:
    texts = [page(scene, name).content.decode().casefold() for name in ("audit", "oddities")]

    assert [w for w in ("gian lận", "vi phạm") if any(w in t for t in texts)] == []


def test_a_sample_without_a_seed_gets_one_and_an_address(scene: Scene) -> None:
    response = page(scene, "sample", so="5")

    assert (response.status_code, "hat-giong=" in response.headers["Location"]) == (302, True)
    assert "den-ma=OCOP-26-000001" in response.headers["Location"]


def test_the_sample_of_an_address_is_the_same_in_the_csv(scene: Scene) -> None:
    query = {"so": "5", "hat-giong": "a1", "nam": "2026"}
    drawn = [d.code for d in page(scene, "sample", **query).context["drawn"]]

    rows = sent(page(scene, "sample_csv", **query))

    assert ([r[1] for r in rows[2:]], rows[0][:2]) == (drawn, ["hat_giong", "a1"])


def test_reading_the_desk_writes_no_reading(scene: Scene) -> None:
    scene.lead_to("end")
    scene.scored(*COUNCIL)
    scene.step("conclude_district", "district_chair", moment(6, 8))

    page(scene, "story", scene.dossier.public_id)

    assert not SheetReading.objects.exists()
