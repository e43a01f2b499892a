"""The read log: who is shown personal data is noted, once, and whoever may know finds it again."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from forms import reading as log
from processes.models import Dossier, Reading
from processes.services import clock
from processes.services.retention import READ_LOG_YEARS, let_go
from processes.services.substitution import substitute
from tests.journeys.stage import Stage, build
from tests.play import at, dossier_in, signed_in
from tests.strangers import among_strangers


@pytest.fixture
def stage(db: None) -> Stage:
    return build()


@pytest.fixture
def dossier(stage: Stage) -> Dossier:
    return dossier_in(stage, "rating.at_commune")


def page(stage: Stage, who: str, name: str, *args: Any, **query: str) -> Any:
    return signed_in(stage, who).get(reverse(name, args=args), query)


def rows(**wanted: Any) -> list[tuple[str, str, str]]:
    """Who was shown what, oldest first."""
    found = Reading.objects.filter(**wanted).order_by("pk").select_related("reader", "appointment")
    return [(r.reader.username, r.appointment.role, r.thing) for r in found]


def run(sql: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_an_officer_who_opens_a_dossier_is_noted(stage: Stage, dossier: Dossier) -> None:
    with at(6, 9):
        page(stage, "xa", "dossier", dossier.public_id)

    assert rows() == [("xa", "commune_officer", f"dossier:{dossier.code}")]
    assert Reading.objects.get().dossier == dossier


def test_the_same_page_within_ten_minutes_is_one_row(stage: Stage, dossier: Dossier) -> None:
    for minute in (0, 9, 11):
        with at(6, 9), clock.standing_at(clock.now() + timedelta(minutes=minute)):
            page(stage, "xa", "dossier", dossier.public_id)
            page(stage, "xa", "history", dossier.public_id)

    assert Reading.objects.count() == 2


def test_an_applicants_own_dossier_is_not_watched(stage: Stage, dossier: Dossier) -> None:
    with at(6, 9):
        page(stage, "chuthe", "dossier", dossier.public_id)
        page(stage, "chuthe", "document", dossier.documents.first().public_id)

    assert rows() == []


def test_a_page_that_is_not_found_notes_nothing(stage: Stage, dossier: Dossier) -> None:
    with at(6, 9):
        page(stage, "quantri", "dossier", dossier.public_id)

    assert rows() == []


def test_a_download_is_noted_by_its_own_name(stage: Stage, dossier: Dossier) -> None:
    document = dossier.documents.first()
    with at(6, 9):
        page(stage, "xa", "document", document.public_id)

    assert rows(kind="document") == [("xa", "commune_officer", f"document:{document.public_id}")]


def test_who_stands_in_is_noted_with_whom_it_is_for(stage: Stage, dossier: Dossier) -> None:
    with at(6, 9):
        today = clock.today()
        deputy = substitute(
            stage.people["xa"], stage.people["huyen"].user, today, today, "Nghỉ phép"
        )
        client = signed_in(stage, "huyen")
        client.post(reverse("act_as"), {"appointment": str(deputy.pk)})
        client.get(reverse("dossier", args=[dossier.public_id]))
        seen = page(stage, "kiemtoan", "readings").content.decode()

    assert Reading.objects.earliest("pk").appointment.on_behalf_of == stage.people["xa"]
    assert "(thay mặt Người xa)" in seen


def test_every_person_of_a_page_of_people_is_noted(stage: Stage) -> None:
    with at(6, 9):
        page(stage, "quantri", "people", q="district_")

    shown = Reading.objects.filter(kind="person").values_list("person__username", flat=True)
    assert sorted(shown) == [
        "district_1",
        "district_2",
        "district_3",
        "district_4",
        "district_chair",
    ]


def test_a_score_sheet_is_noted_with_the_member_whose_it_is(stage: Stage) -> None:
    scored = dossier_in(stage, "rating.at_province")
    item = scored.agenda.get()
    with at(6, 20):
        page(stage, "kiemtoan", "score_sheets", item.public_id)

    found = Reading.objects.filter(kind="sheet").values_list("person__username", flat=True)
    assert sorted(found) == sorted(s.member.username for s in item.sheets.all())


def test_the_address_is_kept_as_a_keyed_hash(stage: Stage, dossier: Dossier) -> None:
    with at(6, 9):
        page(stage, "xa", "dossier", dossier.public_id)

    assert Reading.objects.get().address == log.hashed("127.0.0.1")
    assert "127.0.0.1" not in log.hashed("127.0.0.1")


@pytest.mark.parametrize(("name", "status"), [("document", 503), ("dossier", 200)])
def test_without_its_row_a_file_is_refused_and_a_page_is_shown(
    stage: Stage, dossier: Dossier, monkeypatch: pytest.MonkeyPatch, name: str, status: int
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise DatabaseError("disk full")

    subject = dossier.documents.first() if name == "document" else dossier
    monkeypatch.setattr(log, "note", broken)
    with at(6, 9):
        answer = page(stage, "xa", name, subject.public_id)

    assert answer.status_code == status
    assert answer.streaming is False


def test_noting_costs_one_statement(
    stage: Stage, dossier: Dossier, django_assert_num_queries: Any
) -> None:
    from processes.services.readings import Shown, note

    shown = [Shown(f"dossier:{n}", dossier.pk) for n in range(3)]
    by = stage.people["xa"]
    with at(6, 9), django_assert_num_queries(1):
        note("dossier", shown, reader=by.user_id, by=by, address="")


ATTACKS = ["UPDATE processes_reading SET thing = 'x'", "DELETE FROM processes_reading"]


@pytest.mark.parametrize("sql", ATTACKS)
def test_the_read_log_is_not_changed(stage: Stage, dossier: Dossier, sql: str) -> None:
    with clock.standing_at(timezone.now()):
        page(stage, "xa", "dossier", dossier.public_id)

    with pytest.raises(DatabaseError, match="append-only"):
        run(sql)


@pytest.mark.skipif(connection.vendor == "postgresql", reason="INSERT OR REPLACE is SQLite's")
def test_a_row_of_the_read_log_is_not_replaced(stage: Stage, dossier: Dossier) -> None:
    with clock.standing_at(timezone.now()):
        page(stage, "xa", "dossier", dossier.public_id)
    columns = ", ".join(
        f.column for f in Reading._meta.concrete_fields if not f.primary_key and f.column != "thing"
    )
    by_key = f"INSERT OR REPLACE INTO processes_reading ({columns}, thing) SELECT {columns}, thing"

    for sql in (by_key, "INSERT OR REPLACE INTO processes_reading SELECT *"):
        with pytest.raises(DatabaseError, match="append-only"):
            run(f"{sql} FROM processes_reading")


def test_what_is_kept_long_enough_is_let_go_of_and_the_rest_is_not(
    stage: Stage, dossier: Dossier
) -> None:
    now = timezone.now()
    for days in (366 * READ_LOG_YEARS + 3, 365 * READ_LOG_YEARS - 3):
        with clock.standing_at(now - timedelta(days=days)):
            log.note("dossier", [log.Shown(f"{days}")], reader=stage.people["xa"].user_id,
                     by=None, address="")  # fmt: skip

    assert let_go(now, as_owner=False).get("readings") is None
    assert let_go(now, as_owner=True)["readings"] == 1
    assert Reading.objects.get().thing == f"{365 * READ_LOG_YEARS - 3}"


@pytest.fixture
def looked_at(stage: Stage, dossier: Dossier) -> Stage:
    """A dossier opened by two officers on two days, and an officer's own page by the administrator."""
    with at(6, 9):
        page(stage, "xa", "dossier", dossier.public_id)
    with at(6, 10):
        page(stage, "tinh", "document", dossier.documents.first().public_id)
        page(stage, "quantri", "person", stage.people["xa"].user_id)
    return stage


