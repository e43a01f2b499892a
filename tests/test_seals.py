"""A score sheet cannot be read by anyone but its giver before the last one of its turn is in."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from processes.flows import sittings
from processes.models import Dossier
from tests.journeys.stage import Stage, build
from tests.play import at, convened, dossier_in, hand_in, marked, members, signed_in


@pytest.fixture
def stage(db: None) -> Stage:
    return build()


def test_scores_are_sealed_until_the_council_concludes(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.district_council")
    pages = []
    with at(6, 9):
        for who in ("chuthe", "xa", "huyen", "tinh", "kiemtoan", "giamsat"):
            client = signed_in(stage, who)
            for name in ("dossier", "history"):
                url = reverse(name, args=[dossier.public_id])
                pages.append(client.get(url).content.decode())

    assert [p for p in pages if "87" in p and "30</dd>" in p] == []
    assert [p for p in pages if "<dd>22</dd>" in p] == []


SEALED = ("A 29 +", ">29<", "chim hoàng yến", "vàng anh")


def _shown(client: Client, dossier: Dossier) -> str:
    """Everything that somebody finds on the pages of a dossier and on the lists."""
    pid = dossier.public_id
    urls = [reverse(n, args=[pid]) for n in ("dossier", "history", "documents", "versions")]
    urls += [reverse("step", args=[pid, "conclude_district"])]
    urls += [reverse("act", args=[pid, n]) for n in ("submit_score_district", "comment")]
    item = dossier.agenda.get()
    urls += [reverse(n, args=[item.public_id]) for n in ("score", "score_sheets")]
    urls += [reverse("sitting", args=[item.sitting.public_id])]
    urls += [reverse(n) for n in ("sittings", "inbox", "dossiers", "notices", "oversight", "audit")]
    pages = "".join(client.get(url).content.decode() for url in urls)
    papers = [reverse("sheet_paper", args=[s.pk, "docx"]) for s in item.sheets.all()]
    papers += [reverse("sitting_paper", args=[item.sitting.public_id, "bien-ban", "docx"])]
    return pages + "".join(_paper(client, url) for url in papers)


def _paper(client: Client, url: str) -> str:
    """The words of a paper, if it is handed out."""
    answer = client.get(url)
    if answer.status_code != 200:
        return ""
    document = Document(BytesIO(answer.content))
    return " ".join(c.text for t in document.tables for row in t.rows for c in row.cells)


def test_a_sheet_is_read_by_its_giver_alone_until_the_last_one_is_in(stage: Stage) -> None:
    dossier = dossier_in(stage, "rating.at_district")
    with at(6, 8):
        item = convened(stage, dossier, "district")
        first, *others, last = members(stage, "district")
        sheet = marked(item, 29, 20, 33) | {"notes": {"1.2": "vàng anh"}}
        sittings.hand_in(item, sheet, "chim hoàng yến", by=first, key=uuid4())
        for member in others:
            hand_in(item, member, 28, 20, 33)
        readers = [w for w in stage.people if w not in ("district_1", "nobody")]
        before = {who: _shown(signed_in(stage, who), dossier) for who in readers}
        own = _shown(signed_in(stage, "district_1"), dossier)
        hand_in(item, last, 28, 20, 33)
        after = _shown(signed_in(stage, "district_2"), dossier)

    assert {w: c for w, page in before.items() for c in SEALED if c in page} == {}
    assert "chim hoàng yến" in own
    assert "chim hoàng yến" in after
