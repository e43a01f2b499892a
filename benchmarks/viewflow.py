"""The same list as viewflow keeps it: its own queue over as many tasks."""

from typing import Any

QUEUE = "/viewflow/desk/queue/"


def queue(user: Any) -> Any:
    """Return the query of viewflow's queue view (FlowQueueListView)."""
    from viewflow.workflow.models import Task
    from viewflow.workflow.status import STATUS

    from benchmarks.flows import DeskFlow

    found = Task._default_manager.all().select_related("process")
    return (
        found.user_queue(user, flow_class=DeskFlow).filter(status=STATUS.NEW).order_by("-created")
    )


def page(user: Any, size: int, first: int = 0) -> list[int]:
    """Return the ids of some tasks of the queue; its view skips to a page by their number."""
    return [task.pk for task in queue(user)[first : first + size]]
