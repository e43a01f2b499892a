"""The auditor's search: what each filter finds, what stays sealed, pages, counts, and its cost."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import EmptyResultSet
from django.db import connection

from processes.engine import WorkingCalendar
from processes.models import Dossier, Organisation, Record, Unit, User
from processes.queries.audit import records
from processes.queries.audit.records import Wanted, newest, search
from processes.queries.jurisdiction import visible_to
from processes.queries.working_days import working_calendar
from processes.services import walls
from tests.journeys.stage import Stage
from tests.play import at, dossier_in, take


@pytest.fixture
def dossier(stage: Stage) -> Dossier:
    found = dossier_in(stage, "idea.at_commune")
    with at(3, 5):
        take(stage, found, "return_idea", reason="Thiếu “bản đồ” vùng nguyên liệu")
    return found


@pytest.fixture
def calendar(db: None) -> WorkingCalendar:
    return working_calendar()


def names(stage: Stage, **wanted: Any) -> list[str]:
    found = search(stage.people["kiemtoan"], Wanted(**wanted), working_calendar())
    return [r.name for r in newest(found, 50).records]


@pytest.mark.parametrize(
    "wanted",
    [
        {"who": "xa"},
        {"who": "nguoi XA"},
        {"role": "commune_officer"},
        {"name": "return_idea"},
        {"since": date(2026, 3, 5)},
        {"reason": "bản đồ” vùng"},
        {"cites": "§6.2.C", "since": date(2026, 3, 5)},
        {"role": "commune_officer", "unit": "24118", "ruleset": "dl_2022"},
    ],
)
def test_each_filter_finds_the_one_record_that_it_fits(
    stage: Stage, dossier: Dossier, wanted: dict[str, Any]
) -> None:
    assert names(stage, **wanted) == ["return_idea"]


@pytest.mark.parametrize(
    "wanted",
    [
        {"who": "không ai"},
        {"role": "auditor"},
        {"name": "forward_idea"},
        {"until": date(2026, 3, 3)},
        {"reason": "ban do"},
        {"cites": "QĐ 26/2026"},
        {"unit": "24241"},
        {"code": "OCOP-26-999999"},
    ],
)
def test_a_filter_that_nothing_fits_finds_nothing(
    stage: Stage, dossier: Dossier, wanted: dict[str, Any]
) -> None:
    assert names(stage, **wanted) == []


def test_a_name_is_everybodys_who_bears_it_however_many_they_are(db: None) -> None:
    made = User.objects.bulk_create(
        User(username=f"tam{n}", full_name="Trần Văn Tám") for n in range(300)
    )

    assert records.people("van tam") == [user.pk for user in made]


def test_a_dossiers_records_come_newest_first(stage: Stage, dossier: Dossier) -> None:
    assert names(stage, code=dossier.code) == ["return_idea", "submit_idea", "open_dossier"]


def test_the_last_day_belongs_to_the_period_to_its_end(stage: Stage, dossier: Dossier) -> None:
    assert names(stage, name="return_idea", until=date(2026, 3, 5)) == ["return_idea"]


def test_the_search_sees_the_dossiers_that_the_auditor_may_read(
    stage: Stage, dossier: Dossier
) -> None:
    who = stage.people["kiemtoan"]
    by_dossier = Record.objects.filter(dossier__in=visible_to(who)).values_list("pk", flat=True)

    found = Record.objects.filter(records.within(who)).values_list("pk", flat=True)

    assert set(found) == set(by_dossier)


def test_another_provinces_records_are_not_found(stage: Stage, dossier: Dossier) -> None:
    elsewhere = Unit.objects.create(
        code="99", level="province", kind="tỉnh", name="Nơi khác", valid_from=date(2020, 1, 1)
    )
    Dossier.objects.filter(pk=dossier.pk).update(province=elsewhere)

    assert names(stage) == []


@pytest.mark.parametrize(("state", "sealed"), [("rating.district_council", True)])
def test_a_sheet_of_a_sitting_that_goes_on_is_listed_and_sealed(
    stage: Stage, state: str, sealed: bool
) -> None:
    found = dossier_in(stage, state)
    scored = Record.objects.filter(dossier=found, name="submit_score_district")
    rows = list(scored.select_related("dossier", "detail"))

    assert {(records.is_sealed(r), records.given_with(r)) for r in rows} == {(sealed, "")}


def test_the_seal_is_the_same_in_a_query_and_for_one_record(stage: Stage) -> None:
    dossier_in(stage, "rating.district_council", "Mật ong")
    dossier_in(stage, "rating.district_passed")
    every = list(Record.objects.select_related("dossier"))

    sealed = set(Record.objects.filter(records.still_sealed()).values_list("pk", flat=True))

    assert sealed == {r.pk for r in every if records.is_sealed(r)}
    assert {r.name for r in every if r.pk in sealed} == {"submit_score_district"}


def test_no_search_for_words_reaches_a_sealed_sheet(stage: Stage) -> None:
    dossier_in(stage, "rating.district_council")

    assert "submit_score_district" not in names(stage, reason="marks")


def test_after_the_conclusion_the_same_words_reach_it(stage: Stage) -> None:
    dossier_in(stage, "rating.district_passed")

    assert "submit_score_district" in names(stage, reason="marks")


def test_pages_lose_nothing_and_repeat_nothing(stage: Stage, calendar: WorkingCalendar) -> None:
    dossier_in(stage, "rating.district_passed")
    found = search(stage.people["kiemtoan"], Wanted(), calendar)
    seen, after = [], None
    while True:
        part = newest(found, 3, after)
        seen += [r.pk for r in part.records]
        after = part.after
        if after is None:
            break

    ordered = Record.objects.order_by("-at", "-pk").values_list("pk", flat=True)
    assert seen == list(ordered)


def test_what_is_sent_whole_is_what_the_pages_show(
    stage: Stage, dossier: Dossier, calendar: WorkingCalendar
) -> None:
    found = search(stage.people["kiemtoan"], Wanted(), calendar)

    assert [r.name for r in records.all_of(found, 2, size=1)] == ["return_idea", "submit_idea"]


def test_a_count_stops_where_it_says_more_than(
    stage: Stage,
    dossier: Dossier,
    calendar: WorkingCalendar,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = search(stage.people["kiemtoan"], Wanted(), calendar)
    told = [records.counted(found)]
    monkeypatch.setattr(records, "COUNTED", 2)
    told.append(records.counted(found))

    assert told == [(3, False), (2, True)]


@pytest.mark.parametrize("dossiers", [1, 3])
def test_a_page_costs_the_same_queries_however_many_records_it_has(
    stage: Stage, calendar: WorkingCalendar, dossiers: int, django_assert_num_queries: Any
) -> None:
    for n in range(dossiers):
        dossier_in(stage, "idea.at_commune", f"Sản phẩm {n}")
    found = search(stage.people["kiemtoan"], Wanted(who="xa", role="commune_officer"), calendar)

    with django_assert_num_queries(1):
        rows = newest(found, 50).records
        [(str(r.actor), r.dossier.product.name, records.given_with(r)) for r in rows]


# one dossier becomes a thousand, with people and records of their own
MANY = """
INSERT INTO processes_user (password, is_superuser, username, is_staff, is_active, date_joined,
    full_name, phone, email, language)
