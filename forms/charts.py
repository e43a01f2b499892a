"""Charts as pictures of their own: drawn here, without a script, from the numbers of a table."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.formats import number_format
from pygal import HorizontalBar, HorizontalStackedBar
from pygal.style import Style

# the library hangs an import hook for its plug-ins into the interpreter, of a kind that Python 3.12
# no longer asks and 3.11 warns of at every import; no plug-in is used here
sys.meta_path[:] = [f for f in sys.meta_path if type(f).__name__ != "PluginImportFixer"]

BAR = 46  # pixels of height for each line of a chart, with three bars
FRAME = 130  # and for what is above and below them
WIDTH = 900
FONT = 'system-ui, Roboto, "Noto Sans", sans-serif'
# dark, light and amber: apart in grey too; their names and values stand beside them
COLOURS = ("#16405b", "#8fb8d8", "#e0a020", "#5d6b75")
ON_COLOURS = ("#ffffff", "#16202a", "#16202a", "#ffffff")  # what is written on each


@dataclass(frozen=True)
class Series:
    """One colour of a chart: its name, and a value a line; ``None`` leaves the place empty."""

    name: str
    values: Sequence[float | None]


def bars(labels: Sequence[str], series: Sequence[Series]) -> bytes:
    """Draw lines of bars side by side, the first line on top."""
    chart = HorizontalBar(**_look(len(labels) * BAR + FRAME))
    chart.x_labels = list(reversed(labels))
    for one in series:
        chart.add(one.name, list(reversed(one.values)))
    return _drawn(chart)


def parts(series: Sequence[Series]) -> bytes:
    """Draw one bar in its parts."""
    chart = HorizontalStackedBar(**_look(2 * BAR + FRAME))
    for one in series:
        chart.add(one.name, [value or None for value in one.values])
    return _drawn(chart)


def _look(height: int) -> dict[str, Any]:
    style = Style(
        background="#ffffff",
        plot_background="#ffffff",
        foreground="#16202a",
        foreground_strong="#16202a",
        foreground_subtle="#d5dde4",
        colors=COLOURS,
        opacity="1",
        font_family=FONT,
        label_font_size=14,
        major_label_font_size=14,
        legend_font_size=15,
        value_font_size=13,
        value_colors=ON_COLOURS,
        no_data_font_size=18,
        guide_stroke_color="#d5dde4",
        major_guide_stroke_color="#b8c4cd",
        transition="none",
    )
    return {
        "style": style,
        "js": [],
        "width": WIDTH,
        "height": height,
        "margin": 8,
        "legend_at_bottom": True,
        "legend_at_bottom_columns": 1,
        "print_values": True,
        "print_zeroes": False,
        "show_y_guides": True,
        "show_x_labels": True,
        "truncate_legend": -1,
        "truncate_label": -1,
        "no_data_text": "–",
        "formatter": _number,
        "value_formatter": _number,
        "disable_xml_declaration": True,
    }


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(number_format(value, 0 if value == int(value) else 1, force_grouping=True))


def _drawn(chart: Any) -> bytes:
    chart.add_xml_filter(_without_scripts)
    text = chart.render()
    return text if isinstance(text, bytes) else text.encode()


def _without_scripts(root: Element) -> Element:
    """Take the library's scripts out: a picture in a page may run none."""
    for parent in list(root.iter()):
        for child in [c for c in parent if str(c.tag).endswith("script")]:
            parent.remove(child)
    return root
