"""The gate for uploads: what is refused, with what words; what is kept, and as what."""

import shutil
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from processes.engine import Refused
from processes.inspection.reasons import SAID
from processes.services import files, inspecting
from processes.services.documents import add_document, keep, keep_own
from tests.journeys.stage import Stage
from tests.journeys.steps import PDF
from tests.play import at, dossier_in
from tests.processes.decent import good
from tests.processes.hostile import harmless, refused
from tests.processes.made import photograph

REFUSED = {what: (name, content, code) for what, name, content, code in refused()}
HARMLESS = {what: rest for what, *rest in harmless()}
GOOD = {what: rest for what, *rest in good()}


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    """A folder of uploads of the test's own."""
    settings.MEDIA_ROOT = tmp_path
    settings.UPLOAD_RESERVE_BYTES = 0
    return tmp_path


def kept_files(store: Path) -> list[Path]:
    return sorted(p for p in store.rglob("*") if p.is_file())


def said(name: str, content: bytes) -> list[str]:
    with pytest.raises(Refused) as refusal:
        keep(ContentFile(content, name=name))
    return [r.text for r in refusal.value.reasons]


@pytest.mark.parametrize("what", REFUSED)
def test_what_means_harm_is_refused_in_words_and_leaves_nothing(what: str, store: Path) -> None:
    name, make, code = REFUSED[what]

    assert (said(name, make()), kept_files(store)) == ([SAID[code]], [])


@pytest.mark.parametrize("what", HARMLESS)
def test_what_hides_behind_a_picture_is_not_kept(what: str, store: Path) -> None:
    name, make, hidden = HARMLESS[what]
    content = make()

    kept = keep(ContentFile(content, name=name))

    assert hidden in content
    assert (hidden in (store / kept["path"]).read_bytes(), kept["rewritten"]) == (False, True)


@pytest.mark.parametrize("what", GOOD)
def test_what_offices_and_telephones_make_is_taken(what: str, store: Path) -> None:
    name, make = GOOD[what]

    kept = keep(ContentFile(make(), name=name))

    assert [p.relative_to(store) for p in kept_files(store)] == [Path(kept["path"])]
    assert (kept["filename"], kept["scan"]) == (name, "none")


def test_there_are_enough_of_each() -> None:
    assert (len(REFUSED) + len(HARMLESS) >= 40, len(GOOD) >= 15) == (True, True)


def test_a_photograph_is_kept_upright_without_its_place(store: Path) -> None:
    kept = keep(ContentFile(photograph(), name="ảnh.jpg"))

    with Image.open(store / kept["path"]) as image:
        assert (image.size, dict(image.getexif()), image.format) == ((240, 320), {}, "JPEG")


def test_the_hash_is_of_what_is_kept(store: Path) -> None:
    kept = keep(ContentFile(photograph(), name="ảnh.jpg"))

    path = store / kept["path"]
    assert (files.digest(path), path.stat().st_size) == (kept["sha256"], kept["size"])


def test_a_pdf_is_kept_as_it_came(store: Path) -> None:
    kept = keep(ContentFile(PDF, name="a.pdf"))

    assert ((store / kept["path"]).read_bytes(), kept["rewritten"]) == (PDF, False)


def test_a_name_is_kept_without_folders_and_unseen_signs() -> None:
    file = ContentFile(PDF)
    file.name = "C:\\tài liệu\\giấy\u202efdp.exe\u200f.pdf"

    assert keep(file)["filename"] == "giấyfdp.exe.pdf"


def test_an_inspection_that_does_not_end_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspecting, "SECONDS", 0.001)

    assert said("a.pdf", PDF) == [SAID["heavy"]]


def test_an_inspection_that_dies_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspecting, "COMMAND", ("/bin/false",))

    assert said("a.pdf", PDF) == [SAID["heavy"]]


