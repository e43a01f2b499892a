"""The yearly cycle: its windows, and extensions of them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from processes.words import gettext_noop

from .units import Unit

WINDOW_LABELS = {
    "annual_plans": gettext_noop("Phê duyệt kế hoạch năm"),
    "communication": gettext_noop("Tuyên truyền"),
    "ideas": gettext_noop("Nhận ý tưởng"),
    "plans": gettext_noop("Nhận phương án kinh doanh"),
    "implementation": gettext_noop("Triển khai phương án"),
    "rating_1": gettext_noop("Đánh giá đợt 1"),
    "rating_2": gettext_noop("Đánh giá đợt 2"),
    "promotion": gettext_noop("Xúc tiến thương mại"),
}


class Cycle(models.Model):
    """One year of the programme (chu trình OCOP thường niên)."""

    year = models.PositiveSmallIntegerField(_("năm"), unique=True)
    ruleset_key = models.CharField(_("bộ quy định"), max_length=30, default="dl_2022")
    closed_on = models.DateField(_("ngày khép lại"), null=True, blank=True)
    is_training = models.BooleanField(_("dữ liệu huấn luyện"), default=False)
    last_number = models.PositiveIntegerField(default=0, editable=False)
    in_preparation = models.BooleanField(_("đang chuẩn bị"), default=False)
    opened_at = models.DateTimeField(_("mở lúc"), null=True, blank=True, editable=False)
    made_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    remind_days = models.PositiveSmallIntegerField(_("nhắc trước hạn, ngày làm việc"), default=2)
    window_days = models.PositiveSmallIntegerField(
        _("nhắc trước khi hết thời gian nhận"), default=7
    )
    apology_days = models.PositiveSmallIntegerField(_("hẹn lại khi chậm, ngày làm việc"), default=3)

    class Meta:
        verbose_name = _("chu trình")
        verbose_name_plural = pgettext_lazy("số nhiều", "chu trình")
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"Chu trình OCOP {self.year}"


class CycleWindow(models.Model):
    """A period of a cycle; it closes at the end of its last day, local time."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="windows")
    key = models.CharField(
        _("thời gian"),
        max_length=20,
        choices=[(key, _(words)) for key, words in WINDOW_LABELS.items()],
    )
    opens_on = models.DateField(_("từ ngày"))
    closes_on = models.DateField(_("đến hết ngày"))

    class Meta:
        verbose_name = _("thời gian nhận")
        verbose_name_plural = pgettext_lazy("số nhiều", "thời gian nhận")
        ordering = ["opens_on", "closes_on"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "key"], name="window_once"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="window_order"),
        ]

    def __str__(self) -> str:
        return f"{WINDOW_LABELS.get(self.key, self.key)}, {self.cycle}"


class Extension(models.Model):
    """A window kept open longer, for one dossier or for a unit and all below it."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="extensions")
    key = models.CharField("thời gian", max_length=20, choices=list(WINDOW_LABELS.items()))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name="đơn vị")
    dossier = models.ForeignKey(
        "processes.Dossier", models.PROTECT, null=True, blank=True, related_name="extensions"
    )
    closes_on = models.DateField("nhận đến hết ngày")
    reason = models.TextField("lý do")
    by = models.ForeignKey("processes.Appointment", models.PROTECT, verbose_name="người gia hạn")
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "gia hạn"
        verbose_name_plural = "gia hạn"
        constraints = [
            models.CheckConstraint(
                condition=Q(unit=None, dossier__isnull=False) | Q(unit__isnull=False, dossier=None),
                name="extension_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} → {self.closes_on:%d/%m/%Y}"
