"""A ruleset as BPMN 2.0: a task a row, an exclusive gateway a state, an end for every final state."""

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass, field

from .definition import Act, Ruleset, State, Transition
from .pnml import document

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
PICTURE = "http://www.omg.org/spec/BPMN/20100524/DI"
POINTS = "http://www.omg.org/spec/DD/20100524/DI"
BOUNDS = "http://www.omg.org/spec/DD/20100524/DC"
TASK, GATE, BEGIN, FINISH = "task", "exclusiveGateway", "startEvent", "endEvent"
SIZE = {TASK: (150, 60), GATE: (50, 50), BEGIN: (36, 36), FINISH: (36, 36)}
COLUMN, ROW = 230, 100  # what a node and the space round it take


@dataclass(frozen=True)
class Node:
    """A node of the process: what it is, what it is called, and the law's words for it."""

    key: str
    kind: str
    name: str
    words: str = ""


@dataclass
class Flowchart:
    """Nodes and the flows between them, in the order they were found."""

    nodes: dict[str, Node] = field(default_factory=dict)
    flows: dict[tuple[str, str], None] = field(default_factory=dict)

    def put(self, key: str, kind: str, name: str, words: str = "") -> str:
        """Add a node once; return its key."""
        self.nodes.setdefault(key, Node(key, kind, name, words))
        return key

    def link(self, source: str, target: str) -> None:
        """Add a flow once."""
        self.flows[source, target] = None

    def ways(self, key: str, *, into: bool) -> list[str]:
        """Return the keys of the flows into a node, or of those out of it."""
        return [flow_key(f) for f in self.flows if f[1 if into else 0] == key]


def flow_key(flow: tuple[str, str]) -> str:
    """Return the identifier of a flow."""
    return f"f.{flow[0]}--{flow[1]}"


def flowchart(ruleset: Ruleset, opening: Act, *, acts: bool = False) -> Flowchart:
    """Return the nodes and flows of a ruleset.

    A row with several sources is one task behind a gateway that joins them; one with several
    targets is one task before a gateway that parts them: what the row allows, and nothing more.
    """
    chart = Flowchart()
    done = [a for a in ruleset.acts if acts and a != opening]
    lively = {s.key for a in done for s in a.states}
    lively |= {s.key for c in ruleset.corrections for s in c.sources}
    begin = chart.put("begin", BEGIN, "")
    first = chart.put(f"t.{opening.name}", TASK, opening.name, opening.label)
    chart.link(begin, first)
    chart.link(first, _stand(chart, ruleset.initial, lively))
    for row in ruleset.transitions:
        _task(chart, row, row.sources, row.targets, lively)
    for row in ruleset.corrections:
        for here, back in row.pairs():  # each leads where its own wrong step began
            _task(chart, row, (here,), (back,), lively, f".{here.key}.{back.key}")
    for act in done:
        for state in act.states:  # a task of its own: a loop does not lead elsewhere
            _task(chart, act, (state,), (state,), lively, f".{state.key}")
    return chart


def _task(
    chart: Flowchart,
    row: Transition | Act,
    sources: Iterable[State],
    targets: Iterable[State],
    lively: set[str],
    suffix: str = "",
) -> None:
    task = chart.put(f"t.{row.name}{suffix}", TASK, row.name, f"{row.label}. {row.cites}")
    before = [_stand(chart, s, lively) for s in sources]
    after = [_stand(chart, s, lively) for s in targets]
    into, out = task, task
    if len(before) > 1:
        into = chart.put(f"join.{row.name}", GATE, "")
        chart.link(into, task)
    if len(after) > 1:
        out = chart.put(f"part.{row.name}", GATE, "")
        chart.link(task, out)
    for place in before:
        chart.link(place, into)
    for place in after:
        chart.link(out, place)


def _stand(chart: Flowchart, state: State, lively: set[str]) -> str:
    """Return the node that a state is: a gateway, or its end event."""
    if not state.final:
        return chart.put(f"s.{state.key}", GATE, state.label)
    end = chart.put(f"e.{state.key}", FINISH, state.label)
    if state.key not in lively:
        return end
    gate = chart.put(f"s.{state.key}", GATE, state.label)
    chart.link(gate, end)
    return gate


