"""A bundle is verified on a bare machine, and refused with the record's name where it was doctored."""

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any
from venv import EnvBuilder

import cryptography
import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from processes.models import Dossier
from processes.queries.saved_heads import pieces
from processes.queries.signatures import BUNDLE, HEAD
from processes.services import bundle, signing
from processes.services.chain import digest
from processes.services.log import append_records, make_head
from processes.text import canonical
from tests.journeys.stage import Stage
from tests.play import at, dossier_in, take

SCRIPT = Path(__file__).parents[2] / "scripts" / "verify_bundle.py"
MOST_LINES = 200
Files = dict[str, Any]


@dataclass
class Made:
    """A bundle of one dossier, unpacked; and what an auditor kept."""

    code: str
    files: Files
    key: signing.Signer
    folder: Path

    @property
    def dossier(self) -> Any:
        return self.files[f"dossiers/{self.code}.json"]

    @property
    def records(self) -> list[Any]:
        found: list[Any] = self.dossier["records"]
        return found

    def number(self, name: str) -> int:
        """The number of the first record of a step."""
        return next(r["seq"] for r in self.records if json.loads(r["body"])["name"] == name)

    def packed(self, *, by: signing.Signer | None = None, listed: bool = True) -> Path:
        """Write it again; with ``listed`` by somebody who makes the manifest fit."""
        files = {
            n: c if isinstance(c, bytes) else json.dumps(c).encode() for n, c in self.files.items()
        }
        manifest = json.loads(files.pop("manifest.json"))
        if listed:
            sums = {n: hashlib.sha256(c).hexdigest() for n, c in files.items()}
            manifest |= {"files": sums, "key": by.key if by else ""}
            said = {k: v for k, v in manifest.items() if k != "signature"}
            manifest["signature"] = by.sign(BUNDLE, said) if by else ""
        path = self.folder / "doctored.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in (files | {"manifest.json": json.dumps(manifest).encode()}).items():
                archive.writestr(name, content)
        return path


@pytest.fixture
def made(stage: Stage, tmp_path: Path) -> Made:
    signing.make(tmp_path / "key.pem")
    key = signing.signer(tmp_path / "key.pem")
    dossier = dossier_in(stage, "rating.district_council")
    dossier_in(stage, "idea.at_commune", "Mật ong")
    with at(6, 8, 20):
        make_head(key)
    with at(6, 9):
        take(stage, dossier, "conclude_district")
        make_head(key)
    with at(6, 9, 10), (tmp_path / "whole.zip").open("w+b") as file:
        bundle.write(file, [Dossier.objects.get(pk=dossier.pk)], key)
    (tmp_path / "heads.json").write_text("".join(pieces()), encoding="utf-8")
    return Made(dossier.code, _unpacked(tmp_path / "whole.zip"), key, tmp_path)


def _unpacked(path: Path) -> Files:
    with zipfile.ZipFile(path) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    return {n: json.loads(c) if n.endswith(".json") else c for n, c in found.items()}


def verified(path: Path, *options: str, python: str = sys.executable) -> tuple[int, list[str]]:
    """Run the script by itself; return its exit status and lines."""
    ran = subprocess.run(  # noqa: S603 - our own script
        [python, "-I", str(SCRIPT), str(path), *options],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"]},
    )
    assert ran.stderr == ""
    return ran.returncode, ran.stdout.splitlines()


def refused(made: Made, **how: Any) -> list[str]:
    """What is wrong with a doctored bundle, as somebody says who knows the key's name."""
    status, lines = verified(made.packed(**how), "--key", made.key.key)
    assert status == 1
    return [line for line in lines[:-1] if not line.startswith(("note:", "head "))]


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


# seven and more doctored bundles, each by somebody who makes the manifest fit


def a_bad_hash(made: Made) -> list[str]:
    record = made.records[4]
    record["hash"] = "0" * 64
    return [
        f"{made.code}/5: the body does not have its hash",
        f"{made.code}/5: is not in head 2",
        f"{made.code}/6: does not follow the record before it",
    ]


def a_changed_body(made: Made) -> list[str]:
    record = made.records[4]
    record["body"] = canonical(json.loads(record["body"]) | {"role": "supervisor"})
    return [f"{made.code}/5: the body does not have its hash"]


def a_rewritten_chain(made: Made) -> list[str]:
    """From the fifth record on, each with its own hash."""
    previous = made.records[3]["hash"]
    for record in made.records[4:]:
        told = json.loads(record["body"]) | {"previous": previous, "role": "supervisor"}
        record["body"] = canonical(told)
        record["hash"] = previous = digest(record["body"])
    return [f"{made.code}/{r['seq']}: is not in head 2" for r in made.records[4:]]


def a_reordered_pair(made: Made) -> list[str]:
    records = made.records
    records[3], records[4] = records[4], records[3]
    return [
        f"{made.code}/4: stands out of order: it is {made.code}/5",
        f"{made.code}/4: does not follow the record before it",
        f"{made.code}/5: stands out of order: it is {made.code}/4",
        f"{made.code}/5: does not follow the record before it",
        f"{made.code}/6: does not follow the record before it",
    ]


