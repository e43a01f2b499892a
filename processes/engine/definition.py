"""State, Transition, Act, Correction, Ruleset. An unsound machine cannot be imported."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeAlias

from .sheet import Field, Sheet

Guard: TypeAlias = Callable[[Any, Any], Any]
Chooser: TypeAlias = Callable[[Any, Any], "State | None"]


@dataclass(frozen=True)
class WorkingDays:
    """The holder has this many working days from the day of receipt."""

    days: int


@dataclass(frozen=True)
class WithinWindow:
    """The holder has until the last of these windows closes."""

    windows: tuple[str, ...]


@dataclass(frozen=True)
class NoTerm:
    """Nobody here can set a term; ``why`` says so."""

    why: str


Due: TypeAlias = WorkingDays | WithinWindow | NoTerm


@dataclass(frozen=True)
class State:
    """Where a case stands.

    Args:
        key: ``phase.name``.
        label: What people read.
        holder: The role that must act now; ``None`` in a final state.
        due: The holder's term; ``None`` in a final state.
        ends_with: Windows after which nothing can be handed in from here any more.
    """

    key: str
    label: str
    holder: str | None = None
    due: Due | None = None
    ends_with: tuple[str, ...] = ()

    @property
    def phase(self) -> str:
        """The part of the key before the point."""
        return self.key.partition(".")[0]

    @property
    def final(self) -> bool:
        """Whether the journey ends here."""
        return self.holder is None


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One row of the law: who, from where, to where, on what conditions, whom to tell, by what authority.

    Args:
        windows: The step is open while any of these windows is; empty: always.
        when: Guards, each ``guard(case, asked)`` giving ``None`` or a reason.
        asks: What the actor has to give.
        reason: Whether the actor has to say why.
        choose: Picks one of several targets; gives ``None`` while none can be told.
        result: What the step itself computes; kept in the record beside what was given.
        submits: The sheet whose draft is frozen as a version by this step.
        after: What somebody should be told comes of it, in words.
        pauses: The clock of the state that is left stands still until the case comes back to it.
        called_for: Asked before all guards; where it objects the step is not even offered.
        proves: Whoever takes the step has shown within minutes who they are.
    """

    name: str
    label: str
    sources: tuple[State, ...]
    targets: tuple[State, ...]
    by: str
    windows: tuple[str, ...] = ()
    when: tuple[Guard, ...] = ()
    asks: tuple[Field, ...] = ()
    reason: bool = False
    tells: tuple[str, ...] = ()
    cites: str = ""
    choose: Chooser | None = None
    result: Callable[[Any, Any], Mapping[str, Any]] | None = None
    submits: str = ""
    after: str = ""
    pauses: bool = False
    called_for: Guard | None = None
    proves: bool = False


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something done on a case that leaves its state as it is, and stands in its history.

    Args:
        result: What the act itself computes; kept in the record beside what was given.
        sealed: What was given is shown to nobody but its giver while the state lasts.
        called_for: Asked before all guards; where it objects the act is not even offered.
        proves: Whoever does it has shown within minutes who they are.
        opens: It begins a history, so it is done in no state: no case that is there takes it.
    """

    name: str
    label: str
    by: tuple[str, ...]
    states: tuple[State, ...]
    when: tuple[Guard, ...] = ()
    asks: tuple[Field, ...] = ()
    reason: bool = False
    tells: tuple[str, ...] = ()
    cites: str = ""
    result: Callable[[Any, Any], Mapping[str, Any]] | None = None
    sealed: bool = False
    called_for: Guard | None = None
    proves: bool = False
    opens: bool = False


@dataclass(frozen=True, kw_only=True)
class Correction(Transition):
    """A step that takes another one back, on the request of one person by the hand of a second.

    It is no row of the journey: nothing is undone, the case is led back to where the wrong step
    began, and both stand in its history. It starts where those steps lead and leads where they start.

    Args:
        undoes: The steps that it takes back, while each is the last one taken.
        asked_by: Name of the act that has to ask for it.
    """

    undoes: tuple[Transition, ...]
    asked_by: str

    @cached_property
    def undone(self) -> dict[str, Transition]:
        """The steps that it takes back, by name."""
        return {t.name: t for t in self.undoes}

    def pairs(self) -> tuple[tuple[State, State], ...]:
        """Return each way it may lead: from a state back to the one before."""
        ways = ((a, b) for t in self.undoes for a in t.targets for b in t.sources)
        return tuple(dict.fromkeys(ways))


class Unsound(ValueError):  # noqa: N818 - the field's own word
    """The machine cannot be let loose: it says everything that is wrong with it."""

    def __init__(self, key: str, problems: list[str]) -> None:
        super().__init__(f"{key}: " + "; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Ruleset:
    """Everything that a case runs by, from one decision.

    Args:
        terms: The figures of the decision (thresholds, waits, sizes); data, not code.
        roles: Every role that may act, code to label.
        bystanders: Roles that never act on a case.
        sheets: The forms that steps submit, by key.
        corrections: Steps that take a wrong one back; no part of the journey itself.
    """

    key: str
    title: str
    initial: State
    phases: tuple[tuple[str, str], ...]
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    acts: tuple[Act, ...]
    roles: Mapping[str, str]
    bystanders: frozenset[str] = frozenset()
    terms: Any = None
    sheets: Mapping[str, Sheet] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()

    def __post_init__(self) -> None:
        problems = list(self.problems())
        if problems:
            raise Unsound(self.key, problems)

    @cached_property
    def state(self) -> dict[str, State]:
        """States by key."""
        return {s.key: s for s in self.states}

    @cached_property
    def transition(self) -> dict[str, Transition]:
        """Transitions by name."""
        return {t.name: t for t in self.transitions}

    @cached_property
    def act(self) -> dict[str, Act]:
        """Acts by name."""
        return {a.name: a for a in self.acts}

    @cached_property
    def correction(self) -> dict[str, Correction]:
        """Corrections by name."""
        return {c.name: c for c in self.corrections}

    @cached_property
    def moving(self) -> tuple[Transition, ...]:
        """Everything that moves a case: transitions, then corrections."""
        return (*self.transitions, *self.corrections)

    @cached_property
    def steps(self) -> dict[str, Transition | Act]:
        """Transitions, corrections and acts by name."""
        every: tuple[Transition | Act, ...] = (*self.moving, *self.acts)
        return {s.name: s for s in every}

    @cached_property
    def _leaving(self) -> dict[str, tuple[Transition, ...]]:
        return {s.key: tuple(t for t in self.transitions if s in t.sources) for s in self.states}

    def leaving(self, key: str) -> tuple[Transition, ...]:
        """Return the transitions that start in the state ``key``, in the table's order."""
        return self._leaving.get(key, ())

    def amended(self, **changes: Any) -> "Ruleset":
        """Return this ruleset with ``changes``, proved sound again."""
        return replace(self, **changes)

    def problems(self) -> Iterator[str]:
        """Yield, in words, everything that makes this machine unsound."""
        yield from self._names()
        yield from self._rows()
        yield from self._states()
        yield from self._roles()

    def _names(self) -> Iterator[str]:
        for what, names in (
            ("state", [s.key for s in self.states]),
            ("step", [t.name for t in self.moving] + [a.name for a in self.acts]),
        ):
            yield from (f"{what} {n} is declared twice" for n in sorted(_twice(names)))

    def _rows(self) -> Iterator[str]:
        known = set(self.states)
        for t in self.moving:
            if not t.cites:
                yield f"{t.name} cites nothing"
            if not t.by or t.by not in self.roles:
                yield f"nobody may {t.name}"
            if not t.sources or not t.targets:
                yield f"{t.name} leads from nowhere or to nowhere"
            yield from (
                f"{t.name} names {s.key}, which is not declared"
                for s in (*t.sources, *t.targets)
                if s not in known
            )
            if len(t.targets) > 1 and t.choose is None:
                yield f"{t.name} has several targets and nothing to choose by"
        for a in self.acts:
            if not a.cites or not a.by or not (a.states or a.opens):
                yield f"{a.name} lacks a citation, an actor or a state"
            if a.opens and a.states:
                yield f"{a.name} begins a history, and is done on a case that is there as well"
        for c in self.corrections:
            yield from self._correcting(c)

    def _correcting(self, c: Correction) -> Iterator[str]:
        yield from (
            f"{c.name} takes back {t.name}, which is not declared"
            for t in c.undoes
            if t not in self.transitions
        )
        ways = {x for pair in c.pairs() for x in pair}
        if {*c.sources, *c.targets} != ways:
            yield f"{c.name} does not lead back where the steps began that it takes back"
        asking = self.act.get(c.asked_by)
        if asking is None or set(asking.states) != set(c.sources) or not asking.reason:
            yield f"{c.name} can be asked for by nothing with a reason"

    def _states(self) -> Iterator[str]:
        reached, ending = self._reached(), self._ending()
        for s in self.states:
            ways = self.leaving(s.key)
            if s.key not in reached:
                yield f"{s.key} cannot be reached"
            if s.final and ways:
                yield f"{s.key} is final but has a way out"
            if not s.final and s.key not in ending:
                yield f"{s.key} leads to no end"
            if not s.final and s.due is None:
                yield f"{s.key} has no rule for when it is due"
            if not s.final and s.holder not in {t.by for t in ways}:
                yield f"{s.key} is held by {s.holder}, who has no way to act on it"

    def _roles(self) -> Iterator[str]:
        acting = {t.by for t in self.transitions} | {r for a in self.acts for r in a.by}
        for role in self.roles:
            if role in self.bystanders and role in acting:
                yield f"{role} is a bystander but acts"
            if role not in self.bystanders and role not in acting:
                yield f"{role} has no way to act"

    def _reached(self) -> set[str]:
        seen, todo = {self.initial.key}, [self.initial.key]
        while todo:
            for t in self.leaving(todo.pop()):
                fresh = {s.key for s in t.targets} - seen
                seen |= fresh
                todo += fresh
        return seen

    def _ending(self) -> set[str]:
        good = {s.key for s in self.states if s.final}
        while True:
            more = {
                s.key
                for t in self.transitions
                if any(target.key in good for target in t.targets)
                for s in t.sources
            } - good
            if not more:
                return good
            good |= more


def _twice(names: list[str]) -> set[str]:
    return {n for n in names if names.count(n) > 1}
