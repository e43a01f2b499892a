"""Users, organisations with their members, and appointments."""

from datetime import date, datetime

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from processes.roles import APART, DEPUTISED, POSTS, Role, Scope
from processes.text import fold, normal

from .products import Department, OrganisationKind
from .units import Unit


class User(AbstractUser):
    """A person who signs in. Names are kept whole, as Vietnamese names are written."""

    first_name = None  # type: ignore[assignment]  # a Vietnamese name is one field
    last_name = None  # type: ignore[assignment]  # see above
    full_name = models.CharField("họ và tên", max_length=120)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    language = models.CharField(
        "ngôn ngữ nhận tin",
        max_length=5,
        choices=[("vi", "Tiếng Việt"), ("en", "English")],
        default="vi",
    )
    password_is_initial = models.BooleanField(default=False, db_default=False, editable=False)

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        """Return the name as it is written."""
        return self.full_name

    def get_short_name(self) -> str:
        """Return the given name: the last word."""
        return self.full_name.split()[-1] if self.full_name else self.username


class Organisation(models.Model):
    """An applicant: a cooperative, a group, a company, a farm, a household (chủ thể)."""

    name = models.CharField("tên", max_length=200)
    name_fold = models.CharField(max_length=200, editable=False)
    kind = models.ForeignKey(OrganisationKind, models.PROTECT, verbose_name="loại hình")
    commune = models.ForeignKey(Unit, models.PROTECT, verbose_name="xã, phường, thị trấn")
    registration_number = models.CharField("số đăng ký kinh doanh", max_length=40, blank=True)
    address = models.CharField("địa chỉ", max_length=200, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    email = models.EmailField("thư điện tử", blank=True)

    class Meta:
        verbose_name = "chủ thể"
        verbose_name_plural = "chủ thể"

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the normal and the folded form of the name in step."""
        self.name = normal(self.name)
        self.name_fold = fold(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed on as given


class Membership(models.Model):
    """A person belongs to an organisation; such a person never decides on its dossiers."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")

    class Meta:
        verbose_name = "thành viên chủ thể"
        verbose_name_plural = "thành viên chủ thể"
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation"], name="membership_once")
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.organisation}"


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Questions about appointments."""

    def active(self, on: date, at: datetime | None = None) -> "AppointmentQuerySet":
        """Keep the appointments of active people that hold on the day ``on``.

        A deputy's holds while it is not recalled, while the post that it is for holds and is where
        it was, and while the deputy has a post of their own and none that is to be kept apart.

        Args:
            at: A past moment of that day: what was recalled later still held.
        """
        return self.in_period(on).filter(Q(on_behalf_of=None) | _still_stands_in(on, at))

    def in_period(self, on: date) -> "AppointmentQuerySet":
        """Keep the appointments of active people whose first and last day enclose the day ``on``."""
        return self.filter(
            Q(until_on=None) | Q(until_on__gte=on), from_on__lte=on, user__is_active=True
        )


def _still_stands_in(on: date, at: datetime | None) -> Q:
    held = Appointment.objects.in_period(on).filter(on_behalf_of=None)
    same = Q(unit=OuterRef("unit")) | Q(unit=None, department=OuterRef("department"))
    absent = held.filter(same, pk=OuterRef("on_behalf_of"), role=OuterRef("role"))
    own = held.filter(user=OuterRef("user"))
    apart = own.filter(role__in=APART).exclude(role=OuterRef("role"))
    recalled = Q(recalled_at=None) | Q(recalled_at__gt=at) if at else Q(recalled_at=None)
    return (
        recalled & Q(Exists(absent)) & Q(Exists(own.filter(role__in=DEPUTISED))) & ~Q(Exists(apart))
    )


# what an appointment's scope is named by, and the same on the way from what was done under one
SCOPES = ("unit", "organisation", "council", "department")
POST = tuple(f"appointment__{name}" for name in SCOPES)


class Appointment(models.Model):
    """One person, one role, one scope, one period (phân công)."""

    ROLE_CHOICES = [(r.value, POSTS[r].label) for r in Role if r is not Role.SYSTEM]

    user = models.ForeignKey(
        User, models.PROTECT, related_name="appointments", verbose_name="người được phân công"
    )
    role = models.CharField("vai trò", max_length=30, choices=ROLE_CHOICES)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, verbose_name="đơn vị hành chính"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name="chủ thể"
    )
    council = models.ForeignKey(
        "processes.Council",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name="hội đồng",
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, verbose_name="Sở"
    )
    from_on = models.DateField("từ ngày")
    until_on = models.DateField("đến hết ngày", null=True, blank=True)
    on_behalf_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="substitutions",
        verbose_name="thay mặt",
    )
    reason = models.CharField("lý do ủy quyền", max_length=500, blank=True, editable=False)
    recalled_at = models.DateTimeField("thu hồi lúc", null=True, editable=False)

    objects = AppointmentQuerySet.as_manager()

    # whether the person has ever stood in for somebody, where a query reads that along
    deputises: bool | None = None

    class Meta:
        verbose_name = "phân công"
        verbose_name_plural = "phân công"
        indexes = [models.Index(fields=["role", "unit"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=models.F("from_on")),
                name="appointment_period",
            )
        ]

    def __str__(self) -> str:
        name = f"{self.post_label}, {self.scope_name}" if self.scope_name else self.post_label
        return name if self.on_behalf_of is None else f"{name} (thay mặt {self.on_behalf_of.user})"

    @property
    def post_label(self) -> str:
        """The role's Vietnamese name."""
        return POSTS[Role(self.role)].label

    @property
    def scope_name(self) -> str:
        """The name of what the appointment covers; empty for an administrator."""
        return str(self.organisation or self.council or self.department or self.unit or "")

    @property
    def scope(self) -> Scope:
        """The kind of scope that the role has."""
        return POSTS[Role(self.role)].scope

    @property
    def key(self) -> str:
        """The ``role@scope`` key that a dossier waiting for this appointment carries."""
        match self.scope:
            case Scope.ORGANISATION:
                return f"{self.role}@{self.organisation_id}"
            case Scope.COUNCIL:
                return f"{self.role}@{self.council_id}"
            case _:
                return f"{self.role}@{self.unit_id}"

    @property
    def scope_code(self) -> str:
        """The scope as records name it: codes and ids, no names of persons."""
        match self.scope:
            case Scope.ORGANISATION:
                return f"organisation:{self.organisation_id}"
            case Scope.COUNCIL:
                return f"council:{self.council_id}"
            case Scope.DEPARTMENT:
                return f"department:{self.department.code if self.department else ''}"
            case Scope.NONE:
                return ""
            case _:
                return f"unit:{self.unit.key if self.unit else ''}"

    def is_active(self, on: date, at: datetime | None = None) -> bool:
        """Return whether the appointment holds on the day ``on``; ``at``: at a past moment of it."""
        if self.on_behalf_of_id is not None:  # much may have happened to it meanwhile
            return Appointment.objects.active(on, at).filter(pk=self.pk).exists()
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)

    def clean(self) -> None:
        """Refuse a scope that is not the role's, and a period in which the person has the same post.

        Raises:
            ValidationError: naming the field that is missing, of the wrong level or taken.
        """
        self._fit_the_scope()
        if self.from_on and self.on_behalf_of_id is None and self._twice().exists():
            text = _("Người này đã có phân công đó trong thời gian này; xem bảng phân công.")
            raise ValidationError({"from_on": text})

    def _twice(self) -> "AppointmentQuerySet":
        same = {f"{name}_id": getattr(self, f"{name}_id") for name in SCOPES}
        found = Appointment.objects.filter(user_id=self.user_id, role=self.role, on_behalf_of=None)
        found = found.filter(Q(until_on=None) | Q(until_on__gte=self.from_on), **same)
        if self.until_on:
            found = found.filter(from_on__lte=self.until_on)
        return found.exclude(pk=self.pk)

    def _fit_the_scope(self) -> None:
        wanted = {
            Scope.ORGANISATION: "organisation",
            Scope.COUNCIL: "council",
            Scope.DEPARTMENT: "department",
            Scope.NONE: "",
        }.get(self.scope, "unit")
        for name in SCOPES:
            if name == wanted and getattr(self, f"{name}_id") is None:
                raise ValidationError({name: _("Vai trò này cần phạm vi phụ trách.")})
            if name != wanted:
                setattr(self, name, None)
        level = self.scope.value
        levels = ("province", "district", "commune")
        if level in levels and self.unit is not None and self.unit.level != level:
            raise ValidationError({"unit": _("Đơn vị không đúng cấp của vai trò.")})
