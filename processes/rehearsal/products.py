"""Invented goods and services of Đắk Lắk, with what a form says of them; they stand in a table."""

import csv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Good:
    """One kind of product.

    Args:
        criteria_set: Number of the criteria set, which names its subgroup.
        trade: ``food``, ``wine``, ``weaving``, ``craft`` or ``tourism``; decides who makes it.
        value: What is worth buying in it.
        pack: How one unit is packed.
        material: What it is made of.
        craft: How it is made.
    """

    name: str
    criteria_set: int
    trade: str
    value: str
    pack: str
    material: str
    craft: str


def _read() -> tuple[Good, ...]:
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Good(criteria_set=int(row.pop("criteria_set")), **row) for row in csv.DictReader(file)
        )


GOODS = _read()
