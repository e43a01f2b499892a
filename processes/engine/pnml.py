"""A workflow net as PNML, the Petri nets' own format (ISO/IEC 15909-2)."""

import xml.etree.ElementTree as ET

from .net import Net

TYPE = "http://www.pnml.org/version-2009/grammar/ptnet"
SPACE = "http://www.pnml.org/version-2009/grammar/pnml"


def as_pnml(net: Net) -> str:
    """Return the net as an XML document.

    A transition is named as logs name the activity. Silent ones and the final marking are said the
    way ProM and pm4py read them; the standard has no words for either.
    """
    root = ET.Element("pnml", xmlns=SPACE)
    drawn = ET.SubElement(root, "net", id=net.key, type=TYPE)
    _text(drawn, "name", net.title)
    page = ET.SubElement(drawn, "page", id="page")
    for key, label in net.places.items():
        place = ET.SubElement(page, "place", id=key)
        _text(place, "name", label or key)
        if key == net.start:
            _text(place, "initialMarking", "1")
    for firing in net.firings:
        transition = ET.SubElement(page, "transition", id=_id(firing.key))
        _text(transition, "name", firing.name or firing.key)
        if not firing.name:
            silent = {"tool": "ProM", "version": "6.4", "activity": "$invisible$"}
            ET.SubElement(transition, "toolspecific", silent)
    for firing in net.firings:
        for place_key in firing.takes:
            _arc(page, place_key, _id(firing.key))
        for place_key in firing.gives:
            _arc(page, _id(firing.key), place_key)
    marking = ET.SubElement(ET.SubElement(drawn, "finalmarkings"), "marking")
    _text(ET.SubElement(marking, "place", idref=net.end), "", "1")
    return document(root)


def document(root: ET.Element) -> str:
    """Return an element as an indented document with its declaration."""
    ET.indent(root)
    declared = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{declared}'


def _id(key: str) -> str:
    return f"t.{key}"


def _text(parent: ET.Element, tag: str, text: str) -> None:
    holder = ET.SubElement(parent, tag) if tag else parent
    ET.SubElement(holder, "text").text = text


def _arc(page: ET.Element, source: str, target: str) -> None:
    arc = ET.SubElement(page, "arc", id=f"{source}--{target}", source=source, target=target)
    _text(arc, "inscription", "1")
