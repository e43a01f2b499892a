"""The board's numbers, each with the address of the list that it is the length of."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from forms import lists
from processes.engine import Ruleset, State
from processes.engine.drawing import svg
from processes.engine.picture import Mark
from processes.queries.board import AGE_KEYS, Board, Tally
from processes.queries.jurisdiction import label_of
from processes.queries.selection import APPLICANT, Wanted
from processes.rulesets import RULESETS
from processes.words import gettext_noop


@dataclass(frozen=True)
class Figure:
    """A number and the list behind it; nothing to open where it is 0."""

    count: int
    words: str
    href: str


@dataclass(frozen=True)
class Pair:
    """What waits, and how much of it is overdue."""

    all: Figure
    late: Figure


@dataclass(frozen=True)
class Row:
    """One line of a table: what it is of, and its numbers; the last pair is their sum."""

    label: str
    cells: list[Pair]
    key: str = ""
    share: float = 0.0


@dataclass(frozen=True)
class Tile:
    """One of the four numbers at the top."""

    label: str
    figure: Figure
    tone: str
    hint: str = ""


@dataclass(frozen=True)
class Cell:
    """One state of the board."""

    key: str
    label: str
    holder: str
    total: int
    overdue: int
    pair: Pair
    share: float


@dataclass(frozen=True)
class Phase:
    """One phase of the board."""

    label: str
    cells: list[Cell]
    pair: Pair

    @property
    def total(self) -> int:
        """Dossiers that wait in the phase."""
        return sum(c.total for c in self.cells)

    @property
    def overdue(self) -> int:
        """Overdue dossiers in the phase."""
        return sum(c.overdue for c in self.cells)


def figure(count: int, words: str, wanted: Wanted) -> Figure:
    """Return a number with the address of its list."""
    return Figure(count, words, lists.address(wanted) if count else "")


def pair(tally: Tally, words: str, wanted: Wanted) -> Pair:
    """Return what waits and what of it is overdue."""
    late = _("{what}, quá hạn").format(what=words)
    return Pair(
        figure(tally.total, words, wanted),
        figure(tally.late, late, replace(wanted, late=True, open=False)),  # what is late is open
    )


def rulesets_of(board: Board) -> list[Ruleset]:
    """Return the rulesets that dossiers on the board began under; the first where there is none."""
    used = {ruleset for _unit, ruleset, _state in board.cells}
    return [r for r in RULESETS.values() if r.key in used] or [next(iter(RULESETS.values()))]


def open_phases(board: Board) -> list[tuple[str, str]]:
    """Return the phases in which dossiers can wait, with their names, in the journey's order."""
    return list(
        {
            key: _(label)
            for ruleset in rulesets_of(board)
            for key, label in ruleset.phases
            if any(s.phase == key and not s.final for s in ruleset.states)
        }.items()
    )


def tiles(board: Board) -> list[Tile]:
    """Return the four numbers that a supervisor asks for first."""
    tally = board.of()
    share = _("{share} số đang xử lý").format(share=f"{round(100 * tally.share)}%")
    late, soon = Wanted(late=True), Wanted(soon=True)
    waiting = tally.sources[APPLICANT]
    return [
        Tile(_("Đang xử lý"), figure(tally.total, _("đang xử lý"), Wanted(open=True)), "none"),
        Tile(_("Quá hạn"), figure(tally.late, _("quá hạn"), late), "late", share),
        Tile(
            _("Đến hạn trong 5 ngày làm việc"), figure(tally.soon, _("sắp đến hạn"), soon), "soon"
        ),
        Tile(
            _("Chờ chủ thể"),
            figure(waiting, _("chờ chủ thể"), Wanted(source=APPLICANT)),
            "paused",
        ),
    ]


