"""Opening a dossier: for a product that is known, or for a new one."""

from typing import Any
from uuid import UUID, uuid4

from django import forms as django_forms  # our own package is called forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forms.acting import acting
from forms.posted import posted_key
from forms.wording import lifters
from processes.engine import Refused
from processes.models import Appointment, Cycle, Product, Sector, Subgroup
from processes.queries.cycles import current_cycle
from processes.roles import Role
from processes.services import clock, dossiers
from processes.text import normal


class OpeningForm(django_forms.Form):
    """Which product it is about."""

    product = django_forms.ModelChoiceField(Product.objects.none(), required=False)
    name = django_forms.CharField(max_length=200, required=False)
    subgroup = django_forms.ModelChoiceField(Subgroup.objects.all(), required=False)
    is_new = django_forms.TypedChoiceField(coerce=lambda v: v == "1", required=False)

    def __init__(self, *args: Any, organisation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        product, name, subgroup, is_new = (
            self.fields[f] for f in ("product", "name", "subgroup", "is_new")
        )
        product.label = _("Sản phẩm đã có trên hệ thống")
        product.queryset = Product.objects.filter(organisation_id=organisation_id)
        product.empty_label = _("— Sản phẩm mới, ghi tên bên dưới —")
        name.label = _("Tên sản phẩm")
        name.help_text = _("Mỗi phiếu đăng ký một sản phẩm.")
        subgroup.label = _("Phân nhóm sản phẩm")
        subgroup.choices = _grouped()
        is_new.label = _("Loại phiếu")
        is_new.choices = [
            ("1", _("Sản phẩm mới, ý tưởng (biểu 01)")),
            ("0", _("Sản phẩm đã có (biểu 02)")),
        ]
        if not product.queryset.exists():
            del self.fields["product"]

    def clean(self) -> dict[str, Any]:
        """Ask for a name and a subgroup where no product was chosen."""
        given = super().clean() or {}
        if not given.get("product"):
            for field in ("name", "subgroup"):
                if not given.get(field) and field not in self.errors:
                    self.add_error(field, _("Cần ghi mục này."))
        return given


def _grouped() -> list[Any]:
    sectors = Sector.objects.prefetch_related("groups__subgroups")
    listed = [
        (_(s.name), [(g.pk, _(g.name)) for group in s.groups.all() for g in group.subgroups.all()])
        for s in sectors
    ]
    return [("", "—"), *listed]


@require_http_methods(["GET", "HEAD", "POST"])
def open_dossier(request: HttpRequest) -> HttpResponse:
    """Show the form, or open the dossier and go on to its idea."""
    appointment = acting(request)
    if appointment is None or appointment.role != Role.APPLICANT:
        raise Http404
    cycle = current_cycle(clock.today())
    data = request.POST if request.method == "POST" else None
    form = OpeningForm(data, organisation_id=appointment.organisation_id or 0)
    reasons: list[Any] = []
    if data is not None and cycle is not None and form.is_valid():
        try:
            opened = _opened(form.cleaned_data, cycle, appointment, posted_key(request))
            return redirect("sheet", opened.public_id, "idea")
        except Refused as refused:
            reasons = [(r.say(_), lifters(r, appointment.role)) for r in refused.reasons]
    context = {
        "form": form,
        "cycle": cycle,
        "reasons": reasons,
        "failed": form.is_bound,
        "key": request.POST.get("key") or uuid4(),
    }
    return render(request, "forms/opening.html", context, status=422 if form.is_bound else 200)


def _opened(given: dict[str, Any], cycle: Cycle, by: Appointment, key: UUID) -> Any:
    """Open the dossier; a product that is refused one is not kept either."""
    with transaction.atomic():
        product = given.get("product") or _product(given, by)
        return dossiers.open_dossier(product, cycle, by=by, key=key)


def _product(given: dict[str, Any], by: Appointment) -> Product:
    named = Product.objects.filter(
        organisation_id=by.organisation_id, name=normal(given["name"])
    ).first()
    return named or Product.objects.create(
        organisation_id=by.organisation_id,
        name=given["name"],
        subgroup=given["subgroup"],
        is_new=given["is_new"] is not False,
    )
