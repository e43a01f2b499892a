"""A person's own calendar address: made, made anew, revoked, and what stands behind it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forms.feed import feed as content
from forms.once import lead_to, told
from processes.queries.feeds import reader_of
from processes.services import clock
from processes.services.feeds import make_feed, revoke_feed

OWN = "#ca-nhan"
NOTHING = b"404"


@require_http_methods(["GET", "HEAD", "POST"])
def feed_make(request: HttpRequest) -> HttpResponse:
    """Make an address, in place of the one before it, and show it for some minutes."""
    if request.method == "POST":
        return lead_to(request.path, request, feed=make_feed(request.user))
    gone = _("Địa chỉ lịch không hiện lại được nữa; cần thì lập địa chỉ mới.")
    secret = told(request, gone=gone)
    if not secret:
        return redirect(reverse("calendar") + OWN)
    address = request.build_absolute_uri(reverse("feed", args=[secret["feed"]]))
    host = address.partition("://")[2]
    context = {"address": address, "subscribe": f"webcal://{host}"}
    return render(request, "forms/feed_made.html", context)


@require_POST
def feed_revoke(request: HttpRequest) -> HttpResponse:
    """End the person's address."""
    if revoke_feed(request.user):
        messages.success(request, _("Đã thu hồi địa chỉ lịch. Ứng dụng lịch không còn nhận được."))
    else:
        messages.info(request, _("Không có địa chỉ lịch nào đang dùng."))
    return redirect(reverse("calendar") + OWN)


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Answer a calendar program, which has no session: the secret in the address says who asks.

    Unknown, revoked, a person who is no longer active: the same answer to each.
    """
    reader = reader_of(secret)
    if reader is None:
        answer = HttpResponse(NOTHING, content_type="text/plain", status=404)
    else:
        body = content(reader, clock.now())
        answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        answer["Content-Disposition"] = 'inline; filename="ocop.ics"'
        answer["X-Robots-Tag"] = "noindex"
    answer["Cache-Control"] = "no-store"
    return answer
