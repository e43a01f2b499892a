"""What is worth a look: plain counts and comparisons, each with how it is reckoned.

None of it says that anything is wrong. Every question is one statement over a set, bounded by the
period; sheets of a sitting that goes on are sealed and stay out of all of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, TruncDate

from processes.engine import WorkingCalendar
from processes.models import (
    AgendaItem,
    Appointment,
    CycleWindow,
    Extension,
    Record,
    ScoreSheet,
    User,
)
from processes.queries.stays import start_of
from processes.roles import Role
from processes.rulesets import RULESETS
from processes.words import gettext_noop as _

from .records import NOTHING, counted_to, within

SECONDS = 60  # a step that was received so short ago was hardly read
MINUTES = 30  # between sending back and accepting, by the same person
OPENS, CLOSES = 7, 18  # local hours of an office; a record at 18:00 is outside
MARKS = (50, 70, 90)  # points at which the stars, and the referral, begin
FEWEST_AT_MARK = 5  # sheets just above a mark, below which nothing is said
TIMES = 3  # as many just above as just below
FEWEST_ALIKE = 5  # sheets of a member, below which nothing is said
ALIKE = 100  # hundredths of a point between the lowest and the highest total
COUNTED = 1000  # rows up to which an oddity is counted

LEVEL: Mapping[str, tuple[str, ...]] = {
    "commune": (Role.COMMUNE_OFFICER,),
    "district": (Role.DISTRICT_OFFICER, Role.DISTRICT_COUNCILLOR, Role.DISTRICT_CHAIR),
    "province": (
        Role.PROVINCE_OFFICER,
        Role.DEPARTMENT_OFFICER,
        Role.PROVINCE_COUNCILLOR,
        Role.PROVINCE_CHAIR,
        Role.PROVINCE_LEADER,
    ),
}
OFFICES = sorted(role for roles in LEVEL.values() for role in roles)
ROWS = [t for r in RULESETS.values() for t in r.transitions]
SENDS_BACK = sorted({t.name for t in ROWS if t.pauses})
ACCEPTS = sorted({t.name for t in ROWS if t.by in OFFICES and not t.pauses and not t.reason})


@dataclass(frozen=True)
class Period:
    """The local days that are looked at, both of them included."""

    since: date
    until: date
    calendar: WorkingCalendar

    def of(self, name: str) -> Q:
        """Return the condition: the moment ``name`` lies in the period."""
        begin, end = start_of(self.since, self.calendar), self.calendar.end_of(self.until)
        return Q(**{f"{name}__gte": begin, f"{name}__lt": end})


@dataclass(frozen=True)
class Oddity:
    """One thing that is worth a look.

    Args:
        title: What it is, in words.
        how: How it is reckoned, with its figures.
        find: The rows of a period, in the order in which they are read.
        kind: What the rows are: ``record``, ``extension``, ``marks`` or ``alike``.
    """

    key: str
    title: str
    how: str
    find: Callable[[Appointment, Period], QuerySet[Any, Any]]
    kind: str = "record"


def _records(who: Appointment, period: Period) -> QuerySet[Record]:
    """Return what offices and councils did in the period."""
    found = Record.objects.filter(within(who), period.of("at"), role__in=OFFICES)
    return found.order_by("-at", "-pk")


def quick(who: Appointment, period: Period) -> QuerySet[Record]:
    """Steps by which an office or a council left a state within seconds of its receipt."""
    steps = _records(who, period).filter(kind=Record.Kind.TRANSITION, lasted_seconds__lt=SECONDS)
    return steps.exclude(source=F("target"))


def both_levels(who: Appointment, period: Period) -> QuerySet[Record]:
    """Steps of somebody who took one on the same dossier before, at another level."""
    taken = _records(who, period).filter(kind=Record.Kind.TRANSITION)
    # nearly nobody ever held posts at two levels: only their steps are compared with each other
    posts = Appointment.objects.filter(user=OuterRef("pk"))
    levels = [Exists(posts.filter(role__in=roles)) for roles in LEVEL.values()]
    commune, district, province = levels
    pairs = (commune & district) | (commune & province) | (district & province)
    several = list(User.objects.filter(pairs).values_list("pk", flat=True))
    earlier = Record.objects.filter(
        dossier=OuterRef("dossier"),
        actor=OuterRef("actor"),
        seq__lt=OuterRef("seq"),
        kind=Record.Kind.TRANSITION,
    ).order_by()
    crossed = Q()
    for roles in LEVEL.values():
        others = sorted(set(OFFICES) - set(roles))
        crossed |= Q(role__in=roles) & Q(Exists(earlier.filter(role__in=others)))
    return taken.filter(crossed, actor_id__in=several)


def out_of_hours(who: Appointment, period: Period) -> QuerySet[Record]:
    """What offices and councils did before seven, from six in the evening, or on days off."""
    zone = period.calendar.zone
    inside = {
        day: worked
        for day, worked in period.calendar.exceptions.items()
        if period.since <= day <= period.until
    }
    worked = sorted(day for day, is_worked in inside.items() if is_worked)
    holidays = sorted(day for day, is_worked in inside.items() if not is_worked)
    weekend = Q(weekday__gte=6) & ~Q(day__in=worked)
    return (
        _records(who, period)
        .annotate(
            hour=ExtractHour("at", tzinfo=zone),
            weekday=ExtractIsoWeekDay("at", tzinfo=zone),
            day=TruncDate("at", tzinfo=zone),
        )
        .filter(Q(hour__lt=OPENS) | Q(hour__gte=CLOSES) | weekend | Q(day__in=holidays))
    )


def back_and_forth(who: Appointment, period: Period) -> QuerySet[Record]:
    """Steps by which somebody accepted what the same person had sent back minutes before."""
    sent_back = Record.objects.filter(
        dossier=OuterRef("dossier"),
        actor=OuterRef("actor"),
        seq__lt=OuterRef("seq"),
        at__gte=ExpressionWrapper(
            OuterRef("at") - timedelta(minutes=MINUTES), output_field=Record._meta.get_field("at")
        ),
        name__in=SENDS_BACK,
    ).order_by()
    # what lay longer than that since it came back cannot have been sent back within it
    lately = _records(who, period).filter(lasted_seconds__lte=60 * MINUTES)
    return lately.filter(Exists(sent_back), name__in=ACCEPTS)


def after_closing(who: Appointment, period: Period) -> QuerySet[Extension]:
    """Extensions that were given after the window's own last day."""
    closes = CycleWindow.objects.filter(cycle=OuterRef("cycle"), key=OuterRef("key"))
    unit = who.unit_id
    own = Q(unit=unit) | Q(unit__parent=unit) | Q(unit__parent__parent=unit)
    whose = own | Q(dossier__province=unit) if unit else NOTHING
    return (
        Extension.objects.filter(whose, period.of("at"))
        .annotate(
            closed_on=Subquery(closes.values("closes_on")[:1]),
            given_on=TruncDate("at", tzinfo=period.calendar.zone),
        )
        .filter(given_on__gt=F("closed_on"))
        .select_related("unit", "dossier", "by__user", "cycle")
        .order_by("-at", "-pk")
    )


