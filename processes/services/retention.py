"""How long what is kept, why, and by what; and the sweep that lets go of what is over.

The table is printed in docs/privacy.md, and a test holds the two equal. The history itself (records,
forms as they were handed in, documents) is a state archive: it is not swept, only made anonymous
by a decision (``anonymise``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from processes.models import DataRequest, Delivery, Draft, Feed, Reading

DAYS_A_YEAR = 365.25
READ_LOG_YEARS = 5  # the walls refuse to delete what is younger


@dataclass(frozen=True)
class Kept:
    """One kind of data: what for, for how long, by what, and who or what lets go of it.

    Args:
        over: Lets go of what is older than a moment and returns how many rows; ``None``: nothing
            is let go of by itself.
        by_owner: Only the tables' owner can, so the nightly task leaves it to the command.
    """

    key: str
    what: str
    purpose: str
    period: str
    basis: str
    days: int = 0
    over: Callable[[datetime], int] | None = None
    by_owner: bool = False


LAW = "Luật 91/2025/QH15"
PROGRAMME = "QĐ 1576/QĐ-UBND"
HOUSE = "quy ước của hệ thống, tỉnh xác nhận"


def _deleted(found: QuerySet[object]) -> int:  # type: ignore[type-var]  # any model's
    return found.delete()[0]


def _addresses(before: datetime) -> int:
    """Empty where a message went; that it went, and when, stays."""
    sent = Delivery.objects.filter(made_at__lt=before).exclude(address="", error="")
    return sent.update(address="", error="")


def _drafts(before: datetime) -> int:
    """Empty what an applicant wrote and never handed in, once its dossier has ended."""
    ended = Draft.objects.filter(dossier__state__startswith="end.", saved_at__lt=before)
    return ended.exclude(content={}).update(content={})


def _requests(before: datetime) -> int:
    """Empty the words of requests that were answered."""
    answered = DataRequest.objects.filter(answered_at__lt=before).exclude(text="", answer="")
    return answered.update(text="", answer="")


def _years(years: int) -> int:
    return int(years * DAYS_A_YEAR)


KEPT: tuple[Kept, ...] = (
    Kept(
        "history",
        "nhật ký xử lý, biểu đã nộp, giấy tờ, phiếu chấm",
        "chứng minh việc công nhận, phân hạng",
        "lâu dài (tài liệu lưu trữ); ẩn danh hóa theo quyết định",
        PROGRAMME,
    ),
    Kept(
        "account",
        "họ tên, điện thoại, thư điện tử, phân công",
        "đăng nhập, phân quyền, liên hệ",
        "khi còn phân công; sau đó ẩn danh hóa theo yêu cầu",
        f"{PROGRAMME}; {LAW}",
    ),
    Kept(
        "readings",
        "nhật ký xem dữ liệu",
        "ai đã xem dữ liệu cá nhân, nội dung giữ kín",
        f"{READ_LOG_YEARS} năm",
        f"{LAW}; {HOUSE}",
        _years(READ_LOG_YEARS) + 2,  # the walls count by the calendar
        lambda before: _deleted(Reading.objects.filter(at__lt=before)),
        by_owner=True,
    ),
    Kept(
        "deliveries",
        "địa chỉ và lỗi của tin đã gửi",
        "biết tin đã tới",
        "1 năm",
        HOUSE,
        _years(1),
        _addresses,
    ),
    Kept(
        "drafts",
        "bản nháp của hồ sơ đã kết thúc",
        "soạn biểu mẫu",
        "1 năm sau lần lưu cuối",
        HOUSE,
        _years(1),
        _drafts,
    ),
    Kept(
        "feeds",
        "địa chỉ lịch đã thu hồi",
        "lịch cá nhân",
        "30 ngày",
        HOUSE,
        30,
        lambda before: _deleted(Feed.objects.filter(revoked_at__lt=before)),
    ),
    Kept(
        "sessions",
        "phiên đăng nhập đã hết hạn",
        "đăng nhập",
        "1 ngày sau khi hết hạn",
        HOUSE,
        1,
        lambda before: _deleted(Session.objects.filter(expire_date__lt=before)),
    ),
    Kept(
        "requests",
        "lời yêu cầu về dữ liệu cá nhân và trả lời",
        "trả lời chủ thể dữ liệu",
        "5 năm sau khi trả lời",
        f"{LAW}; {HOUSE}",
        _years(5),
        _requests,
    ),
    Kept(
        "admin_log",
        "nhật ký sửa danh mục",
        "ai đã sửa danh mục",
        "5 năm",
        HOUSE,
        _years(5),
        lambda before: _deleted(LogEntry.objects.filter(action_time__lt=before)),
    ),
    Kept(
        "tries",
        "lượt tra cứu, lượt thử",
        "chặn dò tìm",
        "hết giờ hoặc hết ngày (chỉ ở bộ nhớ đệm, đã băm)",
        HOUSE,
    ),
)


def let_go(at: datetime, *, as_owner: bool) -> dict[str, int]:
    """Let go of what is over at a moment; return how many rows of each kind. Safe to run twice.

    Args:
        as_owner: Whether the connection's role owns the tables; else what only the owner may
            delete is left.
    """
    return {
        kept.key: kept.over(at - timedelta(days=kept.days))
        for kept in KEPT
        if kept.over is not None and (as_owner or not kept.by_owner)
    }
