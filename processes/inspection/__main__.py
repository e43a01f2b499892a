"""``python -m processes.inspection EXTENSION FILE OUT``: one line of JSON says what FILE is.

``{"kind": …, "rewritten": …}`` where it may be kept, ``{"bad": CODE}`` where not. What is written
anew goes to OUT. Any other end (killed, out of memory, no answer) means that it may not be kept.
"""

import json
import logging
import resource
import sys
from contextlib import suppress
from pathlib import Path

from .kinds import KINDS
from .verdict import Bad, Verdict

MEMORY = 768 << 20
SECONDS = 15
WRITTEN = 128 << 20
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def confine() -> None:
    """Take memory, time and the writing of large files away from this process, for good."""
    for what, most in (
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, WRITTEN),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_AS, MEMORY),
    ):
        with suppress(ValueError, OSError):  # some systems know not all of them
            resource.setrlimit(what, (most, most))


def look(extension: str, path: Path, out: Path) -> Verdict:
    """Return what a file is; each kind's reader is loaded only where it is needed.

    Raises:
        Bad: it may not be kept.
    """
    kind = KINDS.get(extension)
    if kind is None:
        raise Bad("kind")
    if not path.stat().st_size:
        raise Bad("empty")
    with path.open("rb") as file:
        begins = file.read(8)
        if not begins.startswith(kind.magic):
            raise Bad("old" if kind.is_word and begins == OLD_WORD else "content")
        if kind.is_word:
            from . import office

            file.seek(0)
            return office.inspect(file)
    if kind.is_picture:
        from . import pictures

        return pictures.rewrite(path, kind.content_type, out)
    from . import portable

    return portable.inspect(path)


def main() -> None:
    """Look at one file and say it."""
    logging.disable(logging.CRITICAL)  # readers tell of oddities at length
    confine()
    extension, path, out = sys.argv[1:]
    try:
        found = look(extension, Path(path), Path(out))
    except Bad as bad:
        said: dict[str, object] = {"bad": bad.code}
    except (MemoryError, RecursionError):
        said = {"bad": "heavy"}
    except Exception:
        said = {"bad": "damaged"}
    else:
        said = {"kind": found.content_type, "rewritten": found.rewritten}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
