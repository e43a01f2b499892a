"""A district's quarter in figures, from its own dossiers and records, and the report drafted from them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from processes.models import Dossier, Duty, Record, Unit
from processes.phases.duties import QUARTERS
from processes.rulesets import RULESETS
from processes.words import gettext_noop as _

from .certificates import upheld
from .duties import Standing, standing_q
from .working_days import working_calendar

# what was done in the quarter, counted in dossiers: code, words, names of the steps
STEPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("ideas", _("Ý tưởng đã nộp"), ("submit_idea", "resubmit_idea")),
    ("ideas_selected", _("Ý tưởng được huyện chọn"), ("select_idea",)),
    ("ideas_listed", _("Ý tưởng được tỉnh phê duyệt vào danh sách"), ("list_idea",)),
    ("ideas_declined", _("Ý tưởng chưa được chọn"), ("decline_idea", "leave_out_idea")),
    ("plans", _("Phương án đã nộp"), ("submit_plan", "resubmit_plan")),
    ("plans_selected", _("Phương án được chọn"), ("select_plan",)),
    ("plans_declined", _("Phương án chưa được chọn"), ("decline_plan",)),
    ("supports", _("Hồ sơ được hỗ trợ, làm việc tại cơ sở"), ("record_support",)),
    ("files", _("Hồ sơ đánh giá đã nộp"), ("submit_rating",)),
    ("rated", _("Hồ sơ Hội đồng cấp huyện đã kết luận"), ("conclude_district",)),
    ("forwarded", _("Hồ sơ đã chuyển tỉnh"), ("forward_to_province",)),
    ("withdrawn", _("Hồ sơ chủ thể rút"), ("withdraw",)),
    ("lapsed", _("Hồ sơ hết hạn trong năm"), ("lapse",)),
)


@dataclass(frozen=True)
class Quarter:
    """What a district did in a quarter, in dossiers, and how it stands at its end.

    Args:
        done: Code of :data:`STEPS` to number of dossiers.
        certified: Star to number of products certified in the quarter.
        under_way: Dossiers under way when the figures were taken.
        in_production: Those of them whose plan is being carried out.
        overdue: Label of a state to number of dossiers overdue there, in the journey's order.
        duties_late: Duties of the district and its communes that were late then.
    """

    unit: Unit
    first: date
    last: date
    done: dict[str, int]
    certified: dict[int, int]
    under_way: int
    in_production: int
    overdue: dict[str, int]
    duties_late: int


def quarter_of(duty: Duty, now: datetime) -> Quarter:
    """Return the figures of the quarter that a duty reports on, taken at ``now``."""
    month, day = QUARTERS[duty.period]
    last = date(duty.cycle.year, month, day)
    first = date(last.year, last.month - 2, 1)
    calendar = working_calendar()
    span = (calendar.end_of(first - timedelta(days=1)), calendar.end_of(last))
    dossiers = Dossier.objects.filter(district=duty.unit)
    records = Record.objects.filter(
        dossier__district=duty.unit, at__gte=span[0], at__lt=span[1]
    ).order_by()
    done = records.aggregate(
        **{
            code: Count("dossier", distinct=True, filter=Q(name__in=names))
            for code, _words, names in STEPS
        }
    )
    stars = (
        upheld()
        .filter(dossier__district=duty.unit, record__at__gte=span[0], record__at__lt=span[1])
        .values_list("star")
        .annotate(n=Count("pk"))
        .order_by("star")
    )
    open_ones = dossiers.exclude(waiting="")
    today = calendar.day(now)
    below = Q(unit=duty.unit) | Q(unit__parent=duty.unit)
    late = Duty.objects.filter(below, standing_q(Standing.LATE, today), cycle=duty.cycle)
    return Quarter(
        unit=duty.unit,
        first=first,
        last=last,
        done=done,
        certified=dict(stars),
        under_way=open_ones.count(),
        in_production=open_ones.filter(state__startswith="production.").count(),
        overdue=_by_state(open_ones.filter(due_at__lte=now)),
        duties_late=late.exclude(pk=duty.pk).count(),
    )


def _by_state(dossiers: QuerySet[Dossier]) -> dict[str, int]:
    counted = dossiers.order_by().values_list("ruleset_key", "state").annotate(n=Count("pk"))
    numbers = {(key, state): n for key, state, n in counted}
    found: dict[str, int] = {}
    for ruleset in RULESETS.values():
        for state in ruleset.states:
            if n := numbers.get((ruleset.key, state.key)):
                found[state.label] = found.get(state.label, 0) + n
    return found


def draft(found: Quarter, period: str) -> str:
    """Return the report as it may be begun: figures first, then what a person has to write."""
    number = {"Q1": "I", "Q2": "II", "Q3": "III", "Q4": "IV"}[period]
    lines = [
        f"Báo cáo Chương trình OCOP quý {number} năm {found.first.year}, {found.unit.name}.",
        f"Số liệu từ ngày {found.first:%d/%m/%Y} đến hết ngày {found.last:%d/%m/%Y}.",
        "",
        "1. Kết quả trong quý",
        *(f"- {words}: {found.done[code]}." for code, words, _names in STEPS),
    ]
    certified = sum(found.certified.values())
    stars = "; ".join(f"{star} sao: {n}" for star, n in found.certified.items())
    lines.append(f"- Sản phẩm được công nhận: {certified}{f' ({stars})' if stars else ''}.")
    lines += [
        "",
        "2. Tình hình hiện nay",
        f"- Đang triển khai phương án: {found.in_production}.",
        f"- Hồ sơ đang xử lý: {found.under_way}, trong đó quá hạn: {sum(found.overdue.values())}.",
        *(f"- Quá hạn ở bước “{label}”: {n}." for label, n in found.overdue.items()),
        f"- Việc của chu trình còn chậm (huyện và các xã): {found.duties_late}.",
        "",
        "3. Khó khăn, vướng mắc",
        "",
        "4. Đề nghị",
        "",
    ]
    return "\n".join(lines)
