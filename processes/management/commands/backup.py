"""Write database and files away, with a list of all that is in it."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from processes.services.backup.making import make
from processes.services.backup.manifest import Unfit


class Command(BaseCommand):
    """``backup --output FOLDER|FILE.tar``; see docs/backup.md."""

    help = (
        "Write database and uploaded files at one moment to a folder or a .tar that is not there"
        " yet; exit status 1 if a file that a row names is missing or has another content."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", type=Path, required=True, help="a folder, or a file .tar")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made, sha256 = make(options["output"].absolute())
        except Unfit as unfit:
            raise CommandError(str(unfit)) from None
        except OSError as error:
            raise CommandError(f"{error.filename or options['output']}: {error.strerror}") from None
        for problem in made.missing:
            self.stdout.write(problem)
        records = made.counts["processes_record"]
        self.stdout.write(
            f"dossiers={made.counts['processes_dossier']} records={records} heads={made.heads}"
            f" files={made.files} bytes={made.size} missing={len(made.missing)}"
        )
        self.stdout.write(f"manifest sha256: {sha256}")
        if made.missing:
            sys.exit(1)
