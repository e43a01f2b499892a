"""Criteria sets (bộ tiêu chí) as they were loaded: an edition is written once and never edited."""

from functools import cached_property

from django.db import models

from processes.criteria.content import from_json
from processes.criteria.definition import CriteriaSet


class CriteriaEdition(models.Model):
    """One version of one set of a law. A newer one serves what is not yet convened."""

    law = models.SlugField("văn bản", max_length=60)
    number = models.PositiveSmallIntegerField("bộ số")
    version = models.PositiveSmallIntegerField("phiên bản")
    name = models.CharField("tên", max_length=200)
    legal_basis = models.CharField("căn cứ", max_length=300)
    effective_from = models.DateField("hiệu lực từ")
    effective_to = models.DateField("hết hiệu lực", null=True, blank=True)
    doubtful = models.TextField("điểm còn nghi vấn", blank=True)  # one a line
    content = models.TextField()  # canonical JSON
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField("nạp lúc")

    class Meta:
        verbose_name = "bộ tiêu chí"
        verbose_name_plural = "bộ tiêu chí"
        ordering = ["law", "number", "version"]
        constraints = [
            models.UniqueConstraint(fields=["law", "number", "version"], name="one_edition")
        ]

    def __str__(self) -> str:
        return f"Bộ {self.number}. {self.name}"

    @cached_property
    def definition(self) -> CriteriaSet:
        """The set, read back from what was stored."""
        return from_json(self.content)

    @property
    def doubts(self) -> list[str]:
        """What is doubtful about it, shown on every sheet."""
        return self.doubtful.splitlines()
