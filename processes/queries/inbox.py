"""The inbox is asked, not stored: what must I do, and what may I take up?

``must``: the state's holder is my post, in my scope, by the dossier's ``waiting`` key; for council
members and departments: a sheet or an opinion of theirs is owed. ``may``: a transition is open to
my role though another holds the dossier. Together they list a dossier exactly for those who can
move it or owe something to it; a property test holds this.
"""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from processes.models import (
    AgendaItem,
    Appointment,
    Attendance,
    Dossier,
    Record,
    Recusal,
    ScoreSheet,
)
from processes.roles import COUNCIL_ROLES, Role
from processes.rulesets import RULESETS

from .jurisdiction import UNSENT, conflicts, scope_q, visible_to


def must(appointment: Appointment) -> QuerySet[Dossier]:
    """Return the dossiers that wait for the appointment, soonest due first."""
    waiting = Q(waiting=appointment.key)
    role = Role(appointment.role)
    if role in COUNCIL_ROLES:
        waiting |= Q(pk__in=_sheets_owed(appointment).values("pk"))
    if role is Role.DEPARTMENT_OFFICER:
        waiting = Q(pk__in=_opinions_owed(appointment).values("pk"))
    return _without_conflict(Dossier.objects.filter(waiting), appointment).order_by(
        F("due_at").asc(nulls_last=True), "pk"
    )


def may(appointment: Appointment) -> QuerySet[Dossier]:
    """Return the dossiers that another holds and the appointment may nevertheless move."""
    found = visible_to(appointment).filter(_movable_by(appointment.role))
    return (
        _without_conflict(found, appointment)
        .exclude(waiting=appointment.key)
        .order_by(F("due_at").asc(nulls_last=True), "pk")
    )


def _movable_by(role: str) -> Q:
    q = Q(pk__in=[])
    for ruleset in RULESETS.values():
        states = {s.key for t in ruleset.transitions if t.by == role for s in t.sources}
        q |= Q(ruleset_key=ruleset.key, state__in=sorted(states))
    return q


def _without_conflict(dossiers: QuerySet[Dossier], appointment: Appointment) -> QuerySet[Dossier]:
    if appointment.role == Role.APPLICANT:
        return dossiers
    return dossiers.exclude(conflicts(appointment.user_id))


def _act_states(role: str, prefix: str) -> set[str]:
    return {
        s.key
        for ruleset in RULESETS.values()
        for act in ruleset.acts
        if act.name.startswith(prefix) and role in act.by
        for s in act.states
    }


def _sheets_owed(appointment: Appointment) -> QuerySet[Dossier]:
    """Return what the member is asked to score: present, not handed in, not stepped back."""
    user = appointment.user_id
    mine = ScoreSheet.objects.filter(item=OuterRef("pk"), turn=OuterRef("turn"), member_id=user)
    present = Attendance.objects.filter(
        sitting=OuterRef("sitting"), appointment__user_id=user, present=True
    )
    stepped_back = Recusal.objects.filter(
        dossier=OuterRef("dossier"), council=appointment.council, member_id=user
    )
    asked = AgendaItem.objects.filter(
        Exists(present), ~Exists(mine), ~Exists(stepped_back), status=AgendaItem.Status.SCORING
    )
    states = _act_states(appointment.role, "submit_score")
    return Dossier.objects.filter(
        scope_q(appointment), state__in=states, pk__in=asked.values("dossier")
    )


def _opinions_owed(appointment: Appointment) -> QuerySet[Dossier]:
    given = Record.objects.filter(dossier=OuterRef("pk"), name="give_opinion")
    states = _act_states(appointment.role, "give_opinion")
    return Dossier.objects.filter(scope_q(appointment), ~Exists(given), state__in=states).exclude(
        state=UNSENT
    )
