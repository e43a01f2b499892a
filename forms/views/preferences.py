"""How one wants to be told: kind by kind, channel by channel, and in which language."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from processes.engine import Refused
from processes.kinds import CHANNELS, IN_APP, KINDS
from processes.models import Preference, User
from processes.services.deliveries import default_way, prefer

LANGUAGES = dict(settings.LANGUAGES)


@dataclass(frozen=True)
class Choice:
    """One cell of the table: what may be chosen, and what is."""

    name: str
    channel: str
    fixed: bool
    ways: list[tuple[str, str, bool]]


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show the person's choices, or keep them."""
    user = User.objects.get(pk=request.user.pk)
    reasons: list[tuple[str, list[str]]] = []
    if request.method == "POST":
        try:
            language = request.POST.get("language", "")
            ways = {cell: request.POST.get(":".join(cell), "") for cell in _cells(user)}
            given = {cell: way for cell, way in ways.items() if way}
            prefer(user, given, language if language in LANGUAGES else user.language)
            messages.success(request, _("Đã lưu cách nhận tin."))
            return redirect("preferences")
        except Refused as refused:
            reasons = [(r.say(_), []) for r in refused.reasons]
    kept = {(p.kind, p.channel): p.way for p in Preference.objects.filter(user=user)}
    rows = [(k, [_choice(k.key, c, kept) for c in _channels()]) for k in KINDS.values()]
    context = {
        "rows": [(_(kind.label), kind.legal, choices) for kind, choices in rows],
        "channels": [_channel_label(c) for c in _channels()],
        "languages": [(code, name, code == user.language) for code, name in LANGUAGES.items()],
        "user_shown": user,
        "reasons": reasons,
    }
    return render(request, "forms/preferences.html", context, status=422 if reasons else 200)


def _channels() -> list[str]:
    return [IN_APP, *settings.CHANNELS]


def _channel_label(channel: str) -> str:
    return _("Trong hệ thống") if channel == IN_APP else _(CHANNELS[channel])


def _cells(_user: User) -> list[tuple[str, str]]:
    return [(k, c) for k in KINDS for c in _channels() if not _is_fixed(k, c)]


def _is_fixed(kind: str, channel: str) -> bool:
    return channel == IN_APP and KINDS[kind].legal


def _choice(kind: str, channel: str, kept: dict[tuple[str, str], str]) -> Choice:
    chosen = kept.get((kind, channel), default_way(kind, channel))
    words = {
        Preference.Way.NOW: _("Hiện") if channel == IN_APP else _("Gửi ngay"),
        Preference.Way.DAILY: _("Gộp mỗi ngày"),
        Preference.Way.OFF: _("Không hiện") if channel == IN_APP else _("Không gửi"),
    }
    if channel == IN_APP:
        del words[Preference.Way.DAILY]
    ways = [(way.value, label, way == chosen) for way, label in words.items()]
    return Choice(f"{kind}:{channel}", _channel_label(channel), _is_fixed(kind, channel), ways)
