"""Whose dossier is it? The same question for one dossier and for a query; a test holds them equal."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from processes.engine import Actor, Cause, Reason
from processes.models import Appointment, Dossier, Membership, Record, Unit, User
from processes.models.units import Level
from processes.roles import DEPUTISED, POSTS, Role, Scope
from processes.words import gettext_noop as _

NOBODY = Q(pk__in=[])
UNSENT = "idea.draft"  # what was never handed in is the applicant's own
READS_UNSENT = frozenset(
    {Role.APPLICANT, Role.AUDITOR, Role.SUPERVISOR, Role.PROVINCE_OFFICER, Role.SYSTEM}
)


def scope_q(appointment: Appointment) -> Q:
    """Return the condition on dossiers that lie in the appointment's scope."""
    match appointment.scope:
        case Scope.ORGANISATION:
            return Q(organisation_id=appointment.organisation_id)
        case Scope.COUNCIL:
            council = appointment.council_id
            found = Q(district_council_id=council) | Q(province_council_id=council)
            return NOBODY if council is None else found
        case Scope.DEPARTMENT:
            department = appointment.department_id
            found = Q(product__subgroup__department_id=department)
            return NOBODY if department is None else found
        case Scope.NONE:
            return NOBODY
        case _:
            return _unit_q(appointment.unit)


def _unit_q(unit: Unit | None) -> Q:
    return NOBODY if unit is None else Q(**{f"{unit.level}_id": unit.pk})


def covers(appointment: Appointment, dossier: Dossier) -> bool:
    """Return whether one dossier lies in the appointment's scope; equal to :func:`scope_q`."""
    match appointment.scope:
        case Scope.ORGANISATION:
            return dossier.organisation_id == appointment.organisation_id
        case Scope.COUNCIL:
            councils = (dossier.district_council_id, dossier.province_council_id)
            return appointment.council_id is not None and appointment.council_id in councils
        case Scope.DEPARTMENT:
            subgroup = dossier.product.subgroup
            return subgroup is not None and subgroup.department_id == appointment.department_id
        case Scope.NONE:
            return False
        case _:
            return _unit_covers(appointment.unit, dossier)


def _unit_covers(unit: Unit | None, dossier: Dossier) -> bool:
    if unit is None:
        return False
    ids = {
        Level.COMMUNE.value: dossier.commune_id,
        Level.DISTRICT.value: dossier.district_id,
        Level.PROVINCE.value: dossier.province_id,
    }
    return ids[unit.level] == unit.pk


def visible_to(appointment: Appointment | None) -> QuerySet[Dossier]:
    """Return the dossiers that somebody acting under ``appointment`` may read.

    Everything that shows dossiers starts here: pages, files, search, counts.
    """
    if appointment is None:
        return Dossier.objects.none()
    seen = Dossier.objects.filter(scope_q(appointment))
    return seen if Role(appointment.role) in READS_UNSENT else seen.exclude(state=UNSENT)


def conflicts(user_id: int) -> Exists:
    """Return the condition: the user is a member of the dossier's organisation."""
    return Exists(
        Membership.objects.filter(user_id=user_id, organisation_id=OuterRef("organisation_id"))
    )


def actor(
    appointment: Appointment | None,
    dossier: Dossier,
    on: date,
    member: bool | None = None,
    *,
    at: datetime | None = None,
) -> Actor:
    """Return who asks, with what speaks against its jurisdiction; ``None`` is the clock.

    Args:
        member: Whether its holder is a member of the organisation; ``None``: the table is asked.
        at: A past moment: what was done or recalled later is not looked at.
    """
    if appointment is None:
        return Actor(Role.SYSTEM)
    return Actor(appointment.role, _objection(appointment, dossier, on, member, at))


def _objection(
    appointment: Appointment,
    dossier: Dossier,
    on: date,
    member: bool | None,
    at: datetime | None,
) -> Reason | None:
    if not appointment.is_active(on, at) or not appointment.user.is_active:
        text = _("Phân công này không còn hiệu lực.")
        return Reason(Cause.SCOPE, text, lifted_by=(Role.ADMINISTRATOR,))
    if not covers(appointment, dossier):
        text = _("Hồ sơ không thuộc phạm vi phụ trách: {scope}.")
        return Reason(Cause.SCOPE, text, {"scope": appointment.scope_name})
    if appointment.scope is Scope.ORGANISATION:
        return None
    if member is None:
        member, acted = _ties(appointment, dossier, at)
    else:
        acted = _has_acted(appointment, dossier)
    if member:
        text = _("Thành viên của chủ thể không được xử lý, chấm điểm hồ sơ của chủ thể đó.")
        return Reason(Cause.SCOPE, text)
    if acted:
        text = _(
            "Bạn đã xử lý hồ sơ này ở cấp khác trong giai đoạn này; cần người khác xử lý tiếp."
        )
        return Reason(Cause.SCOPE, text)
    return None


def _ties(appointment: Appointment, dossier: Dossier, at: datetime | None) -> tuple[bool, bool]:
    """Whether the person is a member of the organisation; has acted at another level. One query."""
    member = Membership.objects.filter(
        user_id=appointment.user_id, organisation_id=dossier.organisation_id
    )
    if appointment.role not in DEPUTISED:
        return member.exists(), False
    both = User.objects.filter(pk=appointment.user_id).values_list(
        Exists(member), Exists(_at_another_level(appointment, dossier, at))
    )
    is_member, has_acted = both.get()
    return is_member, has_acted


def _has_acted(appointment: Appointment, dossier: Dossier) -> bool:
    """Whether the person has acted at another level; nearly nobody has ever stood in."""
    if appointment.role not in DEPUTISED or appointment.deputises is False:
        return False
    return _at_another_level(appointment, dossier).exists()


def _at_another_level(
    appointment: Appointment, dossier: Dossier, at: datetime | None = None
) -> QuerySet[Record]:
    """Return the steps of this phase that the person took in another office's name.

    Offices look at a dossier one after the other, so that two people do; somebody who stands in
    would be both of them. Who holds two posts by appointment was given both knowingly.
    """
    phase = dossier.current.phase
    steps = Record.objects.filter(
        dossier=dossier.pk,
        actor=appointment.user_id,
        kind=Record.Kind.TRANSITION,
        role__in=DEPUTISED - {Role(appointment.role)},
        source__in=[s.key for s in dossier.ruleset.states if s.phase == phase],
    ).order_by()
    if at is not None:
        steps = steps.filter(at__lte=at)
    if appointment.on_behalf_of_id is None:
        steps = steps.filter(appointment__on_behalf_of__isnull=False)
    return steps


def label_of(role: str) -> str:
    """Return the Vietnamese name of a role's code."""
    return POSTS[Role(role)].label
