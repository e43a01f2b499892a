"""One dossier: the applicant's journey, or the desk of everybody else."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forms.acting import acting
from forms.certainty import certainty
from forms.lights import light
from forms.loaders import dossier_or_404
from forms.papers.dossier_papers import letters
from forms.reading import reads
from forms.scores import concluded
from forms.standing import given_to
from forms.sums import spoken_sum
from forms.views import desk
from forms.views.history import RELATED, entries_of
from forms.wording import holder, lifters
from processes.engine import Option
from processes.models import Appointment, Dossier, Record
from processes.queries.options import acts_for, transitions_for
from processes.queries.windows import open_until
from processes.queries.working_days import working_calendar
from processes.roles import Role
from processes.services import clock
from processes.services.drafts import sheet_in_hand
from processes.words import gettext_noop

FOLDED = 2  # steps done that are shown before the older ones are folded
CERTIFIED = "end.certified"
WITHDRAW = "withdraw"
WITH_DOCUMENTS = ("rating.draft", "rating.to_complete", "rating.supplement", "production.under_way")
RETURNS = ("return_", "decline_", "leave_out", "request_")

# the journey as an applicant counts it: the states of each stop, and what opens it
STOPS = (
    ("idea", gettext_noop("Ý tưởng được xem xét"), gettext_noop("Xã tiếp nhận, huyện đánh giá")),
    (
        "idea.selected",
        gettext_noop("Tỉnh phê duyệt danh sách"),
        gettext_noop("Nếu huyện chọn ý tưởng"),
    ),
    (
        "plan",
        gettext_noop("Phương án kinh doanh"),
        gettext_noop("Nếu có tên trong danh sách của tỉnh"),
    ),
    ("production", gettext_noop("Triển khai phương án"), gettext_noop("Nếu phương án được chọn")),
    (
        "rating.draft",
        gettext_noop("Lập và kiểm tra hồ sơ đánh giá"),
        gettext_noop("Đợt 1: tháng 6–7, đợt 2: tháng 10–11"),
    ),
    (
        "rating.district_council",
        gettext_noop("Hội đồng huyện chấm điểm"),
        gettext_noop("Khi hồ sơ đủ"),
    ),
    (
        "rating.at_province",
        gettext_noop("Tỉnh kiểm tra, Hội đồng tỉnh chấm điểm"),
        gettext_noop("Nếu đạt từ 50 điểm"),
    ),
    (
        "rating.awaiting_decision",
        gettext_noop("UBND tỉnh quyết định"),
        gettext_noop("3–4 sao; từ 90 điểm chuyển Trung ương"),
    ),
    ("end.certified", gettext_noop("Giấy chứng nhận"), gettext_noop("Có giá trị 36 tháng")),
)
STOP_OF = {
    "idea.selected": 1,
    "rating.district_council": 5,
    "rating.district_passed": 6,
    "rating.at_province": 6,
    "rating.supplement": 6,
    "rating.province_council": 6,
    "rating.awaiting_decision": 7,
    "rating.awaiting_referral": 7,
    "rating.at_national": 7,
    "rating.rereview": 7,
    "end.certified": 8,
}
STOP_OF_PHASE = {"idea": 0, "plan": 2, "production": 3, "rating": 4}


@dataclass(frozen=True)
class Closed:
    """A step that cannot be taken yet, why, and who could help."""

    label: str
    reasons: list[tuple[str, list[str]]]


@reads("dossier")
@require_safe
def dossier(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the dossier as the reader's role needs it."""
    found = dossier_or_404(request, public_id)
    appointment = acting(request)
    if appointment is not None and appointment.role == Role.APPLICANT:
        return render(request, "forms/dossier_applicant.html", _journey(found, appointment))
    context = desk.context(request, found, appointment) if appointment else {}
    return render(request, "forms/dossier_officer.html", context)


def _journey(dossier: Dossier, appointment: Appointment) -> dict[str, Any]:
    now, calendar = clock.now(), working_calendar()
    records = Record.objects.filter(dossier=dossier).select_related(*RELATED)
    entries = entries_of(dossier, appointment.user_id, records.order_by("seq"))
    options = transitions_for(dossier, appointment, now)
    stop = _stop(dossier, [e.record for e in entries])
    shown = light(dossier, now, calendar, appointment.role)
    sheet = sheet_in_hand(dossier)
    moved = [e for e in entries if e.moved]
    returned = _returned(dossier, moved)
    asked = returned and any(a.key == "documents" for a in returned.answers)
    given = given_to(dossier, calendar.day(now))
    return {
        "dossier": dossier,
        "light": shown,
        "open_until": open_until(dossier, calendar.day(now)),
        "certainty": certainty(dossier, now, shown),
        "sum": spoken_sum(dossier),
        "letters": letters(dossier),
        "holder": holder(dossier, dossier.current),
        "mine": dossier.waiting == appointment.key,
        "band": given.tone if given else _band(dossier, appointment, shown.tone),
        "sheet": dossier.ruleset.sheets.get(sheet),
        "asks_documents": dossier.state in WITH_DOCUMENTS,
        "returned_for_documents": bool(asked),
        "onward": [o.step for o in options if o.open and o.step.name != WITHDRAW],
        "withdraws": any(o.open and o.step.name == WITHDRAW for o in options),
        "closed_steps": [_closed(o) for o in options if not o.open],
        "acts": [o.step for o in acts_for(dossier, appointment, now) if _offered(o)],
        "older": moved[:-FOLDED] if len(moved) > FOLDED + 1 else [],
        "latest": moved[-FOLDED:] if len(moved) > FOLDED + 1 else moved,
        "since": dossier.entered_at,
        "stop": stop + 1,
        "stops": len(STOPS),
        "ahead": [] if dossier.current.final else _ahead(stop),
        "returned": returned,
        "sittings": concluded(dossier),
        "given": given,
        "was_handed_in": dossier.versions.exists(),
        "stars": range(given.certificate.star if given else 0),
    }


def _offered(option: Option) -> bool:
    return option.open and option.step.name != "add_document"


def _closed(option: Option) -> Closed:
    reasons = [(r.say(_), lifters(r, Role.APPLICANT)) for r in option.reasons]
    return Closed(_(option.step.label), reasons)


def _band(dossier: Dossier, appointment: Appointment, tone: str) -> str:
    """The colour of the first line: is anything wanted of the applicant?"""
    if dossier.current.final:
        return "none"
    if dossier.waiting != appointment.key:
        return "calm"
    return tone if tone in ("late", "soon") else "do"


def _stop(dossier: Dossier, records: list[Record]) -> int:
    key = str(dossier.state)
    if key.startswith("end.") and key != CERTIFIED:
        key = next(
            (r.source for r in reversed(records) if r.target == key and r.source != key), key
        )
    return STOP_OF.get(key, STOP_OF_PHASE.get(key.partition(".")[0], 0))


def _ahead(stop: int) -> list[tuple[int, str, str]]:
    later = enumerate(STOPS[stop + 1 :], stop + 2)
    return [(number, _(label), _(condition)) for number, (_k, label, condition) in later]


def _returned(dossier: Dossier, moved: list[Any]) -> Any:
    """The step that sent the dossier back, while the applicant has to answer it."""
    if not moved or dossier.current.holder != Role.APPLICANT:
        return None
    last = moved[-1]
    return last if last.record.name.startswith(RETURNS) else None
