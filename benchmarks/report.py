"""The figures as tables, ready for docs/benchmarks.md; what misses its aim is marked."""

from collections.abc import Iterator, Sequence
from typing import Any

SERVICE, SQL, JOINS, VIEWFLOW, PAGE = "service", "sql", "sql, plain joins", "viewflow", "page"
INBOX = "inbox of the province's officer, first page"
SEARCH_MS, BOARD_MS = 100, 300
SEARCHES = ("a code", "two rare words", "a common word")


def show(sets: Sequence[Any]) -> None:
    """Print a table for each set, one that compares them, and the aims."""
    for found in sets:
        print(f"\n## {found.name}\n")
        _table(
            ("", "ms", "by hand", "ratio", "viewflow", "ratio", "no index", "ratio", "queries"),
            _services(found),
        )
        print()
        _table(("whole page", "ms", "queries"), _pages(found))
        if found.door:
            print()
            _table(("a step through the door", "ms"), list(_door(found.door)))
    small, large = sets[0], next(s for s in reversed(sets) if s.door)
    if large is not small:
        print(f"\n## {large.dossiers:,} beside {small.dossiers:,} dossiers\n")
        head = ("", f"{small.dossiers:,}", f"{large.dossiers:,}", "ratio")
        _table(head, _beside(small, large))
    print(f"\n## Aims at {large.dossiers:,} dossiers\n")
    _table(("", "aim", "found", ""), list(_aims(small, large)))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")


def _services(found: Any) -> list[tuple[str, ...]]:
    rows = []
    for job, ms in found.ms.items():
        thing, _colon, how = job.partition(": ")
        if how not in (SERVICE, JOINS):
            continue
        sql = found.ms.get(f"{thing}: {SQL}") if how == SERVICE else None
        other = found.ms.get(f"{thing}: {VIEWFLOW}") if how == SERVICE else None
        bare = found.bare.get(job)
        name = thing if how == SERVICE else f"{thing}, by hand with plain joins"
        queries = str(found.queries[job]) if how == SERVICE else "1"
        rows.append(
            (name, f"{ms:.1f}", *_with(sql, ms), *_with(other, ms), *_with(bare, ms), queries)
        )
    return rows


def _with(other: float | None, ms: float) -> tuple[str, str]:
    """Return a baseline and how many times its time ours is; below 1 ours is the faster."""
    return ("", "") if other is None else (f"{other:.1f}", f"{ms / other:.2f}")


def _pages(found: Any) -> list[tuple[str, ...]]:
    return [
        (job.partition(": ")[0], f"{ms:.0f}", str(found.queries[job]))
        for job, ms in found.ms.items()
        if job.endswith(f": {PAGE}")
    ]


def _door(door: dict[str, float]) -> Iterator[tuple[str, str]]:
    words = {
        "door": "the step",
        "bare": "its {n} statements one by one",
        "bare_at_once": "its {n} statements sent at once",
        "completion": "completing a task of viewflow",
        "task": "assigning and completing a task of viewflow",
    }
    for key, text in words.items():
        yield text.format(n=int(door["statements"])), f"{door[key]:.1f}"


def _beside(small: Any, large: Any) -> list[tuple[str, ...]]:
    return [
        (job, f"{small.ms[job]:.1f}", f"{ms:.1f}", f"{ms / small.ms[job]:.1f}")
        for job, ms in large.ms.items()
        if job in small.ms
    ]


def _aims(small: Any, large: Any) -> Iterator[tuple[str, str, str, str]]:
    ms, first = large.ms, large.ms[f"{INBOX}: {SERVICE}"]
    ratios = (
        ("inbox page, beside the smallest set", 2.0, first / small.ms[f"{INBOX}: {SERVICE}"]),
        ("inbox page, beside the same rows by plain joins", 1.5, first / ms[f"{INBOX}: {JOINS}"]),
        ("inbox page, beside the fastest statement known", 1.5, first / ms[f"{INBOX}: {SQL}"]),
        ("inbox page, beside viewflow's queue", 0.1, first / ms[f"{INBOX}: {VIEWFLOW}"]),
        (
            "a step, beside its statements at once",
            2.5,
            large.door["door"] / large.door["bare_at_once"],
        ),
        ("a step, beside a task of viewflow", 1 / 3, large.door["door"] / large.door["task"]),
    )
    for words, aim, found in ratios:
        yield words, f"at most {aim:.2f}", f"{found:.2f}", _verdict(found <= aim)
    for kind in SEARCHES:
        for where in ("in the inbox", "in all"):
            found = ms[f"search for {kind} {where}: {SERVICE}"]
            yield (
                f"search for {kind} {where}",
                f"at most {SEARCH_MS} ms",
                f"{found:.0f} ms",
                _verdict(found <= SEARCH_MS),
            )
    found = ms[f"board: {PAGE}"]
    yield (
        "board, whole page",
        f"at most {BOARD_MS} ms",
        f"{found:.0f} ms",
        _verdict(found <= BOARD_MS),
    )


def _verdict(met: bool) -> str:
    return "met" if met else "**missed**"
