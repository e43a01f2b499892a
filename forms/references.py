"""What a reference field may be answered with, for one dossier."""

from collections.abc import Callable, Iterable, Sequence

from django.utils.translation import gettext as _

from processes.engine import Field, WithinWindow
from processes.models import ChecklistItem, Council, Dossier
from processes.models.cycle import WINDOW_LABELS
from processes.queries.windows import Windows
from processes.roles import Role

Pairs = Sequence[tuple[str, str]]


def choices_for(fields: Iterable[Field], dossier: Dossier) -> dict[str, Pairs]:
    """Return the choices of the lists that ``fields`` refer to; other lists are not read."""
    return {f.among: LISTS[f.among](dossier) for f in fields if f.among}


def checklist(dossier: Dossier) -> Pairs:
    """The documents of the rating file; the programme's own forms are no documents to hand in."""
    items = ChecklistItem.objects.filter(satisfied_by="")
    subgroup = dossier.product.subgroup
    if subgroup is not None and subgroup.group.sector.is_tourism:
        items = items.exclude(goods_only=True)
    return [(item.code, item.name) for item in items]


def councils(dossier: Dossier) -> Pairs:
    """The councils of this cycle at the level that holds the dossier now."""
    district = dossier.current.holder == Role.DISTRICT_OFFICER
    unit = dossier.district_id if district else dossier.province_id
    found = Council.objects.filter(cycle_id=dossier.cycle_id, unit_id=unit).order_by("pk")
    return [(str(c.pk), f"{c.name} ({c.decision_number})") for c in found]


def windows(dossier: Dossier) -> Pairs:
    """The windows that end the present state or set its term, with the day each closes now."""
    standing, due = Windows(dossier), dossier.current.due
    keys = [*dossier.current.ends_with, *(due.windows if isinstance(due, WithinWindow) else ())]
    known = {key: window for key in keys if (window := standing.get(key))}
    text = _("{window}, hiện đến hết {closes}")
    return [
        (key, text.format(window=_(WINDOW_LABELS[key]), closes=f"{window.closes_on:%d/%m/%Y}"))
        for key, window in known.items()
    ]


LISTS: dict[str, Callable[[Dossier], Pairs]] = {
    "checklist": checklist,
    "councils": councils,
    "windows": windows,
}
