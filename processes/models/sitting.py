"""A council's sitting (phiên họp): agenda, attendance, sheets being filled in, who looked at them."""

import uuid
from fractions import Fraction

from django.db import models
from django.db.models import Q
from viewflow.workflow.models import Process

from processes.words import gettext_noop

from .council import Council, ScoreSheet
from .criteria import CriteriaEdition
from .dossier import Dossier
from .people import Appointment, User


class Sitting(models.Model):
    """One meeting of a council over a batch of dossiers."""

    class Status(models.TextChoices):
        CALLED = "called", gettext_noop("đã triệu tập")
        OPEN = "open", gettext_noop("đang họp")
        CLOSED = "closed", gettext_noop("đã bế mạc")
        CANCELLED = "cancelled", gettext_noop("đã hủy")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    council = models.ForeignKey(Council, models.PROTECT, related_name="sittings")
    number = models.PositiveSmallIntegerField("phiên số")
    at = models.DateTimeField("họp lúc")
    place = models.CharField("địa điểm", max_length=200)
    status = models.CharField("tình trạng", max_length=10, choices=Status, default=Status.CALLED)
    called_by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    called_at = models.DateTimeField("triệu tập lúc")
    opened_at = models.DateTimeField("khai mạc lúc", null=True)
    closed_at = models.DateTimeField("bế mạc lúc", null=True)
    reason = models.TextField("lý do hủy", blank=True)
    remarks = models.TextField("kết luận của chủ tịch", blank=True)

    class Meta:
        verbose_name = "phiên họp"
        verbose_name_plural = "phiên họp"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["council", "number"], name="sitting_number_once")
        ]

    def __str__(self) -> str:
        return f"Phiên {self.number}, {self.council}"

    @property
    def level(self) -> str:
        """``district`` or ``province``."""
        return str(self.council.unit.level)


class AgendaItem(models.Model):
    """One dossier on a sitting's agenda; its criteria set is settled when it is put there."""

    class Status(models.TextChoices):
        WAITING = "waiting", gettext_noop("chờ chấm")
        SCORING = "scoring", gettext_noop("đang chấm")
        DISCUSSION = "discussion", gettext_noop("cần thảo luận")
        READY = "ready", gettext_noop("đủ phiếu")
        CONCLUDED = "concluded", gettext_noop("đã kết luận")
        ADJOURNED = "adjourned", gettext_noop("hoãn sang phiên sau")

    LIVE = (Status.WAITING, Status.SCORING, Status.DISCUSSION, Status.READY)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="items")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="agenda")
    edition = models.ForeignKey(CriteriaEdition, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField("thứ tự")
    stage = models.CharField(max_length=40)  # the dossier's state while it is on the agenda
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    turn = models.PositiveSmallIntegerField("lượt chấm", default=1)
    # users found to belong to the organisation when the sitting opened: they do not score it
    barred = models.JSONField(default=list)
    discussion = models.TextField("nội dung thảo luận", blank=True)
    reason = models.TextField("lý do hoãn", blank=True)
    # the result, as it was decided: exact, of the last turn
    total = models.PositiveIntegerField("tổng điểm, phần trăm điểm", null=True)
    sheets_in = models.PositiveSmallIntegerField("số phiếu", null=True)
    star = models.PositiveSmallIntegerField("sao", null=True)

    class Meta:
        verbose_name = "hồ sơ của phiên họp"
        verbose_name_plural = "hồ sơ của phiên họp"
        ordering = ["sitting", "position"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "dossier"], name="once_on_an_agenda"),
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(status__in=["waiting", "scoring", "discussion", "ready"]),
                name="on_one_live_agenda",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id}/{self.position}"

    @property
    def mean(self) -> Fraction | None:
        """The exact mean that was decided on, 0 to 100 points; ``None`` before the conclusion."""
        if self.total is None or not self.sheets_in:
            return None
        return Fraction(self.total, 100 * self.sheets_in)


class Attendance(models.Model):
    """Who belongs to a sitting, and whether that person came."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="attendance")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    present = models.BooleanField("có mặt", null=True)

    class Meta:
        verbose_name = "thành viên dự họp"
        verbose_name_plural = "thành viên dự họp"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "appointment"], name="attends_once")
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id}: {self.appointment_id}"


class MarkSheet(models.Model):
    """A score sheet being filled in; nobody but its member reads it.

    ``marks``: criterion key → index of an option (-1: none). ``notes``: criterion key → text.
    ``excludes``: criterion keys on which the member holds the product to be excluded.
    """

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="mark_sheets")
    turn = models.PositiveSmallIntegerField()
    member = models.ForeignKey(User, models.PROTECT, related_name="+")
    marks = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    excludes = models.JSONField(default=list)
    comment = models.TextField("nhận xét chung", blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "phiếu đang chấm"
        verbose_name_plural = "phiếu đang chấm"
        constraints = [
            models.UniqueConstraint(fields=["item", "turn", "member"], name="one_mark_sheet")
        ]

    def __str__(self) -> str:
        return f"{self.item_id}/{self.turn}: {self.member_id}"


class SheetReading(models.Model):
    """Somebody looked at a score sheet (§ who sees what): who, acting as what, when."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="readings")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "lượt xem phiếu"
        verbose_name_plural = "lượt xem phiếu"
        indexes = [models.Index(fields=["sheet", "at"])]

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.appointment_id}"


class SittingProcess(Process):  # type: ignore[misc]  # viewflow has no types
    """The flow of one sitting: called, opened, every dossier scored, closed."""

    sitting: models.OneToOneField[Sitting, Sitting] = models.OneToOneField(
        Sitting, models.PROTECT, related_name="process"
    )

    class Meta:
        verbose_name = "diễn biến phiên họp"
        verbose_name_plural = "diễn biến phiên họp"


class ScoringProcess(Process):  # type: ignore[misc]  # see above
    """The flow of scoring one dossier in a sitting: a sheet a member, discussion, second sheets."""

    item: models.OneToOneField[AgendaItem, AgendaItem] = models.OneToOneField(
        AgendaItem, models.PROTECT, related_name="process"
    )

    class Meta:
        verbose_name = "diễn biến chấm điểm"
        verbose_name_plural = "diễn biến chấm điểm"
