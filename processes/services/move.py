"""The one door: lock, decide, let django_fsm move, record, tell; all of it in one transaction."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from processes.engine import (
    Act,
    Cause,
    Correction,
    Field,
    Reason,
    Refused,
    Transition,
    Verdict,
    WorkingCalendar,
    decide,
)
from processes.models import Appointment, Dossier, Record
from processes.models.dossier import Question
from processes.models.machine import method_name
from processes.models.statements import update
from processes.queries.corrections import open_request
from processes.queries.facts import Facts
from processes.queries.options import question
from processes.queries.terms import due_at
from processes.queries.working_days import working_calendar
from processes.signals import moved
from processes.words import gettext_noop as _

from . import scoring  # noqa: F401 - it registers its effects
from .chain import Entry, append
from .effects import EFFECTS, freeze
from .standing import Standing, lock, standing
from .telling import tell_of

# what a step may change of a dossier's row
WRITTEN = (
    "state",
    "version",
    "waiting",
    "entered_at",
    "due_at",
    "assignee",
    "star",
    "score_total",
    "score_sheets",
    "district_council",
    "province_council",
)


def move(
    dossier_id: int,
    name: str,
    *,
    by: Appointment | None,
    key: UUID,
    given: Mapping[str, Any] | None = None,
    seen: int | None = None,
) -> Record:
    """Do a transition or an act on a dossier, or refuse it and change nothing.

    Args:
        dossier_id: Primary key of the dossier.
        name: Name of the transition or act in the dossier's own ruleset.
        by: The appointment acted under; ``None`` is the clock.
        key: Made once by the page; the same key again gives the first record and no second effect.
        given: The answers to what the step asks, plain JSON; ``reason`` among them.
        seen: The version the actor had in view; only makes a refusal say what happened since.

    Returns:
        The record that was written, or the one written earlier with this key.

    Raises:
        Refused: with every reason, in words.
        KeyError: when the ruleset has no such step.

    Source: rule 2 of the house; the moment is that of the database's clock after the lock.
    """
    answers = {k: _normal(v) for k, v in (given or {}).items()}
    with transaction.atomic():
        dossier = lock(dossier_id)
        stands = standing(dossier, by, key)
        if stands.done is not None:
            return _done_before(dossier, name, by, stands.done)
        asked = question(dossier, stands.by, stands.at, answers, member=stands.is_member)
        try:
            verdict = decide(dossier.ruleset, asked.case, asked.actor, name, asked.asked)
        except Refused as refused:
            raise _with_what_happened(refused, dossier, seen) from None
        return _perform(dossier, verdict, asked, stands, key)


def _normal(value: Any) -> Any:
    return unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else value


def _done_before(dossier: Dossier, name: str, by: Appointment | None, done: int) -> Record:
    record = Record.objects.get(pk=done)
    same = record.dossier_id == dossier.pk and record.name == name
    if same and record.appointment_id == (by.pk if by else None):
        return record
    raise used_elsewhere()


def used_elsewhere() -> Refused:
    """Return the refusal of a key that names something else already."""
    text = _("Trang này đã được dùng cho một việc khác. Hãy mở lại hồ sơ.")
    return Refused(Reason(Cause.STATE, text))


def _with_what_happened(refused: Refused, dossier: Dossier, seen: int | None) -> Refused:
    """Name who moved the dossier meanwhile, where that is why the step is gone."""
    lost = any(r.cause is Cause.STATE for r in refused.reasons)
    if not lost or seen is None or seen >= dossier.version:
        return refused
    last = (
        Record.objects.filter(dossier=dossier, kind=Record.Kind.TRANSITION, seq__gt=seen)
        .select_related("actor")
        .last()
    )
    if last is None:
        return refused
    text = _("{who} vừa xử lý hồ sơ này lúc {at}: {label}.")
    params = {
        "who": str(last.actor or _("Hệ thống")),
        "at": f"{last.at.astimezone(working_calendar().zone):%H:%M %d/%m/%Y}",
        "label": last.label,
    }
    return Refused(Reason(Cause.STATE, text, params), *refused.reasons)


def _perform(
    dossier: Dossier, verdict: Verdict, asked: Question, stands: Standing, key: UUID
) -> Record:
    step, before, by = verdict.step, dossier.version, stands.by
    data, detail = _split(step, asked)
    if by is not None and by.on_behalf_of is not None:
        data["on_behalf_of"] = by.on_behalf_of.user_id
    if step.result:
        data |= step.result(asked.case, asked.asked)
    lapsed = _lapsed(dossier, step, stands)
    if lapsed is not None:
        data["lapses"] = lapsed.seq
    if isinstance(step, Transition):
        _execute(dossier, step, asked)
        if step.submits:
            data |= freeze(dossier, step.submits)
    EFFECTS.before(step.name, dossier, data)
    at, source = asked.asked.at, verdict.source.key
    facts: Facts = asked.case
    lasted = _lasted(dossier, at, facts) if source != dossier.state else (None, None)
    if source != dossier.state:
        dossier.assignee = None  # a claim is on one step
        dossier.entered_at = at
        dossier.due_at = due_at(
            dossier, dossier.current, at, facts.windows, facts.calendar, _corrects(step, data)
        )
        dossier.waiting = dossier.waiting_key()
    record = append(
        dossier,
        Entry(
            key=key,
            at=at,
            kind=Record.Kind.ACT if isinstance(step, Act) else Record.Kind.TRANSITION,
            name=step.name,
            label=step.label,
            cites=step.cites,
            source=source,
            target=str(dossier.state),
            appointment=by,
            role=asked.actor.role,
            data=data,
            detail=detail,
            lasted_seconds=lasted[0],
            lasted_working_days=lasted[1],
            due_at=dossier.due_at,
        ),
        stands.last,
    )
    EFFECTS.after(step.name, dossier, record, asked.asked.given)
    store(dossier, before)
    asking = dossier.ruleset.act[lapsed.name].by if lapsed else ()
    tell(dossier, record, tuple(dict.fromkeys((*step.tells, *asking))), facts.calendar)
    return record


def _lapsed(dossier: Dossier, step: Transition | Act, stands: Standing) -> Record | None:
    """Return the request to take the last step back that nobody can answer once this one is taken."""
    moves_on = isinstance(step, Transition) and not isinstance(step, Correction)
    # a request is an act: behind a transition there is none, and nothing has to be asked
    return open_request(dossier) if moves_on and stands.after_act else None


def _split(step: Transition | Act, asked: Question) -> tuple[dict[str, Any], dict[str, Any]]:
    """Part what was given into what may stand in the chain and what is kept beside it."""
    given = asked.asked.given
    answered: list[Field] = [f for f in step.asks if given.get(f.key) not in (None, "", [])]
    data = {f.key: given[f.key] for f in answered if f.clear}
    detail = {f.key: given[f.key] for f in answered if not f.clear}
    if given.get("reason"):
        detail["reason"] = given["reason"]
    return data, detail


def _execute(dossier: Dossier, step: Transition, asked: Question) -> None:
    dossier.question = asked
    try:
        getattr(dossier, method_name(dossier.ruleset_key, step.name))()
    finally:
        dossier.question = None


def _lasted(dossier: Dossier, at: datetime, facts: Facts) -> tuple[int | None, int | None]:
    if dossier.entered_at is None:
        return None, None
    calendar = facts.calendar
    worked = calendar.between(calendar.day(dossier.entered_at), calendar.day(at))
    return max(0, int((at - dossier.entered_at).total_seconds())), max(0, worked)


def _corrects(step: Transition | Act, data: Mapping[str, Any]) -> int:
    """Return the number of the record that the step takes back; 0: it is no correction."""
    return int(data["corrects"]) if isinstance(step, Correction) else 0


def store(dossier: Dossier, before: int) -> None:
    """Write the dossier's row, if nobody wrote it since ``before``; the record goes first.

    Raises:
        Refused: when the row has another version: somebody was faster.
    """
    dossier.version = before + 1
    if update(dossier, WRITTEN, pk=dossier.pk, version=before) != 1:
        raise Refused(Reason(Cause.STATE, _("Hồ sơ vừa được người khác xử lý. Hãy mở lại.")))


def tell(
    dossier: Dossier, record: Record, tells: tuple[str, ...], calendar: WorkingCalendar
) -> None:
    """Write the notices that the row owes, and announce the record once it is committed."""
    tell_of(dossier, record, tells, calendar)
    transaction.on_commit(partial(moved.send, sender=Record, record=record), robust=True)
