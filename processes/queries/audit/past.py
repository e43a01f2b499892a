"""A dossier as it stood at a past moment, and what each person could do with it then.

The dossier is put together from its records; the questions are then the door's own: the same
engine, guards and jurisdiction, told that moment. Only what the facts are read from is bounded:
records, versions, documents, sheets and extensions of later are not there yet. What nobody kept
cannot be read as it was; a step whose conditions looked at such a thing names it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from processes.engine import Asked, Option, WorkingCalendar, acts, options
from processes.models import (
    AgendaItem,
    Appointment,
    Certificate,
    Document,
    Dossier,
    Draft,
    Extension,
    Handover,
    Record,
    Recusal,
    Revocation,
    ScoreSheet,
    Version,
)
from processes.queries.facts import Facts
from processes.queries.jurisdiction import actor
from processes.queries.sittings import scorers
from processes.queries.windows import Windows
from processes.roles import Role
from processes.words import gettext_noop as _

DRAFTS = _("bản nháp của chủ thể: chỉ bản mới nhất được giữ, và nó đã được sửa sau thời điểm này")
MASTER = _("phân nhóm sản phẩm và thông tin đăng ký của chủ thể: đọc theo hiện nay")
SITTING = _("lượt chấm và điểm danh của phiên họp: suy từ các phiếu đã gửi và giờ khai mạc")
# facts that no record keeps, and what they are
UNKEPT: Mapping[str, str] = {
    "is_classified": MASTER,
    "is_registered": MASTER,
    "may_enter_sector": MASTER,
    "on_agenda": SITTING,
    "is_settled": SITTING,
    "turn_is_open": SITTING,
    "member_is_present": SITTING,
}
OF_DRAFTS = frozenset({"missing_fields", "has_changed"})
# what a page has to say of every past moment
NEVER_KEPT = (
    _("Tài khoản bị khóa sau thời điểm này: người đó không có trong danh sách."),
    _(
        "Ngày của các thời gian nhận và lịch làm việc: đọc theo hiện nay; gia hạn thì theo thời điểm."
    ),
    _("Ngày đầu, ngày cuối của phân công và ai là thành viên chủ thể: đọc theo hiện nay."),
    _("Những gì phải điền khi thực hiện bước: không hỏi lại, chỉ hỏi các điều kiện."),
)


@dataclass(frozen=True)
class Could:
    """What one person could have done: each step with what stood in its way, and what is unsure."""

    appointment: Appointment
    options: tuple[tuple[Option, tuple[str, ...]], ...]

    @property
    def open(self) -> int:
        """How many of the steps nothing stood in the way of."""
        return sum(option.open for option, _unsure in self.options)


@dataclass(frozen=True)
class Past:
    """A dossier at a moment.

    Args:
        dossier: Its row as it was: state, version, due, councils, star; never to be saved.
        records: Its records up to then, oldest first.
        documents: The documents that were in force.
        assignee: Who had taken the step up.
    """

    at: datetime
    dossier: Dossier
    records: list[Record]
    versions: list[Version]
    documents: list[Document]
    assignee: Appointment | None
    handed_over: list[Handover] = field(default_factory=list)

    @property
    def last(self) -> Record:
        """The newest record of then."""
        return self.records[-1]


def as_it_stood(dossier: Dossier, at: datetime) -> Past | None:
    """Return the dossier as it stood at a moment; ``None``: it was not there yet."""
    records = list(dossier.records.filter(at__lte=at).order_by("seq"))
    if not records:
        return None
    then = _row(dossier, records)
    handovers = list(
        Handover.objects.filter(dossier=dossier, at__lte=at).select_related("to__user", "by__user")
    )
    of_step = [h for h in handovers if then.entered_at is None or h.at >= then.entered_at]
    return Past(
        at=at,
        dossier=then,
        records=records,
        versions=list(
            Version.objects.filter(dossier=dossier, record__at__lte=at)
            .select_related("record")
            .order_by("record__seq")
        ),
        documents=list(
            in_force(dossier, at).select_related("item", "record").order_by("item__number", "pk")
        ),
        assignee=of_step[-1].to if of_step else None,
        handed_over=handovers,
    )


def in_force(dossier: Dossier, at: datetime) -> QuerySet[Document]:
    """Return the documents that were there and that no newer one had replaced."""
    unreplaced = Q(replaced_by=None) | Q(replaced_by__record__at__gt=at)
    return Document.objects.filter(unreplaced, dossier=dossier, record__at__lte=at)


def _row(dossier: Dossier, records: list[Record]) -> Dossier:
    """Return the dossier's row as its records say it was."""
    last, moves = records[-1], [r for r in records if r.source != r.target]
    values: dict[str, Any] = {
        f.attname: getattr(dossier, f.attname) for f in Dossier._meta.concrete_fields
    }
    values |= {
        "state": last.target,
        "version": last.seq,
        "ruleset_key": json.loads(last.body).get("ruleset", dossier.ruleset_key),
        "entered_at": moves[-1].at if moves else records[0].at,
        "due_at": last.due_at,
        "assignee_id": None,
    }
    values |= _results(records)
    then = Dossier(**values)
    then._state.adding = False  # noqa: SLF001 - it has a row; this is what the row was
    kept = {"district_council_id": "district_council", "province_council_id": "province_council"}
    for name, cached in dossier._state.fields_cache.items():  # noqa: SLF001 - as above
        council = next((k for k, v in kept.items() if v == name), None)
        if council is None or values[council] == getattr(dossier, council):
            then._state.fields_cache[name] = cached  # noqa: SLF001 - as above
    then.waiting = then.waiting_key()
    return then


