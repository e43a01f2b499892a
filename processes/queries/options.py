"""What somebody may do with a dossier at a moment: the buttons of every page."""

from datetime import datetime

from processes.engine import Asked, Option, acts, options
from processes.models import Appointment, Dossier
from processes.models.dossier import Question

from .facts import Facts
from .jurisdiction import actor
from .working_days import working_calendar


def question(
    dossier: Dossier,
    appointment: Appointment | None,
    at: datetime,
    given: dict[str, object] | None = None,
    *,
    member: bool | None = None,
) -> Question:
    """Put the question: the dossier's facts, who asks, when, with what given.

    Args:
        member: Whether who asks is a member of the organisation, where that was read already.
    """
    calendar = working_calendar()
    today = calendar.day(at)
    person = appointment.user if appointment else None
    return Question(
        Facts(dossier, today, person, calendar, appointment),
        actor(appointment, dossier, today, member),
        Asked(at, today, given or {}),
    )


def transitions_for(dossier: Dossier, appointment: Appointment, at: datetime) -> list[Option]:
    """Return the transitions that the appointment's role may take, closed ones with reasons."""
    q = question(dossier, appointment, at)
    return options(dossier.ruleset, q.case, q.actor, q.asked)


def acts_for(dossier: Dossier, appointment: Appointment, at: datetime) -> list[Option]:
    """Return the acts that the appointment's role may do, closed ones with reasons."""
    q = question(dossier, appointment, at)
    return acts(dossier.ruleset, q.case, q.actor, q.asked)
