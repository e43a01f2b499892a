"""What a reference field may be answered with, for one dossier."""

from collections.abc import Callable, Iterable, Sequence

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from processes.engine import Field, WithinWindow
from processes.models import ChecklistItem, Dossier, Sitting
from processes.models.cycle import WINDOW_LABELS
from processes.queries.windows import Windows

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
    return [(item.code, _(item.name)) for item in items]


def sittings(dossier: Dossier) -> Pairs:
    """The sittings that were called at the level that holds the dossier, and are not open yet."""
    district = str(dossier.state) in ("rating.at_district", "rating.district_council")
    unit = dossier.district_id if district else dossier.province_id
    found = Sitting.objects.filter(
        council__cycle_id=dossier.cycle_id, council__unit_id=unit, status=Sitting.Status.CALLED
    )
    return [
        (str(s.pk), f"{s}, {localtime(s.at):%H:%M %d/%m/%Y}")
        for s in found.select_related("council").order_by("at")
    ]


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
    "sittings": sittings,
    "windows": windows,
}
