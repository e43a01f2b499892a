"""What a person decides about a message: send it again, or take it for arrived; how one is told."""

from collections.abc import Mapping

from django.db import transaction

from processes.engine import Cause, Reason, Refused
from processes.kinds import CHANNELS, IN_APP, KINDS, Words
from processes.models import Appointment, Delivery, Heartbeat, Preference, User, Wording
from processes.queries.deliveries import PAUSED
from processes.queries.messages import known_names
from processes.roles import Role
from processes.words import gettext_noop as _

from . import clock

State = Delivery.State
TROUBLED = (State.DEAD, State.DOUBTFUL)


def send_again(delivery: Delivery, *, by: Appointment) -> None:
    """Put a message that was given up or doubted back into the queue.

    Raises:
        Refused: it is neither, or the actor is no administrator.
    """
    _by_administrator(by)
    now = clock.now()
    _change(
        delivery, state=State.WAITING, available_at=now, attempts=0, lease=None, leased_until=None
    )


def take_for_arrived(delivery: Delivery, *, by: Appointment) -> None:
    """Note that a doubted message did arrive, as a person found out.

    Raises:
        Refused: see :func:`send_again`.
    """
    _by_administrator(by)
    _change(delivery, state=State.SENT, sent_at=clock.now(), leased_until=None)


def pause(*, by: Appointment) -> None:
    """Let nothing leave until somebody says so: after a restored backup, or a wrong wording.

    Raises:
        Refused: the actor is no administrator.
    """
    _by_administrator(by)
    said = {"by": str(by.user)}
    Heartbeat.objects.update_or_create(name=PAUSED, defaults={"at": clock.now(), "said": said})


def resume(*, by: Appointment) -> None:
    """Let messages leave again.

    Raises:
        Refused: see :func:`pause`.
    """
    _by_administrator(by)
    Heartbeat.objects.filter(name=PAUSED).delete()


def _change(delivery: Delivery, **changes: object) -> None:
    found = Delivery.objects.filter(pk=delivery.pk, state__in=TROUBLED)
    if found.update(**changes) != 1:
        text = _("Tin này không còn ở tình trạng cần xử lý.")
        raise Refused(Reason(Cause.STATE, text))


def _by_administrator(by: Appointment) -> None:
    if by.role != Role.ADMINISTRATOR or not by.is_active(clock.today()):
        raise Refused(Reason(Cause.ROLE, _("Việc này do quản trị hệ thống thực hiện.")))


def prefer(user: User, ways: Mapping[tuple[str, str], str], language: str) -> None:
    """Keep how a person wants to be told, kind by kind and channel by channel, and in which language.

    Raises:
        Refused: a legal notice would be switched off in the application, or a word is unknown.
    """
    known = set(Preference.Way.values)
    for (kind, channel), way in ways.items():
        if kind not in KINDS or channel not in {IN_APP, *CHANNELS} or way not in known:
            raise Refused(Reason(Cause.DATA, _("Lựa chọn không có trong danh sách.")))
        if KINDS[kind].legal and channel == IN_APP and way != Preference.Way.NOW:
            text = _("Thông báo theo luật luôn hiện trong hệ thống, không tắt được.")
            raise Refused(Reason(Cause.CONDITION, text))
    with transaction.atomic():
        Preference.objects.filter(user=user).delete()
        Preference.objects.bulk_create(
            Preference(user=user, kind=kind, channel=channel, way=way)
            for (kind, channel), way in ways.items()
            if way != default_way(kind, channel)
        )
        User.objects.filter(pk=user.pk).update(language=language)


def default_way(kind: str, channel: str) -> str:
    """Return how a kind goes by a channel where the person said nothing."""
    now = channel == IN_APP or channel in KINDS[kind].now
    return (Preference.Way.NOW if now else Preference.Way.OFF).value


def word(name: str, language: str, words: Words, *, by: Appointment) -> None:
    """Keep an administrator's words for a notice; empty ones give the product's back.

    Raises:
        Refused: naming every gap that nothing fills, or what is missing.
    """
    _by_administrator(by)
    if name not in known_names() or language not in ("vi", "en"):
        raise Refused(Reason(Cause.DATA, _("Lựa chọn không có trong danh sách.")))
    found = Wording.objects.filter(name=name, language=language)
    if not any(part.strip() for part in words.parts()):
        found.delete()
        return
    unknown = sorted(set(words.problems()))
    if unknown:
        text = _("Chỗ trống không có trong danh sách: {gaps}.")
        raise Refused(Reason(Cause.DATA, text, {"gaps": ", ".join(unknown)}))
    if not all(part.strip() for part in words.parts()):
        text = _("Phải ghi đủ tiêu đề, nội dung và tin ngắn.")
        raise Refused(Reason(Cause.DATA, text))
    given = dict(zip(("title", "body", "short"), words.parts(), strict=True))
    Wording.objects.update_or_create(
        name=name, language=language, defaults={**given, "by": by, "at": clock.now()}
    )
