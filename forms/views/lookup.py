"""Public look-up of a dossier: its step, since when, and the day it is due; nothing else of it."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from forms.lights import last_day
from forms.limits import Limit, client_address, wait, waiting
from processes.queries.certificates import revoked_among
from processes.queries.lookup import DIGITS, look_up, normal_code
from processes.queries.working_days import working_calendar
from processes.services import clock

HOUR, DAY = 3600, 86400
# Ten thousand endings: at twenty tries a day a stranger needs months for one of a known code, and
# learns a step. An office where many share one address is not kept from its work by the first.
OF_ADDRESS = Limit("lookup-address", 60, HOUR)
OF_CODE = (Limit("lookup-code", 8, HOUR), Limit("lookup-code-day", 20, DAY))
LONGEST = 30  # characters of a code, however it is written


class LookupForm(forms.Form):
    """The two things that an applicant has at hand."""

    ma = forms.CharField(
        label=gettext_lazy("Mã hồ sơ"),
        max_length=LONGEST,
        help_text=gettext_lazy("In trên phiếu theo dõi, ví dụ: OCOP-26-000123."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    so_cuoi = forms.RegexField(
        f"^[0-9]{{{DIGITS}}}$",
        label=gettext_lazy("4 số cuối điện thoại của chủ thể"),
        help_text=gettext_lazy("Số đã đăng ký của chủ thể hoặc của một thành viên."),
        error_messages={"invalid": gettext_lazy("Ghi đúng 4 chữ số.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "inputmode": "numeric", "maxlength": DIGITS}
        ),
    )


@login_not_required
@sensitive_post_parameters("so_cuoi")
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True)
def lookup(request: HttpRequest) -> HttpResponse:
    """Ask for a code and the end of a telephone number; answer with the step.

    GET takes ``?ma=`` from the QR of the slip. The digits come by POST only: an address is logged.
    404 where nothing fits, whichever of the two was wrong; 422 where the form is not filled in;
    429 with ``Retry-After`` in seconds after too many tries.
    """
    if request.method != "POST":
        code = request.GET.get("ma", "")[:LONGEST].replace("\x00", "")
        return _page(request, LookupForm(initial={"ma": code}))
    form = LookupForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    code = form.cleaned_data["ma"]
    if seconds := _seconds_to_wait(request, code):
        response = _page(request, form, wait=waiting(seconds), status=429)
        response.headers["Retry-After"] = str(seconds)
        return response
    found = look_up(code, form.cleaned_data["so_cuoi"])
    if found is None:
        return _page(request, form, missed=True, status=404)
    until = None if found.current.final else last_day(found.due_at, working_calendar())
    shown = {
        "code": found.code,
        "label": _(found.current.label),
        "since": localtime(found.entered_at).date() if found.entered_at else None,
        "until": until,
        "late": until is not None and until < clock.today(),
        "final": found.current.final,
        "revoked": bool(revoked_among([found], clock.today())),
    }
    return _page(request, form, found=shown)


def _seconds_to_wait(request: HttpRequest, code: str) -> int:
    """Count the try; the code's only where the address has tries left, known code or not."""
    now = clock.now()
    if seconds := wait(OF_ADDRESS, client_address(request), now):
        return seconds
    written = normal_code(code) or code.casefold()
    return max(wait(limit, written, now) for limit in OF_CODE)


def _page(
    request: HttpRequest, form: LookupForm, status: int = 200, **said: object
) -> HttpResponse:
    return render(request, "forms/lookup.html", {"form": form, **said}, status=status)
