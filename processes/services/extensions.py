"""A window kept open longer for a unit and all below it; for one dossier there is an act."""

from datetime import date
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from processes.engine import Cause, Reason, Refused
from processes.engine.sheet import YEARS
from processes.models import Appointment, Cycle, Dossier, Extension, Unit
from processes.queries.working_days import working_calendar
from processes.roles import Role
from processes.words import gettext_noop as _

from . import clock
from .move import move


def extend_for_unit(
    cycle: Cycle, unit: Unit, key: str, closes_on: date, reason: str, *, by: Appointment
) -> Extension:
    """Keep a window open longer for a unit; each dossier there that it helps gets it on its history.

    Raises:
        Refused: the actor may not, the unit is not its, the date is not later, no reason is given.
    """
    reasons = list(_objections(cycle, unit, key, closes_on, reason, by))
    if reasons:
        raise Refused(*reasons)
    given = {"window": key, "closes_on": closes_on.isoformat(), "reason": reason}
    with transaction.atomic():
        for dossier in _helped(cycle, unit, key):
            try:
                move(dossier.pk, "extend_window", by=by, key=uuid4(), given=given)
            except Refused:
                continue  # it has a longer term of its own
        return Extension.objects.create(
            cycle=cycle,
            key=key,
            unit=unit,
            closes_on=closes_on,
            reason=reason,
            by=by,
            at=clock.now(),
        )


def _helped(cycle: Cycle, unit: Unit, key: str) -> list[Dossier]:
    below = Q(commune=unit) | Q(district=unit) | Q(province=unit)
    found = Dossier.objects.filter(below, cycle=cycle).order_by("pk")
    return [d for d in found if key in d.current.ends_with]


def _objections(
    cycle: Cycle, unit: Unit, key: str, closes_on: date, reason: str, by: Appointment
) -> list[Reason]:
    found = []
    today = working_calendar().day(clock.now())
    if by.role not in (Role.SUPERVISOR, Role.PROVINCE_OFFICER) or not by.is_active(today):
        found.append(Reason(Cause.ROLE, _("Chỉ người giám sát, Văn phòng Điều phối được gia hạn.")))
    if by.unit_id not in _chain(unit):
        found.append(Reason(Cause.SCOPE, _("Đơn vị này không thuộc phạm vi phụ trách.")))
    window = cycle.windows.filter(key=key).first()
    if window is None or closes_on <= window.closes_on:
        closes = window.closes_on if window else "–"
        text = _("Ngày gia hạn phải sau hạn hiện nay ({closes}).")
        found.append(Reason(Cause.DATA, text, {"closes": closes}, field="closes_on"))
    elif closes_on.year not in YEARS:
        params = {"field": _("Nhận đến hết ngày")}
        found.append(Reason(Cause.DATA, _("Chưa đúng: {field}."), params, field="closes_on"))
    if not reason.strip():
        found.append(Reason(Cause.DATA, _("Phải ghi lý do."), field="reason"))
    return found


def _chain(unit: Unit | None) -> set[int]:
    """The unit and all above it."""
    ids: set[int] = set()
    while unit is not None:
        ids.add(unit.pk)
        unit = unit.parent
    return ids
