"""Walk every chain and name what is wrong."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from processes.models import Dossier
from processes.queries.forgotten import count_forgotten
from processes.queries.verification import verify


class Command(BaseCommand):
    """``verify_history [CODE …]``: the last line is ``dossiers=N records=M problems=P``."""

    help = "Verify the history of all dossiers, or of those named; exit status 1 on a problem."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("codes", nargs="*", help="codes of dossiers; all where none is given")

    def handle(self, *args: Any, **options: Any) -> None:
        dossiers = Dossier.objects.order_by("pk")
        if options["codes"]:
            dossiers = dossiers.filter(code__in=options["codes"])
        findings = verify(dossiers.iterator(chunk_size=500))
        for problem in findings.problems:
            self.stdout.write(str(problem))
        if thrown := count_forgotten(dossiers.order_by().values("pk")):
            chain = "broken" if findings.problems else "intact"
            self.stdout.write(f"forgotten={thrown} texts thrown away by law, chain {chain}")
        self.stdout.write(
            f"dossiers={findings.dossiers} records={findings.records}"
            f" problems={len(findings.problems)}"
        )
        if findings.problems:
            sys.exit(1)
