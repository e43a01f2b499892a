"""A history played again on the table: each entry that the table does not allow is named."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from .definition import Act, Correction, Ruleset, Transition

NOWHERE = ""  # where a case stands before it is opened


@dataclass(frozen=True)
class Entry:
    """One entry of a case's history as it was written down.

    Args:
        seq: Its number in the history, from 1.
        is_act: Whether it was written as an act rather than a transition.
        source: The state it says it started in; empty for the opening.
    """

    seq: int
    at: datetime
    is_act: bool
    name: str
    source: str
    target: str
    role: str


@dataclass(frozen=True)
class Departure:
    """Where a history departs from the table: the entry's number (0: the case itself), and how."""

    seq: int
    text: str


def departures(
    ruleset: Ruleset, opening: Act, entries: Iterable[Entry], stands: str
) -> Iterator[Departure]:
    """Yield every departure of one history from the table; nothing when it follows it.

    A case under way follows the table as far as it got: only what is there is judged, and that it
    ends where the case stands. After a departure the next entry is judged from where the one
    before says it led, so one forgery is not told twice over.

    Args:
        opening: The act that begins a history, and stands in it once.
        entries: In their order; read once.
        stands: The state that the case itself says it is in.
    """
    number, where, last, since = 0, NOWHERE, None, _Since()
    for number, entry in enumerate(entries, 1):
        found = [*_order(number, entry, last), *_rules(ruleset, opening, number, entry, where)]
        if not entry.is_act and entry.name in ruleset.correction:
            found += _correction(ruleset.correction[entry.name], entry, since)
        yield from (Departure(entry.seq, text) for text in found)
        where, last, since = entry.target, entry, since.then(entry)
    if not number:
        yield Departure(0, "has no history")
    elif where != stands:
        yield Departure(0, f"stands in {stands}, its history ends in {where}")


@dataclass(frozen=True)
class _Since:
    """The last step that moved the case, and the acts done since."""

    moved: Entry | None = None
    acts: tuple[str, ...] = ()

    def then(self, entry: Entry) -> "_Since":
        """Return how things stand after one more entry."""
        return _Since(self.moved, (*self.acts, entry.name)) if entry.is_act else _Since(entry)


def _order(number: int, entry: Entry, last: Entry | None) -> Iterator[str]:
    if last is None:
        if entry.seq != 1:
            yield f"the history begins with entry {entry.seq}"
    elif entry.seq != last.seq + 1:
        yield f"entry {entry.seq} follows entry {last.seq}"
    if last is not None and entry.at < last.at:
        yield f"{entry.name} is earlier than {last.name} before it"


def _rules(ruleset: Ruleset, opening: Act, number: int, entry: Entry, where: str) -> Iterator[str]:
    if entry.source != where:
        yield (
            f"{entry.name} starts in {entry.source or 'nothing'},"
            f" the case stood in {where or 'nothing'}"
        )
    if number == 1 or entry.name == opening.name:
        yield from _beginning(ruleset, opening, number, entry)
    elif entry.is_act and entry.name in ruleset.act:
        yield from _act(ruleset.act[entry.name], entry)
    elif not entry.is_act and isinstance(row := ruleset.steps.get(entry.name), Transition):
        yield from _transition(row, entry)
    else:
        yield f"{entry.name} is no {'act' if entry.is_act else 'transition'} of {ruleset.key}"


def _beginning(ruleset: Ruleset, opening: Act, number: int, entry: Entry) -> Iterator[str]:
    if number > 1:
        yield f"{opening.name} stands in the middle of a history"
    elif entry.name != opening.name:
        yield f"the history begins with {entry.name}, not with {opening.name}"
    elif (entry.source, entry.target) != (NOWHERE, ruleset.initial.key) or not entry.is_act:
        yield f"{opening.name} does not lead to {ruleset.initial.key}"
    if entry.name == opening.name and entry.role not in opening.by:
        yield f"{entry.role} may not {entry.name}"


def _act(act: Act, entry: Entry) -> Iterator[str]:
    if entry.source != entry.target:
        yield f"{act.name} is an act and leads from {entry.source} to {entry.target}"
    if entry.source not in {s.key for s in act.states}:
        yield f"{act.name} is not done in {entry.source}"
    if entry.role not in act.by:
        yield f"{entry.role} may not {act.name}"


def _correction(row: Correction, entry: Entry, since: _Since) -> Iterator[str]:
    wrong = since.moved
    if wrong is None or wrong.name not in row.undone:
        yield f"{row.name} takes back {wrong.name if wrong else 'nothing'}, which it may not"
    elif entry.target != wrong.source:
        yield f"{row.name} leads to {entry.target}, the step taken back began in {wrong.source}"
    if row.asked_by not in since.acts:
        yield f"{row.name} was asked for by nobody"


def _transition(row: Transition, entry: Entry) -> Iterator[str]:
    if entry.source not in {s.key for s in row.sources}:
        yield f"{row.name} does not start in {entry.source}"
    if entry.target not in {s.key for s in row.targets}:
        yield f"{row.name} does not lead to {entry.target}"
    if entry.role != row.by:
        yield f"{entry.role} may not {row.name}"
