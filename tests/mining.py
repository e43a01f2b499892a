"""What pm4py says of our logs on our nets: which dossiers do not fit, by name.

It takes seconds to load, so it is imported where it is used.
"""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

XES = "{http://www.xes-standard.org/}"


def is_sound(net: tuple[Any, Any, Any]) -> bool:
    """Return Woflan's verdict on a net with its first and last marking."""
    from pm4py.algo.analysis.woflan import algorithm as woflan

    quick = woflan.Parameters.RETURN_ASAP_WHEN_NOT_SOUND
    return bool(
        woflan.apply(*net, parameters={quick: True, woflan.Parameters.PRINT_DIAGNOSTICS: False})
    )


def misfits(log: Path, net: tuple[Any, Any, Any]) -> set[str]:
    """Return the dossiers of a XES log whose best alignment with the net is not the log itself.

    Each is aligned with the ways to the place of the state that it says it stands in: those that
    are over with the ways to their own end, those under way as far as they got.
    """
    from pm4py.algo.conformance.alignments.petri_net import algorithm
    from pm4py.objects.log.importer.xes import importer
    from pm4py.objects.petri_net.obj import Marking

    drawn, start, _end = net
    places = {place.name: place for place in drawn.places}
    plain = importer.Variants.ITERPARSE
    quiet = {plain.value.Parameters.SHOW_PROGRESS_BAR: False}
    found = set()
    for trace in importer.apply(str(log), variant=plain, parameters=quiet):
        last = Marking({places[trace.attributes["state"]]: 1})
        aligned = algorithm.apply_trace(
            trace, drawn, start, last, variant=algorithm.Variants.VERSION_DIJKSTRA_NO_HEURISTICS
        )
        if aligned is None or any(a != b for a, b in _visible(aligned["alignment"])):
            found.add(trace.attributes["concept:name"])
    return found


def _visible(moves: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    """Return the moves of an alignment without the silent ones, which no log shows."""
    return [(a, b) for a, b in moves if b is not None]


def doctored(log: Path, code: str, change: Callable[[ET.Element], None], to: Path) -> Path:
    """Write the log again with one dossier's trace changed."""
    ET.register_namespace("", XES.strip("{}"))
    tree = ET.parse(log)  # noqa: S314 -- our own log
    change(next(t for t in tree.iter(f"{XES}trace") if value(t, "concept:name") == code))
    tree.write(to, encoding="utf-8", xml_declaration=True)
    return to


def value(parent: ET.Element, key: str) -> str:
    """Return the value of an attribute of a trace or an event."""
    return str(next(a.get("value") for a in parent if a.get("key") == key))


def rename(event: ET.Element, name: str) -> None:
    """Give an event another activity."""
    next(a for a in event if a.get("key") == "concept:name").set("value", name)


def events(trace: ET.Element) -> list[ET.Element]:
    """Return a trace's events in the log's order."""
    return trace.findall(f"{XES}event")
