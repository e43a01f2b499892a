"""A quarter in figures, district by district: the quarterly report of whoever watches over them."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from processes.engine import WorkingCalendar
from processes.models import Certificate, Cycle, Dossier, Record, Unit
from processes.phases.duties import QUARTERS
from processes.words import gettext_noop as _

from .certificates import upheld
from .quarterly import STEPS
from .working_days import working_calendar

# what the province does after a district has forwarded a dossier
BY_THE_PROVINCE = (
    ("supplements", _("Hồ sơ tỉnh yêu cầu bổ sung"), ("request_supplement",)),
    ("province_rated", _("Hồ sơ Hội đồng cấp tỉnh đã kết luận"), ("conclude_province",)),
    ("referred", _("Hồ sơ chuyển Trung ương đánh giá 5 sao"), ("refer_national",)),
)
_END = [code for code, _words, _names in STEPS].index("withdrawn")  # how dossiers end comes last
ALL_STEPS = (*STEPS[:_END], *BY_THE_PROVINCE, *STEPS[_END:])
STARS = (3, 4, 5)
CERTIFIED = "certified"  # of any star; "certified_3": of three
KEY = re.compile(r"(20\d\d)-q([1-4])-([a-z_]+?)(?:_([345]))?", re.ASCII)


@dataclass
class Line:
    """One district's quarter, or of all of them together.

    Args:
        unit: ``None``: all together.
        done: Code of :data:`ALL_STEPS` to number of dossiers.
        certified: Star to number of certificates.
        under_way: Dossiers under way when the figures were taken, so not at the quarter's end.
        overdue: Those of them whose holder's term had passed then.
    """

    unit: Unit | None
    done: dict[str, int] = field(default_factory=dict)
    certified: dict[int, int] = field(default_factory=dict)
    under_way: int = 0
    overdue: int = 0

    @property
    def all_certified(self) -> int:
        """Certificates of any star."""
        return sum(self.certified.values())


@dataclass(frozen=True)
class QuarterTable:
    """A quarter of a year in one scope.

    Args:
        taken_at: The moment at which the figures were taken.
        lines: The districts, by name.
        given: The certificates of the quarter, by decision and number.
    """

    year: int
    quarter: int
    first: date
    last: date
    taken_at: datetime
    lines: list[Line]
    total: Line
    given: list[Certificate]


def days_of(year: int, quarter: int) -> tuple[date, date]:
    """Return the first and the last day of a quarter, 1 to 4."""
    month, day = QUARTERS[f"Q{quarter}"]
    return date(year, month - 2, 1), date(year, month, day)


def quarter_table(seen: QuerySet[Dossier], year: int, quarter: int, now: datetime) -> QuarterTable:
    """Return the figures of a quarter for the dossiers of ``seen``. Six queries.

    A dossier counts once a step and quarter, in its district; so a sum is that of its districts.
    """
    first, last = days_of(year, quarter)
    calendar, dossiers = working_calendar(), seen.order_by()
    span = _span(first, last, calendar)
    found: dict[int, Line] = defaultdict(lambda: Line(None))
    _count_steps(found, dossiers, span)
    _count_standing(found, dossiers, now)
    given = certificates(dossiers, span)
    for certificate in given:
        line = found[certificate.dossier.district_id]
        line.certified[certificate.star] = line.certified.get(certificate.star, 0) + 1
    for unit in Unit.objects.filter(pk__in=found):
        found[unit.pk].unit = unit
    lines = sorted(found.values(), key=lambda line: line.unit.name if line.unit else "")
    return QuarterTable(year, quarter, first, last, now, lines, together(lines), given)


def _span(first: date, last: date, calendar: WorkingCalendar) -> Q:
    opens, closes = calendar.end_of(first - timedelta(days=1)), calendar.end_of(last)
    return Q(at__gte=opens, at__lt=closes)


def figure_key(year: int, quarter: int, code: str) -> str:
    """Return the key of a figure: of a step of :data:`ALL_STEPS`, or of what was certified."""
    return f"{year}-q{quarter}-{code}"


@dataclass(frozen=True)
class Figure:
    """Which figure of a quarter a key names.

    Args:
        words: What it counts; ``names``: the records that count, empty for certificates.
        star: Of the certificates; ``None``: of any star.
    """

    year: int
    quarter: int
    words: str
    names: tuple[str, ...]
    star: int | None = None

    def dossiers(self, calendar: WorkingCalendar) -> Q:
        """Return the condition on dossiers: the figure counts them."""
        records = Record.objects.filter(_span(*days_of(self.year, self.quarter), calendar))
        if self.names:
            counted = records.filter(name__in=self.names).order_by()
            return Q(pk__in=counted.values("dossier"))
        given = upheld().filter(record__in=records.order_by().values("pk")).order_by()
        if self.star is not None:
            given = given.filter(star=self.star)
        return Q(pk__in=given.values("dossier"))


def read_figure(key: str) -> Figure | None:
    """Return what a key of :func:`figure_key` names; ``None``: nothing."""
    found = KEY.fullmatch(key)
    if found is None:
        return None
    year, quarter, code, star = found.groups()
    if code == CERTIFIED:
        words = _("Sản phẩm được công nhận")
        return Figure(int(year), int(quarter), words, (), int(star) if star else None)
    known = {c: (words, names) for c, words, names in ALL_STEPS}
    return Figure(int(year), int(quarter), *known[code]) if code in known and not star else None


def _count_steps(found: dict[int, Line], dossiers: QuerySet[Dossier], span: Q) -> None:
    counted = {
        code: Count("dossier", distinct=True, filter=Q(name__in=names))
        for code, _words, names in ALL_STEPS
    }
    records = Record.objects.filter(span, dossier__in=dossiers).order_by()
    for row in records.values("dossier__district").annotate(**counted):
        found[row["dossier__district"]].done = {code: row[code] for code in counted}


def _count_standing(found: dict[int, Line], dossiers: QuerySet[Dossier], now: datetime) -> None:
    standing = dossiers.exclude(waiting="").values("district")
    late = Count("pk", filter=Q(due_at__lte=now))
    for row in standing.annotate(under_way=Count("pk"), overdue=late):
        line = found[row["district"]]
        line.under_way, line.overdue = row["under_way"], row["overdue"]


def certificates(dossiers: QuerySet[Dossier], span: Q) -> list[Certificate]:
    """Return what was certified within a span, counted by the record, as the steps are."""
    records = Record.objects.filter(span, dossier__in=dossiers).order_by().values("pk")
    given = (
        upheld()
        .filter(record__in=records)
        .select_related(
            "dossier__product", "dossier__organisation", "dossier__commune", "dossier__district"
        )
    )
    return list(given.order_by("decision_on", "number"))


def together(lines: Iterable[Line]) -> Line:
    """Return the sum of lines."""
    whole = Line(None, {code: 0 for code, _words, _names in ALL_STEPS}, dict.fromkeys(STARS, 0))
    for line in lines:
        for code, n in line.done.items():
            whole.done[code] += n
        for star, n in line.certified.items():
            whole.certified[star] = whole.certified.get(star, 0) + n
        whole.under_way += line.under_way
        whole.overdue += line.overdue
    return whole


def years(today: date) -> list[int]:
    """Return the years that a report may be of, the latest first: those of the cycles, not later."""
    found = Cycle.objects.filter(year__lte=today.year, in_preparation=False)
    return list(found.order_by("-year").values_list("year", flat=True))


def latest_quarter(today: date) -> tuple[int, int]:
    """Return year and number of the quarter that a report is likely wanted of.

    The present one, from its last month on; before, the one that is over.
    """
    quarter = (today.month - 1) // 3 + 1
    if today.month % 3 == 0:
        return today.year, quarter
    return (today.year, quarter - 1) if quarter > 1 else (today.year - 1, 4)
