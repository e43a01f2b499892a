"""The stage: a cycle with its windows, offices, councils, applicants; and who may act for each."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from django.contrib.auth.models import Permission

from processes.models import (
    Appointment,
    Council,
    Cycle,
    CycleWindow,
    Department,
    Membership,
    Organisation,
    Unit,
    User,
)
from processes.roles import Role

from .names import person

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
PROVINCE, DEMO_DISTRICT, DEMO_COMMUNE = "66", "643", "24118"
# districts with the communes that take part
PLACES = {
    DEMO_DISTRICT: (DEMO_COMMUNE, "24121", "24163"),
    "648": ("24259", "24277", "24301"),
    "656": ("24580", "24598", "24607"),
    "651": ("24373", "24380", "24382"),
}
COUNCILLORS = {"district": 5, "province": 6}  # beside the chair
REFERENCE = (
    "unit", "calendarday", "cycle", "cyclewindow", "council", "checklistitem", "subgroup",
    "productgroup", "sector", "department", "organisationkind",
)  # fmt: skip
# user name of every demonstration account, and whose seat it takes
DEMO = {
    "chuthe": "applicant",
    "xa": f"commune {DEMO_COMMUNE}",
    "huyen": f"district {DEMO_DISTRICT}",
    "hdhuyen": f"council {DEMO_DISTRICT} 1",
    "cthuyen": f"council {DEMO_DISTRICT} 0",
    "tinh": "province",
    "so": "department so_nnptnt",
    "hdtinh": f"council {PROVINCE} 1",
    "cttinh": f"council {PROVINCE} 0",
    "lanhdao": "leader",
    "giamsat": "supervisor",
    "kiemtoan": "auditor",
    "quantri": "administrator",
}
SEATS = {seat: username for username, seat in DEMO.items()}


@dataclass
class Province:
    """Who sits where, by the name of the seat."""

    cycle: Cycle
    rng: Random
    password: str
    units: dict[str, Unit] = field(default_factory=dict)
    seats: dict[str, Appointment] = field(default_factory=dict)
    councils: dict[str, list[Appointment]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    @property
    def first_day(self) -> date:
        """The day from which everybody is appointed."""
        return date(self.cycle.year, 1, 1)

    def number(self, series: str) -> int:
        """Return the next number of a series of papers."""
        self.numbers[series] = self.numbers.get(series, 0) + 1
        return self.numbers[series]

    def seat(self, name: str, username: str, role: Role, **scope: object) -> Appointment:
        """Put a person in a seat: the one who has the user name already, or a new one."""
        username = SEATS.get(name, username)
        user = User.objects.filter(username=username).first() or self._person(username)
        held = Appointment.objects.active(self.first_day).filter(user=user, role=role, **scope)
        self.seats[name] = held.first() or Appointment.objects.create(
            user=user, role=role, from_on=self.first_day, **scope
        )
        return self.seats[name]

    def _person(self, username: str) -> User:
        """Make a user; only demonstration accounts have a password that opens anything."""
        return User.objects.create(
            username=username,
            full_name=person(self.rng),
            password=self.password if username in DEMO else "!",
        )

    def belong(self, appointment: Appointment, organisation: Organisation) -> None:
        """Make an applicant a member, so that it decides on nothing of its own."""
        Membership.objects.get_or_create(user=appointment.user, organisation=organisation)


def open_cycle(year: int) -> Cycle:
    """Open a cycle for training, with the windows of the decision."""
    cycle = Cycle.objects.create(year=year, is_training=True)
    CycleWindow.objects.bulk_create(
        CycleWindow(
            cycle=cycle, key=key, opens_on=date(year, *opens), closes_on=date(year, *closes)
        )
        for key, (opens, closes) in WINDOWS.items()
    )
    return cycle


def settle(province: Province) -> None:
    """Appoint the province, its departments, districts, communes and councils."""
    codes = [PROVINCE, *PLACES, *(c for communes in PLACES.values() for c in communes)]
    found = Unit.objects.filter(code__in=codes, valid_until=None).select_related("parent")
    province.units = {u.code: u for u in found.order_by("valid_from")}
    _settle_province(province)
    for code_of_district, communes in PLACES.items():
        unit = province.units[code_of_district]
        seat, username = f"district {code_of_district}", f"huyen-{code_of_district}"
        province.seat(seat, username, Role.DISTRICT_OFFICER, unit=unit)
        _council(province, unit, "district")
        for code in communes:
            province.seat(
                f"commune {code}",
                f"xa-{code}",
                Role.COMMUNE_OFFICER,
                unit=province.units[code],
            )
    district = province.units[DEMO_DISTRICT]
    province.seat("district supervisor", "giamsat-643", Role.SUPERVISOR, unit=district)


def _settle_province(province: Province) -> None:
    unit = province.units[PROVINCE]
    province.seat("province", "tinh", Role.PROVINCE_OFFICER, unit=unit)
    province.seat("leader", "lanhdao", Role.PROVINCE_LEADER, unit=unit)
    province.seat("supervisor", "giamsat", Role.SUPERVISOR, unit=unit)
    province.seat("auditor", "kiemtoan", Role.AUDITOR, unit=unit)
    for department in Department.objects.order_by("pk"):
        username = department.code.replace("_", "-")
        seat = f"department {department.code}"
        province.seat(seat, username, Role.DEPARTMENT_OFFICER, department=department)
    administrator = province.seat("administrator", "quantri", Role.ADMINISTRATOR).user
    administrator.is_staff = True
    administrator.save(update_fields=["is_staff"])
    names = [f"{act}_{model}" for act in ("view", "add", "change") for model in REFERENCE]
    administrator.user_permissions.add(
        *Permission.objects.filter(content_type__app_label="processes", codename__in=names)
    )
    _council(province, unit, "province")


def _council(province: Province, unit: Unit, level: str) -> None:
    year, chair = province.cycle.year, Role(f"{level}_chair")
    council = Council.objects.create(
        cycle=province.cycle,
        unit=unit,
        name=f"Hội đồng đánh giá, phân hạng OCOP {unit.name} năm {year}",
        decision_number=f"{province.number('council')}/QĐ-UBND",
        decision_on=date(year, 5, 4),
    )
    roles = [chair] + [Role(f"{level}_councillor")] * COUNCILLORS[level]
    province.councils[unit.code] = [
        province.seat(f"council {unit.code} {n}", f"hd-{unit.code}-{n}", role, council=council)
        for n, role in enumerate(roles)
    ]
