"""What an administrator does to somebody's account, and the log of all accounts."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forms.acting import acting
from forms.limits import single_address
from forms.once import lead_to, told
from forms.proof import proven
from forms.reading import nothing_shown, reads
from forms.views.account import LOOKS_AT_ALL, Kind
from forms.views.people import for_administrators
from processes.models import AccountEntry, User
from processes.services import accounts

PAGE = 50
KINDS = {
    "password": Kind.PASSWORD_RESET,
    "factor": Kind.FACTOR_RESET,
    "unlock": Kind.UNLOCKED,
    "withdraw": Kind.WITHDRAWN,
    "restore": Kind.RESTORED,
}


@for_administrators
@require_http_methods(["GET", "HEAD", "POST"])
def person_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Do one thing to somebody's account, or show the password that was just made for it."""
    person = get_object_or_404(User, pk=pk)
    if request.method == "POST":
        return _sent(request, person)
    gone = _("Mật khẩu đã cấp không hiện lại được nữa; cần thì cấp mật khẩu mới.")
    secret = told(request, gone=gone)
    if not secret:
        return redirect("person", pk=pk)
    return render(request, "forms/person_made.html", {"person": person, **secret})


@proven
def _sent(request: HttpRequest, person: User) -> HttpResponse:
    """Do what was sent: ``do`` is a key of ``KINDS``. Never to one's own account."""
    what = request.POST.get("do", "")
    if what not in KINDS:
        raise Http404
    if person == request.user:
        messages.error(request, _("Việc này do một quản trị khác làm cho bạn."))
        return redirect("person", pk=person.pk)
    if person.is_staff and not request.user.is_staff:
        messages.error(request, _("Tài khoản này do người quản lý máy chủ giữ."))
        return redirect("person", pk=person.pk)
    password = _done(person, what)
    address = single_address(request) or ""
    accounts.note(KINDS[what], person, by=request.user, address=address)
    if password:
        return lead_to(request.path, request, password=password, again=True)
    text = _("Đã ghi nhận: {what}, {person}.")
    messages.success(request, text.format(what=_(KINDS[what].label), person=person))
    return redirect("person", pk=person.pk)


def _done(person: User, what: str) -> str:
    """Do it; return the password, where a new one was made."""
    match what:
        case "password":
            return accounts.reset_password(person)
        case "factor":
            accounts.reset_factor(person)
        case "unlock":
            accounts.unlock(person)
        case _:
            accounts.open_or_close(person, active=what == "restore")
    return ""


@reads("person")
@require_safe
def account_log(request: HttpRequest) -> HttpResponse:
    """List what happened to all accounts: ``?q=`` a user name, ``?kind=`` one kind.

    422 where there is no such kind: nothing is listed then.
    """
    appointment = acting(request)
    if appointment is None or appointment.role not in LOOKS_AT_ALL:
        raise Http404
    name, kind = request.GET.get("q", "").strip().replace("\0", ""), request.GET.get("kind", "")
    found = AccountEntry.objects.select_related("user", "by").order_by("-pk")
    if name:
        found = found.filter(user__username=name)
    unknown = bool(kind) and kind not in Kind.values
    if kind:
        found = found.none() if unknown else found.filter(kind=kind)
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "q": name,
        "kind": kind,
        "kinds": [(value, _(label)) for value, label in Kind.choices],
        "unknown": [f"{_('Việc')}: {kind}"] if unknown else [],
    }
    if unknown:
        nothing_shown(request)
    status = 422 if unknown else 200
    return render(request, "forms/account_log.html", context, status=status)
