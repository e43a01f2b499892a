"""Criteria sets from files into the database: sound files become editions, the others are named."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from django.db import transaction

from processes.criteria.blocks import Blocks, read_blocks
from processes.criteria.content import sha256, to_json
from processes.criteria.definition import CriteriaSet
from processes.criteria.nodes import Fault, Faults
from processes.criteria.reading import read
from processes.models import CriteriaEdition

from . import clock

SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True)
class Outcome:
    """What became of one file.

    Args:
        name: The file's path without its ending, below the folder that was given.
        file: The file's own name, as its faults have it.
        version: Of the edition that holds the file's content now; 0: nothing was written.
        is_new: Whether that edition was written by this load.
    """

    name: str
    file: str
    faults: tuple[Fault, ...] = ()
    version: int = 0
    is_new: bool = False


@dataclass(frozen=True)
class Report:
    """What became of all files, in the order of their paths."""

    outcomes: tuple[Outcome, ...]

    @property
    def loaded(self) -> int:
        """How many editions were written."""
        return sum(o.is_new for o in self.outcomes)

    @property
    def unchanged(self) -> int:
        """How many files say what their newest edition says."""
        return sum(bool(o.version) and not o.is_new for o in self.outcomes)

    @property
    def refused(self) -> int:
        """How many files have a fault."""
        return sum(bool(o.faults) for o in self.outcomes)


@dataclass(frozen=True)
class _File:
    """A file that was read: a set, or faults; a file of blocks is here only with its faults."""

    name: str
    path: Path
    criteria: CriteriaSet | None = None
    faults: tuple[Fault, ...] = ()


def load(paths: Iterable[Path], *, strict: bool = False) -> Report:
    """Read files, and folders with all below them, and write what is sound in one transaction.

    A file is taken whole or not at all. What the newest edition of a set already says is not written
    again; anything else becomes a new version, and no edition is ever edited.

    Args:
        strict: Whether one fault anywhere keeps everything out.

    Raises:
        django.db.IntegrityError: when another load wrote the same version meanwhile; nothing is kept.
    """
    files = _without_rivals(list(_read(paths)))
    if strict and any(file.faults for file in files):
        return Report(tuple(Outcome(f.name, f.path.name, f.faults) for f in files))
    with transaction.atomic():
        return Report(tuple(map(_written, files)))


def _read(paths: Iterable[Path]) -> Iterator[_File]:
    """Read every file once; the blocks of a folder are read once, and told where they are broken."""
    known: dict[Path, Blocks] = {}
    for path, name in _named(paths).items():
        if path.is_dir():
            none = Fault(path.name, 0, "thư mục không có tệp .yaml nào")
            yield _File(name, path, faults=(none,))
            continue
        if path.parent not in known:
            known[path.parent] = {}
            try:
                known[path.parent] = read_blocks(_blocks(path.parent))
            except Faults as wrong:
                yield _File(f"{path.parent.name}/blocks", path.parent, faults=wrong.faults)
        try:
            yield _File(name, path, read(path, known[path.parent]))
        except Faults as wrong:
            yield _File(name, path, faults=wrong.faults)


def _named(paths: Iterable[Path]) -> dict[Path, str]:
    """Return the files to read with the names they are told by; a folder without any is itself.

    A file that is a link keeps its place: the folder it stands in names the law.
    """
    named: dict[Path, str] = {}
    for given in paths:
        if not given.is_dir():
            named.setdefault(given.parent.resolve() / given.name, given.stem)
            continue
        root = given.resolve()
        found = sorted(p for p in root.rglob("*") if _is_set(p.relative_to(root)) and p.is_file())
        for path in found:
            named.setdefault(path, str(path.relative_to(root).with_suffix("")))
        if not found:
            named.setdefault(root, str(given))
    return named


def _is_set(path: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.parts)
    return path.suffix in SUFFIXES and not hidden and not path.match("blocks*")


def _blocks(folder: Path) -> list[Path]:
    return sorted(p for p in folder.glob("blocks*") if p.suffix in SUFFIXES)


def _without_rivals(files: list[_File]) -> list[_File]:
    """Take no set that two files claim to be: which of them is meant, nobody can say."""
    claimed = Counter((f.criteria.law, f.criteria.number) for f in files if f.criteria)
    return [
        replace(f, criteria=None, faults=(_rival(f, f.criteria),))
        if f.criteria and claimed[f.criteria.law, f.criteria.number] > 1
        else f
        for f in files
    ]


def _rival(file: _File, criteria: CriteriaSet) -> Fault:
    said = f"bộ số {criteria.number} của {criteria.law} có trong nhiều tệp"
    return Fault(file.path.name, 0, said)


def _written(file: _File) -> Outcome:
    outcome, criteria = Outcome(file.name, file.path.name, file.faults), file.criteria
    if criteria is None:
        return outcome
    content = to_json(criteria)
    digest = sha256(content)
    editions = CriteriaEdition.objects.filter(law=criteria.law, number=criteria.number)
    newest = editions.order_by("-version").first()
    if newest is not None and newest.sha256 == digest:
        return replace(outcome, version=newest.version)
    version = newest.version + 1 if newest else 1
    CriteriaEdition.objects.create(
        law=criteria.law,
        number=criteria.number,
        version=version,
        name=criteria.name,
        legal_basis=criteria.legal_basis,
        effective_from=criteria.effective_from,
        effective_to=criteria.effective_to,
        doubtful="\n".join(criteria.doubtful),
        content=content,
        sha256=digest,
        loaded_at=clock.now(),
    )
    return replace(outcome, version=version, is_new=True)
