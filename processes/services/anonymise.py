"""Making a person anonymous by law, so that the history still verifies.

What the chain holds stays: ids, codes, figures and salted hashes. Beside it, texts that name the
person or that the person gave as an applicant are emptied together with their salt; without it the
hash says nothing of them any more. In live tables the name, number and address are taken out of
every text. It is done by the tables' owner: the application's role cannot (``grants``).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet

from processes.engine import Cause, Reason, Refused
from processes.models import (
    Appointment,
    Delivery,
    Document,
    Dossier,
    DutyEvidence,
    Erasure,
    Feed,
    Forgotten,
    Handover,
    Organisation,
    Preference,
    RecordDetail,
    ScoreSheet,
    User,
    Version,
)
from processes.models.sheets import private_storage
from processes.queries.personal import Found, Words, find, words_of
from processes.roles import Role
from processes.rulesets import RULESETS
from processes.words import gettext_noop as _

from . import accounts, clock
from .walls import ERASABLE

GONE = "(đã xóa)"  # stands where a name stood; not translated: it is data
SECONDS = frozenset(
    {Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR, Role.PROVINCE_LEADER, Role.PROVINCE_OFFICER}
)
HOUSEHOLD = "household"
SHORTEST_WORD = 5  # a shorter one would take what is not the person's
THREE = 3  # people: the one concerned, who does it, who agreed
HISTORY: tuple[Any, ...] = (RecordDetail, Version, ScoreSheet, Handover)


@dataclass(frozen=True)
class Order:
    """On which decision a person is made anonymous, and why.

    Args:
        by: The administrator's appointment.
        second: The appointment of somebody else who agreed.
        files: Documents to be deleted with it, of an organisation that others belong to as well.
        also: Other words that name the person, such as the number of a card; looked for everywhere.
    """

    decision: str
    reason: str
    by: Appointment
    second: Appointment
    files: tuple[Document, ...] = ()
    also: tuple[str, ...] = ()


@dataclass
class Done:
    """What was thrown away. ``namesakes``: others of the same name, so it was looked for less."""

    texts: int = 0
    rows: int = 0
    files: int = 0
    namesakes: int = 0


def anonymise(person: User, order: Order) -> Done:
    """Make a person anonymous, in one transaction; files are deleted after it.

    Where others have the same name, it is only looked for in the dossiers of the person's own
    organisations and in those organisations; number and address are looked for everywhere.

    Raises:
        Refused: with every reason; nothing was changed.
    """
    with transaction.atomic():
        words = words_of(person, order.also)
        objections = list(_objections(person, order, words))
        if objections:
            raise Refused(*objections)
        erasure = Erasure.objects.create(
            person=person,
            by=order.by,
            second=order.second,
            decision=order.decision.strip(),
            reason=order.reason.strip(),
            at=clock.now(),
        )
        done = Done(namesakes=User.objects.filter(full_name=person.full_name).count() - 1)
        found = list(_found(person, order, words, done.namesakes))
        alone = _alone(person)
        _history(person, erasure, alone, found, done)
        _live(found, words, done)
        _files(person, order, alone, done)
        _contacts(alone, done)
        _account(person)
    return done


def _objections(person: User, order: Order, words: Words) -> Iterator[Reason]:
    today = clock.today()
    if person.erasures.exists():
        yield Reason(Cause.STATE, _("Người này đã được ẩn danh hóa."))
    if order.by.role != Role.ADMINISTRATOR or not order.by.is_active(today):
        yield Reason(Cause.ROLE, _("Chỉ quản trị hệ thống ẩn danh hóa."))
    if order.second.role not in SECONDS or not order.second.is_active(today):
        yield Reason(
            Cause.ROLE, _("Người đồng ý thứ hai phải là người của tỉnh đang được phân công.")
        )
    if len({person.pk, order.by.user_id, order.second.user_id}) != THREE:
        yield Reason(
            Cause.ROLE, _("Ba người phải khác nhau: người được ẩn danh, người làm, người đồng ý.")
        )
    if not order.reason.strip() or not order.decision.strip():
        yield Reason(Cause.DATA, _("Phải ghi lý do và số văn bản quyết định."))
    if words.are_in(f"{order.reason} {order.decision}"):
        yield Reason(
            Cause.DATA, _("Lý do, số văn bản không được nêu tên, số điện thoại của người đó.")
        )
    if any(len(word.strip()) < SHORTEST_WORD for word in order.also):
        yield Reason(Cause.DATA, _("Từ cần tìm thêm quá ngắn."))
    ends = [s.key for r in RULESETS.values() for s in r.states if s.final]
    for dossier in Dossier.objects.filter(organisation__in=_alone(person)).exclude(state__in=ends):
        text = _("Hồ sơ {code} còn đang xử lý.")
        yield Reason(Cause.CONDITION, text, {"code": dossier.code})


def _alone(person: User) -> list[Organisation]:
    """Return the households that are the person: nobody else is a member.

    A cooperative or a company is not its only account: what it handed in stays, but for the person.
    """
    households = Organisation.objects.filter(kind__code=HOUSEHOLD)
    counted = households.annotate(members=Count("memberships"))
    own = Organisation.objects.filter(memberships__user=person).values("pk")
    return list(counted.filter(pk__in=own, members=1))


def _found(person: User, order: Order, words: Words, namesakes: int) -> Iterator[Found]:
    if not namesakes:
        yield from find(words)
        return
    sure = {(f.model, f.pk): f for f in find(words_of(person, order.also, with_name=False))}
    own = set(Organisation.objects.filter(memberships__user=person).values_list("pk", flat=True))
    for found in find(words):
        if (found.model, found.pk) in sure or _is_of(found, own):
            yield found


def _is_of(found: Found, organisations: set[int]) -> bool:
    """Whether a row belongs to one of the organisations or to a dossier of theirs."""
    if found.model is Organisation:
        return found.pk in organisations
    names = {f.name for f in found.model._meta.get_fields()}
    ways = (("organisation", "organisation_id"), ("dossier", "dossier__organisation_id"),
            ("record", "record__dossier__organisation_id"))  # fmt: skip
    way = next((path for name, path in ways if name in names), None)
    row = found.model.objects.filter(pk=found.pk)
    return way is not None and row.values_list(way, flat=True).first() in organisations


def _files(person: User, order: Order, alone: list[Organisation], done: Done) -> None:
    own = Document.objects.filter(record__actor=person, dossier__organisation__in=alone)
    for document in {*own, *order.files}:
        path = document.file.name
        Document.objects.filter(pk=document.pk).update(name=GONE, size=0, content_type="")
        done.files += 1
        others = Document.objects.filter(file=path, size__gt=0).exists()
        if not others and not DutyEvidence.objects.filter(file=path).exists():
            transaction.on_commit(partial(private_storage().delete, path))


def _history(
    person: User, erasure: Erasure, alone: list[Organisation], found: list[Found], done: Done
) -> None:
    """Throw away what names the person, what was given as an applicant, and the own forms."""
    by_table: dict[Any, set[int]] = {model: set() for model in HISTORY}
    for one in found:
        if one.model in by_table:
            by_table[one.model].add(one.pk)
    given = RecordDetail.objects.filter(record__actor=person, record__role=Role.APPLICANT)
    by_table[RecordDetail] |= set(given.values_list("pk", flat=True))
    forms = Version.objects.filter(dossier__organisation__in=alone)
    by_table[Version] |= set(forms.values_list("pk", flat=True))
    for model, keys in by_table.items():
        for row in model.objects.filter(pk__in=keys):
            done.texts += _forget(row, erasure)


def _forget(row: Any, erasure: Erasure) -> int:
    """Name the row, then empty it: the walls let nothing else through."""
    table = row._meta.db_table
    if Forgotten.objects.filter(table=table, row=row.pk).exists():
        return 0
    dossier = row.record.dossier_id if isinstance(row, RecordDetail) else row.dossier_id
    Forgotten.objects.create(erasure=erasure, dossier_id=dossier, table=table, row=row.pk)
    type(row).objects.filter(pk=row.pk).update(**dict.fromkeys(ERASABLE[table], ""))
    return 1


def _live(found: list[Found], words: Words, done: Done) -> None:
    for one in found:
        if one.model in HISTORY:
            continue
        changed = {n: _without(v, words.of(n)) for n, v in one.values.items()}
        limits = {n: one.model._meta.get_field(n).max_length for n in changed}
        cut = {n: v[: limits[n]] if isinstance(v, str) else v for n, v in changed.items()}
        one.model.objects.filter(pk=one.pk).update(**cut)
        done.rows += 1


def _without(value: Any, pattern: Any) -> Any:
    """Return a text, or the texts of a list or mapping, without what fits."""
    if isinstance(value, str):
        return "" if pattern.fullmatch(value.strip()) else pattern.sub(GONE, value)
    if isinstance(value, dict):
        return {k: _without(v, pattern) for k, v in value.items()}
    return [_without(v, pattern) for v in value] if isinstance(value, list) else value


def _contacts(alone: list[Organisation], done: Done) -> None:
    """Empty the contacts of a household, which are its only member's; its drafts go as well."""
    mine = Organisation.objects.filter(pk__in=[o.pk for o in alone])
    done.rows += mine.update(phone="", email="", address="", registration_number="")
    for dossier in Dossier.objects.filter(organisation__in=alone):
        done.rows += dossier.drafts.update(content={})


def _account(person: User) -> None:
    Delivery.objects.filter(notice__user=person).update(address="", error="")
    for model in (Feed, Preference):
        own: QuerySet[Any] = model.objects.filter(user=person)
        own.delete()
    accounts.reset_factor(person)
    accounts.unlock(person)  # failed tries are kept by the user name
    person.full_name = f"{GONE} {person.pk}"
    person.username = f"an-danh-{person.pk}"
    person.phone = person.email = ""
    person.is_active = False
    person.set_unusable_password()
    person.save()
