"""What time tells: sweeps that write notices, set by set.

Each sweep asks "due, and not told yet", never "due exactly today", so a missed day is made up for and
a second run adds nothing: a notice's key names the thing and the term. However many dossiers there
are, a sweep is a bounded number of statements. One kind that fails stops none of the others.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from processes.engine import WithinWindow, WorkingCalendar
from processes.models import Cycle, CycleWindow
from processes.models.telling import new_batch
from processes.queries.working_days import working_calendar
from processes.roles import Role
from processes.rulesets import RULESETS

from . import clock
from .telling import spread

log = logging.getLogger(__name__)
CERTIFICATE_DAYS = (180, 90, 30)

_INSERT = """INSERT INTO processes_notice
    (user_id, kind, key, record_id, dossier_id, certificate_id, duty_id, state, due_at, at, batch,
     quiet)
"""
_ONCE = " ON CONFLICT DO NOTHING"
_ACTIVE = """{a}.from_on <= %(today)s AND ({a}.until_on IS NULL OR {a}.until_on >= %(today)s)
    AND EXISTS (SELECT 1 FROM processes_user u WHERE u.id = {a}.user_id AND u.is_active)"""
# the key of an appointment, as a dossier that waits for it carries it
_KEY = "a.role || '@' || CAST(COALESCE(a.organisation_id, a.council_id, a.unit_id) AS TEXT)"
_NO_CONFLICT = """(a.role = 'applicant' OR NOT EXISTS (SELECT 1 FROM processes_membership m
    WHERE m.user_id = a.user_id AND m.organisation_id = d.organisation_id))"""
_DOSSIER = """SELECT a.user_id, %(kind)s,
        %(kind)s || ':' || CAST(d.id AS TEXT) || ':' || CAST({due} AS TEXT),
        NULL, d.id, NULL, NULL, d.state, {due}, %(at)s, %(batch)s, false
    FROM processes_dossier d """
_TO_HOLDER = f"JOIN processes_appointment a ON {_KEY} = d.waiting "
_TO_APPLICANT = """JOIN processes_appointment a
    ON a.role = 'applicant' AND a.organisation_id = d.organisation_id """
# a department holds nothing, but owes its opinion on what the province checks
_TO_DEPARTMENT = """JOIN processes_product g ON g.id = d.product_id
    JOIN processes_subgroup h ON h.id = g.subgroup_id
    JOIN processes_appointment a
        ON a.role = 'department_officer' AND a.department_id = h.department_id """
_OPINION_OWED = """d.state IN ({states}) AND NOT EXISTS (SELECT 1 FROM processes_record r
    WHERE r.dossier_id = d.id AND r.name = 'give_opinion')"""
_OFFICE = "d.waiting <> '' AND d.waiting NOT LIKE 'applicant@%%'"
# how high the holder sits: 0 commune, 1 district, 2 province
_LEVEL = """CASE WHEN d.waiting LIKE 'commune%%' THEN 0 WHEN d.waiting LIKE 'district%%' THEN 1
    ELSE 2 END"""
_TO_SUPERVISOR = f"""JOIN processes_appointment a ON a.role = 'supervisor' AND (
        ({_LEVEL} = 0 AND a.unit_id = d.commune_id)
        OR ({_LEVEL} <= 1 AND a.unit_id = d.district_id)
        OR a.unit_id = d.province_id) """
# the nearest one: no other supervisor sits between it and the holder
_NEAREST = f"""NOT EXISTS (SELECT 1 FROM processes_appointment n WHERE n.role = 'supervisor'
    AND {_ACTIVE.format(a="n")} AND (
        ({_LEVEL} = 0 AND n.unit_id = d.commune_id AND a.unit_id <> d.commune_id)
        OR ({_LEVEL} <= 1 AND n.unit_id = d.district_id AND a.unit_id = d.province_id)))"""


@dataclass
class Swept:
    """What a sweep told: kind to number of notices; and the kinds that failed, with the reason."""

    told: dict[str, int] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def add(self, kind: str, count: int) -> None:
        """Count notices of a kind."""
        self.told[kind] = self.told.get(kind, 0) + count


@dataclass(frozen=True)
class _Moment:
    """The moment of a sweep, and what follows from it."""

    at: datetime
    today: date
    calendar: WorkingCalendar

    def end(self, working_days: int) -> datetime:
        """Return the end of the day that lies so many working days ahead."""
        return self.calendar.end_of(self.calendar.add(self.today, working_days))

    @property
    def begun(self) -> datetime:
        """The first moment of today."""
        return self.calendar.end_of(self.today - timedelta(days=1))


def remind_all() -> Swept:
    """Tell everybody what time has to tell now: terms, windows, certificates, duties."""
    at, calendar = clock.now(), working_calendar()
    moment = _Moment(at, calendar.day(at), calendar)
    swept = Swept()
    for cycle in Cycle.objects.filter(in_preparation=False).order_by("year"):
        for kind, sweep in _OF_CYCLE:
            _try(swept, kind, sweep, moment, cycle)
    for kind, sweep_all in _OF_ALL:
        _try(swept, kind, sweep_all, moment)
    return swept


def _try(swept: Swept, kind: str, sweep: Callable[..., int], *given: Any) -> None:
    try:
        with transaction.atomic():
            swept.add(kind, sweep(*given))
    except Exception as error:
        log.exception("the sweep %s failed", kind)
        swept.failed[kind] = f"{type(error).__name__}: {error}"


def _tell(kind: str, select: str, moment: _Moment, given: Mapping[str, Any]) -> int:
    """Write the notices of a select, and their outbox rows; return how many are new."""
    batch = new_batch()
    values = {**given, "kind": kind, "batch": batch, "at": moment.at, "today": moment.today}
    with connection.cursor() as cursor:
        cursor.execute(_INSERT + select + _ONCE, {k: _adapted(v) for k, v in values.items()})
        new: int = max(0, cursor.rowcount)
    if new:
        spread(batch, kind, moment.at)
    return new


def _adapted(value: Any) -> Any:
    """Return a moment, a day or an id as this kind of database is given it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if hasattr(value, "hex") and connection.vendor == "sqlite":
        return value.hex
    return value


