"""Coming in, going out, and acting as: the pages that belong to no dossier."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language

from forms.acting import KEY, acting, held
from forms.limits import single_address
from forms.views.kept import opens
from processes.models import AccountEntry, CycleWindow
from processes.models.cycle import WINDOW_LABELS
from processes.queries.cycles import current_cycle
from processes.roles import Role
from processes.services import accounts, clock

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
    """The way in; whoever needs a second factor is led on to it (forms/doors.py)."""

    template_name = "forms/sign_in.html"
    authentication_form = SignInForm
    http_method_names = ["get", "head", "post", "options"]

    def form_valid(self, form: SignInForm) -> HttpResponse:
        """Let the person in, and write it down."""
        answer = super().form_valid(form)
        kind = AccountEntry.Kind.SIGNED_IN
        accounts.note(
            kind, form.get_user(), by=form.get_user(), address=single_address(self.request) or ""
        )
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say where the second factor is off."""
        off = not settings.SECOND_FACTOR_REQUIRED
        return super().get_context_data(**kwargs) | {"without_factor": off}


def locked_out(
    request: HttpRequest, answer: HttpResponse | None, _credentials: Any
) -> HttpResponse | None:
    """Answer a try at a name that is locked from this address: the same for a name that is nobody's.

    Where a password is asked for on another page, that page has answered already.
    """
    if request.path != reverse("sign_in"):
        return answer
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds()) // 60
    given = {"username": request.POST.get("username", "")}
    form = SignInForm(request, initial=given)
    context = {
        "form": form,
        "locked": minutes,
        "next": request.POST.get("next", ""),
        "without_factor": not settings.SECOND_FACTOR_REQUIRED,
    }
    return render(request, "forms/sign_in.html", context, status=429)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def to_the_door(request: HttpRequest) -> HttpResponse:
    """Lead from the administration's own way in to the one that everybody takes."""
    query = request.GET.urlencode()
    return redirect(f"{reverse('sign_in')}?{query}" if query else reverse("sign_in"))


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
    """Show the pages in the other language; back to where one was, if a page opens there."""
    answer = set_language(request)
    if "Location" in answer:
        answer["Location"] = opens(answer["Location"])
    return answer
