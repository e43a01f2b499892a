"""Councils, score sheets and members who step back."""

from django.db import models

from .cycle import Cycle
from .people import User
from .units import Unit


class Council(models.Model):
    """A rating council of a district or of the province, for one cycle.

    Its members are the people appointed to it; its chair is one of them.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="councils")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị")
    name = models.CharField("tên", max_length=200)
    decision_number = models.CharField("số quyết định thành lập", max_length=60)
    decision_on = models.DateField("ngày quyết định")

    class Meta:
        verbose_name = "hội đồng"
        verbose_name_plural = "hội đồng"

    def __str__(self) -> str:
        return self.name


class ScoreSheet(models.Model):
    """What one member gave one dossier in one sitting; sealed until the sitting is concluded.

    Points are hundredths, so that sums and means are exact.
    """

    dossier = models.ForeignKey("processes.Dossier", models.PROTECT, related_name="sheets")
    council = models.ForeignKey(Council, models.PROTECT, related_name="sheets")
    stage = models.CharField("lượt", max_length=30)  # the state in which it was scored
    member = models.ForeignKey(User, models.PROTECT, verbose_name="thành viên")
    a = models.PositiveIntegerField("phần A, phần trăm điểm")
    b = models.PositiveIntegerField("phần B, phần trăm điểm")
    c = models.PositiveIntegerField("phần C, phần trăm điểm")
    comment = models.TextField("nhận xét", blank=True)
    record = models.OneToOneField("processes.Record", models.PROTECT, related_name="score_sheet")

    class Meta:
        verbose_name = "phiếu chấm điểm"
        verbose_name_plural = "phiếu chấm điểm"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "stage", "member"], name="one_sheet_a_member"
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.member}"

    @property
    def total(self) -> int:
        """All three parts, in hundredths of a point."""
        return self.a + self.b + self.c


class Recusal(models.Model):
    """A member stepped back from a dossier (xin không chấm)."""

    dossier = models.ForeignKey("processes.Dossier", models.PROTECT, related_name="recusals")
    council = models.ForeignKey(Council, models.PROTECT)
    member = models.ForeignKey(User, models.PROTECT)
    record = models.OneToOneField("processes.Record", models.PROTECT)

    class Meta:
        verbose_name = "xin không chấm"
        verbose_name_plural = "xin không chấm"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "council", "member"], name="recused_once")
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.member}"
