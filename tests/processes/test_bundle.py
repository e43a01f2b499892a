"""A bundle is verified on a bare machine, by a script that knows nothing of the project."""

import json
import subprocess
from io import StringIO
from pathlib import Path
from venv import EnvBuilder

import cryptography
import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from processes.models import Dossier
from processes.services import bundle, signing
from processes.services.log import append_records, make_head
from tests.bundles import SCRIPT, Made, made_bundle, unpacked, verified
from tests.journeys.stage import Stage
from tests.play import at, dossier_in, take

MOST_LINES = 220


@pytest.fixture
def made(stage: Stage, tmp_path: Path) -> Made:
    return made_bundle(stage, tmp_path)


def test_a_bundle_is_verified_where_nothing_but_the_library_is_installed(
    made: Made, tmp_path: Path
) -> None:
    EnvBuilder(symlinks=True).create(tmp_path / "bare")
    python = tmp_path / "bare" / "bin" / "python"
    [packages] = (tmp_path / "bare" / "lib").glob("python*/site-packages")
    ours = Path(cryptography.__file__).parent.parent
    for name in ("cryptography", "cffi", "_cffi_backend*", "cryptography.libs"):
        for found in ours.glob(name):
            (packages / found.name).symlink_to(found)
    no_django = subprocess.run(  # noqa: S603 - the environment made above
        [python, "-I", "-c", "import django"], capture_output=True, check=False
    )

    status, lines = verified(tmp_path / "whole.zip", python=str(python))

    assert (no_django.returncode, status) == (1, 0)
    assert lines[-1] == f"records={len(made.records)} problems=0"


def test_the_script_is_short_and_knows_nothing_of_the_project() -> None:
    text = SCRIPT.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= MOST_LINES
    assert [w for w in ("processes", "django", "forms.") if w in text] == []


def test_a_bundle_agrees_with_the_heads_that_were_kept(made: Made) -> None:
    status, lines = verified(made.folder / "whole.zip", "--heads", str(made.folder / "heads.json"))

    assert (status, lines[-1]) == (0, f"records={len(made.records)} problems=0")


def test_what_is_no_bundle_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "no.zip").write_bytes(b"nonsense")

    status, lines = verified(tmp_path / "no.zip")
    assert (status, lines[0]) == (2, "cannot be read: BadZipFile: File is not a zip file")


def test_a_sealed_sheet_is_in_no_bundle(stage: Stage, tmp_path: Path) -> None:
    signing.make(tmp_path / "key.pem")
    dossier = dossier_in(stage, "rating.district_council")
    with at(6, 8, 20):
        make_head(signing.signer(tmp_path / "key.pem"))
    with (tmp_path / "sealed.zip").open("w+b") as file:
        bundle.write(file, [dossier])

    records = unpacked(tmp_path / "sealed.zip")[f"dossiers/{dossier.code}.json"]["records"]
    sheets = [
        r["detail"] for r in records if json.loads(r["body"])["name"] == "submit_score_district"
    ]
    assert sheets == [bundle.WITHHELD] * 5
    assert verified(tmp_path / "sealed.zip")[0] == 0


def test_a_record_newer_than_the_head_is_noted_and_no_fault(stage: Stage, tmp_path: Path) -> None:
    signing.make(tmp_path / "key.pem")
    dossier = dossier_in(stage, "rating.district_council")
    with at(6, 8, 20):
        make_head(signing.signer(tmp_path / "key.pem"))
    with at(6, 9):
        take(stage, dossier, "conclude_district")
    append_records()
    with (tmp_path / "new.zip").open("w+b") as file:
        bundle.write(file, [Dossier.objects.get(pk=dossier.pk)])

    status, lines = verified(tmp_path / "new.zip")
    assert status == 0
    assert f"note: {dossier.code}/20: newer than head 1, under no signature yet" in lines


def test_the_command_writes_what_is_asked_for(made: Made, tmp_path: Path) -> None:
    out = StringIO()
    with override_settings(SIGNING_KEY_FILE=tmp_path / "key.pem", SIGNING_KEY_IS_MADE=False):
        call_command("export_bundle", made.code, output=tmp_path / "one.zip", stdout=out)
        call_command("export_bundle", sample=5, seed=1, output=tmp_path / "two.zip", stdout=out)

    signed = made.key.key[:16]
    assert out.getvalue().splitlines() == [
        f"dossiers=1 records={len(made.records)} signed={signed}",
        f"dossiers=2 records={len(made.records) + 2} signed={signed}",
    ]
    assert [verified(tmp_path / name)[0] for name in ("one.zip", "two.zip")] == [0, 0]


@pytest.mark.parametrize(
    ("asked", "said"), [(["OCOP-26-999999"], "OCOP-26-999999"), ([], "either")]
)
def test_the_command_refuses_what_it_cannot_write(
    made: Made, tmp_path: Path, asked: list[str], said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("export_bundle", *asked, output=tmp_path / "no.zip")

    assert not (tmp_path / "no.zip").exists()
