"""The search over records as an address says it: read, and written back.

What an address asks for and nobody understands finds nothing, and the page says which it was.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy

from processes.queries.audit.records import FEWEST_LETTERS, Place, Wanted, steps
from processes.queries.lookup import normal_code
from processes.queries.selection import DIGITS
from processes.roles import Role
from processes.rulesets import RULESETS
from processes.text import one_line

# the name in an address of each thing that is looked for
NAMES: Mapping[str, str] = {
    "who": "nguoi",
    "role": "vai-tro",
    "unit": "don-vi",
    "name": "viec",
    "since": "tu",
    "until": "den",
    "reason": "ly-do",
    "cites": "can-cu",
    "ruleset": "bo-quy-dinh",
    "code": "ma",
}
LABELS = {
    "who": gettext_lazy("Người"),
    "role": gettext_lazy("Vai trò"),
    "unit": gettext_lazy("Đơn vị"),
    "name": gettext_lazy("Việc"),
    "since": gettext_lazy("Từ ngày"),
    "until": gettext_lazy("Đến hết ngày"),
    "reason": gettext_lazy("Lý do có chữ"),
    "cites": gettext_lazy("Căn cứ có chữ"),
    "ruleset": gettext_lazy("Bộ quy định"),
    "code": gettext_lazy("Mã hồ sơ"),
}
AFTER = "sau"  # the place in time after which a page goes on
LONGEST = 120  # characters of anything that is looked for
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST_DIGITS = 18
# a date beyond these has no next day, or none that a database takes
FIRST, LAST = date(2000, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True)
class Asked:
    """What an address asks for.

    Args:
        typed: What stands in it, by the fields of :class:`Wanted`.
        unknown: Names whose value nobody understands.
    """

    wanted: Wanted
    typed: Mapping[str, str]
    unknown: tuple[str, ...] = ()

    def unknown_in_words(self) -> list[str]:
        """Return what nobody understands as the page names it, with what was typed."""
        return [
            f"{LABELS[field]}: {self.typed[field]}"
            for field, name in NAMES.items()
            if name in self.unknown
        ]


def read(query: Mapping[str, str]) -> Asked:
    """Return what the address asks for."""
    found: dict[str, object] = {}
    typed, unknown = {}, []
    for field, name in NAMES.items():
        given = one_line(query.get(name, ""))
        if not given:
            continue
        typed[field] = given
        value = _READ[field](given) if len(given) <= LONGEST else None
        if value is None:
            unknown.append(name)
        else:
            found[field] = value
    return Asked(Wanted(**found), typed, tuple(unknown))  # type: ignore[arg-type]  # by _READ, each of its kind


def day(text: str) -> date | None:
    """Return the day that is written so; ``None``: it is none."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if FIRST <= found <= LAST else None


def _one_of(known: set[str]) -> Callable[[str], str | None]:
    return lambda text: text if text in known else None


def _unit(text: str) -> str | None:
    return text if text.isascii() and text.isdigit() and len(text) in DIGITS else None


_READ: Mapping[str, Callable[[str], object | None]] = {
    "who": lambda text: text,
    "role": _one_of(set(Role)),
    "unit": _unit,
    "name": _one_of({s.name for s in steps()}),
    "since": day,
    "until": day,
    "reason": lambda text: text if len(text) >= FEWEST_LETTERS else None,
    "cites": lambda text: text,
    "ruleset": _one_of(set(RULESETS)),
    "code": lambda text: normal_code(text) or None,
}


def query_of(wanted: Wanted, **more: str) -> str:
    """Return the part of an address that asks for it."""
    given = {NAMES[f.name]: str(value) for f in fields(Wanted) if (value := _value(wanted, f.name))}
    return urlencode(given | {k: v for k, v in more.items() if v})


def _value(wanted: Wanted, name: str) -> object:
    value = getattr(wanted, name)
    return value.isoformat() if isinstance(value, date) else value


def address(wanted: Wanted, page: str = "records") -> str:
    """Return the address of a search."""
    query = query_of(wanted)
    return f"{reverse(page)}?{query}" if query else reverse(page)


def place_in(query: Mapping[str, str]) -> Place | None:
    """Return the place after which the page goes on; what is none begins at the newest."""
    moment, _dash, key = query.get(AFTER, "").partition("-")
    if not all(t.isascii() and t.isdecimal() and len(t) <= MOST_DIGITS for t in (moment, key)):
        return None
    try:
        return Place(EPOCH + timedelta(microseconds=int(moment)), int(key))
    except OverflowError:
        return None


def place_words(place: Place) -> str:
    """Return a place as an address says it."""
    return f"{(place.at - EPOCH) // timedelta(microseconds=1)}-{place.pk}"
