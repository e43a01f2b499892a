"""Play a year of the programme with invented people and products, through the door."""

import os
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import Count

from processes.engine import Refused
from processes.models import Appointment, Cycle, Dossier, Unit
from processes.queries.working_days import working_calendar
from processes.rehearsal.province import DEMO_DISTRICT
from processes.rehearsal.year import Year
from processes.roles import Role
from processes.rulesets import RULESETS
from processes.services import clock
from processes.services.extensions import extend_for_unit

PASSWORD = "ocop-dak-lak-2026"  # noqa: S105 - printed by `make run`, opens training data only
OPEN_FOR = timedelta(days=120)


class Command(BaseCommand):
    """``rehearse --year Y --dossiers N --seed S [--until DATE]``, or ``rehearse --demo``."""

    help = "Rehearse a year of the programme; the same seed plays the same year."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int)
        parser.add_argument("--dossiers", type=int, default=120)
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--until", type=date.fromisoformat, help="last day; 15 November")
        parser.add_argument(
            "--demo", action="store_true", help="make a province to try out, if there is none"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["demo"]:
            self._demo()
        elif options["year"] is None:
            raise CommandError("Name the year: --year 2026, or make a trial province: --demo")
        else:
            until = options["until"] or date(options["year"], 11, 15)
            self._play(options["year"], options["dossiers"], options["seed"], until)

    def _play(self, year: int, dossiers: int, seed: int, until: date) -> None:
        if Cycle.objects.filter(year=year).exists():
            raise CommandError(f"There is a cycle of {year} already.")
        if Cycle.objects.filter(is_training=False).exists():
            raise CommandError("Real data are here; rehearse in a database of its own.")
        end = datetime.combine(until, time(23, 59), working_calendar().zone)
        password = os.environ.get("OCOP_DEMO_PASSWORD", PASSWORD)
        self.stdout.write(f"Rehearsing {year} with {dossiers} dossiers until {until:%d/%m/%Y} …")
        with transaction.atomic():  # an interrupted rehearsal leaves nothing behind
            # what is played lies in the past: no record is later than its own moment
            result = Year(year, seed, min(end, clock.now()), password).play(
                dossiers, self.stdout.write
            )
        self.stdout.write(f"dossiers={result.dossiers} events={result.events}")
        self._summary(year)

    def _summary(self, year: int) -> None:
        found = dict(
            Dossier.objects.filter(cycle__year=year)
            .values_list("state")
            .annotate(n=Count("pk"))
            .values_list("state", "n")
        )
        for ruleset in RULESETS.values():
            for state in ruleset.states:
                if state.key in found:
                    self.stdout.write(f"{found[state.key]:>5}  {state.key:<26} {state.label}")
        self.stdout.write(f"states={len(found)}")

    def _demo(self) -> None:
        if Cycle.objects.exists():
            return
        today = clock.today()
        year = today.year if today.month > 3 else today.year - 1  # noqa: PLR2004 - April: ideas are in
        self._play(year, 120, 7, min(today, date(year, 12, 31)))
        self._keep_open(year, today)

    def _keep_open(self, year: int, today: date) -> None:
        """Let a newcomer play the whole journey in the demonstration district now."""
        cycle = Cycle.objects.get(year=year)
        unit = Unit.objects.get(code=DEMO_DISTRICT, valid_until=None)
        by = Appointment.objects.filter(role=Role.PROVINCE_OFFICER).latest("pk")
        for key in ("ideas", "plans", "implementation", "rating_2"):
            try:
                extend_for_unit(cycle, unit, key, today + OPEN_FOR, "Huấn luyện", by=by)
            except Refused as refused:
                self.stdout.write(f"{key}: {refused}")
