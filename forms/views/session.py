"""Coming in, going out, and acting as: the pages that belong to no dossier."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from forms.acting import KEY, acting, held
from processes.models import CycleWindow
from processes.models.cycle import WINDOW_LABELS
from processes.queries.cycles import current_cycle
from processes.roles import Role
from processes.services import clock

STARTS = {
    Role.APPLICANT: "dossiers",
    Role.ADMINISTRATOR: "people",
    Role.AUDITOR: "audit",
    Role.SUPERVISOR: "oversight",
}


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the way in to strangers; take everybody else to where their work is."""
    if not request.user.is_authenticated:
        return render(request, "forms/home.html", {"windows": _windows()})
    appointment = acting(request)
    if appointment is None:
        return render(request, "forms/no_appointment.html")
    return redirect(STARTS.get(Role(appointment.role), "inbox"))


def _windows() -> list[tuple[str, CycleWindow]]:
    cycle = current_cycle(clock.today())
    found = cycle.windows.filter(closes_on__gte=clock.today())[:4] if cycle else []
    return [(WINDOW_LABELS[w.key], w) for w in found]


class SignInForm(AuthenticationForm):
    """User name and password; one answer for every mistake."""

    error_messages = {
        "invalid_login": gettext_lazy("Tên đăng nhập hoặc mật khẩu chưa đúng."),
        "inactive": gettext_lazy("Tên đăng nhập hoặc mật khẩu chưa đúng."),
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Tên đăng nhập")
        self.fields["password"].label = _("Mật khẩu")


class SignIn(LoginView):
    """The way in."""

    template_name = "forms/sign_in.html"
    authentication_form = SignInForm


class SignOut(LogoutView):
    """The way out; by POST only."""


@require_POST
def act_as(request: HttpRequest) -> HttpResponse:
    """Act under another of one's own appointments from now on."""
    chosen = request.POST.get("appointment", "")
    found = next((a for a in held(request) if str(a.pk) == chosen), None)
    if found is None:
        messages.error(request, _("Phân công này không còn hiệu lực."))
    else:
        request.session[KEY] = found.pk
    return redirect("home")


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Show the pages in the other language; back to where one was."""
    return set_language(request)
