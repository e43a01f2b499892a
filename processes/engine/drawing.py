"""A ruleset written down for people: as JSON, as tables, as a Mermaid diagram, as a picture."""

from collections.abc import Iterator, Mapping
from typing import Any

from .definition import Act, Due, NoTerm, Ruleset, State, Transition, WithinWindow, WorkingDays
from .layout import MANY
from .picture import as_svg

__all__ = ["as_json", "as_mermaid", "as_svg", "as_table", "svg"]

svg = as_svg
NOWHERE: Mapping[str, str] = {}


def as_json(ruleset: Ruleset) -> dict[str, Any]:
    """Return the whole machine as plain data, in the table's order."""
    return {
        "ruleset": ruleset.key,
        "title": ruleset.title,
        "initial": ruleset.initial.key,
        "phases": [{"key": key, "label": label} for key, label in ruleset.phases],
        "states": [_state(s) for s in ruleset.states],
        "transitions": [_transition(t) for t in ruleset.transitions],
        "acts": [_act(a) for a in ruleset.acts],
        "corrections": [
            {**_transition(c), "undoes": [t.name for t in c.undoes], "asked_by": c.asked_by}
            for c in ruleset.corrections
        ],
    }


def _state(s: State) -> dict[str, Any]:
    return {
        "key": s.key,
        "label": s.label,
        "phase": s.phase,
        "holder": str(s.holder) if s.holder else None,
        "final": s.final,
        "due": _due(s.due),
        "ends_with": list(s.ends_with),
    }


def _due(due: Due | None) -> dict[str, Any] | None:
    match due:
        case WorkingDays(days=days):
            return {"working_days": days}
        case WithinWindow(windows=windows):
            return {"windows": list(windows)}
        case NoTerm(why=why):
            return {"none": why}
        case None:
            return None


def _transition(t: Transition) -> dict[str, Any]:
    return {
        "name": t.name,
        "label": t.label,
        "sources": [s.key for s in t.sources],
        "targets": [s.key for s in t.targets],
        "roles": [str(t.by)],
        "windows": list(t.windows),
        "conditions": [_name(g) for g in t.when],
        "asks": [f.key for f in t.asks],
        "reason": t.reason,
        "tells": [str(a) for a in t.tells],
        "cites": t.cites,
    }


def _act(a: Act) -> dict[str, Any]:
    return {
        "name": a.name,
        "label": a.label,
        "roles": [str(r) for r in a.by],
        "states": [s.key for s in a.states],
        "conditions": [_name(g) for g in a.when],
        "asks": [f.key for f in a.asks],
        "reason": a.reason,
        "tells": [str(t) for t in a.tells],
        "sealed": a.sealed,
        "cites": a.cites,
    }


def _name(guard: Any) -> str:
    return str(guard.__name__)


def as_table(ruleset: Ruleset, names: Mapping[str, str] = NOWHERE) -> str:
    """Return Markdown tables, states, transitions and corrections, in the words of the law.

    Args:
        names: Words for codes that the ruleset has no words for: windows, audiences.
    """
    words = {**ruleset.roles, **names}
    return "\n".join(
        (
            *_head("Giai đoạn", "Trạng thái", "Mã", "Đang giữ hồ sơ", "Thời hạn"),
            *_state_rows(ruleset, words),
            "",
            *_head("#", "Bước chuyển", "Từ → đến", "Ai làm", "Điều kiện", "Báo cho", "Căn cứ"),
            *(_transition_row(n, t, words) for n, t in enumerate(ruleset.transitions, 1)),
            *_corrections(ruleset, words),
        )
    )


def _head(*cells: str) -> tuple[str, str]:
    return _row(*cells), _row(*("---" for _cell in cells))


def _row(*cells: str) -> str:
    return "| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |"


def _state_rows(ruleset: Ruleset, words: Mapping[str, str]) -> Iterator[str]:
    phases = dict(ruleset.phases)
    for s in ruleset.states:
        holder = words[s.holder] if s.holder else "–"
        yield _row(phases.get(s.phase, s.phase), s.label, f"`{s.key}`", holder, _term(s.due, words))


def _term(due: Due | None, words: Mapping[str, str]) -> str:
    match due:
        case WorkingDays(days=days):
            return f"{days} ngày làm việc"
        case WithinWindow(windows=windows):
            return " / ".join(words.get(w, w) for w in windows)
        case NoTerm(why=why):
            return why
        case None:
            return "–"


def _transition_row(number: int, t: Transition, words: Mapping[str, str]) -> str:
    sources, targets = (", ".join(f"`{s.key}`" for s in row) for row in (t.sources, t.targets))
    return _row(
        str(number),
        f"{t.label} (`{t.name}`)",
        f"{sources} → {targets}",
        words[t.by],
        "; ".join(_conditions(t, words)) or "–",
        ", ".join(words.get(a, a) for a in t.tells) or "–",
        t.cites,
    )


def _corrections(ruleset: Ruleset, words: Mapping[str, str]) -> Iterator[str]:
    if not ruleset.corrections:
        return
    yield ""
    yield from _head(
        "Thu hồi bước xử lý sai", "Bước được thu hồi", "Ai đề nghị", "Ai quyết", "Căn cứ"
    )
    for c in ruleset.corrections:
        yield _row(
            f"{c.label} (`{c.name}`)",
            ", ".join(f"{t.label} (`{t.name}`)" for t in c.undoes),
            ", ".join(words[r] for r in ruleset.act[c.asked_by].by),
            words[c.by],
            c.cites,
        )


def _conditions(t: Transition, words: Mapping[str, str]) -> Iterator[str]:
    if t.windows:
        yield "trong thời gian: " + " / ".join(words.get(w, w) for w in t.windows)
    yield from (f"`{_name(g)}`" for g in t.when)
    if t.asks:
        yield "ghi: " + ", ".join(f.label for f in t.asks)
    if t.reason:
        yield "ghi lý do"


def as_mermaid(ruleset: Ruleset) -> str:
    """Return a Mermaid flowchart: a box a phase; steps open to many states start at its edge."""
    lines = ["flowchart TB"]
    for key, label in ruleset.phases:
        lines.append(f'  subgraph p_{key}["{label}"]')
        lines += [f"    {_node(s)}" for s in ruleset.states if s.phase == key]
        lines.append("  end")
    lines += [line for t in ruleset.transitions for line in _arrows(t)]
    return "\n".join(lines)


def _id(s: State) -> str:
    return "s_" + s.key.replace(".", "_")


def _node(s: State) -> str:
    text = s.label.replace('"', "'")
    return f'{_id(s)}(["{text}"])' if s.final else f'{_id(s)}["{text}"]'


def _arrows(t: Transition) -> Iterator[str]:
    if len(t.sources) > MANY:
        phases = dict.fromkeys(s.phase for s in t.sources)
        yield from (f'  p_{p} -.->|"{t.label}"| {_id(x)}' for p in phases for x in t.targets)
        return
    for s in t.sources:
        yield from (f'  {_id(s)} -->|"{t.label}"| {_id(x)}' for x in t.targets)