def _results(records: list[Record]) -> dict[str, Any]:
    """What the steps computed and gave, as the records hold it in clear."""
    found: dict[str, Any] = {
        "district_council_id": None,
        "province_council_id": None,
        "star": None,
        "score_total": None,
        "score_sheets": None,
    }
    for record in records:
        data = json.loads(record.body)["data"]
        if "convene_" in record.name and data.get("council"):
            found[f"{record.name.rpartition('_')[2]}_council_id"] = int(data["council"])
        if record.name.startswith(("conclude_", "record_five")) and "star" in data:
            found["star"] = int(data["star"])
    return found


class WindowsThen(Windows):
    """The windows as they stood: what was given later was not given yet."""

    def __init__(self, dossier: Dossier, at: datetime) -> None:
        super().__init__(dossier)
        self.at = at

    @property
    def extensions(self) -> QuerySet[Extension]:
        return Extension.objects.filter(at__lte=self.at)


class FactsThen(Facts):
    """The facts of a past moment; ``looked_at`` collects what was asked for and is not kept."""

    def __init__(self, dossier: Dossier, at: datetime, calendar: WorkingCalendar) -> None:
        super().__init__(dossier, calendar.day(at), None, calendar)
        self.windows = WindowsThen(dossier, at)
        self.at = at
        self.looked_at: set[str] = set()

    def __getattribute__(self, name: str) -> Any:
        """Note who asks for what is not kept: guards ask by these names, and by no other way."""
        if name in UNKEPT:
            self.looked_at.add(UNKEPT[name])
        elif name in OF_DRAFTS and self._drafts_went_on:
            self.looked_at.add(DRAFTS)
        return super().__getattribute__(name)

    @cached_property
    def _drafts_went_on(self) -> bool:
        return Draft.objects.filter(dossier=self.dossier, saved_at__gt=self.at).exists()

    @property
    def records(self) -> QuerySet[Record]:
        return super().records.filter(at__lte=self.at)

    @property
    def versions(self) -> QuerySet[Version]:
        return super().versions.filter(record__at__lte=self.at)

    @property
    def handed_in(self) -> QuerySet[Document]:
        return super().handed_in.filter(record__at__lte=self.at)

    @property
    def documents(self) -> QuerySet[Document]:
        return in_force(self.dossier, self.at)

    @property
    def score_sheets(self) -> QuerySet[ScoreSheet]:
        return super().score_sheets.filter(record__at__lte=self.at)

    @property
    def recusals(self) -> QuerySet[Recusal]:
        return super().recusals.filter(record__at__lte=self.at)

    @property
    def certificates(self) -> QuerySet[Certificate]:
        return super().certificates.filter(record__at__lte=self.at)

    @property
    def revocations(self) -> QuerySet[Revocation]:
        return super().revocations.filter(record__at__lte=self.at)

    @cached_property
    def item(self) -> AgendaItem | None:
        """The place on the agenda of then, its turn and status told by the sheets that were in."""
        called = AgendaItem.objects.filter(
            dossier=self.dossier, stage=self.state, sitting__called_at__lte=self.at
        )
        found = called.select_related("sitting__council", "edition").order_by("-pk").first()
        if found is None:
            return None
        sheets = found.sheets.filter(record__at__lte=self.at)
        found.turn = max(sheets.values_list("turn", flat=True), default=1)
        opened = found.sitting.opened_at
        if opened is None or opened > self.at:
            found.status = AgendaItem.Status.WAITING
        elif sheets.filter(turn=found.turn).count() < len(scorers(found)):
            found.status = AgendaItem.Status.SCORING
        else:
            found.status = AgendaItem.Status.READY
        return found


