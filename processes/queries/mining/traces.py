"""Every dossier with its history, one after another; nobody's name is read here.

A trace is one dossier's events in their order. At any time one dossier's records are held, however
many there are.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from processes.models import Dossier, Record
from processes.phases.ending import OPEN_DOSSIER
from processes.queries.working_days import working_calendar

CHUNK = 2000  # rows that come from the database at a time
# what the chain's proof needs and a log does not
UNREAD = ("key", "cites", "actor", "previous", "hash")


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Which dossiers, and how much of each.

    A trace is taken whole or not at all: one that is cut follows no model.

    Args:
        year: Of this cycle only.
        since: Opened on this day or later, by the province's clock.
        until: Opened on this day or earlier.
        acts: With the acts that leave a dossier's state, not only with what moves it.
    """

    year: int | None = None
    since: date | None = None
    until: date | None = None
    acts: bool = False

    def dossiers(self) -> QuerySet[Dossier]:
        """Return the dossiers, in the order of their keys."""
        found, days = Dossier.objects.order_by("pk"), {}
        if self.since is not None:  # it begins when the day before it ends
            days["records__at__gte"] = working_calendar().end_of(self.since - timedelta(days=1))
        if self.until is not None:
            days["records__at__lt"] = working_calendar().end_of(self.until)
        if days:
            found = found.filter(records__seq=1, **days)
        return found if self.year is None else found.filter(cycle__year=self.year)


@dataclass(frozen=True, kw_only=True)
class Event:
    """One record, as logs have it.

    Args:
        scope: The unit, council or organisation acted for, as records name it; empty: the clock.
        sitting: Key of the sitting that has the dossier at this moment, if one has.
        star: The star that this step found, if it found one.
    """

    seq: int
    at: datetime
    is_act: bool
    name: str
    label: str
    source: str
    target: str
    role: str
    appointment: int | None
    scope: str
    sitting: str
    star: int | None
    lasted_seconds: int | None
    lasted_working_days: int | None
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Trace:
    """One dossier, by codes and ids, with its events."""

    code: str
    year: int
    is_training: bool
    ruleset: str
    state: str
    is_over: bool
    star: int | None
    organisation: int
    organisation_kind: str
    commune: str
    district: str
    province: str
    criteria_set: int | None
    events: list[Event] = field(default_factory=list)


@contextmanager
def one_moment() -> Iterator[None]:
    """Read all that follows as it stands at one moment; no writer is kept waiting by it.

    Inside a transaction that is under way already, the reading is that transaction's.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # atomic() would take the write lock
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def histories(dossiers: QuerySet[Dossier]) -> Iterator[tuple[Dossier, list[Record]]]:
    """Yield each dossier with its records, oldest first; without records, the empty list.

    Two queries that run beside each other; both are read in pieces.

    Args:
        dossiers: Ordered by their keys.
    """
    records = Record.objects.defer(*UNREAD)
    if dossiers.query.has_filters():
        records = records.filter(dossier__in=dossiers.order_by())
    rows = records.order_by("dossier_id", "seq").iterator(chunk_size=CHUNK)
    groups = groupby(rows, key=lambda record: record.dossier_id)
    ahead = next(groups, None)
    for dossier in dossiers.iterator(chunk_size=CHUNK):
        while ahead is not None and ahead[0] < dossier.pk:
            ahead = next(groups, None)
        if ahead is not None and ahead[0] == dossier.pk:
            yield dossier, list(ahead[1])
            ahead = next(groups, None)
        else:
            yield dossier, []


def traces(selection: Selection) -> Iterator[Trace]:
    """Yield the traces of a selection, in the order of the dossiers' keys."""
    beside = ("cycle", "organisation__kind", "commune", "district", "province", "product__subgroup")
    for dossier, records in histories(selection.dossiers().select_related(*beside)):
        subgroup = dossier.product.subgroup
        yield Trace(
            code=dossier.code,
            year=dossier.cycle.year,
            is_training=dossier.cycle.is_training,
            ruleset=dossier.ruleset_key,
            state=str(dossier.state),
            is_over=dossier.current.final,
            star=dossier.star,
            organisation=dossier.organisation_id,
            organisation_kind=dossier.organisation.kind.code,
            commune=dossier.commune.key,
            district=dossier.district.key,
            province=dossier.province.key,
            criteria_set=subgroup.criteria_set if subgroup else None,
            events=list(_events(records, acts=selection.acts)),
        )


def _events(records: list[Record], *, acts: bool) -> Iterator[Event]:
    sitting = ""
    for record in records:
        body = _body(record)
        sitting = str(body["data"].get("sitting") or sitting)
        is_act = record.kind == Record.Kind.ACT
        if acts or not is_act or record.name == OPEN_DOSSIER.name:
            yield _event(record, body, sitting, is_act=is_act)
        # a sitting has a dossier until it concludes on it or adjourns it
        convened = "sitting" in body["data"]
        if not convened and (record.source != record.target or record.name.startswith("adjourn_")):
            sitting = ""


def _event(record: Record, body: dict[str, Any], sitting: str, *, is_act: bool) -> Event:
    star = body["data"].get("star")
    return Event(
        seq=record.seq,
        at=record.at,
        is_act=is_act,
        name=record.name,
        label=record.label,
        source=record.source,
        target=record.target,
        role=record.role,
        appointment=record.appointment_id,
        scope=str(body.get("scope", "")),
        sitting=sitting,
        star=int(star) if str(star).isdecimal() else None,
        lasted_seconds=record.lasted_seconds,
        lasted_working_days=record.lasted_working_days,
        due_at=record.due_at,
    )


def _body(record: Record) -> dict[str, Any]:
    """Return the record's body; where somebody made something else of it, an empty one."""
    try:
        body = json.loads(record.body)
    except ValueError:
        body = None
    known = isinstance(body, dict) and isinstance(body.get("data"), dict)
    return body if known else {"data": {}}
