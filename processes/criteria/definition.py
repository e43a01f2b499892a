"""What a criteria set is: parts, sections, criteria, options with points (Decision 1048, Part III)."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

PARTS = ("A", "B", "C")
SHAPES = ((35, 25, 40), (40, 25, 35))  # most points of A, B, C: the laws of 2019 and of 2023 on


@dataclass(frozen=True)
class Option:
    """One level that a product may reach on a criterion.

    Args:
        case: 1, 2 …: which alternative it belongs to, where a criterion has several; else 0.
        star: 3, 4 or 5 where it is the least that this star asks for; else 0.
        at_least: Lowest certified percentage that makes this option, where a figure decides.
    """

    points: int
    text: str
    case: int = 0
    star: int = 0
    at_least: int | None = None


@dataclass(frozen=True)
class Criterion:
    """One question of a sheet.

    Args:
        key: Names it within its set: the printed code, with ``#2`` where a code is printed twice.
        excludes: When the product is out, in words; empty: never on this criterion.
        group: Title of the heading it stands under, if any.
        decides: ``local_labour`` or ``local_material`` where the commune's figure decides it.
    """

    key: str
    code: str
    title: str
    max: int
    options: tuple[Option, ...]
    notes: tuple[str, ...] = ()
    excludes: str = ""
    group: str = ""
    decides: str = ""

    @property
    def has_nothing(self) -> bool:
        """Whether "none of these" may be marked: no option gives zero points."""
        return all(option.points > 0 for option in self.options)


@dataclass(frozen=True)
class Section:
    """A numbered heading of criteria with its most points."""

    code: str
    title: str
    max: int
    criteria: tuple[Criterion, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """Part A, B or C."""

    code: str
    title: str
    max: int
    sections: tuple[Section, ...]

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """All its criteria, in order."""
        return tuple(c for section in self.sections for c in section.criteria)


@dataclass(frozen=True)
class CriteriaSet:
    """One set: what products of one subgroup are scored by under one law.

    Args:
        excludes: When a dossier is out as a whole.
        doubtful: What is not certain about the figures; shown on every sheet.
        notes: What else the file says of the whole set.
    """

    law: str
    number: int
    name: str
    legal_basis: str
    effective_from: date
    effective_to: date | None
    parts: tuple[Part, ...]
    excludes: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """All criteria, in order."""
        return tuple(c for part in self.parts for c in part.criteria)

    @cached_property
    def criterion(self) -> dict[str, Criterion]:
        """Criteria by key."""
        return {c.key: c for c in self.criteria}

    @property
    def total(self) -> int:
        """Most points of all parts."""
        return sum(part.max for part in self.parts)
