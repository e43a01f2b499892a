"""The flow of a whole sitting: called, opened by the chair, every dossier scored, closed."""

from typing import Any

from viewflow import this
from viewflow.workflow import lock
from viewflow.workflow.base import Flow
from viewflow.workflow.nodes import End, Handle, StartHandle

from processes.models import Sitting, SittingProcess


class SittingFlow(Flow):  # type: ignore[misc]  # viewflow has no types
    """One sitting; scoring each dossier is a flow of its own."""

    process_class = SittingProcess
    lock_impl = lock.SelectForUpdateLock(nowait=False)
    process_title = "Phiên họp hội đồng"

    start = StartHandle(this.begin).Next(this.opening)
    opening = Handle(this.opened).Next(this.scoring)
    scoring = Handle(this.scored).Next(this.closing)
    closing = Handle(this.closed).Next(this.end)
    end = End()

    def begin(self, activation: Any, sitting: Sitting) -> None:
        """Begin with a sitting that was called."""
        activation.process.sitting = sitting

    def opened(self, activation: Any) -> None:
        """Nothing more: attendance and quorum were kept before."""

    def scored(self, activation: Any) -> None:
        """Nothing more: every dossier is ready, or was adjourned."""

    def closed(self, activation: Any) -> None:
        """Nothing more: every dossier went through the door."""