def test_the_inspection_knows_no_secret_of_ours(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_KEY", "secret")
    heard = tmp_path / "heard"
    monkeypatch.setattr(inspecting, "COMMAND", ("/bin/sh", "-c", f"env > {heard}"))

    said("a.pdf", PDF)

    names = {line.partition("=")[0] for line in heard.read_text().splitlines()}
    assert names <= {"PATH", "PYTHONDONTWRITEBYTECODE", "PWD", "OLDPWD", "SHLVL", "_"}


def test_a_full_disk_is_said_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, settings: Any, store: Path
) -> None:
    settings.UPLOAD_RESERVE_BYTES = shutil.disk_usage(store).total

    assert said("a.pdf", PDF) == [
        "Máy chủ hết chỗ chứa tệp. Hãy báo quản trị hệ thống và gửi lại sau."
    ]
    assert kept_files(store) == []


def test_a_file_that_lies_about_its_size_is_counted(settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1 << 20
    file = ContentFile(PDF + bytes(1 << 20), name="a.pdf")
    file.size = 10

    with pytest.raises(Refused) as refusal:
        keep(file)

    assert [r.text for r in refusal.value.reasons] == [SAID["large"]]


def test_a_dossier_has_a_quota(stage: Stage, settings: Any) -> None:
    dossier, by = dossier_in(stage, "rating.draft"), stage.people["chuthe"]
    settings.UPLOAD_DOSSIER_BYTES = 1500
    with at(6, 8), pytest.raises(Refused) as refusal:
        add_document(dossier, "environment", ContentFile(PDF, name="a.pdf"), by=by, key=uuid4())

    assert [str(r) for r in refusal.value.reasons] == [
        "Hồ sơ đã dùng 0 trong 0 MB. Hãy nén tệp này nhỏ hơn rồi gửi lại."
    ]


def test_what_the_program_makes_is_told_apart() -> None:
    assert keep_own(ContentFile(PDF, name="a.pdf"))["scan"] == "own"


# the scanner


@pytest.fixture
def scanner(settings: Any) -> Callable[[bytes], None]:
    """A place where a scanner answers once, after it has read everything."""

    def answer_with(words: bytes) -> None:
        listening = socket.create_server(("127.0.0.1", 0))
        settings.CLAMD = f"127.0.0.1:{listening.getsockname()[1]}"

        def serve() -> None:
            with listening, listening.accept()[0] as line, line.makefile("rb") as read:
                assert read.read(10) == b"zINSTREAM\0"
                while size := int.from_bytes(read.read(4), "big"):
                    read.read(size)
                line.sendall(words)

        threading.Thread(target=serve, daemon=True).start()

    return answer_with


def test_a_file_is_scanned_where_a_scanner_is_set_up(scanner: Callable[[bytes], None]) -> None:
    scanner(b"stream: OK\0")

    assert keep(ContentFile(PDF, name="a.pdf"))["scan"] == "clean"


def test_what_the_scanner_finds_is_refused_by_name(scanner: Callable[[bytes], None]) -> None:
    scanner(b"stream: Eicar-Signature FOUND\0")

    with pytest.raises(Refused) as refusal:
        keep(ContentFile(PDF, name="a.pdf"))

    assert [str(r) for r in refusal.value.reasons] == [
        "Máy quét báo tệp có mã độc (Eicar-Signature). Hãy quét máy tính rồi gửi tệp khác."
    ]


@pytest.mark.parametrize("words", [b"", b"INSTREAM size limit exceeded. ERROR\0"])
def test_where_the_scanner_is_silent_nothing_is_taken(
    scanner: Callable[[bytes], None], words: bytes
) -> None:
    scanner(words)

    assert said("a.pdf", PDF) == ["Máy quét mã độc chưa trả lời. Hãy gửi lại sau ít phút."]


def test_where_no_scanner_answers_nothing_is_taken(settings: Any, tmp_path: Path) -> None:
    settings.CLAMD = str(tmp_path / "nobody")

    assert said("a.pdf", PDF) == ["Máy quét mã độc chưa trả lời. Hãy gửi lại sau ít phút."]
