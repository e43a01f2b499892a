"""A ruleset as a workflow net: one place to start from, one to end in, and the proof that it is sound.

A state is a place, a step is a transition of the net for each pair of states that it leads between.
Source of the terms: van der Aalst, "The application of Petri nets to workflow management" (1998).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from .definition import Act, Ruleset

START, END = "start", "end"
LIMIT = 10_000  # markings that are looked at; a case stands in one state, so a sound net has few

Marking: TypeAlias = frozenset[tuple[str, int]]


@dataclass(frozen=True)
class Firing:
    """A transition of the net: takes a token from each place of ``takes``, gives one to each of ``gives``.

    Args:
        key: Names it once in the net.
        name: The activity that a log has for it; empty: silent, no log shows it.
        label: The activity in the words of the law.
    """

    key: str
    name: str
    takes: tuple[str, ...]
    gives: tuple[str, ...]
    label: str = ""


@dataclass(frozen=True)
class Net:
    """A workflow net: a token in ``start`` at the beginning, one in ``end`` and none besides at last."""

    key: str
    title: str
    places: Mapping[str, str]  # key to label
    firings: tuple[Firing, ...]
    start: str = START
    end: str = END


def workflow_net(ruleset: Ruleset, opening: Act, *, acts: bool = False) -> Net:
    """Return the net of a ruleset.

    A final state keeps its place and has a silent way to the one end. Were all ends one place, a
    case whose last step was cut off could pass for one that ended in another state.

    Args:
        opening: The act that begins a case; it leads from the start to the initial state.
        acts: Whether acts that leave the state as it is are in the net, as loops.
    """
    steps = [
        Firing(f"{t.name}.{a.key}.{b.key}", t.name, (a.key,), (b.key,), t.label)
        for t in ruleset.transitions
        for a in t.sources
        for b in t.targets
    ]
    back = [
        Firing(f"{c.name}.{a.key}.{b.key}", c.name, (a.key,), (b.key,), c.label)
        for c in ruleset.corrections
        for a, b in c.pairs()
    ]
    loops = [
        Firing(f"{act.name}.{s.key}", act.name, (s.key,), (s.key,), act.label)
        for act in ruleset.acts
        for s in act.states
        if acts and act != opening
    ]
    closing = [Firing(f"close.{s.key}", "", (s.key,), (END,)) for s in ruleset.states if s.final]
    first = Firing(opening.name, opening.name, (START,), (ruleset.initial.key,), opening.label)
    return Net(
        ruleset.key,
        ruleset.title,
        {START: "", **{s.key: s.label for s in ruleset.states}, END: ""},
        (first, *steps, *back, *loops, *closing),
    )


def flaws(net: Net, limit: int = LIMIT) -> Iterator[str]:
    """Yield, in words, everything that keeps the net from being a sound workflow net.

    Sound: from every marking that can come about the end can be reached; when it is, nothing is
    left elsewhere; every transition can happen. All markings are gone through, so this is a proof;
    a net with more than ``limit`` of them is not proved and said to be so.
    """
    yield from _misshapen(net)
    seen = _explore(net, limit)
    if seen is None:
        yield f"it has more than {limit} markings, or no bound at all"
        return
    final = _marking((net.end,))
    ending = _leading_to(final, seen)
    for marking in seen:
        if marking not in ending:
            yield f"from {_told(marking)} the end cannot be reached"
        if net.end in dict(marking) and marking != final:
            yield f"the end is reached with more than it: {_told(marking)}"
    happened = {firing.key for after in seen.values() for firing, _marking in after}
    yield from (f"{f.key} can never happen" for f in net.firings if f.key not in happened)


def _misshapen(net: Net) -> Iterator[str]:
    keys = Counter(f.key for f in net.firings)
    yield from (f"{key} is there {count} times" for key, count in keys.items() if count > 1)
    for firing in net.firings:
        if not firing.takes or not firing.gives:
            yield f"{firing.key} comes from nowhere or leads to nowhere"
        if net.start in firing.gives:
            yield f"{firing.key} leads back to the start"
        if net.end in firing.takes:
            yield f"{firing.key} goes on from the end"
    ways = [(a, b) for f in net.firings for a in f.takes for b in f.gives]
    there = _closure(net.start, ways)
    back = _closure(net.end, [(b, a) for a, b in ways])
    yield from (f"{p} is on no way from start to end" for p in net.places if p not in there & back)


def _closure(first: str, ways: Iterable[tuple[str, str]]) -> set[str]:
    onwards: dict[str, set[str]] = {}
    for a, b in ways:
        onwards.setdefault(a, set()).add(b)
    seen, todo = {first}, [first]
    while todo:
        fresh = onwards.get(todo.pop(), set()) - seen
        seen |= fresh
        todo += fresh
    return seen


def _marking(places: Iterable[str]) -> Marking:
    return frozenset(Counter(places).items())


def _told(marking: Marking) -> str:
    return " + ".join(sorted(p if n == 1 else f"{n} {p}" for p, n in marking)) or "nothing"


def _explore(net: Net, limit: int) -> dict[Marking, list[tuple[Firing, Marking]]] | None:
    """Return every marking that can come about, with what can happen next; ``None``: too many."""
    first = _marking((net.start,))
    seen: dict[Marking, list[tuple[Firing, Marking]]] = {}
    todo = [first]
    while todo:
        marking = todo.pop()
        if marking in seen:
            continue
        if len(seen) >= limit:
            return None
        seen[marking] = list(_next(net, marking))
        todo += [after for _firing, after in seen[marking]]
    return seen


def _next(net: Net, marking: Marking) -> Iterator[tuple[Firing, Marking]]:
    there = Counter(dict(marking))
    for firing in net.firings:
        takes = Counter(firing.takes)
        if all(there[place] >= count for place, count in takes.items()):
            after = there - takes
            after.update(firing.gives)
            yield firing, frozenset(after.items())


def _leading_to(
    final: Marking, seen: Mapping[Marking, list[tuple[Firing, Marking]]]
) -> set[Marking]:
    before: dict[Marking, list[Marking]] = {}
    for marking, after in seen.items():
        for _firing, then in after:
            before.setdefault(then, []).append(marking)
    good, todo = {final}, [final]
    while todo:
        fresh = set(before.get(todo.pop(), ())) - good
        good |= fresh
        todo += fresh
    return good