SELECT '', false, 'n' || n, false, true, now(), 'Người ' || n, '', '', 'vi'
FROM generate_series(1, 200) n;
INSERT INTO processes_product (organisation_id, name, name_fold, subgroup_id, is_new)
SELECT organisation_id, 'Sản phẩm ' || n, '', subgroup_id, true
FROM processes_product, generate_series(1, 1000) n;
INSERT INTO processes_dossier (public_id, code, product_id, cycle_id, ruleset_key, organisation_id,
    commune_id, district_id, province_id, state, version, waiting, entered_at, search)
SELECT gen_random_uuid(), 'OCOP-26-' || 100000 + p.id, p.id, d.cycle_id, d.ruleset_key,
    d.organisation_id, d.commune_id, d.district_id, d.province_id, d.state, 20, d.waiting,
    d.entered_at, '' FROM processes_dossier d, processes_product p WHERE p.id <> d.product_id;
INSERT INTO processes_record (dossier_id, seq, key, at, kind, name, label, cites, source, target,
    actor_id, role, body, previous, hash)
SELECT d.id, n, gen_random_uuid(), r.at - (d.id % 300) * interval '1 day' + n * interval '1 minute',
    r.kind, r.name, r.label, r.cites, r.source, r.target, u.id, r.role, r.body, r.previous, r.hash
FROM processes_dossier d CROSS JOIN generate_series(1, 20) n
JOIN processes_user u ON u.username = 'n' || 1 + (d.id + n) % 200
CROSS JOIN (SELECT * FROM processes_record WHERE name = 'submit_idea') r WHERE d.version = 20;
INSERT INTO processes_recorddetail (record_id, content, salt)
SELECT id, '{"reason":"Thiếu giấy tờ số ' || id || '"}', '' FROM processes_record WHERE seq > 3;
SELECT gin_clean_pending_list('recorddetail_trigram');
ANALYZE processes_user, processes_dossier, processes_record, processes_recorddetail;
"""


@pytest.fixture
def many(stage: Stage, dossier: Dossier) -> None:
    walls.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute(MANY)
    walls.raise_(connection)


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (Wanted(), "record_by_time"),
        (Wanted(since=date(2026, 3, 1), until=date(2026, 3, 1)), "record_by_time"),
        (Wanted(who="xa"), "processes_record_actor_id"),
        (Wanted(name="return_idea"), "processes_r_name"),
        (Wanted(role="administrator"), ""),
        (Wanted(cites="QĐ 26/2026"), ""),
        (Wanted(code="OCOP-26-000001"), "Index Cond: (dossier_id"),
        (Wanted(reason="bản đồ” vùng"), "recorddetail_trigram"),
    ],
)
def test_a_selective_filter_begins_at_an_index_among_twenty_thousand_records(
    stage: Stage, many: None, calendar: WorkingCalendar, wanted: Wanted, index: str
) -> None:
    found = search(stage.people["kiemtoan"], wanted, calendar)
    try:
        page, count = found.order_by("-at", "-pk")[:51].explain(), found[:10_001].explain()
    except EmptyResultSet:  # known to be nothing without asking
        page = count = ""

    assert (index in page, "Seq Scan on processes_record" in page) == (True, False)
    assert "Seq Scan on processes_record" not in count or wanted == Wanted()


def test_an_organisations_name_is_no_persons(stage: Stage, dossier: Dossier) -> None:
    assert (Organisation.objects.exists(), names(stage, who="HTX Cà phê")) == (True, [])