def _sheets(who: Appointment, period: Period) -> Any:
    """Return the unsealed sheets of the period by member, in hundredths of a point."""
    concluded = Q(item=None) | Q(item__status=AgendaItem.Status.CONCLUDED)
    total = ExpressionWrapper(F("a") + F("b") + F("c"), output_field=IntegerField())
    mine = Q(dossier__province=who.unit_id) if who.unit_id else NOTHING
    sheets = ScoreSheet.objects.filter(concluded, mine, period.of("record__at"))
    by_member = sheets.annotate(points=total).order_by()
    return by_member.values("member", "member__full_name", "member__username")


def at_the_marks(who: Appointment, period: Period) -> QuerySet[Any, Any]:
    """Members who gave far more sheets just above a mark than just below it.

    Rows hold ``above_50``, ``below_50`` and so on: sheets in [t, t+1) and in [t−1, t).
    """
    counts = {}
    for mark in MARKS:
        low, at, high = (100 * (mark + n) for n in (-1, 0, 1))
        counts[f"above_{mark}"] = Count("pk", filter=Q(points__gte=at, points__lt=high))
        counts[f"below_{mark}"] = Count("pk", filter=Q(points__gte=low, points__lt=at))
    worth = Q()
    for mark in MARKS:
        enough = Q(**{f"above_{mark}__gte": FEWEST_AT_MARK})
        worth |= enough & Q(**{f"above_{mark}__gte": TIMES * F(f"below_{mark}")})
    found: QuerySet[Any, Any] = _sheets(who, period).annotate(sheets=Count("pk"), **counts)
    return found.filter(worth).order_by("-sheets", "member")


