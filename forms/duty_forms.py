"""What is asked of whoever does one of the cycle's duties: its report, files that show it, a note."""

from typing import Any

from django import forms as django_forms  # our own package is called forms
from django.core.files.base import File
from django.utils.translation import gettext as _

from processes.flows.duties import MOST_FILES
from processes.inspection.kinds import KINDS
from processes.phases.duties import DutyRow


class ManyFiles(django_forms.FileInput):
    """A place for several files."""

    allow_multiple_selected = True


class FilesField(django_forms.FileField):
    """Several files, unjudged: whether one is taken, and why not, the service says."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> "list[File[bytes]]":
        """Return what was chosen; nothing makes an empty list."""
        chosen = data if isinstance(data, list | tuple) else [data]
        return [one for one in chosen if one]


class DutyForm(django_forms.Form):
    """The report where there is one, the evidence, and what came of it."""

    def __init__(self, *args: Any, row: DutyRow | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if row and row.reports:
            area = django_forms.Textarea(attrs={"rows": 18})
            self.fields["content"] = django_forms.CharField(
                label=_("Nội dung báo cáo"), required=False, widget=area
            )
        help_text = _("PDF, JPG, PNG hoặc DOCX; tối đa {most} tệp.").format(most=MOST_FILES)
        self.fields["files"] = FilesField(
            label=_(row.evidence) if row else _("Minh chứng"),
            required=False,
            help_text=help_text,
            widget=ManyFiles(attrs={"accept": ",".join(KINDS)}),
        )
        self.fields["note"] = django_forms.CharField(
            label=_("Kết quả"),
            required=False,
            max_length=2000,
            widget=django_forms.Textarea(attrs={"rows": 3}),
        )

    def clean_content(self) -> str:
        """Keep lines as lines, whatever the browser ends them with."""
        return str(self.cleaned_data["content"]).replace("\r\n", "\n")
