"""Compare every uploaded file with the hash that stands in the database."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from processes.services.file_checks import check


class Command(BaseCommand):
    """``check_files``: the last line is ``files=N problems=M``."""

    help = "Name every uploaded file that is missing or was changed; exit status 1 on a problem."

    def handle(self, *args: Any, **options: Any) -> None:
        checked = check()
        for problem in checked.problems:
            self.stdout.write(problem)
        self.stdout.write(f"files={checked.files} problems={len(checked.problems)}")
        if checked.problems:
            sys.exit(1)
