"""The next year's cycle: prepared from this year's, its windows set, then opened for everybody."""

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from django.db import transaction

from processes.engine import Cause, Reason, Refused
from processes.engine.sheet import YEARS
from processes.models import Appointment, Cycle, CycleWindow
from processes.models.cycle import WINDOW_LABELS
from processes.queries.cycle_checks import check_cycle
from processes.roles import Role
from processes.words import gettext_noop as _

from . import clock

ROLES = (Role.PROVINCE_OFFICER, Role.ADMINISTRATOR)
# what a prepared cycle takes over from the one before it
KEPT = ("ruleset_key", "is_training", "remind_days", "window_days", "apology_days")


def prepare_next(cycle: Cycle, *, by: Appointment) -> Cycle:
    """Make the cycle of the year after, in preparation, its windows on the same days of the year.

    Where that cycle is there already it is given back as it is.

    Raises:
        Refused: the actor may not.
    """
    _refuse(_no_right(by))
    with transaction.atomic():
        locked = Cycle.objects.select_for_update().get(pk=cycle.pk)
        kept = {name: getattr(locked, name) for name in KEPT}
        made, is_new = Cycle.objects.get_or_create(
            year=locked.year + 1,
            defaults={**kept, "in_preparation": True, "made_from": locked},
        )
        if is_new:
            CycleWindow.objects.bulk_create(
                CycleWindow(
                    cycle=made,
                    key=w.key,
                    opens_on=a_year_later(w.opens_on),
                    closes_on=a_year_later(w.closes_on),
                )
                for w in locked.windows.all()
            )
    return made


def save_windows(
    cycle: Cycle, windows: Mapping[str, tuple[date, date]], *, by: Appointment
) -> None:
    """Set windows of a cycle in preparation; those that are not named stay.

    Whether they fit together is not asked here: a calendar may be saved half-way (see
    :mod:`processes.queries.cycle_checks`, which stands in the way of opening it).

    Raises:
        Refused: the actor may not, the cycle is no longer in preparation, or a window ends before
            it begins.
    """
    with transaction.atomic():
        locked = Cycle.objects.select_for_update().get(pk=cycle.pk)
        _refuse(_no_right(by), _not_in_preparation(locked), _impossible(windows))
        for key, (opens_on, closes_on) in windows.items():
            CycleWindow.objects.update_or_create(
                cycle=locked, key=key, defaults={"opens_on": opens_on, "closes_on": closes_on}
            )


def open_cycle(
    cycle: Cycle, *, by: Appointment, then: Callable[[Cycle], object] | None = None
) -> Cycle:
    """Open a prepared cycle; from now on its windows stand and can only be extended.

    Args:
        then: Called with the cycle within the same transaction: what has to be planned for it.

    Raises:
        Refused: the actor may not, the cycle is not in preparation, or its calendar has errors.
    """
    with transaction.atomic():
        locked = Cycle.objects.select_for_update().get(pk=cycle.pk)
        _refuse(_no_right(by), _not_in_preparation(locked))
        _refuse(f.reason for f in check_cycle(locked) if f.is_error)
        locked.in_preparation, locked.opened_at = False, clock.now()
        locked.save(update_fields=["in_preparation", "opened_at"])
        if then is not None:
            then(locked)
    return locked


def a_year_later(day: date) -> date:
    """Return the same day of the next year; the last day of a month stays the month's last."""
    last = monthrange(day.year, day.month)[1]
    last_then = monthrange(day.year + 1, day.month)[1]
    return date(day.year + 1, day.month, last_then if day.day == last else day.day)


def _refuse(*found: "Iterator[Reason]") -> None:
    reasons = [reason for several in found for reason in several]
    if reasons:
        raise Refused(*reasons)


def _no_right(by: Appointment) -> Iterator[Reason]:
    if by.role not in ROLES or not by.is_active(clock.today()):
        text = _("Chỉ Văn phòng Điều phối và quản trị hệ thống được lập lịch chu trình.")
        yield Reason(Cause.ROLE, text)


def _not_in_preparation(cycle: Cycle) -> Iterator[Reason]:
    if not cycle.in_preparation:
        text = _("Chu trình {year} đã mở; thời gian nhận chỉ còn được gia hạn.")
        yield Reason(Cause.STATE, text, {"year": cycle.year})


def _impossible(windows: Mapping[str, tuple[date, date]]) -> Iterator[Reason]:
    for key, (opens_on, closes_on) in windows.items():
        params = {"window": WINDOW_LABELS[key], "opens": opens_on, "closes": closes_on}
        if closes_on < opens_on:
            text = _("{window}: ngày kết thúc {closes} trước ngày bắt đầu {opens}.")
            yield Reason(Cause.DATA, text, params, field=key)
        elif opens_on.year not in YEARS or closes_on.year not in YEARS:
            yield Reason(Cause.DATA, _("{window}: năm chưa đúng."), params, field=key)
