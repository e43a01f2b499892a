"""The history as an event log: whole, in UTC, and without anybody's name."""

import gzip
import json
import xml.etree.ElementTree as ET
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from processes.models import Cycle, Dossier, Organisation, Product, Record, Unit, User
from processes.queries.mining.ocel import TYPES
from processes.queries.mining.traces import Selection, one_moment, traces
from processes.services import walls
from tests.journeys.stage import Stage
from tests.play import at, dossier_in, take

XES = "{http://www.xes-standard.org/}"
KINDS = {"string": str, "integer": int, "boolean": bool, "time": str}


@pytest.fixture
def played(stage: Stage) -> Dossier:
    """A dossier that the province's council concluded on."""
    dossier = dossier_in(stage, "rating.province_council")
    with at(7, 7):
        take(stage, dossier, "conclude_province")
    return Dossier.objects.get(pk=dossier.pk)


def exported(tmp_path: Path, form: str, **options: Any) -> str:
    file = tmp_path / f"log.{form}"
    call_command("export_log", format=form, output=file, stdout=StringIO(), **options)
    return file.read_text(encoding="utf-8")


def xes(tmp_path: Path, **options: Any) -> ET.Element:
    return ET.fromstring(exported(tmp_path, "xes", **options))  # noqa: S314 -- our own log


def ocel(tmp_path: Path, **options: Any) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(exported(tmp_path, "ocel", **options))
    return loaded


def columns(parent: ET.Element) -> dict[str, str]:
    return {str(a.get("key")): str(a.get("value")) for a in parent if a.get("key")}


def test_a_trace_is_a_dossiers_records(played: Dossier, tmp_path: Path) -> None:
    [trace] = xes(tmp_path, acts=True).findall(f"{XES}trace")

    told = [(columns(e)["seq"], columns(e)["concept:name"]) for e in trace.iter(f"{XES}event")]
    assert told == [(str(r.seq), r.name) for r in played.records.all()]


def test_without_acts_only_what_moves_a_dossier_is_told(played: Dossier, tmp_path: Path) -> None:
    names = [columns(e)["concept:name"] for e in xes(tmp_path).iter(f"{XES}event")]

    steps = played.records.filter(kind=Record.Kind.TRANSITION)
    assert names == ["open_dossier", *steps.values_list("name", flat=True)]


def test_an_event_has_its_columns(played: Dossier, tmp_path: Path) -> None:
    event = list(xes(tmp_path).iter(f"{XES}event"))[-1]

    record = played.records.last()
    assert record is not None
    assert record.due_at is not None
    assert columns(event) == {
        "concept:name": "conclude_province",
        "time:timestamp": f"{record.at:%Y-%m-%dT%H:%M:%S}.000+00:00",
        "lifecycle:transition": "complete",
        "org:resource": f"appointment:{record.appointment_id}",
        "org:role": "province_chair",
        "org:group": f"council:{played.province_council_id}",
        "seq": str(record.seq),
        "kind": "transition",
        "label": "Kết luận của Hội đồng cấp tỉnh",
        "source": "rating.province_council",
        "target": played.state,
        "sitting": f"sitting:{played.agenda.latest('pk').sitting_id}",
        "star": str(played.star),
        "lasted_seconds": str(record.lasted_seconds),
        "lasted_working_days": str(record.lasted_working_days),
        "due": f"{record.due_at:%Y-%m-%dT%H:%M:%S}.000+00:00",
    }


def test_the_log_keeps_the_order_of_its_standard(played: Dossier, tmp_path: Path) -> None:
    order = ("extension", "global", "classifier", "string", "trace")
    tags = [child.tag.removeprefix(XES) for child in xes(tmp_path)]

    assert tags == sorted(tags, key=order.index)


@pytest.mark.parametrize("form", ["xes", "ocel"])
def test_a_log_names_nobody(played: Dossier, tmp_path: Path, form: str) -> None:
    told = exported(tmp_path, form, acts=True)

    names = [
        *User.objects.values_list("full_name", flat=True),
        *User.objects.values_list("email", flat=True),
        *User.objects.values_list("phone", flat=True),
        *Organisation.objects.values_list("name", flat=True),
        *Product.objects.values_list("name", flat=True),
        *Unit.objects.values_list("name", flat=True),
    ]
    assert [name for name in names if name and name in told] == []


def test_objects_and_types_of_an_object_centric_log_are_all_there(
    played: Dossier, tmp_path: Path
) -> None:
    log = ocel(tmp_path, acts=True)
    objects = {o["id"]: o["type"] for o in log["objects"]}
    spoken = [r["objectId"] for x in (*log["events"], *log["objects"]) for r in x["relationships"]]

    assert set(spoken) - set(objects) == set()
    assert set(objects.values()) == set(TYPES) == {t["name"] for t in log["objectTypes"]}
    assert {e["type"] for e in log["events"]} - {t["name"] for t in log["eventTypes"]} == set()


def test_attributes_of_an_object_centric_log_are_declared(played: Dossier, tmp_path: Path) -> None:
    log = ocel(tmp_path, acts=True)
    wrong = []
    for things, types in (("events", "eventTypes"), ("objects", "objectTypes")):
        declared = {
            t["name"]: {a["name"]: KINDS[a["type"]] for a in t["attributes"]} for t in log[types]
        }
        wrong += [
            (x["id"], a)
            for x in log[things]
            for a in x["attributes"]
            if type(a["value"]) is not declared[x["type"]].get(a["name"])
        ]

    assert wrong == []


