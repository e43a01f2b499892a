"""Reading a long history quickly: what is beyond doubt is passed, all else goes the exact way.

Only on PostgreSQL, which streams the rows. From the columns the text is built that a body must have
round its ``data``, ``detail`` and ``scope``, and compared byte by byte; no body is parsed. Whatever
differs, or is not of the plainest kind, makes the whole dossier a suspect, and
:func:`processes.queries.verification.verify` names what is wrong with it, or finds it right. So a
mistake here can cost time; that it costs no truth is tested column by column.
"""

import json
from binascii import hexlify
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
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
from processes.rulesets import RULESETS

from .fast_rows import (
    BEGINNING,
    BODY,
    DAY,
    DOCUMENT,
    EXACT,
    FIXED,
    HASH,
    LAST,
    ODD,
    PLAIN,
    ROWS,
    SECOND,
    SECONDS,
    STANDING,
    TOLD,
    Standing,
    Words,
    days_of,
    moment_of,
    words_of,
)
from .verification import GENESIS, Findings, verify

RANGE = 1000  # dossiers that are read at a time
MOST_WORDS = 10_000  # different texts that are remembered


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
        cursor.cursor.copy_expert(ROWS.format(first=int(first), end=int(end)), reader)
    return reader.done()


class _Reader:
    """Takes the rows of a range one by one, in the order of dossier and number."""

    def __init__(self, first: int, end: int) -> None:
        own = {"dossier_id__gte": first, "dossier_id__lt": end}
        found = Dossier.objects.filter(pk__gte=first, pk__lt=end).order_by()
        self.dossiers = {row[0]: Standing(*row) for row in found.values_list(*STANDING)}
        self.details = _details(first, end)
        rows: Any = Version.objects.filter(**own).order_by()
        self.versions = {
            (dossier, record): _salted(salt, content)
            for dossier, record, salt, content in rows.values_list(
                "dossier_id", "record_id", "salt", "content"
            )
        }
        rows = Document.objects.filter(**own).order_by()
        self.documents = {
            (dossier, record): digest
            for dossier, record, digest in rows.values_list("dossier_id", "record_id", "sha256")
        }
        standing_in = Appointment.objects.filter(on_behalf_of__isnull=False)
        self.absent = dict(standing_in.values_list("pk", "on_behalf_of__user"))
        self.passed = Passed(len(self.dossiers))
        for model in (ScoreSheet, Recusal, Certificate):
            self.passed.suspects |= set(
                model.objects.filter(**own).order_by().values_list("dossier_id", flat=True)
            )
        self.words: dict[bytes, Words | None] = {}
        self.scopes: set[bytes] = set()
        self._begin(0)

    def _begin(self, pk: int) -> None:
        self.pk, self.number = pk, 0
        self.previous, self.source = GENESIS.encode(), b""
        self.entered, self.due = -1, b""
        self.code = self.ruleset = b""
        dossier = self.dossiers.get(pk)
        self.doubted = dossier is None
        if dossier is not None:
            self.code, self.ruleset = dossier.code.encode(), dossier.ruleset_key.encode()
            odd = self.code + self.ruleset
            self.doubted = odd.translate(None, ODD) != odd

    def write(self, line: bytes) -> None:
        """Take one row, as COPY sends it."""
        if line.startswith(BEGINNING[0]):
            line = line[BEGINNING[1] :]
        if len(line) < FIXED.size:  # the end
            return
        values = FIXED.unpack_from(line)
        self.passed.records += 1
        if values[0] != self.pk:
            self._end()
            self._begin(values[0])
        self.number += 1
        if not self.doubted and not self._fits(values, line):
            self.doubted = True

    def _fits(self, values: tuple[Any, ...], line: bytes) -> bool:
        """Return whether a record is right beyond doubt."""
        (pk, record, actor, appointment, seq, seconds, days, at, due_at, no_due, key, one, previous,
         two, digest, size) = values  # fmt: skip
        end = FIXED.size + size
        body, told = line[FIXED.size : end], line[end:]
        if (one, two, seq) != (HASH, HASH, self.number):
            return False
        words = self._words(told)
        if (
            words is None
            or previous != self.previous
            or words.source != self.source
            or not 0 <= at < LAST
            or sha256(b"\x01" + body).hexdigest().encode() != digest
        ):
            return False
        # the three holes; that they are where they seem to be is what the comparison shows
        first = body.find(b'"data":') + 7
        given = body[first : body.find(b',"detail":"', first)]
        scope = body[body.rfind(b'"scope":"') + 9 : body.rfind(b'","seq":')]
        due = b"" if no_due else moment_of(due_at) or b"?"
        second, micro = divmod(at, SECOND)
        key = hexlify(key)
        if body != BODY % (
            actor, appointment, days_of(second // DAY), SECONDS[second % DAY], micro, words.cites,
            given, self.details.get(record, b""), self.code, due, key[:8], key[8:12], key[12:16],
            key[16:20], key[20:], words.kind_and_label, seconds, days, words.name, previous,
            words.role, self.ruleset, scope, seq, words.tail,
        ):  # fmt: skip
            return False
        if scope not in self.scopes and not self._is_plain(scope):
            return False
        self.previous, self.source, self.due = digest, words.target, due
        if words.source != words.target:
            self.entered = at
        if given == b"{}" and words.kind == PLAIN:
            return (pk, record) not in self.versions and appointment not in self.absent
        return self._data_fits(given, words.kind, (pk, record), appointment)

    def _words(self, told: bytes) -> Words | None:
        if told not in self.words:
            if len(self.words) > MOST_WORDS:
                self.words.clear()
            self.words[told] = words_of(told)
        return self.words[told]

    def _is_plain(self, scope: bytes) -> bool:
        plain = scope.translate(None, ODD) == scope
        if plain and len(self.scopes) < MOST_WORDS:
            self.scopes.add(scope)
        return plain

    def _data_fits(
        self, given: bytes, kind: int, record: tuple[int, int], appointment: int
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

    def _stands(self, dossier: Standing) -> bool:
        given = (
            dossier.star,
            dossier.score_total,
            dossier.score_sheets,
            dossier.district_council_id,
            dossier.province_council_id,
        )
        return (
            dossier.version == self.number
            and dossier.ruleset_key in RULESETS
            and dossier.state.encode() == self.source
            and given == (None,) * 5
            and _text(dossier.entered_at) == moment_of(self.entered)
            and _text(dossier.due_at) == self.due
            and dossier.waiting == Dossier.waiting_key(dossier)  # type: ignore[arg-type]
        )

    def done(self) -> Passed:
        """Close the last dossier; what was not met at all is doubted."""
        self._end()
        self.passed.suspects |= {dossier.pk for dossier in self.dossiers.values()}
        self.passed.suspects |= {dossier for dossier, _record in self.documents}
        return self.passed


def _details(first: int, end: int) -> dict[int, bytes]:
    found = RecordDetail.objects.filter(
        record__dossier_id__gte=first, record__dossier_id__lt=end
    ).order_by()
    return {
        record: _salted(salt, content).encode()
        for record, salt, content in found.values_list("record_id", "salt", "content")
    }


def _salted(salt: str, content: str) -> str:
    return sha256(f"{salt}{content}".encode()).hexdigest()


def _text(at: Any) -> bytes:
    return f"{at:%Y-%m-%dT%H:%M:%S.%fZ}".encode() if at else b""