def who_could(past: Past, calendar: WorkingCalendar) -> list[Could]:
    """Return what everybody who had a step to take could do at that moment.

    A step of a role is listed for each person who held it over this dossier then, with the
    reasons that closed it; somebody whom the door would not have let near is not listed.
    """
    dossier, at = past.dossier, past.at
    asked = Asked(at, calendar.day(at))
    facts = FactsThen(dossier, at, calendar)
    found = []
    for appointment in _holders(dossier, at, calendar):
        facts.member, facts.by = appointment.user, appointment
        who = actor(appointment, dossier, asked.today, at=at)
        listed = [
            *options(dossier.ruleset, facts, who, asked),
            *acts(dossier.ruleset, facts, who, asked),
        ]
        if listed:
            told = tuple((option, _unsure(option, facts, asked)) for option in listed)
            found.append(Could(appointment, told))
    return found


def _holders(dossier: Dossier, at: datetime, calendar: WorkingCalendar) -> Iterator[Appointment]:
    """Yield the appointments of then, to a role that has something to do in the state."""
    state, ruleset = str(dossier.state), dossier.ruleset
    roles = {t.by for t in ruleset.leaving(state)}
    roles |= {r for a in ruleset.acts for r in a.by if state in {s.key for s in a.states}}
    subgroup = dossier.product.subgroup
    councils = [c for c in (dossier.district_council_id, dossier.province_council_id) if c]
    mine = Q(unit_id__in=(dossier.commune_id, dossier.district_id, dossier.province_id))
    mine |= Q(organisation_id=dossier.organisation_id) | Q(council_id__in=councils)
    if subgroup is not None and subgroup.department_id is not None:
        mine |= Q(department_id=subgroup.department_id)
    yield from (
        Appointment.objects.active(calendar.day(at), at)
        .filter(mine, role__in=roles - {Role.SYSTEM.value})
        .select_related(
            "user", "unit", "organisation", "council", "department", "on_behalf_of__user"
        )
        .order_by("role", "pk")
    )


def _unsure(option: Option, facts: FactsThen, asked: Asked) -> tuple[str, ...]:
    """Return what the step's conditions looked at that is not kept as it was."""
    facts.looked_at.clear()
    for guard in option.step.when:
        guard(facts, asked)
    return tuple(sorted(facts.looked_at))
