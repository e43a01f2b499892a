"""Does a cycle's calendar hold? What forbids opening it, and what is only worth knowing.

An error: a window is missing, out of order, outside its year or without a working day. A warning:
the offices' terms, as the ruleset has them, run longer than the calendar leaves after the last day
to hand in; it names the last day on which handing in still leaves room.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from processes.engine import (
    Cause,
    Reason,
    Ruleset,
    State,
    Window,
    WorkingCalendar,
    WorkingDays,
)
from processes.models import Cycle
from processes.models.cycle import WINDOW_LABELS
from processes.roles import Role
from processes.rulesets import RULESETS
from processes.words import gettext_noop as _

from .working_days import working_calendar

# begins no earlier than the one before it; the first three also end no earlier
BEGIN_IN_ORDER = ("ideas", "plans", "implementation", "rating_1", "rating_2")
END_IN_ORDER = ("ideas", "plans", "implementation")
ROUNDS = ("rating_1", "rating_2")
DAY = timedelta(days=1)
_STILL = _(
    "{window}: hồ sơ nộp ngày cuối ({closes}) có thể được các cơ quan xử lý đến {through}"
    " ({steps} bước, {days} ngày làm việc), quá {what} ({limit}). Nộp đến hết ngày {last} thì còn kịp."
)
_NEVER = _(
    "{window}: hồ sơ nộp ngày cuối ({closes}) có thể được các cơ quan xử lý đến {through}"
    " ({steps} bước, {days} ngày làm việc), quá {what} ({limit}). Không ngày nộp nào còn kịp."
)


class Severity(StrEnum):
    """Whether a finding forbids opening the cycle."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One thing found, in words; ``reason.field`` is the key of the window that it is about."""

    severity: Severity
    reason: Reason

    @property
    def is_error(self) -> bool:
        """Whether the cycle cannot be opened while it stands."""
        return self.severity is Severity.ERROR


@dataclass(frozen=True)
class Way:
    """The longest way through offices after something was handed in: its states, their days."""

    states: tuple[State, ...] = ()

    @property
    def days(self) -> int:
        """Working days that the offices may take together."""
        return sum(_term(s) for s in self.states)


def check(
    year: int, windows: Mapping[str, Window], ruleset: Ruleset, calendar: WorkingCalendar
) -> list[Finding]:
    """Return what is found in the windows of a year, the errors first."""
    errors = [
        *_missing(windows),
        *_outside(year, windows),
        *_idle(windows, calendar),
        *_disorder(windows),
    ]
    warnings = [*_no_holidays(year, calendar), *_short(year, windows, ruleset, calendar)]
    return [
        *(Finding(Severity.ERROR, r) for r in errors),
        *(Finding(Severity.WARNING, r) for r in warnings),
    ]


def check_cycle(cycle: Cycle, calendar: WorkingCalendar | None = None) -> list[Finding]:
    """Return what is found in a cycle as it is stored."""
    windows = windows_of(cycle)
    calendar = calendar or working_calendar()
    return check(cycle.year, windows, RULESETS[cycle.ruleset_key], calendar)


def windows_of(cycle: Cycle) -> dict[str, Window]:
    """Return the cycle's own windows by key, without anybody's extensions."""
    return {w.key: Window(w.opens_on, w.closes_on) for w in cycle.windows.all()}


def longest_way(ruleset: Ruleset, window: str) -> Way:
    """Return the longest way through offices from what is handed in within ``window``.

    It ends where the applicant has it again, nobody here sets a term, or the journey is over. A
    dossier that is sent back is not reckoned with: the office's clock stands still meanwhile.
    """
    entered = {t.targets[0] for t in ruleset.transitions if window in t.windows}
    ways = (_onward(ruleset, state, ()) for state in sorted(entered, key=lambda s: s.key))
    return max(ways, key=lambda w: w.days, default=Way())


def _onward(ruleset: Ruleset, state: State, behind: tuple[State, ...]) -> Way:
    if state in behind or not _term(state):
        return Way(behind)
    passed = (*behind, state)
    nexts = {s for t in ruleset.leaving(state.key) for s in t.targets}
    ways = (_onward(ruleset, s, passed) for s in sorted(nexts, key=lambda s: s.key))
    return max(ways, key=lambda w: w.days, default=Way(passed))


def _term(state: State) -> int:
    """Working days that an office has in the state; 0 where none holds it, or none sets a term."""
    if state.holder == Role.APPLICANT or not isinstance(state.due, WorkingDays):
        return 0
    return state.due.days


def _no(text: str, key: str = "", **params: object) -> Reason:
    return Reason(Cause.DATA, text, params, field=key)