def all_alike(who: Appointment, period: Period) -> QuerySet[Any, Any]:
    """Members whose sheets, of different dossiers, all have nearly the same total."""
    found: QuerySet[Any, Any] = _sheets(who, period).annotate(
        sheets=Count("pk"),
        dossiers=Count("dossier", distinct=True),
        lowest=Min("points"),
        highest=Max("points"),
    )
    alike = found.filter(dossiers__gte=FEWEST_ALIKE, highest__lte=F("lowest") + ALIKE)
    return alike.order_by("-sheets", "member")


ODDITIES: tuple[Oddity, ...] = (
    Oddity(
        "nhanh",
        _("Quyết định ngay khi vừa nhận"),
        _("Bước chuyển của cơ quan, hội đồng, cách lúc nhận dưới 60 giây."),
        quick,
    ),
    Oddity(
        "hai-cap",
        _("Một người xử lý ở cả hai cấp"),
        _("Người thực hiện bước này đã thực hiện một bước của chính hồ sơ đó ở cấp khác trước đó."),
        both_levels,
    ),
    Oddity(
        "sat-nguong",
        _("Điểm dồn ngay trên ngưỡng 50, 70, 90"),
        _(
            "Theo từng thành viên: số phiếu có tổng điểm trong [t, t+1) từ 5 phiếu trở lên và ít nhất"
            " gấp 3 lần số phiếu trong [t−1, t). Chỉ tính phiếu đã kết luận."
        ),
        at_the_marks,
        "marks",
    ),
    Oddity(
        "giong-nhau",
        _("Một thành viên chấm mọi sản phẩm như nhau"),
        _("Từ 5 hồ sơ trở lên trong kỳ, phiếu cao nhất và thấp nhất cách nhau không quá 1 điểm."),
        all_alike,
        "alike",
    ),
    Oddity(
        "ngoai-gio",
        _("Ngoài giờ làm việc"),
        _(
            "Việc của cơ quan, hội đồng trước 7 giờ, từ 18 giờ, hoặc vào ngày nghỉ theo lịch làm việc."
        ),
        out_of_hours,
    ),
    Oddity(
        "gia-han-muon",
        _("Gia hạn sau khi đã hết thời gian nhận"),
        _("Ngày gia hạn sau ngày cuối của thời gian nhận gốc."),
        after_closing,
        "extension",
    ),
    Oddity(
        "tra-roi-nhan",
        _("Trả lại rồi chấp nhận trong vài phút"),
        _("Cùng một người yêu cầu hoàn thiện rồi chấp nhận chính hồ sơ đó trong vòng 30 phút."),
        back_and_forth,
    ),
)


def counted(found: QuerySet[Any, Any]) -> tuple[int, bool]:
    """Return how many rows there are, and whether there are more than are counted."""
    return counted_to(found, COUNTED)
