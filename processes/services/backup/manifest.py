"""What a backup says of itself: its parts with their hashes, counts, heads, and the code it is of."""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import processes
from processes.services.files import digest

FORMAT = 1
MANIFEST, FILES, HEADS = "manifest.json", "files.sha256", "heads.txt"
LINE = re.compile(r"([0-9a-f]{64})  (files/[^/\0\n][^\0\n]*)")


class Unfit(Exception):  # noqa: N818 - what was found, not a fault of the program
    """A backup, or a place for one, that will not do; ``problems`` says why, one sentence each."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass
class Manifest:
    """The contents of ``manifest.json``.

    Args:
        kind: ``sqlite`` or ``postgresql``.
        parts: SHA-256 of the database, the list of files and the list of heads.
        migrations: What the database had applied.
        counts: Rows of each table.
        heads: How many dossiers have a newest record.
        files: How many files; ``size`` is their bytes together.
        missing: Files that a row named and that were not there, or had another content.
    """

    made_at: str
    version: str
    kind: str
    database: str
    parts: dict[str, str] = field(default_factory=dict)
    migrations: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    heads: int = 0
    files: int = 0
    size: int = 0
    missing: list[str] = field(default_factory=list)
    format: int = FORMAT

    def text(self) -> str:
        """Return it as it is written."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read(text: str) -> Manifest:
    """Return what a manifest says.

    Raises:
        Unfit: it is none, or of a later format.
    """
    try:
        said: dict[str, Any] = json.loads(text)
        manifest = Manifest(**said)
    except (ValueError, TypeError):
        raise Unfit(f"{MANIFEST} cannot be read") from None
    if manifest.format != FORMAT:
        raise Unfit(f"{MANIFEST} has format {manifest.format}; this program reads {FORMAT}")
    return manifest


def version() -> str:
    """Return the version of the program."""
    project = Path(processes.__file__).parent.parent / "pyproject.toml"
    return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])


def listed(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield hash and path of each file in the list of files; it is what ``sha256sum -c`` reads.

    Raises:
        Unfit: a line is odd, or leads out of the folder.
    """
    with (folder / FILES).open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            found = LINE.fullmatch(line.rstrip("\n"))
            if found is None or ".." in Path(found[2]).parts:
                raise Unfit(f"{FILES}: line {number} is odd")
            yield found[1], found[2]


def problems(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Yield what in an unpacked backup is not as its manifest says."""
    for name in (manifest.database, FILES, HEADS):
        path = folder / name
        if "/" in name or not path.is_file():
            yield f"{name} is missing"
        elif digest(path) != manifest.parts.get(name):
            yield f"{name} was changed: it does not have the hash that {MANIFEST} gives"
    if not (folder / FILES).is_file():
        return
    count = 0
    for count, (sha256, name) in enumerate(listed(folder), 1):  # noqa: B007 - counted
        path = folder / name
        if not path.is_file():
            yield f"{name} is missing"
        elif digest(path) != sha256:
            yield f"{name} was changed: it does not have the hash that {FILES} gives"
    if count != manifest.files:
        yield f"{FILES} names {count} files, {MANIFEST} says {manifest.files}"