# --- the terms of dossiers


def _terms(to: str, *conditions: str, due: str = "d.due_at") -> str:
    where = " AND ".join(("d.cycle_id = %(cycle)s", _ACTIVE.format(a="a"), *conditions))
    return _DOSSIER.format(due=due) + to + "WHERE " + where


def _soon(moment: _Moment, cycle: Cycle) -> int:
    given = {
        "cycle": cycle.pk,
        "after": moment.end(0),
        "until": moment.end(cycle.remind_days),
        "begun": moment.begun,
    }
    near = (
        "d.due_at > %(after)s AND d.due_at <= %(until)s",
        "d.entered_at < %(begun)s",  # who was told today that it came need not be told of its term
        _NO_CONFLICT,
    )
    told = _tell("due_soon", _terms(_TO_HOLDER, *near), moment, given)
    owed = _OPINION_OWED.format(states=", ".join(f"'{s}'" for s in _opinion_states(cycle)))
    return told + _tell("due_soon", _terms(_TO_DEPARTMENT, owed, *near), moment, given)


def _opinion_states(cycle: Cycle) -> list[str]:
    return [s.key for s in RULESETS[cycle.ruleset_key].act["give_opinion"].states]


def _today(moment: _Moment, cycle: Cycle) -> int:
    given = {"cycle": cycle.pk, "until": moment.end(0)}
    select = _terms(_TO_HOLDER, "d.due_at > %(at)s AND d.due_at <= %(until)s", _NO_CONFLICT)
    return _tell("due_today", select, moment, given)


