"""A map drawn from the communes' own coordinates: nothing is fetched from anywhere.

North is up; degrees of longitude are shortened by the cosine of the middle latitude, which over a
province differs from any other projection by less than the width of a line.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import cos, hypot, inf, radians, sqrt

from processes.models import Unit
from processes.queries.places import Place

WIDTH, MARGIN = 1000, 50
TALLEST = 1100
SMALLEST, GROWTH = 9, 6  # radius of a bubble, and how it grows with the root of the count
NEAR, TURNS = 160, 30  # how near bubbles may come into each other's way; how often they give way
LETTER, LINE = 18, 34  # of a district's name, as large as a narrow screen writes it
# where a name may stand, the nearest to the middle first
AROUND = sorted(
    ((x, y) for x in range(-165, 166, 15) for y in range(-150, 151, 15)),
    key=lambda by: by[0] ** 2 + by[1] ** 2,
)
LEAST_SPAN = 0.05  # degrees: a single commune is not stretched to the edges
KINDS = ("chu-the", "san-pham")
Circle = tuple[str, int, float, int]  # kind, count, distance from the middle, radius


@dataclass(frozen=True)
class Bubble:
    """How many of one kind there are in a commune; the area of the circle grows with it."""

    kind: str
    place: Place
    count: int
    x: int
    y: int
    r: int


@dataclass(frozen=True)
class Label:
    """The name of a district or a commune, where there is room for it."""

    name: str
    x: int
    y: int


@dataclass(frozen=True)
class Atlas:
    """What is drawn, in the units of the picture.

    Args:
        dots: The communes that have nothing, so that the shape of the province is seen.
    """

    width: int
    height: int
    dots: list[tuple[int, int]]
    labels: list[Label]
    bubbles: list[Bubble]


class Projection:
    """From degrees to the units of the picture, such that every commune is on it."""

    def __init__(self, communes: Sequence[Unit]) -> None:
        east = [float(c.longitude or 0) for c in communes]
        north = [float(c.latitude or 0) for c in communes]
        self.west, self.north = min(east), max(north)
        self.narrowing = cos(radians((max(north) + min(north)) / 2))
        across = max((max(east) - self.west) * self.narrowing, LEAST_SPAN)
        down = max(self.north - min(north), LEAST_SPAN)
        inside = WIDTH - 2 * MARGIN
        self.scale = min(inside / across, (TALLEST - 2 * MARGIN) / down)
        self.left = MARGIN + (inside - across * self.scale) / 2
        self.height = round(down * self.scale) + 2 * MARGIN

    def at(self, commune: Unit) -> tuple[int, int]:
        """Return where a commune is."""
        x = (float(commune.longitude or 0) - self.west) * self.narrowing * self.scale
        y = (self.north - float(commune.latitude or 0)) * self.scale
        return round(self.left + x), round(MARGIN + y)


def radius(count: int) -> int:
    """Return the radius of a bubble."""
    return round(SMALLEST + GROWTH * sqrt(count))


def drawn(communes: Sequence[Unit], places: Sequence[Place]) -> Atlas | None:
    """Return the map of some communes; ``None`` where none of them has coordinates."""
    if not communes:
        return None
    projection = Projection(communes)
    where = {c.pk: projection.at(c) for c in communes}
    groups = [
        Group(place, *map(float, where[place.commune.pk]))
        for place in places
        if place.commune.pk in where
    ]
    push_apart(groups)
    bubbles = [bubble for group in groups for bubble in group.bubbles(projection.height)]
    dots = [where[c.pk] for c in communes if c.pk not in {g.place.commune.pk for g in groups}]
    labels = named(communes, where, bubbles, projection.height)
    return Atlas(WIDTH, projection.height, dots, labels, bubbles)


@dataclass
class Group:
    """The bubbles of one commune, side by side; they move together where there is no room."""

    place: Place
    x: float
    y: float

    def circles(self) -> list[Circle]:
        """Return kind, count, distance from the middle and radius of each bubble."""
        left, right = radius(self.place.organisations), radius(self.place.products)
        if not self.place.products:
            return [(KINDS[0], self.place.organisations, 0, left)]
        return [
            (KINDS[0], self.place.organisations, -right, left),
            (KINDS[1], self.place.products, left, right),
        ]

    def bubbles(self, height: int) -> list[Bubble]:
        """Return the bubbles where they stand, none of them over the edge."""
        found = []
        for kind, count, away, r in self.circles():
            x = min(max(self.x + away, r), WIDTH - r)
            y = min(max(self.y, r), height - r)
            found.append(Bubble(kind, self.place, count, round(x), round(y), r))
        return found


def push_apart(groups: list[Group]) -> None:
    """Move groups that lie on each other apart, each by half, a few times over."""
    near = [
        (one, other, list(product(one.circles(), other.circles())))
        for one, other in combinations(groups, 2)
        if hypot(one.x - other.x, one.y - other.y) < NEAR
    ]
    for _turn in range(TURNS):
        for one, other, circles in near:
            _part(one, other, circles)


def _part(one: Group, other: Group, circles: Sequence[tuple[Circle, Circle]]) -> None:
    for (_kind, _count, here, r), (_other, _number, there, s) in circles:
        across = other.x + there - one.x - here
        down = other.y - one.y or 0.1  # where both are the same, the second goes below
        apart = hypot(across, down)
        missing = (r + s + 1 - apart) / 2
        if missing > 0:
            one.x, one.y = one.x - across / apart * missing, one.y - down / apart * missing
            other.x, other.y = other.x + across / apart * missing, other.y + down / apart * missing


def named(
    communes: Sequence[Unit],
    where: Mapping[int, tuple[int, int]],
    bubbles: Sequence[Bubble],
    height: int,
) -> list[Label]:
    """Return the districts' names, each as near the middle of its communes as there is room.

    Where there is one district only, its communes are named.
    """
    one = len({commune.parent_id for commune in communes}) == 1
    inside: dict[Unit, list[tuple[int, int]]] = defaultdict(list)
    for commune in communes:
        inside[commune if one else commune.parent or commune].append(where[commune.pk])
    taken = [(b.x, b.y, b.r, b.r) for b in bubbles]
    labels = []
    for unit, points in inside.items():
        name = unit.name[len(unit.kind) :].strip()
        x, y = (sum(at) / len(points) for at in zip(*points, strict=True))
        half = len(name) * LETTER / 2
        x = min(max(x, half), WIDTH - half)
        across, down = _room(x, y, half, taken, height)
        labels.append(Label(name, round(x + across), round(y + down)))
        taken.append((round(x + across), round(y + down), round(half), LINE // 2))
    return labels


def _room(
    x: float, y: float, half: float, taken: Sequence[tuple[int, int, int, int]], height: int
) -> tuple[int, int]:
    """Return how far from its middle a name stands: where nothing else is, or else the least."""
    crowds = {}
    for across, down in AROUND:
        crowds[across, down] = _crowd(x + across, y + down, half, taken, height)
        if not crowds[across, down]:
            return across, down
    return min(crowds, key=crowds.__getitem__)


def _crowd(
    x: float, y: float, half: float, taken: Sequence[tuple[int, int, int, int]], height: int
) -> float:
    """Return how much a name at a place would cover; it stands on the picture."""
    if not (half <= x <= WIDTH - half and LINE <= y <= height - LINE):
        return inf
    return sum(
        max(0.0, half + a - abs(x - u)) * max(0.0, LINE / 2 + b - abs(y - v))
        for u, v, a, b in taken
    )