def a_record_left_out(made: Made) -> list[str]:
    del made.records[-1]
    to = "its records lead to 'rating.district_council'"
    return [f"{made.code}: stands in 'rating.district_passed', {to}"]


def a_missing_document(made: Made) -> list[str]:
    [name] = [n for n in made.files if n.startswith("documents/")]
    del made.files[name]
    wanted = name.removeprefix("documents/")
    return [
        f"{made.code}/{r['seq']}: its document {wanted} is missing"
        for r in made.records
        if json.loads(r["body"])["name"] == "add_document"
    ]


def a_changed_document(made: Made) -> list[str]:
    [name] = [n for n in made.files if n.startswith("documents/")]
    made.files[name] += b"x"
    wanted = name.removeprefix("documents/")
    return [
        f"{made.code}/{r['seq']}: its document {wanted} was changed"
        for r in made.records
        if json.loads(r["body"])["name"] == "add_document"
    ]


def a_changed_detail(made: Made) -> list[str]:
    record = next(r for r in made.records if isinstance(r["detail"], dict))
    record["detail"]["content"] = "{}"
    return [f"{made.code}/{record['seq']}: its detail was changed"]


def a_changed_version(made: Made) -> list[str]:
    made.records[made.number("submit_plan") - 1]["version"]["content"] = "{}"
    return [f"{made.code}/{made.number('submit_plan')}: its version was changed"]


def a_version_left_out(made: Made) -> list[str]:
    made.records[made.number("submit_plan") - 1]["version"] = None
    return [f"{made.code}/{made.number('submit_plan')}: its version is missing"]


def a_proof_of_another(made: Made) -> list[str]:
    made.records[2]["proof"] = made.records[3]["proof"]
    return [f"{made.code}/3: is not in head 2"]


def a_proof_left_out(made: Made) -> list[str]:
    made.records[2]["proof"] = None
    return [f"{made.code}/3: is older than head 2 and not proved to be in it"]


def a_bad_signature(made: Made) -> list[str]:
    head = made.files["heads.json"]["head"]
    head["signature"] = head["signature"][:-2] + ("00" if head["signature"][-2:] != "00" else "01")
    return ["heads.json: head 2 does not bear the signature of a believed key"]


def a_fork(made: Made) -> list[str]:
    """The signer told another history before: the older head is signed, and no beginning of this."""
    older = made.files["heads.json"]["older"][0]["head"]
    older["root"] = "ab" * 32
    said = {k: v for k, v in older.items() if k != "signature"}
    older["signature"] = made.key.sign(HEAD, said)
    return ["heads.json: head 1 is not its beginning: a fork"]


DOCTORED: list[Callable[[Made], list[str]]] = [
    a_bad_hash,
    a_changed_body,
    a_rewritten_chain,
    a_reordered_pair,
    a_record_left_out,
    a_missing_document,
    a_changed_document,
    a_changed_detail,
    a_changed_version,
    a_version_left_out,
    a_proof_of_another,
    a_proof_left_out,
    a_bad_signature,
    a_fork,
]


@pytest.mark.parametrize("doctor", DOCTORED, ids=lambda d: d.__name__)
def test_a_doctored_bundle_is_refused_and_says_where(
    made: Made, doctor: Callable[[Made], list[str]]
) -> None:
    wanted = doctor(made)

    assert refused(made) == wanted


def test_a_bundle_signed_anew_with_another_key_is_refused(made: Made, tmp_path: Path) -> None:
    signing.make(tmp_path / "his.pem")
    his = signing.signer(tmp_path / "his.pem")
    told = made.files["heads.json"]
    told["keys"] = [{**told["keys"][0], "key": his.key, "public": his.public}]
    for head in (told["head"], *(older["head"] for older in told["older"])):
        head["key"] = his.key
        said = {k: v for k, v in head.items() if k != "signature"}
        head["signature"] = his.sign(HEAD, said)

    assert refused(made, by=his) == [
        "heads.json: head 2 does not bear the signature of a believed key",
        "heads.json: head 1 does not bear the signature of a believed key",
        "manifest.json: it does not bear the signature of a believed key",
    ]


def test_a_fork_from_the_head_that_was_kept_is_refused(made: Made) -> None:
    kept = json.loads((made.folder / "heads.json").read_text(encoding="utf-8"))
    other = kept["heads"][1] | {"root": "ab" * 32}
    said = {k: v for k, v in other.items() if k != "signature"}
    kept["heads"][1] = other | {"signature": made.key.sign(HEAD, said)}
    (made.folder / "kept.json").write_text(json.dumps(kept), encoding="utf-8")

    status, lines = verified(made.folder / "whole.zip", "--heads", str(made.folder / "kept.json"))
    assert status == 1
    assert "heads.json: head 2 is another one than was kept: a fork" in lines


def test_a_file_that_was_changed_under_a_signed_manifest_is_named(made: Made) -> None:
    made.files["documents/extra"] = b"x"

    assert "documents/extra: the file is not the one that the manifest lists" in refused(
        made, listed=False
    )


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

    records = _unpacked(tmp_path / "sealed.zip")[f"dossiers/{dossier.code}.json"]["records"]
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
