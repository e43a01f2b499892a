"""What the councils' steps write besides state and record: agenda, sheets, recusals, the result."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Max

from processes.criteria import marking
from processes.models import AgendaItem, Dossier, Record, Recusal, ScoreSheet, Sitting
from processes.queries.council_facts import newest_edition
from processes.text import canonical

from .effects import EFFECTS, by

CONVENING = ("convene_district", "convene_province", "reconvene_district", "reconvene_province")
CONCLUDING = ("conclude_district", "conclude_province")


@EFFECTS.following(*CONVENING)
def _put_on_agenda(dossier: Dossier, record: Record, given: Mapping[str, Any]) -> None:
    sitting = Sitting.objects.get(pk=int(given["sitting"]))
    last = sitting.items.aggregate(last=Max("position"))["last"] or 0
    edition = newest_edition(dossier)
    if edition is None:
        raise ValueError(f"{dossier.code} has no criteria")
    AgendaItem.objects.create(
        sitting=sitting,
        dossier=dossier,
        edition=edition,
        position=last + 1,
        stage=str(dossier.state),
    )


@EFFECTS.following("adjourn_district", "adjourn_province")
def _adjourn(dossier: Dossier, record: Record, given: Mapping[str, Any]) -> None:
    item = live_item(dossier)
    item.status, item.reason = AgendaItem.Status.ADJOURNED, given.get("reason") or ""
    item.save(update_fields=["status", "reason"])


@EFFECTS.following("submit_score_district", "submit_score_province")
def _keep_sheet(dossier: Dossier, record: Record, given: Mapping[str, Any]) -> None:
    item, sheet = live_item(dossier), given["sheet"]
    points = marking.points(item.edition.definition, sheet["marks"])
    ScoreSheet.objects.create(
        dossier=dossier,
        council=item.sitting.council,
        item=item,
        edition=item.edition,
        stage=str(dossier.state),
        turn=item.turn,
        member=by(record).user,
        content=canonical(sheet),
        is_excluding=bool(sheet["excludes"]),
        comment=given.get("comment") or "",
        record=record,
        **{part: 100 * value for part, value in points.items()},
    )


@EFFECTS.following("recuse_district", "recuse_province")
def _keep_recusal(dossier: Dossier, record: Record, given: Mapping[str, Any]) -> None:
    council = dossier.council
    if council is None:
        raise ValueError(f"{dossier.code} has no council")
    Recusal.objects.create(dossier=dossier, council=council, member=by(record).user, record=record)


@EFFECTS.ahead_of(*CONCLUDING)
def _keep_score(dossier: Dossier, data: Mapping[str, Any]) -> None:
    dossier.score_total = int(Decimal(data["total"]) * 100)
    dossier.score_sheets = data["sheets"]
    dossier.star = data["star"]
    _conclude_item(dossier, data["star"])


@EFFECTS.ahead_of("conclude_rereview")
def _keep_rereview(dossier: Dossier, data: Mapping[str, Any]) -> None:
    dossier.star = int(data["star"])
    _conclude_item(dossier, dossier.star)


def _conclude_item(dossier: Dossier, star: int) -> None:
    """Keep the result with the agenda, exactly as it was decided."""
    item = AgendaItem.objects.filter(dossier=dossier, status=AgendaItem.Status.READY).first()
    if item is None:  # a review without a new sitting
        return
    sheets = list(item.sheets.filter(turn=item.turn))
    item.total, item.sheets_in = sum(s.total for s in sheets), len(sheets)
    item.star, item.status = star, AgendaItem.Status.CONCLUDED
    item.save(update_fields=["total", "sheets_in", "star", "status"])


def live_item(dossier: Dossier) -> AgendaItem:
    """Return the dossier's place on the one agenda that is not over.

    Raises:
        AgendaItem.DoesNotExist: when there is none.
    """
    return AgendaItem.objects.select_related("sitting__council", "edition", "sitting").get(
        dossier=dossier, status__in=AgendaItem.LIVE
    )
