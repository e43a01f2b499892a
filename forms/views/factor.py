"""The second factor: setting up a telephone, its code at each signing in, and the proof in between."""

from base64 import b32encode
from time import time
from typing import Any

import segno
from django.forms import CharField, Form, TextInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp import login as pass_second_door
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from forms.limits import Limit, wait
from forms.once import lead_to
from forms.proof import FIELD, is_fresh, proof_field, proved
from forms.sessions import PROVED
from forms.views.account import Kind, note, onward
from processes.services import accounts, clock

TRIES = Limit("factor", 20, 15 * 60)
PENDING = "factor_key"  # in the session: a key whose first code was not seen yet
CODE = 200  # characters: what somebody may paste


class CodeForm(Form):
    """One code, of the telephone or of the paper; one answer for every mistake."""

    def __init__(self, *args: Any, label: str, hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attrs = {"autocomplete": "one-time-code", "inputmode": "text", "autocapitalize": "none"}
        self.fields["factor_code"] = CharField(
            label=label,
            help_text=hint,
            max_length=CODE,
            widget=TextInput(attrs=attrs),
            error_messages={"required": _("Cần ghi mục này.")},
        )


def _too_often(request: HttpRequest) -> bool:
    return wait(TRIES, f"user {request.user.pk}", clock.now()) > 0


def _wrong(request: HttpRequest, form: Form) -> None:
    note(request, Kind.FACTOR_FAILED)
    form.add_error(
        "factor_code",
        _(
            "Mã chưa đúng, hoặc đã dùng rồi. Đợi điện thoại hiện mã mới rồi ghi lại; xem giờ điện thoại."
        ),
    )


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def factor(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the telephone, or a recovery code; lead on to where the person was going."""
    user = request.user
    if user.is_verified():
        return redirect(onward(request))
    if not accounts.has_factor(user):
        return redirect("factor_setup")
    form = CodeForm(request.POST if request.method == "POST" else None, label=_("Mã xác thực"))
    if request.method == "POST" and form.is_valid():
        device = None if _too_often(request) else _passed(request, form.cleaned_data["factor_code"])
        if device is not None:
            _let_in(request, device)
            return redirect(onward(request))
        _wrong(request, form)
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "forms/factor.html", context, status=422 if form.is_bound else 200)


def _passed(request: HttpRequest, code: str) -> TOTPDevice | None:
    """Return the telephone if the code is one of its own, or is a recovery code that was left."""
    device = accounts.code_of_telephone(request.user, code.replace(" ", ""))
    if device is not None:
        note(request, Kind.FACTOR_PASSED)
    elif accounts.use_code(request.user, code):
        device = TOTPDevice.objects.filter(user=request.user, confirmed=True).first()
        note(request, Kind.CODE_USED)
    return device


def _let_in(request: HttpRequest, device: TOTPDevice) -> None:
    request.session.cycle_key()  # a session that was seen before it was whole is worth nothing
    pass_second_door(request, device)
    request.session[PROVED] = int(time())


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def factor_setup(request: HttpRequest) -> HttpResponse:
    """Make a telephone known: show its key as a picture and as text, until its first code is right.

    A telephone that is known already is only replaced by whoever has passed with it, freshly proven.
    """
    user = request.user
    if accounts.has_factor(user):
        if not user.is_verified():
            return redirect("factor")
        if not is_fresh(request):
            return redirect(f"{reverse('prove')}?next={reverse('factor_setup')}")
    key = request.session.get(PENDING) or default_key()
    request.session[PENDING] = key
    form = CodeForm(
        request.POST if request.method == "POST" else None,
        label=_("Mã 6 số đang hiện trên điện thoại"),
    )
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["factor_code"].replace(" ", "")
        step = None if _too_often(request) else accounts.first_code_fits(key, code, time())
        if step is not None:
            return _known(request, key, step)
        _wrong(request, form)
    told = TOTPDevice(user=user, key=key)
    context = {
        "form": form,
        "picture": picture(told.config_url),
        "secret": in_groups(told),
        "renews": accounts.has_factor(user),
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    return render(request, "forms/factor_setup.html", context, status=422 if form.is_bound else 200)


def _known(request: HttpRequest, key: str, step: int) -> HttpResponse:
    device, codes = accounts.set_factor(request.user, key, step)
    del request.session[PENDING]
    note(request, Kind.FACTOR_SET)
    _let_in(request, device)
    return lead_to(reverse("recovery_codes"), request, codes=codes, onward=onward(request))


def picture(address: str) -> str:
    """Return the address as a QR code that a page may show (``img-src data:``)."""
    drawn: str = segno.make(address, error="m").svg_data_uri(scale=5, border=4)
    return drawn


def in_groups(device: TOTPDevice) -> str:
    """Return the key as people type it into a telephone: groups of four letters."""
    letters = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(letters[n : n + 4] for n in range(0, len(letters), 4))


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Ask again who is there, then lead back."""
    form = Form(request.POST if request.method == "POST" else None)
    form.fields[FIELD] = proof_field()
    if request.method == "POST" and form.is_valid() and proved(request, form):
        return redirect(onward(request))
    to = request.POST.get("next") or request.GET.get("next", "")
    context = {"form": form, "sent": [("next", to)], "back": reverse("home")}
    return render(request, "forms/prove.html", context, status=422 if form.is_bound else 200)
