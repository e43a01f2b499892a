"""How one wants to be told: kind by kind, channel by channel, and in which language."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forms.acting import held
from forms.staffing import telephone
from processes.engine import Refused
from processes.kinds import CHANNELS, IN_APP, KINDS, Kind, told_to
from processes.models import Preference, User
from processes.services.deliveries import default_way, prefer


class ContactForm(ModelForm):
    """Where messages go, and in which language."""

    class Meta:
        model = User
        fields = ["email", "phone", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Thư điện tử")
        self.fields["phone"].label = _("Điện thoại")
        self.fields["phone"].validators.append(telephone)
        self.fields["language"].label = _("Ngôn ngữ của tin")


@dataclass(frozen=True)
class Choice:
    """One cell of the table: what may be chosen, and what is."""

    name: str
    channel: str
    fixed: bool
    ways: list[tuple[str, str, bool]]


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show the person's choices among what the person can be told of, or keep them."""
    user = User.objects.get(pk=request.user.pk)
    reasons: list[tuple[str, list[str]]] = []
    kept = {(p.kind, p.channel): p.way for p in Preference.objects.filter(user=user)}
    kinds = told_to(a.role for a in held(request))
    form = ContactForm(request.POST or None, instance=user)
    if request.method == "POST":
        sent = {cell: request.POST.get(":".join(cell), "") for cell in _cells(kinds)}
        others = {cell: way for cell, way in kept.items() if cell not in sent}
        kept = others | {cell: way for cell, way in sent.items() if way}
        try:
            if form.is_valid():
                with transaction.atomic():
                    form.save()
                    prefer(user, kept, form.cleaned_data["language"])
                messages.success(request, _("Đã lưu cách nhận tin."))
                return redirect("preferences")
        except Refused as refused:
            reasons = [(r.say(_), []) for r in refused.reasons]
    rows = [(k, [_choice(k.key, c, kept) for c in _channels()]) for k in kinds]
    context = {
        "rows": [(_(kind.label), kind.legal, choices) for kind, choices in rows],
        "channels": [_channel_label(c) for c in _channels()],
        "form": form,
        "reasons": reasons,
    }
    failed = bool(reasons or form.errors)
    return render(request, "forms/preferences.html", context, status=422 if failed else 200)


def _channels() -> list[str]:
    return [IN_APP, *settings.CHANNELS]


def _channel_label(channel: str) -> str:
    return _("Trong hệ thống") if channel == IN_APP else _(CHANNELS[channel])


def _cells(kinds: list[Kind]) -> list[tuple[str, str]]:
    return [(k.key, c) for k in kinds for c in _channels() if not _is_fixed(k.key, c)]


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