def _overdue(moment: _Moment, cycle: Cycle) -> int:
    select = _terms(_TO_HOLDER, "d.waiting <> '' AND d.due_at <= %(at)s", _NO_CONFLICT)
    return _tell("overdue", select, moment, {"cycle": cycle.pk})


def _escalate(moment: _Moment, cycle: Cycle) -> int:
    select = _terms(_TO_SUPERVISOR, _OFFICE, "d.due_at <= %(at)s", _NEAREST)
    return _tell("escalation", select, moment, {"cycle": cycle.pk})


def _apologise(moment: _Moment, cycle: Cycle) -> int:
    """Where an office is late, name the applicant a new day; again where that one passes too."""
    given = {"cycle": cycle.pk, "promise": moment.end(cycle.apology_days)}
    standing = """NOT EXISTS (SELECT 1 FROM processes_notice p WHERE p.dossier_id = d.id
        AND p.kind = 'apology' AND p.due_at > %(at)s AND p.at >= d.entered_at)"""
    promise = "CAST(%(promise)s AS timestamptz)"
    if connection.vendor == "sqlite":
        promise = "%(promise)s"
    select = _terms(_TO_APPLICANT, _OFFICE, "d.due_at <= %(at)s", standing, due=promise)
    return _tell("apology", select, moment, given)


# --- windows, certificates, duties


def _windows(moment: _Moment, cycle: Cycle) -> int:
    """Tell those who have not handed in that a window closes; not those it was extended for."""
    last = moment.today + timedelta(days=cycle.window_days)
    closing = cycle.windows.filter(closes_on__range=(moment.today, last))
    return sum(_window(moment, cycle, window) for window in closing)


def _window(moment: _Moment, cycle: Cycle, window: CycleWindow) -> int:
    states = _unsent(cycle.ruleset_key, window.key)
    if not states:
        return 0
    given = {f"s{n}": state for n, state in enumerate(states)} | {
        "cycle": cycle.pk,
        "key": window.key,
        "closes": window.closes_on,
        "due": moment.calendar.end_of(window.closes_on),
        "named": f"window_closing:{window.key}:{window.closes_on}:",
    }
    among = ", ".join(f"%(s{n})s" for n in range(len(states)))
    due = "CAST(%(due)s AS timestamptz)" if connection.vendor == "postgresql" else "%(due)s"
    select = f"""SELECT a.user_id, %(kind)s, %(named)s || CAST(d.id AS TEXT),
            NULL, d.id, NULL, NULL, d.state, {due}, %(at)s, %(batch)s, false
        FROM processes_dossier d {_TO_APPLICANT}
        WHERE d.cycle_id = %(cycle)s AND d.state IN ({among}) AND {_ACTIVE.format(a="a")}
        AND NOT EXISTS (SELECT 1 FROM processes_extension e WHERE e.cycle_id = d.cycle_id
            AND e.key = %(key)s AND e.closes_on > %(closes)s
            AND (e.dossier_id = d.id OR e.unit_id IN (d.commune_id, d.district_id, d.province_id)))
    """
    return _tell("window_closing", select, moment, given)


def _unsent(ruleset_key: str, window: str) -> list[str]:
    """Return the states in which an applicant has yet to hand something in within a window."""
    found = {
        s.key
        for t in RULESETS[ruleset_key].transitions
        if t.by == Role.APPLICANT and window in t.windows
        for s in t.sources
        if isinstance(s.due, WithinWindow)
    }
    return sorted(found)


