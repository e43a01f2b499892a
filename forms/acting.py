"""Under which appointment a person acts: one at a time, chosen by a visible switch."""

from django.http import HttpRequest

from processes.models import Appointment, User
from processes.services import clock

KEY = "appointment"


def appointments(user: User) -> list[Appointment]:
    """Return the appointments that the person holds today, oldest first."""
    held = Appointment.objects.active(clock.today()).filter(user=user)
    return list(
        held.select_related(
            "user",
            "unit",
            "organisation__commune",
            "council__unit",
            "department",
            "on_behalf_of__user",
        ).order_by("pk")
    )


def acting(request: HttpRequest) -> Appointment | None:
    """Return the appointment that the person acts under, read anew on each request.

    The one chosen last counts while it holds; else the first that does; else there is none.
    """
    if not hasattr(request, "acting"):
        held = appointments(request.user) if isinstance(request.user, User) else []
        chosen = request.session.get(KEY)
        request.acting = next((a for a in held if a.pk == chosen), held[0] if held else None)
        request.held = held
    return request.acting


def held(request: HttpRequest) -> list[Appointment]:
    """Return all appointments that the person could switch to."""
    acting(request)
    return request.held
