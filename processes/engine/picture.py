"""The machine as a picture, without a library.

Everything that a style sheet may want to change has a class; colours stand as attributes too, so
that the picture reads where there is none.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from processes.words import gettext_noop as _

from .definition import Ruleset, State, Transition
from .layout import (
    GAP,
    GUTTER,
    HIGH,
    LEFT,
    MANY,
    TOP,
    WIDE,
    Edge,
    Layout,
    edges,
    main_line,
    place,
    route,
)

LINE = 23  # characters that fit into a box
BADGE = 8  # pixels for each character of a badge


@dataclass(frozen=True)
class Mark:
    """What is shown on a state: how many stand there, say.

    Args:
        badge: A few characters on the upper edge of the box.
        tone: Suffix of the class ``heat-``; the numbers say the same without a colour.
        fill: The colour that goes with it.
        told: The whole in words, after the state's name.
        href: Where the box leads.
    """

    badge: str
    tone: str
    fill: str
    told: str
    href: str


UNMARKED: Mapping[str, Mark] = {}


def as_svg(
    ruleset: Ruleset,
    translate: Callable[[str], str] = str,
    here: str = "",
    path: Collection[str] = (),
    marks: Mapping[str, Mark] = UNMARKED,
) -> str:
    """Draw the machine as one accessible ``<svg>``.

    Args:
        translate: Puts the words into the reader's language.
        here: The key of the state to mark as the present one.
        path: Keys of the states that were passed through.
        marks: State's key to what is shown on it; the boxes then lead somewhere.
    """
    layout = Layout(place(ruleset))
    columns = 1 + max(lane for lane, _row in layout.cells.values())
    rows = 1 + max(row for _lane, row in layout.cells.values())
    width = LEFT + columns * (WIDE + GUTTER)
    height = TOP + rows * (HIGH + GAP)
    title = escape(f"{translate(_('Quy trình'))}: {translate(ruleset.title)}")
    role = "group" if marks else "img"  # what is inside an image cannot be followed
    opening = (
        f'<svg class="lifecycle" role="{role}" xmlns="http://www.w3.org/2000/svg" width="{width}"'
        f' height="{height}" viewBox="0 0 {width} {height}" font-family="inherit" font-size="13">'
        f"<title>{title}</title><desc>{_told(ruleset, translate, here)}</desc>"
    )
    return "".join(
        (
            opening,
            _ARROW,
            *_phases(ruleset, layout, translate, height),
            *(_edge(layout, edge, steps, translate) for edge, steps in edges(ruleset).items()),
            *(
                _marked(
                    layout, s, marks.get(s.key), _box(layout, ruleset, s, translate, here, path)
                )
                for s in ruleset.states
            ),
            "</svg>",
        )
    )


_ARROW = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"'
    ' orient="auto"><path d="M0 0 8 4 0 8z" fill="#55636e"/></marker></defs>'
)


def _phases(
    ruleset: Ruleset, layout: Layout, translate: Callable[[str], str], height: int
) -> Iterable[str]:
    for phase, label in ruleset.phases:
        xs = [layout.x(s.key) for s in ruleset.states if s.phase == phase]
        left, width = min(xs) - 14, max(xs) - min(xs) + WIDE + 28
        yield (
            f'<g class="phase"><rect x="{left}" y="8" width="{width}" height="{height - 16}"'
            f' rx="10" fill="#f4f7f9"/><text x="{left + 14}" y="34" font-size="15"'
            f' font-weight="600" fill="#16405b">{escape(translate(label))}</text></g>'
        )


def _edge(
    layout: Layout, edge: Edge, steps: list[Transition], translate: Callable[[str], str]
) -> str:
    words = escape("; ".join(translate(t.label) for t in steps))
    return (
        f'<path class="step" d="{route(layout, *edge)}" fill="none" stroke="#55636e"'
        f' stroke-width="1.4" marker-end="url(#tip)"><title>{words}</title></path>'
    )


def _box(
    layout: Layout,
    ruleset: Ruleset,
    s: State,
    translate: Callable[[str], str],
    here: str,
    path: Collection[str],
) -> str:
    x, y = layout.x(s.key), layout.y(s.key)
    marks = ("state", "end" * s.final, "here" * (s.key == here), "passed" * (s.key in path))
    kind, holder = " ".join(filter(None, marks)), _holder(ruleset, s, translate)
    fill, stroke = _colours(s, here, path)
    wide = 3 if s.key == here else 1.2
    lines = _lines(translate(s.label))
    first = y + HIGH // 2 + 5 - 8 * (len(lines) - 1)
    spans = "".join(
        f'<tspan x="{x + WIDE // 2}" y="{first + 16 * n}">{escape(line)}</tspan>'
        for n, line in enumerate(lines)
    )
    return (
        f'<g class="{kind}"><title>{holder}</title>'
        f'<rect x="{x}" y="{y}" width="{WIDE}" height="{HIGH}" rx="{HIGH // 2 if s.final else 8}"'
        f' fill="{fill}" stroke="{stroke}" stroke-width="{wide}"/>'
        f'<text text-anchor="middle" fill="#1b2730">{spans}</text>'
        f"{_also(layout, ruleset, s, translate)}</g>"
    )


def _marked(layout: Layout, s: State, mark: Mark | None, box: str) -> str:
    """Put a mark on a box, and let the box lead to where the mark says."""
    if mark is None:
        return box
    wide = BADGE * len(mark.badge) + 18
    x, y = layout.x(s.key) + WIDE - wide + 6, layout.y(s.key) - 12
    return (
        f'<a class="heat heat-{mark.tone}" href="{escape(mark.href)}">'
        f"<title>{escape(mark.told)}</title>{box}"
        f'<g class="badge"><rect x="{x}" y="{y}" width="{wide}" height="24" rx="12"'
        f' fill="{mark.fill}" stroke="#16202a"/><text x="{x + wide // 2}" y="{y + 17}"'
        f' text-anchor="middle" font-weight="700" fill="#16202a">{escape(mark.badge)}</text></g>'
        "</a>"
    )


def _lines(text: str) -> list[str]:
    """Break a label into as few lines as fit, about as long as each other."""
    lines = narrower = wrap(text, LINE)
    width = LINE
    while len(narrower) == len(lines) and width > 1:
        lines, width = narrower, width - 1
        narrower = wrap(text, width)
    return lines


def _colours(s: State, here: str, path: Collection[str]) -> tuple[str, str]:
    if s.key == here:
        return "#dcecf7", "#16405b"
    return ("#e6f2ea" if s.key in path else "#ffffff"), "#6b7b86"


def _holder(ruleset: Ruleset, s: State, translate: Callable[[str], str]) -> str:
    words = [translate(s.label)]
    if s.holder:
        words.append(translate(ruleset.roles[s.holder]))
    return escape(": ".join(words))


def _also(layout: Layout, ruleset: Ruleset, s: State, translate: Callable[[str], str]) -> str:
    """Name, under a box, the steps that lead to it from too many states to draw."""
    text = translate(_("từ {count} bước"))
    found = [t for t in ruleset.transitions if s in t.targets and len(t.sources) > MANY]
    return "".join(
        f'<text class="also" x="{layout.x(s.key) + WIDE // 2}" y="{layout.y(s.key) + HIGH + 17}"'
        f' text-anchor="middle" font-size="12" fill="#55636e">'
        f"{escape(text.format(count=len(t.sources)))}</text>"
        for t in found
    )


def _told(ruleset: Ruleset, translate: Callable[[str], str], here: str) -> str:
    """Return the main line in words, for those who do not see it."""
    words = " → ".join(translate(ruleset.state[k].label) for k in main_line(ruleset))
    if here in ruleset.state:
        label = translate(ruleset.state[here].label)
        words += ". " + translate(_("Đang ở: {state}.")).format(state=label)
    return escape(words)
