"""The read log, read: for an auditor, and for the person whose data was looked at."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from processes.models import Appointment, Membership, Organisation, Reading, User
from processes.models.people import POST
from processes.text import fold

from .jurisdiction import visible_to

RELATED = (
    "reader",
    "person",
    "dossier__organisation",
    "organisation",
    *POST,
    "appointment__on_behalf_of__user",
)


@dataclass(frozen=True)
class Sought:
    """What an auditor looks for; an empty one narrows nothing.

    Args:
        who: Words of a name or a user name: of the reader, or of the person whose data it was.
        dossier: The start of a dossier's code.
        since: The first moment.
        until: The first moment that is no longer meant.
    """

    who: str = ""
    dossier: str = ""
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None


def readings_for(auditor: Appointment, sought: Sought) -> "QuerySet[Reading]":
    """Return the looks that an auditor may know of, newest first.

    What belongs to a dossier outside the auditor's scope is left out; looks at people and lists
    belong to no dossier.
    """
    found = Reading.objects.filter(
        Q(dossier=None) | Q(dossier__in=visible_to(auditor).order_by().values("pk"))
    )
    if sought.who:
        people = list(named(sought.who))
        theirs = Membership.objects.filter(user__in=people).values("organisation")
        found = found.filter(
            Q(reader__in=people)
            | Q(person__in=people)
            | Q(organisation__in=theirs)
            | Q(dossier__organisation__in=theirs)
        )
    if sought.dossier:
        found = found.filter(dossier__code__startswith=sought.dossier.upper())
    if sought.kind:
        found = found.filter(kind=sought.kind)
    if sought.since:
        found = found.filter(at__gte=sought.since)
    if sought.until:
        found = found.filter(at__lt=sought.until)
    return found.select_related(*RELATED).order_by("-pk")


def named(words: str) -> list[int]:
    """Return the people whose name and user name hold every word, marks or not."""
    wanted = fold(words).split()
    known = User.objects.values_list("pk", "full_name", "username")
    return [pk for pk, name, user in known if all(w in fold(f"{name} {user}") for w in wanted)]


def readings_of(person: User) -> "QuerySet[Reading]":
    """Return the looks of others at what is a person's: the account, and the organisation's."""
    own = Organisation.objects.filter(memberships__user=person).values("pk")
    concerns = Q(person=person) | Q(organisation__in=own) | Q(dossier__organisation__in=own)
    found = Reading.objects.filter(concerns).exclude(reader=person)
    return found.select_related(*RELATED).order_by("-pk")