def as_bpmn(ruleset: Ruleset, opening: Act, *, acts: bool = False) -> str:
    """Return the ruleset as an XML document with its picture; tasks are named as logs name them."""
    chart = flowchart(ruleset, opening, acts=acts)
    root = ET.Element(
        "definitions",
        {
            "xmlns": MODEL,
            "xmlns:bpmndi": PICTURE,
            "xmlns:di": POINTS,
            "xmlns:dc": BOUNDS,
            "id": "definitions",
            "targetNamespace": f"urn:ocop:{ruleset.key}",
        },
    )
    process = ET.SubElement(
        root, "process", id=ruleset.key, name=ruleset.title, isExecutable="false"
    )
    for node in chart.nodes.values():
        _node(process, chart, node)
    for flow in chart.flows:
        ET.SubElement(
            process, "sequenceFlow", id=flow_key(flow), sourceRef=flow[0], targetRef=flow[1]
        )
    _picture(root, chart, ruleset.key)
    return document(root)


def _node(process: ET.Element, chart: Flowchart, node: Node) -> None:
    into, out = (chart.ways(node.key, into=side) for side in (True, False))
    drawn = ET.SubElement(process, node.kind, id=node.key)
    if node.name:
        drawn.set("name", node.name)
    if node.kind == GATE:
        drawn.set("gatewayDirection", _direction(len(into), len(out)))
    if node.words:
        ET.SubElement(drawn, "documentation").text = node.words
    for key in into:
        ET.SubElement(drawn, "incoming").text = key
    for key in out:
        ET.SubElement(drawn, "outgoing").text = key


def _direction(into: int, out: int) -> str:
    match into > 1, out > 1:
        case True, True:
            return "Mixed"
        case True, False:
            return "Converging"
        case False, True:
            return "Diverging"
        case _:
            return "Unspecified"


def _picture(root: ET.Element, chart: Flowchart, key: str) -> None:
    diagram = ET.SubElement(root, "bpmndi:BPMNDiagram", id="diagram")
    plane = ET.SubElement(diagram, "bpmndi:BPMNPlane", id="plane", bpmnElement=key)
    boxes = _boxes(chart)
    for node in chart.nodes.values():
        x, y, width, height = boxes[node.key]
        shape = ET.SubElement(plane, "bpmndi:BPMNShape", id=f"d.{node.key}", bpmnElement=node.key)
        if node.kind == GATE:
            shape.set("isMarkerVisible", "true")
        places = {"x": str(x), "y": str(y), "width": str(width), "height": str(height)}
        ET.SubElement(shape, "dc:Bounds", places)
    for flow in chart.flows:
        edge = ET.SubElement(
            plane, "bpmndi:BPMNEdge", id=f"d.{flow_key(flow)}", bpmnElement=flow_key(flow)
        )
        (ax, ay, wide, high), (bx, by, _wide, tall) = boxes[flow[0]], boxes[flow[1]]
        for x, y in ((ax + wide, ay + high // 2), (bx, by + tall // 2)):
            ET.SubElement(edge, "di:waypoint", {"x": str(x), "y": str(y)})


def _boxes(chart: Flowchart) -> dict[str, tuple[int, int, int, int]]:
    """Return where every node stands: a column for each step from the beginning."""
    columns, todo = {"begin": 0}, ["begin"]
    while todo:
        key = todo.pop(0)
        for source, target in chart.flows:
            if source == key and target not in columns:
                columns[target] = columns[key] + 1
                todo.append(target)
    filled: dict[int, int] = {}
    boxes = {}
    for key, column in columns.items():
        row = filled[column] = filled.get(column, 0) + 1
        width, height = SIZE[chart.nodes[key].kind]
        x, y = column * COLUMN + (COLUMN - width) // 2, row * ROW + (ROW - height) // 2
        boxes[key] = (x, y, width, height)
    return boxes