def test_ids_of_an_object_centric_log_are_given_once(played: Dossier, tmp_path: Path) -> None:
    log = ocel(tmp_path, acts=True)

    ids = [x["id"] for x in (*log["events"], *log["objects"])]
    assert len(set(ids)) == len(ids)


def test_a_dossiers_state_is_told_as_it_changed(played: Dossier, tmp_path: Path) -> None:
    log = ocel(tmp_path)
    dossier = next(o for o in log["objects"] if o["id"] == f"dossier:{played.code}")

    states = [a["value"] for a in dossier["attributes"] if a["name"] == "state"]
    moved = [r.target for r in played.records.all() if r.source != r.target]
    assert states == moved


def test_score_sheets_stand_beside_their_sitting(played: Dossier, tmp_path: Path) -> None:
    events = ocel(tmp_path, acts=True)["events"]

    scored = [e for e in events if e["type"] == "submit_score_province"]
    sitting = f"sitting:{played.agenda.latest('pk').sitting_id}"
    told = {
        r["objectId"] for e in scored for r in e["relationships"] if r["qualifier"] == "sitting"
    }
    assert told == {sitting}


@pytest.mark.parametrize(
    ("options", "count"),
    [
        ({"cycle": 2026}, 1),
        ({"cycle": 2025}, 0),
        ({"since": "2026-01-01"}, 1),
        ({"since": "2026-12-01"}, 0),
        ({"until": "2026-12-01"}, 1),
        ({"until": "2026-01-01"}, 0),
    ],
    ids=str,
)
def test_a_selection_takes_whole_dossiers_or_none(
    played: Dossier, tmp_path: Path, options: dict[str, Any], count: int
) -> None:
    days = {k: date.fromisoformat(v) if isinstance(v, str) else v for k, v in options.items()}
    told = xes(tmp_path, acts=True, **days).findall(f"{XES}trace")

    assert [len(t.findall(f"{XES}event")) for t in told] == [played.version] * count


@pytest.mark.parametrize("dossiers", [1, 3])
def test_a_log_costs_the_same_however_much_is_in_it(
    stage: Stage, dossiers: int, django_assert_num_queries: Any
) -> None:
    for _number in range(dossiers):
        dossier_in(stage, "idea.at_commune")

    with django_assert_num_queries(2):
        assert len(list(traces(Selection()))) == dossiers


def test_a_log_may_be_compressed(played: Dossier, tmp_path: Path) -> None:
    call_command("export_log", output=tmp_path / "log.xes.gz", stdout=StringIO())

    with gzip.open(tmp_path / "log.xes.gz", "rt", encoding="utf-8") as file:
        assert file.read() == exported(tmp_path, "xes")


def test_the_command_counts_what_it_wrote(played: Dossier, tmp_path: Path) -> None:
    out = StringIO()
    call_command("export_log", output=tmp_path / "log.xes", acts=True, stdout=out)

    assert out.getvalue() == f"dossiers=1 events={played.version}\n"


def test_what_cannot_be_written_leaves_nothing(played: Dossier, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("export_log", output=tmp_path / "nowhere" / "log.xes")

    assert list(tmp_path.rglob("log*")) == []


@pytest.mark.parametrize("options", [{}, {"check": True, "output": Path("log.xes")}], ids=str)
def test_it_either_writes_or_checks(db: None, options: dict[str, Any]) -> None:
    with pytest.raises(CommandError, match="either --output FILE or --check"):
        call_command("export_log", **options)


def check() -> tuple[str, Any]:
    out, code = StringIO(), None
    try:
        call_command("export_log", check=True, stdout=out)
    except SystemExit as left:
        code = left.code
    return out.getvalue(), code


@pytest.mark.django_db(transaction=True)
def test_reading_at_one_moment_leaves_the_connection_as_it_was() -> None:
    with one_moment():
        assert Dossier.objects.count() == 0

    Cycle.objects.create(year=2026)
    assert (Cycle.objects.count(), connection.in_atomic_block) == (1, False)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_moment_is_a_snapshot_that_writes_nothing() -> None:
    with one_moment(), connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        isolation = cursor.fetchone()
        cursor.execute("SHOW transaction_read_only")
        read_only = cursor.fetchone()

    assert (isolation, read_only) == (("repeatable read",), ("on",))


def test_a_history_that_follows_the_table_passes(played: Dossier) -> None:
    assert check() == (f"dossiers=1 records={played.version} problems=0\n", None)


def test_a_history_that_departs_from_the_table_is_named(played: Dossier) -> None:
    step = played.records.get(name="forward_idea")
    walls.drop(connection)
    Record.objects.filter(pk=step.pk).update(name="select_idea")

    told, code = check()
    assert (told.splitlines(), code) == (
        [
            f"{played.code}/{step.seq}: select_idea does not start in idea.at_commune",
            f"{played.code}/{step.seq}: select_idea does not lead to idea.at_district",
            f"{played.code}/{step.seq}: commune_officer may not select_idea",
            f"dossiers=1 records={played.version} problems=3",
        ],
        1,
    )
