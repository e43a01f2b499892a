"""How a rehearsed year is played: whether dossiers are left lying to be shown, which offices are slow."""

from dataclasses import dataclass
from random import Random

BAD_YEAR = 1 / 3  # of the share of slow offices: so many more are slow in one year only
SLOW = (1.3, 2.2)  # by how much a slow office takes longer


@dataclass(frozen=True)
class Manner:
    """How a year is played; the plain one is that of the demonstration.

    Args:
        stuck: Whether some dossiers stay in a state for good, so that every desk has work to show.
        slow: Share of offices that take longer than others, year after year, 0 to 1.
    """

    stuck: bool = True
    slow: float = 0.0

    def factor(self, code: str, year: int) -> float:
        """Return by how much the office of the unit ``code`` takes longer in a year; 1: it does not.

        An office has its own chance, so that the dossiers' play stays the same.
        """
        always, now = Random(f"{code} always"), Random(f"{code} in {year}")
        for rng, share in ((always, self.slow), (now, self.slow * BAD_YEAR)):
            if rng.random() < share:
                return rng.uniform(*SLOW)
        return 1.0


PLAIN = Manner()
