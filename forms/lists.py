"""The filters of a list of dossiers: read from an address, said in a sentence, written back.

What an address asks for and nobody understands finds nothing, and the page says which it was: a
list that silently shows more than was asked for would be taken for the answer.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from processes.models import Appointment, Council, Unit
from processes.queries.jurisdiction import label_of
from processes.queries.quarters import read_figure
from processes.queries.selection import (
    AGES,
    APPLICANT,
    AT_WORK,
    DIGITS,
    SITTING,
    SOURCES,
    UNCLAIMED,
    Wanted,
    every_state,
)
from processes.roles import COUNCIL_ROLES, POSTS, Role
from processes.rulesets import RULESETS
from processes.words import gettext_noop

# the name in an address of each thing that a list may be asked for
NAMES: Mapping[str, str] = {
    "open": "dang",
    "late": "tre",
    "soon": "sap",
    "unit": "don-vi",
    "phase": "giai-doan",
    "state": "trang-thai",
    "age": "tuoi",
    "source": "cho",
    "office": "noi",
    "person": "nguoi",
    "quarter": "quy",
}
OLD = {"tre": "overdue", "trang-thai": "state"}  # addresses that were given out before
SOURCE_WORDS = {
    APPLICANT: gettext_noop("chờ chủ thể"),
    SITTING: gettext_noop("chờ phiên họp hội đồng"),
    UNCLAIMED: gettext_noop("chưa ai nhận xử lý"),
    AT_WORK: gettext_noop("đã có người nhận"),
}
MOST_DIGITS = 18
ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Asked:
    """What an address asks for.

    Args:
        unknown: Names in the address whose value nobody understands.
    """

    wanted: Wanted
    unknown: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing narrows the list."""
        return self.wanted == Wanted() and not self.unknown


@dataclass(frozen=True)
class Chip:
    """One filter in force: its words, and the address of the list without it."""

    words: str
    without: str


def read(query: Mapping[str, str]) -> Asked:
    """Return what the address asks for."""
    found: dict[str, object] = {}
    unknown = []
    for field, name in NAMES.items():
        given = (query.get(name) or query.get(OLD.get(name, ""), "") or "").strip()
        if not given:
            continue
        key, value = _read_one(field, given)
        if value is None:
            unknown.append(name)
        else:
            found[key] = value
    return Asked(Wanted(**found), tuple(unknown))  # type: ignore[arg-type]  # by _READ, each of its kind


def _read_one(field: str, given: str) -> tuple[str, object | None]:
    if field == "state" and "." not in given:  # the list to choose from offers whole phases too
        return "phase", _READ["phase"](given)
    return field, _READ[field](given)


def _flag(text: str) -> bool | None:
    return True if text == "1" else None


def _one_of(*known: str) -> Callable[[str], str | None]:
    return lambda text: text if text in known else None


def _unit(text: str) -> str | None:
    return text if text.isascii() and text.isdigit() and len(text) in DIGITS else None


def _office(text: str) -> str | None:
    role, _at, scope = text.partition("@")
    known = role in set(Role) and scope.isascii() and scope.isdigit() and len(scope) <= MOST_DIGITS
    return text if known else None


def _person(text: str) -> int | None:
    is_id = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if is_id else None


_PHASES = {phase: label for r in RULESETS.values() for phase, label in r.phases}
_STATES = {s.key: s.label for s in every_state()}
_READ: Mapping[str, Callable[[str], object | None]] = {
    "open": _flag,
    "late": _flag,
    "soon": _flag,
    "unit": _unit,
    "phase": _one_of(*_PHASES),
    "state": _one_of(*_STATES),
    "age": _one_of(*(key for key, _first, _last in AGES)),
    "source": _one_of(*SOURCES),
    "office": _office,
    "person": _person,
    "quarter": lambda text: text if read_figure(text) else None,
}


