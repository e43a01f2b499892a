"""A small province to walk through: one person for every role, in one commune of one district."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.contrib.auth.hashers import make_password

from processes.models import (
    Appointment,
    Council,
    Cycle,
    CycleWindow,
    Department,
    Membership,
    Organisation,
    OrganisationKind,
    Unit,
    User,
)
from tests.memory import MEMORY

YEAR = 2026
PASSWORD = "mat-khau-de-thu-2026"
WINDOWS = {
    "annual_plans": ((1, 1), (2, 28)),
    "communication": ((2, 1), (2, 28)),
    "ideas": ((3, 1), (3, 31)),
    "plans": ((3, 15), (4, 30)),
    "implementation": ((4, 1), (8, 31)),
    "rating_1": ((6, 1), (7, 31)),
    "rating_2": ((10, 1), (11, 30)),
    "promotion": ((1, 1), (12, 31)),
}
MEMBERS = 5


@dataclass
class Stage:
    """The people by user name, and what they belong to."""

    cycle: Cycle
    commune: Unit
    district: Unit
    province: Unit
    organisation: Organisation
    district_council: Council
    province_council: Council
    people: dict[str, Appointment] = field(default_factory=dict)

    def appoint(self, username: str, role: str, **scope: object) -> Appointment:
        """Give a new person a role."""
        user = User.objects.create(
            username=username, full_name=f"Người {username}", password=hashed()
        )
        self.people[username] = Appointment.objects.create(
            user=user, role=role, from_on=date(YEAR, 1, 1), **scope
        )
        return self.people[username]


@cache
def hashed() -> str:
    """Return the password's hash: everybody has the same one."""
    return make_password(PASSWORD)


def build() -> Stage:
    """Return the province, in reference data that is there already."""
    return MEMORY.once(("stage",), _build)


def _build() -> Stage:
    province = Unit.objects.get(code="66")
    district, commune = Unit.objects.get(code="643"), Unit.objects.get(code="24118")
    cycle = Cycle.objects.create(year=YEAR)
    for key, (opens, closes) in WINDOWS.items():
        CycleWindow.objects.create(
            cycle=cycle, key=key, opens_on=date(YEAR, *opens), closes_on=date(YEAR, *closes)
        )
    organisation = Organisation.objects.create(
        name="HTX Cà phê Tân Lập",
        kind=OrganisationKind.objects.get(code="cooperative"),
        commune=commune,
        registration_number="4001234567",
        phone="0905123456",
    )
    councils = [
        Council.objects.create(
            cycle=cycle,
            unit=unit,
            name=f"Hội đồng đánh giá {unit.name}",
            decision_number=f"{n}/QĐ-UBND",
            decision_on=date(YEAR, 5, 4),
        )
        for n, unit in enumerate((district, province), 1)
    ]
    stage = Stage(cycle, commune, district, province, organisation, *councils)
    _appoint_everybody(stage)
    return stage


def _appoint_everybody(stage: Stage) -> None:
    applicant = stage.appoint("chuthe", "applicant", organisation=stage.organisation)
    Membership.objects.create(user=applicant.user, organisation=stage.organisation)
    stage.appoint("xa", "commune_officer", unit=stage.commune)
    stage.appoint("huyen", "district_officer", unit=stage.district)
    stage.appoint("tinh", "province_officer", unit=stage.province)
    department = Department.objects.get(code="so_nnptnt")
    stage.appoint("so", "department_officer", department=department)
    stage.appoint("lanhdao", "province_leader", unit=stage.province)
    stage.appoint("giamsat", "supervisor", unit=stage.province)
    stage.appoint("kiemtoan", "auditor", unit=stage.province)
    stage.appoint("quantri", "administrator")
    for level, council in (
        ("district", stage.district_council),
        ("province", stage.province_council),
    ):
        stage.appoint(f"{level}_chair", f"{level}_chair", council=council)
        for n in range(1, MEMBERS):
            stage.appoint(f"{level}_{n}", f"{level}_councillor", council=council)
