"""The same results by hand-written SQL: one statement each, sent by the driver without Django.

What a page shows is selected, and nothing else. The statements run on both databases.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

# names by subqueries: a join of ten tables takes a database longer to plan than to read
LINE = """d.id, d.public_id, d.code, d.ruleset_key, d.state, d.waiting, d.due_at, d.assignee_id,
    (SELECT name FROM processes_product WHERE id = d.product_id),
    (SELECT name FROM processes_organisation WHERE id = d.organisation_id),
    (SELECT name FROM processes_unit WHERE id = d.commune_id),
    (SELECT name FROM processes_unit WHERE id = d.district_id),
    (SELECT name FROM processes_unit WHERE id = d.province_id),
    (SELECT name FROM processes_council WHERE id = d.district_council_id),
    (SELECT name FROM processes_council WHERE id = d.province_council_id),
    (SELECT w.full_name FROM processes_appointment a JOIN processes_user w ON w.id = a.user_id
        WHERE a.id = d.assignee_id)"""
NO_CONFLICT = """NOT EXISTS (SELECT 1 FROM processes_membership m
    WHERE m.user_id = %s AND m.organisation_id = d.organisation_id)"""
MINE = f"d.waiting = %s AND (d.assignee_id IS NULL OR d.assignee_id = %s) AND {NO_CONFLICT}"
# the same as anybody would write it first
JOINED = """d.id, d.public_id, d.code, d.ruleset_key, d.state, d.waiting, d.due_at, d.assignee_id,
    p.name, o.name, c.name, h.name, v.name, x.name, y.name, w.full_name FROM processes_dossier d
    JOIN processes_product p ON p.id = d.product_id
    JOIN processes_organisation o ON o.id = d.organisation_id
    JOIN processes_unit c ON c.id = d.commune_id
    JOIN processes_unit h ON h.id = d.district_id
    JOIN processes_unit v ON v.id = d.province_id
    LEFT JOIN processes_council x ON x.id = d.district_council_id
    LEFT JOIN processes_council y ON y.id = d.province_council_id
    LEFT JOIN processes_appointment a ON a.id = d.assignee_id
    LEFT JOIN processes_user w ON w.id = a.user_id"""
BY_TERM = "ORDER BY d.due_at NULLS LAST, d.id"


class Bare:
    """The driver's own cursor on Django's connection."""

    def __init__(self) -> None:
        from django.db import connection

        connection.ensure_connection()
        self._raw: Any = connection.connection
        self.on_sqlite = connection.vendor == "sqlite"

    def rows(self, sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Return what a statement finds."""
        cursor = self._raw.cursor()
        try:
            if self.on_sqlite:
                cursor.execute(sql.replace("%s", "?"), [_as_text(p) for p in params])
            else:
                cursor.execute(sql, params)
            return list(cursor.fetchall())
        finally:
            cursor.close()


def _as_text(value: Any) -> Any:
    if not isinstance(value, datetime):
        return value
    text = value.astimezone(UTC).replace(tzinfo=None)
    return text.isoformat(" ", "microseconds" if text.microsecond else "seconds")


