"""Time beside time: what is compared takes turns in one run, and the medians are reported."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any

REPEATS = 31


@dataclass
class Figures:
    """What one run found: milliseconds by name, queries by name, and words about them."""

    ms: dict[str, float] = field(default_factory=dict)
    queries: dict[str, int] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)


def turns(jobs: dict[str, Callable[[], Any]], repeats: int = REPEATS) -> dict[str, float]:
    """Run every job by turns, so that weather meets all alike; return median milliseconds.

    The first round warms caches and is not counted.
    """
    took: dict[str, list[float]] = {name: [] for name in jobs}
    for _round in range(repeats + 1):
        for name, job in jobs.items():
            gc.collect(0)
            began = time.perf_counter()
            job()
            took[name].append((time.perf_counter() - began) * 1000)
    return {name: median(times[1:]) for name, times in took.items()}


def timed(job: Callable[[], Any]) -> float:
    """Run a job once; return milliseconds."""
    began = time.perf_counter()
    job()
    return (time.perf_counter() - began) * 1000


def counted(job: Callable[[], Any]) -> int:
    """Return how many statements a job sends to the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        job()
    return len(captured)


@contextmanager
def without(cursor: Any, *indexes: str) -> Iterator[None]:
    """Take indexes away for a while: in a transaction that is rolled back."""
    cursor.execute("BEGIN")
    try:
        if _on_postgresql():  # elsewhere nothing waits that long
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL lock_timeout = 0")
        for index in indexes:
            cursor.execute(f'DROP INDEX "{index}"')
        yield
    finally:
        cursor.execute("ROLLBACK")


def _on_postgresql() -> bool:
    from django.db import connection

    return connection.vendor == "postgresql"
