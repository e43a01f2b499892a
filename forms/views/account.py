"""One's own account: the password, the telephone with its codes, and what happened to it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from forms.acting import acting
from forms.doors import needs_factor
from forms.limits import single_address
from forms.once import lead_to, told
from forms.proof import proven
from forms.sessions import PROVED
from processes.models import AccountEntry
from processes.roles import Role
from processes.services import accounts

Kind = AccountEntry.Kind
LAST = 30  # lines of one's own log
LOOKS_AT_ALL = (Role.AUDITOR, Role.ADMINISTRATOR)


def onward(request: HttpRequest) -> str:
    """Return where the person was going, if that is a page of this site; else the first page."""
    to = request.POST.get("next") or request.GET.get("next", "")
    secure = request.is_secure()
    fits = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=secure)
    return to if fits else reverse("home")


def note(request: HttpRequest, kind: Kind) -> None:
    """Write down what the person did to their own account."""
    by = request.user
    accounts.note(kind, by, by=by, address=single_address(request) or "")


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show how the account is kept and what happened to it."""
    acting_as = acting(request)
    entries = AccountEntry.objects.filter(user=request.user).select_related("by")
    context = {
        "entries": entries.order_by("-pk")[:LAST],
        "has_factor": accounts.has_factor(request.user),
        "codes_left": request.user.recovery_codes.filter(used_at=None).count(),
        "must_have": settings.SECOND_FACTOR_REQUIRED and needs_factor(request),
        "sees_all": acting_as is not None and acting_as.role in LOOKS_AT_ALL,
    }
    return render(request, "forms/account.html", context)


class OwnPasswordForm(PasswordChangeForm):
    """The password now, and a new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Mật khẩu hiện tại")
        self.fields["new_password1"].label = _("Mật khẩu mới")
        self.fields["new_password1"].help_text = _(
            "Từ 12 ký tự. Nên ghép vài từ dễ nhớ với riêng mình; không bắt buộc chữ hoa, số hay dấu."
        )
        self.fields["new_password2"].label = _("Ghi lại mật khẩu mới")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password_change(request: HttpRequest) -> HttpResponse:
    """Change the password; every other session of the person ends with its next request."""
    form = OwnPasswordForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        user = form.save(commit=False)
        user.password_is_initial = False
        user.save(update_fields=["password", "password_is_initial"])
        update_session_auth_hash(request, user)
        note(request, Kind.PASSWORD_CHANGED)
        messages.success(request, _("Đã đổi mật khẩu. Các phiên khác của tài khoản đã kết thúc."))
        return redirect(onward(request))
    context = {
        "form": form,
        "initial": request.user.password_is_initial,
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    status = 422 if form.is_bound else 200
    return render(request, "forms/password_change.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Show the codes that were just made for a lost telephone, or make new ones."""
    if request.method == "POST":
        return _new_codes(request)
    gone = _("Mã dự phòng không hiện lại được nữa; cần thì tạo mã mới.")
    secret = told(request, gone=gone)
    if not secret:
        return redirect("account")
    return render(request, "forms/recovery_codes.html", secret)


@proven
def _new_codes(request: HttpRequest) -> HttpResponse:
    """Make new codes; the old ones are worth nothing."""
    if not accounts.has_factor(request.user):
        return redirect("factor_setup")
    codes = accounts.make_codes(request.user)
    note(request, Kind.CODES_MADE)
    request.session[PROVED] = 0
    return lead_to(request.path, request, codes=codes, onward=reverse("account"))
