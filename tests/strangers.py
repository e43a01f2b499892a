"""The stage, and people of every kind who have no business with its dossier."""

from processes.models import Appointment, Council, Department, Membership, Organisation, Unit
from tests.journeys import stage as stages
from tests.journeys.stage import Stage
from tests.memory import MEMORY


def among_strangers() -> Stage:
    """Return the stage with an applicant, officers and a council from elsewhere, and who has left."""
    return MEMORY.once(("stage with strangers",), _among_strangers)


def _among_strangers() -> Stage:
    built = stages.build()
    other = Unit.objects.get(code="24241") if Unit.objects.filter(code="24241").exists() else None
    commune = other or Unit.objects.filter(level="commune").exclude(parent=built.district)[0]
    organisation = Organisation.objects.create(
        name="HTX nơi khác",
        kind=built.organisation.kind,
        commune=commune,
        registration_number="1",
    )
    council = Council.objects.create(
        cycle=built.cycle,
        unit=commune.parent,
        name="Hội đồng nơi khác",
        decision_number="9",
        decision_on="2026-05-04",
    )
    applicant = built.appoint("applicant elsewhere", "applicant", organisation=organisation)
    Membership.objects.create(user=applicant.user, organisation=organisation)
    built.appoint("commune elsewhere", "commune_officer", unit=commune)
    built.appoint("district elsewhere", "district_officer", unit=commune.parent)
    built.appoint("council elsewhere", "district_chair", council=council)
    health = Department.objects.get(code="so_y_te")
    built.appoint("department elsewhere", "department_officer", department=health)
    built.appoint("supervisor elsewhere", "supervisor", unit=commune)
    ended = built.appoint("ended yesterday", "commune_officer", unit=built.commune)
    Appointment.objects.filter(pk=ended.pk).update(until_on="2026-06-07")
    gone = built.appoint("nobody", "commune_officer", unit=built.commune)
    Appointment.objects.filter(pk=gone.pk).delete()
    return built
