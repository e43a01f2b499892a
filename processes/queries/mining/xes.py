"""An event log in XES (IEEE 1849-2016), written piece by piece."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from xml.sax.saxutils import quoteattr

from .traces import Event, Trace

EXTENSIONS = (
    ("Concept", "concept"),
    ("Time", "time"),
    ("Organizational", "org"),
    ("Lifecycle", "lifecycle"),
)
# what every event has, with what stands for it where nothing is known
ALWAYS = {
    "trace": ('<string key="concept:name" value=""/>', '<string key="state" value=""/>'),
    "event": (
        '<string key="concept:name" value=""/>',
        '<date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>',
        '<string key="lifecycle:transition" value="complete"/>',
        '<string key="org:resource" value=""/>',
        '<string key="org:role" value=""/>',
        '<int key="seq" value="0"/>',
        '<string key="label" value=""/>',
    ),
}
# by what two events are taken for the same activity
CLASSIFIERS = (("Step", "concept:name"), ("Words of the law", "label"), ("Role", "org:role"))
Value = str | int | bool | datetime | None


def moment(at: datetime) -> str:
    """Return a moment in UTC, cut to milliseconds: what every reader of XES understands."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def as_xes(traces: Iterable[Trace], name: str) -> Iterator[str]:
    """Yield the document in pieces; at most one trace is held."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">\n'
    for title, prefix in EXTENSIONS:
        uri = f"http://www.xes-standard.org/{prefix}.xesext"
        yield f'  <extension name="{title}" prefix="{prefix}" uri="{uri}"/>\n'
    for scope, attributes in ALWAYS.items():
        inside = "".join(f"    {a}\n" for a in attributes)
        yield f'  <global scope="{scope}">\n{inside}  </global>\n'
    for title, keys in CLASSIFIERS:
        yield f'  <classifier name="{title}" keys="{keys}"/>\n'
    yield _attribute("  ", "concept:name", name)
    for trace in traces:
        yield "".join(_trace(trace))
    yield "</log>\n"


def _trace(trace: Trace) -> Iterator[str]:
    yield "  <trace>\n"
    attributes: dict[str, Value] = {
        "concept:name": trace.code,
        "cycle": trace.year,
        "training": trace.is_training,
        "ruleset": trace.ruleset,
        "state": trace.state,
        "over": trace.is_over,
        "star": trace.star,
        "organisation": f"organisation:{trace.organisation}",
        "organisation_kind": trace.organisation_kind,
        "commune": f"unit:{trace.commune}",
        "district": f"unit:{trace.district}",
        "province": f"unit:{trace.province}",
        "criteria_set": trace.criteria_set,
    }
    yield from (_attribute("    ", key, value) for key, value in attributes.items())
    for event in trace.events:
        yield "    <event>\n"
        yield from (_attribute("      ", key, value) for key, value in _columns(event).items())
        yield "    </event>\n"
    yield "  </trace>\n"


def _columns(event: Event) -> dict[str, Value]:
    return {
        "concept:name": event.name,
        "time:timestamp": event.at,
        "lifecycle:transition": "complete",
        "org:resource": resource(event),
        "org:role": event.role,
        "org:group": event.scope or None,
        "seq": event.seq,
        "kind": "act" if event.is_act else "transition",
        "label": event.label,
        "source": event.source or None,
        "target": event.target,
        "sitting": f"sitting:{event.sitting}" if event.sitting else None,
        "star": event.star,
        "lasted_seconds": event.lasted_seconds,
        "lasted_working_days": event.lasted_working_days,
        "due": event.due_at,
    }


def resource(event: Event) -> str:
    """Return who acted: an appointment by its id, never a person; or the clock."""
    return "clock" if event.appointment is None else f"appointment:{event.appointment}"


def _attribute(indent: str, key: str, value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            tag, text = "boolean", str(value).lower()
        case int():
            tag, text = "int", str(value)
        case datetime():
            tag, text = "date", moment(value)
        case _:
            tag, text = "string", value
    return f'{indent}<{tag} key="{key}" value={quoteattr(text)}/>\n'
