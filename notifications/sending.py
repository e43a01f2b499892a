"""Sending what a hint names: claim, note that it leaves, hand over, note that it is gone."""

import logging
from collections.abc import Iterator, Sequence
from itertools import groupby
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from processes.models import Appointment, Delivery, User
from processes.queries.messages import RELATED, Composer
from processes.queries.notices import notices_of
from processes.services import clock

from . import outbox
from .channels.gateway import Gateway
from .channels.mail import Mail
from .channels.parcel import Failed, Line, Parcel, Refused, Unknown

log = logging.getLogger(__name__)


def line(channel: str) -> Line:
    """Return the way out of a channel, to be opened."""
    return Mail() if channel == "email" else Gateway(channel)


def deliver(channel: str, ids: Sequence[int]) -> int:
    """Send the rows of one channel that are still free; return how many parcels left.

    Safe to be told twice or by two workers at once: a row is claimed by one. A row that cannot be
    put into words is given up alone; a way out that does not open puts all of them back.
    """
    lease = outbox.claim(ids)
    if lease is None:
        return 0
    rows = list(
        outbox.claimed(lease)
        .filter(channel=channel)
        .select_related("notice__user", *(f"notice__{r}" for r in RELATED))
        .order_by("digest", "notice__user_id", "pk")
    )
    try:
        with line(channel) as way:
            return sum(_send(way, parcel) for parcel in _parcels(rows))
    except Failed as failure:
        outbox.again([r for r in rows if r.pk in _unsent(lease)], str(failure))
        return 0


def _unsent(lease: object) -> set[int]:
    return set(Delivery.objects.filter(lease=lease, state="claimed").values_list("pk", flat=True))


def _parcels(rows: Sequence[Delivery]) -> Iterator[list[Delivery]]:
    """Yield what goes together: a row, or all rows of one person's digest."""
    for digest, found in groupby(rows, key=lambda r: r.notice.user_id if r.digest else 0):
        if digest:
            yield list(found)
        else:
            yield from ([row] for row in found)


def _send(way: Line, rows: list[Delivery]) -> int:
    user = rows[0].notice.user
    readable = _readable(user, rows)
    outbox.drop([r for r in rows if r not in readable], "the person is no longer in charge")
    if not readable:
        return 0
    try:
        parcel = _worded(user, readable)
    except Exception as error:
        log.exception("delivery %s cannot be put into words", readable[0].pk)
        outbox.give_up(readable, f"{type(error).__name__}: {error}")
        return 0
    if not outbox.leaving(readable, parcel.to):
        return 0
    try:
        way.send(parcel)
    except Refused as failure:
        outbox.give_up(readable, str(failure))
    except Unknown as failure:
        outbox.doubt(readable, str(failure))
    except Failed as failure:
        outbox.again(readable, str(failure))
    except Exception as error:
        log.exception("delivery %s: the way out broke", readable[0].pk)
        outbox.doubt(readable, f"{type(error).__name__}: {error}")
    else:
        outbox.sent(readable)
        return 1
    return 0


def _held(user: User) -> list[Appointment]:
    held = Appointment.objects.active(clock.today()).filter(user=user)
    return list(held.select_related("user", "unit"))


def _readable(user: User, rows: list[Delivery]) -> list[Delivery]:
    """Keep what the person may still read: whoever left an office is told no more of its work."""
    if not user.is_active:
        return []
    asked = notices_of(user.pk, _held(user)).filter(pk__in=[r.notice_id for r in rows])
    known = set(asked.values_list("pk", flat=True))
    return [r for r in rows if r.notice_id in known]


def _worded(user: User, rows: list[Delivery]) -> Parcel:
    channel = rows[0].channel
    to = user.email if channel == "email" else user.phone
    composer = Composer(user.language, _held(user))
    links = [urljoin(settings.SITE_URL, reverse("notice", args=[r.notice_id])) for r in rows]
    said = [composer.compose(r.notice, link) for r, link in zip(rows, links, strict=True)]
    texts = [f"{m.body}\n\n{link}" for m, link in zip(said, links, strict=True)]
    with translation.override(user.language):
        title = f"[OCOP] {said[0].title}"
        if len(rows) > 1:
            title = gettext("[OCOP] {n} thông báo trong ngày").format(n=len(rows))
            texts = [
                f"{n}. {m.title}\n{t}" for n, (m, t) in enumerate(zip(said, texts, strict=True), 1)
            ]
        foot = gettext(
            "Tin do hệ thống OCOP tỉnh Đắk Lắk gửi. Đổi cách nhận tin: {address}"
        ).format(address=urljoin(settings.SITE_URL, reverse("preferences")))
    short = said[0].short if len(rows) == 1 else title
    return Parcel(
        key=f"ocop-{rows[0].pk}-{rows[0].notice.batch.hex[:12]}",
        to=to,
        title=title,
        body="\n\n".join([*texts, "-- ", foot]),
        short=short,
        language=user.language,
    )
