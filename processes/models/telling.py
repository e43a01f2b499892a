"""What people are told: numbered notices, the outbox, who wants what, and words of our own."""

import uuid

from django.db import models
from django.db.models import Q

from processes.kinds import CHANNELS, KINDS

from .certificate import Certificate
from .dossier import Dossier
from .duty import Duty
from .people import Appointment, User
from .record import Record

KIND_CHOICES = [(k.key, k.label) for k in KINDS.values()]
CHANNEL_CHOICES = list(CHANNELS.items())


class Notice(models.Model):
    """One person told of one thing, in the application: the legal notice, exactly once.

    ``key`` names the thing; the same person is never told of it twice. ``batch`` is the step or
    the sweep that wrote the row, so that its outbox rows are found in one statement.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="notices")
    kind = models.CharField("loại", max_length=30, choices=KIND_CHOICES, default="step")
    key = models.CharField(max_length=120)
    record = models.ForeignKey(Record, models.PROTECT, null=True, related_name="notices")
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="notices")
    certificate = models.ForeignKey(Certificate, models.PROTECT, null=True, related_name="notices")
    duty = models.ForeignKey(Duty, models.PROTECT, null=True, related_name="notices")
    state = models.CharField("bước khi báo", max_length=40, blank=True)
    due_at = models.DateTimeField("hạn được nhắc", null=True)
    at = models.DateTimeField("lúc")
    batch = models.UUIDField(db_index=True)
    quiet = models.BooleanField("không hiện trong hệ thống", default=False)
    read_at = models.DateTimeField("đã đọc lúc", null=True)

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_list"),
            models.Index(fields=["dossier", "kind"], name="notice_of_dossier"),
        ]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.key}"


class Delivery(models.Model):
    """One notice to be sent by one channel: a row of the outbox.

    ``available_at`` is when it may next be tried; ``lease`` and ``leased_until`` say who is at it.
    ``SENDING`` is written just before the words leave, ``SENT`` just after: a row found in between
    has an unknown fate (``DOUBTFUL``), and where it is legal a person decides, not the machine.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "chờ gửi"
        CLAIMED = "claimed", "đang xếp gửi"
        SENDING = "sending", "đang gửi"
        SENT = "sent", "đã gửi"
        DOUBTFUL = "doubtful", "chưa rõ đã tới"
        DEAD = "dead", "không gửi được"
        DROPPED = "dropped", "không còn cần gửi"

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="deliveries")
    channel = models.CharField("kênh", max_length=10, choices=CHANNEL_CHOICES)
    kind = models.CharField("loại", max_length=30, choices=KIND_CHOICES)
    legal = models.BooleanField("thông báo theo luật", default=False)
    digest = models.BooleanField("gộp trong bản tin ngày", default=False)
    state = models.CharField(
        "tình trạng", max_length=10, choices=State.choices, default=State.WAITING
    )
    made_at = models.DateTimeField("lập lúc")
    available_at = models.DateTimeField("gửi từ lúc")
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField("số lần thử", default=0)
    error = models.CharField("lý do", max_length=300, blank=True)
    address = models.CharField("gửi tới", max_length=200, blank=True)
    sent_at = models.DateTimeField("gửi lúc", null=True)

    class Meta:
        verbose_name = "tin gửi đi"
        verbose_name_plural = "tin gửi đi"
        indexes = [
            models.Index(
                fields=["available_at", "id"],
                condition=Q(state="waiting"),
                name="delivery_waiting",
            ),
            models.Index(
                fields=["leased_until"],
                condition=Q(state__in=("claimed", "sending")),
                name="delivery_leased",
            ),
            models.Index(fields=["state", "channel", "kind"], name="delivery_counts"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="delivered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}, {self.channel}: {self.state}"


class Preference(models.Model):
    """How one person wants one kind of notice by one channel; where there is no row, the kind's way."""

    class Way(models.TextChoices):
        NOW = "now", "gửi ngay"
        DAILY = "daily", "gộp mỗi ngày"
        OFF = "off", "không gửi"

    user = models.ForeignKey(User, models.CASCADE, related_name="preferences")
    kind = models.CharField("loại", max_length=30, choices=KIND_CHOICES)
    channel = models.CharField(
        "kênh", max_length=10, choices=[("in_app", "trong hệ thống"), *CHANNEL_CHOICES]
    )
    way = models.CharField("cách gửi", max_length=10, choices=Way.choices)

    class Meta:
        verbose_name = "tùy chọn nhận tin"
        verbose_name_plural = "tùy chọn nhận tin"
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "channel"], name="preference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind}, {self.channel}"


class Wording(models.Model):
    """Words an administrator wrote for a notice, in place of those that the product has.

    ``name`` is the kind of a reminder, or ``step:<transition or act>``.
    """

    name = models.CharField("thông báo", max_length=60)
    language = models.CharField("ngôn ngữ", max_length=5, choices=[("vi", "vi"), ("en", "en")])
    title = models.CharField("tiêu đề", max_length=200)
    body = models.TextField("nội dung")
    short = models.CharField("tin ngắn", max_length=300)
    by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("sửa lúc")

    class Meta:
        verbose_name = "mẫu tin"
        verbose_name_plural = "mẫu tin"
        constraints = [
            models.UniqueConstraint(fields=["name", "language"], name="wording_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.language}"


class Heartbeat(models.Model):
    """When something that runs by itself was last seen alive, and what it saw."""

    name = models.CharField(max_length=60, unique=True)
    at = models.DateTimeField()
    said = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.name}: {self.at}"


class Feed(models.Model):
    """A person's secret calendar address; only the hash of the secret is kept.

    ``digest`` is the SHA-256 of the secret, in hexadecimal. One address a person is alive.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="feeds")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("lập lúc")
    revoked_at = models.DateTimeField("thu hồi lúc", null=True)

    class Meta:
        verbose_name = "địa chỉ lịch"
        verbose_name_plural = "địa chỉ lịch"
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at=None), name="feed_alive_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.made_at}"


def new_batch() -> uuid.UUID:
    """Return the name of a step's or a sweep's notices."""
    return uuid.uuid4()
