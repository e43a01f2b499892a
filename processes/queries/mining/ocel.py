"""An object-centric event log in OCEL 2.0 (JSON), written piece by piece.

Objects: dossier, organisation, unit, council, sitting, appointment; by codes and ids, no names.
Their ids are those of the records: ``unit:643@2022-07-18``, ``council:3``, ``organisation:16``.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from processes.engine import Ruleset
from processes.models import Appointment, Council, Organisation, Sitting, Unit
from processes.phases.ending import OPEN_DOSSIER
from processes.rulesets import RULESETS
from processes.text import moment

from .traces import CHUNK, Event, Trace

ALWAYS = "1970-01-01T00:00:00Z"  # the format's word for: since the object is there
TYPES: dict[str, dict[str, str]] = {
    "dossier": {
        "cycle": "integer",
        "training": "boolean",
        "ruleset": "string",
        "criteria_set": "integer",
        "state": "string",
        "star": "integer",
    },
    "organisation": {"kind": "string"},
    "unit": {"level": "string", "kind": "string"},
    "council": {"level": "string", "cycle": "integer"},
    "sitting": {"number": "integer", "called_for": "time", "status": "string"},
    "appointment": {"role": "string"},
}
COLUMNS = {
    "seq": "integer",
    "kind": "string",
    "label": "string",
    "role": "string",
    "source": "string",
    "target": "string",
    "lasted_seconds": "integer",
    "lasted_working_days": "integer",
    "due": "time",
}
Source = Callable[[], Iterable[Trace]]
Thing = dict[str, Any]


@dataclass
class Seen:
    """What events spoke of: few of each beside the events, so their ids are held."""

    steps: set[str] = field(default_factory=set)
    objects: dict[str, set[str]] = field(default_factory=dict)

    def note(self, ids: Iterable[str]) -> None:
        """Remember ids, by the type before the colon."""
        for name in ids:
            self.objects.setdefault(name.partition(":")[0], set()).add(name)


def as_ocel(source: Source, *, acts: bool) -> Iterator[str]:
    """Yield the document in pieces; at most one trace is held, and the ids of what is not a dossier.

    Args:
        source: Gives the traces anew each time: once for the events, once for the dossiers.
    """
    seen = Seen()
    yield '{"events":['
    yield from _listed(e for trace in source() for e in _events(trace, seen))
    yield '],\n"objects":['
    yield from _listed(_objects(source(), seen))
    yield '],\n"objectTypes":['
    yield from _listed(_type(name, columns) for name, columns in TYPES.items())
    yield '],\n"eventTypes":['
    known = {name for ruleset in RULESETS.values() for name in _steps(ruleset, acts=acts)}
    yield from _listed(_type(name, COLUMNS) for name in sorted(known | seen.steps))
    yield "]}\n"


def _listed(things: Iterable[Thing]) -> Iterator[str]:
    for number, thing in enumerate(things):
        text = json.dumps(thing, ensure_ascii=False, separators=(",", ":"))
        yield f",\n{text}" if number else f"\n{text}"


def _steps(ruleset: Ruleset, *, acts: bool) -> set[str]:
    return {OPEN_DOSSIER.name, *ruleset.transition, *(ruleset.act if acts else ())}


def _type(name: str, columns: dict[str, str]) -> Thing:
    return {"name": name, "attributes": [{"name": k, "type": t} for k, t in columns.items()]}


def _events(trace: Trace, seen: Seen) -> Iterator[Thing]:
    for event in trace.events:
        relations = _relations(trace, event)
        seen.steps.add(event.name)
        seen.note(relations)
        values = {
            "seq": event.seq,
            "kind": "act" if event.is_act else "transition",
            "label": event.label,
            "role": event.role,
            "source": event.source or None,
            "target": event.target,
            "lasted_seconds": event.lasted_seconds,
            "lasted_working_days": event.lasted_working_days,
            "due": moment(event.due_at) if event.due_at else None,
        }
        yield {
            "id": f"{trace.code}/{event.seq}",
            "type": event.name,
            "time": moment(event.at),
            "attributes": [{"name": k, "value": v} for k, v in values.items() if v is not None],
            "relationships": _related({f"dossier:{trace.code}": "dossier", **relations}),
        }


def _relations(trace: Trace, event: Event) -> dict[str, str]:
    """Return what an event touches beside its dossier, each once, with how."""
    found = {f"organisation:{trace.organisation}": "applicant"}
    if event.appointment is not None:
        found[f"appointment:{event.appointment}"] = "actor"
    if event.sitting:
        found[f"sitting:{event.sitting}"] = "sitting"
    if event.scope.partition(":")[0] in TYPES:  # a department is an office, not an object
        found.setdefault(event.scope, "acts for")
    return found


def _related(relations: dict[str, str]) -> list[dict[str, str]]:
    return [{"objectId": name, "qualifier": how} for name, how in relations.items()]


def _objects(traces: Iterable[Trace], seen: Seen) -> Iterator[Thing]:
    for trace in traces:
        yield _dossier(trace, seen)
    for kind, found in (
        ("appointment", _appointments),
        ("organisation", _organisations),
        ("sitting", _sittings),
        ("council", _councils),
        ("unit", _units),
    ):
        yield from _all(kind, found, seen)


def _all(kind: str, found: Callable[[list[str]], Iterator[Thing]], seen: Seen) -> Iterator[Thing]:
    """Yield the objects of a type that were spoken of, and what these speak of in turn.

    One that is not in the database any more is there by its id alone: the log stays whole.
    """
    wanted = set(seen.objects.get(kind, ()))
    keys = sorted(name.partition(":")[2] for name in wanted)
    for start in range(0, len(keys), CHUNK):
        for thing in found(keys[start : start + CHUNK]):
            wanted.discard(thing["id"])
            seen.note(r["objectId"] for r in thing["relationships"])
            yield thing
    yield from (_thing(name, {}, {}) for name in sorted(wanted))


def _thing(name: str, values: dict[str, Any], relations: dict[str, str]) -> Thing:
    attributes = [
        {"name": k, "time": ALWAYS, "value": v} for k, v in values.items() if v is not None
    ]
    kind = name.partition(":")[0]
    return {
        "id": name,
        "type": kind,
        "attributes": attributes,
        "relationships": _related(relations),
    }


def _dossier(trace: Trace, seen: Seen) -> Thing:
    relations = {
        f"organisation:{trace.organisation}": "product of",
        f"unit:{trace.commune}": "commune",
        f"unit:{trace.district}": "district",
        f"unit:{trace.province}": "province",
    }
    seen.note(relations)
    values = {
        "cycle": trace.year,
        "training": trace.is_training,
        "ruleset": trace.ruleset,
        "criteria_set": trace.criteria_set,
    }
    thing = _thing(f"dossier:{trace.code}", values, relations)
    for event in trace.events:
        moved = event.target if event.source != event.target else None
        changed: dict[str, str | int | None] = {"state": moved, "star": event.star}
        thing["attributes"] += [
            {"name": k, "time": moment(event.at), "value": v}
            for k, v in changed.items()
            if v is not None
        ]
    return thing


def _numbers(keys: list[str]) -> list[int]:
    return [int(k) for k in keys if k.isdecimal()]


def _appointments(keys: list[str]) -> Iterator[Thing]:
    found = Appointment.objects.select_related("unit", "department").in_bulk(_numbers(keys))
    for appointment in found.values():
        scope = appointment.scope_code
        relations = {scope: "for"} if scope.partition(":")[0] in TYPES else {}
        yield _thing(f"appointment:{appointment.pk}", {"role": appointment.role}, relations)


def _organisations(keys: list[str]) -> Iterator[Thing]:
    found = Organisation.objects.select_related("kind", "commune").in_bulk(_numbers(keys))
    for organisation in found.values():
        relations = {f"unit:{organisation.commune.key}": "commune"}
        yield _thing(f"organisation:{organisation.pk}", {"kind": organisation.kind.code}, relations)


def _sittings(keys: list[str]) -> Iterator[Thing]:
    for sitting in Sitting.objects.in_bulk(_numbers(keys)).values():
        values = {
            "number": sitting.number,
            "called_for": moment(sitting.at),
            "status": sitting.status,
        }
        yield _thing(f"sitting:{sitting.pk}", values, {f"council:{sitting.council_id}": "of"})


def _councils(keys: list[str]) -> Iterator[Thing]:
    found = Council.objects.select_related("unit", "cycle").in_bulk(_numbers(keys))
    for council in found.values():
        values = {"level": council.unit.level, "cycle": council.cycle.year}
        yield _thing(f"council:{council.pk}", values, {f"unit:{council.unit.key}": "of"})


def _units(keys: list[str]) -> Iterator[Thing]:
    """Yield units with no relation to the one above: the district of a dossier is that of its day."""
    found = Unit.objects.filter(code__in=[k.partition("@")[0] for k in keys])
    wanted = set(keys)
    for unit in found:
        if unit.key in wanted:
            yield _thing(f"unit:{unit.key}", {"level": unit.level, "kind": unit.kind}, {})
