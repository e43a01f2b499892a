"""One desk after another, as viewflow would have it: the baseline of queue and transition."""

from typing import Any

from viewflow import this
from viewflow.workflow import lock
from viewflow.workflow.base import Flow
from viewflow.workflow.flow import views
from viewflow.workflow.flow.nodes import End, StartHandle, View


class DeskFlow(Flow):  # type: ignore[misc]  # viewflow has no types
    """A dossier on one desk, then on the next; a permission says whose desk."""

    lock_impl = lock.SelectForUpdateLock(nowait=False)

    start = StartHandle(this.begin).Next(this.desk)
    desk = (
        View(views.UpdateProcessView.as_view(fields=[]))
        .Permission("processes.commune_officer_desk")
        .Next(this.desk_after)
    )
    desk_after = (
        View(views.UpdateProcessView.as_view(fields=[]))
        .Permission("processes.district_officer_desk")
        .Next(this.end)
    )
    end = End()

    def has_view_permission(self, user: Any, obj: Any = None) -> bool:
        """Let everybody see the queue; a task is shown by its own permission."""
        return True

    def begin(self, activation: Any) -> None:
        """Nothing more than a process and its first task."""
