"""Asking PostgreSQL for much at once: range by range, by several connections where that is wanted."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import connection, transaction

T = TypeVar("T")
Range = tuple[int, int]  # from the first up to, not with, the end
# memory for a range's sort and joins; ranges are read side by side by connections of their own.
# Texts of moments and dates are what the statements take them for. Compiling gains nothing
SETTINGS = """SET LOCAL statement_timeout = 0; SET LOCAL work_mem = '256MB'; SET LOCAL jit = off;
    SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL TIME ZONE 'UTC';
    SET LOCAL DateStyle = 'ISO'; SET LOCAL search_path = pg_catalog"""


def ranges(first: int, end: int, most: int, processes: int = 1) -> list[Range]:
    """Return ranges of at most ``most`` from ``first`` up to ``end``, one for each process at least."""
    step = max(1, min(most, -(-(end - first) // processes)))
    return [(one, min(end, one + step)) for one in range(first, end, step)]


def asked(statement: Callable[[str], str], given: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a statement, which is told the schema of the tables."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        schema = cursor.fetchone()[0]
        cursor.execute(SETTINGS)
        cursor.execute(statement(schema), given)
        rows = list(cursor.fetchall())
        transaction.set_rollback(True)  # nothing was written; the settings end here
    return rows


def side_by_side(what: Callable[[int, int], T], parts: list[Range], processes: int) -> Iterator[T]:
    """Yield what comes of each range, in their order; the server works, these threads wait."""
    if processes < 2 or len(parts) < processes:  # noqa: PLR2004 - one is no pool
        yield from (what(*part) for part in parts)
        return

    def in_its_own(part: Range) -> T:
        try:
            return what(*part)
        finally:
            connection.close()  # this thread's

    with ThreadPoolExecutor(processes) as pool:
        yield from pool.map(in_its_own, parts)
