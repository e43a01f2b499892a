"""What a correction is about: the wrong step, and the request to take it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from processes.models import Appointment, Dossier, Record
from processes.phases.correction import LEVELS
from processes.queries.corrections import (
    decides,
    last_day,
    open_among,
    open_request,
    wrong_step,
)
from processes.queries.working_days import working_calendar
from processes.roles import Role
from processes.services import clock

from .wording import Step

RELATED = ("actor", "appointment__unit", "detail")


@dataclass(frozen=True)
class TakenBack:
    """The wrong step and its request.

    Args:
        until: Last day on which it may be taken back.
        request: The open request; ``None`` on the page that makes one.
        reason: Why it was asked for.
    """

    wrong: Record
    until: date
    request: Record | None
    reason: str


@dataclass(frozen=True)
class Waiting(TakenBack):
    """An open request, with the steps that answer it for a reader who may; else none.

    Args:
        is_over: The last day has passed: the request can be refused, and no more.
    """

    is_over: bool = False
    accept: str = ""
    refuse: str = ""


def can_be_taken_back_until(dossier: Dossier, step: Step, at: datetime) -> date | None:
    """Return the last day on which the step, taken at ``at``, may be taken back; ``None``: never."""
    if not any(step.name in c.undone for c in dossier.ruleset.corrections):
        return None
    return last_day(at, dossier, working_calendar())


def taken_back(dossier: Dossier, row: Step) -> TakenBack | None:
    """Return what the step would take back, ask for or refuse; ``None`` where there is no such thing.

    The last move may be one that the row has nothing to do with: somebody was quicker.
    """
    level = next(
        (x for x in LEVELS if row.name in (x.ask.name, x.correct.name, x.refuse.name)), None
    )
    moves = dossier.records.select_related(*RELATED).filter(kind=Record.Kind.TRANSITION)
    wrong = moves.order_by("-seq").first() if level else None
    if level is None or wrong is None or wrong.name not in level.correct.undone:
        return None
    request = None if row.name == level.ask.name else open_request(dossier)
    until = last_day(wrong.at, dossier, working_calendar())
    return TakenBack(wrong, until, request, _reason(request))


def waiting(
    dossier: Dossier, reader: Appointment, records: Sequence[Record] | None = None
) -> Waiting | None:
    """Return the open request of a dossier, for the offices that asked and decide; else ``None``.

    Args:
        records: The dossier's records, where they were read already.
    """
    request = open_request(dossier) if records is None else open_among(records)
    if request is None:
        return None
    level = next(x for x in LEVELS if x.ask.name == request.name)
    if reader.role not in (*level.ask.by, level.correct.by, Role.SUPERVISOR, Role.AUDITOR):
        return None
    wrong = wrong_step(request)
    calendar = working_calendar()
    until = last_day(wrong.at, dossier, calendar)
    is_over = calendar.day(clock.now()) > until
    may = decides(reader, request, dossier)
    return Waiting(
        wrong,
        until,
        request,
        _reason(request),
        is_over=is_over,
        accept=level.correct.name if may and not is_over else "",
        refuse=level.refuse.name if may else "",
    )


def _reason(request: Record | None) -> str:
    detail = getattr(request, "detail", None)
    return str(detail.data.get("reason", "")) if detail else ""
