"""The administrator's forms: people, appointments, organisations; they check form only."""

import re
from typing import Any

from django.contrib.auth import get_user_model
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.forms import (
    CharField,
    DateField,
    DateInput,
    Form,
    HiddenInput,
    ModelChoiceField,
    ModelForm,
    ValidationError,
)
from django.utils.translation import gettext_lazy as _

from processes.models import Appointment, Council, Organisation, OrganisationKind, Unit, User
from processes.models.units import Level
from processes.roles import POSTS, Role, Scope
from processes.text import normal

# what every telephone and keyboard types
user_name = RegexValidator(
    r"\A[A-Za-z0-9._-]+\Z",
    _("Tên đăng nhập chỉ gồm chữ không dấu, số, dấu chấm, gạch ngang và gạch dưới."),
)
# mobile, by land, and the numbers that companies are called at
TELEPHONE = re.compile(r"(?:0|\+?84|0084)(?:[35789][0-9]{8}|2[0-9]{9})|1[89]00[0-9]{4,6}")


def telephone(number: str) -> None:
    """Refuse what is no Vietnamese telephone number, however it is grouped.

    Raises:
        ValidationError: saying what one looks like.
    """
    if not TELEPHONE.fullmatch(re.sub(r"[ .()-]", "", number)):
        raise ValidationError(
            _(
                "Chưa đúng số điện thoại: di động 10 số (09…), cố định 11 số (0262…), hoặc bắt đầu +84."
            )
        )


def day(label: Any, **options: Any) -> DateField:
    """Return a field for a day, with the browser's own picker."""
    picker = DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return DateField(label=label, widget=picker, **options)


class UnitChoice(ModelChoiceField):
    """Units by name, each with the one it belongs to."""

    def label_from_instance(self, unit: Unit) -> str:
        """Return the name, and what it belongs to where that tells two of them apart."""
        above = unit.parent if unit.level == Level.COMMUNE else None
        return f"{unit.name} ({above.name})" if above else unit.name


class PersonForm(ModelForm):
    """A new person."""

    class Meta:
        model = get_user_model()
        fields = ["full_name", "username", "phone", "email"]
        labels = {
            "full_name": _("Họ và tên"),
            "username": _("Tên đăng nhập"),
            "phone": _("Điện thoại"),
            "email": _("Thư điện tử"),
        }
        help_texts = {"username": _("Chữ không dấu, số, dấu chấm; không đổi được về sau.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["full_name"].required = True
        self.fields["username"].validators = [user_name]
        self.fields["phone"].validators.append(telephone)

    def clean_full_name(self) -> str:
        """Keep the name in its normal form."""
        return normal(self.cleaned_data["full_name"])


class AppointmentForm(ModelForm):
    """One role in one scope for one period; the model says whether they fit each other."""

    class Meta:
        model = Appointment
        fields = ["role", "unit", "organisation", "council", "department", "from_on", "until_on"]
        widgets = {"role": HiddenInput}
        field_classes = {"unit": UnitChoice}
        labels = {
            "unit": _("Đơn vị hành chính"),
            "organisation": _("Chủ thể"),
            "council": _("Hội đồng"),
            "department": _("Sở"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = scope_field(self.data.get("role") or self.initial.get("role", ""))
        for name in ("unit", "organisation", "council", "department"):
            if name != wanted:
                del self.fields[name]
        if "unit" in self.fields:
            self.fields["unit"].queryset = units_for(self.data.get("role") or self.initial["role"])
        if "organisation" in self.fields:
            self.fields["organisation"].queryset = Organisation.objects.order_by("name")
        if "council" in self.fields:
            self.fields["council"].queryset = Council.objects.order_by("-cycle__year", "name")
        if wanted:
            self.fields[wanted].required = True
            self.fields[wanted].empty_label = "—"
        for name, label in (("from_on", _("Từ ngày")), ("until_on", _("Đến hết ngày"))):
            self.fields[name] = day(label, required=name == "from_on")
        self.fields["until_on"].help_text = _("Để trống nếu chưa biết ngày thôi.")

    def _post_clean(self) -> None:
        """Ask the model only about a role that there is."""
        if not self.has_error("role"):
            super()._post_clean()

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it starts."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = cleaned.get("from_on"), cleaned.get("until_on")
        if start and end and end < start:
            self.add_error("until_on", ValidationError(_("Ngày kết thúc trước ngày bắt đầu.")))
        return cleaned


def scope_field(role: str) -> str:
    """Return the field that names what an appointment to ``role`` covers; empty: it needs none."""
    if role not in {r.value for r in Role if r is not Role.SYSTEM}:
        return ""
    by_scope = {
        Scope.ORGANISATION: "organisation",
        Scope.COUNCIL: "council",
        Scope.DEPARTMENT: "department",
        Scope.NONE: "",
    }
    return by_scope.get(POSTS[Role(role)].scope, "unit")


def units_for(role: str) -> QuerySet[Unit]:
    """Return the units in force that an appointment to ``role`` may name."""
    scope = POSTS[Role(role)].scope
    found = Unit.objects.filter(valid_until=None).select_related("parent")
    if scope.value in Level.values:
        found = found.filter(level=scope.value)
    return found.order_by("-level", "name") if scope is Scope.UNIT else found.order_by("name")


class OrganisationForm(ModelForm):
    """An applicant's organisation."""

    kind = ModelChoiceField(OrganisationKind.objects.all(), label=_("Loại hình"))
    commune = UnitChoice(
        Unit.objects.filter(level=Level.COMMUNE, valid_until=None)
        .select_related("parent")
        .order_by("name"),
        label=_("Xã, phường, thị trấn"),
    )

    class Meta:
        model = Organisation
        fields = ["name", "kind", "commune", "registration_number", "address", "phone", "email"]
        labels = {
            "name": _("Tên"),
            "registration_number": _("Số đăng ký kinh doanh"),
            "address": _("Địa chỉ"),
            "phone": _("Điện thoại"),
            "email": _("Thư điện tử"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].validators.append(telephone)


class MemberForm(Form):
    """A person who belongs to an organisation, by user name."""

    username = CharField(label=_("Tên đăng nhập"), max_length=150)

    def clean_username(self) -> User:
        """Return the person.

        Raises:
            ValidationError: when nobody has that name.
        """
        found = User.objects.filter(username=self.cleaned_data["username"].strip()).first()
        if found is None:
            raise ValidationError(_("Không có người dùng với tên đăng nhập này."))
        return found
