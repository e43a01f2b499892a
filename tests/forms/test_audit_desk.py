"""The auditor's pages: what they show, to whom, and what an address may ask."""

import csv
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.urls import reverse

from forms.spreadsheets import plain
from forms.views import records as records_view
from processes.queries.audit.oddities import ODDITIES
from processes.services import clock
from tests.forms.scene import Scene, moment

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
    ("at", "told"),
    [
        (moment(3, 7, 10), "10:00 thứ Bảy 07/03/2026, ngày nghỉ"),
        (moment(3, 5, 20), "20:00 thứ Năm 05/03/2026, ngoài giờ"),
    ],
)
def test_what_was_done_out_of_hours_says_the_hour_and_whether_it_was_a_day_off(
    scene: Scene, at: datetime, told: str
) -> None:
    scene.lead_to("forward_idea")
    scene.step("forward_idea", "xa", at)

    shown = page(scene, "oddities", loai="ngoai-gio", tu="2026-03-01", den="2026-03-31")

    assert [row.note for row in shown.context["shown"][0].rows] == [told]


NOT_UNDERSTOOD = [
    ("vai-tro", "king", "Vai trò: king"),
    ("don-vi", "x", "Đơn vị: x"),
    ("viec", "drop_table", "Việc: drop_table"),
    ("tu", "2026-13-01", "Từ ngày: 2026-13-01"),
    ("den", "9999-12-31", "Đến hết ngày: 9999-12-31"),
    ("ly-do", "ab", "Lý do có chữ: ab"),
    ("bo-quy-dinh", "qd_1", "Bộ quy định: qd_1"),
    ("ma", "123", "Mã hồ sơ: 123"),
    ("nguoi", "x" * 121, f"Người: {'x' * 121}"),
]


@pytest.mark.parametrize(("name", "value", "told"), NOT_UNDERSTOOD)
def test_what_is_not_understood_finds_nothing_and_is_named_as_the_page_names_it(
    scene: Scene, name: str, value: str, told: str
) -> None:
    response = page(scene, "records", **{name: value})

    shown = response.context
    assert (response.status_code, shown["rows"], shown["unknown"]) == (422, [], [told])


def test_a_search_that_is_not_understood_keeps_what_was_typed(scene: Scene) -> None:
    text = page(scene, "records", ma="123", nguoi="Người xa").content.decode()

    fields = ('name="ma" value="123"', 'name="nguoi" value="Người xa"')
    assert [field in text for field in fields] == [True, True]


def test_a_file_of_a_search_that_is_not_understood_is_led_to_its_page(scene: Scene) -> None:
    response = page(scene, "records_csv", tu="x")

    assert (response.status_code, response.headers["Location"]) == (
        302,
        reverse("records") + "?tu=x",
    )


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