def _certificates(moment: _Moment) -> int:
    """Tell of certificates that end: at the widest term that holds, once each."""
    told = 0
    for days, nearer in zip(CERTIFICATE_DAYS, (*CERTIFICATE_DAYS[1:], -1), strict=True):
        given = {
            "named": f"certificate:{days}:",
            "from": moment.today + timedelta(days=nearer),
            "to": moment.today + timedelta(days=days),
        }
        select = f"""SELECT a.user_id, %(kind)s, %(named)s || CAST(c.id AS TEXT),
                NULL, d.id, c.id, NULL, d.state, NULL, %(at)s, %(batch)s, false
            FROM processes_certificate c JOIN processes_dossier d ON d.id = c.dossier_id
            JOIN processes_appointment a
                ON (a.role = 'applicant' AND a.organisation_id = d.organisation_id)
                OR (a.role = 'commune_officer' AND a.unit_id = d.commune_id)
            WHERE c.valid_until > %(from)s AND c.valid_until <= %(to)s AND {_ACTIVE.format(a="a")}
            AND NOT EXISTS (SELECT 1 FROM processes_revocation r WHERE r.certificate_id = c.id)
            AND NOT EXISTS (SELECT 1 FROM processes_certificate l
                JOIN processes_dossier e ON e.id = l.dossier_id
                WHERE e.product_id = d.product_id AND l.valid_until > c.valid_until)
        """
        told += _tell("certificate", select, moment, given)
    return told


_DUTY = """SELECT a.user_id, %(kind)s, %(named)s || CAST(y.id AS TEXT),
        NULL, NULL, NULL, y.id, '', NULL, %(at)s, %(batch)s, false
    FROM processes_duty y JOIN processes_unit p ON p.id = y.unit_id
    LEFT JOIN processes_unit q ON q.id = p.parent_id """
_TO_OFFICE = """JOIN processes_appointment a ON a.unit_id = y.unit_id
    AND a.role IN ('commune_officer', 'district_officer', 'province_officer') """
_TO_UNIT_SUPERVISOR = """JOIN processes_appointment a ON a.role = 'supervisor'
    AND a.unit_id IN (p.id, p.parent_id, q.parent_id) """
_NEAREST_TO_UNIT = f"""NOT EXISTS (SELECT 1 FROM processes_appointment n
    WHERE n.role = 'supervisor' AND {_ACTIVE.format(a="n")} AND (
        (n.unit_id = p.id AND a.unit_id <> p.id)
        OR (n.unit_id = p.parent_id AND a.unit_id = q.parent_id)))"""


def _duties(moment: _Moment, cycle: Cycle) -> int:
    soon = moment.calendar.add(moment.today, cycle.remind_days)
    day = moment.calendar.add(moment.today, 0)
    told = 0
    for named, first, last in (("today", day, day), ("soon", day + timedelta(days=1), soon)):
        given = {"cycle": cycle.pk, "named": f"duty:{named}:", "first": first, "last": last}
        where = f"""WHERE y.cycle_id = %(cycle)s AND y.done_at IS NULL AND y.opens_on <= %(today)s
            AND y.due_on BETWEEN %(first)s AND %(last)s AND {_ACTIVE.format(a="a")}"""
        told += _tell("duty", _DUTY + _TO_OFFICE + where, moment, given)
    return told


def _late_duties(moment: _Moment, cycle: Cycle) -> int:
    """Tell the unit that owes, and the nearest supervisor above it."""
    given = {"cycle": cycle.pk, "named": "duty_late:"}
    where = f"""WHERE y.cycle_id = %(cycle)s AND y.done_at IS NULL AND y.due_on < %(today)s
        AND {_ACTIVE.format(a="a")}"""
    office = _tell("duty_late", _DUTY + _TO_OFFICE + where, moment, given)
    above = f"{_DUTY}{_TO_UNIT_SUPERVISOR}{where} AND {_NEAREST_TO_UNIT}"
    return office + _tell("duty_late", above, moment, given)


_OF_CYCLE: tuple[tuple[str, Callable[[_Moment, Cycle], int]], ...] = (
    ("due_soon", _soon),
    ("due_today", _today),
    ("overdue", _overdue),
    ("escalation", _escalate),
    ("apology", _apologise),
    ("window_closing", _windows),
    ("duty", _duties),
    ("duty_late", _late_duties),
)
_OF_ALL: tuple[tuple[str, Callable[[_Moment], int]], ...] = (("certificate", _certificates),)
