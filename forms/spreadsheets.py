"""Lists as CSV: sent row by row, and nothing in them that a spreadsheet program would run."""

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "\ufeff"  # so that spreadsheet programs read the Vietnamese marks


class _Passed:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def plain(value: object) -> str:
    """Return a value as a cell that is read as text: what would begin a formula gets a quote first."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(BEGINS_A_FORMULA) else text


def lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the lines of a CSV file, its mark first."""
    writer = csv.writer(_Passed())
    yield MARK
    for row in rows:
        yield writer.writerow([plain(cell) for cell in row])


def streamed(rows: Iterable[Sequence[object]], name: str) -> StreamingHttpResponse:
    """Return rows as a download; memory holds a line at a time."""
    response = StreamingHttpResponse(lines(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response
