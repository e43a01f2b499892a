"""What every page is given: who is acting, where one may go, what is new."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from processes.models import Appointment, Cycle
from processes.queries.desk import mine
from processes.queries.duties import owed_by
from processes.queries.notices import notices_of
from processes.roles import Role
from processes.services import clock

from .acting import acting, held
from .doors import owes

BELOW = {"oversight": ("map",)}  # what is read as a part of a place and has an address of its own
WORK = ("inbox", "dossiers")  # where what waits for one is listed; the first of them is counted


@dataclass(frozen=True)
class Place:
    """One entry of the navigation."""

    label: str
    url: str
    here: str  # as aria-current has it: "page", "true" on a page below it, empty elsewhere
    count: int = 0
    ask: str = ""  # where an open page asks for the count anew


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Return what the frame of every page shows; strangers get the public part of it."""
    shown: dict[str, Any] = {
        "training": Cycle.objects.filter(is_training=True).exists(),
        "embedded": connection.vendor == "sqlite",
    }
    if not request.user.is_authenticated or owes(request):
        return shown
    appointment = acting(request)
    unread = notices_of(request.user.pk, held(request)).filter(read_at=None).count()
    return shown | {
        "acting": appointment,
        "held": held(request),
        "places": _places(request, appointment, unread),
    }


def _places(request: HttpRequest, appointment: Appointment | None, unread: int) -> list[Place]:
    names = _names(appointment)
    counted = names[0][0] if appointment and names and names[0][0] in WORK else ""
    work = _work(appointment) if appointment and counted else 0
    here = _here(request.path, [*(n for n, _label in names), "notices"])
    places = [
        Place(label, reverse(n), here.get(n, ""), work if n == counted else 0) for n, label in names
    ]
    notices = Place(
        _("Thông báo"), reverse("notices"), here.get("notices", ""), unread, reverse("unread")
    )
    if request.user.is_staff:
        places.append(Place(_("Danh mục"), reverse("admin:index"), ""))
    return [*places, notices]


def _here(path: str, names: list[str]) -> dict[str, str]:
    """Return the name of the place that a page is, or lies below, with how it is marked there."""
    roots = [(reverse(root), name) for name in names for root in (name, *BELOW.get(name, ()))]
    above = [(root, name) for root, name in roots if path.startswith(root)]
    root, name = max(above, default=("", ""))
    return {name: "page" if path == reverse(name) else "true"} if root else {}


def _work(appointment: Appointment) -> int:
    """Return how much waits: dossiers, sheets and opinions, and the cycle's duties."""
    today = clock.today()
    return mine(appointment, today).count() + owed_by(appointment, today).count()


def _names(appointment: Appointment | None) -> list[tuple[str, str]]:
    role = Role(appointment.role) if appointment else None
    dossiers, sittings = ("dossiers", _("Hồ sơ")), ("sittings", _("Phiên họp"))
    match role:
        case None:
            return []
        case Role.APPLICANT:
            return [("dossiers", _("Hồ sơ của tôi"))]
        case Role.ADMINISTRATOR:
            more = [("deliveries", _("Gửi tin")), ("cycles", _("Các chu trình"))]
            return [("people", _("Nhân sự")), ("organisations", _("Các chủ thể")), *more]
        case Role.AUDITOR:
            desk = [("audit", _("Kiểm tra")), ("records", _("Nhật ký"))]
            return [*desk, ("oversight", _("Theo dõi")), dossiers, sittings]
        case Role.SUPERVISOR:
            return [("oversight", _("Theo dõi")), dossiers, sittings, ("extend", _("Gia hạn"))]
        case Role.PROVINCE_OFFICER:
            more = [("oversight", _("Theo dõi")), ("extend", _("Gia hạn"))]
            return [("inbox", _("Việc của tôi")), dossiers, sittings, *more]
        case Role.PROVINCE_LEADER:
            return [("inbox", _("Việc của tôi")), dossiers, sittings, ("oversight", _("Theo dõi"))]
        case Role.COMMUNE_OFFICER | Role.DEPARTMENT_OFFICER:
            return [("inbox", _("Việc của tôi")), dossiers, ("map", _("Bản đồ"))]
        case Role.DISTRICT_OFFICER:
            return [("inbox", _("Việc của tôi")), dossiers, sittings, ("map", _("Bản đồ"))]
        case _:
            return [("inbox", _("Việc của tôi")), dossiers, sittings]
