"""What a state machine is. Pure Python; not a word of the programme it serves."""

from .calendar import Window, WorkingCalendar
from .definition import (
    Act,
    Correction,
    Due,
    Guard,
    NoTerm,
    Ruleset,
    State,
    Transition,
    Unsound,
    WithinWindow,
    WorkingDays,
)
from .sheet import Field, Kind, Sheet, objections
from .verdict import (
    Actor,
    Asked,
    Cause,
    Option,
    Reason,
    Refused,
    Verdict,
    acts,
    decide,
    options,
)

__all__ = [
    "Act",
    "Actor",
    "Asked",
    "Cause",
    "Correction",
    "Due",
    "Field",
    "Guard",
    "Kind",
    "NoTerm",
    "Option",
    "Reason",
    "Refused",
    "Ruleset",
    "Sheet",
    "State",
    "Transition",
    "Unsound",
    "Verdict",
    "Window",
    "WithinWindow",
    "WorkingCalendar",
    "WorkingDays",
    "acts",
    "decide",
    "objections",
    "options",
]
