"""Words of messages: what the product says, what the administrator says instead, with a preview."""

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
from processes.models import Wording
from processes.queries.messages import known_names
from processes.services.deliveries import word
from processes.words import gettext_noop

LANGUAGES = ("vi", "en")
EXAMPLES = {
    "product": gettext_noop("Mật ong hoa rừng"),
    "code": "OCOP-26-000123",
    "organisation": gettext_noop("HTX Hoa Rừng"),
    "step": gettext_noop("Yêu cầu hoàn thiện ý tưởng"),
    "by": gettext_noop("Nguyễn Văn An, Cán bộ OCOP cấp xã"),
    "at": "09:30 05/03/2026",
    "state": gettext_noop("Cần hoàn thiện ý tưởng"),
    "holder": gettext_noop("HTX Hoa Rừng"),
    "due": "12/03/2026",
    "reason": gettext_noop("Thiếu sản lượng của hai năm gần đây"),
    "details": "",
    "now": gettext_noop("Hồ sơ nay ở bước “Cần hoàn thiện ý tưởng”, HTX Hoa Rừng giữ."),
    "ask": gettext_noop("Việc cần làm: mở hồ sơ, sửa và nộp lại."),
    "todo": gettext_noop("Cần xử lý, hạn hết ngày 12/03/2026."),
    "number": "OCOP-66-2026-0001",
    "duty": gettext_noop("Báo cáo quý I"),
    "unit": gettext_noop("Huyện Hoa Rừng"),
    "link": "https://ocop.example/thong-bao/123/",
}


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
        "preview": _preview(language, shown),
        "kept": kept,
    }
    return render(request, "forms/wording.html", context, status=status)


def _standard(name: str, language: str) -> Words:
    kind = KINDS.get(name, KINDS["step"])
    with override(language):
        return Words(*(_(part) for part in kind.words.parts()))


def _preview(language: str, words: Words) -> Words:
    """Fill the words with invented answers: an administrator reads no dossier."""
    with override(language):
        gaps = {gap: _(example) for gap, example in EXAMPLES.items()}
        return Words(*(filled(part, gaps) for part in words.parts()))
