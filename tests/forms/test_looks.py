"""What the read log names, in words."""

import csv
from io import StringIO

from forms import looks
from tests.forms.scene import Scene, moment

NOW = moment(6, 20)


def test_the_log_names_what_was_looked_at_in_words(scene: Scene) -> None:
    scene.lead_to("convene_district")
    document = scene.dossier.documents.first()
    scene.sign_in("kiemtoan")
    scene.page("audit", at=NOW)
    scene.page("document", document.public_id, at=NOW)
    scene.page("dossier", scene.dossier.public_id, at=NOW)

    lines = scene.page("readings", at=NOW).context["lines"]

    told = [(line.reading.kind, line.thing) for line in lines]
    assert told == [("dossier", ""), ("document", document.item.name), ("watch", "Bàn kiểm tra")]


def test_a_sitting_is_named_by_its_number_and_council(scene: Scene) -> None:
    scene.lead_to("end")
    sitting = scene.dossier.agenda.get().sitting
    scene.sign_in("kiemtoan")
    scene.page("sitting", sitting.public_id, at=NOW)

    line = scene.page("readings", at=NOW).context["lines"][0]

    assert line.thing == f"{sitting.number}, {sitting.council.name}"


def test_no_page_that_is_noted_is_called_by_the_name_of_its_address() -> None:
    words = [looks.in_words(f"page:{name}", {}) for name in looks.PAGES]

    assert [w for w in words if w in looks.PAGES] == []


def test_the_file_of_the_log_has_the_words_and_the_name_in_the_log(scene: Scene) -> None:
    scene.sign_in("kiemtoan")
    scene.page("audit", at=NOW)

    answer = scene.page("readings", at=NOW, csv="1", loai="watch")

    text = b"".join(answer.streaming_content).decode()
    row = list(csv.reader(StringIO(text)))[1]
    assert (row[6], row[-1]) == ("Bàn kiểm tra", "page:audit")
