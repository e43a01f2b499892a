"""One paper over many dossiers: all of them go through the door, or none does."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from processes.engine import Refused
from processes.models import Appointment, Dossier, Record

from .move import move


class RefusedSome(Exception):  # noqa: N818 - the field's own word
    """One dossier of a batch was refused, and so nothing of it was done.

    Args:
        refused: dossier → every reason.
    """

    def __init__(self, refused: dict[Dossier, Refused]) -> None:
        super().__init__("; ".join(f"{d.code}: {r}" for d, r in refused.items()))
        self.refused = refused


def move_all(
    dossiers: Sequence[Dossier],
    step: Callable[[Dossier], tuple[str, dict[str, Any]]],
    *,
    by: Appointment,
    key: UUID,
) -> list[Record]:
    """Take a step with every dossier, locked in one order, in one transaction.

    Args:
        step: Gives the step's name and what is given, for each dossier.
        key: Of the page; each dossier's own key follows from it and the dossier's code.

    Raises:
        RefusedSome: naming every dossier that the door refused; nothing is done then.
    """
    refused: dict[Dossier, Refused] = {}
    records: list[Record] = []
    with transaction.atomic():
        for dossier in sorted(dossiers, key=lambda d: d.pk):
            name, given = step(dossier)
            try:
                own = uuid5(key, dossier.code)
                records.append(move(dossier.pk, name, by=by, key=own, given=given))
            except Refused as why:
                refused[dossier] = why
        if refused:
            raise RefusedSome(refused)
    return records
