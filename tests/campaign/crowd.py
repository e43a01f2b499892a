"""A crowd at the door: ``python -m tests.campaign.crowd``; its line is its answer, 1 its word for a fault.

Several processes do random things to the same dossiers at once, legal and illegal, as whoever comes
along, while the database is stopped in a hurry and comes back. Whoever gets no answer asks again with
the same key. Each writes down what it was answered; in the end that is held against the history.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from .servers import Missing, Postgres, postgres_programs, wait_until

ROOT = Path(__file__).resolve().parent.parent.parent
NOT_HERE = 2
# where some dossiers stand before the crowd comes, so that every phase is met
STANDING = (
    "rating.at_district",
    "rating.district_passed",
    "rating.at_province",
    "rating.awaiting_decision",
    "rating.awaiting_referral",
    "rating.at_national",
)


def options() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(prog="tests.campaign.crowd", description=__doc__)
    parser.add_argument("--actions", type=int, default=10_000)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--restarts", type=int, default=2)
    parser.add_argument("--dossiers", type=int, default=600)
    parser.add_argument("--standing", type=int, default=4, help="dossiers in each later state")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--prepared", type=Path, help="a cluster that was prepared, to copy")
    parser.add_argument("--fault", default="", choices=("", "new_key"), help="a planted fault")
    return parser.parse_args()


def main() -> int:
    """Start the server, send the crowd, count, end what was started."""
    asked = options()
    try:
        postgres_programs()
    except Missing as missing:
        print(f"The crowd cannot come: {missing}", file=sys.stderr)  # noqa: T201 - a command's answer
        return NOT_HERE
    folder = Path(tempfile.mkdtemp(prefix="ocop-crowd-"))
    folder.chmod(0o755)
    postgres = Postgres(folder / "postgres")
    os.environ.update(
        DJANGO_SETTINGS_MODULE="workflow_app.settings",
        DJANGO_ENV="development",
        DATABASE_URL=postgres.url,
        MEDIA_ROOT=str(folder / "media"),
        CROWD_FOLDER=str(folder),
    )
    try:
        postgres.make(asked.prepared)
        return _run(asked, folder, postgres)
    finally:
        postgres.end(signal.SIGQUIT)
        shutil.rmtree(folder, ignore_errors=True)


def _run(asked: argparse.Namespace, folder: Path, postgres: Postgres) -> int:
    from .course import migrate  # reads the environment, which stands only now

    migrate()
    _prepare(asked)
    before = _keys()
    began = time.monotonic()
    crowd = [_send(asked, number, folder) for number in range(asked.processes)]
    try:
        restarts = _weather(asked, folder, postgres, crowd)
        codes = [one.wait(600) for one in crowd]
    finally:
        for one in crowd:
            one.kill()
    figures = _count(folder, before)
    figures["seconds"] = int(time.monotonic() - began)
    figures["restarts"] = restarts
    wrong = {name: figures[name] for name in ZERO if figures[name]}
    print(" ".join(f"{name}={value}" for name, value in figures.items()))  # noqa: T201 - a command's answer
    if wrong or any(codes):
        print("violated:", wrong, "exits:", codes, file=sys.stderr)  # noqa: T201 - a command's answer
        print(_last_words(folder), file=sys.stderr)  # noqa: T201 - a command's answer
        return 1
    return 0


def _prepare(asked: argparse.Namespace) -> None:
    """Build the province and its dossiers; then every window is open."""
    from datetime import timedelta

    from django.utils import timezone

    from processes.models import CycleWindow
    from tests.journeys import stage as stages
    from tests.play import dossier_in, opened

    stage = stages.build()
    for state in STANDING:
        for n in range(asked.standing):
            dossier_in(stage, state, f"{state} {n}")
    for n in range(asked.dossiers):
        opened(stage, f"Cà phê {n}")
    CycleWindow.objects.update(closes_on=timezone.localdate() + timedelta(days=30))


def _keys() -> set[UUID]:
    from processes.models import Record

    return set(Record.objects.values_list("key", flat=True))


def _send(asked: argparse.Namespace, number: int, folder: Path) -> "subprocess.Popen[bytes]":
    share = asked.actions // asked.processes + (number < asked.actions % asked.processes)
    command = [sys.executable, "-m", "tests.campaign.somebody", "--number", str(number)]
    command += ["--actions", str(share), "--seed", str(asked.seed + number)]
    command += ["--fault", asked.fault] if asked.fault else []
    with (folder / f"{number}.log").open("ab") as log:
        return subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)  # noqa: S603 - our own


def _weather(
    asked: argparse.Namespace,
    folder: Path,
    postgres: Postgres,
    crowd: "list[subprocess.Popen[bytes]]",
) -> int:
    """Stop the server in a hurry at even parts of the way; return how often."""
    for n in range(1, asked.restarts + 1):
        many = asked.actions * n // (asked.restarts + 1)

        def far(many: int = many) -> bool:
            return _said(folder) >= many or all(one.poll() is not None for one in crowd)

        wait_until(far, 600)
        if all(one.poll() is not None for one in crowd):
            return n - 1
        postgres.restart_in_a_hurry()
    return asked.restarts


def _said(folder: Path) -> int:
    return sum(path.read_bytes().count(b"\n") for path in folder.glob("*.journal"))


def _last_words(folder: Path) -> str:
    return "\n".join(path.read_text()[-2000:] for path in sorted(folder.glob("*.log")))


# what has to be true afterwards

ZERO = (
    "lost",
    "unanswered",
    "refused_but_written",
    "doubled",
    "illegal",
    "misfits",
    "problems",
)


@dataclass
class _Answers:
    done: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    refused: set[UUID] = field(default_factory=set)
    twice: Counter[bool] = field(default_factory=Counter)


def _answers(folder: Path) -> _Answers:
    found = _Answers()
    for path in folder.glob("*.journal"):
        for line in path.read_text().splitlines():
            said = json.loads(line)
            key = UUID(said["key"])
            if said["done"]:
                found.done[key] = said
            else:
                found.refused.add(key)
            if "twice" in said:
                found.twice[said["twice"]] += 1
    return found


def _count(folder: Path, before: set[UUID]) -> dict[str, int]:
    """Return the figures: what the crowd was told, held against what stands in the history."""
    from django.db import connection

    from processes.models import Dossier, Record
    from processes.queries.mining.replay import replay
    from processes.queries.verification import verify

    connection.close()
    told = _answers(folder)
    written = {
        r.key: (r.dossier_id, r.name, r.seq)
        for r in Record.objects.exclude(key__in=before).only("key", "dossier", "name", "seq")
    }
    right = {k: (said["dossier"], said["name"], said["seq"]) for k, said in told.done.items()}
    everything = Dossier.objects.order_by("pk")
    problems = verify(everything.iterator(chunk_size=500)).problems
    misfits = replay(everything).problems
    for problem in (*problems, *misfits):
        print(problem, file=sys.stderr)  # noqa: T201 - a command's answer
    return {
        "actions": len(told.done) + len(told.refused),
        "done": len(told.done),
        "refused": len(told.refused),
        "sent_twice": told.twice.total(),
        "dossiers": everything.count(),
        "records": Record.objects.count(),
        "lost": sum(written.get(key) != said for key, said in right.items()),
        "unanswered": len(written.keys() - right.keys()),
        "refused_but_written": len(written.keys() & told.refused),
        "doubled": told.twice[False],
        "illegal": _illegal(),
        "misfits": len(misfits),
        "problems": len(problems),
    }


def _illegal() -> int:
    """Return how many transitions the matrix, which was written by hand, does not allow."""
    from processes.models import Record
    from processes.rulesets import RULESETS
    from tests.processes.test_matrix import WRITTEN

    back = [c.name for r in RULESETS.values() for c in r.corrections]
    taken = Record.objects.filter(kind=Record.Kind.TRANSITION).exclude(name__in=back)
    return sum(
        name not in WRITTEN.get((source, role), set())
        for source, role, name in taken.values_list("source", "role", "name")
    )


if __name__ == "__main__":
    sys.exit(main())