@pytest.mark.parametrize(
    ("query", "readers"),
    [
        ({}, {"xa", "tinh", "quantri"}),
        ({"q": "nguoi xa"}, {"xa", "quantri"}),
        ({"q": "chuthe"}, {"xa", "tinh"}),
        ({"ma": "OCOP-26-000001"}, {"xa", "tinh"}),
        ({"loai": "document"}, {"tinh"}),
        ({"tu": "2026-06-10"}, {"tinh", "quantri"}),
        ({"den": "2026-06-09"}, {"xa"}),
        ({"ma": "OCOP-26-9"}, set()),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else str(len(value)),
)
def test_an_auditor_finds_looks_by_person_dossier_kind_and_period(
    looked_at: Stage, query: dict[str, str], readers: set[str]
) -> None:
    with at(6, 11):
        answer = page(looked_at, "kiemtoan", "readings", **query)

    assert {line.reading.reader.username for line in answer.context["lines"]} == readers


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"tu": "0001-01-01"}, "Từ ngày: 0001-01-01"),
        ({"tu": "hôm qua", "truoc": "-1"}, "Từ ngày: hôm qua"),
        ({"den": "9999-12-31"}, "Đến hết ngày: 9999-12-31"),
        ({"q": "\x00", "ma": "\x00%", "loai": "x"}, "Loại: x"),
        ({"tu": "2026-02-30", "csv": "1"}, "Từ ngày: 2026-02-30"),
    ],
    ids=str,
)
def test_what_nobody_understands_finds_nothing_and_is_named(
    looked_at: Stage, query: dict[str, str], told: str
) -> None:
    with at(6, 11):
        answer = page(looked_at, "kiemtoan", "readings", **query)

    shown = answer.context
    assert (answer.status_code, shown["unknown"], shown["lines"]) == (422, [told], [])


