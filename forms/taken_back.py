"""What a correction is about: the wrong step, and the request to take it back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from processes.models import Appointment, Dossier, Record
from processes.phases.correction import LEVELS, Level
from processes.queries.facts import persons_of
from processes.queries.working_days import working_calendar
from processes.roles import Role

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
    """An open request, with the steps that answer it for a reader who may; else none."""

    accept: str = ""
    refuse: str = ""


def can_be_taken_back_until(dossier: Dossier, step: Step, at: datetime) -> date | None:
    """Return the last day on which the step, taken at ``at``, may be taken back; ``None``: never."""
    if not any(step.name in c.undone for c in dossier.ruleset.corrections):
        return None
    return _last_day(dossier, at)


def _last_day(dossier: Dossier, taken_at: datetime) -> date:
    calendar = working_calendar()
    return calendar.add(calendar.day(taken_at), dossier.ruleset.terms.correction_days)


def taken_back(dossier: Dossier, row: Step) -> TakenBack | None:
    """Return what the step would take back, ask for or refuse; ``None`` where there is no such thing.

    The last move may be one that the row has nothing to do with: somebody was quicker.
    """
    level = next(
        (x for x in LEVELS if row.name in (x.ask.name, x.correct.name, x.refuse.name)), None
    )
    records = dossier.records.select_related(*RELATED).order_by("-seq")
    wrong = records.filter(kind=Record.Kind.TRANSITION).first() if level else None
    if level is None or wrong is None or wrong.name not in level.correct.undone:
        return None
    said = (level.ask.name, level.refuse.name)
    last = records.filter(name__in=said, seq__gt=wrong.seq).first()
    is_open = last is not None and last.name == level.ask.name and row.name != level.ask.name
    request = last if is_open else None
    return TakenBack(wrong, _last_day(dossier, wrong.at), request, _reason(request))


def waiting(
    dossier: Dossier, reader: Appointment, records: Iterable[Record] | None = None
) -> Waiting | None:
    """Return the open request of a dossier, for the offices that asked and decide; else ``None``.

    Args:
        records: The dossier's records, oldest first, where they were read already.
    """
    if records is None:
        records = dossier.records.select_related(*RELATED).order_by("seq")
    wrong = asked = level = None
    for record in records:
        if record.kind == Record.Kind.TRANSITION:
            wrong, asked, level = record, None, None
        elif one := next((x for x in LEVELS if x.ask.name == record.name), None):
            asked, level = record, one
        elif level is not None and record.name == level.refuse.name:
            asked, level = None, None
    if wrong is None or asked is None or level is None:
        return None
    if reader.role not in (*level.ask.by, level.correct.by, Role.SUPERVISOR, Role.AUDITOR):
        return None
    names = _answers(level) if _decides(level, reader, asked) else ("", "")
    return Waiting(wrong, _last_day(dossier, wrong.at), asked, _reason(asked), *names)


def _decides(level: Level, reader: Appointment, asked: Record) -> bool:
    return reader.role == level.correct.by and reader.user_id not in persons_of(asked)


def _answers(level: Level) -> tuple[str, str]:
    return level.correct.name, level.refuse.name


def _reason(request: Record | None) -> str:
    detail = getattr(request, "detail", None)
    return str(detail.data.get("reason", "")) if detail else ""
