"""Give the application's database role its rights (PostgreSQL)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from processes.services.grants import grant


class Command(BaseCommand):
    """``grant_application_role ROLE``: to be run as the tables' owner after every migration."""

    help = "Let ROLE read and write, but never change the history."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles.")
        grant(options["role"])
        self.stdout.write(f"{options['role']}: SELECT and INSERT on the history, no more")
