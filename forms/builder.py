"""Questions of the law, made into form fields. There is always a form: a new step needs no code here.

A form checks form: types, sizes, choices. Whether an answer is enough, the law says; so a draft may
leave fields empty, and nothing here ever saves.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms as django_forms  # our own package is called forms
from django.utils.translation import gettext as _

from processes.engine import Field, Kind
from processes.words import gettext_noop

Choices = Mapping[str, Sequence[tuple[str, str]]]
REASON = Field(
    key="reason",
    label=gettext_noop("Lý do"),
    kind=Kind.TEXT,
    help=gettext_noop("Chủ thể sẽ đọc lý do này."),
)


class GivenForm(django_forms.Form):
    """A form whose answers are plain JSON, as the door takes them."""

    asked: tuple[Field, ...] = ()

    def given(self) -> dict[str, Any]:
        """Return the answers of a valid form; empty ones are left out."""
        answers = {f.key: _plain(f, self.cleaned_data.get(f.key)) for f in self.asked}
        return {k: v for k, v in answers.items() if v not in (None, "", [])}


def form_for(
    fields: Sequence[Field],
    choices: Choices | None = None,
    *,
    data: Mapping[str, Any] | None = None,
    initial: Mapping[str, Any] | None = None,
    draft: bool = False,
    prefix: str | None = None,
) -> GivenForm:
    """Return the form that asks ``fields``.

    Args:
        choices: For reference fields: ``among`` to pairs of code and words.
        draft: Nothing is required: what is missing is said on submission.
    """
    made = {f.key: _field(f, choices or {}, draft) for f in fields}
    kind = type("StepForm", (GivenForm,), {**made, "asked": tuple(fields)})
    form: GivenForm = kind(data=data, initial=initial, prefix=prefix)
    return form


def _field(field: Field, choices: Choices, draft: bool) -> django_forms.Field:
    common: dict[str, Any] = {
        "label": _(field.label),
        "help_text": _(field.help) if field.help else "",
        "error_messages": {"required": _("Cần ghi mục này.")},
        "required": not draft and (field.required if field.kind is not Kind.TICK else field.must),
    }
    pairs = [(code, _(label)) for code, label in field.choices]
    match field.kind:
        case Kind.TEXT:
            area = django_forms.Textarea(attrs={"rows": 4})
            return django_forms.CharField(max_length=field.max_length, widget=area, **common)
        case Kind.INTEGER:
            return django_forms.IntegerField(
                min_value=field.minimum, max_value=field.maximum, **common
            )
        case Kind.NUMBER:
            return django_forms.DecimalField(
                min_value=field.minimum,
                max_value=field.maximum,
                decimal_places=2,
                max_digits=8,
                localize=True,
                widget=django_forms.TextInput(attrs={"inputmode": "decimal"}),
                **common,
            )
        case Kind.DATE:
            picker = django_forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            return django_forms.DateField(widget=picker, **common)
        case Kind.TICK:
            return django_forms.BooleanField(**common)
        case Kind.CHOICE:
            radio = django_forms.RadioSelect
            return django_forms.ChoiceField(choices=pairs, widget=radio, **common)
        case Kind.REFERENCE:
            listed = [("", "—"), *choices.get(field.among, ())]
            return django_forms.ChoiceField(choices=listed, **common)
        case Kind.REFERENCES:
            boxes = django_forms.CheckboxSelectMultiple
            return django_forms.MultipleChoiceField(
                choices=choices.get(field.among, ()), widget=boxes, **common
            )
        case _:
            return django_forms.CharField(max_length=field.max_length, **common)


def _plain(field: Field, value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value
