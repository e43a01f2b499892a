"""Publishing the history's heads: signed every hour, sent out of the house to who keeps them.

A head that somebody else has is what the database's owner cannot take back. Each try is kept
(``HeadDelivery``); what failed goes again with the next head.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import requests
from django.conf import settings

from processes.models import Head, HeadDelivery, LogLeaf
from processes.queries.saved_heads import document
from processes.services import clock
from processes.services.log import make_head

from .channels.mail import Mail
from .channels.parcel import Failed, Parcel

DAILY = timedelta(hours=20)  # a mail a day, whatever the minute it leaves at
FIRST = 24  # heads of the first mail to an address
MOST_LEAVES = 5000  # of one mail; who wants more takes the file of publish_head --save
TIMEOUT = (5, 15)  # seconds to connect, to answer
CUT_OFF = 300
TAKEN = range(200, 300)
Channel = HeadDelivery.Channel

TITLE = "OCOP: mốc lịch sử số {number}, {size} bản ghi"
BODY = """Kính gửi kiểm toán viên,

Đây là các mốc đã ký của lịch sử xử lý hồ sơ. Xin giữ nguyên thư này ngoài hệ thống: khi kiểm tra,
lệnh "manage.py verify_history --heads TEP" đọc lại chính thư này và chỉ ra bản ghi nào đã bị sửa,
xóa hoặc chèn thêm. Mỗi dòng của "leaves": vị trí, mã hồ sơ, số bản ghi, mã băm.
{more}
{document}
"""
MORE = """
Thư chỉ nêu {most} bản ghi đầu; lệnh "manage.py publish_head --save TEP" ghi ra toàn bộ.
"""


@dataclass(frozen=True)
class Published:
    """A head, and how many took it or did not."""

    head: Head
    sent: int
    failed: int


def publish() -> Published:
    """Sign what the log is now, also where nothing happened, and send it where it is wanted.

    Raises:
        NoKeyError: there is nothing to sign with.
        LookupError: the log is damaged; nothing is signed over it.
    """
    head = make_head()
    tries = [_mail(head, to) for to in settings.HEAD_MAIL if _is_due(to)]
    tries += [_post(head, url) for url in settings.HEAD_URLS]
    return Published(head, sum(t.ok for t in tries), sum(not t.ok for t in tries))


def _last(channel: str, address: str) -> HeadDelivery | None:
    found = HeadDelivery.objects.filter(channel=channel, address=address, ok=True)
    return found.select_related("head").order_by("pk").last()


def _is_due(address: str) -> bool:
    last = _last(Channel.MAIL, address)
    return last is None or last.at <= clock.now() - DAILY


def _since(channel: str, address: str, head: Head) -> tuple[Sequence[Head], int]:
    """Return the heads that an address has not had yet, and how many records it knows."""
    last = _last(channel, address)
    known = last.head.number if last else head.number - FIRST
    heads = Head.objects.filter(number__gt=known, number__lte=head.number).order_by("number")
    return list(heads), last.head.size if last else 0


def _mail(head: Head, to: str) -> HeadDelivery:
    heads, known = _since(Channel.MAIL, to, head)
    leaves = LogLeaf.objects.filter(position__gte=known, position__lt=head.size)
    told = document(heads, leaves.order_by("position")[:MOST_LEAVES])
    parcel = Parcel(
        key=f"head-{head.number}-{HeadDelivery.objects.count()}",
        to=to,
        title=TITLE.format(number=head.number, size=head.size),
        body=BODY.format(
            document=_lines(told),
            more=MORE.format(most=MOST_LEAVES) if head.size - known > MOST_LEAVES else "",
        ),
        short="",
        language="vi",
    )
    try:
        with Mail() as line:
            line.send(parcel)
    except Failed as error:
        return _note(head, Channel.MAIL, to, str(error) or type(error).__name__)
    return _note(head, Channel.MAIL, to)


def _lines(told: dict[str, Any]) -> str:
    """Return JSON whose lines are short enough for a mail, one thing a line."""
    parts = []
    for name, value in told.items():
        if isinstance(value, list):
            rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in value)
            parts.append(f'"{name}": [\n{rows}\n]')
        else:
            parts.append(f'"{name}": {json.dumps(value)}')
    return "{" + ",\n".join(parts) + "}"


def _post(head: Head, url: str) -> HeadDelivery:
    heads, _known = _since(Channel.POST, url, head)
    try:
        answer = requests.post(url, json=document(heads), timeout=TIMEOUT, allow_redirects=False)
    except requests.RequestException as error:
        return _note(head, Channel.POST, url, f"{type(error).__name__}: {error}")
    if answer.status_code in TAKEN:
        return _note(head, Channel.POST, url)
    return _note(head, Channel.POST, url, f"HTTP {answer.status_code}: {answer.text[:200]}")


def _note(head: Head, channel: str, address: str, error: str = "") -> HeadDelivery:
    return HeadDelivery.objects.create(
        head=head,
        channel=channel,
        address=address[:CUT_OFF],
        at=clock.now(),
        ok=not error,
        said=error[:CUT_OFF],
    )