@pytest.mark.parametrize(
    ("who", "name", "query"),
    [
        ("kiemtoan", "readings", {"tu": "hôm qua"}),
        ("kiemtoan", "records", {"tu": "hôm qua"}),
        ("quantri", "account_log", {"kind": "x"}),
    ],
)
def test_a_search_that_is_not_understood_is_no_look(
    looked_at: Stage, who: str, name: str, query: dict[str, str]
) -> None:
    looks = Reading.objects.count()
    with at(6, 11):
        answer = page(looked_at, who, name, **query)

    assert (answer.status_code, Reading.objects.count()) == (422, looks)


def test_a_search_that_is_not_understood_keeps_what_was_typed(looked_at: Stage) -> None:
    typed = {"q": "xa", "ma": "OCOP", "tu": "hôm qua"}
    with at(6, 11):
        answer = page(looked_at, "kiemtoan", "readings", **typed)

    assert answer.context["given"] == typed


def test_a_place_in_the_log_that_is_none_begins_at_the_newest(looked_at: Stage) -> None:
    with at(6, 11):
        answer = page(looked_at, "kiemtoan", "readings", truoc="9" * 30)

    assert len(answer.context["lines"]) == 3


def test_the_log_is_leafed_through_by_key(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    with at(6, 9):
        page(stage, "quantri", "people")
        monkeypatch.setattr("forms.views.readings.PAGE", 5)
        first = page(stage, "kiemtoan", "readings")
        second = page(stage, "kiemtoan", "readings", truoc=str(first.context["following"]))

    seen = [line.reading.pk for p in (first, second) for line in p.context["lines"]]
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 10


def test_the_file_of_the_log_holds_no_formula(looked_at: Stage) -> None:
    user = looked_at.people["xa"].user
    user.full_name = '=HYPERLINK("x")'
    user.save()
    with at(6, 11):
        answer = page(looked_at, "kiemtoan", "readings", csv="1", q="hyperlink", loai="dossier")

    text = b"".join(answer.streaming_content).decode()
    assert "'=HYPERLINK" in text
    assert ",=" not in text.replace('"', "")


@pytest.mark.parametrize("who", ["chuthe", "xa", "tinh", "giamsat", "quantri", "district_chair"])
def test_the_log_is_the_auditors(looked_at: Stage, who: str) -> None:
    with at(6, 11):
        answer = page(looked_at, who, "readings")

    assert answer.status_code == 404


def test_reading_the_log_is_noted_as_well(looked_at: Stage) -> None:
    with at(6, 11):
        page(looked_at, "kiemtoan", "readings")

    assert rows(kind="readings") == [("kiemtoan", "auditor", "page:readings")]


def test_people_see_by_role_and_unit_who_looked_at_their_data(looked_at: Stage) -> None:
    with at(6, 11):
        text = page(looked_at, "chuthe", "own_data").content.decode()

    assert "Cán bộ OCOP cấp xã, " in text
    assert [name for name in ("Người xa", "Người tinh") if name in text] == []


def test_people_see_nothing_of_looks_at_others(db: None) -> None:
    among = among_strangers()
    dossier = dossier_in(among, "rating.at_commune")
    with at(6, 9):
        page(among, "xa", "dossier", dossier.public_id)
        answer = page(among, "applicant elsewhere", "own_data")

    assert answer.context["lines"] == []
