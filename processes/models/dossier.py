"""Products, dossiers and certificates."""

import uuid
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django_fsm import FSMField

from processes.engine import Actor, Asked, Ruleset, State
from processes.roles import Role
from processes.rulesets import RULESETS
from processes.text import fold, normal

from .council import Council
from .cycle import Cycle
from .machine import Machine
from .people import Appointment, Organisation
from .products import Subgroup
from .units import Unit

if TYPE_CHECKING:
    from .certificate import Certificate


@dataclass(frozen=True)
class Question:
    """What is being asked of a dossier: its facts, by whom, when, with what."""

    case: Any
    actor: Actor
    asked: Asked


class Product(models.Model):
    """One good or service of an organisation; it may have a dossier every year."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="products", verbose_name="chủ thể"
    )
    name = models.CharField("tên sản phẩm", max_length=200)
    name_fold = models.CharField(max_length=200, editable=False)
    subgroup = models.ForeignKey(
        Subgroup, models.PROTECT, null=True, blank=True, verbose_name="phân nhóm"
    )
    is_new = models.BooleanField("sản phẩm mới (biểu 01)", default=True)

    class Meta:
        verbose_name = "sản phẩm"
        verbose_name_plural = "sản phẩm"

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the normal and the folded form of the name in step."""
        self.name = normal(self.name)
        self.name_fold = fold(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed on as given


class Dossier(Machine, models.Model):  # type: ignore[misc,valid-type]  # methods made from rows
    """One product in one cycle (hồ sơ sản phẩm).

    ``state``, ``version``, ``waiting``, ``due_at`` and ``entered_at`` are written by the door only.
    ``version`` is the number of the last record. Commune, district and province are copied at
    opening: jurisdiction is that of the day the dossier began, and one row answers it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField("mã hồ sơ", max_length=20, unique=True)
    product = models.ForeignKey(Product, models.PROTECT, related_name="dossiers")
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="dossiers")
    ruleset_key = models.CharField("bộ quy định", max_length=30)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="dossiers")
    commune = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    district = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    district_council = models.ForeignKey(Council, models.PROTECT, null=True, related_name="+")
    province_council = models.ForeignKey(Council, models.PROTECT, null=True, related_name="+")
    previous = models.ForeignKey("self", models.PROTECT, null=True, related_name="later")
    state = FSMField("trạng thái", max_length=40, default="idea.draft", protected=True)
    version = models.PositiveIntegerField("số bản ghi", default=0)
    waiting = models.CharField("đang chờ", max_length=60, default="", blank=True)
    entered_at = models.DateTimeField("vào bước lúc", null=True)
    due_at = models.DateTimeField("hạn", null=True)
    assignee = models.ForeignKey(
        Appointment, models.PROTECT, null=True, editable=False, related_name="claimed"
    )
    star = models.PositiveSmallIntegerField("sao", null=True)
    score_total = models.PositiveIntegerField("tổng điểm, phần trăm điểm", null=True)
    score_sheets = models.PositiveSmallIntegerField("số phiếu", null=True)
    search = models.TextField(editable=False, default="")

    question: Question | None = None  # set by the door while django_fsm moves the state
    freezing: tuple[str, str] = ("", "")  # content and salt of the version being frozen

    class Meta:
        verbose_name = "hồ sơ"
        verbose_name_plural = "hồ sơ"
        indexes = [
            # what waits, in the inbox's order; a count of it, the board's too, reads nothing else
            models.Index(
                fields=[
                    "waiting",
                    "due_at",
                    "id",
                    "assignee",
                    "organisation",
                    "state",
                    "ruleset_key",
                    "entered_at",
                    "commune",
                    "district",
                    "province",
                ],
                condition=~Q(waiting=""),
                name="dossier_waiting",
            ),
            models.Index(fields=["commune", "state"]),
            models.Index(fields=["district", "state"]),
            models.Index(fields=["organisation"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["product", "cycle"], name="one_dossier_a_cycle"),
            models.CheckConstraint(
                condition=Q(state__in=sorted({k for r in RULESETS.values() for k in r.state})),
                name="dossier_state_known",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def ruleset(self) -> Ruleset:
        """The rules that the dossier began under."""
        return RULESETS[self.ruleset_key]

    @property
    def current(self) -> State:
        """The state, with its label, holder and term."""
        return self.ruleset.state[self.state]

    @property
    def council(self) -> Council | None:
        """The council that has or last had the dossier."""
        return self.province_council or self.district_council

    @property
    def certificate(self) -> "Certificate | None":
        """The certificate that its last decision gave, in force or not."""
        return self.certificates.order_by("-pk").first()

    @property
    def mean(self) -> Fraction | None:
        """The exact mean of the last sitting, 0 to 100 points."""
        if self.score_total is None or not self.score_sheets:
            return None
        return Fraction(self.score_total, 100 * self.score_sheets)

    def waiting_key(self, state: State | None = None) -> str:
        """Return the ``role@scope`` key of whoever must act in a state; empty at the end.

        Args:
            state: The present one unless told.
        """
        holder = (state or self.current).holder
        if holder is None:
            return ""
        scopes = {
            Role.APPLICANT: self.organisation_id,
            Role.COMMUNE_OFFICER: self.commune_id,
            Role.DISTRICT_OFFICER: self.district_id,
            Role.DISTRICT_CHAIR: self.district_council_id,
            Role.PROVINCE_CHAIR: self.province_council_id,
        }
        return f"{holder}@{scopes.get(Role(holder), self.province_id)}"

    def search_text(self) -> str:
        """Return what a search looks through, folded: code, product, organisation, units."""
        words = (
            self.code,
            self.code.replace("-", ""),
            self.product.name,
            self.organisation.name,
            self.commune.name,
            self.district.name,
        )
        return fold(" ".join(words))
