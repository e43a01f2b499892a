"""A node that viewflow's open edition lacks: one task for every member."""

from collections.abc import Callable, Iterator
from typing import Any

from viewflow import this
from viewflow.workflow.activation import Activation
from viewflow.workflow.nodes import Split
from viewflow.workflow.nodes.split import SplitActivation
from viewflow.workflow.token import Token


class EachMemberActivation(SplitActivation):  # type: ignore[misc]  # viewflow has no types
    """Makes a task of the next node for each member that the flow names."""

    @Activation.status.super()  # type: ignore[untyped-decorator]  # viewflow has no types
    def activate(self) -> None:
        """Ask the flow who the members are.

        Raises:
            ValueError: when there is nobody: the join behind would wait for ever.
        """
        node, _case, _source = self.flow_task._branches[0]  # noqa: SLF001 - viewflow's nodes
        self.next_tasks = [(node, {"member": pk}) for pk in self.flow_task.members(self)]
        if not self.next_tasks:
            raise ValueError("nobody is there to score")

    @Activation.status.super()  # type: ignore[untyped-decorator]  # see above
    def create_next(self) -> Iterator[Any]:
        """Give every task a branch of its own and its owner."""
        tokens = Token.split_token_source(self.task.token, self.task.pk)
        for node, data in self.next_tasks:
            activation = node._create(prev_activation=self, token=next(tokens), data=data)  # noqa: SLF001 - viewflow's own way
            activation.task.owner_id = data["member"]
            activation.task.save(update_fields=["owner"])
            yield activation


class EachMember(Split):  # type: ignore[misc]  # viewflow has no types
    """Splits into one task of the next node for each member.

    Args:
        members: ``members(activation)`` gives the ids of the users.
    """

    activation_class = EachMemberActivation

    def __init__(self, members: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._members = members

    def _resolve(self, instance: Any) -> None:
        super()._resolve(instance)
        self._members = this.resolve(instance, self._members)

    @property
    def members(self) -> Callable[[Any], list[int]]:
        """The question whom there is to ask."""
        found: Callable[[Any], list[int]] = self._members
        return found
