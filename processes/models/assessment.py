"""What is said of a product criterion by criterion before a council scores it (§6.5.b)."""

from django.db import models

from .criteria import CriteriaEdition
from .dossier import Dossier
from .people import Appointment


class SelfAssessment(models.Model):
    """The applicant's own score: an option a criterion, each claim tied to a document.

    ``marks``: criterion key → index of an option (-1: none of them). ``evidence``: criterion key →
    ``{"document": public id, "page": number or null, "note": text}``.
    """

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="self_assessment")
    edition = models.ForeignKey(CriteriaEdition, models.PROTECT, related_name="+")
    marks = models.JSONField(default=dict)
    evidence = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "tự đánh giá"
        verbose_name_plural = "tự đánh giá"

    def __str__(self) -> str:
        return str(self.dossier_id)


class AdvisoryCheck(models.Model):
    """What the advisory team (tổ giúp việc) found on one criterion; it stands beside the claim."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="checks")
    level = models.CharField(max_length=10)  # district or province
    criterion = models.CharField("tiêu chí", max_length=20)
    mark = models.SmallIntegerField("mức đề nghị", null=True)  # index of an option, or none said
    note = models.TextField("nhận xét", blank=True)
    by = models.ForeignKey(Appointment, models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "ý kiến tổ giúp việc"
        verbose_name_plural = "ý kiến tổ giúp việc"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "level", "criterion"], name="one_check")
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.criterion}"
