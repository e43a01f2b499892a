"""The board's times: how long steps take, what is waited for, units and people side by side."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from forms import charts
from forms.board import Figure, Pair, figure, pair
from processes.engine import State, WorkingDays
from processes.models import Appointment
from processes.queries.board import Board, Waited
from processes.queries.jurisdiction import label_of
from processes.queries.selection import APPLICANT, AT_WORK, SITTING, SOURCES, UNCLAIMED, Wanted
from processes.queries.stays import MEDIAN, NINE_IN_TEN, Stays, Times
from processes.queries.workload import Load
from processes.rulesets import RULESETS
from processes.words import gettext_noop

FEW_PEOPLE = 40
SOURCE_LABELS = {
    APPLICANT: gettext_noop("Chờ chủ thể"),
    SITTING: gettext_noop("Chờ phiên họp hội đồng"),
    UNCLAIMED: gettext_noop("Ở cơ quan, chưa ai nhận"),
    AT_WORK: gettext_noop("Ở cơ quan, đã có người nhận"),
}


@dataclass(frozen=True)
class Step:
    """How long a step took, in working days.

    Args:
        term: What the law gives; ``None`` where it is not a number of working days.
        kept: Percent of the stays that were within it.
    """

    label: str
    holder: str
    count: int
    median: int
    nine: int
    term: int | None
    kept: int | None
    again: int

    @property
    def is_slow(self) -> bool:
        """Whether more than one stay in ten was longer than the law gives."""
        return self.term is not None and self.nine > self.term


@dataclass(frozen=True)
class Source:
    """What is waited for: dossiers, the working days they have waited, and their percentage."""

    label: str
    figure: Figure
    days: int
    share: int


@dataclass(frozen=True)
class Place:
    """A unit beside the others; times are of the steps that communes and districts hold."""

    label: str
    pair: Pair
    share: int
    median: int | None
    nine: int | None
    again: int | None


@dataclass(frozen=True)
class Person:
    """A person's work."""

    name: str
    post: str
    own: Pair
    office: Pair
    done: int


def steps(times: Times) -> list[Step]:
    """Return a line a state that was left in the time, in the journey's order."""
    found: dict[str, Step] = {}
    for ruleset in RULESETS.values():
        for state in ruleset.states:
            stays = times.by_state.get(state.key)
            if stays is not None and state.key not in found:
                found[state.key] = _step(state, stays)
    return list(found.values())


def _step(state: State, stays: Stays) -> Step:
    term = state.due.days if isinstance(state.due, WorkingDays) else None
    return Step(
        _(state.label),
        _(label_of(state.holder)) if state.holder else "",
        stays.count,
        stays.percentile(MEDIAN) or 0,
        stays.percentile(NINE_IN_TEN) or 0,
        term,
        None if term is None else percent(stays.within(term), stays.count),
        percent(stays.again, stays.count),
    )


def percent(part: int, whole: int) -> int:
    """Return the percentage, to the nearest whole number; 0 of nothing."""
    return round(100 * part / whole) if whole else 0


def steps_reading(found: list[Step]) -> str:
    """Say in one sentence where the terms are missed most."""
    slow = [s for s in found if s.is_slow]
    if not slow:
        return _("Ở mọi bước có thời hạn, chín phần mười số lượt xong trong thời hạn.")
    worst = max(slow, key=lambda s: (s.nine / (s.term or 1), s.count))
    text = _(
        "Vượt thời hạn nhiều nhất: {state}, một nửa số lượt xong trong {median} ngày làm việc,"
        " chín phần mười trong {nine} ngày; thời hạn là {term} ngày."
    )
    return text.format(state=worst.label, median=worst.median, nine=worst.nine, term=worst.term)


def steps_chart(found: list[Step]) -> bytes:
    """Draw the steps that have a term of working days."""
    held = [s for s in found if s.term is not None]
    return charts.bars(
        [s.label for s in held],
        [
            charts.Series(_("Một nửa số lượt xong trong (trung vị)"), [s.median for s in held]),
            charts.Series(_("Chín phần mười xong trong"), [s.nine for s in held]),
            charts.Series(_("Thời hạn, ngày làm việc"), [s.term for s in held]),
        ],
    )


def sources(board: Board, waited: Waited) -> list[Source]:
    """Return what dossiers wait for, and for how long already."""
    tally = board.of()
    return [
        Source(
            _(SOURCE_LABELS[key]),
            figure(tally.sources[key], _(SOURCE_LABELS[key]), Wanted(source=key)),
            waited.days[key],
            percent(waited.days[key], waited.total),
        )
        for key in SOURCES
    ]


def sources_reading(found: list[Source], total: int) -> str:
    """Say in one sentence what most of the time is waited for."""
    if not total:
        return _("Chưa hồ sơ nào chờ trọn một ngày làm việc.")
    most = max(found, key=lambda s: s.days)
    text = _("Các hồ sơ đang chờ đã chờ {total} ngày làm việc; {share} % trong đó: {what}.")
    days = number_format(total, force_grouping=True)
    return text.format(total=days, share=most.share, what=most.label[:1].lower() + most.label[1:])


def sources_chart(found: list[Source]) -> bytes:
    """Draw the parts of the time waited."""
    return charts.parts([charts.Series(s.label, [s.days]) for s in found])


def again_reading(times: Times) -> str:
    """Say how much of the work was done over."""
    stays = list(times.by_state.values())
    count, again = sum(s.count for s in stays), sum(s.again for s in stays)
    days, over = sum(s.days for s in stays), sum(s.again_days for s in stays)
    text = _(
        "Làm lại: {again} trong {count} lượt qua các bước là hồ sơ đã qua bước đó rồi, mất {days}"
        " ngày làm việc, {share} % tổng thời gian."
    )
    shown = {
        name: number_format(value, force_grouping=True)
        for name, value in (("again", again), ("count", count), ("days", over))
    }
    return text.format(**shown, share=percent(over, days))


def places(board: Board, times: Times) -> list[Place]:
    """Return the units beside each other, the worst first."""
    return [_place(board, code, times.by_district.get(code)) for code in board.worst_first()]


def _place(board: Board, code: str, stays: Stays | None) -> Place:
    tally, name = board.of(unit=code), board.names[code]
    return Place(
        name,
        pair(tally, name, Wanted(unit=code, open=True)),
        round(100 * tally.share),
        stays and stays.percentile(MEDIAN),
        stays and stays.percentile(NINE_IN_TEN),
        stays and percent(stays.again, stays.count),
    )


def people(loads: list[Load], *, everybody: bool = False) -> list[Person]:
    """Return a line a person: of those with the most work, or of everybody."""
    return [_person(load) for load in (loads if everybody else loads[:FEW_PEOPLE])]


def _post(who: Appointment) -> str:
    """Return the post and where it is; equal to the words for its key, without asking for them."""
    post = _(label_of(who.role))
    return f"{post}, {who.scope_name}" if who.scope_name else post


def _person(load: Load) -> Person:
    name, post = str(load.who.user), _post(load.who)
    return Person(
        name,
        post,
        pair(load.own, name, Wanted(person=load.who.pk)),
        pair(load.office, post, Wanted(office=load.who.key)),
        load.done,
    )
