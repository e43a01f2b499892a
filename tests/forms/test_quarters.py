"""The quarterly report on the page, as XLSX and as PDF: the same figures, and no formula in them."""

import re
from datetime import date
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from django.urls import reverse
from pypdf import PdfReader

from forms.papers.quarter_papers import last_quarters
from forms.papers.sheets import Sheet, xlsx
from processes.models import Organisation, Product, Unit
from tests.journeys import stage as stages
from tests.journeys.stage import Stage
from tests.play import at, dossier_in, signed_in, take

NS = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
BEFORE_1900 = date(1899, 12, 30)  # day 0 of Excel's calendar


@pytest.fixture
def stage(db: None) -> Stage:
    return stages.build()


def get(stage: Stage, name: str, *args: object, who: str = "giamsat", **query: str) -> Any:
    with at(6, 25):
        return signed_in(stage, who).get(reverse(name, args=args), query_params=query)


def rows(content: bytes, number: int) -> list[list[str | float]]:
    """Read a sheet back: text as text, figures as figures."""
    with ZipFile(BytesIO(content)) as parts:
        shared = ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))  # noqa: S314 -- ours
        strings = ["".join(t.text or "" for t in si.iter(f"{{{NS['x']}}}t")) for si in shared]
        page = ElementTree.fromstring(parts.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314 -- ours
    return [
        [
            strings[int(v.text or 0)] if c.get("t") == "s" else float(v.text or 0)
            for c in row.findall("x:c", NS)
            if (v := c.find("x:v", NS)) is not None
        ]
        for row in page.iter(f"{{{NS['x']}}}row")
    ]


def raw(content: bytes, number: int) -> str:
    with ZipFile(BytesIO(content)) as parts:
        return parts.read(f"xl/worksheets/sheet{number}.xml").decode()


def certified(stage: Stage, name: str = "Mật ong") -> None:
    dossier = dossier_in(stage, "rating.awaiting_decision", name=name)
    with at(6, 24):
        take(stage, dossier, "issue_decision", paper_on="2026-06-24")


def test_the_page_the_workbook_and_the_paper_say_the_same(stage: Stage) -> None:
    certified(stage)
    dossier_in(stage, "plan.at_commune", name="Bơ sáp")

    page = get(stage, "quarterly", nam="2026", quy="2")
    book = get(stage, "quarterly_file", 2026, 2, "xlsx").content
    paper = get(stage, "quarterly_file", 2026, 2, "pdf").content

    shown = [(f.words, f.count) for f in page.context["whole"]]
    assert [(row[0], row[-1]) for row in rows(book, 1)[2:]] == shown
    text = "".join(p.extract_text() for p in PdfReader(BytesIO(paper)).pages)
    said = re.sub(r"\s+", " ", text)
    missing = [(words, n) for words, n in shown if f"{words} {n}" not in said]
    assert missing == []


def test_the_wide_table_says_that_it_can_be_swiped(stage: Stage) -> None:
    assert "Kéo ngang để xem hết" in get(stage, "quarterly").content.decode()


def test_a_figure_opens_the_dossiers_that_it_counts(stage: Stage) -> None:
    certified(stage)
    dossier_in(stage, "idea.at_commune", name="Bơ sáp")

    listed = [
        get(stage, "dossiers", quy=key, **{"don-vi": stage.district.code}).context
        for key in (
            "2026-q2-certified",
            "2026-q2-certified_4",
            "2026-q2-certified_3",
            "2026-q1-ideas",
        )
    ]

    assert [[r.dossier.product.name for r in one["rows"]] for one in listed] == [
        ["Mật ong"],
        ["Mật ong"],
        [],
        ["Bơ sáp", "Mật ong"],
    ]
    assert listed[1]["sentence"] == (
        "1 hồ sơ ở Thành phố Buôn Ma Thuột, Sản phẩm được công nhận, 4 sao trong quý II năm 2026"
    )


def test_days_and_figures_of_the_workbook_are_such(stage: Stage) -> None:
    certified(stage)

    book = get(stage, "quarterly_file", 2026, 2, "xlsx").content

    product = rows(book, 2)[2]
    assert (product[0], product[2], product[6]) == (1.0, "Mật ong", 4.0)
    assert product[9] == (date(2026, 6, 24) - BEFORE_1900).days


def test_the_header_stays_in_sight(stage: Stage) -> None:
    book = get(stage, "quarterly_file", 2026, 2, "xlsx").content

    assert all('state="frozen"' in raw(book, number) for number in (1, 2, 3))


@pytest.mark.parametrize("odd", ["=1+1", "+84", "-2", "@SUM(A1)", '=HYPERLINK("http://x","y")'])
def test_what_somebody_typed_never_becomes_a_formula(stage: Stage, odd: str) -> None:
    certified(stage)
    Product.objects.update(name=odd)
    Organisation.objects.update(name=odd)

    book = get(stage, "quarterly_file", 2026, 2, "xlsx").content

    product = rows(book, 2)[2]
    assert (product[2], product[3]) == (odd, odd)
    assert [re.findall(r"<f[ >]|<hyperlink", raw(book, n)) for n in (1, 2, 3)] == [[], [], []]


def test_a_sheet_without_rows_has_its_header() -> None:
    assert rows(xlsx([Sheet("Trang", "Nói gì", ("Cột",), [])]), 1) == [["Nói gì"], ["Cột"]]


def test_the_file_says_unit_year_and_quarter_in_its_name(stage: Stage) -> None:
    names = [
        get(stage, "quarterly_file", 2026, 1, k)["Content-Disposition"] for k in ("xlsx", "pdf")
    ]

    assert names == [f'attachment; filename="bao-cao-ocop-66-2026-q1.{k}"' for k in ("xlsx", "pdf")]


def test_a_paper_is_vietnamese_whoever_reads_it(stage: Stage) -> None:
    with at(6, 25):
        client = signed_in(stage, "giamsat")
        client.post(reverse("set_language"), {"language": "en"})
        book = client.get(reverse("quarterly_file", args=[2026, 2, "xlsx"])).content

    assert rows(book, 1)[2][0] == "Ý tưởng đã nộp"


def test_quarters_that_have_not_begun_are_not_reported(stage: Stage) -> None:
    assert get(stage, "quarterly_file", 2026, 3, "xlsx").status_code == 404
    assert last_quarters([2026], date(2026, 6, 25)) == [(2026, 2), (2026, 1)]


@pytest.mark.parametrize(("quarter", "kind"), [(0, "pdf"), (5, "pdf"), (2, "csv")])
def test_what_is_no_quarter_or_no_file_is_not_found(stage: Stage, quarter: int, kind: str) -> None:
    assert get(stage, "quarterly_file", 2026, quarter, kind).status_code == 404


def test_odd_values_show_the_quarter_that_is_likely_wanted(stage: Stage) -> None:
    table = get(stage, "quarterly", nam="%00", quy="9" * 30).context["table"]

    assert (table.year, table.quarter) == (2026, 2)


def test_another_districts_supervisor_is_told_nothing_of_this_one(stage: Stage) -> None:
    certified(stage)
    other = Unit.objects.filter(level="district").exclude(pk=stage.district.pk)[0]
    stage.appoint("giamsat-khac", "supervisor", unit=other)

    page = get(stage, "quarterly", who="giamsat-khac")
    book = get(stage, "quarterly_file", 2026, 2, "xlsx", who="giamsat-khac").content

    assert {(f.count, f.href) for f in page.context["whole"]} == {(0, "")}
    assert len(rows(book, 2)) == 2


@pytest.mark.parametrize("who", ["chuthe", "xa", "huyen", "so", "district_chair", "quantri"])
def test_who_does_not_watch_gets_neither_page_nor_file(stage: Stage, who: str) -> None:
    answers = [
        get(stage, "quarterly", who=who),
        get(stage, "quarterly_file", 2026, 2, "xlsx", who=who),
        get(stage, "quarterly_file", 2026, 2, "pdf", who=who),
    ]

    assert [a.status_code for a in answers] == [404, 404, 404]
