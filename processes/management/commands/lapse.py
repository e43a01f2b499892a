"""Let dossiers lapse that nobody can submit any more; to be run every night."""

from typing import Any

from django.core.management.base import BaseCommand

from processes.services.lapse import lapse_all


class Command(BaseCommand):
    """``lapse``: prints ``lapsed=N``; safe to run twice."""

    help = "Let dossiers lapse whose time is over."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"lapsed={lapse_all()}")
