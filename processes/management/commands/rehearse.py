"""Play a year of an invented province through the door."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from processes.queries.working_days import working_calendar
from processes.rehearsal import demo, season
from processes.rehearsal.manner import Manner
from processes.rulesets import RULESETS

CURTAIN = (11, 15)


class Command(BaseCommand):
    """``rehearse --year Y``: refuses real data; the same seed plays the same year."""

    help = "Play a year with invented people and products, for training and trials."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, default=None)
        parser.add_argument("--dossiers", type=int, default=300)
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--until", type=date.fromisoformat, help="default: 15 November")
        parser.add_argument("--years", type=int, default=1, help="so many years, one after another")
        parser.add_argument("--slow", type=float, default=0, help="share of slow offices, 0 to 1")
        parser.add_argument(
            "--no-stuck", dest="stuck", action="store_false", help="leave no dossier lying for good"
        )
        parser.add_argument(
            "--demo", action="store_true", help="the year of today, where there is no cycle yet"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        _refuse_known_password()
        try:
            played = demo.ensure(self._tell) if options["demo"] else self._play(**options)
        except season.NotHere as refusal:
            raise CommandError(str(refusal)) from None
        if played is not None:
            self._sum_up(played)

    def _play(
        self, *, year: int | None, dossiers: int, seed: int, years: int, **options: Any
    ) -> season.Played:
        """Play the years one after another, each with a chance of its own; return the last."""
        if year is None or dossiers < 1 or years < 1:
            raise CommandError("Give --year and at least one of --dossiers, or --demo.")
        last = options["until"] or date(year, *CURTAIN)
        if last.year != year:
            raise CommandError(f"--until has to be a day of {year}.")
        calendar, manner = working_calendar(), Manner(options["stuck"], options["slow"])
        for number in range(years):
            day = last.replace(year=year + number)
            until: datetime = calendar.end_of(day) - timedelta(seconds=1)
            played = season.rehearse(
                year + number, dossiers, seed + number, until, self._tell, manner
            )
            if number < years - 1:
                self._sum_up(played)
        return played

    def _tell(self, day: date, steps: int) -> None:
        if steps:
            self.stdout.write(f"until {day:%d/%m/%Y}: {steps} steps")

    def _sum_up(self, played: season.Played) -> None:
        ruleset = RULESETS[played.cycle.ruleset_key]
        for key, count in played.states.items():
            self.stdout.write(f"{count:5}  {key:26} {ruleset.state[key].label}")
        self.stdout.write(
            f"year={played.cycle.year} dossiers={played.dossiers} states={len(played.states)}"
            f" records={played.records}"
        )


def _refuse_known_password() -> None:
    """A password that everybody knows opens nothing in production."""
    if settings.ENV.production and season.password() == season.PASSWORD:
        raise CommandError("Set OCOP_DEMO_PASSWORD to a password of your own first.")
