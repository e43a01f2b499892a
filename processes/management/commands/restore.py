"""Put a backup back into an empty place, and verify what stands there then."""

import sys
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from processes.models import Dossier, Record
from processes.services.backup import restoring
from processes.services.backup.manifest import Manifest, Unfit


class Command(BaseCommand):
    """``restore FOLDER|FILE.tar``; see docs/backup.md."""

    help = (
        "Put a backup into the database of DATABASE_URL and the folder of MEDIA_ROOT, hold the"
        " sending of messages, and verify the history; exit status 1 if anything does not hold."
    )
    requires_system_checks = []  # the walls of what is about to be replaced do not matter

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="put it in the place of what is there now"
        )
        parser.add_argument(
            "--manifest-sha256", default="", help="the hash that was written down at the backup"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if not options["replace"]:
                restoring.refuse_unless_empty()
            with restoring.opened(options["source"]) as folder:
                manifest = restoring.examine(folder, options["manifest_sha256"])
                self._say(manifest)
                before = restoring.put_all(folder, manifest)
        except Unfit as unfit:
            raise CommandError(f"Nothing was restored.\n{unfit}") from None
        if before:
            self.stdout.write(f"the database before: {before}")
        problems = list(restoring.compared(manifest))
        call_command("migrate", verbosity=0)  # what the program has newer, and the walls
        ended = restoring.end_sessions()
        problems += restoring.verified()
        for problem in problems:
            self.stdout.write(problem)
        self.stdout.write(
            f"dossiers={Dossier.objects.count()} records={Record.objects.count()}"
            f" files={manifest.files} sessions_ended={ended} problems={len(problems)}"
        )
        self.stdout.write("Sending is held until an administrator lets it go on (Gửi tin).")
        if problems:
            self.stdout.write("The history does NOT hold: do not open the site to anybody.")
            sys.exit(1)
        self.stdout.write("The history holds: every chain, wall and file was verified.")

    def _say(self, manifest: Manifest) -> None:
        self.stdout.write(
            f"backup of {manifest.made_at}, version {manifest.version}:"
            f" {len(manifest.migrations)} migrations, {manifest.files} files; all hashes hold"
        )
        for problem in manifest.missing:
            self.stdout.write(f"already when it was made: {problem}")
