"""Rows of the rulesets, turned once into django_fsm transition methods of the dossier.

The door asks the engine for a verdict, which collects every reason; django_fsm then executes the
step and asks the same guards again, so a call that goes round the door meets them too.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django_fsm import GET_STATE, transition

from processes.engine import Transition
from processes.rulesets import RULESETS

if TYPE_CHECKING:
    from .dossier import Dossier


def method_name(ruleset_key: str, transition_name: str) -> str:
    """Return the name of the method that executes a row: one a ruleset and row."""
    return f"{ruleset_key}__{transition_name}"


def _guarded(guard: Callable[[Any, Any], Any]) -> Callable[[Any], bool]:
    def condition(dossier: "Dossier") -> bool:
        question = dossier.question
        return question is not None and guard(question.case, question.asked) is None

    condition.__name__ = guard.__name__
    return condition


def _target(row: Transition) -> Any:
    if row.choose is None:
        return row.targets[0].key
    choose = row.choose

    def chosen(dossier: "Dossier") -> str:
        question = dossier.question
        state = choose(question.case, question.asked) if question else None
        if state is None:
            raise ValueError(f"{row.name} cannot tell its target")
        return str(state.key)

    return GET_STATE(chosen, states=[s.key for s in row.targets])


def _permission(row: Transition) -> Callable[[Any, Any], bool]:
    def permitted(dossier: "Dossier", _user: Any) -> bool:
        question = dossier.question
        return (
            question is not None
            and question.actor.role == row.by
            and question.actor.objection is None
        )

    return permitted


def _method(row: Transition) -> Any:
    def execute(self: "Dossier") -> None:
        """Move the state; the door does all the rest."""

    execute.__name__ = row.name
    return transition(
        field="state",
        source=[s.key for s in row.sources],
        target=_target(row),
        conditions=[_guarded(g) for g in (row.called_for, *row.when) if g],
        permission=_permission(row),
        custom={"row": row},
    )(execute)


METHODS: dict[str, Any] = {
    method_name(ruleset.key, row.name): _method(row)
    for ruleset in RULESETS.values()
    for row in ruleset.moving
}

Machine = type("Machine", (), dict(METHODS))
