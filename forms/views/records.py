"""The auditor's search over records: by whom, as what, where, what, when, why, by what authority."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forms import record_search as words
from forms.reading import nothing_shown, reads
from forms.spreadsheets import streamed
from forms.watching import watcher_or_404
from processes.models import Appointment, Record, Unit
from processes.models.units import Level
from processes.queries.audit import records as queries
from processes.queries.jurisdiction import label_of
from processes.queries.working_days import working_calendar
from processes.roles import POSTS, Role
from processes.rulesets import RULESETS

PAGE = 50
MOST_LINES = 50_000  # of one CSV file; a spreadsheet program opens it, and it says where it ends
LONGEST = 160  # letters of what was given, in the list
HEADER = (
    "ma_ho_so", "so", "luc", "loai", "viec", "ten_viec", "tu", "den", "nguoi", "vai_tro",
    "pham_vi", "thay_mat", "da_ghi", "can_cu", "bo_quy_dinh", "ma_bam",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One record of the list."""

    record: Record
    source: str
    target: str
    role: str
    given: str
    sealed: bool
    note: str = ""

    @property
    def moved(self) -> bool:
        """Whether the record led to another state."""
        return self.record.source != self.record.target


@reads("watch")
@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """Show a page of the records that are looked for, the newest first; 422: not understood."""
    who = watcher_or_404(request, (Role.AUDITOR,))
    asked = words.read(request.GET)
    found = queries.search(who, asked.wanted, working_calendar())
    found = found.none() if asked.unknown else found
    part = queries.newest(found, PAGE, words.place_in(request.GET))
    number, is_more = queries.counted(found)
    context = {
        "rows": [row_of(r) for r in part.records],
        "number": number,
        "is_more": is_more,
        "asked": asked,
        "typed": asked.typed,
        "unknown": asked.unknown_in_words(),
        "is_first": words.AFTER not in request.GET,
        "first": words.address(asked.wanted),
        "older": _older(asked, part.after),
        "csv": words.address(asked.wanted, "records_csv"),
        "most": MOST_LINES,
        "roles": [(r.value, _(POSTS[r].label)) for r in Role],
        "steps": _steps(),
        "units": units_of(who),
        "rulesets": [(r.key, _(r.title)) for r in RULESETS.values()],
    }
    if asked.unknown:
        nothing_shown(request)
    status = 422 if asked.unknown else 200
    return render(request, "forms/records.html", context, status=status)


def _older(asked: words.Asked, after: queries.Place | None) -> str:
    if after is None:
        return ""
    return "?" + words.query_of(asked.wanted, **{words.AFTER: words.place_words(after)})


def _steps() -> list[tuple[str, list[tuple[str, str]]]]:
    found: list[tuple[str, dict[str, str]]] = [(_("Bước chuyển"), {}), (_("Việc khác"), {})]
    for ruleset in RULESETS.values():
        found[0][1].update((t.name, _(t.label)) for t in ruleset.moving)
        found[1][1].update((a.name, _(a.label)) for a in ruleset.acts)
    return [(label, list(among.items())) for label, among in found]


def units_of(who: Appointment) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the districts of an auditor's province, each with its communes, by code."""
    districts = Unit.objects.filter(parent=who.unit_id, level=Level.DISTRICT)
    communes = Unit.objects.filter(parent__parent=who.unit_id, level=Level.COMMUNE)
    found: dict[str, dict[str, str]] = {}
    names = dict(districts.order_by("name", "valid_from").values_list("code", "name"))
    for code, name in names.items():
        found[code] = {code: _("{place}: cả huyện").format(place=name)}
    for parent, code, name in communes.order_by("name", "valid_from").values_list(
        "parent__code", "code", "name"
    ):
        found.setdefault(parent, {})[code] = name
    return [(names.get(code, code), list(below.items())) for code, below in found.items()]


def row_of(record: Record) -> Row:
    """Return a record as it is listed."""
    ruleset, sealed = record.dossier.ruleset, queries.is_sealed(record)
    states = {s.key: _(s.label) for s in ruleset.states}
    absent = record.appointment.on_behalf_of if record.appointment else None
    role = _(label_of(record.role))
    if absent is not None:
        role = _("{role}, thay mặt {who}").format(role=role, who=absent.user)
    given = queries.given_with(record)
    return Row(
        record=record,
        source=states.get(record.source, ""),
        target=states.get(record.target, ""),
        role=role,
        given=given if len(given) <= LONGEST else f"{given[:LONGEST]}…",
        sealed=sealed,
    )


@reads("paper")
@require_safe
def records_csv(request: HttpRequest) -> HttpResponseBase:
    """Send the newest of the records that are looked for as CSV, :data:`MOST_LINES` at most.

    A search that nobody understands is not sent but shown on its page, which says so.
    """
    who = watcher_or_404(request, (Role.AUDITOR,))
    asked = words.read(request.GET)
    if asked.unknown:
        return redirect(f"{reverse('records')}?{request.GET.urlencode()}")
    return streamed(_lines(queries.search(who, asked.wanted, working_calendar())), "nhat-ky")


def _lines(found: Any) -> Iterator[tuple[object, ...]]:
    yield HEADER
    for sent, record in enumerate(queries.all_of(found, MOST_LINES + 1)):
        if sent == MOST_LINES:
            text = _("Còn nữa: tệp này dừng ở {n} dòng; hãy thu hẹp thời gian.")
            yield (text.format(n=MOST_LINES),)
            return
        yield _line(record)


def _line(record: Record) -> tuple[object, ...]:
    appointment = record.appointment
    absent = appointment.on_behalf_of if appointment else None
    return (
        record.dossier.code,
        record.seq,
        localtime(record.at).isoformat(timespec="microseconds"),
        record.kind,
        record.name,
        record.label,
        record.source,
        record.target,
        str(record.actor or ""),
        record.role,
        appointment.scope_name if appointment else "",
        str(absent.user) if absent else "",
        queries.given_with(record),
        record.cites,
        record.dossier.ruleset_key,
        record.hash,
    )
