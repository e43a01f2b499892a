"""What the players do in each state: one function a state, each taking one step through the door.

A function returns when the same players go on in the same state; nothing, once the dossier has
moved or nobody will act on it again.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from processes.engine import Cause, Refused, WorkingDays
from processes.models import Appointment
from processes.roles import Role
from processes.services.dossiers import open_dossier

from . import texts
from .play import Case, Year

Player = Callable[[Year, Case, datetime], datetime | None]
PLAYERS: dict[str, Player] = {}
COMMENTS, REMINDERS = 0.05, 0.5


def in_state(key: str) -> Callable[[Player], Player]:
    """Register what is done in a state."""

    def register(player: Player) -> Player:
        PLAYERS[key] = player
        return player

    return register


def begin(year: Year, case: Case, at: datetime) -> None:
    """Open the dossier and write the first lines of the idea."""
    cycle = year.province.cycle
    case.dossier = open_dossier(case.product, cycle, by=case.applicant, key=year.key())
    case.state = case.dossier.state
    year.cases[case.dossier.pk] = case
    year.steps += 1
    year.write(case, "idea", share=0.5)
    arrive(year, case, at)


def arrive(year: Year, case: Case, at: datetime) -> None:
    """A dossier came to a state: note when somebody will act on it, if anybody will."""
    state = case.opened.ruleset.state[case.state]
    case.agenda = {}
    if case.state == case.fate.halt and not state.key.endswith("council"):
        if isinstance(state.due, WorkingDays) and state.holder != Role.APPLICANT:
            _remind_later(year, case, at, state.due.days)
        return
    if not state.final or case.state == "end.certified":
        year.at(moment_for(year, case, at), lambda moment: act(year, case, moment))


def _remind_later(year: Year, case: Case, at: datetime, term: int) -> None:
    if year.rng.random() > REMINDERS:
        return
    key, reason = case.state, year.rng.choice(texts.DECLINES["remind"])
    day = year.calendar.add(year.calendar.day(at), term + 2)

    def remind(_moment: datetime) -> None:
        if case.state == key:
            year.do(case, "remind", year.province.supervisor, reason=reason)

    year.at(year.pace.working(day, at), remind)


def act(year: Year, case: Case, at: datetime) -> None:
    """Do what is due in the dossier's state, and note what comes after."""
    before = case.state
    if before == "end.lapsed":
        return
    if before == case.fate.withdraws:
        reason = year.rng.choice(texts.DECLINES["withdraw"])
        year.do(case, "withdraw", case.applicant, reason=reason)
        return
    try:
        again = PLAYERS[before](year, case, at)
    except Refused as refused:
        if any(r.cause is not Cause.WINDOW for r in refused.reasons):
            raise
        return  # too late for this year; the nightly sweep ends it
    if again is not None:
        year.at(again, lambda moment: act(year, case, moment))
    elif case.state != before:
        arrive(year, case, at)


# who acts


def commune(year: Year, case: Case) -> Appointment:
    """The commune's officer."""
    return year.province.post(Role.COMMUNE_OFFICER, case.place[0])


def district(year: Year, case: Case) -> Appointment:
    """The district's officer."""
    return year.province.post(Role.DISTRICT_OFFICER, case.place[1])


def say(year: Year, words: dict[str, tuple[str, ...]], name: str) -> str:
    """Return one of the sentences that go with a step."""
    return year.rng.choice(words[name])


# when they act


def moment_for(year: Year, case: Case, at: datetime) -> datetime:
    """Return when the holder of the dossier's state acts on it."""
    state = case.opened.ruleset.state[case.state]
    if case.state in APPLICANT_TIMES:
        return APPLICANT_TIMES[case.state](year, case, at)
    if state.holder == Role.APPLICANT:
        return year.pace.home(at, 1, 5)
    term = state.due.days if isinstance(state.due, WorkingDays) else 30
    if case.state.endswith("council"):  # a sitting needs its notice
        return year.pace.working(year.calendar.add(year.calendar.day(at), term // 3), at)
    return year.pace.office(at, term, year.factor(_unit(year, case, state.holder)))


def _unit(year: Year, case: Case, holder: str | None) -> int:
    """The unit whose office has the dossier."""
    places = {
        Role.COMMUNE_OFFICER: case.place[0],
        Role.DISTRICT_OFFICER: case.place[1],
        Role.DISTRICT_CHAIR: case.place[1],
    }
    return places.get(Role(holder), year.province.unit.pk) if holder else case.place[1]


def _plan_time(year: Year, _case: Case, at: datetime) -> datetime:
    today, this = year.calendar.day(at), year.province.cycle.year
    first, last = max(today + timedelta(days=4), date(this, 3, 16)), date(this, 4, 29)
    return year.pace.between(first, last, at) if last > first else year.pace.home(at, 4, 14)


def _production_time(year: Year, case: Case, at: datetime) -> datetime:
    """A report, a visit, then the rating file: in June, or in October."""
    today = year.calendar.day(at)
    start = case.agenda.get("start") or _start(year, case, today)
    left = case.agenda.setdefault("errands", year.rng.choice((0, 1, 1, 2, 3)))
    case.agenda["start"] = start
    if left:
        return year.pace.between(today, max(today, start - timedelta(days=3)), at)
    return year.pace.between(start, start + timedelta(days=2), at)


def _start(year: Year, case: Case, today: date) -> date:
    this = year.province.cycle.year
    round_1 = date(this, 5, 28) + timedelta(days=year.rng.randrange(0, 40))
    round_2 = date(this, 9, 24) + timedelta(days=year.rng.randrange(0, 30))
    soon = today + timedelta(days=year.rng.randrange(9, 24))
    if case.fate.round == 1 and today < round_1:
        return round_1
    return max(round_2, soon) if today < round_2 else soon


def _file_time(year: Year, _case: Case, at: datetime) -> datetime:
    """Papers are gathered once the round is open."""
    today, this = year.calendar.day(at), year.province.cycle.year
    opens = date(this, 6, 1) if today <= date(this, 7, 31) else date(this, 10, 1)
    first = max(today, opens)
    return year.pace.between(first, first + timedelta(days=6), at)


APPLICANT_TIMES: dict[str, Callable[[Year, Case, datetime], datetime]] = {
    "idea.draft": lambda year, _case, at: year.pace.home(at, 0, 5),
    "idea.not_selected": lambda year, _case, at: year.pace.home(at, 8, 13),
    "plan.draft": _plan_time,
    "plan.not_selected": lambda year, _case, at: year.pace.home(at, 3, 9),
    "production.under_way": _production_time,
    "rating.draft": _file_time,
    "end.certified": lambda year, _case, at: year.pace.office(at, 30),
}
