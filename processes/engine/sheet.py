"""What a person is asked to give: fields of a form or of a transition, and when a value will do."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from processes.words import gettext_noop as _


class Kind(StrEnum):
    """The shape of a field's value, which is always plain JSON."""

    LINE = "line"  # str, one line
    TEXT = "text"  # str, several lines
    INTEGER = "integer"  # int
    NUMBER = "number"  # str, decimal point, at most two places
    DATE = "date"  # str, ISO 8601
    CHOICE = "choice"  # str, one of `choices`
    TICK = "tick"  # bool
    REFERENCE = "reference"  # str, code of one thing among `among`
    REFERENCES = "references"  # list[str], codes of things among `among`
    OBJECT = "object"  # dict, judged by a guard of its own


@dataclass(frozen=True, kw_only=True)
class Field:
    """One question.

    Args:
        clear: Whether the value may stand in the record in clear: only codes, figures and dates
            of office may; free text may hold personal data and is kept beside, by salted hash.
        must: For a tick: it has to be set.
        among: For references: the name of the list that the value is chosen from.
        past: For a date: of something that is done or signed, so today or earlier.
    """

    key: str
    label: str
    kind: Kind = Kind.LINE
    required: bool = True
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    max_length: int = 2000
    clear: bool = False
    must: bool = False
    among: str = ""
    past: bool = False


@dataclass(frozen=True)
class Sheet:
    """A form of the programme: a number, a title and sections of fields."""

    key: str
    number: str
    title: str
    sections: tuple[tuple[str, tuple[Field, ...]], ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields, in order."""
        return tuple(field for _title, fields in self.sections for field in fields)

    def missing(self, content: Mapping[str, object]) -> tuple[str, ...]:
        """Return the labels of the fields that ``content`` leaves empty or fills wrongly."""
        return tuple(f.label for f in self.fields if objection(f, content.get(f.key)) is not None)


PLACES = 2  # decimals that a figure may have
YEARS = range(1900, 2200)  # of a date that somebody means; terms can be counted from each
EMPTY: tuple[object, ...] = (None, "", [], (), {})


def objection(field: Field, value: object, today: date | None = None) -> str | None:
    """Return why ``value`` does not answer ``field``, in words; ``None`` where it does.

    Args:
        today: The day on which it is given; without one no date is of the future.
    """
    if field.kind is Kind.TICK:
        return _("Chưa xác nhận: {field}.") if field.must and value is not True else None
    if value in EMPTY:
        return _("Chưa có: {field}.") if field.required else None
    if not _fits(field, value):
        return _("Chưa đúng: {field}.")
    if field.past and today and date.fromisoformat(str(value)) > today:
        return _("{field}: không được sau hôm nay ({today}).")
    return None


def _fits(field: Field, value: object) -> bool:
    match field.kind:
        case Kind.INTEGER:
            return isinstance(value, int) and not isinstance(value, bool) and _in(field, value)
        case Kind.NUMBER:
            return isinstance(value, str) and _is_number(field, value)
        case Kind.DATE:
            return isinstance(value, str) and _is_date(value)
        case Kind.CHOICE:
            return value in [code for code, _label in field.choices]
        case Kind.OBJECT:
            return isinstance(value, dict)
        case Kind.REFERENCES:
            return isinstance(value, list) and all(isinstance(v, str) for v in value)
        case _:
            return isinstance(value, str) and len(value) <= field.max_length


def _in(field: Field, value: int | Decimal) -> bool:
    low, high = field.minimum, field.maximum
    return (low is None or value >= low) and (high is None or value <= high)


def _is_number(field: Field, value: str) -> bool:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return False
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -PLACES and _in(field, number)


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).year in YEARS
    except ValueError:
        return False


def objections(
    fields: Iterable[Field], given: Mapping[str, object], today: date | None = None
) -> Iterator[tuple[Field, str]]:
    """Yield each field that ``given`` does not answer on the day, with the words that say why."""
    for field in fields:
        words = objection(field, given.get(field.key), today)
        if words is not None:
            yield field, words
