"""Where uploads lie: under the hash of their content, whole or not at all.

A file comes in under a name that nothing leads to, is written to the disk for good, and only then
gets its final name; the row that names it follows. A crash leaves at most a file that no row names.
"""

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File

from processes.engine import Cause, Reason, Refused
from processes.inspection.reasons import SAID
from processes.models.sheets import private_storage
from processes.words import gettext_noop as _

BLOCK = 1 << 20
INCOMING = "incoming"
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def bad(code: str, **params: object) -> Refused:
    """Return the refusal of a file, in the words of the inspection."""
    return Refused(Reason(Cause.DATA, SAID[code], params, field="file"))


@dataclass
class Incoming:
    """A file under its passing name, and a place beside it for what is written anew."""

    path: Path
    beside: Path


def root() -> Path:
    """Return the folder of the uploads."""
    return Path(private_storage().location)


@contextmanager
def incoming(upload: "File[bytes]") -> Iterator[Incoming]:
    """Take a file in under a passing name, which is gone afterwards.

    Raises:
        Refused: it has more bytes than are allowed, whatever it claims, or there is no room.
    """
    name = root() / INCOMING / uuid4().hex
    file = Incoming(name, name.with_suffix(".new"))
    try:
        with _or_no_room():
            name.parent.mkdir(parents=True, exist_ok=True)
            _leave_room(upload.size or 0)
            _copy(upload, name)
        yield file
    finally:
        file.path.unlink(missing_ok=True)
        file.beside.unlink(missing_ok=True)


def _leave_room(size: int) -> None:
    if shutil.disk_usage(root()).free - size < settings.UPLOAD_RESERVE_BYTES:
        raise OSError(errno.ENOSPC, "the reserve would be touched")


@contextmanager
def _or_no_room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        text = _("Máy chủ hết chỗ chứa tệp. Hãy báo quản trị hệ thống và gửi lại sau.")
        raise Refused(Reason(Cause.DATA, text, field="file")) from None


def _copy(upload: "File[bytes]", path: Path) -> None:
    most: int = settings.UPLOAD_MAX_BYTES
    if (upload.size or 0) > most:
        raise bad("large", most=most >> 20)
    size = 0
    upload.seek(0)
    with path.open("xb") as out:
        while block := upload.read(BLOCK):
            size += len(block)
            if size > most:
                raise bad("large", most=most >> 20)
            out.write(block)
    if not size:
        raise bad("empty")


def settle(path: Path) -> tuple[str, int, str]:
    """Give a file its final name; return the hash, the size and the name below :func:`root`.

    Raises:
        Refused: there is no room.
    """
    with _or_no_room():
        path.chmod(0o600)
        _to_the_disk(path)
        sha256, size = digest(path), path.stat().st_size
        name = f"{sha256[:2]}/{sha256}"
        final = root() / name
        final.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.utime(final)  # it is wanted again: a sweep of what no row names passes it by
        except FileNotFoundError:
            path.replace(final)
            _to_the_disk(final.parent)
    return sha256, size, name


def _to_the_disk(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's content, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
