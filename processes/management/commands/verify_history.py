"""Walk every chain and the log over all of them, and name what is wrong."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from processes.models import Dossier, Head
from processes.queries.fast_verification import verify_all
from processes.queries.forgotten import count_forgotten
from processes.queries.log_inclusion import verify_in_log
from processes.queries.log_verification import LogFindings, verify_log
from processes.queries.saved_heads import Saved, read
from processes.queries.verification import verify


class Command(BaseCommand):
    """``verify_history [CODE …]``: the last line is ``dossiers=N records=M problems=P``."""

    help = "Verify the history of all dossiers, or of those named; exit status 1 on a problem."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("codes", nargs="*", help="codes of dossiers; all where none is given")
        parser.add_argument(
            "--heads",
            action="append",
            type=Path,
            default=[],
            metavar="FILE",
            help="heads kept outside (JSON, or the mail they came in); may be given again",
        )
        parser.add_argument(
            "--since-head",
            type=int,
            metavar="NUMBER",
            help="only what came after this head (0: the last one of another day)",
        )

        parser.add_argument(
            "--processes",
            type=int,
            default=1,
            help="how many connections read at a time (PostgreSQL)",
        )
        parser.add_argument(
            "--exact",
            action="store_true",
            help="read every dossier here, one by one: the server is trusted with rows alone",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        dossiers = Dossier.objects.order_by("pk")
        log = self._log(options)
        if options["codes"]:
            dossiers = dossiers.filter(code__in=options["codes"])
        elif options["since_head"] is not None:
            dossiers = dossiers.filter(code__in=log.touched)
        is_part = options["codes"] or options["since_head"] is not None
        if is_part or options["exact"]:
            findings = verify(dossiers.iterator(chunk_size=500))
        else:
            findings = verify_all(options["processes"])
        findings.problems += log.problems
        for problem in findings.problems:
            self.stdout.write(str(problem))
        self.stdout.write(str(log))
        if thrown := count_forgotten(dossiers.order_by().values("pk")):
            chain = "broken" if findings.problems else "intact"
            self.stdout.write(f"forgotten={thrown} texts thrown away by law, chain {chain}")
        self.stdout.write(
            f"dossiers={findings.dossiers} records={findings.records}"
            f" problems={len(findings.problems)}"
        )
        if findings.problems:
            sys.exit(1)

    def _log(self, options: dict[str, Any]) -> LogFindings:
        if options["codes"]:
            return verify_in_log(Dossier.objects.filter(code__in=options["codes"]))
        try:
            saved: Saved = read(options["heads"])
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from None
        return verify_log(
            saved,
            _head(options["since_head"]),
            processes=options["processes"],
            exact=options["exact"],
        )


def _head(number: int | None) -> Head | None:
    """Return the head to begin at; with 0 the newest that is a day older than the newest of all."""
    if number is None:
        return None
    heads = Head.objects.order_by("number")
    if number == 0:
        newest = heads.last()
        day = newest.at.replace(hour=0, minute=0, second=0, microsecond=0) if newest else None
        return heads.filter(at__lt=day).last() if day else None
    found = heads.filter(number=number).first()
    if found is None:
        raise CommandError(f"There is no head {number}.")
    return found
