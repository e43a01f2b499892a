"""Load criteria sets from YAML files; the format is told in docs/criteria.md."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError

from processes.services.criteria import Outcome, load


class Command(BaseCommand):
    """``load_criteria FOLDER … [--strict]``: a line a file, or a line a fault; then the counts.

    Exit status 1 where a file was not taken; what is sound is loaded all the same, unless strict.
    """

    help = "Load the sound criteria sets of folders or files, and name the others with the reason."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="FOLDER")
        parser.add_argument("--strict", action="store_true", help="load nothing on any fault")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load(options["paths"], strict=options["strict"])
        except IntegrityError as error:
            raise CommandError("Một lần nạp khác vừa ghi cùng bộ; hãy chạy lại.") from error
        for outcome in report.outcomes:
            self.stdout.writelines(f"{line}\n" for line in told(outcome))
        self.stdout.write(
            f"{len(report.outcomes)} tệp: {report.loaded} đã nạp,"
            f" {report.unchanged} không đổi, {report.refused} có lỗi"
        )
        if report.refused:
            sys.exit(1)


def told(outcome: Outcome) -> Iterator[str]:
    """Return what became of a file, in words: one line, or one a fault."""
    for fault in outcome.faults:
        file = "" if fault.file == outcome.file else fault.file
        where = f"{file} {fault.where}".strip()
        yield f"{outcome.name}: {where}: {fault.text}" if where else f"{outcome.name}: {fault.text}"
    if outcome.version:
        loaded = f"đã nạp phiên bản {outcome.version}"
        yield f"{outcome.name}: {loaded if outcome.is_new else 'không đổi'}"
    elif not outcome.faults:
        yield f"{outcome.name}: đúng, nhưng không nạp vì có tệp lỗi"
