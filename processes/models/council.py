"""Councils, score sheets and members who step back."""

import json
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .cycle import WINDOW_LABELS, Cycle
from .people import User
from .units import Unit

ROUNDS = [(key, _(WINDOW_LABELS[key])) for key in ("rating_1", "rating_2")]


class Council(models.Model):
    """A rating council of a district or of the province, for one cycle.

    Its members are the people appointed to it; its chair is one of them.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="councils")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("đơn vị"))
    name = models.CharField(_("tên"), max_length=200)
    round = models.CharField(_("đợt"), max_length=20, blank=True, choices=ROUNDS)
    decision_number = models.CharField(_("số quyết định thành lập"), max_length=60)
    decision_on = models.DateField(_("ngày quyết định"))
    secretary = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("thư ký")
    )
    advisers = models.ManyToManyField(
        User, blank=True, related_name="+", verbose_name=_("tổ giúp việc")
    )

    class Meta:
        verbose_name = _("hội đồng")
        verbose_name_plural = pgettext_lazy("số nhiều", "hội đồng")

    def __str__(self) -> str:
        return self.name


class ScoreSheet(models.Model):
    """What one member gave one dossier in one turn of a sitting; sealed until all are in.

    Points are hundredths, so that sums and means are exact. ``content`` is the canonical JSON of
    what was marked: ``marks``, ``notes``, ``excludes`` as in :class:`MarkSheet`.
    """

    dossier = models.ForeignKey("processes.Dossier", models.PROTECT, related_name="sheets")
    council = models.ForeignKey(Council, models.PROTECT, related_name="sheets")
    # null: a sheet of before the criteria sets, three figures only
    item = models.ForeignKey(
        "processes.AgendaItem", models.PROTECT, null=True, related_name="sheets"
    )
    edition = models.ForeignKey(
        "processes.CriteriaEdition", models.PROTECT, null=True, related_name="+"
    )
    stage = models.CharField("bước", max_length=30)  # the state in which it was scored
    turn = models.PositiveSmallIntegerField("lượt", default=1)
    member = models.ForeignKey(User, models.PROTECT, verbose_name="thành viên")
    a = models.PositiveIntegerField("phần A, phần trăm điểm")
    b = models.PositiveIntegerField("phần B, phần trăm điểm")
    c = models.PositiveIntegerField("phần C, phần trăm điểm")
    content = models.TextField(default="")
    is_excluding = models.BooleanField("đề nghị loại", default=False)
    comment = models.TextField("nhận xét", blank=True)
    record = models.OneToOneField("processes.Record", models.PROTECT, related_name="score_sheet")

    class Meta:
        verbose_name = "phiếu chấm điểm"
        verbose_name_plural = "phiếu chấm điểm"
        constraints = [
            models.UniqueConstraint(fields=["item", "turn", "member"], name="one_sheet_a_member")
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.member}"

    @property
    def data(self) -> dict[str, Any]:
        """The content, read back."""
        loaded: dict[str, Any] = json.loads(self.content or "{}")
        return loaded

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
