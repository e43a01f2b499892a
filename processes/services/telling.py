"""Telling: numbered notices, and the outbox rows that carry them outside, in one transaction.

Nothing is sent from here. A notice is a fact as soon as it is committed; what leaves the house is
a row of the outbox first, and another room sends it.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from processes.engine import WorkingCalendar
from processes.kinds import IN_APP, KINDS
from processes.models import Delivery, Dossier, Notice, Preference, Record, User
from processes.queries.recipients import recipients_sql
from processes.queries.working_days import working_calendar

DIGEST_HOUR = time(7)  # of a working day, local
NOW, DAILY, OFF = Preference.Way.NOW, Preference.Way.DAILY, Preference.Way.OFF


def tell_of(
    dossier: Dossier, record: Record, tells: tuple[str, ...], calendar: WorkingCalendar
) -> None:
    """Write a notice for everybody whom a step tells, and its outbox rows: two statements."""
    if not tells:
        return
    people, told = recipients_sql(dossier, tells, calendar.day(record.at))
    columns = {
        "kind": "step",
        "key": f"record:{record.pk}",
        "record_id": record.pk,
        "dossier_id": dossier.pk,
        "state": record.target,
        # an extension's own record still tells the term it ends
        "due_at": _prepared("due_at", dossier.due_at),
        "at": _prepared("at", record.at),
        "batch": _prepared("batch", record.key),
        "quiet": False,
    }
    names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
    sql = f"""INSERT INTO {Notice._meta.db_table} (user_id, {names})
        SELECT told.user_id, {marks} FROM ({people}) told ORDER BY told.user_id"""  # noqa: S608 - names of our own columns; the values are bound
    with connection.cursor() as cursor:
        cursor.execute(sql, [*columns.values(), *told])
        written = cursor.rowcount
    if written:
        spread(record.key, "step", record.at, calendar)


def spread(batch: UUID, kind: str, at: datetime, calendar: WorkingCalendar | None = None) -> None:
    """Write the outbox rows of a batch of notices of one kind: a row a person and channel.

    Who has no address for a channel, or wants the kind not by it, gets no row. Two statements at
    most, however many notices there are; run again it adds nothing.
    """
    channels = [c for c in settings.CHANNELS if c != IN_APP]
    if channels:
        morning = next_digest(at, calendar or working_calendar())
        sql, values = _insert(batch, kind, (at, morning), channels)
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
    if not KINDS[kind].legal:
        off = Preference.objects.filter(kind=kind, channel=IN_APP, way=OFF).values("user_id")
        Notice.objects.filter(batch=batch, user__in=off).update(quiet=True)


def _insert(
    batch: UUID, kind: str, times: tuple[datetime, datetime], channels: Iterable[str]
) -> tuple[str, list[Any]]:
    ways = " UNION ALL ".join("SELECT %s AS channel, %s AS way" for _ in channels)
    chosen = [x for c in channels for x in (c, (NOW if c in KINDS[kind].now else OFF).value)]
    sql = f"""INSERT INTO {Delivery._meta.db_table}
        (notice_id, channel, kind, legal, digest, state, made_at, available_at, lease,
         leased_until, attempts, error, address, sent_at)
        SELECT n.id, w.channel, n.kind, %s, COALESCE(p.way, w.way) = %s, %s, %s,
            CASE WHEN COALESCE(p.way, w.way) = %s THEN %s ELSE %s END, NULL, NULL, 0, '', '', NULL
        FROM {Notice._meta.db_table} n JOIN {User._meta.db_table} u ON u.id = n.user_id
        CROSS JOIN ({ways}) w
        LEFT JOIN {Preference._meta.db_table} p
            ON p.user_id = u.id AND p.kind = n.kind AND p.channel = w.channel
        WHERE n.batch = %s AND n.kind = %s AND COALESCE(p.way, w.way) <> %s
            AND ((w.channel = 'email' AND u.email <> '')
                 OR (w.channel <> 'email' AND u.phone <> ''))
        ON CONFLICT DO NOTHING"""  # noqa: S608 - the names are our tables', the values are bound
    moment, morning = (_prepared("at", time) for time in times)
    values = [KINDS[kind].legal, DAILY.value, Delivery.State.WAITING.value, moment]
    values += [DAILY.value, morning, moment]
    return sql, [*values, *chosen, _prepared("batch", batch), kind, OFF.value]


def _prepared(name: str, value: object) -> Any:
    """Return a value as this kind of database is given it."""
    field: Any = Notice._meta.get_field(name)
    return field.get_db_prep_value(value, connection)


def next_digest(at: datetime, calendar: WorkingCalendar) -> datetime:
    """Return when the next daily digest leaves after ``at``: in the morning of a working day."""
    day = calendar.day(at)
    while True:
        moment = datetime.combine(day, DIGEST_HOUR, calendar.zone)
        if calendar.is_worked(day) and moment > at:
            return moment
        day += timedelta(days=1)
