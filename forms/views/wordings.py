"""Words of messages: what the product says, what the administrator says instead, with a preview."""

from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from forms.views.deliveries import administrator
from processes.engine import Refused
from processes.kinds import GAPS, KINDS, Words, filled
from processes.models import Notice, Wording
from processes.queries.messages import RELATED, Composer, known_names
from processes.services.deliveries import word

LANGUAGES = ("vi", "en")


class WordsForm(forms.Form):
    """Title, text and short message."""

    title = forms.CharField(max_length=200, required=False)
    body = forms.CharField(
        max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    short = forms.CharField(max_length=300, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].label = _("Tiêu đề")
        self.fields["body"].label = _("Nội dung")
        self.fields["short"].label = _("Tin ngắn")

    def words(self) -> Words:
        """Return what was written."""
        given = self.cleaned_data
        return Words(given["title"], given["body"], given["short"])


@require_safe
def wordings(request: HttpRequest) -> HttpResponse:
    """List every notice whose words may be written, and which were."""
    administrator(request)
    own = set(Wording.objects.values_list("name", "language"))
    rows = [
        (name, _(label), [(code, (name, code) in own) for code in LANGUAGES])
        for name, label in known_names().items()
    ]
    return render(request, "forms/wordings.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: HttpRequest, name: str, language: str) -> HttpResponse:
    """Show, preview or keep the words of one notice in one language."""
    by = administrator(request)
    label = known_names().get(name)
    if label is None or language not in LANGUAGES:
        raise Http404
    kept = Wording.objects.filter(name=name, language=language).first()
    standard = _standard(name, language)
    initial = {"title": kept.title, "body": kept.body, "short": kept.short} if kept else {}
    form = WordsForm(request.POST or None, initial=initial)
    shown = Words(kept.title, kept.body, kept.short) if kept else standard
    status = 200
    if request.method == "POST" and form.is_valid():
        written = form.words()
        shown = written if any(written.parts()) else standard
        unknown = sorted(set(written.problems()))
        if unknown:
            text = _("Chỗ trống không có trong danh sách: {gaps}.")
            form.add_error(None, text.format(gaps=", ".join(unknown)))
        elif "save" in request.POST:
            try:
                word(name, language, written, by=by)
                messages.success(request, _("Đã lưu mẫu tin."))
                return redirect("wordings")
            except Refused as refused:
                for reason in refused.reasons:
                    form.add_error(None, reason.say(_))
    if form.errors:
        status = 422
    context = {
        "form": form,
        "name": name,
        "language": language,
        "label": _(label),
        "standard": standard,
        "gaps": [(gap, _(meaning)) for gap, meaning in GAPS.items()],
        "preview": _preview(name, language, shown),
        "kept": kept,
    }
    return render(request, "forms/wording.html", context, status=status)


def _standard(name: str, language: str) -> Words:
    kind = KINDS.get(name, KINDS["step"])
    with override(language):
        return Words(*(_(part) for part in kind.words.parts()))


def _preview(name: str, language: str, words: Words) -> Words:
    """Fill the words with the last notice of this name, or with the names of the gaps."""
    found = Notice.objects.select_related("user", *RELATED).order_by("-pk")
    step = name.removeprefix("step:")
    last = found.filter(record__name=step).first() if step != name else None
    last = last or found.filter(kind=name).first()
    with override(language):
        gaps = {gap: f"[{_(meaning)}]" for gap, meaning in GAPS.items()}
        if last is not None:
            gaps |= Composer(language, []).gaps(last) | {"link": f"https://…/{uuid4().hex[:6]}/"}
        return Words(*(filled(part, gaps) for part in words.parts()))