def matrix(board: Board) -> list[Row]:
    """Return a line a unit, a pair a phase, then the sum; the worst unit first."""
    rows = []
    for code in board.worst_first():
        name = board.names[code]
        cells = [
            pair(board.of(code, key), f"{name}, {label}", Wanted(unit=code, phase=key))
            for key, label in open_phases(board)
        ]
        whole = board.of(code)
        cells.append(pair(whole, name, Wanted(unit=code, open=True)))
        rows.append(Row(name, cells, code, whole.share))
    return rows


def sums(board: Board) -> list[Pair]:
    """Return the last line of the matrix."""
    cells = [
        pair(board.of(phase=key), label, Wanted(phase=key, open=True))
        for key, label in open_phases(board)
    ]
    return [*cells, pair(board.of(), _("đang xử lý"), Wanted(open=True))]


def ages(board: Board) -> list[tuple[str, list[Figure]]]:
    """Return a line a phase: by how long its dossiers are in their step, and what is due soon."""
    phases = [*open_phases(board), ("", _("Tất cả"))]
    return [(label, _aged(board.of(phase=key), key, label)) for key, label in phases]


def _aged(tally: Tally, phase: str, label: str) -> list[Figure]:
    wanted = Wanted(phase=phase)
    return [
        *(
            figure(tally.ages[key], f"{label}, {lists.age_words(key)}", replace(wanted, age=key))
            for key in AGE_KEYS
        ),
        figure(tally.soon, f"{label}, {_('sắp đến hạn')}", replace(wanted, soon=True)),
    ]


def phases_of(board: Board) -> list[Phase]:
    """Return every state in which dossiers can wait, by phase, in the journey's order."""
    names = dict(open_phases(board))
    found: dict[str, dict[str, Cell]] = {key: {} for key in names}
    for ruleset in rulesets_of(board):
        for state in ruleset.states:
            if not state.final and state.key not in found[state.phase]:
                found[state.phase][state.key] = _cell(board, state)
    return [
        Phase(
            names[key],
            list(cells.values()),
            pair(board.of(phase=key), names[key], Wanted(phase=key, open=True)),
        )
        for key, cells in found.items()
    ]


# the share of what is overdue from which a state has the tone, the worst first
TONES = (
    (0.5, "most", "#f0a9a9", gettext_noop("từ một nửa quá hạn")),
    (0.25, "many", "#f7cfa0", gettext_noop("từ một phần tư quá hạn")),
    (0.0, "some", "#fdf0c8", gettext_noop("có hồ sơ quá hạn")),
)
CALM = ("calm", "#dff0e4", gettext_noop("không hồ sơ nào quá hạn"))


def drawing(ruleset: Ruleset, phases: list[Phase]) -> str:
    """Draw the ruleset with what waits in each state; every box leads to its list."""
    cells = {c.key: c for p in phases for c in p.cells}
    marks = {
        s.key: _mark(cells[s.key]) for s in ruleset.states if s.key in cells and cells[s.key].total
    }
    return svg(ruleset, _, marks=marks)


def _mark(cell: Cell) -> Mark:
    tone, fill, words = CALM
    if cell.overdue:
        share = cell.share
        tone, fill, words = next((t, f, w) for least, t, f, w in TONES if share >= least)
    badge = f"{cell.total} ■ {cell.overdue}" if cell.overdue else str(cell.total)
    text = _("{state}: {count} hồ sơ, {late} quá hạn; {words}")
    told = text.format(state=cell.label, count=cell.total, late=cell.overdue, words=_(words))
    return Mark(badge, tone, fill, told, cell.pair.all.href)


def legend() -> list[tuple[str, str]]:
    """Return the tones of the drawing in words, the calmest first."""
    rows = [(tone, words) for _least, tone, _fill, words in reversed(TONES)]
    return [(tone, _(words)) for tone, words in [(CALM[0], CALM[2]), *rows]]


def _cell(board: Board, state: State) -> Cell:
    tally, label = board.of(state=state.key), _(state.label)
    return Cell(
        state.key,
        label,
        _(label_of(state.holder)) if state.holder else "",
        tally.total,
        tally.late,
        pair(tally, label, Wanted(state=state.key)),
        tally.share,
    )
