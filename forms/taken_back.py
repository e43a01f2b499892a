"""What a correction is about: the wrong step, and the request to take it back."""

from dataclasses import dataclass
from datetime import date, datetime

from processes.engine import Correction
from processes.models import Dossier, Record
from processes.queries.facts import correction_names
from processes.queries.working_days import working_calendar

from .wording import Step


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


def can_be_taken_back_until(dossier: Dossier, step: Step, at: datetime) -> date | None:
    """Return the last day on which the step, taken at ``at``, may be taken back; ``None``: never."""
    if not any(step.name in c.undone for c in dossier.ruleset.corrections):
        return None
    return _last_day(dossier, at)


def _last_day(dossier: Dossier, taken_at: datetime) -> date:
    calendar = working_calendar()
    return calendar.add(calendar.day(taken_at), dossier.ruleset.terms.correction_days)


def taken_back(dossier: Dossier, row: Step) -> TakenBack | None:
    """Return what the step would take back, ask for or refuse; ``None`` where it is no such step."""
    asking, refusing = correction_names()
    if not isinstance(row, Correction) and row.name not in (*asking, *refusing):
        return None
    records = dossier.records.select_related("actor", "appointment__unit", "detail")
    wrong = records.filter(kind=Record.Kind.TRANSITION).order_by("-seq").first()
    if wrong is None:
        return None
    asked = records.filter(name__in=asking, seq__gt=wrong.seq).order_by("-seq").first()
    request = None if row.name in asking else asked
    reason = request.detail.data.get("reason", "") if request else ""
    return TakenBack(wrong, _last_day(dossier, wrong.at), request, reason)
