"""The law as a workflow net and as BPMN: what is in it, and that it always comes to its end."""

import xml.etree.ElementTree as ET
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from processes.engine.bpmn import MODEL, PICTURE, as_bpmn
from processes.engine.net import Firing, Net, flaws, workflow_net
from processes.engine.pnml import SPACE, as_pnml
from processes.phases.ending import OPEN_DOSSIER
from processes.rulesets import RULESETS

DL = RULESETS["dl_2022"]
BOTH = pytest.mark.parametrize("acts", [False, True], ids=["steps alone", "with acts"])
PN, BP, DI = f"{{{SPACE}}}", f"{{{MODEL}}}", f"{{{PICTURE}}}"


def net(*firings: Firing, places: tuple[str, ...] = ("start", "a", "b", "end")) -> Net:
    return Net("plain", "Lưới thử", dict.fromkeys(places, ""), firings)


def step(key: str, takes: str, gives: str) -> Firing:
    return Firing(key, key, tuple(takes.split()), tuple(gives.split()))


OPEN, ON, CLOSE = step("open", "start", "a"), step("on", "a", "b"), step("close", "b", "end")

UNSOUND = {
    "a place that leads nowhere": (
        net(OPEN, ON, step("close", "a", "end")),
        ["b is on no way from start to end", "from b the end cannot be reached"],
    ),
    "two tokens where one is wanted": (
        net(step("open", "start", "a b"), step("shut", "a", "end"), CLOSE),
        [
            "from 2 end the end cannot be reached",
            "from a + end the end cannot be reached",
            "from a + b the end cannot be reached",
            "from b + end the end cannot be reached",
            "the end is reached with more than it: 2 end",
            "the end is reached with more than it: a + end",
            "the end is reached with more than it: b + end",
            "from start the end cannot be reached",
        ],
    ),
    "a step that waits for what never comes": (
        net(OPEN, ON, CLOSE, step("meet", "a b", "end")),
        ["meet can never happen"],
    ),
    "a place that fills without bound": (
        net(OPEN, step("on", "a", "a b"), step("close", "a b", "end")),
        ["it has more than 50 markings, or no bound at all"],
    ),
    "a way back to the start": (
        net(OPEN, ON, CLOSE, step("again", "b", "start")),
        ["again leads back to the start"],
    ),
    "a step after the end": (
        net(OPEN, ON, CLOSE, step("wake", "end", "a")),
        ["wake goes on from the end"],
    ),
    "a step out of nothing": (
        net(OPEN, ON, CLOSE, Firing("conjure", "conjure", (), ("a",))),
        [
            "conjure comes from nowhere or leads to nowhere",
            "it has more than 50 markings, or no bound at all",
        ],
    ),
    "two steps of one key": (net(OPEN, ON, CLOSE, ON), ["on is there 2 times"]),
}


@BOTH
def test_the_net_of_the_law_is_sound(acts: bool) -> None:
    assert list(flaws(workflow_net(DL, OPEN_DOSSIER, acts=acts))) == []


def test_the_plain_net_is_sound() -> None:
    assert list(flaws(net(OPEN, ON, CLOSE))) == []


@pytest.mark.parametrize(("unsound", "said"), UNSOUND.values(), ids=UNSOUND.keys())
def test_what_makes_a_net_unsound_is_said(unsound: Net, said: list[str]) -> None:
    assert sorted(flaws(unsound, limit=50)) == sorted(said)


def test_a_row_is_a_transition_for_each_pair_of_its_states() -> None:
    pairs = Counter({t.name: len(t.sources) * len(t.targets) for t in DL.transitions})

    back = Counter({c.name: len(c.pairs()) for c in DL.corrections})
    found = Counter(f.name for f in workflow_net(DL, OPEN_DOSSIER).firings if f.name)
    assert found == pairs + back + Counter({"open_dossier": 1})


@BOTH
def test_only_what_closes_a_final_state_is_silent(acts: bool) -> None:
    silent = [f for f in workflow_net(DL, OPEN_DOSSIER, acts=acts).firings if not f.name]

    ends = [s.key for s in DL.states if s.final]
    assert [(f.takes, f.gives) for f in silent] == [((key,), ("end",)) for key in ends]


def test_an_act_leaves_the_token_where_it_is() -> None:
    acts = [f for f in workflow_net(DL, OPEN_DOSSIER, acts=True).firings if f.name in DL.act]

    assert [f.name for f in acts if f.takes != f.gives] == ["open_dossier"]


