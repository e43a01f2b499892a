"""The invented province: who sits where. Usernames say the post; one password opens them all."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

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

from .names import person, slug

DEMO_DISTRICT, DEMO_COMMUNE = "648", "24298"
COUNCILLORS = {"district": 5, "province": 6}  # beside the chair
# demonstration accounts, in the order of the journey; each takes the first seat of its kind
ACCOUNTS = {
    "chuthe": Role.APPLICANT,
    "xa": Role.COMMUNE_OFFICER,
    "huyen": Role.DISTRICT_OFFICER,
    "hdhuyen": Role.DISTRICT_COUNCILLOR,
    "cthuyen": Role.DISTRICT_CHAIR,
    "tinh": Role.PROVINCE_OFFICER,
    "so": Role.DEPARTMENT_OFFICER,
    "hdtinh": Role.PROVINCE_COUNCILLOR,
    "cttinh": Role.PROVINCE_CHAIR,
    "lanhdao": Role.PROVINCE_LEADER,
    "giamsat": Role.SUPERVISOR,
    "kiemtoan": Role.AUDITOR,
    "quantri": Role.ADMINISTRATOR,
}
# what the administrator keeps up to date in the administration
REFERENCE = (
    *(
        "calendarday",
        "checklistitem",
        "council",
        "criteriaedition",
        "cycle",
        "cyclewindow",
        "department",
    ),
    *("organisationkind", "productgroup", "sector", "subgroup", "unit"),
)


@dataclass
class Seats:
    """The people of one council."""

    council: Council
    members: list[Appointment]

    @property
    def chair(self) -> Appointment:
        """The chair sits first."""
        return self.members[0]


@dataclass
class Province:
    """Who acts for each unit, by the unit's primary key."""

    cycle: Cycle
    unit: Unit
    districts: list[Unit]
    communes: dict[int, list[Unit]]
    posts: dict[tuple[str, int], Appointment] = field(default_factory=dict)
    councils: dict[int, Seats] = field(default_factory=dict)

    def post(self, role: Role, scope: int) -> Appointment:
        """Return who holds a role in a scope."""
        return self.posts[role.value, scope]

    def units(self) -> list[Unit]:
        """Return the province, and its districts and communes that are played."""
        communes = [c for inside in self.communes.values() for c in inside]
        return [self.unit, *self.districts, *communes]

    @property
    def office(self) -> Appointment:
        """The province's coordination office."""
        return self.post(Role.PROVINCE_OFFICER, self.unit.pk)

    @property
    def leader(self) -> Appointment:
        """Who signs for the province."""
        return self.post(Role.PROVINCE_LEADER, self.unit.pk)

    @property
    def supervisor(self) -> Appointment:
        """Who watches over the whole province."""
        return self.post(Role.SUPERVISOR, self.unit.pk)


class Registry:
    """Makes people and appointments, many at a time; people of an earlier rehearsal stay."""

    def __init__(self, rng: Random, password: str, from_on: date) -> None:
        self.rng, self.password, self.from_on = rng, password, from_on
        self.users: dict[str, User] = {u.username: u for u in User.objects.all()}
        self.fresh: list[User] = []
        self.appointments: list[Appointment] = []

    def appoint(self, username: str, role: Role, **scope: Any) -> Appointment:
        """Appoint the person of that username, who is made where there is none."""
        made = Appointment(user=self.user(username), role=role.value, from_on=self.from_on, **scope)
        self.appointments.append(made)
        return made

    def user(self, username: str) -> User:
        """Return the person of that username."""
        if username not in self.users:
            user = User(
                username=username,
                password=self.password,
                full_name=person(self.rng),
                phone=f"09{self.rng.randrange(10**8):08d}",
            )
            self.users[username] = user
            self.fresh.append(user)
        return self.users[username]

    def write(self) -> None:
        """Write everybody and everything that was noted, in two statements."""
        User.objects.bulk_create(self.fresh)
        for appointment in self.appointments:
            appointment.user = appointment.user  # its key is known only now
        Appointment.objects.bulk_create(self.appointments)
        self.fresh, self.appointments = [], []


def open_cycle(year: int) -> Cycle:
    """Open the training cycle of a year, with the windows of the decision."""
    cycle = Cycle.objects.create(year=year, is_training=True)
    last_of_february = date(year, 3, 1) - timedelta(days=1)
    windows = {
        "annual_plans": (date(year, 1, 1), last_of_february),
        "communication": (date(year, 2, 1), last_of_february),
        "ideas": (date(year, 3, 1), date(year, 3, 31)),
        "plans": (date(year, 3, 15), date(year, 4, 30)),
        "implementation": (date(year, 4, 1), date(year, 8, 31)),
        "rating_1": (date(year, 6, 1), date(year, 7, 31)),
        "rating_2": (date(year, 10, 1), date(year, 11, 30)),
        "promotion": (date(year, 1, 1), date(year, 12, 31)),
    }
    CycleWindow.objects.bulk_create(
        CycleWindow(cycle=cycle, key=key, opens_on=opens, closes_on=closes)
        for key, (opens, closes) in windows.items()
    )
    return cycle


