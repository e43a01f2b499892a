"""A district's sitting of June, called on a Monday: what several test modules do with it."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from processes.flows import sittings
from processes.models import AgendaItem, Dossier, Sitting
from tests.journeys.stage import YEAR, Stage
from tests.play import HERE, at

MONDAY = datetime(YEAR, 6, 8, 9, tzinfo=HERE)


def call(stage: Stage, dossiers: list[Dossier], when: datetime) -> Sitting:
    """Call a sitting of the district's council on Monday, 8 June."""
    with at(6, 8):
        said = sittings.Call(when, "Phòng họp")
        office = stage.people["huyen"]
        return sittings.call(stage.district_council, dossiers, said, by=office, key=uuid4())


def why(refused: Any) -> list[str]:
    """Return every reason of a refusal, in words."""
    return [str(r) for r in refused.value.reasons]


def fresh(item: AgendaItem) -> AgendaItem:
    """Read an agenda item anew."""
    return AgendaItem.objects.select_related("sitting__council__unit", "edition", "dossier").get(
        pk=item.pk
    )
