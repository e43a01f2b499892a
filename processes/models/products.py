"""The classification of products, kinds of organisation and the document checklist."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sector(models.Model):
    """One of the six sectors of the programme."""

    number = models.CharField(_("số"), max_length=4, unique=True)
    name = models.CharField(_("tên"), max_length=100)
    is_tourism = models.BooleanField(_("là dịch vụ"), default=False)

    class Meta:
        verbose_name = _("ngành")
        verbose_name_plural = pgettext_lazy("số nhiều", "ngành")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class Department(models.Model):
    """A department of the province that manages product groups."""

    code = models.SlugField(pgettext_lazy("mã số", "mã"), unique=True)
    name = models.CharField(_("tên"), max_length=100)

    class Meta:
        verbose_name = _("Sở")
        verbose_name_plural = pgettext_lazy("số nhiều", "Sở")

    def __str__(self) -> str:
        return self.name


class ProductGroup(models.Model):
    """A group of a sector."""

    sector = models.ForeignKey(Sector, models.PROTECT, related_name="groups")
    name = models.CharField(_("tên"), max_length=150)

    class Meta:
        verbose_name = _("nhóm sản phẩm")
        verbose_name_plural = pgettext_lazy("số nhiều", "nhóm sản phẩm")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Subgroup(models.Model):
    """A subgroup: it decides the criteria set and the managing department."""

    group = models.ForeignKey(ProductGroup, models.PROTECT, related_name="subgroups")
    name = models.CharField(_("tên"), max_length=150)
    criteria_set = models.PositiveSmallIntegerField(_("bộ tiêu chí số"), unique=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="subgroups")

    class Meta:
        verbose_name = _("phân nhóm")
        verbose_name_plural = pgettext_lazy("số nhiều", "phân nhóm")
        ordering = ["criteria_set"]

    def __str__(self) -> str:
        return self.name


class OrganisationKind(models.Model):
    """A kind of organisation (Part I, III.2.b), and whether it may enter tourism only."""

    code = models.SlugField(pgettext_lazy("mã số", "mã"), unique=True)
    name = models.CharField(_("tên"), max_length=120)
    tourism_only = models.BooleanField(_("chỉ ngành du lịch"), default=False)

    class Meta:
        verbose_name = _("loại hình chủ thể")
        verbose_name_plural = pgettext_lazy("số nhiều", "loại hình chủ thể")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class ChecklistItem(models.Model):
    """One line of the rating file's list of documents."""

    code = models.SlugField(pgettext_lazy("mã số", "mã"), unique=True)
    number = models.PositiveSmallIntegerField(_("số thứ tự"))
    name = models.CharField(_("tên"), max_length=250)
    help = models.CharField(_("hướng dẫn"), max_length=300, blank=True)
    mandatory = models.BooleanField(_("bắt buộc"), default=False)
    goods_only = models.BooleanField(_("không áp dụng cho dịch vụ"), default=False)
    satisfied_by = models.CharField(_("đã có ở biểu"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("giấy tờ")
        verbose_name_plural = pgettext_lazy("số nhiều", "giấy tờ")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name