def _missing(windows: Mapping[str, Window]) -> Iterator[Reason]:
    for key, label in WINDOW_LABELS.items():
        if key not in windows:
            yield _no(_("Chưa có thời gian: {window}."), key, window=label)


def _outside(year: int, windows: Mapping[str, Window]) -> Iterator[Reason]:
    for key, window in windows.items():
        if {window.opens_on.year, window.closes_on.year} != {year}:
            text = _("{window}: từ {opens} đến {closes} không nằm trong năm {year}.")
            yield _no(
                text,
                key,
                window=WINDOW_LABELS[key],
                opens=window.opens_on,
                closes=window.closes_on,
                year=year,
            )


def _idle(windows: Mapping[str, Window], calendar: WorkingCalendar) -> Iterator[Reason]:
    for key, window in windows.items():
        if not calendar.between(window.opens_on - DAY, window.closes_on):
            text = _("{window}: từ {opens} đến {closes} không có ngày làm việc nào.")
            yield _no(
                text,
                key,
                window=WINDOW_LABELS[key],
                opens=window.opens_on,
                closes=window.closes_on,
            )


def _disorder(windows: Mapping[str, Window]) -> Iterator[Reason]:
    for earlier, later in pairwise(k for k in BEGIN_IN_ORDER if k in windows):
        if windows[later].opens_on < windows[earlier].opens_on:
            text = _("{later} bắt đầu ngày {on}, trước {earlier} ({before}).")
            yield _ordered(text, earlier, later, windows[later].opens_on, windows[earlier].opens_on)
    for earlier, later in pairwise(k for k in END_IN_ORDER if k in windows):
        if windows[later].closes_on < windows[earlier].closes_on:
            text = _("{later} kết thúc ngày {on}, trước {earlier} ({before}).")
            on, before = windows[later].closes_on, windows[earlier].closes_on
            yield _ordered(text, earlier, later, on, before)
    first, second = (windows.get(key) for key in ROUNDS)
    if first and second and second.opens_on in first:
        text = _(
            "Hai đợt đánh giá chồng nhau: đợt 2 bắt đầu ngày {on}, đợt 1 đến hết ngày {closes}."
        )
        yield _no(text, ROUNDS[1], on=second.opens_on, closes=first.closes_on)


def _ordered(text: str, earlier: str, later: str, on: date, before: date) -> Reason:
    return _no(
        text,
        later,
        later=WINDOW_LABELS[later],
        earlier=WINDOW_LABELS[earlier],
        on=on,
        before=before,
    )


def _no_holidays(year: int, calendar: WorkingCalendar) -> Iterator[Reason]:
    if not any(day.year == year and not worked for day, worked in calendar.exceptions.items()):
        text = _(
            "Chưa nhập ngày nghỉ nào của năm {year}: thời hạn đang được tính như không có ngày lễ."
        )
        yield _no(text, year=year)


def _limits(year: int, windows: Mapping[str, Window]) -> Iterator[tuple[str, date, str]]:
    """Yield window, the day by which its offices should be through, and why that day."""
    if "plans" in windows:
        yield "ideas", windows["plans"].closes_on, _("ngày cuối nhận phương án")
    if "implementation" in windows:
        yield "plans", windows["implementation"].closes_on, _("ngày cuối triển khai phương án")
    if ROUNDS[1] in windows:
        yield ROUNDS[0], windows[ROUNDS[1]].opens_on - DAY, _("ngày liền trước đợt 2")
    yield ROUNDS[1], date(year, 12, 31), _("ngày cuối năm")


def _short(
    year: int, windows: Mapping[str, Window], ruleset: Ruleset, calendar: WorkingCalendar
) -> Iterator[Reason]:
    for key, limit, what in _limits(year, windows):
        window = windows.get(key)
        # what lies outside its year is an error already, and its sums would say nothing
        if window is None or {window.opens_on.year, window.closes_on.year, limit.year} != {year}:
            continue
        way = longest_way(ruleset, key)
        through = calendar.add(window.closes_on, way.days)
        if through <= limit:
            continue
        last = _last_with_room(window, way.days, limit, calendar)
        text = _STILL if last else _NEVER
        yield _no(
            text,
            key,
            window=WINDOW_LABELS[key],
            closes=window.closes_on,
            through=through,
            days=way.days,
            steps=len(way.states),
            what=what,
            limit=limit,
            last=last or "",
        )


def _last_with_room(
    window: Window, days: int, limit: date, calendar: WorkingCalendar
) -> date | None:
    """Return the last day of the window from which ``days`` working days end by ``limit``."""
    day = window.closes_on
    while day >= window.opens_on:
        if calendar.add(day, days) <= limit:
            return day
        day -= DAY
    return None
