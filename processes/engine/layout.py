"""Where everything stands in the picture: a column a phase, the main line down its right lane,
detours at its left.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from .definition import Ruleset, State, Transition

MANY = 3  # a step that leaves more states than this is named at its target, not drawn
WIDE, HIGH = 172, 66
GUTTER, GAP = 52, 36
TOP, LEFT = 64, 40
TRACK = 8  # between two lines in one gutter
Cell = tuple[int, int]
Edge = tuple[State, State]


@dataclass
class Layout:
    """Where each state stands, as lane and row, and which tracks of the gutters are taken."""

    cells: dict[str, Cell]
    tracks: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    ports: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    def x(self, key: str) -> int:
        return LEFT + self.cells[key][0] * (WIDE + GUTTER)

    def y(self, key: str) -> int:
        return TOP + self.cells[key][1] * (HIGH + GAP)

    def port(self, key: str, side: str) -> int:
        """Return the height of the next free place on a side of a box."""
        n = self.ports[key, side]
        self.ports[key, side] += 1
        return self.y(key) + HIGH // 2 + (0, 14, -14, 24, -24)[n % 5]

    def track(self, lane: int) -> int:
        """Return the place of the next free line in the gutter before ``lane``."""
        n = self.tracks[lane]
        self.tracks[lane] += 1
        return LEFT + lane * (WIDE + GUTTER) - GUTTER // 2 + (n % 5 - 2) * TRACK

    def is_free(self, row: int, lanes: Collection[int]) -> bool:
        """Return whether nothing stands in these lanes of a row."""
        return not any(r == row and lane in lanes for lane, r in self.cells.values())


def edges(ruleset: Ruleset) -> dict[Edge, list[Transition]]:
    """Return the arrows to draw, each with the steps that go along it."""
    found: dict[Edge, list[Transition]] = {}
    for t in ruleset.transitions:
        if len(t.sources) <= MANY:
            for source in t.sources:
                for target in t.targets:
                    found.setdefault((source, target), []).append(t)
    return found


def main_line(ruleset: Ruleset) -> list[str]:
    """Return the shortest way to the end that lies farthest: the journey as it is meant."""
    ways = {ruleset.initial.key: [ruleset.initial.key]}
    todo = [ruleset.initial.key]
    while todo:
        key = todo.pop(0)
        for target in (x.key for t in ruleset.leaving(key) for x in t.targets):
            if target not in ways:
                ways[target] = [*ways[key], target]
                todo.append(target)
    return max((ways[s.key] for s in ruleset.states if s.final), key=len)


def place(ruleset: Ruleset) -> dict[str, Cell]:
    """Return lane and row of every state; a phase with detours takes two lanes."""
    main, cells, lane = main_line(ruleset), {}, 0
    for phase, _label in ruleset.phases:
        states = [s for s in ruleset.states if s.phase == phase]
        spine = [k for k in main if any(s.key == k and not s.final for s in states)]
        side = [s.key for s in states if s.key not in spine]
        lane += bool(spine and side)
        cells.update({key: (lane, row) for row, key in enumerate(spine)})
        cells.update(_beside(ruleset, side, cells, lane - bool(spine)))
        lane += 1
    return cells


def _beside(
    ruleset: Ruleset, side: Iterable[str], cells: dict[str, Cell], lane: int
) -> dict[str, Cell]:
    """Put each detour beside the state that first leads to it, or in the next free row."""
    taken: dict[str, Cell] = {}
    rows: set[int] = set()
    for key in side:
        known = {**cells, **taken}
        leading = [t for t in ruleset.transitions if key in {x.key for x in t.targets}]
        row = min(
            (known[s.key][1] for t in leading for s in t.sources if s.key in known), default=1
        )
        while row in rows:
            row += 1
        rows.add(row)
        taken[key] = (lane, row)
    return taken


def route(layout: Layout, a: State, b: State) -> str:
    """Return a path of straight lines from a box to another, through gutters and gaps."""
    (lane_a, row_a), (lane_b, row_b) = layout.cells[a.key], layout.cells[b.key]
    if lane_a == lane_b and row_b == row_a + 1:
        x = layout.x(a.key) + WIDE // 2
        return f"M{x} {layout.y(a.key) + HIGH}V{layout.y(b.key)}"
    rightward = lane_b > lane_a
    start = layout.x(a.key) + (WIDE if rightward else 0)
    end = layout.x(b.key) + (0 if rightward else WIDE)
    y_a = layout.port(a.key, "right" if rightward else "left")
    y_b = layout.port(b.key, "left" if rightward else "right")
    out = layout.track(lane_a + 1 if rightward else lane_a)
    between = range(min(lane_a, lane_b) + 1, max(lane_a, lane_b))
    if layout.is_free(row_b, between):
        return f"M{start} {y_a}H{out}V{y_b}H{end}"
    into = layout.track(lane_b if rightward else lane_b + 1)
    gap = layout.y(b.key) - GAP // 2 + (layout.tracks[lane_b] % 3 - 1) * 6
    return f"M{start} {y_a}H{out}V{gap}H{into}V{y_b}H{end}"
