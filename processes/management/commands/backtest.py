"""Foretell years that are over as of several of their days, and tell how often that was right."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from processes.models import Cycle
from processes.queries.backtest import Replayed, replay
from processes.queries.forecast import Call

# first and middle of the months before and in which rounds are open
DAYS = tuple((month, day) for month in (5, 6, 7, 9, 10, 11) for day in (1, 15))
LIKELY = 0.5
BANDS = ((0.1, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9))


class Command(BaseCommand):
    """``backtest``: every cycle in the database, or those of ``--years``."""

    help = "Compare what the forecast would have said in past years with what happened."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--years", type=int, nargs="*", default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        cycles = Cycle.objects.order_by("year")
        if options["years"]:
            cycles = cycles.filter(year__in=options["years"])
        if not cycles:
            raise CommandError("There is no such cycle; rehearse some years first.")
        everything: list[Replayed] = []
        for cycle in cycles:
            days = [date(cycle.year, month, day) for month, day in DAYS]
            replayed = replay(cycle, days)
            self._year(cycle.year, replayed)
            everything += replayed
        self._calibration(everything)

    def _year(self, year: int, replayed: list[Replayed]) -> None:
        self.stdout.write(f"\n{year}      open  late | sure, late | maybe, late (foretold)"
                          " | in time, late | no sample, late")  # fmt: skip
        for one in replayed:
            sure, may, fine, unknown = (one.called(call) for call in Call)
            self.stdout.write(
                f"{one.day:%d/%m}  {len(one.rows):7} {len(one.late):5} |"
                f" {sure[0]:4} {sure[1]:5} | {may[0]:5} {may[1]:5} ({one.expected:5.1f})    |"
                f" {fine[0]:7} {fine[1]:5}  | {unknown[0]:9} {unknown[1]:5}"
            )
        self._sum_up(year, replayed)

    def _sum_up(self, year: int, replayed: list[Replayed]) -> None:
        """Count each dossier once a round: was it ever called so before the close?"""
        every = [(r, r.dossier in one.late) for one in replayed for r in one.rows]
        late = {(r.dossier, r.round) for r, was in every if was}
        sure = {(r.dossier, r.round) for r, _was in every if r.call is Call.SURE}
        likely = {(r.dossier, r.round) for r, _was in every if (r.chance or 0) >= LIKELY}
        for words, called in (("sure to miss", sure), (f"{LIKELY:.0%} and more", likely)):
            right = len(called & late)
            self.stdout.write(
                f"{year}: called {words} {len(called)}, of those missed {right}"
                f" (precision {share(right, len(called))}); missed in all {len(late)}"
                f" (recall {share(right, len(late))})"
            )

    def _calibration(self, replayed: Iterable[Replayed]) -> None:
        given = [
            (r.chance, r.dossier in one.late)
            for one in replayed
            for r in one.rows
            if r.call is Call.MAY and r.chance is not None
        ]
        self.stdout.write("\nmaybe: chance given   forecasts   mean chance   late in fact")
        for low, high in BANDS:
            inside = [(c, was) for c, was in given if low <= c < high]
            if inside:
                mean = sum(c for c, _was in inside) / len(inside)
                were = sum(was for _c, was in inside)
                self.stdout.write(
                    f"{low:8.0%} to {high:.0%} {len(inside):13} {mean:12.0%}"
                    f" {share(were, len(inside)):>13}"
                )


def share(part: int, whole: int) -> str:
    """Return a share in per cent; a dash of nothing."""
    return f"{part / whole:.0%}" if whole else "–"
