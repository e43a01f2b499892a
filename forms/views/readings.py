"""The auditor's page of the read log: who was shown what, when, acting as whom."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from forms import looks
from forms.reading import nothing_shown, reads
from forms.record_search import day
from forms.spreadsheets import streamed
from forms.watching import watcher_or_404
from processes.models import Organisation, Reading
from processes.queries.jurisdiction import label_of
from processes.queries.readings import Sought, readings_for
from processes.roles import Role

PAGE = 50
AT_ONCE = 2000  # rows of a file that are put into words together
MOST = 50_000  # rows of a file; a narrower search gives the rest
NUMBER = 18  # digits that a database's number has at most
LABELS = {
    "loai": gettext_lazy("Loại"),
    "tu": gettext_lazy("Từ ngày"),
    "den": gettext_lazy("Đến hết ngày"),
}
HEADER = ("Lúc", "Người xem", "Vai trò", "Phạm vi", "Thay mặt", "Loại", "Nội dung",
          "Mã hồ sơ", "Dữ liệu của", "Địa chỉ máy (băm)", "Tên trong nhật ký")  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One look in words."""

    reading: Reading
    kind: str
    role: str
    scope: str
    absent: str
    whose: str
    thing: str


def lines_of(readings: list[Reading]) -> list[Line]:
    """Return looks in words: the role, where, for whom a deputy acted, and what was looked at."""
    names = looks.names_of(readings)
    return [_line(reading, names) for reading in readings]


def _line(reading: Reading, names: Mapping[str, str]) -> Line:
    by = reading.appointment
    absent = by.on_behalf_of.user if by and by.on_behalf_of else ""
    return Line(
        reading,
        _(reading.get_kind_display()),
        _(label_of(by.role)) if by else "",
        by.scope_name if by else "",
        str(absent),
        str(reading.person or reading.organisation or _owner(reading) or ""),
        looks.in_words(reading.thing, names),
    )


def _owner(reading: Reading) -> Organisation | None:
    return reading.dossier.organisation if reading.dossier else None


@dataclass(frozen=True)
class Asked:
    """What an address asks for, as it was written, and what of that nobody understands."""

    sought: Sought
    given: dict[str, str]
    unknown: list[str]


def asked_in(query: Mapping[str, str]) -> Asked:
    """Return what the address asks for."""
    given = {k: query.get(k, "").strip() for k in ("q", "ma", "loai", "tu", "den")}
    days = {name: day(given[name]) for name in ("tu", "den")}
    wrong = [name for name, found in days.items() if given[name] and found is None]
    if given["loai"] and given["loai"] not in Reading.Kind.values:
        wrong.append("loai")
    return Asked(
        Sought(
            given["q"].replace("\x00", ""),
            given["ma"].replace("\x00", ""),
            given["loai"],
            _begin(days["tu"]),
            _begin(days["den"], later=1),
        ),
        {k: v for k, v in given.items() if v},
        [f"{LABELS[name]}: {given[name]}" for name in wrong],
    )


def _begin(of: date | None, later: int = 0) -> datetime | None:
    """Return the first moment of a day, or of one so many days later."""
    return of and make_aware(datetime.combine(of + timedelta(days=later), time.min))


def before(request: HttpRequest) -> int | None:
    """Return the key that the page stands before (``truoc``)."""
    text = request.GET.get("truoc", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= NUMBER else None


def page_of(found: Any, key: int | None) -> tuple[list[Reading], int | None]:
    """Return a page of looks older than ``key``, and the key of the next page, if there is one."""
    older = found if key is None else found.filter(pk__lt=key)
    rows = list(older[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None


@reads("readings")
@require_safe
def readings(request: HttpRequest) -> HttpResponse:
    """Search the read log; ``?csv=1`` hands out what was found. 422: it was not understood."""
    auditor = watcher_or_404(request, (Role.AUDITOR,))
    asked = asked_in(request.GET)
    found = Reading.objects.none() if asked.unknown else readings_for(auditor, asked.sought)
    if "csv" in request.GET and not asked.unknown:
        return streamed(_rows(found[:MOST]), "nhat-ky-xem")
    rows, following = page_of(found, before(request))
    context = {
        "lines": lines_of(rows),
        "following": following,
        "query": urlencode(asked.given),
        "given": asked.given,
        "unknown": asked.unknown,
        "kinds": [(key, _(label)) for key, label in Reading.Kind.choices],
    }
    if asked.unknown:
        nothing_shown(request)
    status = 422 if asked.unknown else 200
    return render(request, "forms/readings.html", context, status=status)


def _rows(found: Any) -> Iterator[tuple[object, ...]]:
    yield HEADER
    for line in _lines(found.iterator(chunk_size=AT_ONCE)):
        yield (
            f"{localtime(line.reading.at):%d/%m/%Y %H:%M:%S}",
            line.reading.reader,
            line.role,
            line.scope,
            line.absent,
            line.kind,
            line.thing,
            line.reading.dossier or "",
            line.whose,
            line.reading.address,
            line.reading.thing,
        )


def _lines(readings: Iterator[Reading]) -> Iterator[Line]:
    while part := list(islice(readings, AT_ONCE)):
        yield from lines_of(part)