def chosen_units(rng: Random, dossiers: int) -> tuple[Unit, list[Unit], dict[int, list[Unit]]]:
    """Return the province, and as many districts and communes as so many dossiers come from."""
    units = Unit.objects.filter(valid_until=None).order_by("code")
    province = units.get(level="province")
    found = list(units.filter(level="district", parent=province))
    found.sort(key=lambda u: (u.code != DEMO_DISTRICT, -(u.population or 0)))
    districts = found[: max(2, min(len(found), dossiers // 8))]
    communes = {}
    for district in districts:
        inside = list(units.filter(level="commune", parent=district))
        inside.sort(key=lambda u: (u.code != DEMO_COMMUNE, rng.random()))
        communes[district.pk] = inside[: 6 if district is districts[0] else 3]
    return province, districts, communes


def settle(cycle: Cycle, rng: Random, password: str, dossiers: int) -> tuple[Province, Registry]:
    """Fill every office and council; return the province, and the registry for its applicants."""
    province = Province(cycle, *chosen_units(rng, dossiers))
    _connect(province.units())
    registry = Registry(rng, password, date(cycle.year, 1, 1))
    _province_offices(province, registry)
    for number, district in enumerate(province.districts):
        _district_offices(province, registry, district, demo=number == 0)
    _administrator(registry)
    registry.write()
    for seats in province.councils.values():
        seats.council.secretary = seats.members[1].user
        seats.council.save(update_fields=["secretary"])
    _permit(registry.users["quantri"])
    return province, registry


def _connect(units: Iterable[Unit]) -> None:
    """Give the offices invented telephones, from their codes; a number that is there stays."""
    silent = [u for u in units if not u.phone]
    for unit in silent:
        unit.phone = f"0262 3{int(unit.code):06d}"
    Unit.objects.bulk_update(silent, ["phone"])


def _seat(province: Province, made: Appointment, scope: int) -> None:
    province.posts[made.role, scope] = made


def _province_offices(province: Province, registry: Registry) -> None:
    unit = province.unit
    for username, role in (
        ("tinh", Role.PROVINCE_OFFICER),
        ("lanhdao", Role.PROVINCE_LEADER),
        ("giamsat", Role.SUPERVISOR),
        ("kiemtoan", Role.AUDITOR),
    ):
        _seat(province, registry.appoint(username, role, unit=unit), unit.pk)
    for department in Department.objects.order_by("pk"):
        username = "so" if department.code == "so_nnptnt" else slug(department.code)
        made = registry.appoint(username, Role.DEPARTMENT_OFFICER, department=department)
        _seat(province, made, department.pk)
    _council(province, registry, unit, "province", ("cttinh", "hdtinh"))


def _district_offices(
    province: Province, registry: Registry, district: Unit, *, demo: bool
) -> None:
    place = slug(bare(district))
    office = "huyen" if demo else f"huyen-{place}"
    _seat(province, registry.appoint(office, Role.DISTRICT_OFFICER, unit=district), district.pk)
    seats = ("cthuyen", "hdhuyen") if demo else (f"ct-{place}", f"hd-{place}-1")
    _council(province, registry, district, "district", seats)
    if demo:
        made = registry.appoint(f"giamsat-{place}", Role.SUPERVISOR, unit=district)
        _seat(province, made, district.pk)
    for number, commune in enumerate(province.communes[district.pk]):
        name = "xa" if demo and number == 0 else f"xa-{slug(bare(commune))}-{place}"
        _seat(province, registry.appoint(name, Role.COMMUNE_OFFICER, unit=commune), commune.pk)


def _council(
    province: Province, registry: Registry, unit: Unit, level: str, first: Iterable[str]
) -> None:
    chair, member = first
    council = Council.objects.create(
        cycle=province.cycle,
        unit=unit,
        name=f"Hội đồng đánh giá, phân hạng sản phẩm OCOP {unit.name} năm {province.cycle.year}",
        decision_number=f"{100 + len(province.councils)}/QĐ-UBND",
        decision_on=date(province.cycle.year, 1, 15),
    )
    prefix = "hd-tinh" if level == "province" else f"hd-{slug(bare(unit))}"
    names = [member, *(f"{prefix}-{n}" for n in range(2, COUNCILLORS[level] + 1))]
    members = [registry.appoint(chair, Role(f"{level}_chair"), council=council)]
    members += [registry.appoint(n, Role(f"{level}_councillor"), council=council) for n in names]
    province.councils[unit.pk] = Seats(council, members)


def _administrator(registry: Registry) -> None:
    registry.user("quantri").is_staff = True
    registry.appoint("quantri", Role.ADMINISTRATOR)


def _permit(administrator: User) -> None:
    """Let the administrator keep reference data; what happened is nobody's to edit."""
    names = [f"{verb}_{model}" for verb in ("view", "add", "change") for model in REFERENCE]
    found = Permission.objects.filter(
        content_type__app_label="processes", codename__in=[*names, "delete_calendarday"]
    )
    administrator.user_permissions.set(found)


def bare(unit: Unit) -> str:
    """Return a unit's name without its kind: ``Ea Tu`` of ``Xã Ea Tu``."""
    return unit.name[len(unit.kind) :].strip()


def enrol(registry: Registry, username: str, organisation: Organisation) -> Appointment:
    """Appoint somebody applicant of an organisation; the membership is :func:`join`'s."""
    return registry.appoint(username, Role.APPLICANT, organisation=organisation)


def join(appointments: Iterable[Appointment]) -> None:
    """Make applicants members of their organisations, so that they never decide on their own."""
    Membership.objects.bulk_create(
        Membership(user=a.user, organisation=a.organisation) for a in appointments
    )