_WORDS: Mapping[str, Callable[[Any], str]] = {
    "open": lambda _value: _("đang xử lý"),
    "late": lambda _value: _("quá hạn"),
    "soon": lambda _value: _("đến hạn trong 5 ngày làm việc"),
    "unit": lambda code: _("ở {place}").format(place=unit_name(code)),
    "phase": lambda key: _("giai đoạn {phase}").format(phase=_(_PHASES[key])),
    "state": lambda key: _("bước “{state}”").format(state=_(_STATES[key])),
    "age": lambda key: _("ở bước này {days} làm việc").format(days=age_words(key)),
    "source": lambda key: _(SOURCE_WORDS[key]),
    "office": lambda key: _("đang ở {office}").format(office=office_name(key)),
    "person": lambda pk: _("do {person} nhận").format(person=_person_name(pk)),
    "quarter": lambda key: _quarter_words(key),  # noqa: PLW0108 -- defined below
}


def query_of(wanted: Wanted, **more: str) -> str:
    """Return the part of an address that asks for it."""
    empty = Wanted()
    given = {}
    for field in fields(Wanted):
        value = getattr(wanted, field.name)
        if value != getattr(empty, field.name):
            given[NAMES[field.name]] = "1" if value is True else str(value)
    return urlencode(given | {k: v for k, v in more.items() if v})


def address(wanted: Wanted, **more: str) -> str:
    """Return the address of the list."""
    return f"{reverse('dossiers')}?{query_of(wanted, **more)}"


def age_words(key: str) -> str:
    """Return a class of age in words."""
    first, last = next((a, b) for k, a, b in AGES if k == key)
    if last is None:
        return _("trên {days} ngày").format(days=first - 1)
    if not first:
        return _("đến {days} ngày").format(days=last)
    return _("{first}–{last} ngày").format(first=first, last=last)


def sentence(asked: Asked, total: int) -> str:
    """Return what the list holds, as one sentence: "7 hồ sơ quá hạn ở Huyện Krông Pắc"."""
    text = ngettext("%(n)s hồ sơ", "%(n)s hồ sơ", total)
    said = dict(_said(asked.wanted))
    plain = [said.pop(name) for name in ("open", "late", "soon", "unit") if name in said]
    head = " ".join([text % {"n": number_format(total, force_grouping=True)}, *plain])
    return ", ".join([head, *said.values()])


def chips(asked: Asked, **more: str) -> list[Chip]:
    """Return the filters in force, each with the address that drops it."""
    found = [
        Chip(words, address(asked.wanted.without(name), **more))
        for name, words in _said(asked.wanted)
    ]
    text = _("{name}: không hiểu được")
    found += [Chip(text.format(name=n), address(asked.wanted, **more)) for n in asked.unknown]
    return found


def _said(wanted: Wanted) -> Iterator[tuple[str, str]]:
    empty = Wanted()
    for name, words in _WORDS.items():
        value = getattr(wanted, name)
        if value != getattr(empty, name):
            yield name, words(value)


def unit_name(code: str) -> str:
    """Return the latest name of a unit's code; the code, where there is none."""
    level = DIGITS.get(len(code), "")
    unit = Unit.objects.filter(code=code, level=level).order_by("valid_from").last()
    return unit.name if unit else code


def office_name(key: str) -> str:
    """Return the words for a ``role@scope`` key: the post and where."""
    role, _at, scope = key.partition("@")
    post = _(label_of(role))
    if role in COUNCIL_ROLES:
        place: object = Council.objects.filter(pk=scope).first()
    elif POSTS[Role(role)].scope.value in ("commune", "district", "province", "unit"):
        place = Unit.objects.filter(pk=scope).first()
    else:
        place = None
    return f"{post}, {place}" if place else post


def _person_name(pk: int) -> str:
    found = Appointment.objects.filter(pk=pk).select_related("user").first()
    return str(found.user) if found else str(pk)


def _quarter_words(key: str) -> str:
    """Return what a figure of a quarterly report counts, and of which quarter."""
    found = read_figure(key)
    if found is None:
        return key
    what = _(found.words)
    if found.star is not None:
        what = _("{what}, {n} sao").format(what=what, n=found.star)
    text = _("{what} trong quý {quarter} năm {year}")
    return text.format(what=what, quarter=ROMAN[found.quarter - 1], year=found.year)


def in_phase(wanted: Wanted, phase: str) -> Wanted:
    """Return the same list in another phase; empty: in all of them."""
    return replace(wanted, phase=phase, state="")


def kept(asked: Asked) -> list[tuple[str, str]]:
    """Return the filters that a search form carries along: those that it has no field for."""
    return parse_qsl(query_of(in_phase(asked.wanted, "").without("late")))
