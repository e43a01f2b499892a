"""The supervisor's board: how many dossiers wait where, how long, and for what.

Everything is counted by the database, group by group; no dossier is loaded. What is counted is
what waits for somebody; a journey that ended is no longer on the board.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate

from processes.models import Dossier, Unit
from processes.rulesets import RULESETS

from .selection import AGES, OPEN, SOURCES, Moment, from_source, source_of

AGE_KEYS = tuple(key for key, _first, _last in AGES)
AGED = "aged_{}"


@dataclass
class Tally:
    """Dossiers that wait: all, overdue, due soon, and by working days since the step began."""

    total: int = 0
    late: int = 0
    soon: int = 0
    ages: dict[str, int] = field(default_factory=lambda: dict.fromkeys(AGE_KEYS, 0))
    sources: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SOURCES, 0))

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.total + other.total,
            self.late + other.late,
            self.soon + other.soon,
            {k: n + other.ages[k] for k, n in self.ages.items()},
            {k: n + other.sources[k] for k, n in self.sources.items()},
        )

    @property
    def share(self) -> float:
        """Which part of them is overdue, 0 to 1."""
        return self.late / self.total if self.total else 0.0


Cell = tuple[str, str, str]  # code of the unit, ruleset, state


@dataclass(frozen=True)
class Board:
    """The counts by unit, ruleset and state.

    Args:
        names: Unit's code to its present name.
    """

    cells: dict[Cell, Tally]
    names: dict[str, str]

    def of(self, unit: str = "", phase: str = "", state: str = "") -> Tally:
        """Return the sum over whatever is not named."""
        return sum(
            (
                tally
                for (code, _ruleset, key), tally in self.cells.items()
                if unit in ("", code)
                and state in ("", key)
                and phase in ("", key.partition(".")[0])
            ),
            Tally(),
        )

    def worst_first(self) -> list[str]:
        """Return the units' codes: most overdue first, then most waiting."""
        tallies = {code: self.of(unit=code) for code in self.names}
        return sorted(tallies, key=lambda c: (-tallies[c].late, -tallies[c].total, self.names[c]))


def board(seen: QuerySet[Dossier], moment: Moment, level: str) -> Board:
    """Count what waits among the dossiers that somebody may see. Two queries.

    Args:
        level: ``district`` or ``commune``: by which units is counted.
    """
    found = list(
        seen.filter(OPEN)
        .order_by()
        .values(
            "ruleset_key",
            "state",
            unit=F(f"{level}_id"),
            unclaimed=Q(assignee=None),
        )
        .annotate(
            total=Count("pk"),
            late=Count("pk", filter=moment.late()),
            soon=Count("pk", filter=moment.soon()),
            # counted, not grouped by: a database that expects a group for every moment sorts them
            **{AGED.format(key): Count("pk", filter=moment.aged(key)) for key in AGE_KEYS},
        )
    )
    units = Unit.objects.filter(pk__in={row["unit"] for row in found}).order_by("valid_from")
    by_id = {unit.pk: unit for unit in units}
    cells: dict[Cell, Tally] = defaultdict(Tally)
    for row in found:
        state = RULESETS[row["ruleset_key"]].state[row["state"]]
        tally = Tally(row["total"], row["late"], row["soon"])
        tally.ages = {key: row[AGED.format(key)] for key in AGE_KEYS}
        tally.sources[source_of(state, claimed=not row["unclaimed"])] = row["total"]
        cells[by_id[row["unit"]].code, row["ruleset_key"], row["state"]] += tally
    return Board(dict(cells), {unit.code: unit.name for unit in by_id.values()})


@dataclass(frozen=True)
class Waited:
    """Days that dossiers have waited in their present step, by what they wait for.

    Args:
        days: Source to the sum of working days.
        off: Sum of the days in the same time on which no office worked.
    """

    days: dict[str, int]
    off: int

    @property
    def total(self) -> int:
        """All working days waited."""
        return sum(self.days.values())


def waited(seen: QuerySet[Dossier], moment: Moment) -> Waited:
    """Sum up the days since their step began of all dossiers that wait. One query."""
    days, off = dict.fromkeys(SOURCES, 0), 0
    whens = [When(from_source(key), then=Value(key)) for key in SOURCES]
    rows = (
        seen.filter(OPEN, entered_at__isnull=False)
        .order_by()
        .values(
            source=Case(*whens, default=Value(""), output_field=CharField()),
            day=TruncDate("entered_at", tzinfo=moment.calendar.zone),
        )
        .annotate(count=Count("pk"))
    )
    worked: dict[date, int] = {}
    for source, day, count in rows.values_list("source", "day", "count"):
        if day not in worked:
            worked[day] = max(0, moment.calendar.between(day, moment.today))
        days[source] += worked[day] * count
        off += (max(0, (moment.today - day).days) - worked[day]) * count
    return Waited(days, off)
