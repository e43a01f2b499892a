"""Administrative units and the days offices work."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(models.TextChoices):
    """The three levels of 2022."""

    PROVINCE = "province", _("tỉnh")
    DISTRICT = "district", _("huyện")
    COMMUNE = "commune", _("xã")


class Unit(models.Model):
    """A province, district or commune, from the day its name and borders hold.

    A GSO code alone does not name a unit: 24133 has named three different wards.
    """

    code = models.CharField(pgettext_lazy("mã số", "mã"), max_length=5)
    valid_from = models.DateField(_("có hiệu lực từ"))
    valid_until = models.DateField(_("hết hiệu lực sau ngày"), null=True, blank=True)
    level = models.CharField(_("cấp"), max_length=10, choices=Level.choices)
    kind = models.CharField(_("loại"), max_length=20)
    name = models.CharField(_("tên"), max_length=100)
    name_fold = models.CharField(max_length=100, editable=False)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("thuộc"),
    )
    phone = models.CharField(_("điện thoại nơi tiếp nhận hồ sơ OCOP"), max_length=20, blank=True)
    population = models.PositiveIntegerField(_("dân số"), null=True, blank=True)
    latitude = models.DecimalField(
        _("vĩ độ"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("kinh độ"), max_digits=9, decimal_places=6, null=True, blank=True
    )

    class Meta:
        verbose_name = _("đơn vị hành chính")
        verbose_name_plural = pgettext_lazy("số nhiều", "đơn vị hành chính")
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="unit_code_valid_from")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """Code and first day: the name of the unit in records."""
        return f"{self.code}@{self.valid_from:%Y-%m-%d}"


class CalendarDay(models.Model):
    """A day that differs from its weekday: a holiday, or a weekend that is worked."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("nghỉ")
        WORKDAY = "workday", _("làm bù")

    date = models.DateField(_("ngày"), unique=True)
    kind = models.CharField(_("loại"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("tên"), max_length=120)
    source = models.CharField(_("văn bản"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("ngày nghỉ, ngày làm bù")
        verbose_name_plural = pgettext_lazy("số nhiều", "ngày nghỉ, ngày làm bù")
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y} {self.name}"
