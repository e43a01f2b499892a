"""What is done with a sitting: call, open, hand in, discuss, adjourn, close, cancel.

Each function is one transaction. Locks are taken in one order, sitting before dossiers by key, so
that seven members who hand in at the same moment wait for each other and nothing is stuck. Who may
do what is asked here of the sitting, and again by the door of every dossier.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Max

from processes.engine import Cause, Reason, Refused
from processes.models import AgendaItem, Appointment, Attendance, Council, Dossier, Sitting
from processes.queries.sittings import (
    CHAIRS,
    barred,
    council_members,
    present,
    scorers,
)
from processes.queries.working_days import working_calendar
from processes.rulesets import RULESETS
from processes.services import clock
from processes.services.batch import move_all
from processes.services.move import move
from processes.words import gettext_noop as _

from . import tasks
from .rights import by_chair, by_chair_or_office, by_office, expect, in_time, no

NEW = ("rating.at_district", "rating.at_province")
Status, ItemStatus = Sitting.Status, AgendaItem.Status


@dataclass(frozen=True)
class Call:
    """What a call of a sitting says: when and where."""

    at: datetime
    place: str


def call(
    council: Council, dossiers: Sequence[Dossier], said: Call, *, by: Appointment, key: UUID
) -> Sitting:
    """Call a sitting of a council over a batch of dossiers; its members and applicants are told.

    Raises:
        Refused: when it is called too late, or by somebody else than the council's office.
        RefusedSome: naming the dossiers that cannot be put on the agenda; nothing is done then.
    """
    with transaction.atomic():
        council = Council.objects.select_for_update().select_related("unit").get(pk=council.pk)
        before = Sitting.objects.filter(council=council, process__isnull=False)
        again = before.filter(public_id=key).first()
        if again is not None:
            return again
        by_office(by, council)
        now = clock.now()
        in_time(council, said.at, now)
        last = council.sittings.aggregate(last=Max("number"))["last"] or 0
        sitting = Sitting.objects.create(
            public_id=key,
            council=council,
            number=last + 1,
            at=said.at,
            place=said.place,
            called_by=by,
            called_at=now,
        )
        tasks.begin_sitting(sitting)
        _put(sitting, dossiers, by, key)
        return sitting


def add(sitting: Sitting, dossiers: Sequence[Dossier], *, by: Appointment, key: UUID) -> None:
    """Put further dossiers on the agenda of a sitting that was called.

    Raises:
        Refused, RefusedSome: as :func:`call`.
    """
    with transaction.atomic():
        sitting = lock(sitting)
        by_office(by, sitting.council)
        in_time(sitting.council, sitting.at, clock.now())
        _put(sitting, dossiers, by, key)


def open_(sitting: Sitting, came: Iterable[int], *, by: Appointment) -> None:
    """Open a sitting: keep who came, find who belongs to an organisation, ask all for their sheets.

    Args:
        came: Keys of the appointments of the members who are there.

    Raises:
        Refused: before its day, without quorum or chair, with an empty agenda, or where nobody
            present may score one of the dossiers.
    """
    with transaction.atomic():
        sitting = lock(sitting)
        by_chair_or_office(by, sitting)
        expect(sitting, Status.CALLED, _("Phiên họp không còn ở bước chờ khai mạc."))
        now = clock.now()
        calendar = working_calendar()
        if calendar.day(now) < calendar.day(sitting.at):
            raise no(_("Chưa đến ngày họp."))
        _attend(sitting, set(came))
        items = list(sitting.items.filter(status=ItemStatus.WAITING).select_related("dossier"))
        if not items:
            raise no(_("Chương trình họp chưa có hồ sơ nào."))
        sitting.status, sitting.opened_at = Status.OPEN, now
        sitting.save(update_fields=["status", "opened_at"])
        tasks.sitting_opened(sitting)
        for item in items:
            item.sitting = sitting
            _begin_scoring(item)


def hand_in(
    item: AgendaItem, sheet: dict[str, object], comment: str, *, by: Appointment, key: UUID
) -> None:
    """Hand in a member's sheet: through the door, then the member's task is done.

    Raises:
        Refused: by the door, in words; nothing is lost of the sheet being filled in.
    """
    with transaction.atomic():
        sitting, item = _locked(item)
        given = {"sheet": sheet, "comment": comment}
        move(item.dossier_id, f"submit_score_{sitting.level}", by=by, key=key, given=given)
        tasks.done_scoring(item, by.user_id)
        tasks.sitting_scored(sitting)


def step_back(dossier: Dossier, reason: str, *, by: Appointment, key: UUID) -> None:
    """Declare an interest in a dossier: the member does not score it, and its task is done.

    Raises:
        Refused: by the door.
    """
    with transaction.atomic():
        item = dossier.agenda.filter(status__in=AgendaItem.LIVE).first()
        sitting = lock(item.sitting) if item else None
        level = sitting.level if sitting else _level(by)
        move(dossier.pk, f"recuse_{level}", by=by, key=key, given={"reason": reason})
        if item and sitting:
            tasks.done_scoring(item, by.user_id)
            tasks.sitting_scored(sitting)


def leave(sitting: Sitting, member: Appointment, *, by: Appointment) -> None:
    """Note that a member left an open sitting: what it has not handed in is not waited for.

    Raises:
        Refused: when fewer than the quorum would be left, or the chair would leave.
    """
    with transaction.atomic():
        sitting = lock(sitting)
        by_chair_or_office(by, sitting)
        expect(sitting, Status.OPEN, _("Phiên họp không mở."))
        still = set(
            sitting.attendance.filter(present=True)
            .exclude(appointment__user_id=member.user_id)
            .values_list("appointment_id", flat=True)
        )
        _attend(sitting, still)
        for item in sitting.items.filter(status__in=AgendaItem.LIVE).order_by("dossier_id"):
            tasks.done_scoring(item, member.user_id)
        tasks.sitting_scored(sitting)


def discuss(item: AgendaItem, text: str, *, by: Appointment) -> None:
    """Note what was discussed about a wide spread, and ask everybody for a second sheet.

    Raises:
        Refused: when there is nothing to discuss, or nothing was noted.
    """
    with transaction.atomic():
        sitting, item = _locked(item)
        by_chair_or_office(by, sitting)
        if item.status != ItemStatus.DISCUSSION:
            raise no(_("Hồ sơ này không có chênh lệch phải thảo luận."))
        if not text.strip():
            raise Refused(Reason(Cause.DATA, _("Cần ghi nội dung thảo luận."), field="discussion"))
        tasks.discussed(item, text.strip())


def adjourn(item: AgendaItem, reason: str, *, by: Appointment, key: UUID) -> None:
    """Leave a dossier for a later sitting, because something is still missing (a test's result).

    Raises:
        Refused: by the door.
    """
    with transaction.atomic():
        sitting, item = _locked(item)
        _adjourn(sitting, item, reason, by, key)
        tasks.sitting_scored(sitting)


def close(sitting: Sitting, remarks: str, *, by: Appointment, key: UUID) -> None:
    """Close a sitting: every dossier on it goes through the door, or none does.

    Raises:
        Refused: when it is not all ready, or by somebody else than its chair.
        RefusedSome: naming the dossiers that the door refused, with reasons.
    """
    with transaction.atomic():
        sitting = lock(sitting)
        by_chair(by, sitting)
        expect(sitting, Status.OPEN, _("Phiên họp không mở."))
        items = list(
            sitting.items.filter(status__in=AgendaItem.LIVE)
            .select_related("dossier")
            .order_by("dossier_id")
        )
        if any(i.status != ItemStatus.READY for i in items):
            raise no(_("Còn hồ sơ chưa đủ phiếu hoặc chưa thảo luận xong."))
        ends = {item.dossier_id: _conclusion(sitting, item, by) for item in items}
        move_all([i.dossier for i in items], lambda d: ends[d.pk], by=by, key=key)
        sitting.status, sitting.closed_at = Status.CLOSED, clock.now()
        sitting.remarks = remarks.strip()
        sitting.save(update_fields=["status", "closed_at", "remarks"])
        tasks.sitting_closed(sitting)


def cancel(sitting: Sitting, reason: str, *, by: Appointment, key: UUID) -> None:
    """Cancel a sitting: its dossiers are free for another one, each by a record of its own.

    Raises:
        Refused: when it is over, or no reason is given.
    """
    with transaction.atomic():
        sitting = lock(sitting)
        by_chair_or_office(by, sitting)
        if sitting.status not in (Status.CALLED, Status.OPEN):
            raise no(_("Phiên họp đã bế mạc hoặc đã hủy."))
        if not reason.strip():
            raise Refused(Reason(Cause.DATA, _("Cần ghi lý do hủy phiên họp."), field="reason"))
        for item in sitting.items.filter(status__in=AgendaItem.LIVE).order_by("dossier_id"):
            _adjourn(sitting, item, reason, by, uuid5(key, str(item.pk)))
        sitting.status, sitting.closed_at = Status.CANCELLED, clock.now()
        sitting.reason = reason.strip()
        sitting.save(update_fields=["status", "closed_at", "reason"])
        tasks.sitting_cancelled(sitting)


def lock(sitting: Sitting) -> Sitting:
    """Return the sitting, its row locked until the transaction ends."""
    locked = Sitting.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("council__unit").get(pk=sitting.pk)


def _locked(item: AgendaItem) -> tuple[Sitting, AgendaItem]:
    sitting = lock(item.sitting)
    return sitting, AgendaItem.objects.select_related("dossier", "sitting").get(pk=item.pk)


def _adjourn(sitting: Sitting, item: AgendaItem, reason: str, by: Appointment, key: UUID) -> None:
    given = {"reason": reason}
    move(item.dossier_id, f"adjourn_{sitting.level}", by=by, key=key, given=given)
    tasks.scoring_cancelled(item)


def _conclusion(
    sitting: Sitting, item: AgendaItem, by: Appointment
) -> tuple[str, dict[str, object]]:
    """Return the step that ends the scoring of an item: a review gives three or four stars."""
    if item.stage != "rating.rereview":
        return f"conclude_{sitting.level}", {}
    from processes.queries.facts import Facts

    facts = Facts(item.dossier, clock.today(), by.user)
    return "conclude_rereview", {"star": str(max(3, min(4, facts.council_star)))}


def _put(sitting: Sitting, dossiers: Sequence[Dossier], by: Appointment, key: UUID) -> None:
    given = {"sitting": str(sitting.pk)}

    def step(dossier: Dossier) -> tuple[str, dict[str, object]]:
        state = str(Dossier.objects.values_list("state", flat=True).get(pk=dossier.pk))
        # one that was adjourned is before the council still
        verb = "convene" if state in NEW else "reconvene"
        return f"{verb}_{sitting.level}", dict(given)

    move_all(dossiers, step, by=by, key=key)


def _attend(sitting: Sitting, came: set[int]) -> None:
    """Keep who came, if that makes a quorum with the chair among them."""
    members = council_members(sitting, working_calendar().day(sitting.at))
    there = [m for m in members if m.pk in came]
    need = RULESETS[sitting.council.cycle.ruleset_key].terms.sheets_for_quorum(len(members))
    if len(there) < need:
        text = _("Có mặt {have} thành viên, cần ít nhất {need}.")
        raise no(text, have=len(there), need=need)
    if not any(m.role in CHAIRS for m in there):
        raise no(_("Chủ tịch hội đồng phải có mặt."))
    for member in members:
        Attendance.objects.update_or_create(
            sitting=sitting, appointment=member, defaults={"present": member in there}
        )


def _begin_scoring(item: AgendaItem) -> None:
    item.barred = sorted(barred(item, present(item.sitting)))
    item.status = ItemStatus.SCORING
    item.save(update_fields=["barred", "status"])
    if not scorers(item):
        raise no(_("Không ai có mặt được chấm hồ sơ {code}."), code=item.dossier.code)
    tasks.begin_scoring(item)


def _level(by: Appointment) -> str:
    return str(by.role).partition("_")[0]
