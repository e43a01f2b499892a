"""The flow of scoring one dossier in a sitting: a sheet a member, discussion, second sheets."""

from typing import Any

from viewflow import this
from viewflow.workflow import lock
from viewflow.workflow.base import Flow
from viewflow.workflow.nodes import End, Function, Handle, If, Join, StartHandle

from processes.models import AgendaItem, ScoringProcess
from processes.queries.sittings import scorers, spread

from .nodes import EachMember

SHEET_NODES = ("sheet", "second_sheet")


class ScoringFlow(Flow):  # type: ignore[misc]  # viewflow has no types
    """Every member present hands in a sheet; a spread above the limit is discussed and scored again."""

    process_class = ScoringProcess
    # without a real lock seven members at once make seven joins and no next task
    lock_impl = lock.SelectForUpdateLock(nowait=False)
    process_title = "Chấm điểm một hồ sơ"

    start = StartHandle(this.begin).Next(this.ask_all)
    ask_all = EachMember(this.members).Next(this.sheet)
    sheet = Handle(this.take).Next(this.all_in)
    all_in = Join().Next(this.agreed)
    agreed = If(this.within_limit).Then(this.settle).Else(this.call_discussion)
    call_discussion = Function(this.open_discussion).Next(this.discussion)
    discussion = Handle(this.note_discussion).Next(this.ask_again)
    ask_again = EachMember(this.members).Next(this.second_sheet)
    second_sheet = Handle(this.take).Next(this.all_second_in)
    all_second_in = Join().Next(this.settle)
    settle = Function(this.mark_ready).Next(this.end)
    end = End()

    def begin(self, activation: Any, item: AgendaItem) -> None:
        """Begin with the dossier's place on the agenda."""
        activation.process.item = item

    def members(self, activation: Any) -> list[int]:
        """Return who scores: present, not of the organisation, not stepped back."""
        return scorers(activation.process.item)

    def take(self, activation: Any) -> None:
        """Nothing more: the door has the sheet, or the member was excused."""

    def within_limit(self, activation: Any) -> bool:
        """Return whether the members' totals lie close enough together, and agree on excluding."""
        return not spread(activation.process.item).is_wide

    def open_discussion(self, activation: Any) -> None:
        """Mark the dossier as one to talk about."""
        _set(activation, status=AgendaItem.Status.DISCUSSION)

    def note_discussion(self, activation: Any, text: str) -> None:
        """Keep what was said and begin the second turn."""
        _set(activation, status=AgendaItem.Status.SCORING, turn=2, discussion=text)

    def mark_ready(self, activation: Any) -> None:
        """All sheets that count are in."""
        _set(activation, status=AgendaItem.Status.READY)


def _set(activation: Any, **changes: Any) -> None:
    item = AgendaItem.objects.get(pk=activation.process.item_id)
    for name, value in changes.items():
        setattr(item, name, value)
    item.save(update_fields=list(changes))
    activation.process.item = item
