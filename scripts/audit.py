"""Two looks at what the application is made of: our own code (bandit), and others' (pip-audit).

bandit runs anywhere and must find nothing of medium severity or more, but for what was looked at: ruff
has the same rules (B608 is its S608), and a line that answers one of them gives its reason there, or a
file in ``pyproject.toml``. pip-audit asks the advisories of
the Python Package Index; where they cannot be reached it says so and is SKIPPED, which is not a pass:
nothing was looked at. ``AUDIT_MUST_REACH=1`` makes that a failure, for a machine that is on the net.
"""

import json
import os
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("processes", "forms", "notifications", "workflow_app", "scripts")
SAME = {"B703": "S308"}  # two names of bandit for one of ruff
PATIENCE = 60  # seconds for the advisories
PRODUCT = "requirements-prod.txt"


def main() -> int:
    """Run both; return 1 if either found something."""
    return max(bandit(), pip_audit())


def bandit() -> int:
    """Look over our own code."""
    command = [sys.executable, "-m", "bandit", "-q", "-r", *ROOMS, "-f", "json", "-ll"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 -- our own command
    if ran.returncode not in (0, 1) or not ran.stdout.strip():
        return _say(f"bandit: did not run. {_last(ran.stderr)}", 1)
    told = json.loads(ran.stdout)
    found = [one for one in told["results"] if not _was_looked_at(one)]
    for one in found:
        _say(f"{one['filename']}:{one['line_number']}: {one['test_id']} {one['issue_text']}")
    for one in told["errors"]:
        _say(f"{one['filename']}: could not be read: {one['reason']}")
    lines, known = told["metrics"]["_totals"]["loc"], len(told["results"]) - len(found)
    text = f"bandit: {len(found)} of medium severity or more in {lines} lines"
    return _say(f"{text}; {known} more have their reason.", len(found) + len(told["errors"]))


def _was_looked_at(one: dict[str, Any]) -> bool:
    """Whether ruff's counterpart of the rule is answered, with a reason, where it was found."""
    rule = SAME.get(one["test_id"], one["test_id"].replace("B", "S", 1))
    if any(rule in rules and fnmatch(one["filename"], p) for p, rules in _answered().items()):
        return True
    lines = (ROOT / one["filename"]).read_text(encoding="utf-8").splitlines()
    marked = re.compile(rf"# n[o]qa: [A-Z0-9, ]*\b{rule}\b[A-Z0-9, ]*-+ \w")
    first, last = min(one["line_range"]), max(one["line_range"])
    return any(marked.search(line) for line in lines[first - 1 : last])


def _answered() -> dict[str, list[str]]:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    answered: dict[str, list[str]] = told["tool"]["ruff"]["lint"]["per-file-ignores"]
    return answered


def pip_audit() -> int:
    """Look for known holes in the packages that production installs."""
    command = [sys.executable, "-m", "pip_audit", "-r", PRODUCT, "--no-deps", "--disable-pip"]
    command += ["-f", "json", "--progress-spinner", "off", "--timeout", "10"]
    try:
        ran = subprocess.run(  # noqa: S603 -- our own command
            command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        told = json.loads(ran.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return _skipped(len(_named()))
    unread = [one for one in told if "skip_reason" in one]
    holes = [(one["name"], v["id"]) for one in told for v in one.get("vulns", [])]
    for name, hole in holes:
        _say(f"{name}: {hole}")
    if len(told) > len(unread):
        _say(f"pip-audit: {len(holes)} known holes in {len(told) - len(unread)} packages.")
    return max(len(holes) > 0, _skipped(len(unread)) if unread else 0)


def _named() -> list[str]:
    lines = (ROOT / PRODUCT).read_text().splitlines()
    return [line for line in lines if "==" in line and not line.startswith((" ", "#"))]


def _skipped(count: int) -> int:
    _say(f"pip-audit: SKIPPED, {count} packages could not be audited: no advisories in reach.")
    return int(os.environ.get("AUDIT_MUST_REACH") == "1")


def _last(text: str) -> str:
    return (text.strip().splitlines() or [""])[-1]


def _say(text: str, found: int = 0) -> int:
    print(text)  # noqa: T201 -- a command's answer
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
