"""The cycle's own tasks: each unit's duties, with a flow of their own, done with evidence.

A flow of viewflow a duty: begun, carried out, ended. The duty's row says what is owed by when and
is what everybody asks; a flow that was not begun yet is begun when it is needed.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.core.files.base import File
from django.db import transaction
from viewflow import this
from viewflow.workflow import lock
from viewflow.workflow.base import Flow
from viewflow.workflow.models import Task
from viewflow.workflow.nodes import End, Handle, StartHandle
from viewflow.workflow.status import STATUS

from processes.engine import Cause, Reason, Refused, Window
from processes.models import Appointment, Cycle, Duty, DutyEvidence, DutyProcess, Unit
from processes.phases.duties import DUTY, schedule
from processes.queries.duties import OFFICES, owes
from processes.services import clock
from processes.services.documents import keep
from processes.words import gettext_noop as _

OPEN = (STATUS.NEW, STATUS.ASSIGNED, STATUS.STARTED)
LONGEST = 20000  # characters of a report
MOST_FILES = 10  # of one duty


class DutyFlow(Flow):  # type: ignore[misc]  # viewflow has no types
    """One duty of one unit."""

    process_class = DutyProcess
    lock_impl = lock.SelectForUpdateLock(nowait=False)
    process_title = "Việc của chu trình"

    start = StartHandle(this.begin).Next(this.carry_out)
    carry_out = Handle(this.done).Next(this.end)
    end = End()

    def begin(self, activation: Any, duty: Duty) -> None:
        """Begin with a duty that was planned."""
        activation.process.duty = duty

    def done(self, activation: Any) -> None:
        """Nothing more: what was done and by whom stands on the duty."""


def plan_duties(cycle: Cycle) -> int:
    """Plan what every unit in force owes in a cycle; return how many duties are new.

    However often it is run, or by how many at once, each duty is there once.
    """
    windows = {w.key: Window(w.opens_on, w.closes_on) for w in cycle.windows.all()}
    units: dict[str, list[int]] = {}
    for pk, level in Unit.objects.filter(valid_until=None).values_list("pk", "level"):
        units.setdefault(level, []).append(pk)
    rows = [
        Duty(
            cycle=cycle,
            unit_id=unit,
            key=planned.row.key,
            period=planned.period.name,
            opens_on=planned.period.opens_on,
            due_on=planned.period.due_on,
        )
        for planned in schedule(windows, cycle.year)
        for unit in units.get(planned.level, ())
    ]
    before = Duty.objects.filter(cycle=cycle).count()
    Duty.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return Duty.objects.filter(cycle=cycle).count() - before


def begin_flows(limit: int = 500) -> int:
    """Begin the flow of duties that have none; return how many. For a sweep; safe to run twice."""
    waiting = Duty.objects.filter(process=None, done_at=None).order_by("opens_on", "pk")
    pks = list(waiting.values_list("pk", flat=True)[:limit])
    return sum(_begin(pk) for pk in pks)


def _begin(pk: int) -> bool:
    with transaction.atomic():
        duty = _locked(pk)
        if DutyProcess.objects.filter(duty=duty).exists():
            return False
        DutyFlow.start.run(duty=duty)
        return True


def _locked(pk: int) -> Duty:
    return Duty.objects.select_for_update(of=("self",)).select_related("unit", "cycle").get(pk=pk)


def save_content(duty: Duty, text: str, *, by: Appointment) -> None:
    """Keep the text of a report that is being written.

    Raises:
        Refused: the duty is another unit's, done, not yet begun, or no report; or the text is too
            long.
    """
    with transaction.atomic():
        found = _locked(duty.pk)
        _may(found, by)
        if not DUTY[found.key].reports:
            text_ = _("Việc này không có báo cáo soạn tại đây.")
            raise Refused(Reason(Cause.CONDITION, text_))
        if len(text) > LONGEST:
            text_ = _("Nội dung dài quá {most} ký tự.")
            raise Refused(Reason(Cause.DATA, text_, {"most": LONGEST}, field="content"))
        found.content = text.strip()
        found.save(update_fields=["content"])


def complete(duty: Duty, note: str, files: Iterable["File[bytes]"], *, by: Appointment) -> Duty:
    """Note that a duty was done, with its evidence; its task in the flow is done with it.

    Raises:
        Refused: the duty is another unit's, done already, not yet begun, or nothing shows that it
            was done; too many files, or one that is refused. Nothing is changed then.
    """
    uploads = list(files)
    _may(Duty.objects.get(pk=duty.pk), by)
    if len(uploads) > MOST_FILES:
        text = _("Chỉ nhận tối đa {most} tệp minh chứng.")
        raise Refused(Reason(Cause.DATA, text, {"most": MOST_FILES}, field="files"))
    # inspecting takes its time, and nobody waits for it at a locked row
    received = [_keep(upload) for upload in uploads]
    with transaction.atomic():
        found = _locked(duty.pk)
        _may(found, by)
        if not received and not (DUTY[found.key].reports and found.content):
            text = _("Phải đính kèm minh chứng: {evidence}.")
            params = {"evidence": DUTY[found.key].evidence}
            raise Refused(Reason(Cause.DATA, text, params, field="files"))
        now = clock.now()
        for kept in received:
            DutyEvidence.objects.create(
                duty=found,
                file=kept["path"],
                name=kept["filename"],
                content_type=kept["content_type"],
                size=kept["size"],
                sha256=kept["sha256"],
                rewritten=kept["rewritten"],
                scan=kept["scan"],
                by=by,
                at=now,
            )
        found.note, found.done_at, found.done_by = note.strip(), now, by
        found.save(update_fields=["note", "done_at", "done_by"])
        _end_flow(found)
    return found


def _keep(upload: "File[bytes]") -> dict[str, Any]:
    """Keep a file; a refusal says which of several it was."""
    try:
        return keep(upload)
    except Refused as refused:
        which = {"file": upload.name or ""}
        named = [replace(r, params={**r.params, **which}, field="files") for r in refused.reasons]
        raise Refused(*named) from None


def _end_flow(duty: Duty) -> None:
    process = DutyProcess.objects.filter(duty=duty).first()
    if process is None:
        DutyFlow.start.run(duty=duty)
        process = DutyProcess.objects.get(duty=duty)
    for task in Task.objects.filter(
        process_id=process.pk, flow_task=DutyFlow.carry_out, status__in=OPEN
    ):
        DutyFlow.carry_out.run(task)


def _may(duty: Duty, by: Appointment) -> None:
    today = clock.today()
    reasons = []
    if by.role not in OFFICES or not by.is_active(today):
        reasons.append(Reason(Cause.ROLE, _("Việc này do cán bộ của đơn vị thực hiện.")))
    elif not owes(by, duty):
        reasons.append(Reason(Cause.SCOPE, _("Việc này của đơn vị khác.")))
    if duty.done_at is not None:
        text = _("{who} đã ghi nhận hoàn thành việc này.")
        who = str(duty.done_by.user) if duty.done_by else ""
        reasons.append(Reason(Cause.STATE, text, {"who": who}))
    elif duty.opens_on > today:
        text = _("Việc này bắt đầu từ ngày {first}.")
        reasons.append(Reason(Cause.WINDOW, text, {"first": duty.opens_on}))
    if reasons:
        raise Refused(*reasons)
