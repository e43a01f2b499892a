"""Workers and beat as processes of their own groups; whoever dies is replaced."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
CELERY = [sys.executable, "-m", "celery", "-A", "tests.campaign.app"]
QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"]


@dataclass
class Member:
    """One worker, or beat."""

    name: str
    pool: list[str] = field(default_factory=list)
    clock_off: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Fleet:
    """Everybody who runs the campaign's application."""

    def __init__(self, folder: Path, environment: dict[str, str], wish: dict[str, Any]) -> None:
        self.folder, self.environment, self.wish = folder, environment, wish
        self.members: list[Member] = []
        self.restarts = 0
        self.lock, self.over = threading.Lock(), threading.Event()
        for name in ("crashes", "journals"):
            (folder / name).mkdir(exist_ok=True)

    def add_worker(self, *, prefork: bool = False, clock_off: int = 0) -> Member:
        """Start a worker; a prefork one has two children."""
        pool = ["--pool", "prefork", "-c", "2"] if prefork else ["--pool", "solo"]
        return self._add(Member(f"worker-{len(self.members)}", pool, clock_off))

    def add_beat(self) -> Member:
        """Start a beat: one of a second."""
        return self._add(Member(f"beat-{len(self.members)}"))

    def _add(self, member: Member) -> Member:
        self.members.append(member)
        self._start(member)
        return member

    def _start(self, member: Member) -> None:
        command = [*CELERY, "beat", "--pidfile="]
        if member.pool:
            command = [*CELERY, "worker", "-Q", "mail,sweeps", *member.pool, *QUIET]
            command += ["-n", f"{member.name}@campaign"]
        wish = {**self.wish, "folder": str(self.folder), "clock_off": member.clock_off}
        if member.clock_off and (faketime := shutil.which("faketime")):
            command = [faketime, "-f", f"{member.clock_off:+d}", *command]
            wish["clock_off"] = 0
        environment = {**os.environ, **self.environment, "CAMPAIGN": json.dumps(wish)}
        with (self.folder / f"{member.name}.log").open("ab") as log:
            member.process = subprocess.Popen(  # noqa: S603 - our own command
                command, stdout=log, stderr=log, cwd=ROOT, env=environment, start_new_session=True
            )

    def watch(self) -> None:
        """Replace whoever dies, from now on."""
        threading.Thread(target=self._replace, daemon=True).start()

    def _replace(self) -> None:
        while not self.over.wait(0.2):
            with self.lock:
                for member in self.members:
                    if not self.over.is_set() and not member.is_alive():
                        self.restarts += 1
                        self._start(member)

    def kill_a_worker(self, chance: random.Random) -> bool:
        """Kill a worker with all its children, by the number of its group; it is replaced.

        Returns:
            Whether there was one.
        """
        with self.lock:
            workers = [m for m in self.members if m.pool and m.is_alive()]
            if workers:
                _end(chance.choice(workers))
        return bool(workers)

    def close(self) -> None:
        """End everybody, at once."""
        self.over.set()
        with self.lock:
            for member in self.members:
                if member.process is not None:
                    _end(member)

    def says(self) -> str:
        """Return the ends of all logs, for a person who has to find out."""
        logs = [p for p in sorted(self.folder.glob("*.log")) if p.stat().st_size]
        return "\n".join(f"--- {p.name}\n{p.read_text(errors='replace')[-1500:]}" for p in logs)


def _end(member: Member) -> None:
    assert member.process is not None
    try:
        os.killpg(member.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    member.process.wait(10)


def is_running(pid: int) -> bool:
    """Whether a process of this number does anything; a dead one nobody waited for does not."""
    try:
        said = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return said.rpartition(")")[2].split()[0] not in ("Z", "X")
