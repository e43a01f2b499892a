"""What every unit owes in a cycle besides dossiers: plans, conferences, training, reports, summaries.

Statements of the decision on who plans, announces, trains and reports (Part II, IV.6.1 to IV.6.6,
V.1; Điều 2). The days are ours: they follow from the windows of the cycle and from the quarters.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from processes.engine import Window
from processes.words import gettext_noop as _

from .case import DECISION, cite

PROVINCE, DISTRICT, COMMUNE = "province", "district", "commune"
ALL = (PROVINCE, DISTRICT, COMMUNE)
QUARTERS = {"Q1": (3, 31), "Q2": (6, 30), "Q3": (9, 30), "Q4": (12, 31)}
AHEAD = timedelta(days=15)  # a report may be begun this long before its quarter ends
ONE_DAY = timedelta(days=1)
# the commune's 3 and the district's 7 working days with an idea that came on the last day
LISTING = timedelta(days=15)


@dataclass(frozen=True)
class Period:
    """When one occurrence of a duty may begin and has to be done, both days included."""

    name: str
    opens_on: date
    due_on: date


@dataclass(frozen=True, kw_only=True)
class DutyRow:
    """One duty: what, who owes it, when, by what authority, shown by what.

    Args:
        levels: The levels of units that owe it.
        within: The window whose first and last day bound it; empty: see the others.
        after: The window that it may begin with and that is over when it is due.
        before: Windows that it has to be done before; one period a window.
        fixed: Month and day of its first and last day.
        quarterly: Owed at each quarter's end.
        evidence: What shows that it was done.
        reports: Its own text, drafted from the unit's data, is the evidence.
    """

    key: str
    label: str
    levels: tuple[str, ...]
    cites: str
    evidence: str
    within: str = ""
    after: str = ""
    before: tuple[str, ...] = ()
    fixed: tuple[tuple[int, int], tuple[int, int]] | None = None
    quarterly: bool = False
    reports: bool = False

    def periods(self, windows: Mapping[str, Window], year: int) -> Iterator[Period]:
        """Yield the occurrences of the duty in a year; none where its window is not there."""
        if self.quarterly:
            for name, (month, day) in QUARTERS.items():
                last = date(year, month, day)
                yield Period(name, last - AHEAD, last)
        elif self.fixed:
            first, last_day = self.fixed
            yield Period("", date(year, *first), date(year, *last_day))
        elif self.within and self.within in windows:
            window = windows[self.within]
            yield Period("", window.opens_on, window.closes_on)
        elif self.after and self.after in windows:
            window = windows[self.after]
            yield Period("", window.opens_on, window.closes_on + LISTING)
        for number, key in enumerate(self.before, 1):
            if key in windows:
                due = windows[key].opens_on - ONE_DAY
                name = str(number) if len(self.before) > 1 else ""
                yield Period(name, due - 4 * AHEAD, due)


DUTIES = (
    DutyRow(
        key="annual_plan",
        label=_("Xây dựng, phê duyệt kế hoạch năm"),
        levels=ALL,
        within="annual_plans",
        cites=f"{DECISION}, V.1",
        evidence=_("Kế hoạch năm đã phê duyệt"),
    ),
    DutyRow(
        key="launch_conference",
        label=_("Hội nghị triển khai chu trình"),
        levels=(PROVINCE,),
        within="communication",
        cites=cite("6.1"),
        evidence=_("Giấy mời, biên bản hoặc thông báo kết luận"),
    ),
    DutyRow(
        key="thematic_conference",
        label=_("Hội nghị chuyên đề về Chương trình"),
        levels=ALL,
        within="communication",
        cites=cite("6.1"),
        evidence=_("Giấy mời, biên bản hoặc thông báo kết luận"),
    ),
    DutyRow(
        key="communication",
        label=_("Tuyên truyền về Chương trình"),
        levels=ALL,
        within="communication",
        cites=cite("6.1"),
        evidence=_("Tin bài, ảnh hoặc báo cáo kết quả tuyên truyền"),
    ),
    DutyRow(
        key="idea_list",
        label=_("Tổng hợp danh sách ý tưởng gửi tỉnh"),
        levels=(DISTRICT,),
        after="ideas",
        cites=cite("6.2.c"),
        evidence=_("Danh sách ý tưởng kèm văn bản gửi Văn phòng Điều phối tỉnh"),
    ),
    DutyRow(
        key="plan_training",
        label=_("Tập huấn lập phương án kinh doanh"),
        levels=(PROVINCE,),
        within="plans",
        cites=cite("6.2.c", "6.3"),
        evidence=_("Kế hoạch, danh sách học viên"),
    ),
    DutyRow(
        key="production_training",
        label=_("Tập huấn triển khai phương án, phát triển sản phẩm"),
        levels=(PROVINCE,),
        within="implementation",
        cites=cite("6.4"),
        evidence=_("Kế hoạch, danh sách học viên"),
    ),
    DutyRow(
        key="council",
        label=_("Kiện toàn Hội đồng đánh giá trước đợt"),
        levels=(PROVINCE, DISTRICT),
        before=("rating_1", "rating_2"),
        cites=cite("6.5"),
        evidence=_("Quyết định thành lập, kiện toàn Hội đồng"),
    ),
    DutyRow(
        key="quarterly_report",
        label=_("Báo cáo quý gửi Văn phòng Điều phối tỉnh"),
        levels=(DISTRICT,),
        quarterly=True,
        cites=f"{DECISION}, Điều 2",
        evidence=_("Báo cáo quý"),
        reports=True,
    ),
    DutyRow(
        key="promotion_plan",
        label=_("Kế hoạch xúc tiến thương mại"),
        levels=(PROVINCE, DISTRICT),
        fixed=((1, 1), (3, 31)),
        cites=cite("6.6"),
        evidence=_("Kế hoạch xúc tiến thương mại"),
    ),
    DutyRow(
        key="summary",
        label=_("Tổng kết năm"),
        levels=ALL,
        fixed=((12, 1), (12, 31)),
        cites=cite("6"),
        evidence=_("Báo cáo tổng kết năm"),
    ),
)
DUTY: Mapping[str, DutyRow] = {d.key: d for d in DUTIES}


@dataclass(frozen=True)
class Planned:
    """One thing that a unit of a level will owe."""

    row: DutyRow
    level: str
    period: Period


def schedule(windows: Mapping[str, Window], year: int) -> tuple[Planned, ...]:
    """Return everything that units owe in a year, level by level."""
    return tuple(
        Planned(row, level, period)
        for row in DUTIES
        for level in row.levels
        for period in row.periods(windows, year)
    )
