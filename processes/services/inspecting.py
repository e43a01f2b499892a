"""Having a file inspected: by a process of its own, with nothing of ours in its environment."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import processes
from processes.inspection.verdict import Verdict

from .files import Incoming, bad

SECONDS = 20  # on the wall; the process itself stops after fewer of the processor's
WHERE = Path(processes.__file__).parent.parent
COMMAND = (sys.executable, "-s", "-m", "processes.inspection")


def inspect(file: Incoming, extension: str, most: int) -> Verdict:
    """Return what a file is; where it was written anew, that lies beside it.

    Args:
        extension: How the sender called it, in small letters, with the dot.
        most: The largest file in bytes, for what is said of one.

    Raises:
        Refused: it may not be kept, or the inspection did not come to an end.
    """
    said = _asked(file, extension)
    if "kind" in said:
        return Verdict(str(said["kind"]), rewritten=bool(said["rewritten"]))
    raise bad(str(said.get("bad", "heavy")), extension=extension, most=most >> 20)


def _asked(file: Incoming, extension: str) -> dict[str, Any]:
    try:
        done = subprocess.run(  # noqa: S603 - our own command; the names are ours
            [*COMMAND, extension, str(file.path), str(file.beside)],
            cwd=WHERE,
            env={"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
        said = json.loads(done.stdout) if done.returncode == 0 else {}
    except (subprocess.TimeoutExpired, ValueError):
        return {}
    return said if isinstance(said, dict) else {}
