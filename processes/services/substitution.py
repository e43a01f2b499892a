"""Someone stands in for an officer for a period (ủy quyền): acts "thay mặt", on the record.

The deputy gets an appointment of their own to the same post, bounded by the period and by the
appointment it stands in for. What the deputy may not do personally stays closed: a member of an
organisation decides nothing on its dossiers, a seat in a council is a person's and has no deputy,
and who acted on a dossier at one level does not act on it at the next (queries/jurisdiction.py).
"""

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from processes.engine import Cause, Reason, Refused
from processes.models import Appointment, User
from processes.roles import APART, DEPUTISED, Role
from processes.words import gettext_noop as _

from . import clock

LONGEST = 92  # days; a longer absence is a new appointment, made by the administrator

LONGEST_REASON = Appointment._meta.get_field("reason").max_length or 0  # characters


def candidates(absent: Appointment, on: date) -> QuerySet[User]:
    """Return who may stand in: officers of the same unit, or of the one above or below it."""
    unit = absent.unit
    near = Q(department=absent.department_id) if unit is None else Q(unit_id=unit.pk)
    if unit is not None and unit.parent_id is not None:
        near |= Q(unit_id=unit.parent_id)
    if unit is not None:
        near |= Q(unit__parent_id=unit.pk)
    held = Appointment.objects.active(on)
    colleagues = held.filter(near, role__in=DEPUTISED, on_behalf_of=None)
    kept_apart = held.filter(role__in=APART - {absent.role}).values("user")
    if absent.role == Role.SUPERVISOR:
        colleagues = colleagues.filter(role=Role.SUPERVISOR)
    found = User.objects.filter(pk__in=colleagues.values("user")).exclude(pk=absent.user_id)
    return found.exclude(pk__in=kept_apart).order_by("full_name", "pk")


def substitute(
    absent: Appointment, deputy: User, from_on: date, until_on: date, reason: str
) -> Appointment:
    """Let ``deputy`` act for ``absent`` from one day to the end of another.

    Returns:
        The deputy's appointment.

    Raises:
        Refused: with every reason, in words.
    """
    with transaction.atomic():
        # one after the other: two pages at once must not name two deputies
        Appointment.objects.select_for_update(of=("self",)).get(pk=absent.pk)
        objections = list(_objections(absent, deputy, from_on, until_on, reason))
        if objections:
            raise Refused(*objections)
        return Appointment.objects.create(
            user=deputy,
            role=absent.role,
            unit=absent.unit,
            department=absent.department,
            from_on=from_on,
            until_on=until_on,
            on_behalf_of=absent,
            reason=reason.strip(),
        )


def recall(substitution: Appointment, *, by: Appointment) -> None:
    """End a substitution at once; what the deputy did today stays within its period.

    Raises:
        Refused: it is not ``by``'s own, or it is over already.
    """
    with transaction.atomic():
        found = Appointment.objects.select_for_update(of=("self",)).get(pk=substitution.pk)
        today = clock.today()
        if found.on_behalf_of_id != by.pk:
            raise Refused(Reason(Cause.ROLE, _("Chỉ người đã ủy quyền được thu hồi.")))
        if found.recalled_at is not None or (found.until_on is not None and found.until_on < today):
            raise Refused(Reason(Cause.STATE, _("Ủy quyền này đã kết thúc.")))
        found.recalled_at = clock.now()
        if found.from_on <= today:
            found.until_on = today
        found.save(update_fields=["recalled_at", "until_on"])


def _objections(
    absent: Appointment, deputy: User, from_on: date, until_on: date, reason: str
) -> list[Reason]:
    found, today = [], clock.today()
    if absent.role not in DEPUTISED or absent.on_behalf_of_id is not None:
        found.append(Reason(Cause.ROLE, _("Vai trò này không ủy quyền được.")))
    elif not absent.is_active(today):
        found.append(Reason(Cause.SCOPE, _("Phân công này không còn hiệu lực.")))
    elif not candidates(absent, today).filter(pk=deputy.pk).exists():
        text = _("Người này không được đảm nhận vai trò đó.")
        found.append(Reason(Cause.DATA, text, field="deputy"))
    if from_on < today:
        found.append(Reason(Cause.DATA, _("Không ủy quyền cho ngày đã qua."), field="from_on"))
    if not 0 <= (until_on - from_on).days < LONGEST:
        text = _("Ngày cuối phải từ ngày đầu trở đi, không quá {n} ngày.")
        found.append(Reason(Cause.DATA, text, {"n": LONGEST}, field="until_on"))
    named = absent.substitutions.filter(recalled_at=None)
    overlapping = named.filter(from_on__lte=until_on, until_on__gte=from_on)
    if overlapping.exists():
        text = _("Đã ủy quyền cho người khác trong thời gian này.")
        found.append(Reason(Cause.DATA, text, field="from_on"))
    if not reason.strip():
        found.append(Reason(Cause.DATA, _("Phải ghi lý do."), field="reason"))
    if len(reason.strip()) > LONGEST_REASON:
        text = _("Lý do dài quá {n} ký tự.")
        found.append(Reason(Cause.DATA, text, {"n": LONGEST_REASON}, field="reason"))
    return found
