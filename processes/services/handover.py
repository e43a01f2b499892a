"""Who of an office works on a dossier: take it up, give it to a colleague, give it back.

The law names offices, not persons (§6.2 to §6.3): a claim closes no step to a colleague, it only
says who is at it. It is written beside the chain, once, with its reason.
"""

from django.db import transaction

from processes.engine import Cause, Reason, Refused
from processes.models import Appointment, Dossier, Handover
from processes.queries.desk import yielding
from processes.queries.jurisdiction import actor, covers
from processes.roles import Role
from processes.words import gettext_noop as _

from . import clock
from .standing import lock

CLAIMS = frozenset(
    {Role.COMMUNE_OFFICER, Role.DISTRICT_OFFICER, Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER}
)
LONGEST = Handover._meta.get_field("reason").max_length or 0  # characters of a reason


def claim(dossier_id: int, *, by: Appointment) -> Dossier:
    """Take a dossier up for oneself; a second time changes nothing.

    Raises:
        Refused: it does not wait for the office, or a colleague has it already.
    """
    with transaction.atomic():
        dossier = lock(dossier_id)
        if dossier.assignee_id == by.pk:
            return dossier
        objections = [*_waits_for(dossier, by), *_may_work(dossier, by)]
        if dossier.assignee is not None and not _yields(dossier, by):
            text = _("{who} đã nhận hồ sơ này. Nhờ người đó trả lại, hoặc nhờ người giám sát giao.")
            objections.append(Reason(Cause.CONDITION, text, {"who": str(dossier.assignee.user)}))
        return _write(dossier, Handover.Kind.CLAIM, by, by, "", objections)


def assign(dossier_id: int, to: Appointment, reason: str, *, by: Appointment) -> Dossier:
    """Give a dossier to a colleague of the office that it waits for; a second time changes nothing.

    Args:
        to: An appointment to that office, in force today.
        by: Its present holder, a colleague where nobody holds it, or a supervisor above.

    Raises:
        Refused: with every reason, in words.
    """
    with transaction.atomic():
        dossier = lock(dossier_id)
        if _is_done(dossier, Handover.Kind.ASSIGN, to, by):
            return dossier
        objections = [*_waits_for(dossier, to), *_may_work(dossier, to), *_may_give(dossier, by)]
        return _write(dossier, Handover.Kind.ASSIGN, to, by, reason, [*objections, *_why(reason)])


def release(dossier_id: int, reason: str, *, by: Appointment) -> Dossier:
    """Give a dossier back to the office; a second time changes nothing.

    Raises:
        Refused: nobody has it, another has it and ``by`` does not supervise, or no reason is given.
    """
    with transaction.atomic():
        dossier = lock(dossier_id)
        if _is_done(dossier, Handover.Kind.RELEASE, None, by):
            return dossier
        objections = [*_may_give(dossier, by), *_why(reason)]
        if dossier.assignee_id is None:
            objections.append(Reason(Cause.STATE, _("Hồ sơ này chưa ai nhận.")))
        return _write(dossier, Handover.Kind.RELEASE, None, by, reason, objections)


def _waits_for(dossier: Dossier, office: Appointment) -> list[Reason]:
    if office.role in CLAIMS and dossier.waiting == office.key:
        return []
    return [Reason(Cause.STATE, _("Hồ sơ không chờ đơn vị này xử lý."))]


def _may_work(dossier: Dossier, who: Appointment) -> list[Reason]:
    objection = actor(who, dossier, clock.today()).objection
    return [objection] if objection else []


def _may_give(dossier: Dossier, by: Appointment) -> list[Reason]:
    """The holder, a colleague where nobody holds it any more, or a supervisor of its units."""
    today = clock.today()
    if by.role == Role.SUPERVISOR and by.is_active(today) and covers(by, dossier):
        return []
    own = by.role in CLAIMS and dossier.waiting == by.key and by.is_active(today)
    if own and (dossier.assignee_id is None or _yields(dossier, by)):
        return []
    text = _("Chỉ người đang giữ hồ sơ hoặc người giám sát giao, trả hồ sơ này.")
    return [Reason(Cause.ROLE, text, lifted_by=(Role.SUPERVISOR,))]


def _yields(dossier: Dossier, by: Appointment) -> bool:
    """Whether the claim is the actor's own, of the same post, or of somebody who left."""
    holder = dossier.assignee_id
    return holder is not None and yielding(by, clock.today()).filter(pk=holder).exists()


def _is_done(dossier: Dossier, kind: str, to: Appointment | None, by: Appointment) -> bool:
    """Whether just this was done last, by the same actor in the same step: the page was sent twice."""
    last = Handover.objects.filter(dossier=dossier).last()
    if last is None or dossier.assignee_id != (to.pk if to else None):
        return False
    done = (last.kind, last.to_id, last.by_id, last.state)
    return done == (kind, dossier.assignee_id, by.pk, dossier.state)


def _why(reason: str) -> list[Reason]:
    if not reason.strip():
        return [Reason(Cause.DATA, _("Phải ghi lý do."), field="reason")]
    if len(reason.strip()) > LONGEST:
        text = _("Lý do dài quá {n} ký tự.")
        return [Reason(Cause.DATA, text, {"n": LONGEST}, field="reason")]
    return []


def _write(
    dossier: Dossier,
    kind: str,
    to: Appointment | None,
    by: Appointment,
    reason: str,
    objections: list[Reason],
) -> Dossier:
    if objections:
        raise Refused(*objections)
    Handover.objects.create(
        dossier=dossier,
        kind=kind,
        state=dossier.state,
        to=to,
        by=by,
        reason=reason.strip(),
        at=clock.now(),
    )
    dossier.assignee = to
    Dossier.objects.filter(pk=dossier.pk).update(assignee=to)
    return dossier
