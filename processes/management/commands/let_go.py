"""Let go of what has been kept long enough; to be run every month as the owner of the tables."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from processes.services import clock
from processes.services.retention import KEPT, let_go


class Command(BaseCommand):
    """``let_go``: prints ``key=N`` for each kind of data; safe to run twice. ``--table``: the periods."""

    help = "Delete or empty what has been kept for its whole period (docs/privacy.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--table", action="store_true", help="print what is kept for how long")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["table"]:
            self.stdout.write(table())
            return
        gone = let_go(clock.now(), as_owner=True)
        self.stdout.write(" ".join(f"{key}={rows}" for key, rows in gone.items()))


def table() -> str:
    """Return the table of docs/privacy.md."""
    head = "| mã | dữ liệu | mục đích | thời hạn | căn cứ |\n| --- | --- | --- | --- | --- |"
    rows = [f"| `{k.key}` | {k.what} | {k.purpose} | {k.period} | {k.basis} |" for k in KEPT]
    return "\n".join([head, *rows])
