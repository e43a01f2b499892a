"""The facts of one dossier that guards ask for, read from the database once a question."""

import json
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

from django.db.models import F, QuerySet

from processes.engine import Asked, Window, WorkingCalendar, WorkingDays
from processes.models import (
    Appointment,
    Certificate,
    ChecklistItem,
    Document,
    Dossier,
    Draft,
    Record,
    Revocation,
    User,
    Version,
)
from processes.phases import correction
from processes.phases.case import Taken, Terms
from processes.roles import Role

from .council_facts import CouncilFacts
from .windows import Windows
from .working_days import working_calendar

KEY_DIGITS = 19  # of the largest key; a longer number is no key and might not even be read
CHAIRS = (Role.DISTRICT_CHAIR, Role.PROVINCE_CHAIR)


class Facts(CouncilFacts):
    """Answers ``processes.phases.case.Case`` for a dossier, on the day ``today``, to ``member``.

    Args:
        by: The appointment under which the member asks.
    """

    def __init__(
        self,
        dossier: Dossier,
        today: date,
        member: User | None = None,
        calendar: WorkingCalendar | None = None,
        by: Appointment | None = None,
    ) -> None:
        self.dossier, self.today, self.member, self.by = dossier, today, member, by
        self.windows = Windows(dossier)
        self._calendar = calendar

    # what the facts are read from; a past moment reads less of it (queries/audit/past.py)

    @property
    def records(self) -> QuerySet[Record]:
        """The dossier's records."""
        return Record.objects.filter(dossier=self.dossier)

    @property
    def versions(self) -> QuerySet[Version]:
        """What was submitted."""
        return Version.objects.filter(dossier=self.dossier)

    @property
    def handed_in(self) -> QuerySet[Document]:
        """Every document that was ever added."""
        return Document.objects.filter(dossier=self.dossier)

    @property
    def documents(self) -> QuerySet[Document]:
        """The documents that no newer one has replaced."""
        return self.handed_in.filter(replaced_by=None)

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """The calendar of working days, read once a question."""
        return self._calendar or working_calendar()

    @property
    def state(self) -> str:
        return str(self.dossier.state)

    @property
    def terms(self) -> Terms:
        terms: Terms = self.dossier.ruleset.terms
        return terms

    @property
    def star(self) -> int | None:
        return self.dossier.star

    def window(self, key: str) -> Window | None:
        return self.windows.get(key)

    def grace(self, asked: Asked) -> bool:
        due = self.dossier.due_at
        if due is None or not isinstance(self.dossier.current.due, WorkingDays):
            return False
        return self.terms.completion_outlasts_window and asked.at < due

    @property
    def cycle_is_closed(self) -> bool:
        closed = self.dossier.cycle.closed_on
        return closed is not None and self.today > closed

    def nothing_more(self, asked: Asked) -> bool:
        ends = self.dossier.current.ends_with
        return self.windows.all_over(ends, asked.today) and not self.grace(asked)

    # the idea and the organisation

    @property
    def is_classified(self) -> bool:
        return self.dossier.product.subgroup_id is not None

    @property
    def is_registered(self) -> bool:
        return bool(self.dossier.organisation.registration_number.strip())

    @property
    def is_service(self) -> bool:
        """Whether the product is a service of the tourism sector."""
        subgroup = self.dossier.product.subgroup
        return subgroup is not None and subgroup.group.sector.is_tourism

    @property
    def may_enter_sector(self) -> bool:
        return self.is_service or not self.dossier.organisation.kind.tourism_only

    @cached_property
    def declined_on(self) -> date | None:
        at = (
            self.records.filter(target="idea.not_selected")
            .exclude(source=F("target"))
            .order_by("-seq")
            .values_list("at", flat=True)
            .first()
        )
        return self.calendar.day(at) if at else None

    # what was written

    @cached_property
    def _drafts(self) -> dict[str, dict[str, Any]]:
        drafts = Draft.objects.filter(dossier=self.dossier)
        return {d.sheet: d.content for d in drafts}

    def missing_fields(self, sheet: str) -> tuple[str, ...]:
        missing: tuple[str, ...] = self.dossier.ruleset.sheets[sheet].missing(
            self._drafts.get(sheet, {})
        )
        return missing

    def has_changed(self, sheet: str) -> bool:
        last = self.versions.filter(sheet=sheet).order_by("-number").first()
        return last is None or last.data["fields"] != self._drafts.get(sheet, {})

    # documents

    @cached_property
    def _current_items(self) -> set[str]:
        return set(self.documents.values_list("item__code", flat=True))

    def missing_documents(self) -> tuple[str, ...]:
        needed = ChecklistItem.objects.filter(mandatory=True, satisfied_by="")
        if self.is_service:
            needed = needed.exclude(goods_only=True)
        return tuple(i.name for i in needed if i.code not in self._current_items)

    def asked_documents(self) -> tuple[list[str], int]:
        """Return the codes that the last request named, and the request's number."""
        last = (
            self.records.filter(name__in=("request_supplement", "return_from_district"))
            .order_by("-seq")
            .first()
        )
        if last is None:
            return [], 0
        return json.loads(last.body)["data"].get("documents", []), last.seq

    def unanswered_documents(self) -> tuple[str, ...]:
        codes, seq = self.asked_documents()
        answered = set(
            self.handed_in.filter(record__seq__gt=seq).values_list("item__code", flat=True)
        )
        open_codes = [c for c in codes if c not in answered]
        return tuple(i.name for i in ChecklistItem.objects.filter(code__in=open_codes))

    @cached_property
    def has_opinion(self) -> bool:
        return self.records.filter(name="give_opinion").exists()

    def certificate_exists(self, number: str) -> bool:
        return Certificate.objects.filter(number=number).exists()

    @property
    def certificates(self) -> QuerySet[Certificate]:
        """The certificates that were given, the last one first."""
        return Certificate.objects.filter(dossier=self.dossier).order_by("-pk")

    @property
    def revocations(self) -> QuerySet[Revocation]:
        """What was revoked of any dossier."""
        return Revocation.objects.all()

    @property
    def is_revoked(self) -> bool:
        return self.revocations.filter(certificate=self.certificates.values("pk")[:1]).exists()

    @property
    def concluded_on(self) -> date | None:
        concluded = self.records.filter(name__in=("conclude_province", "conclude_rereview"))
        at = concluded.order_by("-seq").values_list("at", flat=True).first()
        return self.calendar.day(at) if at else None

    @property
    def decided_on(self) -> date | None:
        return self.certificates.values_list("decision_on", flat=True).first()

    # what may be taken back

    @cached_property
    def last_move(self) -> Taken | None:
        moves = self.records.filter(kind=Record.Kind.TRANSITION)
        last = moves.order_by("-seq").first()
        if last is None:
            return None
        return Taken(last.seq, last.name, last.source, last.role, last.at, persons_of(last))

    @cached_property
    def correction_asked_by(self) -> frozenset[int]:
        asking, refusing = correction_names()
        since = self.last_move.seq if self.last_move else 0
        said = self.records.filter(seq__gt=since)
        last = said.filter(name__in=(*asking, *refusing)).order_by("-seq").first()
        return persons_of(last) if last and last.name in asking else frozenset()

    @property
    def persons(self) -> frozenset[int]:
        if self.by is None:
            return frozenset()
        absent = self.by.on_behalf_of.user_id if self.by.on_behalf_of else self.by.user_id
        return frozenset((self.by.user_id, absent))

    @property
    def acting_role(self) -> str:
        return self.by.role if self.by else ""

    def worked_since(self, at: datetime) -> int:
        return self.calendar.between(self.calendar.day(at), self.today)


def persons_of(record: Record) -> frozenset[int]:
    """Return who made a record, and for whom, where a deputy did."""
    absent = json.loads(record.body)["data"].get("on_behalf_of")
    return frozenset(pk for pk in (record.actor_id, absent) if pk)


@cache
def correction_names() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of the acts that ask for a correction, and of those that refuse one."""
    levels = correction.LEVELS
    return tuple(x.ask.name for x in levels), tuple(x.refuse.name for x in levels)