class Officer:
    """Who asks: the appointment's key, its own id and its user's."""

    def __init__(self, bare: Bare, appointment: Any) -> None:
        self._bare = bare
        self._of = appointment
        self._mine = (appointment.key, appointment.pk, appointment.user_id)

    def first(self, size: int, words: Sequence[str] = ()) -> list[str]:
        """Return the lines of the inbox's first page; one more row is read, as the service does."""
        like = " AND d.search LIKE %s" * len(words)
        sql = f"SELECT {LINE} FROM processes_dossier d WHERE {MINE}{like} {BY_TERM} LIMIT %s"
        return _lines(self._bare.rows(sql, (*self._mine, *_like(words), size + 1))[:size])

    def joined(self, size: int) -> list[str]:
        """Return the same by joins."""
        sql = f"SELECT {JOINED} WHERE {MINE} {BY_TERM} LIMIT %s"
        return _lines(self._bare.rows(sql, (*self._mine, size + 1))[:size])

    def deep(self, size: int, due_at: datetime, pk: int) -> list[str]:
        """Return the lines of the page after a row that has a term."""
        sql = f"""SELECT {LINE} FROM processes_dossier d WHERE {MINE}
            AND (d.due_at, d.id) > (%s, %s) ORDER BY d.due_at, d.id LIMIT %s"""
        return _lines(self._bare.rows(sql, (*self._mine, due_at, pk, size + 1))[:size])

    def counts(self, now: datetime, tonight: datetime) -> list[tuple[int, ...]]:
        """Return total, overdue and due today of what is mine and of what waits elsewhere."""
        sql = f"""SELECT count(*) FILTER (WHERE own AND free),
                count(*) FILTER (WHERE own AND free AND due_at <= %s),
                count(*) FILTER (WHERE own AND free AND due_at > %s AND due_at <= %s),
                count(*) FILTER (WHERE NOT own),
                count(*) FILTER (WHERE NOT own AND due_at <= %s),
                count(*) FILTER (WHERE NOT own AND due_at > %s AND due_at <= %s)
            FROM (SELECT d.due_at, d.waiting = %s AND {NO_CONFLICT} AS own,
                    d.assignee_id IS NULL OR d.assignee_id = %s AS free
                FROM processes_dossier d WHERE d.province_id = %s AND d.waiting <> '') q"""
        times = (now, now, tonight) * 2
        who = (self._of.key, self._of.user_id, self._of.pk, self._of.unit_id)
        row = self._bare.rows(sql, (*times, *who))[0]
        return [row[:3], row[3:]]

    def listed(self, size: int, words: Sequence[str]) -> tuple[int, list[str]]:
        """Return how many dossiers of the province have the words, and the first page's lines."""
        where = f"d.province_id = %s{' AND d.search LIKE %s' * len(words)}"
        sql = f"""WITH found AS MATERIALIZED (SELECT d.id, d.due_at, d.entered_at, d.waiting
                FROM processes_dossier d WHERE {where})
            SELECT {LINE}, (SELECT count(*) FROM found)
            FROM (SELECT id FROM found ORDER BY CASE WHEN waiting = %s THEN 0 ELSE 1 END,
                due_at NULLS LAST, entered_at DESC, id LIMIT %s) q
            JOIN processes_dossier d ON d.id = q.id
            ORDER BY CASE WHEN waiting = %s THEN 0 ELSE 1 END, due_at NULLS LAST,
                entered_at DESC, d.id"""
        rows = self._bare.rows(
            sql, (self._of.unit_id, *_like(words), self._of.key, size, self._of.key)
        )
        return rows[0][-1] if rows else 0, _lines(rows)


def _like(words: Sequence[str]) -> list[str]:
    return [f"%{word}%" for word in words]


def line(code: str, *names: str) -> str:
    """Return what is compared of a line: the code, then product, organisation and units."""
    return " · ".join((code, *names))


def _lines(rows: list[tuple[Any, ...]]) -> list[str]:
    return [line(row[2], *row[8:13]) for row in rows]


def board(bare: Bare, province: int, moment: Any) -> dict[Any, tuple[int, ...]]:
    """Return total, overdue, due soon and the counts by age, by district, ruleset and state.

    They come apart by claim, as the board needs them, and are added up here.
    """
    end = moment.calendar.end_of(moment.calendar.add(moment.today, 5))
    five, ten, twenty = (moment._begin(days) for days in (5, 10, 20))
    rows = bare.rows(
        """SELECT district_id, ruleset_key, state, assignee_id IS NULL, count(*),
            count(*) FILTER (WHERE due_at <= %s),
            count(*) FILTER (WHERE due_at > %s AND due_at <= %s),
            count(*) FILTER (WHERE entered_at >= %s),
            count(*) FILTER (WHERE entered_at >= %s AND entered_at < %s),
            count(*) FILTER (WHERE entered_at >= %s AND entered_at < %s),
            count(*) FILTER (WHERE entered_at < %s)
        FROM processes_dossier WHERE province_id = %s AND waiting <> ''
        GROUP BY 1, 2, 3, 4""",
        (moment.now, moment.now, end, five, ten, five, twenty, ten, twenty, province),
    )
    found: dict[Any, tuple[int, ...]] = {}
    for unit, ruleset, state, _free, *counted in rows:
        had = found.get((unit, ruleset, state), (0,) * len(counted))
        found[unit, ruleset, state] = tuple(a + b for a, b in zip(had, counted, strict=True))
    return found
