"""The auditor's page of the read log: who was shown what, when, acting as whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forms.reading import reads
from forms.spreadsheets import streamed
from forms.watching import watcher_or_404
from processes.models import Organisation, Reading
from processes.queries.jurisdiction import label_of
from processes.queries.readings import Sought, readings_for
from processes.roles import Role

PAGE = 50
MOST = 50_000  # rows of a file; a narrower search gives the rest
YEARS = range(2000, 2101)  # the log is not older, and no database holds every other one
NUMBER = 18  # digits that a database's number has at most
HEADER = ("Lúc", "Người xem", "Vai trò", "Phạm vi", "Thay mặt", "Loại", "Nội dung",
          "Mã hồ sơ", "Dữ liệu của", "Địa chỉ máy (băm)")  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One look in words."""

    reading: Reading
    kind: str
    role: str
    scope: str
    absent: str
    whose: str


def line_of(reading: Reading) -> Line:
    """Return a look in words: the role, where, and for whom a deputy acted."""
    by = reading.appointment
    absent = by.on_behalf_of.user if by and by.on_behalf_of else ""
    return Line(
        reading,
        _(reading.get_kind_display()),
        _(label_of(by.role)) if by else "",
        by.scope_name if by else "",
        str(absent),
        str(reading.person or reading.organisation or _owner(reading) or ""),
    )


def _owner(reading: Reading) -> Organisation | None:
    return reading.dossier.organisation if reading.dossier else None


def sought(request: HttpRequest) -> tuple[Sought, dict[str, str]]:
    """Return what the address asks for, and as it was written."""
    given = {k: request.GET.get(k, "").strip() for k in ("q", "ma", "loai", "tu", "den")}
    kind = given["loai"] if given["loai"] in Reading.Kind.values else ""
    until = _moment(given["den"])
    asked = Sought(
        given["q"].replace("\x00", ""),
        given["ma"].replace("\x00", ""),
        kind,
        _moment(given["tu"]),
        until + timedelta(days=1) if until else None,
    )
    return asked, {k: v for k, v in given.items() if v}


def _moment(written: str) -> datetime | None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    if day.year not in YEARS:
        return None
    return make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001 - made aware here


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
    """Search the read log; ``?csv=1`` hands out what was found."""
    auditor = watcher_or_404(request, (Role.AUDITOR,))
    asked, given = sought(request)
    if "csv" in request.GET:
        return streamed(_rows(readings_for(auditor, asked)[:MOST]), "nhat-ky-xem")
    rows, following = page_of(readings_for(auditor, asked), before(request))
    context = {
        "lines": [line_of(r) for r in rows],
        "following": following,
        "query": urlencode(given),
        "given": given,
        "kinds": [(key, _(label)) for key, label in Reading.Kind.choices],
    }
    return render(request, "forms/readings.html", context)


def _rows(found: Any) -> Iterator[tuple[object, ...]]:
    yield HEADER
    for reading in found.iterator(chunk_size=2000):
        line = line_of(reading)
        yield (
            f"{localtime(reading.at):%d/%m/%Y %H:%M:%S}",
            reading.reader,
            line.role,
            line.scope,
            line.absent,
            line.kind,
            reading.thing,
            reading.dossier or "",
            line.whose,
            reading.address,
        )
