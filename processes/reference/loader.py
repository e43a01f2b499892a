"""Load the reference data that is missing; what a province has edited is never overwritten."""

import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from processes.models import (
    CalendarDay,
    ChecklistItem,
    Department,
    OrganisationKind,
    ProductGroup,
    Sector,
    Subgroup,
    Unit,
)
from processes.text import fold

HERE = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of the file ``name.csv`` beside this module."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load(using: str = "default") -> dict[str, int]:
    """Insert what is missing, by key; safe to run after every migration.

    Returns:
        How many rows were added, by file.
    """
    loaders: dict[str, Callable[[str], int]] = {
        "units": _units,
        "departments": _departments,
        "classification": _classification,
        "organisation_kinds": _kinds,
        "calendar": _calendar,
        "checklist": _checklist,
    }
    return {name: loader(using) for name, loader in loaders.items()}


def _units(using: str) -> int:
    known = {(u.code, u.valid_from): u for u in Unit.objects.using(using)}
    named: dict[str, Unit] = {}
    added = 0
    for row in rows("units"):  # a unit follows the one it belongs to
        key = (row["code"], date.fromisoformat(row["valid_from"]))
        if key not in known:
            known[key] = _unit(row, named.get(row["parent_code"]), using)
            added += 1
        named[row["code"]] = known[key]
    return added


def _unit(row: dict[str, str], parent: Unit | None, using: str) -> Unit:
    return Unit.objects.using(using).create(
        code=row["code"],
        valid_from=date.fromisoformat(row["valid_from"]),
        level=row["level"],
        kind=row["kind"],
        name=row["name"],
        name_fold=fold(row["name"]),
        parent=parent,
        population=int(row["population"]) if row["population"] else None,
        latitude=Decimal(row["latitude"]) if row["latitude"] else None,
        longitude=Decimal(row["longitude"]) if row["longitude"] else None,
    )


def _departments(using: str) -> int:
    known = set(Department.objects.using(using).values_list("code", flat=True))
    made = Department.objects.using(using).bulk_create(
        Department(code=r["code"], name=r["name"])
        for r in rows("departments")
        if r["code"] not in known
    )
    return len(made)


def _classification(using: str) -> int:
    known = set(Subgroup.objects.using(using).values_list("criteria_set", flat=True))
    added = 0
    for row in rows("classification"):
        if int(row["criteria_set"]) in known:
            continue
        sector, _new = Sector.objects.using(using).get_or_create(
            number=row["sector_number"],
            defaults={"name": row["sector"], "is_tourism": row["is_tourism"] == "1"},
        )
        group, _new = ProductGroup.objects.using(using).get_or_create(
            sector=sector, name=row["group"]
        )
        Subgroup.objects.using(using).create(
            group=group,
            name=row["subgroup"],
            criteria_set=int(row["criteria_set"]),
            department=Department.objects.using(using).get(code=row["department"]),
        )
        added += 1
    return added


def _kinds(using: str) -> int:
    known = set(OrganisationKind.objects.using(using).values_list("code", flat=True))
    made = OrganisationKind.objects.using(using).bulk_create(
        OrganisationKind(code=r["code"], name=r["name"], tourism_only=r["tourism_only"] == "1")
        for r in rows("organisation_kinds")
        if r["code"] not in known
    )
    return len(made)


def _calendar(using: str) -> int:
    """Load only years that have no day yet: a province may have taken one out."""
    years = {d.year for d in CalendarDay.objects.using(using).values_list("date", flat=True)}
    made = CalendarDay.objects.using(using).bulk_create(
        CalendarDay(date=day, kind=row["kind"], name=row["name"], source=row["source"])
        for row in rows("calendar")
        if (day := date.fromisoformat(row["date"])).year not in years
    )
    return len(made)


def _checklist(using: str) -> int:
    known = set(ChecklistItem.objects.using(using).values_list("code", flat=True))
    made = ChecklistItem.objects.using(using).bulk_create(
        ChecklistItem(
            code=r["code"],
            number=int(r["number"]),
            name=r["name"],
            help=r["help"],
            mandatory=r["mandatory"] == "1",
            goods_only=r["goods_only"] == "1",
            satisfied_by=r["satisfied_by"],
        )
        for r in rows("checklist")
        if r["code"] not in known
    )
    return len(made)
