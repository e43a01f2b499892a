"""One's own personal data: what is held, who looked at it, a copy of it, and what one asks about it."""

import json
import zipfile
from tempfile import SpooledTemporaryFile
from typing import Any

from django.contrib import messages
from django.forms import CharField, ChoiceField, Form, Textarea
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forms.acting import acting
from forms.reading import reads, shown
from forms.views.people import for_administrators
from forms.views.readings import before, lines_of, page_of
from processes.engine import Refused
from processes.models import DataRequest, User
from processes.queries.own_data import file_name, own_data, own_files, visible_codes
from processes.queries.readings import readings_of
from processes.services import clock
from processes.services.data_requests import answer, ask

IN_MEMORY = 4 << 20  # bytes of an archive; the rest is on the disk while it is made
LONGEST = 2000  # characters of a request or an answer
LEFT_OUT = {"required": gettext_lazy("Cần ghi mục này.")}


class AskForm(Form):
    """What a person asks about the own data."""

    kind = ChoiceField(label=gettext_lazy("Yêu cầu"), error_messages=LEFT_OUT)
    text = CharField(
        label=gettext_lazy("Nội dung"),
        max_length=LONGEST,
        widget=Textarea(attrs={"rows": 4}),
        error_messages=LEFT_OUT,
        help_text=gettext_lazy(
            "Ghi dữ liệu nào chưa đúng và sửa thành gì, hoặc cần xóa gì, vì sao."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(k, _(label)) for k, label in DataRequest.Kind.choices]


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Show what is held and who looked at it; take a request."""
    person = User.objects.get(pk=request.user.pk)
    form = AskForm(request.POST or None)
    reasons: list[tuple[str, list[str]]] = []
    if request.method == "POST" and form.is_valid():
        try:
            ask(person, form.cleaned_data["kind"], form.cleaned_data["text"])
            messages.success(request, _("Đã gửi yêu cầu đến quản trị hệ thống."))
            return redirect("own_data")
        except Refused as refused:
            reasons = [(r.say(_), []) for r in refused.reasons]
    rows, following = page_of(readings_of(person), before(request))
    context = {
        "person": person,
        "form": form,
        "reasons": reasons,
        "lines": lines_of(rows),
        "following": following,
        "requests": DataRequest.objects.filter(person=person),
        "memberships": person.memberships.select_related("organisation"),
    }
    failed = bool(reasons or form.errors)
    return render(request, "forms/own_data.html", context, status=422 if failed else 200)


@require_safe
def copy(request: HttpRequest) -> FileResponse:
    """Hand out a ZIP of everything that is held about the person who asks, with the own files."""
    person, today = User.objects.get(pk=request.user.pk), clock.today()
    whole = json.dumps(own_data(person, today), ensure_ascii=False, indent=1)
    made = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("du-lieu.json", whole)
        for document in own_files(person, visible_codes(person, today)):
            if not document.file.storage.exists(document.file.name):
                continue
            with document.file.open("rb") as kept, archive.open(file_name(document), "w") as into:
                while block := kept.read(1 << 20):
                    into.write(block)
    made.seek(0)
    return FileResponse(made, as_attachment=True, filename="du-lieu-cua-toi.zip")


@reads("person")
@for_administrators
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """List what people ask about their data, what waits for an answer first."""
    found = DataRequest.objects.select_related("person", "answered_by").order_by("pk")
    waiting = list(found.filter(state=DataRequest.State.OPEN))
    answered = list(found.exclude(state=DataRequest.State.OPEN).order_by("-answered_at")[:50])
    for one in (*waiting, *answered):
        shown(request, f"request:{one.pk}", person=one.person_id)
    context = {"waiting": waiting, "answered": answered, "longest": LONGEST}
    return render(request, "forms/data_requests.html", context)


@for_administrators
@require_POST
def answered(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a request."""
    found = get_object_or_404(DataRequest, pk=pk)
    words = request.POST.get("answer", "")[:LONGEST]
    try:
        answer(found.pk, request.POST.get("state", ""), words, by=acting(request))
        messages.success(request, _("Đã trả lời yêu cầu."))
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason.say(_))
    return redirect("data_requests")
