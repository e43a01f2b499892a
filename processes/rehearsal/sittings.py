"""Sittings of the rehearsed year: dossiers gather, the office calls, the council meets and closes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from processes.flows import sittings as flow
from processes.models import AgendaItem, Appointment, Dossier, Sitting
from processes.queries.sittings import scorers
from processes.roles import Role
from processes.services.assessment import Claims, assessment, save_assessment

from . import texts
from .marks import marks_for, sheet
from .play import Case, Year
from .province import ACCOUNTS

BATCH = 8  # dossiers a sitting takes
ABSENT, RECUSED, QUARREL = 0.06, 0.02, 0.06
OPTIMISM = 5  # points by which applicants think better of their products
NOTES = (
    "Các thành viên trao đổi về năng lực sản xuất và bao bì, thống nhất cách hiểu tiêu chí.",
    "Thư ký đọc lại minh chứng; thành viên chấm thấp nêu lý do, hội đồng thống nhất chấm lại.",
)
PLACES = {
    "district": "Phòng họp số 1, trụ sở UBND huyện",
    "province": "Hội trường Văn phòng Điều phối nông thôn mới tỉnh",
}
Onward = Callable[[Year, Case, datetime], None]


def assess(case: Case) -> None:
    """Let the applicant score its product, a little better than the councils will."""
    found = assessment(case.opened)
    if found is None:
        return
    known = found.edition.definition
    share = min(100, case.fate.quality + OPTIMISM)
    wanted = {p.code.lower(): round(p.max * share / 100) for p in known.parts}
    papers = list(case.opened.documents.filter(replaced_by=None).order_by("pk"))
    evidence = {
        c.key: {"document": str(papers[n % len(papers)].public_id), "page": 1 + n % 3}
        for n, c in enumerate(known.criteria[:6])
        if papers
    }
    save_assessment(case.opened, Claims(marks_for(known, wanted), evidence), by=case.applicant)


def ask(year: Year, case: Case, at: datetime, unit: int, onward: Onward) -> None:
    """Let a dossier wait for its council's next sitting; the first one to wait has it called."""
    halts = _halts_there(case)
    queue = year.waiting.setdefault((unit, halts), [])
    queue.append(case)
    if len(queue) == 1:
        days = round(year.rng.randrange(1, 4) * year.factor(unit))
        day = year.calendar.add(year.calendar.day(at), days)
        year.at(year.pace.working(day, at), lambda moment: _call(year, unit, halts, moment, onward))


def _halts_there(case: Case) -> bool:
    ahead = {
        "rating.at_district": "rating.district_council",
        "rating.at_province": "rating.province_council",
    }
    return case.fate.halt == ahead.get(case.state, case.state)


def _call(year: Year, unit: int, halts: bool, at: datetime, onward: Onward) -> None:
    queue = year.waiting[unit, halts]
    # a round may have ended meanwhile, or the applicant withdrawn
    cases, queue[:] = queue[:BATCH], queue[BATCH:]
    if queue:
        year.at(at + timedelta(hours=1), lambda moment: _call(year, unit, halts, moment, onward))
    seats = year.province.councils[unit]
    level = seats.council.unit.level
    office = year.province.post(Role(f"{level}_officer"), unit)
    days = round(year.rng.randrange(2, 6) * year.factor(unit))
    day = year.calendar.add(year.calendar.day(at), days)
    starts = datetime.combine(day, datetime.min.time(), tzinfo=year.calendar.zone)
    said = flow.Call(starts + timedelta(hours=8), PLACES[level])
    dossiers = [case.opened for case in cases]
    sitting = flow.call(seats.council, dossiers, said, by=office, key=year.key())
    year.steps += len(cases)
    _refresh(cases)
    year.at(
        said.at + timedelta(minutes=10),
        lambda moment: _open(year, sitting, cases, office, moment, onward),
    )


def _refresh(cases: list[Case]) -> None:
    states = dict(
        Dossier.objects.filter(pk__in=[c.opened.pk for c in cases]).values_list("pk", "state")
    )
    for case in cases:
        case.state = states[case.opened.pk]


def _open(
    year: Year,
    sitting: Sitting,
    cases: list[Case],
    office: Appointment,
    at: datetime,
    onward: Onward,
) -> None:
    members = year.province.councils[sitting.council.unit_id].members
    halts = any(_halts_there(case) for case in cases)
    absent = members[-1] if not halts and year.rng.random() < ABSENT else None
    came = [m.pk for m in members if m is not absent]
    flow.open_(sitting, came, by=office)
    for number, case in enumerate(cases, 1):
        moment = at + timedelta(minutes=12 * number)
        year.at(moment, partial(_score, year, case, members, halts))
    if not halts:
        end = at + timedelta(minutes=12 * (len(cases) + 2))
        year.at(end, lambda moment: _close(year, sitting, cases, moment, onward))


def _item(case: Case) -> AgendaItem:
    found = AgendaItem.objects.select_related("dossier", "edition", "sitting__council")
    return found.get(dossier=case.opened, status__in=AgendaItem.LIVE)


def _score(year: Year, case: Case, members: list[Appointment], halts: bool, _at: datetime) -> None:
    item = _item(case)
    owing = [m for m in members if m.user_id in scorers(item)]
    if halts:  # those who demonstrate find their sheet still owed
        owing = [m for m in owing if m.user.username not in ACCOUNTS]
        owing = owing[: year.rng.randrange(1, len(owing))]
    quarrel = year.rng.random() < QUARREL and not halts
    for number, member in enumerate(owing):
        if not _is_chair(member) and not halts and year.rng.random() < RECUSED:
            reason = year.rng.choice(texts.DECLINES["recuse"])
            flow.step_back(case.opened, reason, by=member, key=year.key())
            case.stepped_back.append(member.pk)
        else:
            _hand_in(year, case, item, member, -14 if quarrel and number == 0 else 0)
        year.steps += 1


def _is_chair(member: Appointment) -> bool:
    return str(member.role).endswith("_chair")


def _hand_in(year: Year, case: Case, item: AgendaItem, member: Appointment, shift: int) -> None:
    known = item.edition.definition
    wanted = {
        part.code.lower(): min(
            part.max,
            max(0, round(part.max * (case.fate.quality + shift + year.rng.gauss(0, 2)) / 100)),
        )
        for part in known.parts
    }
    given = sheet(marks_for(known, wanted))
    comment = year.rng.choice(texts.SCORE_COMMENTS)
    flow.hand_in(item, given, comment, by=member, key=year.key())


def _close(year: Year, sitting: Sitting, cases: list[Case], at: datetime, onward: Onward) -> None:
    seats = year.province.councils[sitting.council.unit_id]
    wide = sitting.items.filter(status=AgendaItem.Status.DISCUSSION)
    for item in wide.select_related("dossier", "edition", "sitting__council"):
        flow.discuss(item, year.rng.choice(NOTES), by=seats.chair)
        item.refresh_from_db()
        case = next(c for c in cases if c.opened.pk == item.dossier_id)
        for member in [m for m in seats.members if m.user_id in scorers(item)]:
            _hand_in(year, case, item, member, 0)
            year.steps += 1
    flow.close(sitting, "", by=seats.chair, key=year.key())
    _refresh(cases)
    for case in cases:
        year.steps += 1
        onward(year, case, at)
