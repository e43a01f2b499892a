"""The one gate: what may be done, by whom, now; and every reason why not."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from processes.words import gettext_noop as _

from .calendar import Window
from .definition import Act, Ruleset, State, Transition
from .sheet import objections


class Cause(StrEnum):
    """Which of the gate's questions was answered with no."""

    STATE = "state"
    ROLE = "role"
    SCOPE = "scope"
    WINDOW = "window"
    CONDITION = "condition"
    DATA = "data"


@dataclass(frozen=True)
class Reason:
    """One objection, in words that its reader can use.

    Args:
        text: A sentence with ``{named}`` gaps; translated first, filled after.
        params: What fills the gaps.
        lifted_by: The roles that could lift the objection; empty where nobody can.
        field: The field that is at fault, where one is.
    """

    cause: Cause
    text: str
    params: Mapping[str, object] = field(default_factory=dict)
    lifted_by: tuple[str, ...] = ()
    field: str = ""

    def say(self, translate: Callable[[str], str] = str) -> str:
        """Return the sentence, in the language of ``translate``."""
        shown = {name: _shown(value, translate) for name, value in self.params.items()}
        return translate(self.text).format(**shown)

    def __str__(self) -> str:
        return self.say()


def _shown(value: object, translate: Callable[[str], str]) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, tuple):
        return ", ".join(_shown(part, translate) for part in value)
    return translate(value) if isinstance(value, str) and value else str(value)


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """The gate said no; ``reasons`` holds every reason, never none."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__("; ".join(map(str, reasons)))
        self.reasons = reasons


@dataclass(frozen=True)
class Actor:
    """Who asks: the role acted under, and what speaks against its jurisdiction over the case."""

    role: str
    objection: Reason | None = None


@dataclass(frozen=True)
class Asked:
    """The circumstances of a question: the moment, its local day, and the data given so far."""

    at: datetime
    today: date
    given: Mapping[str, object] = field(default_factory=dict)


class Case(Protocol):
    """The least that the gate itself must know of what it decides on."""

    @property
    def state(self) -> str: ...

    def window(self, key: str) -> Window | None:
        """Return the window ``key`` as it stands for this case, extensions included."""

    def grace(self, asked: Asked) -> bool:
        """Return whether a term given to this case outlasts a closed window."""


@dataclass(frozen=True)
class Option:
    """A step somebody might take, with what still stands in its way."""

    step: Transition | Act
    reasons: tuple[Reason, ...] = ()

    @property
    def open(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.reasons


@dataclass(frozen=True)
class Verdict:
    """A yes: the row that allows it and the state it leads to."""

    step: Transition | Act
    source: State
    target: State


def options(ruleset: Ruleset, case: Case, actor: Actor, asked: Asked) -> list[Option]:
    """Return every transition that leaves the case's state and is the actor's to take.

    Steps of other roles are not listed; closed ones are, with their reasons, unless nothing calls
    for them. Data still to be given is no reason here. An actor without jurisdiction gets an
    empty list.
    """
    if actor.objection:
        return []
    back = (c for c in ruleset.corrections if case.state in {s.key for s in c.sources})
    return [
        Option(t, tuple(_circumstances(t, case, asked)))
        for t in (*ruleset.leaving(case.state), *back)
        if t.by == actor.role and _called_for(t, case, asked)
    ]


def acts(ruleset: Ruleset, case: Case, actor: Actor, asked: Asked) -> list[Option]:
    """Return every act that is the actor's in the case's state and called for, closed ones too."""
    if actor.objection:
        return []
    return [
        Option(a, tuple(_conditions(a, case, asked)))
        for a in ruleset.acts
        if actor.role in a.by
        and case.state in {s.key for s in a.states}
        and _called_for(a, case, asked)
    ]


def decide(ruleset: Ruleset, case: Case, actor: Actor, name: str, asked: Asked) -> Verdict:
    """Allow a transition or an act, or refuse it with every reason.

    Conditions look into the case, so they are asked only of somebody whose role and jurisdiction
    hold, and only where the step exists in the case's state.

    Raises:
        Refused: with every reason that was found.
        KeyError: when the ruleset knows no such step.
    """
    step = ruleset.steps[name]
    source = ruleset.state[case.state]
    reasons = [*_standing(ruleset, step, source, actor)]
    looked = not reasons
    reasons += _windows(step, case, asked)
    reasons += _given(step, asked)
    reasons += _conditions(step, case, asked) if looked else ()
    target = None if reasons else _target(step, case, asked, source)
    if target is None:
        raise Refused(*(reasons or [_undetermined()]))
    return Verdict(step, source, target)


def _standing(
    ruleset: Ruleset, step: Transition | Act, source: State, actor: Actor
) -> Iterator[Reason]:
    states = step.sources if isinstance(step, Transition) else step.states
    roles = (step.by,) if isinstance(step, Transition) else step.by
    if source not in states:
        text = _("Hồ sơ đang ở bước “{state}”, không còn ở bước làm được việc “{step}”.")
        yield Reason(Cause.STATE, text, {"state": source.label, "step": step.label})
    if actor.role not in roles:
        text = _("Việc “{step}” thuộc vai trò {role}.")
        yield Reason(Cause.ROLE, text, {"step": step.label, "role": ruleset.roles[roles[0]]})
    if actor.objection:
        yield actor.objection


def _circumstances(step: Transition, case: Case, asked: Asked) -> Iterator[Reason]:
    yield from _windows(step, case, asked)
    yield from _conditions(step, case, asked)


def _windows(step: Transition | Act, case: Case, asked: Asked) -> Iterator[Reason]:
    keys = step.windows if isinstance(step, Transition) else ()
    windows = [w for w in map(case.window, keys) if w]
    if not keys or any(asked.today in w for w in windows) or case.grace(asked):
        return
    ahead = [w for w in windows if w.opens_on > asked.today]
    if ahead:
        first = min(ahead, key=lambda w: w.opens_on)
        text = _("Chưa đến thời gian nhận: từ {opens} đến {closes}.")
        params: dict[str, Any] = {"opens": first.opens_on, "closes": first.closes_on}
    else:
        text = _("Đã hết thời gian nhận ({closes}).")
        params = {"closes": max((w.closes_on for w in windows), default="–")}
    yield Reason(Cause.WINDOW, text, params, ("supervisor", "province_officer"))


def _given(step: Transition | Act, asked: Asked) -> Iterator[Reason]:
    for field_, words in objections(step.asks, asked.given, asked.today):
        params = {"field": field_.label, "today": asked.today}
        yield Reason(Cause.DATA, words, params, field=field_.key)
    if step.reason and not str(asked.given.get("reason") or "").strip():
        yield Reason(Cause.DATA, _("Phải ghi lý do."), field="reason")


def _called_for(step: Transition | Act, case: Case, asked: Asked) -> bool:
    return step.called_for is None or step.called_for(case, asked) is None


def _conditions(step: Transition | Act, case: Case, asked: Asked) -> Iterator[Reason]:
    # whoever is told that nothing calls for a step needs no further reason
    missing = step.called_for(case, asked) if step.called_for else None
    if missing is not None:
        yield missing
        return
    for guard in step.when:
        reason = guard(case, asked)
        if reason is not None:
            yield reason


def _target(step: Transition | Act, case: Case, asked: Asked, source: State) -> State | None:
    if isinstance(step, Act):
        return source
    if step.choose is not None:
        return step.choose(case, asked)
    return step.targets[0]


def _undetermined() -> Reason:
    return Reason(Cause.CONDITION, _("Chưa đủ căn cứ để xác định kết quả."))
