"""What a person was told, of what the person may still read."""

from collections.abc import Iterable

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from processes.models import Appointment, Notice
from processes.roles import Role

from .corrections import asked_of
from .jurisdiction import visible_to

# what time tells, again and again while a dossier lies: the newest says all of it
NUDGES = ("due_soon", "due_today", "overdue", "escalation", "apology", "window_closing")


def notices_of(user_id: int, held: Iterable[Appointment]) -> QuerySet[Notice]:
    """Return the notices of a user, newest first, without those switched off.

    Whoever left an office keeps its notices on record but reads them no more: they name dossiers
    that are no longer in the person's jurisdiction.
    """
    readable = Q(pk__in=[])
    for appointment in held:
        readable |= Q(dossier__in=visible_to(appointment).order_by().values("pk"))
        readable |= _duties_of(appointment)
    return Notice.objects.filter(readable, user_id=user_id, quiet=False)


def _duties_of(appointment: Appointment) -> Q:
    """The cycle's duties of the appointment's unit and of the units below it."""
    unit = appointment.unit_id
    if unit is None:
        return Q(pk__in=[])
    return (
        Q(duty__unit_id=unit)
        | Q(duty__unit__parent_id=unit)
        | Q(duty__unit__parent__parent_id=unit)
    )


def folded(found: QuerySet[Notice]) -> QuerySet[Notice]:
    """Keep of what time tells of one dossier in one state only the newest.

    Returns:
        The notices with ``before``: how many of the run stand behind each.
    """
    run = Notice.objects.filter(
        user=OuterRef("user"), dossier=OuterRef("dossier"), state=OuterRef("state")
    ).filter(kind__in=NUDGES, quiet=False)
    earlier = run.filter(pk__lt=OuterRef("pk")).order_by().values("dossier").annotate(n=Count("pk"))
    nudges = Q(kind__in=NUDGES)
    newest = found.exclude(nudges & Exists(run.filter(pk__gt=OuterRef("pk"))))
    counted = Coalesce(Subquery(earlier.values("n")), 0)
    return newest.annotate(before=Case(When(nudges, then=counted), default=0))


def run_of(notice: Notice, found: QuerySet[Notice]) -> QuerySet[Notice]:
    """Return the notice and those that stand behind it."""
    if notice.kind not in NUDGES:
        return found.filter(pk=notice.pk)
    same = found.filter(dossier=notice.dossier_id, state=notice.state, kind__in=NUDGES)
    return same.filter(pk__lte=notice.pk)


def asking_first(found: QuerySet[Notice], held: Iterable[Appointment]) -> QuerySet[Notice]:
    """Put first what still asks an applicant for something, marked ``asks``; then the newest.

    An office has its inbox for that, and reads here what is new; but a request to take a wrong step
    back asks whoever decides on it, though the dossier waits for somebody else or for nobody.
    """
    held = list(held)
    keys = [a.key for a in held if a.role == Role.APPLICANT]
    asks = Q(
        certificate=None,
        dossier__waiting__in=keys,
        dossier__state=F("state"),
        dossier__entered_at__lte=F("at"),
    )
    for appointment in held:
        asks |= Q(record__in=asked_of(appointment).order_by().values("pk"))
    marked = found.annotate(asks=Case(When(asks, then=True), default=False))
    return marked.order_by("-asks", "-pk")
