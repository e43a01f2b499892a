"""Files: inspected, kept under the hash of their content, and put on record by an act."""

from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import File

from processes.engine import Cause, Reason, Refused
from processes.inspection.kinds import KINDS
from processes.models import Appointment, ChecklistItem, Document, Dossier
from processes.models.sheets import Scan
from processes.text import normal
from processes.words import gettext_noop as _

from .files import bad, incoming, settle
from .inspecting import inspect
from .move import move
from .scanning import scan

Kept = dict[str, Any]


def add_document(
    dossier: Dossier, item: str, upload: "File[bytes]", *, by: Appointment, key: UUID
) -> Document:
    """Put a file in a dossier, for one line of the checklist; it replaces the one before.

    The file is kept under the hash of its content, never under the sender's name.

    Raises:
        Refused: the list has no such line, the file is refused by :func:`keep`, the dossier has no
            room left, or the step is not open to the actor now.
    """
    _is_listed(item)
    return attach(dossier, item, keep(upload), by=by, key=key)


def attach(dossier: Dossier, item: str, kept: Kept, *, by: Appointment, key: UUID) -> Document:
    """Put a file that is kept already in a dossier.

    Raises:
        Refused: see :func:`add_document`.
    """
    _is_listed(item)
    record = move(dossier.pk, "add_document", by=by, key=key, given={"item": item, **kept})
    return Document.objects.get(record=record)


def _is_listed(item: str) -> None:
    if not ChecklistItem.objects.filter(code=item).exists():
        params = {"field": _("Loại giấy tờ")}
        raise Refused(Reason(Cause.DATA, _("Chưa đúng: {field}."), params, field="item"))


def keep(upload: "File[bytes]") -> Kept:
    """Inspect a file that somebody sent, and keep it; a picture as it was written anew.

    Returns:
        ``sha256``, ``path``, ``filename``, ``content_type``, ``size`` in bytes; whether it was
        ``rewritten``, in which case hash and size are of what is kept; and what the ``scan`` said.

    Raises:
        Refused: it is no PDF, JPEG, PNG or DOCX by content, is empty, too large or broken, does or
            carries something of its own (:mod:`processes.inspection`), a virus was found, or there
            is no room.
    """
    extension = PurePosixPath(upload.name or "").suffix.lower()
    if extension not in KINDS:
        raise bad("kind")
    with incoming(upload) as file:
        scanned = scan(file.path)
        found = inspect(file, extension, settings.UPLOAD_MAX_BYTES)
        sha256, size, path = settle(file.beside if found.rewritten else file.path)
    return {
        "sha256": sha256,
        "path": path,
        "filename": clean_name(upload.name or ""),
        "content_type": found.content_type,
        "size": size,
        "rewritten": found.rewritten,
        "scan": scanned,
    }


def keep_own(made: "File[bytes]") -> Kept:
    """Keep a file that the program itself has made; nobody inspects it.

    For the rehearsal, which hands in thousands. What comes from outside goes through :func:`keep`.
    """
    with incoming(made) as file:
        sha256, size, path = settle(file.path)
    kind = KINDS[PurePosixPath(made.name or "").suffix]
    return {
        "sha256": sha256,
        "path": path,
        "filename": clean_name(made.name or ""),
        "content_type": kind.content_type,
        "size": size,
        "rewritten": False,
        "scan": Scan.OWN,
    }


def clean_name(name: str) -> str:
    """Return the sender's name for a file without folders and without signs that nobody sees.

    Among these are the signs that turn the direction of writing, with which ``gpj.exe`` reads
    as ``exe.jpg``.
    """
    plain = normal(PurePosixPath(name.replace("\\", "/")).name)
    path = PurePosixPath("".join(c for c in plain if c.isprintable()))
    return f"{path.stem[:150] or 'tep'}{path.suffix}"
