"""Telling: numbered notices, and the outbox rows that carry them outside, in one transaction.

Nothing is sent from here. A notice is a fact as soon as it is committed; what leaves the house is
a row of the outbox first, and another room sends it.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from processes.kinds import IN_APP, KINDS
from processes.models import Delivery, Dossier, Notice, Preference, Record, User
from processes.queries.recipients import recipients
from processes.queries.working_days import working_calendar

DIGEST_HOUR = time(7)  # of a working day, local
NOW, DAILY, OFF = Preference.Way.NOW, Preference.Way.DAILY, Preference.Way.OFF


def tell_of(dossier: Dossier, record: Record, tells: tuple[str, ...], today: date) -> None:
    """Write a notice for everybody whom a step tells, and its outbox rows."""
    users = recipients(dossier, tells, today)
    if not users:
        return
    Notice.objects.bulk_create(
        Notice(
            user_id=user,
            key=f"record:{record.pk}",
            record=record,
            dossier=dossier,
            state=record.target,
            due_at=dossier.due_at,  # an extension's own record still tells the term it ends
            at=record.at,
            batch=record.key,
        )
        for user in users
    )
    spread(record.key, "step", record.at)


def spread(batch: UUID, kind: str, at: datetime) -> None:
    """Write the outbox rows of a batch of notices of one kind: a row a person and channel.

    Who has no address for a channel, or wants the kind not by it, gets no row. Two statements at
    most, however many notices there are; run again it adds nothing.
    """
    channels = [c for c in settings.CHANNELS if c != IN_APP]
    if channels:
        sql, values = _insert(batch, kind, at, channels)
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
    if not KINDS[kind].legal:
        off = Preference.objects.filter(kind=kind, channel=IN_APP, way=OFF).values("user_id")
        Notice.objects.filter(batch=batch, user__in=off).update(quiet=True)


def _insert(batch: UUID, kind: str, at: datetime, channels: Iterable[str]) -> tuple[str, list[Any]]:
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
    moment = _prepared("at", at)
    values = [KINDS[kind].legal, DAILY.value, Delivery.State.WAITING.value, moment]
    values += [DAILY.value, _prepared("at", next_digest(at)), moment]
    return sql, [*values, *chosen, _prepared("batch", batch), kind, OFF.value]


def _prepared(name: str, value: object) -> Any:
    """Return a value as this kind of database is given it."""
    field: Any = Notice._meta.get_field(name)
    return field.get_db_prep_value(value, connection)


def next_digest(at: datetime) -> datetime:
    """Return when the next daily digest leaves after ``at``: in the morning of a working day."""
    calendar = working_calendar()
    day = calendar.day(at)
    while True:
        moment = datetime.combine(day, DIGEST_HOUR, calendar.zone)
        if calendar.is_worked(day) and moment > at:
            return moment
        day += timedelta(days=1)
