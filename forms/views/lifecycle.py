"""The journey of a dossier, for everybody: the picture, the table behind it, this year's dates."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forms.conditions import conditions
from forms.wording import told
from processes.engine import Correction, Ruleset, State, Transition, WithinWindow, WorkingDays
from processes.engine.drawing import svg
from processes.models import Cycle, CycleWindow
from processes.models.cycle import WINDOW_LABELS
from processes.queries.jurisdiction import label_of
from processes.rulesets import RULESETS
from processes.services import clock


@dataclass(frozen=True)
class StateRow:
    """One state of the table."""

    state: State
    holder: str
    term: str


@dataclass(frozen=True)
class StepRow:
    """One transition of the table, every column in words."""

    step: Transition
    sources: list[str]
    targets: list[str]
    role: str
    windows: list[str]
    conditions: list[str]
    told: list[str]


@dataclass(frozen=True)
class CorrectionRow:
    """One way to take a wrong step back, in words."""

    step: Correction
    undoes: list[str]
    asked_by: str
    role: str
    told: list[str]


@login_not_required
@require_safe
def lifecycle(request: HttpRequest) -> HttpResponse:
    """Show the ruleset of the newest cycle; ``here`` marks the state that a reader comes from."""
    cycle = Cycle.objects.filter(in_preparation=False).order_by("-year").first()
    ruleset = RULESETS[cycle.ruleset_key] if cycle else next(iter(RULESETS.values()))
    here = request.GET.get("here", "")
    context = {
        "ruleset": ruleset,
        "cycle": cycle,
        "windows": _calendar(cycle),
        # drawn from the ruleset alone; ``here`` only passes where it is one of its states
        "drawing": mark_safe(svg(ruleset, _, here if here in ruleset.state else "")),  # noqa: S308 -- our own drawing
        "phases": _phases(ruleset),
        "corrections": [_correction_row(ruleset, c) for c in ruleset.corrections],
        "correction_days": ruleset.terms.correction_days,
    }
    return render(request, "forms/lifecycle.html", context)


def _phases(ruleset: Ruleset) -> list[tuple[str, list[StateRow], list[StepRow]]]:
    return [
        (
            _(label),
            [_state_row(s) for s in ruleset.states if s.phase == key],
            [_step_row(t) for t in ruleset.transitions if t.sources[0].phase == key],
        )
        for key, label in ruleset.phases
    ]


def _state_row(state: State) -> StateRow:
    return StateRow(state, _(label_of(state.holder)) if state.holder else "", _term(state))


def _term(state: State) -> str:
    match state.due:
        case WorkingDays(days=days):
            return _("{days} ngày làm việc").format(days=days)
        case WithinWindow(windows=keys):
            return " / ".join(_(WINDOW_LABELS[key]) for key in keys)
        case None:
            return ""
        case other:
            return _(other.why)


def _step_row(step: Transition) -> StepRow:
    return StepRow(
        step=step,
        sources=[_(s.label) for s in step.sources],
        targets=[_(s.label) for s in step.targets],
        role=_(label_of(step.by)),
        windows=[_(WINDOW_LABELS[key]) for key in step.windows],
        conditions=conditions(step),
        told=told(step),
    )


def _correction_row(ruleset: Ruleset, step: Correction) -> CorrectionRow:
    return CorrectionRow(
        step=step,
        undoes=[_(t.label) for t in step.undoes],
        asked_by=", ".join(_(label_of(role)) for role in ruleset.act[step.asked_by].by),
        role=_(label_of(step.by)),
        told=told(step),
    )


def _calendar(cycle: Cycle | None) -> list[tuple[CycleWindow, str, str]]:
    """Return the windows of a cycle with their name and whether they are ahead, open or over."""
    today = clock.today()
    found = cycle.windows.all() if cycle else CycleWindow.objects.none()
    return [(w, _(WINDOW_LABELS[w.key]), _stand(w, today)) for w in found]


def _stand(window: CycleWindow, today: date) -> str:
    if today < window.opens_on:
        return _("Sắp tới")
    return _("Đang mở") if today <= window.closes_on else _("Đã khép")
