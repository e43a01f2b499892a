"""What the door reads under the lock, in one statement, before it asks anything of anybody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import Exists, Func, OuterRef, QuerySet, Subquery, Value

from processes.models import Appointment, Dossier, Membership, Record
from processes.models.statements import Gap, Prepared, number

from . import clock
from .chain import GENESIS


@dataclass(frozen=True)
class Standing:
    """How things stand once the dossier is locked.

    Args:
        at: The moment, by the database's clock, after the lock.
        last: Hash of the dossier's last record.
        after_act: Whether that record is of an act.
        done: Id of the record that bears the page's key already.
        by: The appointment anew: it may have ended since the page was shown.
        is_member: Whether its holder is a member of the dossier's organisation.
    """

    at: datetime
    last: str
    after_act: bool
    done: int | None
    by: Appointment | None
    is_member: bool


def standing(dossier: Dossier, by: Appointment | None, key: UUID) -> Standing:
    """Read how things stand for a locked dossier and whoever acts; the clock is ``None``."""
    told = {"dossier": dossier.pk, "key": key}
    if by is None:
        found = _ALONE.first(**told)
    else:
        found = _WITH.first(**told, by=by.pk, organisation=dossier.organisation_id)
        if found is None:
            raise Appointment.DoesNotExist
    return Standing(
        at=clock.of(found.told_at),
        last=found.last_hash or GENESIS,
        after_act=found.last_kind == Record.Kind.ACT,
        done=found.done,
        by=found if by is not None else None,
        is_member=by is not None and found.is_member,
    )


def lock(dossier_id: int) -> Dossier:
    """Return the dossier, its row locked until the transaction ends (by IMMEDIATE on SQLite).

    Raises:
        Dossier.DoesNotExist: there is no such row.
    """
    # alone: few guards look further, and joins for all of them cost every step
    found: Dossier | None = _LOCK.first(dossier=dossier_id)
    if found is None:
        raise Dossier.DoesNotExist
    return found


def _facts() -> dict[str, Any]:
    records = Record.objects.order_by()
    last = records.filter(dossier_id=number("dossier")).order_by("-seq")
    done = records.filter(key=Gap("key", models.UUIDField()))
    return {
        "told_at": _clock(),
        "last_hash": Subquery(last.values("hash")[:1]),
        "last_kind": Subquery(last.values("kind")[:1]),
        "done": Subquery(done.values("pk")[:1]),
    }


def _clock() -> Any:
    if connection.vendor != "postgresql":
        return Value(None, output_field=models.DateTimeField())
    return Func(function="clock_timestamp", output_field=models.DateTimeField())


def _alone() -> QuerySet[Dossier]:
    return Dossier.objects.filter(pk=number("dossier")).annotate(**_facts())


def _with() -> QuerySet[Appointment]:
    member = Membership.objects.filter(
        user_id=OuterRef("user_id"), organisation_id=number("organisation")
    )
    deputy = Appointment.objects.filter(user_id=OuterRef("user_id"), on_behalf_of__isnull=False)
    found = Appointment.objects.select_related("user", "unit", "on_behalf_of")
    ties = {"is_member": Exists(member), "deputises": Exists(deputy)}
    return found.filter(pk=number("by")).annotate(**_facts(), **ties)


def _locking() -> QuerySet[Dossier]:
    locked = Dossier.objects.select_for_update(of=("self",), no_key=True)
    return locked.filter(pk=number("dossier"))


_ALONE, _WITH, _LOCK = Prepared(_alone), Prepared(_with), Prepared(_locking)
