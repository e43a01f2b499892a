"""The delivery page: what was sent, what waits, what failed and why; and who sends."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forms.acting import acting
from forms.reading import reads, shown
from processes.engine import Refused
from processes.kinds import CHANNELS, KINDS
from processes.models import Appointment, Delivery, Heartbeat
from processes.queries import deliveries as queries
from processes.roles import Role
from processes.services import clock
from processes.services.deliveries import pause, resume, send_again, take_for_arrived

PAGE = 30
CLOCK_OFF = 2  # seconds that a worker's clock may differ from the database's before it is told
STATES = ("sent", "waiting", "doubtful", "dead", "dropped")


def administrator(request: HttpRequest) -> Appointment:
    """Return the administrator who acts.

    Raises:
        Http404: for everybody else.
    """
    appointment = acting(request)
    if appointment is None or appointment.role != Role.ADMINISTRATOR:
        raise Http404
    return appointment


@reads("messages")
@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    """Show the numbers, the list behind one of them, and how the sending is."""
    administrator(request)
    known = {"state": STATES, "channel": CHANNELS, "kind": KINDS}
    given = {key: request.GET.get(key, "") for key in known}
    asked = {key: given[key] if given[key] in words else "" for key, words in known.items()}
    state = asked["state"]
    counts = queries.counts()
    if not state:
        troubled = any(row["dead"] or row["doubtful"] for row in counts)
        state = ("doubtful" if any(r["doubtful"] for r in counts) else "dead") if troubled else ""
    page = None
    if state:
        found = queries.listed(state, asked["channel"], asked["kind"])
        page = Paginator(found.select_related("notice__user"), PAGE).get_page(
            request.GET.get("page")
        )
        for one in page:
            shown(request, f"notice:{one.notice_id}", person=one.notice.user_id)
    context = {
        "counts": [_row(row) for row in counts],
        "state": state,
        "state_label": _(_labels()[state]) if state else "",
        "page": page,
        "health": queries.health(clock.now()),
        "beats": [
            _beat(b) for b in Heartbeat.objects.exclude(name=queries.PAUSED).order_by("name")
        ],
        "embedded_queue": not settings.ENV.broker_url,
        "channels": [_(CHANNELS[c]) for c in settings.CHANNELS],
    }
    return render(request, "forms/deliveries.html", context)


def _labels() -> dict[str, str]:
    return {
        "sent": _("Đã gửi"),
        "waiting": _("Chờ gửi"),
        "doubtful": _("Chưa rõ đã tới"),
        "dead": _("Không gửi được"),
        "dropped": _("Không còn cần gửi"),
    }


def _row(row: dict[str, Any]) -> dict[str, Any]:
    labels = _labels()
    cells = [(state, labels[state], row[state]) for state in STATES]
    return {
        "channel": row["channel"],
        "kind": row["kind"],
        "channel_label": _(CHANNELS[row["channel"]]),
        "kind_label": _(KINDS[row["kind"]].label),
        "cells": cells,
    }


def _beat(beat: Heartbeat) -> tuple[str, Heartbeat, list[str]]:
    """Return what runs by itself, in words: its name, when it was last seen, what it saw."""
    names = {
        "relay": _("Xem hộp thư đi"),
        "remind": _("Nhắc hạn"),
        "lapse": _("Khép hồ sơ hết hạn"),
        "duties": _("Lập việc của chu trình"),
        "figures": _("Cộng số liệu theo dõi"),
        "files": _("Đối chiếu tệp đã nhận"),
        "let_go": _("Xóa dữ liệu hết thời hạn lưu"),
    }
    said = dict(beat.said)
    lines = [_("lỗi {what}").format(what=problem) for problem in said.get("problems", ())]
    if "hinted" in said:
        lines.append(_("tin vừa đưa vào hàng đợi: {n}").format(n=said["hinted"]))
    queues = {"mail": _("thư chờ gửi"), "sweeps": _("việc định kỳ chờ chạy")}
    lines += [f"{queues.get(name, name)}: {n}" for name, n in said.get("queues", {}).items()]
    told = {kind: n for kind, n in said.get("told", {}).items() if n}
    lines += [f"{_(KINDS[kind].label)}: {n}" for kind, n in told.items() if kind in KINDS]
    lines += [
        _("lỗi {what}").format(what=f"{kind}: {why}")
        for kind, why in said.get("failed", {}).items()
    ]
    if "lapsed" in said:
        lines.append(_("hồ sơ hết hạn: {n}").format(n=said["lapsed"]))
    off = said.get("clock_off_seconds", 0)
    if abs(off) > CLOCK_OFF:
        lines.append(_("đồng hồ máy {host} lệch {n} giây").format(host=said.get("host"), n=off))
    return names.get(beat.name, beat.name), beat, lines


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Hold the sending up, or let it go on."""
    by = administrator(request)
    if "pause" in request.POST:
        pause(by=by)
        messages.success(request, _("Đã tạm dừng gửi tin."))
    else:
        resume(by=by)
        messages.success(request, _("Đã cho gửi tin tiếp."))
    return redirect("deliveries")


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a message back into the queue."""
    return _decided(request, pk, send_again, _("Đã đưa tin vào hàng chờ gửi lại."))


@require_POST
def arrived(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a doubted message did arrive."""
    return _decided(request, pk, take_for_arrived, _("Đã ghi nhận tin đã tới."))


def _decided(request: HttpRequest, pk: int, decide: Any, said: str) -> HttpResponse:
    by = administrator(request)
    delivery = get_object_or_404(Delivery, pk=pk)
    try:
        decide(delivery, by=by)
        messages.success(request, said)
    except Refused as refused:
        messages.error(request, " ".join(r.say(_) for r in refused.reasons))
    return redirect("deliveries")
