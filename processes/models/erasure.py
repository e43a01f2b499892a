"""What was thrown away by law: the decision, and each text of the history that it took."""

from django.db import models

from processes.words import gettext_noop as _

from .dossier import Dossier
from .people import Appointment, User
from .record import WrittenOnce


class Erasure(WrittenOnce):
    """A person made anonymous: on which decision, why, by whom, and who agreed (ẩn danh hóa)."""

    person = models.ForeignKey(User, models.PROTECT, related_name="erasures")
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    second = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    decision = models.CharField("số văn bản quyết định", max_length=120)
    reason = models.CharField("lý do", max_length=500)
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "lần ẩn danh hóa"
        verbose_name_plural = "lần ẩn danh hóa"

    def __str__(self) -> str:
        return self.decision


class Forgotten(WrittenOnce):
    """One row of the history whose text and salt an erasure throws away.

    The walls let that text be emptied, and nothing else of it, only where this row is there first.
    """

    erasure = models.ForeignKey(Erasure, models.PROTECT, related_name="forgotten")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="forgotten")
    table = models.CharField("bảng", max_length=40)
    row = models.BigIntegerField("dòng")

    class Meta:
        verbose_name = "nội dung đã xóa"
        verbose_name_plural = "nội dung đã xóa"
        constraints = [models.UniqueConstraint(fields=["table", "row"], name="forgotten_once")]

    def __str__(self) -> str:
        return f"{self.table}/{self.row}"


class DataRequest(models.Model):
    """What somebody asks about the own personal data: to correct it or to erase it."""

    class Kind(models.TextChoices):
        CORRECT = "correct", _("chỉnh sửa dữ liệu cá nhân")
        ERASE = "erase", _("xóa dữ liệu cá nhân")

    class State(models.TextChoices):
        OPEN = "open", _("chờ trả lời")
        DONE = "done", _("đã thực hiện")
        REFUSED = "refused", _("không thực hiện được")

    person = models.ForeignKey(User, models.PROTECT, related_name="data_requests")
    kind = models.CharField("yêu cầu", max_length=10, choices=Kind.choices)
    text = models.TextField("nội dung", max_length=2000)
    at = models.DateTimeField("gửi lúc")
    state = models.CharField("tình trạng", max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField("trả lời", max_length=2000, blank=True)
    answered_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("trả lời lúc", null=True)

    class Meta:
        verbose_name = "yêu cầu về dữ liệu cá nhân"
        verbose_name_plural = "yêu cầu về dữ liệu cá nhân"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind}"
