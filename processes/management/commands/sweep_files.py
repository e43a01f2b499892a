"""Name, or delete, uploaded files that no row names: what a crash or a refused step left."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from processes.services.file_checks import left_over, remove
from processes.services.files import root


class Command(BaseCommand):
    """``sweep_files [--hours 24] [--delete]``."""

    help = "Name the uploaded files that no row names; with --delete, remove them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--hours", type=float, default=24, help="untouched for so long")
        parser.add_argument("--delete", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        found = left_over(options["hours"])
        for path in found:
            self.stdout.write(str(path.relative_to(root())))
        gone = remove(found, options["hours"]) if options["delete"] else 0
        self.stdout.write(f"left_over={len(found)} removed={gone}")
