"""Criteria sets (bộ tiêu chí) as they were loaded: an edition is written once and never edited."""

from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from processes.criteria.content import from_json
from processes.criteria.definition import CriteriaSet


class CriteriaEdition(models.Model):
    """One version of one set of a law. A newer one serves what is not yet convened."""

    law = models.SlugField(_("văn bản"), max_length=60)
    number = models.PositiveSmallIntegerField(_("bộ số"))
    version = models.PositiveSmallIntegerField(_("phiên bản"))
    name = models.CharField(_("tên"), max_length=200)
    legal_basis = models.CharField(_("căn cứ"), max_length=300)
    effective_from = models.DateField(_("hiệu lực từ"))
    effective_to = models.DateField(_("hết hiệu lực"), null=True, blank=True)
    doubtful = models.TextField(_("điểm còn nghi vấn"), blank=True)  # one a line
    content = models.TextField()  # canonical JSON
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(_("nạp lúc"))

    class Meta:
        verbose_name = _("bộ tiêu chí")
        verbose_name_plural = pgettext_lazy("số nhiều", "bộ tiêu chí")
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
