"""The tasks of viewflow, behind names of our own: who is asked for what, and what is done."""

from typing import Any

from django.utils import timezone
from viewflow.workflow.models import Task
from viewflow.workflow.status import PROCESS, STATUS

from processes.models import AgendaItem, ScoringProcess, Sitting, SittingProcess

from .meeting import SittingFlow
from .scoring import SHEET_NODES, ScoringFlow

OPEN = (STATUS.NEW, STATUS.ASSIGNED, STATUS.STARTED)


def begin_sitting(sitting: Sitting) -> None:
    """Begin the flow of a sitting."""
    SittingFlow.start.run(sitting=sitting)


def begin_scoring(item: AgendaItem) -> None:
    """Begin the flow of scoring a dossier: every member present has a task."""
    ScoringFlow.start.run(item=item)


def sitting_opened(sitting: Sitting) -> None:
    """The chair opened it."""
    _run(SittingFlow.opening, SittingProcess.objects.get(sitting=sitting))


def sitting_scored(sitting: Sitting) -> None:
    """Give the chair its task of closing, once: when no dossier is left to score."""
    unfinished = (s for s in AgendaItem.LIVE if s != AgendaItem.Status.READY)
    if sitting.status != Sitting.Status.OPEN:
        return
    if not sitting.items.filter(status__in=list(unfinished)).exists():
        _run(SittingFlow.scoring, SittingProcess.objects.get(sitting=sitting))


def sitting_closed(sitting: Sitting) -> None:
    """The chair closed it."""
    _run(SittingFlow.closing, SittingProcess.objects.get(sitting=sitting))


def done_scoring(item: AgendaItem, user_id: int) -> None:
    """A member's sheet is in, or it is not waited for any more."""
    process = ScoringProcess.objects.filter(item=item).first()
    if process is None:
        return
    for node in SHEET_NODES:
        _run(getattr(ScoringFlow, node), process, owner_id=user_id)


def discussed(item: AgendaItem, text: str) -> None:
    """The discussion was noted: everybody has a task again."""
    _run(ScoringFlow.discussion, ScoringProcess.objects.get(item=item), text=text)


def scoring_cancelled(item: AgendaItem) -> None:
    """The dossier is not scored in this sitting any more."""
    _cancel(ScoringProcess.objects.filter(item=item).first())


def sitting_cancelled(sitting: Sitting) -> None:
    """The sitting does not take place."""
    _cancel(SittingProcess.objects.filter(sitting=sitting).first())


def owed(item: AgendaItem, user_id: int) -> bool:
    """Return whether the member has a sheet to hand in."""
    nodes = [getattr(ScoringFlow, name) for name in SHEET_NODES]
    return bool(
        Task.objects.filter(
            process__scoringprocess__item=item,
            flow_task__in=nodes,
            owner_id=user_id,
            status__in=OPEN,
        ).exists()
    )


def _run(node: Any, process: Any, owner_id: int | None = None, **given: Any) -> None:
    found = Task.objects.filter(process_id=process.pk, flow_task=node, status__in=OPEN)
    if owner_id is not None:
        found = found.filter(owner_id=owner_id)
    for task in found:
        node.run(task, **given)


def _cancel(process: Any) -> None:
    if process is None or process.status == PROCESS.DONE:
        return
    now = timezone.now()
    Task.objects.filter(process_id=process.pk, status__in=OPEN).update(
        status=STATUS.CANCELED, finished=now
    )
    process.status, process.finished = PROCESS.CANCELED, now
    process.save(update_fields=["status", "finished"])
