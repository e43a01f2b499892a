"""Is every sentence in English too, and is what was compiled the newest? Needs gettext's msgfmt."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MESSAGES = ROOT / "locale" / "en" / "LC_MESSAGES"


def main() -> int:
    """Compile the catalogue anew and compare; count what is not translated."""
    msgfmt = shutil.which("msgfmt")
    if msgfmt is None:
        print("messages: msgfmt is not installed, not checked")  # noqa: T201 - a command's answer
        return 0
    with tempfile.NamedTemporaryFile(suffix=".mo") as fresh:
        command = [msgfmt, "--check", "--statistics", "-o", fresh.name, str(MESSAGES / "django.po")]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
        same = (MESSAGES / "django.mo").read_bytes() == Path(fresh.name).read_bytes()
    lines = [line for line in ran.stderr.strip().splitlines() if "warning:" not in line]
    said = " ".join(lines)
    print(f"messages: {said}{'' if same else ' (django.mo is stale: make messages)'}")  # noqa: T201 - a command's answer
    return int(ran.returncode != 0 or not same or "untranslated" in said or "fuzzy" in said)


if __name__ == "__main__":
    sys.exit(main())
