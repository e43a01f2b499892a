"""What every unit owes in a cycle besides dossiers: plans, conferences, reports, summaries."""

import uuid

from django.db import models
from django.db.models import F, Q
from viewflow.workflow.models import Process

from .cycle import Cycle
from .people import Appointment
from .sheets import Scan
from .units import Unit


class Duty(models.Model):
    """One thing that one unit owes by one day (việc của chu trình); what it is stands in the ruleset.

    Planned before ``opens_on``, due until the end of ``due_on``, late after; done with evidence.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="duties")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duties")
    key = models.CharField("việc", max_length=40)
    period = models.CharField("kỳ", max_length=10, blank=True)
    opens_on = models.DateField("từ ngày")
    due_on = models.DateField("đến hết ngày")
    content = models.TextField("nội dung", blank=True)
    note = models.TextField("kết quả", blank=True)
    done_at = models.DateTimeField("xong lúc", null=True, blank=True)
    done_by = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="duties"
    )

    class Meta:
        verbose_name = "việc của chu trình"
        verbose_name_plural = "việc của chu trình"
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["unit", "due_on"], condition=Q(done_at=None), name="owed")]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "unit", "key", "period"], name="duty_once"),
            models.CheckConstraint(condition=Q(due_on__gte=F("opens_on")), name="duty_order"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.period}, {self.unit_id}".strip()


class DutyEvidence(models.Model):
    """A file that shows that a duty was done."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="evidence")
    file = models.FileField("tệp", max_length=100)
    name = models.CharField("tên tệp", max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    rewritten = models.BooleanField("ảnh đã được ghi lại", default=False)
    scan = models.CharField("quét mã độc", max_length=5, choices=Scan.choices, blank=True)
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "minh chứng"
        verbose_name_plural = "minh chứng"

    def __str__(self) -> str:
        return self.name


class DutyProcess(Process):  # type: ignore[misc]  # viewflow has no types
    """The flow of one duty: planned, due, done with evidence."""

    duty: models.OneToOneField[Duty, Duty] = models.OneToOneField(
        Duty, models.PROTECT, related_name="process"
    )

    class Meta:
        verbose_name = "diễn biến việc của chu trình"
        verbose_name_plural = "diễn biến việc của chu trình"
