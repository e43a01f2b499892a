"""Who may do what with a sitting, and when: asked before anything is written."""

from datetime import datetime

from processes.engine import Cause, Reason, Refused
from processes.models import Appointment, Council, Sitting
from processes.queries.sittings import CHAIRS, OFFICE
from processes.queries.working_days import working_calendar
from processes.roles import Role
from processes.rulesets import RULESETS
from processes.services import clock
from processes.words import gettext_noop as _


def in_time(council: Council, at: datetime, now: datetime) -> None:
    """A sitting is called a set number of working days ahead (ours)."""
    calendar = working_calendar()
    days = RULESETS[council.cycle.ruleset_key].terms.convening_days
    first = calendar.add(calendar.day(now), days)
    if calendar.day(at) < first:
        text = _("Phải triệu tập trước ít nhất {days} ngày làm việc: sớm nhất là {first}.")
        raise Refused(
            Reason(Cause.DATA, text, {"days": days, "first": f"{first:%d/%m/%Y}"}, field="at")
        )


def no(text: str, **params: object) -> Refused:
    """Return a refusal in words."""
    return Refused(Reason(Cause.CONDITION, text, params))


def expect(sitting: Sitting, status: str, otherwise: str) -> None:
    """Refuse what does not go with the sitting's status."""
    if sitting.status != status:
        raise Refused(Reason(Cause.STATE, otherwise))


def is_office(by: Appointment, council: Council) -> bool:
    """Return whether somebody acts for the office that convenes the council."""
    if Role(by.role) not in OFFICE or not by.is_active(clock.today()):
        return False
    return by.unit_id == council.unit_id


def is_chair(by: Appointment, council: Council) -> bool:
    """Return whether somebody acts as the council's chair."""
    return by.role in CHAIRS and by.council_id == council.pk and by.is_active(clock.today())


def by_office(by: Appointment, council: Council) -> None:
    """Refuse everybody but the council's office."""
    if not is_office(by, council):
        raise Refused(
            Reason(Cause.ROLE, _("Cơ quan thường trực của hội đồng triệu tập phiên họp."))
        )


def by_chair(by: Appointment, sitting: Sitting) -> None:
    """Refuse everybody but the chair."""
    if not is_chair(by, sitting.council):
        raise Refused(Reason(Cause.ROLE, _("Việc này do chủ tịch hội đồng thực hiện.")))


def by_chair_or_office(by: Appointment, sitting: Sitting) -> None:
    """Refuse everybody but the chair and the council's office."""
    if not (is_chair(by, sitting.council) or is_office(by, sitting.council)):
        text = _("Việc này do chủ tịch hoặc cơ quan thường trực của hội đồng thực hiện.")
        raise Refused(Reason(Cause.ROLE, text))
