"""Opening a dossier: the first entry of its history."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from processes.engine import Cause, Reason, Refused, WorkingCalendar
from processes.models import Appointment, Cycle, Dossier, Draft, Product, Record, Unit, Version
from processes.phases.ending import OPEN_DOSSIER
from processes.queries.windows import Windows
from processes.queries.working_days import working_calendar
from processes.roles import Role
from processes.words import gettext_noop as _

from . import clock
from .chain import Entry, append
from .move import store, tell, used_elsewhere

HIGHEST = 5  # stars; such a product has nothing to be rated for (§6.5)


def open_dossier(product: Product, cycle: Cycle, *, by: Appointment, key: UUID) -> Dossier:
    """Open the product's dossier of a cycle, from its data of an earlier cycle where there are any.

    Args:
        key: Made once by the page; the same key again gives the same dossier.

    Raises:
        Refused: the actor is not the product's applicant, ideas are no longer received, the
            product has an open dossier, or it was rated so that it may not come back (§6.5).
    """
    with transaction.atomic():
        locked = Cycle.objects.select_for_update().get(pk=cycle.pk)
        done = _opened_before(product, locked, by, key)
        if done is not None:
            return done
        at = clock.now()
        dossier = _new(product, locked, by)
        calendar = working_calendar()
        reasons = _objections(dossier, by, calendar.day(at))
        if reasons:
            raise Refused(*reasons)
        locked.last_number += 1
        locked.save(update_fields=["last_number"])
        dossier.code = f"OCOP-{locked.year % 100:02d}-{locked.last_number:06d}"
        dossier.search = dossier.search_text()
        try:
            with transaction.atomic():
                dossier.save(force_insert=True)
        except IntegrityError:
            raise Refused(_no(_("Sản phẩm này đã có hồ sơ trong năm."))) from None
        _begin(dossier, by, key, at, calendar)
    return dossier


def _opened_before(product: Product, cycle: Cycle, by: Appointment, key: UUID) -> Dossier | None:
    done = Record.objects.filter(key=key).select_related("dossier").order_by().first()
    if done is None:
        return None
    same = done.name == OPEN_DOSSIER.name and done.appointment_id == by.pk
    if same and (done.dossier.product_id, done.dossier.cycle_id) == (product.pk, cycle.pk):
        return done.dossier
    raise used_elsewhere()


def _new(product: Product, cycle: Cycle, by: Appointment) -> Dossier:
    organisation = product.organisation
    commune = Unit.objects.select_related("parent__parent").get(pk=organisation.commune_id)
    district = commune.parent
    if district is None or district.parent is None:
        raise Refused(_no(_("Chủ thể chưa thuộc một xã của tỉnh."), Role.ADMINISTRATOR))
    return Dossier(
        product=product,
        cycle=cycle,
        ruleset_key=cycle.ruleset_key,
        organisation=organisation,
        commune=commune,
        district=district,
        province=district.parent,
        previous=_previous(product, cycle),
    )


def _previous(product: Product, cycle: Cycle) -> Dossier | None:
    earlier = Dossier.objects.filter(product=product, cycle__year__lt=cycle.year)
    return earlier.order_by("-cycle__year").first()


def _no(text: str, *lifted_by: Role, **params: object) -> Reason:
    return Reason(Cause.CONDITION, text, params, tuple(lifted_by))


def _objections(dossier: Dossier, by: Appointment, today: date) -> list[Reason]:
    reasons = []
    mine = by.role == Role.APPLICANT and by.organisation_id == dossier.organisation_id
    if not mine or not by.is_active(today):
        reasons.append(Reason(Cause.ROLE, _("Chỉ chủ thể mới được lập hồ sơ của mình.")))
    if dossier.cycle.closed_on is not None and today > dossier.cycle.closed_on:
        reasons.append(Reason(Cause.WINDOW, _("Chu trình năm nay đã khép lại.")))
    if Windows(dossier).all_over(("ideas",), today):
        text = _("Đã hết thời gian nhận ý tưởng của năm nay.")
        lifters = (Role.SUPERVISOR, Role.PROVINCE_OFFICER)
        reasons.append(Reason(Cause.WINDOW, text, lifted_by=lifters))
    previous = dossier.previous
    if previous is not None and not previous.current.final:
        text = _("Sản phẩm còn hồ sơ {code} chưa kết thúc.")
        reasons.append(_no(text, code=previous.code))
    if previous is not None and previous.state == "end.certified" and previous.star == HIGHEST:
        reasons.append(_no(_("Sản phẩm đã đạt 5 sao.")))
    return reasons


def _begin(
    dossier: Dossier, by: Appointment, key: UUID, at: datetime, calendar: WorkingCalendar
) -> None:
    _carry_drafts(dossier)
    dossier.entered_at = at
    dossier.due_at = Windows(dossier).due_at(dossier.current.due, at, calendar)
    dossier.waiting = dossier.waiting_key()
    record = append(
        dossier,
        Entry(
            key=key,
            at=at,
            kind=Record.Kind.ACT,
            name=OPEN_DOSSIER.name,
            label=OPEN_DOSSIER.label,
            cites=OPEN_DOSSIER.cites,
            source="",
            target=str(dossier.state),
            appointment=by,
            role=by.role,
            data={"previous": dossier.previous.code} if dossier.previous else {},
            due_at=dossier.due_at,
        ),
    )
    store(dossier, before=0)
    tell(dossier, record, (), calendar)


def _carry_drafts(dossier: Dossier) -> None:
    """Give the new dossier a draft of every sheet, filled from the last one of the product."""
    for sheet in dossier.ruleset.sheets:
        last = Version.objects.filter(dossier=dossier.previous, sheet=sheet).last()
        content = last.data["fields"] if dossier.previous and last else {}
        Draft.objects.create(dossier=dossier, sheet=sheet, content=content)
