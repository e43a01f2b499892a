"""What the commune certified of a dossier: local labour and local material, in per cent (§6.5.b)."""

import json
from decimal import Decimal

from processes.models import Dossier, Record

FIGURES = ("local_labour", "local_material")


def certified(dossier: Dossier) -> dict[str, Decimal]:
    """Return the figures of the last certificate of the commune; empty before there is one."""
    found = Record.objects.filter(dossier=dossier, name="certify_local").order_by("-seq").first()
    if found is None:
        return {}
    data = json.loads(found.body)["data"]
    return {key: Decimal(data[key]) for key in FIGURES if key in data}