def test_an_act_is_in_the_net_for_each_of_its_states() -> None:
    acts = Counter(f.name for f in workflow_net(DL, OPEN_DOSSIER, acts=True).firings)

    assert {a.name: acts[a.name] for a in DL.acts} == {
        a.name: len(a.states) or a.opens for a in DL.acts
    }


@BOTH
def test_pnml_tells_the_whole_net(acts: bool) -> None:
    meant = workflow_net(DL, OPEN_DOSSIER, acts=acts)
    root = ET.fromstring(as_pnml(meant))  # noqa: S314 -- our own document
    arcs = {(a.get("source"), a.get("target")) for a in root.iter(f"{PN}arc")}

    firings = [
        (
            t.get("id"),
            t.findtext(f"{PN}name/{PN}text") if t.find(f"{PN}toolspecific") is None else "",
            tuple(a for a, b in arcs if b == t.get("id")),
            tuple(b for a, b in arcs if a == t.get("id")),
        )
        for t in root.iter(f"{PN}transition")
    ]
    assert firings == [(f"t.{f.key}", f.name, f.takes, f.gives) for f in meant.firings]


def test_pnml_has_one_token_at_the_start_and_one_at_the_end() -> None:
    root = ET.fromstring(as_pnml(workflow_net(DL, OPEN_DOSSIER)))  # noqa: S314 -- our own document

    places = root.findall(f"{PN}net/{PN}page/{PN}place")
    begins = [p.get("id") for p in places if p.find(f"{PN}initialMarking") is not None]
    ends = [p.get("idref") for p in root.iter(f"{PN}place") if p.get("idref")]
    assert (begins, ends) == (["start"], ["end"])


def bpmn(*, acts: bool) -> ET.Element:
    return ET.fromstring(as_bpmn(DL, OPEN_DOSSIER, acts=acts))  # noqa: S314 -- our own document


def test_bpmn_has_a_task_for_every_row() -> None:
    tasks = [t.get("name") for t in bpmn(acts=False).iter(f"{BP}task")]

    back = [c.name for c in DL.corrections for _way in c.pairs()]
    assert tasks == ["open_dossier", *DL.transition, *back]


def test_bpmn_ends_in_every_final_state() -> None:
    ends = {e.get("name") for e in bpmn(acts=False).iter(f"{BP}endEvent")}

    assert ends == {s.label for s in DL.states if s.final}


@BOTH
def test_bpmn_has_a_gateway_for_every_state_that_is_left(acts: bool) -> None:
    named = {g.get("name") for g in bpmn(acts=acts).iter(f"{BP}exclusiveGateway")} - {None}

    # a decision that was wrong from the first day is annulled, so that end can be left
    assert named == {s.label for s in DL.states if not s.final or s.key == "end.certified"}


@BOTH
def test_nodes_and_flows_of_bpmn_agree(acts: bool) -> None:
    process = bpmn(acts=acts).find(f"{BP}process")
    assert process is not None
    flows = [f for f in process if f.tag == f"{BP}sequenceFlow"]
    said = {
        (flow.text, node.get("id"), flow.tag.removeprefix(BP))
        for node in process
        for flow in node
        if flow.tag in (f"{BP}incoming", f"{BP}outgoing")
    }

    meant = {(f.get("id"), f.get("targetRef"), "incoming") for f in flows}
    assert said == meant | {(f.get("id"), f.get("sourceRef"), "outgoing") for f in flows}


@BOTH
def test_everything_in_bpmn_is_drawn_once(acts: bool) -> None:
    root = bpmn(acts=acts)
    process = root.find(f"{BP}process")
    assert process is not None

    drawn = [
        x.get("bpmnElement") for kind in ("Shape", "Edge") for x in root.iter(f"{DI}BPMN{kind}")
    ]
    assert sorted(map(str, drawn)) == sorted(str(node.get("id")) for node in process)


def test_a_model_is_written_to_a_file(tmp_path: Path) -> None:
    file, out = tmp_path / "dl.pnml", StringIO()
    call_command("lifecycle", format="pnml", output=file, stdout=out)

    meant = as_pnml(workflow_net(DL, OPEN_DOSSIER))
    assert (file.read_text(encoding="utf-8"), out.getvalue()) == (f"{meant}\n", "")
