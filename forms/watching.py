"""Who watches over a unit: the pages beside the board open for them, and for nobody else."""

from collections.abc import Container

from django.http import Http404, HttpRequest

from forms.acting import acting
from processes.models import Appointment
from processes.roles import Role

WATCHERS = frozenset({Role.SUPERVISOR, Role.AUDITOR, Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER})
# who works in a unit sees its place on the map as well
NEIGHBOURS = WATCHERS | {Role.DISTRICT_OFFICER, Role.COMMUNE_OFFICER, Role.DEPARTMENT_OFFICER}


def watcher_or_404(request: HttpRequest, roles: Container[str] = WATCHERS) -> Appointment:
    """Return the appointment that somebody watches under.

    Raises:
        Http404: the person has none, or one of another role.
    """
    appointment = acting(request)
    if appointment is None or appointment.role not in roles:
        raise Http404
    return appointment
