"""PostgreSQL and Redis of the campaign's own: on free ports, in a folder that goes away with it."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg2

START = 30  # seconds a server may take to answer


class Missing(Exception):  # noqa: N818 - what the machine lacks, not a fault of the campaign
    """A server's program is not installed here."""


def postgres_programs() -> Path:
    """Return the folder of PostgreSQL's programs, the newest.

    Raises:
        Missing: there is none.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    if found:
        return found[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    raise Missing("PostgreSQL is not installed (Debian: postgresql)")


def _version(program: Path) -> int:
    name = program.parts[-3]
    return int(name) if name.isdecimal() else 0


def redis_program() -> str:
    """Return Redis's server.

    Raises:
        Missing: there is none.
    """
    found = shutil.which("redis-server")
    if not found:
        raise Missing("Redis is not installed (Debian: redis-server)")
    return found


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_until(what: Callable[[], bool], seconds: float, pause: float = 0.1) -> bool:
    """Ask again and again; return whether it came true in time."""
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


class Server:
    """A process in a group of its own, that can be ended by its own number only."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.process: subprocess.Popen[bytes] | None = None

    def _launch(self, command: list[str], **how: Any) -> None:
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own command
                command, stdout=log, stderr=log, start_new_session=True, **how
            )

    def end(self, how: signal.Signals) -> None:
        """End the server, if it runs, and wait until it has."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.wait(START)
        self.process = None


class Redis(Server):
    """A broker that keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, free_port())
        folder.mkdir()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, empty."""
        options = f"--port {self.port} --bind 127.0.0.1 --appendonly no --dir {self.folder}"
        options += " --maxmemory-policy noeviction --save"
        self._launch([redis_program(), *options.split(), ""])
        assert wait_until(lambda: self.ask("PING") == b"+PONG", START), "Redis does not answer"

    def ask(self, *words: str) -> bytes:
        """Say one command; return the first line of the answer, empty where there is none."""
        said = b"".join(b"$%d\r\n%s\r\n" % (len(w.encode()), w.encode()) for w in words)
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
                line.sendall(b"*%d\r\n%s" % (len(words), said))
                return line.recv(1000).split(b"\r\n")[0]
        except OSError:
            return b""


class Postgres(Server):
    """A database server that keeps its word: fsync is on."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, free_port())
        folder.mkdir()
        # as root it refuses to run: it is given the account that Debian made for it
        self.own: dict[str, Any] = {}
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)
            self.own = {"user": "postgres", "group": account.pw_gid, "extra_groups": []}
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/ocop"

    def make(self, prepared: Path | None = None) -> None:
        """Make a cluster with an empty database, or copy a prepared one; start it."""
        if prepared is not None:
            shutil.copytree(prepared, self.folder, dirs_exist_ok=True)
            if self.own:
                for path in (self.folder, *self.folder.rglob("*")):
                    shutil.chown(path, self.own["user"], self.own["group"])
            self.folder.chmod(0o700)
            self.start()
            return
        command = [str(postgres_programs() / "initdb"), "-D", str(self.folder), "-U", "postgres"]
        command += ["--auth=trust", "--encoding=UTF8", "--locale=C", "--data-checksums"]
        subprocess.run(command, check=True, capture_output=True, cwd="/", **self.own)  # noqa: S603 - our own command
        self.start()
        connection = self._connect("postgres")
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("CREATE DATABASE ocop")
        connection.close()

    def start(self) -> None:
        """Start it; after an end in a hurry it recovers by itself."""
        options = f"-D {self.folder} -k {self.folder} -p {self.port} -c listen_addresses=127.0.0.1"
        options += " -c shared_buffers=64MB -c max_connections=60"
        program = str(postgres_programs() / "postgres")
        self._launch([program, *options.split()], cwd="/", **self.own)
        assert wait_until(self._answers, START), "PostgreSQL does not answer"

    def restart_in_a_hurry(self) -> None:
        """End it as ``pg_ctl stop -m immediate`` does, and start it again."""
        self.end(signal.SIGQUIT)
        self.start()

    def _answers(self) -> bool:
        try:
            self._connect("postgres").close()
        except psycopg2.OperationalError:
            return False
        return True

    def _connect(self, name: str) -> Any:
        return psycopg2.connect(
            host="127.0.0.1", port=self.port, user="postgres", dbname=name, connect_timeout=3
        )
