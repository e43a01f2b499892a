"""The reference data: what is loaded, that it is whole, and that a province's edits stay."""

import csv
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import holidays
import pytest
import yaml
from django.db import IntegrityError, connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from processes import models
from processes.models import CalendarDay, ChecklistItem, OrganisationKind, Sector, Subgroup, Unit
from processes.reference.loader import load, rows

pytestmark = pytest.mark.django_db

FIRST_DAY = date(2022, 7, 18)
YEARS = range(2022, 2028)
FILES = ("units", "departments", "classification", "organisation_kinds", "calendar", "checklist")
SUBGROUP = ("name", "set", "ministry", "provincial_department")
NOTHING = dict.fromkeys(FILES, 0)
# what stands on others comes first
TABLES: tuple[type[Model], ...] = (
    *(Subgroup, models.ProductGroup, Sector, models.Department),
    *(OrganisationKind, CalendarDay, ChecklistItem, Unit),
)
# where the team keeps what the files were written from; not part of a release
COLLECTED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
needs_collected = pytest.mark.skipif(
    not COLLECTED.is_dir(), reason="the collected sources are not beside the project"
)


def collected_csv(path: str) -> list[dict[str, str]]:
    with (COLLECTED / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def collected_version(path: str) -> dict[str, Any]:
    versions = yaml.safe_load((COLLECTED / path).read_text(encoding="utf-8"))["versions"]
    (found,) = [version for version in versions if version["id"] == "qd1048"]
    return dict(found)


def days(kind: str) -> dict[date, str]:
    found = CalendarDay.objects.filter(kind=kind, date__year__in=YEARS)
    return dict(found.values_list("date", "name"))


def empty_tables() -> None:
    for level in ("commune", "district"):
        Unit.objects.filter(level=level).delete()
    for table in TABLES:
        table._default_manager.all().delete()


def everything() -> list[list[tuple[Any, ...]]]:
    return [list(table._default_manager.order_by("pk").values_list()) for table in TABLES]


def later_ward(valid_from: date, name: str) -> Unit:
    return Unit.objects.create(
        code="24133", valid_from=valid_from, level="commune", kind="phường", name=name
    )


def test_there_is_one_province() -> None:
    provinces = Unit.objects.filter(level="province")

    assert list(provinces.values_list("code", "name", "parent")) == [("66", "Tỉnh Đắk Lắk", None)]


def test_there_are_15_districts() -> None:
    kinds = Unit.objects.filter(level="district").values_list("kind", flat=True)

    assert Counter(kinds) == {"thành phố": 1, "thị xã": 1, "huyện": 13}


def test_there_are_184_communes() -> None:
    kinds = Unit.objects.filter(level="commune").values_list("kind", flat=True)

    assert Counter(kinds) == {"xã": 152, "phường": 20, "thị trấn": 12}


def test_every_district_belongs_to_the_province() -> None:
    parents = Unit.objects.filter(level="district").values_list("parent__code", flat=True)

    assert set(parents) == {"66"}


def test_every_commune_belongs_to_a_district() -> None:
    levels = Unit.objects.filter(level="commune").values_list("parent__level", flat=True)

    assert set(levels) == {"district"}


def test_districts_have_the_communes_of_2022() -> None:
    parents = Unit.objects.filter(level="commune").values_list("parent__code", flat=True)

    counts = (21, 12, 12, 10, 7, 17, 7, 12, 16, 13, 14, 16, 8, 11, 8)
    assert Counter(parents) == {str(643 + n): count for n, count in enumerate(counts)}


def test_the_populations_of_the_districts_sum_to_the_province() -> None:
    populations = Unit.objects.filter(level="district").values_list("population", flat=True)

    assert sum(population or 0 for population in populations) == 1_886_757


def test_every_unit_holds_from_the_day_of_the_decision() -> None:
    assert set(Unit.objects.values_list("valid_from", flat=True)) == {FIRST_DAY}


def test_a_unit_is_found_without_vietnamese_marks() -> None:
    found = Unit.objects.filter(name_fold="huyen krong pac")

    assert [unit.code for unit in found] == ["654"]


def test_one_code_names_three_wards_on_three_dates() -> None:
    later_ward(date(2024, 11, 1), "Phường Thành Công")
    later_ward(date(2025, 7, 1), "Phường Buôn Ma Thuột")

    names = Unit.objects.filter(code="24133").order_by("valid_from").values_list("name", flat=True)

    assert list(names) == ["Phường Thắng Lợi", "Phường Thành Công", "Phường Buôn Ma Thuột"]


def test_one_code_names_one_ward_on_one_date() -> None:
    with pytest.raises(IntegrityError):
        later_ward(FIRST_DAY, "Khác")


def test_a_later_ward_of_a_code_leaves_nothing_to_load() -> None:
    later_ward(date(2024, 11, 1), "Phường Thành Công")

    assert load() == NOTHING


def test_sectors_have_their_criteria_sets() -> None:
    numbers = Subgroup.objects.values_list("group__sector__number", "criteria_set")

    sectors = ["I"] * 14 + ["II"] * 4 + ["III"] * 4 + ["IV"] * 2 + ["V", "VI"]
    assert list(numbers) == list(zip(sectors, range(1, 27), strict=True))


def test_there_are_16_groups() -> None:
    assert models.ProductGroup.objects.count() == 16


def test_every_criteria_set_has_its_department() -> None:
    codes = Subgroup.objects.values_list("department__code", flat=True)

    assert Counter(codes) == Counter(
        so_nnptnt=13, so_cong_thuong=5, so_y_te=5, so_khcn=2, so_vhttdl=1
    )


def test_the_sixth_sector_alone_is_tourism() -> None:
    tourism = Sector.objects.filter(is_tourism=True)

    assert [sector.number for sector in tourism] == ["VI"]


def test_five_kinds_of_organisation_may_enter_every_sector() -> None:
    kinds = OrganisationKind.objects.filter(tourism_only=False).values_list("code", flat=True)

    assert list(kinds) == ["cooperative", "cooperative_group", "company", "farm", "household"]


def test_two_kinds_of_organisation_may_enter_tourism_only() -> None:
    kinds = OrganisationKind.objects.filter(tourism_only=True).values_list("code", flat=True)

    assert list(kinds) == ["association", "operating_centre"]


def test_holidays_are_those_that_the_holidays_package_knows() -> None:
    assert days("holiday") == dict(holidays.country_holidays("VN", language="vi", years=YEARS))


def test_worked_weekends_are_those_that_the_holidays_package_knows() -> None:
    vietnam = holidays.country_holidays("VN", years=YEARS)
    worked = {day for day in vietnam.weekend_workdays if day.year in YEARS}

    assert set(days("workday")) == worked


def test_every_worked_saturday_is_named_by_the_day_off_it_pays_for() -> None:
    named = {f"Ngày nghỉ (thay cho ngày {day:%d/%m/%Y})" for day in days("workday")}

    assert {name for name in days("holiday").values() if "thay cho" in name} == named


def test_the_checklist_has_18_numbers() -> None:
    numbers = ChecklistItem.objects.values_list("number", flat=True)

    assert list(numbers) == list(range(1, 19))


def test_the_first_five_documents_are_mandatory() -> None:
    mandatory = ChecklistItem.objects.filter(mandatory=True).values_list("number", flat=True)

    assert list(mandatory) == [1, 2, 3, 4, 5]


def test_samples_alone_are_not_asked_of_services() -> None:
    goods = ChecklistItem.objects.filter(goods_only=True).values_list("code", flat=True)

    assert list(goods) == ["sample_photo"]


def test_three_documents_are_given_by_sheets() -> None:
    given = ChecklistItem.objects.exclude(satisfied_by="").values_list("code", "satisfied_by")

    sheets = {"idea_form": "idea", "business_plan": "plan", "organisation_form": "rating"}
    assert dict(given) == sheets


def test_empty_tables_are_filled() -> None:
    empty_tables()

    assert load() == dict(zip(FILES, (200, 5, 26, 7, 91, 18), strict=True))


def test_loading_twice_adds_nothing() -> None:
    load()
    before = everything()

    load()

    assert everything() == before


def test_loading_when_all_is_there_asks_once_a_file() -> None:
    load()

    with CaptureQueriesContext(connection) as queries:
        load()

    assert len(queries) == len(FILES)


def test_a_missing_commune_returns_to_its_district() -> None:
    Unit.objects.get(code="24133").delete()

    load()

    assert Unit.objects.get(code="24133").parent == Unit.objects.get(code="643")


def test_a_missing_criteria_set_returns_to_its_group() -> None:
    group = Subgroup.objects.get(criteria_set=10).group
    Subgroup.objects.get(criteria_set=10).delete()

    load()

    assert Subgroup.objects.get(criteria_set=10).group == group


def test_an_edited_holiday_survives_a_reload() -> None:
    CalendarDay.objects.filter(date=date(2026, 8, 31)).update(name="Khác", source="1/TB")

    load()

    edited = CalendarDay.objects.get(date=date(2026, 8, 31))
    assert (edited.name, edited.source) == ("Khác", "1/TB")


def test_a_holiday_that_was_taken_out_stays_out() -> None:
    CalendarDay.objects.get(date=date(2026, 11, 24)).delete()

    load()

    assert list(CalendarDay.objects.filter(date=date(2026, 11, 24))) == []


def test_a_year_without_any_day_is_loaded() -> None:
    CalendarDay.objects.filter(date__year=2027).delete()

    assert load() == NOTHING | {"calendar": 15}


def test_an_edited_name_survives_a_reload() -> None:
    models.Department.objects.filter(code="so_y_te").update(name="Sở Y tế tỉnh")

    load()

    assert models.Department.objects.get(code="so_y_te").name == "Sở Y tế tỉnh"


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_written_in_one_normal_form_without_stray_spaces(name: str) -> None:
    texts = [text for row in rows(name) for text in row.values()]

    assert [unicodedata.normalize("NFC", text).strip() for text in texts] == texts


@needs_collected
def test_units_are_those_of_the_collected_list() -> None:
    collected = {
        (r["code"], r["level"], r["type"], r["name"], r["parent_code"], r["population_2020"])
        for r in collected_csv("units/daklak_units_2022.csv")
    }

    assert {
        (r["code"], r["level"], r["kind"], r["name"], r["parent_code"], r["population"])
        for r in rows("units")
        if r["level"] != "province"
    } == collected


@needs_collected
def test_the_classification_is_the_collected_one() -> None:
    departments = {row["code"]: row["name"] for row in rows("departments")}
    ours = [row | {"department": departments[row["department"]]} for row in rows("classification")]
    columns = ("sector_number", "sector", "group", "subgroup", "criteria_set", "ministry")

    assert [tuple(row[name] for name in (*columns, "department")) for row in ours] == [
        (s["sector"], s["name"], g["name"], *(str(sub[k]) for k in SUBGROUP))
        for s in collected_version("product_taxonomy.yaml")["sectors"]
        for g in s["groups"]
        for sub in g["subgroups"]
    ]


@needs_collected
def test_the_calendar_has_the_days_of_the_collected_one() -> None:
    kinds = {"holiday": "holiday", "working_weekend": "workday"}
    collected = [
        (row["date"], kinds[row["kind"]])
        for row in collected_csv("calendar/holidays_vn_2022_2027.csv")
    ]

    assert [(row["date"], row["kind"]) for row in rows("calendar")] == collected


@needs_collected
def test_the_checklist_asks_what_the_collected_one_asks() -> None:
    dossier = collected_version("forms/forms.yaml")["dossier_district"]

    flags = ["1"] * len(dossier["mandatory"]) + ["0"] * len(dossier["supporting"])
    assert [row["mandatory"] for row in rows("checklist")] == flags
