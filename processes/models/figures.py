"""Sums kept beside the records, so that the board need not read millions of them.

They say nothing that the records do not say: a test holds them equal to a count of the records, and
they may be emptied at any time, to be counted anew.
"""

from django.db import models

from .people import Appointment
from .units import Unit


class StayCount(models.Model):
    """How many stays in a state that ended in a month lasted so many working days.

    Args:
        month: Its first day.
        again: The dossier had been in the state before: it came back to be done over.
    """

    month = models.DateField("tháng")
    district = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    state = models.CharField("trạng thái", max_length=40)
    days = models.PositiveIntegerField("ngày làm việc")
    again = models.BooleanField("làm lại")
    count = models.PositiveIntegerField("số lượt")

    class Meta:
        verbose_name = "thời gian ở một bước"
        verbose_name_plural = "thời gian ở một bước"
        constraints = [
            models.UniqueConstraint(
                fields=["month", "district", "state", "days", "again"], name="stay_count_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y} {self.state} {self.days}: {self.count}"


class StepCount(models.Model):
    """How many steps were taken under an appointment on a day."""

    day = models.DateField("ngày")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    count = models.PositiveIntegerField("số bước")

    class Meta:
        verbose_name = "số bước đã làm"
        verbose_name_plural = "số bước đã làm"
        constraints = [
            models.UniqueConstraint(fields=["day", "appointment"], name="step_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.appointment_id}: {self.count}"


class Counted(models.Model):
    """Up to which moment the sums hold; later records are counted when they are asked for."""

    name = models.CharField(max_length=20, unique=True)
    until = models.DateTimeField("đến lúc")

    def __str__(self) -> str:
        return f"{self.name}: {self.until}"
