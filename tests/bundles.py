"""A bundle as tests take it apart, doctor it, and give it to the script."""

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from processes.models import Dossier
from processes.queries.saved_heads import pieces
from processes.queries.signatures import BUNDLE
from processes.services import bundle, signing
from processes.services.log import make_head
from tests.journeys.stage import Stage
from tests.play import at, dossier_in, take

SCRIPT = Path(__file__).parents[1] / "scripts" / "verify_bundle.py"
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


def unpacked(path: Path) -> Files:
    """Every file of a bundle; JSON is read."""
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


def made_bundle(stage: Stage, tmp_path: Path) -> Made:
    """A dossier under two heads, bundled and signed."""
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
    return Made(dossier.code, unpacked(tmp_path / "whole.zip"), key, tmp_path)
