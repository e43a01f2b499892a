"""A fresh proof of who is there, before the heaviest steps: an open session may be anybody's chair.

The password or a code of the telephone counts for five minutes. A step says in the table of steps that
it needs one (``proves``); its form then asks for it below its own questions, so that nothing that was
typed is lost. A page that only hands out (an export) is led to a page of its own and back; a button
is asked about at its own address, and what it says is done with the answer.
"""

from collections.abc import Callable
from functools import wraps
from time import time
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import authenticate
from django.forms import CharField, Form, PasswordInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from forms.limits import Limit, single_address, wait
from forms.sessions import PROVED
from processes.models import AccountEntry, User
from processes.services import accounts, clock

FIELD = "password_now"
TRIES = Limit("proof", 10, 15 * 60)
DIGITS = 6
View = Callable[..., HttpResponse]


def is_fresh(request: HttpRequest) -> bool:
    """Return whether who is there was shown within the last minutes."""
    return 0 <= time() - request.session.get(PROVED, 0) < settings.PROOF_SECONDS


def ask(request: HttpRequest, form: Form, *, asked: bool) -> None:
    """Put the question for a proof below the form's own, where one is asked for and none is fresh."""
    if asked and not is_fresh(request):
        form.fields[FIELD] = proof_field()


def proof_field() -> CharField:
    """Return the question for a password or a code."""
    return CharField(
        label=_("Mật khẩu, hoặc mã 6 số trên điện thoại"),
        help_text=_("Việc này quan trọng nên cần xác nhận lại người thực hiện, 5 phút một lần."),
        strip=False,
        max_length=200,
        widget=PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Cần ghi mục này.")},
    )


def proved(request: HttpRequest, form: Form) -> bool:
    """Return whether a valid form that asks for a proof has one; else say in the form what is wrong."""
    if FIELD not in form.fields or accept(request, form.cleaned_data[FIELD]):
        return True
    form.add_error(FIELD, _("Mật khẩu hoặc mã chưa đúng. Mỗi mã 6 số chỉ dùng được một lần."))
    return False


def accept(request: HttpRequest, word: str) -> bool:
    """Return whether it is the person's password or a code of their telephone; note it if so."""
    user = request.user
    if not isinstance(user, User) or wait(TRIES, f"user {user.pk}", clock.now()):
        return False
    compact = word.replace(" ", "")
    if compact.isascii() and compact.isdecimal() and len(compact) == DIGITS:
        right = accounts.code_of_telephone(user, compact) is not None
    else:
        given = {"username": user.get_username(), "password": word}
        right = authenticate(request, **given) == user
    if right:
        request.session[PROVED] = int(time())
    elif len(compact) == DIGITS and compact.isdecimal():
        kind = AccountEntry.Kind.FACTOR_FAILED
        accounts.note(kind, user, address=single_address(request) or "")
    return right


def proven(view: View) -> View:
    """Ask for a proof where none is fresh; what was wanted is done with the answer."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        if request.method in ("GET", "HEAD"):
            query = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('prove')}?{query}")
        form = Form(request.POST if FIELD in request.POST else None)
        form.fields[FIELD] = proof_field()
        if form.is_valid() and proved(request, form):
            return view(request, *args, **kwargs)
        return _asked(request, form)

    return guarded


def _asked(request: HttpRequest, form: Form) -> HttpResponse:
    """Ask for the proof; what was sent is sent again with it."""
    keys = [key for key in request.POST if key not in ("csrfmiddlewaretoken", FIELD)]
    sent = [(key, value) for key in keys for value in request.POST.getlist(key)]
    context = {"form": form, "sent": sent, "waits": True, "back": request.path}
    return render(request, "forms/prove.html", context, status=422 if form.is_bound else 403)
