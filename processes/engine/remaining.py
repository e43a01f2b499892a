"""How long something still takes, from how long it took others: arithmetic, without a model.

The estimate is that of Kaplan and Meier ("Nonparametric estimation from incomplete observations",
1958): those still under way, and those that gave up, count for as long as they were watched. Left
out, only the quick ones would be known, and everything would seem to be in time.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NEVER = 10**6  # days: longer than anything is watched


@dataclass(frozen=True, order=True)
class Observed:
    """One case that was watched from the same point on.

    Args:
        days: Days until it arrived, or until it was lost from sight; :data:`NEVER` where it is
            known that it did not arrive.
        arrived: Whether it arrived then.
    """

    days: int
    arrived: bool

    @property
    def is_known(self) -> bool:
        """Whether its end is known, so that it teaches something."""
        return self.arrived or self.days == NEVER


class Sample:
    """Cases watched from the same point on; asked about one that has come as far."""

    def __init__(self, observed: Iterable[Observed]) -> None:
        self._observed = sorted(observed)
        self._days = [o.days for o in self._observed]

    def size(self, waited: int = 0) -> int:
        """Return how many of known end had waited as long."""
        return sum(o.is_known for o in self._observed[bisect_left(self._days, waited) :])

    def reaches(self, days: int) -> bool:
        """Return whether anything is known as late as ``days``: somebody was watched so long."""
        return bool(self._days) and (
            self._days[-1] >= days or all(o.arrived for o in self._observed[-1:])
        )

    def late(self, waited: int, left: int) -> float:
        """Return the chance, 0 to 1, not to arrive within ``left`` more days after ``waited``.

        One who is asked about today may still arrive today: ``left`` may be 0.
        """
        still = 1.0
        for day, share in self._steps(waited):
            if day > waited + left:
                break
            still *= 1 - share
        return still

    def more(self, waited: int, share: float) -> int | None:
        """Return in how many more days such a share of cases arrives; ``None``: in none known.

        Args:
            share: 0 to 1, like 0.5 for the middle one.
        """
        still = 1.0
        for day, part in self._steps(waited):
            still *= 1 - part
            if 1 - still >= share:
                return day - waited
        return None

    def by_day(self) -> list[float]:
        """Return the chance to arrive within 0, 1, 2, … days, up to the last day of an arrival."""
        found: list[float] = []
        still = 1.0
        for day, share in self._steps(0):
            found += [1 - still] * (day - len(found))
            still *= 1 - share
            found.append(1 - still)
        return found

    def _steps(self, waited: int) -> Iterable[tuple[int, float]]:
        """Yield each day on which cases arrived, with their share of those not yet arrived."""
        first, everybody = bisect_left(self._days, waited), len(self._observed)
        while first < everybody:
            day, after = self._days[first], first
            while after < everybody and self._days[after] == day:
                after += 1
            arrived = sum(o.arrived for o in self._observed[first:after])
            if arrived:
                yield day, arrived / (everybody - first)
            first = after


class TwoLegs:
    """A way of two legs, watched apart: when the second began, and how long it then took.

    Args:
        first: Days until the second leg began, of each case; :data:`NEVER` where it did not.
        second: Cases watched from there.
    """

    def __init__(self, first: Sequence[int], second: Sample) -> None:
        self._first, self._second = first, second.by_day()

    def late(self, left: int) -> float:
        """Return the chance, 0 to 1, not to arrive within ``left`` days."""
        return 1 - sum(self._within(left - days) for days in self._first) / len(self._first)

    def _within(self, days: int) -> float:
        if days < 0 or not self._second:
            return 0.0
        return self._second[min(days, len(self._second) - 1)]

    def more(self, share: float) -> int | None:
        """Return in how many days such a share of cases arrives; ``None``: in none known."""
        known = [days for days in self._first if days < NEVER]
        longest = max(known, default=0) + len(self._second)
        if 1 - self.late(longest) < share:
            return None
        return bisect_left(range(longest), share, key=lambda days: 1 - self.late(days))
