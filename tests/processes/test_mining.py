"""A rehearsed year replayed by somebody else's program: each dossier that does not fit is named."""

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from processes.models import Dossier
from processes.queries.mining.replay import replay
from processes.rulesets import RULESETS
from tests.mining import doctored, events, is_sound, misfits, rename, value

pytestmark = pytest.mark.mining
YEAR, DOSSIERS = 2026, 40
BOTH = pytest.mark.parametrize("acts", [False, True], ids=["steps alone", "with acts"])
Mined = dict[bool, Path]


@pytest.fixture(scope="module")
def pm4py() -> Any:
    """The library; it greets whoever imports it."""
    with redirect_stdout(StringIO()):
        import pm4py

    return pm4py


@pytest.fixture(scope="module")
def year(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The logs of a year of forty dossiers, with and without acts, in both formats."""
    folder = tmp_path_factory.mktemp("mined")
    with django_db_blocker.unblock(), transaction.atomic():
        call_command(
            "rehearse", year=YEAR, dossiers=DOSSIERS, until=date(YEAR, 11, 15), stdout=StringIO()
        )
        for form in ("xes", "ocel"):
            for acts in (False, True):
                file = folder / f"{acts}.{form}"
                call_command("export_log", format=form, output=file, acts=acts, stdout=StringIO())
        yield folder
        transaction.set_rollback(True)


def net(pm4py: Any, folder: Path, *, acts: bool) -> Any:
    file = folder / f"{acts}.pnml"
    call_command("lifecycle", format="pnml", output=file, acts=acts)
    return pm4py.read_pnml(str(file))


def bpmn(pm4py: Any, folder: Path, *, acts: bool) -> Any:
    file = folder / f"{acts}.bpmn"
    call_command("lifecycle", format="bpmn", output=file, acts=acts)
    return pm4py.read_bpmn(str(file))


@BOTH
def test_woflan_holds_the_net_for_sound(pm4py: Any, tmp_path: Path, acts: bool) -> None:
    assert is_sound(net(pm4py, tmp_path, acts=acts))


@BOTH
def test_woflan_holds_the_bpmn_for_sound(pm4py: Any, tmp_path: Path, acts: bool) -> None:
    assert is_sound(pm4py.convert_to_petri_net(bpmn(pm4py, tmp_path, acts=acts)))


def test_woflan_does_not_hold_every_net_for_sound(pm4py: Any, tmp_path: Path) -> None:
    drawn, start, end = net(pm4py, tmp_path, acts=False)
    way_out = next(t for t in drawn.transitions if t.name == "t.list_idea.idea.selected.plan.draft")
    pm4py.objects.petri_net.utils.petri_utils.remove_transition(drawn, way_out)

    assert not is_sound((drawn, start, end))


@BOTH
def test_every_dossier_of_the_year_fits(pm4py: Any, year: Path, tmp_path: Path, acts: bool) -> None:
    assert misfits(year / f"{acts}.xes", net(pm4py, tmp_path, acts=acts)) == set()


def told_in(log: Path) -> list[ET.Element]:
    """Return the traces of a log."""
    return [t for t in ET.parse(log).getroot() if t.tag.endswith("trace")]  # noqa: S314 -- ours


def test_the_year_comes_to_many_ends(year: Path) -> None:
    """Otherwise that every dossier fits would say little."""
    traces = told_in(year / "False.xes")
    over = [t for t in traces if value(t, "over") == "true"]
    seen = {value(e, "concept:name") for t in traces for e in events(t)}
    assert (len(traces), len(over) > 10, len(seen) > 20) == (DOSSIERS, True, True)


def skip(trace: ET.Element) -> None:
    """Take the second step away."""
    trace.remove(events(trace)[1])


def swap(trace: ET.Element) -> None:
    """Let the second and the third step change places; the moments stay where they are."""
    second, third = events(trace)[1:3]
    name = value(second, "concept:name")
    rename(second, value(third, "concept:name"))
    rename(third, name)


def forge(trace: ET.Element) -> None:
    """Call the last step something that the table does not know."""
    rename(events(trace)[-1], "shred")


def forge_lawful(trace: ET.Element) -> None:
    """Call the second step something that the table knows, elsewhere."""
    rename(events(trace)[1], "issue_decision")


def cut(trace: ET.Element) -> None:
    """Take the last step away."""
    trace.remove(events(trace)[-1])


def prolong(trace: ET.Element) -> None:
    """Let the last step happen twice."""
    trace.append(events(trace)[-1])


CHANGES = [skip, swap, forge, forge_lawful, cut, prolong]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("over", ["true", "false"], ids=["over", "under way"])
def test_a_doctored_dossier_is_named_and_no_other(
    pm4py: Any, year: Path, tmp_path: Path, change: Callable[[ET.Element], None], over: str
) -> None:
    log = year / "False.xes"
    code = next(
        value(t, "concept:name")
        for t in told_in(log)
        if value(t, "over") == over and len(events(t)) > 5
    )
    changed = doctored(log, code, change, tmp_path / "doctored.xes")

    assert misfits(changed, net(pm4py, tmp_path, acts=False)) == {code}


@pytest.mark.django_db
def test_our_own_replay_agrees(year: Path) -> None:
    findings = replay(Dossier.objects.order_by("pk"))

    assert (findings.dossiers, findings.problems) == (DOSSIERS, [])


@BOTH
def test_bpmn_has_the_tasks_of_the_table(pm4py: Any, tmp_path: Path, acts: bool) -> None:
    law = RULESETS["dl_2022"]
    tasks = {n.get_name() for n in bpmn(pm4py, tmp_path, acts=acts).get_nodes() if _is_task(n)}

    assert tasks == {"open_dossier", *law.transition, *law.correction, *(law.act if acts else ())}


def _is_task(node: Any) -> bool:
    return type(node).__name__ == "Task"


@BOTH
def test_the_object_centric_log_says_the_same(pm4py: Any, year: Path, acts: bool) -> None:
    ocel = pm4py.read_ocel2_json(str(year / f"{acts}.ocel"))
    flat = pm4py.ocel_flattening(ocel, "dossier").sort_values("seq", kind="stable")
    told = flat.groupby("case:concept:name")["concept:name"].apply(list).to_dict()

    traces = told_in(year / f"{acts}.xes")
    assert told == {
        f"dossier:{value(t, 'concept:name')}": [value(e, "concept:name") for e in events(t)]
        for t in traces
    }


def test_the_object_centric_log_has_its_objects(pm4py: Any, year: Path) -> None:
    ocel = pm4py.read_ocel2_json(str(year / "True.ocel"))

    types = {"dossier", "organisation", "unit", "council", "sitting", "appointment"}
    assert set(pm4py.ocel_get_object_types(ocel)) == types
