"""Reference data, for staff. What happened is not here: the admin cannot touch a dossier."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from processes.models import (
    CalendarDay,
    ChecklistItem,
    Council,
    CriteriaEdition,
    Cycle,
    CycleWindow,
    Department,
    OrganisationKind,
    ProductGroup,
    Sector,
    Subgroup,
    Unit,
)
from processes.text import fold, normal

admin.site.site_header = _("Dữ liệu dùng chung OCOP")
admin.site.site_title = "OCOP"
admin.site.index_title = _("Danh mục")
# roles are given by appointments with a scope and a period, never by groups
admin.site.unregister(Group)
# the key of somebody's telephone is nobody's to read; it is reset on the person's page
admin.site.unregister(TOTPDevice)


@admin.register(Unit)
class UnitAdmin(admin.ModelAdmin):
    """Administrative units; an old one is closed, not deleted."""

    list_display = ["code", "name", "level", "parent", "phone", "valid_from", "valid_until"]
    list_filter = ["level"]
    search_fields = ["code", "name", "name_fold"]
    list_select_related = ["parent"]
    autocomplete_fields = ["parent"]

    def save_model(self, request: HttpRequest, obj: Unit, form: ModelForm, change: Any) -> None:
        """Keep the folded form of the name in step."""
        obj.name = normal(obj.name)
        obj.name_fold = fold(obj.name)
        super().save_model(request, obj, form, change)


@admin.register(CalendarDay)
class CalendarDayAdmin(admin.ModelAdmin):
    """Holidays, and weekends that are worked."""

    list_display = ["date", "kind", "name", "source"]
    list_filter = ["kind"]
    date_hierarchy = "date"


class CycleWindowInline(admin.StackedInline):
    """The windows of a cycle."""

    model = CycleWindow
    extra = 0


@admin.register(Cycle)
class CycleAdmin(admin.ModelAdmin):
    """Cycles with their windows."""

    list_display = ["year", "ruleset_key", "closed_on", "is_training"]
    inlines = [CycleWindowInline]


@admin.register(Council)
class CouncilAdmin(admin.ModelAdmin):
    """Councils; who sits on one is an appointment."""

    list_display = ["name", "unit", "cycle", "round", "decision_number", "decision_on"]
    list_filter = ["cycle", "round"]
    list_select_related = ["unit", "cycle"]
    autocomplete_fields = ["unit"]
    filter_horizontal = ["advisers"]


@admin.register(CriteriaEdition)
class CriteriaEditionAdmin(admin.ModelAdmin):
    """Which criteria sets are loaded; ``load_criteria`` loads them, nobody edits them."""

    list_display = ["number", "name", "law", "version", "doubtful", "loaded_at"]
    list_filter = ["law"]
    exclude = ["content"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse: an edition is written once."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse."""
        return False


@admin.register(ChecklistItem)
class ChecklistItemAdmin(admin.ModelAdmin):
    """The lines of the rating file."""

    list_display = ["number", "name", "mandatory", "goods_only", "satisfied_by"]


@admin.register(Subgroup)
class SubgroupAdmin(admin.ModelAdmin):
    """Subgroups of the classification."""

    list_display = ["criteria_set", "name", "group", "department"]
    list_filter = ["department"]
    list_select_related = ["group", "department"]


@admin.register(ProductGroup)
class ProductGroupAdmin(admin.ModelAdmin):
    """Groups of the classification."""

    list_display = ["name", "sector"]
    list_select_related = ["sector"]


admin.site.register([Sector, Department, OrganisationKind])
