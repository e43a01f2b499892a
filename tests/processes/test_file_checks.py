"""The folder of uploads against the rows: changed, missing, left over."""

import os
import time
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from notifications.tasks import check_files
from processes.models import Document, Heartbeat
from processes.services import file_checks
from processes.services.documents import keep_own
from processes.services.files import root
from tests.journeys.stage import Stage
from tests.play import dossier_in


def said(*words: str) -> tuple[list[str], int]:
    out = StringIO()
    try:
        call_command(*words, stdout=out)
    except SystemExit as ended:
        return out.getvalue().splitlines(), int(ended.code or 0)
    return out.getvalue().splitlines(), 0


@pytest.fixture
def documents(stage: Stage) -> list[Document]:
    dossier_in(stage, "rating.draft")
    found = list(Document.objects.order_by("pk"))
    for n, document in enumerate(found):
        kept = keep_own(ContentFile(b"%%PDF-1.4 %d" % n, name="a.pdf"))
        Document.objects.filter(pk=document.pk).update(file=kept["path"], sha256=kept["sha256"])
        document.refresh_from_db()
    return found


def test_files_that_are_as_they_were_are_no_problem(documents: list[Document]) -> None:
    assert said("check_files") == (["files=2 problems=0"], 0)


def test_one_bit_that_was_turned_is_named(documents: list[Document]) -> None:
    path = root() / documents[1].file.name
    turned = bytearray(path.read_bytes())
    turned[Random(1).randrange(len(turned))] ^= 1
    path.write_bytes(turned)

    lines, code = said("check_files")

    name = f"document {documents[1].pk}: {documents[1].file.name}: has another content, SHA-256 "
    assert (lines[0][: len(name)], lines[1:], code) == (name, ["files=2 problems=1"], 1)


def test_a_file_that_is_gone_is_named(documents: list[Document]) -> None:
    (root() / documents[0].file.name).unlink()

    name = f"document {documents[0].pk}: {documents[0].file.name}: is missing"
    assert said("check_files") == ([name, "files=2 problems=1"], 1)


def test_the_nightly_round_goes_on_where_it_stopped(
    documents: list[Document], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for document in documents:
        (root() / document.file.name).unlink()
    monkeypatch.setattr("notifications.tasks.A_WHILE", 0.0)

    rounds = []
    for _time in range(3):
        check_files()
        beat = Heartbeat.objects.get(name="files").said
        rounds.append((beat["files"], len(beat["problems"]), beat["done"]))

    assert rounds == [(1, 1, False), (2, 2, False), (2, 2, True)]
    assert len(caplog.records) == 2


def test_a_round_that_is_done_rests(documents: list[Document]) -> None:
    file_checks.check_a_while(60)

    assert file_checks.check_a_while(60).files == 0


def old(path: Path, hours: float = 30) -> Path:
    moment = time.time() - hours * 3600
    os.utime(path, (moment, moment))
    return path


def left(content: bytes = b"%PDF-1.4 left", hours: float = 30) -> Path:
    return old(root() / keep_own(ContentFile(content, name="a.pdf"))["path"], hours)


def test_what_no_row_names_is_left_over_after_a_day(documents: list[Document]) -> None:
    path = left()
    left(b"%PDF-1.4 young", hours=1)
    old(root() / documents[0].file.name)

    assert said("sweep_files") == ([f"{path.relative_to(root())}", "left_over=1 removed=0"], 0)


def test_what_is_left_over_is_removed_where_told(documents: list[Document]) -> None:
    path, kept = left(), old(root() / documents[0].file.name)

    said("sweep_files", "--delete")

    assert (path.exists(), kept.exists()) == (False, True)


def test_a_file_that_broke_off_on_its_way_in_is_left_over(stage: Stage) -> None:
    half = root() / "incoming" / "half"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"%PDF")
    old(half)

    assert said("sweep_files", "--delete")[0][-1] == "left_over=1 removed=1"


def test_a_file_that_is_handed_in_again_is_not_swept(documents: list[Document]) -> None:
    path = left()
    found = file_checks.left_over(24)
    keep_own(ContentFile(b"%PDF-1.4 left", name="a.pdf"))

    assert (file_checks.remove(found, 24), path.exists()) == (0, True)
