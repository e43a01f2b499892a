"""Reading a long history quickly: what is beyond doubt is passed, all else goes the exact way.

Only on PostgreSQL, which streams the rows. From the columns the text is built that a body must have
round its ``data``, ``detail`` and ``scope``, and compared byte by byte; no body is parsed. Whatever
differs, or is not of the plainest kind, makes the whole dossier a suspect, and
:func:`processes.queries.verification.verify` names what is wrong with it, or finds it right. So a
mistake here can cost time; that it costs no truth is tested column by column.
"""

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any

from django.db import connection, connections
from django.db.models import Max, Min

from processes.models import (
    Appointment,
    Certificate,
    Document,
    Dossier,
    RecordDetail,
    Recusal,
    ScoreSheet,
    Version,
)

from .verification import GENESIS, Findings, verify

RANGE = 1000  # dossiers that are read at a time
# what JSON would write otherwise than it stands in a column, but for the tab between columns
ODD = bytes(n for n in range(32) if n != 9) + b'"\\\x7f'  # noqa: PLR2004 - of the ASCII table
PLAIN, DOCUMENT, EXACT = range(3)  # what kind of step a name is to us
TOLD = frozenset({"star", "total", "certificate_number", "sheets"})  # what columns elsewhere repeat
HEAD = b'{"actor":%b,"appointment":%b,"at":"%b","cites":"%b","data":'
MIDDLE = (
    b',"detail":"%b","dossier":"%b","due":"%b","key":"%b","kind":"%b","label":"%b",'
    b'"lasted_seconds":%b,"lasted_working_days":%b,"name":"%b","previous":"%b","role":"%b",'
    b'"ruleset":"%b","scope":"'
)
TAIL = b'","seq":%b,"source":"%b","target":"%b","v":1}'
ROWS = """COPY (SELECT dossier_id, id, seq, key, at, kind, name, label, cites, source, target,
    coalesce(actor_id, 0), coalesce(appointment_id, 0), role, coalesce(lasted_seconds, -1),
    coalesce(lasted_working_days, -1), coalesce(due_at::text, ''), previous, hash, body
    FROM processes_record WHERE dossier_id >= {first} AND dossier_id < {end}
    ORDER BY dossier_id, seq) TO STDOUT"""


@dataclass
class Passed:
    """What a quick pass found: how much it read, and the dossiers it has doubts about."""

    dossiers: int = 0
    records: int = 0
    suspects: set[int] = field(default_factory=set)


def verify_all(processes: int = 1) -> Findings:
    """Verify every dossier, the quick way where there is one; findings are those of ``verify``."""
    if connection.vendor != "postgresql":
        return verify(Dossier.objects.order_by("pk").iterator(chunk_size=500))
    passed = _passed(processes)
    doubted = Dossier.objects.filter(pk__in=passed.suspects).order_by("pk")
    exact = verify(doubted.iterator(chunk_size=500))
    return Findings(passed.dossiers, passed.records, exact.problems)


def _passed(processes: int) -> Passed:
    ranges = list(_ranges())
    if processes < 2 or len(ranges) < processes:  # noqa: PLR2004 - one is no pool
        return _sum(quick_pass(*one) for one in ranges)
    connections.close_all()  # a connection is no two processes'
    with ProcessPoolExecutor(processes, get_context("fork")) as pool:
        return _sum(pool.map(_in_its_own, ranges))


def _in_its_own(one: tuple[int, int]) -> Passed:
    return quick_pass(*one)


def _ranges() -> Iterator[tuple[int, int]]:
    ends = Dossier.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is not None:
        for first in range(ends["first"], ends["last"] + 1, RANGE):
            yield first, first + RANGE


def _sum(found: Any) -> Passed:
    whole = Passed()
    for one in found:
        whole.dossiers += one.dossiers
        whole.records += one.records
        whole.suspects |= one.suspects
    return whole


def quick_pass(first: int, end: int) -> Passed:
    """Read the dossiers from ``first`` up to, not with, ``end``."""
    reader = _Reader(first, end)
    with connection.cursor() as cursor:
        # moments come in UTC, as Django sets it; elsewhere every dossier would be doubted
        cursor.cursor.copy_expert(ROWS.format(first=int(first), end=int(end)), reader)
    return reader.done()


