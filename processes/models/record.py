"""The history: records chained by hash, and what stands beside them."""

import json
from typing import Any, NoReturn

from django.db import models

from .dossier import Dossier
from .people import Appointment, User


class WrittenOnce(models.Model):
    """A row that is written once. The database refuses more; this is the courteous answer."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row, once.

        Raises:
            TypeError: when it is there already.
        """
        if not self._state.adding:
            raise TypeError("a record is written once")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse.

        Raises:
            TypeError: always.
        """
        raise TypeError("a record is never deleted")


class Record(WrittenOnce):
    """One step or act, as it was done (nhật ký xử lý).

    ``body`` is the canonical JSON that ``hash`` covers, together with a version byte; it names the
    hash before it. The other columns repeat what the body says, for queries; the verifier compares
    them. No personal data stands here: ids, codes, figures, and the salted hash of the detail.
    """

    class Kind(models.TextChoices):
        TRANSITION = "transition", "bước chuyển"
        ACT = "act", "việc"

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="records")
    seq = models.PositiveIntegerField("số")
    key = models.UUIDField("khóa chống lặp", unique=True)
    at = models.DateTimeField("lúc")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField("việc", max_length=40)
    label = models.CharField("tên việc", max_length=200)
    cites = models.CharField("căn cứ", max_length=200)
    source = models.CharField("từ", max_length=40, blank=True)
    target = models.CharField("đến", max_length=40)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="records")
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="records")
    role = models.CharField("vai trò", max_length=30)
    lasted_seconds = models.PositiveBigIntegerField("bước trước kéo dài, giây", null=True)
    lasted_working_days = models.PositiveIntegerField("ngày làm việc", null=True)
    due_at = models.DateTimeField("hạn của bước sau", null=True)
    body = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "nhật ký xử lý"
        verbose_name_plural = "nhật ký xử lý"
        ordering = ["dossier", "seq"]
        indexes = [
            models.Index(fields=["name", "at"]),
            models.Index(fields=["source", "at"]),
            # the whole history by time, for whoever looks through it page by page
            models.Index(fields=["at", "id"], name="record_by_time"),
        ]
        constraints = [models.UniqueConstraint(fields=["dossier", "seq"], name="record_seq_once")]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.seq} {self.label}"


class RecordDetail(WrittenOnce):
    """The free text given with a record: reason and answers, which may hold personal data.

    The record's body carries the hash of ``salt`` and ``content``; without the salt that hash says
    nothing, so the text can be forgotten one day and the chain still holds.
    """

    record = models.OneToOneField(Record, models.PROTECT, related_name="detail")
    content = models.TextField()  # canonical JSON; empty once it was thrown away by law
    salt = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.record_id)

    @property
    def data(self) -> dict[str, Any]:
        """The content, read back; nothing where it was thrown away."""
        loaded: dict[str, Any] = json.loads(self.content or "{}")
        return loaded


class Handover(WrittenOnce):
    """Who of an office took a dossier up, was given it, or gave it back (nhận việc, giao việc).

    The law names offices, not persons: a claim keeps two colleagues from the same work and closes
    no step to anybody. It ends when the dossier goes to another holder.
    """

    class Kind(models.TextChoices):
        CLAIM = "claim", "nhận việc"
        ASSIGN = "assign", "giao việc"
        RELEASE = "release", "trả việc"

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="handovers")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField("trạng thái", max_length=40)
    to = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    reason = models.CharField("lý do", max_length=500, blank=True)
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "nhận, giao việc"
        verbose_name_plural = "nhận, giao việc"
        ordering = ["dossier", "pk"]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.get_kind_display()}"
