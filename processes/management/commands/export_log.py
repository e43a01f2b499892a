"""The history as an event log for process mining, or played again on the table."""

import gzip
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from processes.queries.mining.ocel import as_ocel
from processes.queries.mining.replay import replay
from processes.queries.mining.traces import Selection, Trace, one_moment, traces
from processes.queries.mining.xes import as_xes


class Command(BaseCommand):
    """``export_log --format xes|ocel --output FILE`` or ``export_log --check``; see docs/mining.md."""

    help = (
        "Write the history as an event log (no names, times in UTC); with --check, play it again"
        " on the table and name each dossier that departs from it (exit status 1)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=("xes", "ocel"), default="xes")
        parser.add_argument("--output", type=Path, help="the file; compressed if it ends in .gz")
        parser.add_argument("--cycle", type=int, metavar="YEAR", help="of this year's cycle only")
        parser.add_argument(
            "--from", dest="since", type=date.fromisoformat, help="opened on this day or later"
        )
        parser.add_argument(
            "--until", type=date.fromisoformat, help="opened on this day or earlier"
        )
        parser.add_argument(
            "--acts", action="store_true", help="with what leaves a dossier's state as it is"
        )
        parser.add_argument("--check", action="store_true", help="write nothing, play it again")

    def handle(self, *args: Any, **options: Any) -> None:
        selection = Selection(
            year=options["cycle"],
            since=options["since"],
            until=options["until"],
            acts=options["acts"],
        )
        if options["check"] == (options["output"] is not None):
            raise CommandError("Give either --output FILE or --check.")
        with one_moment():
            if options["check"]:
                self._check(selection)
            else:
                self._export(selection, options["format"], options["output"])

    def _check(self, selection: Selection) -> None:
        findings = replay(selection.dossiers())
        for problem in findings.problems:
            self.stdout.write(str(problem))
        self.stdout.write(
            f"dossiers={findings.dossiers} records={findings.records}"
            f" problems={len(findings.problems)}"
        )
        if findings.problems:
            sys.exit(1)

    def _export(self, selection: Selection, form: str, output: Path) -> None:
        counted = Counted()
        if form == "ocel":
            pieces = as_ocel(lambda: counted.over(traces(selection)), acts=selection.acts)
        else:
            name = f"OCOP {selection.year}" if selection.year else "OCOP"
            pieces = as_xes(counted.over(traces(selection)), name)
        try:
            put(pieces, output)
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}") from None
        self.stdout.write(f"dossiers={counted.dossiers} events={counted.events}")


class Counted:
    """How many traces and events went by the last time."""

    dossiers = events = 0

    def over(self, found: Iterable[Trace]) -> Iterator[Trace]:
        """Count anew what goes by."""
        self.dossiers = self.events = 0
        for trace in found:
            self.dossiers += 1
            self.events += len(trace.events)
            yield trace


def put(pieces: Iterable[str], output: Path) -> None:
    """Write the pieces to a file that is there whole or not at all.

    Raises:
        OSError: when it cannot be written; what was there before is there still.
    """
    part = output.with_name(f"{output.name}.part")
    try:
        with (
            gzip.open(part, "wt", encoding="utf-8")
            if output.suffix == ".gz"
            else part.open("w", encoding="utf-8")
        ) as file:
            file.writelines(pieces)
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
