"""Sign what the history is now and send it outside; save all heads; let a new key take over."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from notifications.heads import publish
from processes.queries.saved_heads import pieces
from processes.services.log import introduce
from processes.services.signing import NoKeyError, make, signer


class Command(BaseCommand):
    """``publish_head``: the last line is ``head=N size=M sent=S failed=F``; see docs/proof.md."""

    help = "Append new records to the log, sign its head and send it outside."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--save", type=Path, metavar="FILE", help="write all heads and leaves to a file as well"
        )
        parser.add_argument(
            "--make-key", type=Path, metavar="FILE", help="make a signing key and do nothing else"
        )
        parser.add_argument(
            "--rotate",
            type=Path,
            metavar="FILE",
            help="let the key in use vouch for the key of this file, and do nothing else",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._do(options)
        except (NoKeyError, LookupError, OSError) as error:
            raise CommandError(str(error)) from None

    def _do(self, options: dict[str, Any]) -> None:
        if options["make_key"]:
            if not make(options["make_key"]):
                raise CommandError(f"{options['make_key']} is there already.")
            self.stdout.write(f"key={signer(options['make_key']).key}")
            return
        if options["rotate"]:
            made = introduce(signer(options["rotate"]), signer())
            self.stdout.write(f"key={made.key} vouched_by={made.vouched_by}")
            return
        if settings.SIGNING_KEY_IS_MADE:
            self.stdout.write(f"A key made for this machine signs: {settings.SIGNING_KEY_FILE}")
        done = publish()
        if options["save"]:
            with options["save"].open("w", encoding="utf-8") as file:
                file.writelines(pieces())
        self.stdout.write(
            f"head={done.head.number} size={done.head.size} sent={done.sent} failed={done.failed}"
        )
