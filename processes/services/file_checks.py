"""Comparing the folder of uploads with the rows: what was changed, what is missing, what is left over."""

import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from processes.models import Heartbeat
from processes.queries.stored import named, places, stored

from . import clock
from .files import INCOMING, digest, root

BEAT = "files"
MOST_TOLD = 50
TOGETHER = 500
REST = timedelta(hours=12)  # after a whole round


@dataclass
class Checked:
    """What a look at the files found."""

    files: int = 0
    problems: list[str] = field(default_factory=list)
    done: bool = True
    place: str = ""
    after: int = 0


def check(seconds: float = float("inf"), place: str = "", after: int = 0) -> Checked:
    """Compare every file with the hash its row gives, as far as the time goes.

    Args:
        place: Where to go on, as an earlier :class:`Checked` said; empty begins anew.
        after: Behind which row of that place.
    """
    until, checked = time.monotonic() + seconds, Checked()
    known = {p.name: p for p in places()}
    for name in [n for n in known if n >= place]:
        for file in stored(known[name], after if name == place else 0):
            checked.files += 1
            if problem := _wrong(file.path, file.sha256):
                checked.problems.append(f"{name} {file.pk}: {file.path}: {problem}")
            if time.monotonic() > until:
                checked.done, checked.place, checked.after = False, name, file.pk
                return checked
    return checked


def _wrong(path: str, sha256: str) -> str:
    try:
        found = digest(root() / path)
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return "" if found == sha256 else f"has another content, SHA-256 {found}"


def check_a_while(seconds: float) -> Checked:
    """Go on with the night's round where it stopped; what was found stands in the heartbeat."""
    beat = Heartbeat.objects.filter(name=BEAT).first()
    said = dict(beat.said) if beat else {}
    begins = said.get("done", True)
    if beat and begins and clock.now() - beat.at < REST:
        return Checked()
    checked = check(seconds, str(said.get("place", "")), int(said.get("after", 0)))
    before = [] if begins else list(said.get("problems", []))
    told = {
        "files": checked.files + (0 if begins else int(said.get("files", 0))),
        "problems": [*before, *checked.problems][:MOST_TOLD],
        "done": checked.done,
        "place": checked.place,
        "after": checked.after,
    }
    Heartbeat.objects.update_or_create(name=BEAT, defaults={"at": clock.now(), "said": told})
    return checked


def left_over(hours: float) -> list[Path]:
    """Return files that no row names and nobody touched for so long: a crash leaves such."""
    before = time.time() - hours * 3600
    old = [p for p in root().rglob("*") if p.is_file() and p.stat().st_mtime < before]
    found = [p for p in old if p.parent.name == INCOMING]
    rest = [p for p in old if p.parent.name != INCOMING]
    for start in range(0, len(rest), TOGETHER):
        some = {str(p.relative_to(root())): p for p in rest[start : start + TOGETHER]}
        found += [some[path] for path in some.keys() - named(set(some))]
    return sorted(found)


def remove(paths: list[Path], hours: float) -> int:
    """Delete what is left over; what was named or touched meanwhile stays. Return how many."""
    gone = 0
    for path in paths:
        touched = path.stat().st_mtime > time.time() - hours * 3600
        if not touched and not named({str(path.relative_to(root()))}):
            path.unlink()
            gone += 1
    return gone