class _Reader:
    """Takes the rows of a range one by one, in the order of dossier and number."""

    def __init__(self, first: int, end: int) -> None:
        own = {"dossier_id__gte": first, "dossier_id__lt": end}
        found = Dossier.objects.filter(pk__gte=first, pk__lt=end).order_by()
        self.dossiers = {b"%d" % d.pk: d for d in found}
        self.details = _details(first, end)
        rows: Any = Version.objects.filter(**own).order_by()
        self.versions = {
            (b"%d" % dossier, b"%d" % record): _salted(salt, content)
            for dossier, record, salt, content in rows.values_list(
                "dossier_id", "record_id", "salt", "content"
            )
        }
        rows = Document.objects.filter(**own).order_by()
        self.documents = {
            (b"%d" % dossier, b"%d" % record): digest
            for dossier, record, digest in rows.values_list("dossier_id", "record_id", "sha256")
        }
        standing_in = Appointment.objects.filter(on_behalf_of__isnull=False)
        self.absent = {
            b"%d" % pk: user for pk, user in standing_in.values_list("pk", "on_behalf_of__user")
        }
        self.passed = Passed(len(self.dossiers))
        for model in (ScoreSheet, Recusal, Certificate):
            self.passed.suspects |= set(
                model.objects.filter(**own).order_by().values_list("dossier_id", flat=True)
            )
        self.kinds: dict[bytes, int] = {}
        self.scopes: set[bytes] = set()
        self._begin(b"")

    def _begin(self, pk: bytes) -> None:
        self.pk, self.number = pk, 0
        self.previous, self.source = GENESIS.encode(), b""
        self.entered = self.due = b""
        self.dossier = self.dossiers.get(pk)
        self.code = self.ruleset = b""
        self.doubted = self.dossier is None
        if self.dossier is not None:
            self.code, self.ruleset = self.dossier.code.encode(), self.dossier.ruleset_key.encode()
            odd = self.code + self.ruleset
            self.doubted = odd.translate(None, ODD) != odd or b"\t" in odd

    def write(self, line: bytes) -> None:
        """Take one row, as COPY sends it."""
        head, _tab, body = line[:-1].rpartition(b"\t")
        values = head.split(b"\t")
        self.passed.records += 1
        if values[0] != self.pk:
            self._end()
            self._begin(values[0])
        self.number += 1
        if not self.doubted and (head.translate(None, ODD) != head or not self._fits(values, body)):
            self.doubted = True

    def _fits(self, values: list[bytes], body: bytes) -> bool:
        """Return whether a record is right beyond doubt."""
        (pk, record, seq, key, at, kind, name, label, cites, source, target, actor, appointment,
         role, seconds, days, due, previous, digest) = values  # fmt: skip
        at, due = _moment(at), _moment(due) if due else due
        head = HEAD % (actor, appointment, at, cites)
        begin = body.find(b',"detail":"', len(head))
        detail = self.details.get(record, b"")
        middle = MIDDLE % (
            detail, self.code, due, key, kind, label, seconds, days, name, previous, role,
            self.ruleset,
        )  # fmt: skip
        tail = TAIL % (seq, source, target)
        scope = body[begin + len(middle) : -len(tail)]
        if not (
            begin >= 0
            and at
            and body.startswith(head)
            and body.startswith(middle, begin)
            and body.endswith(tail)
            and begin + len(middle) + len(scope) + len(tail) == len(body)
            and b"\\" not in body
            and (scope in self.scopes or self._is_plain(scope))
            and previous == self.previous
            and source == self.source
            and seq == b"%d" % self.number
            and hashlib.sha256(b"\x01" + body).hexdigest().encode() == digest
        ):
            return False
        self.previous, self.source, self.due = digest, target, due
        if source != target:
            self.entered = at
        kind_ = self.kinds.get(name)
        if kind_ is None:
            kind_ = self.kinds[name] = _kind(name)
        given = body[len(head) : begin]
        if given == b"{}" and kind_ == PLAIN:
            return (pk, record) not in self.versions and appointment not in self.absent
        return self._data_fits(given, kind_, (pk, record), appointment)

    def _is_plain(self, scope: bytes) -> bool:
        plain = scope.translate(None, ODD) == scope and b"\t" not in scope
        if plain:
            self.scopes.add(scope)
        return plain

    def _data_fits(
        self, given: bytes, kind: int, record: tuple[bytes, bytes], appointment: bytes
    ) -> bool:
        try:
            data = json.loads(given)
        except ValueError:
            return False
        if kind == EXACT or not isinstance(data, dict) or not TOLD.isdisjoint(data):
            return False
        if (data.get("content") or None) != self.versions.get(record):
            return False
        if kind == DOCUMENT and self.documents.pop(record, None) != data.get("sha256"):
            return False
        return bool(data.get("on_behalf_of") == self.absent.get(appointment))

    def _end(self) -> None:
        """Compare a dossier's own row with its last record."""
        dossier = self.dossiers.pop(self.pk, None)
        if dossier is None:
            return
        if self.doubted or not self._stands(dossier):
            self.passed.suspects.add(dossier.pk)

    def _stands(self, dossier: Dossier) -> bool:
        given = (
            dossier.star,
            dossier.score_total,
            dossier.score_sheets,
            dossier.district_council_id,
            dossier.province_council_id,
        )
        return (
            dossier.version == self.number
            and str(dossier.state).encode() == self.source
            and given == (None,) * 5
            and _text(dossier.entered_at) == self.entered
            and _text(dossier.due_at) == self.due
            and dossier.waiting == dossier.waiting_key()
        )

    def done(self) -> Passed:
        """Close the last dossier; what was not met at all is doubted."""
        self._end()
        self.passed.suspects |= {dossier.pk for dossier in self.dossiers.values()}
        self.passed.suspects |= {int(dossier) for dossier, _record in self.documents}
        return self.passed


def _details(first: int, end: int) -> dict[bytes, bytes]:
    found = RecordDetail.objects.filter(
        record__dossier_id__gte=first, record__dossier_id__lt=end
    ).order_by()
    return {
        b"%d" % record: _salted(salt, content).encode()
        for record, salt, content in found.values_list("record_id", "salt", "content")
    }


def _salted(salt: str, content: str) -> str:
    return hashlib.sha256(f"{salt}{content}".encode()).hexdigest()


def _kind(name: bytes) -> int:
    if name == b"add_document":
        return DOCUMENT
    told_elsewhere = (b"convene_", b"submit_score_", b"recuse_", b"extend_window")
    return EXACT if name.startswith(told_elsewhere) else PLAIN


def _moment(sent: bytes) -> bytes:
    """Return a moment as bodies write it, from ``2026-03-05 02:00:00.5+00``; nothing if it is odd."""
    day, clock = sent[:10], sent[11:-3]
    if len(clock) == 8:  # noqa: PLR2004 - 02:00:00
        clock += b".000000"
    if sent[-3:] != b"+00" or not b"1000" <= day[:4] <= b"9999":
        return b""
    return b"%bT%bZ" % (day, clock.ljust(15, b"0"))


def _text(at: Any) -> bytes:
    return f"{at:%Y-%m-%dT%H:%M:%S.%fZ}".encode() if at else b""
