"""Forms of the calendar: a cycle's windows, a day that differs; they check form only."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.forms import BoundField, CharField, ChoiceField, Form, RadioSelect
from django.utils.translation import gettext as _

from forms.staffing import day
from processes.engine import Refused
from processes.models import CalendarDay, Cycle
from processes.models.cycle import WINDOW_LABELS
from processes.queries.cycle_checks import windows_of


class WindowsForm(Form):
    """First and last day of every window."""

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        stored = windows_of(cycle)
        initial = {}
        for key, window in stored.items():
            initial |= {f"{key}_opens": window.opens_on, f"{key}_closes": window.closes_on}
        super().__init__(*args, initial=initial, **kwargs)
        for key, label in WINDOW_LABELS.items():
            name = _(label)
            self.fields[f"{key}_opens"] = day(_("{window}, từ ngày").format(window=name))
            self.fields[f"{key}_closes"] = day(_("{window}, đến hết ngày").format(window=name))

    def rows(self) -> Iterator[tuple[str, BoundField, BoundField]]:
        """Yield label, first day and last day of each window."""
        for key, label in WINDOW_LABELS.items():
            yield _(label), self[f"{key}_opens"], self[f"{key}_closes"]

    def windows(self) -> dict[str, tuple[date, date]]:
        """Return what was given, by key of the window."""
        given = self.cleaned_data
        return {key: (given[f"{key}_opens"], given[f"{key}_closes"]) for key in WINDOW_LABELS}


class WordsForm(Form):
    """What a day is called, and the document that announces it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = CharField(
            label=_("Tên ngày"),
            max_length=120,
            help_text=_("Ví dụ: Nghỉ hoán đổi dịp Quốc khánh."),
        )
        self.fields["source"] = CharField(
            label=_("Văn bản thông báo"),
            max_length=200,
            help_text=_("Số, ngày và cơ quan ban hành."),
        )


class DayForm(WordsForm):
    """A new holiday or worked weekend."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = dict(self.fields)
        self.fields.clear()
        self.fields["date"] = day(_("Ngày"))
        self.fields["kind"] = ChoiceField(
            label=_("Loại"),
            choices=kinds(),
            widget=RadioSelect,
            help_text=_("Ngày làm bù là thứ Bảy hoặc Chủ nhật mà cơ quan làm việc."),
        )
        self.fields.update(words)


def kinds() -> list[tuple[str, str]]:
    """Return the two kinds of days, in words."""
    kind = CalendarDay.Kind
    return [
        (kind.HOLIDAY.value, _("Ngày nghỉ")),
        (kind.WORKDAY.value, _("Ngày làm bù")),
    ]


def refuse(form: Form, refused: Refused) -> None:
    """Put the reasons beside their fields; a window's reason beside its last day."""
    for reason in refused.reasons:
        names = (reason.field, f"{reason.field}_closes")
        form.add_error(next((n for n in names if n in form.fields), None), reason.say(_))
