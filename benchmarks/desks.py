"""The desks over many dossiers: inbox, counts, board, dossier, search, a step through the door.

``python -m benchmarks.desks [--dossiers 1000000]`` measures sets of 10,000, 100,000 and 1,000,000
dossiers up to that size on PostgreSQL, and 10,000 on SQLite. The sets take turns, round by round,
and so do, within a set, what is measured and its baselines. A run ends with an error where a
baseline finds other rows than ours.
"""

import argparse
import multiprocessing
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from benchmarks import report
from benchmarks.dataset import NAMES, SMALL
from benchmarks.worker import serve


@dataclass
class Found:
    """What was found of one data set: median milliseconds and queries, by job.

    Args:
        bare: Milliseconds without the index.
        door: Milliseconds of a step, as benchmarks.door has them.
    """

    name: str
    dossiers: int
    ms: dict[str, float] = field(default_factory=dict)
    bare: dict[str, float] = field(default_factory=dict)
    queries: dict[str, int] = field(default_factory=dict)
    door: dict[str, float] = field(default_factory=dict)


class Worker:
    """A data set in a process of its own."""

    def __init__(self, dossiers: int, *, on_sqlite: bool = False) -> None:
        name = f"{dossiers:,} dossiers on {'SQLite' if on_sqlite else 'PostgreSQL'}"
        self.found, self.on_sqlite = Found(name, dossiers), on_sqlite
        spawn = multiprocessing.get_context("spawn")
        self._pipe, other = spawn.Pipe()
        self._process = spawn.Process(target=serve, args=(other, dossiers, on_sqlite), daemon=True)
        self._process.start()
        self.chapters: dict[str, int] = self._answer()

    def ask(self, what: str, about: str = "") -> Any:
        """Return what the worker finds."""
        self._pipe.send((what, about))
        return self._answer()

    def _answer(self) -> Any:
        kind, answer = self._pipe.recv()
        if kind == "failed":
            raise SystemExit(f"{self.found.name}: {answer}")
        return answer

    def finish(self) -> None:
        """Count queries, and on PostgreSQL take steps through the door; then end."""
        self.found.queries = self.ask("leave")
        if self.on_sqlite:
            self._pipe.send(("end", ""))
        else:
            self.found.door = self.ask("door")
        self._process.join()


def main() -> None:
    """Measure every set, print a table for each, and one that compares them."""
    parser = argparse.ArgumentParser(prog="benchmarks.desks", description=__doc__)
    parser.add_argument("--dossiers", type=int, default=max(NAMES))
    asked = parser.parse_args()
    sizes = sorted({n for n in NAMES if n <= asked.dossiers} | {asked.dossiers})
    small = min(sizes[0], SMALL)
    # the set on SQLite is a copy of one on PostgreSQL
    workers = [Worker(n) for n in sizes] + [Worker(small, on_sqlite=True)]
    for chapter, repeats in workers[0].chapters.items():
        _take_turns(workers, chapter, repeats)
        for worker in workers:
            worker.found.bare |= worker.ask("without", chapter)
    for worker in workers:
        worker.finish()
    report.show([worker.found for worker in workers])


def _take_turns(workers: list[Worker], chapter: str, repeats: int) -> None:
    """Measure a chapter; the first round warms caches and is not counted."""
    took: list[dict[str, list[float]]] = [defaultdict(list) for _worker in workers]
    for number in range(repeats + 1):
        for worker, times in zip(workers, took, strict=True):
            for job, ms in worker.ask("once", chapter).items():
                if number:
                    times[job].append(ms)
    for worker, times in zip(workers, took, strict=True):
        worker.found.ms |= {job: median(all_) for job, all_ in times.items()}


if __name__ == "__main__":
    main()
