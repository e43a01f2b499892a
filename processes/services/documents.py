"""Files: what they are by content, where they are kept, and the act that puts them on record."""

import hashlib
import zipfile
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import File

from processes.engine import Cause, Reason, Refused
from processes.models import Appointment, ChecklistItem, Document, Dossier
from processes.models.sheets import private_storage
from processes.text import normal
from processes.words import gettext_noop as _

from .move import move

KINDS: dict[str, tuple[bytes, str]] = {
    ".pdf": (b"%PDF-", "application/pdf"),
    ".jpg": (b"\xff\xd8\xff", "image/jpeg"),
    ".jpeg": (b"\xff\xd8\xff", "image/jpeg"),
    ".png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    ".docx": (
        b"PK\x03\x04",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}
MOST_PARTS = 2000  # of a Word file; more is a bomb
BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], None)


def add_document(
    dossier: Dossier, item: str, upload: "File[bytes]", *, by: Appointment, key: UUID
) -> Document:
    """Put a file in a dossier, for one line of the checklist; it replaces the one before.

    The file is kept under the hash of its content, never under the sender's name.

    Raises:
        Refused: the list has no such line, the file is no PDF, JPEG, PNG or DOCX by content, is
            empty or too large, or the step is not open to the actor now.
    """
    if not ChecklistItem.objects.filter(code=item).exists():
        params = {"field": _("Loại giấy tờ")}
        raise Refused(Reason(Cause.DATA, _("Chưa đúng: {field}."), params, field="item"))
    given: dict[str, Any] = {"item": item, **keep(upload)}
    record = move(dossier.pk, "add_document", by=by, key=key, given=given)
    return Document.objects.get(record=record)


def keep(upload: "File[bytes]") -> dict[str, Any]:
    """Keep a file under the hash of its content; return ``sha256``, ``path``, ``filename``,
    ``content_type`` and ``size`` in bytes.

    Raises:
        Refused: see :func:`add_document`.
    """
    kind, digest = _kind_of(upload), _digest(upload)
    path = f"{digest[:2]}/{digest}"
    storage = private_storage()
    if not storage.exists(path):
        upload.seek(0)
        storage.save(path, upload)
    return {
        "sha256": digest,
        "path": path,
        "filename": _clean_name(upload.name or ""),
        "content_type": kind,
        "size": upload.size,
    }


def _bad(text: str, **params: object) -> Refused:
    return Refused(Reason(Cause.DATA, text, params, field="file"))


def _clean_name(name: str) -> str:
    plain = normal(PurePosixPath(name.replace("\\", "/")).name).translate(BIDI)
    shown = "".join(c for c in plain if c.isprintable())
    path = PurePosixPath(shown)
    return f"{path.stem[:150] or 'tep'}{path.suffix}"


def _kind_of(upload: "File[bytes]") -> str:
    most: int = settings.UPLOAD_MAX_BYTES
    if not upload.size:
        raise _bad(_("Tệp rỗng."))
    if upload.size > most:
        raise _bad(_("Tệp lớn hơn {most} MB."), most=most >> 20)
    extension = PurePosixPath(upload.name or "").suffix.lower()
    if extension not in KINDS:
        raise _bad(_("Chỉ nhận tệp PDF, JPG, PNG hoặc DOCX."))
    magic, content_type = KINDS[extension]
    upload.seek(0)
    if upload.read(len(magic)) != magic:
        raise _bad(_("Nội dung tệp không đúng loại {extension}."), extension=extension)
    if extension == ".docx" and not _is_plain_word(upload):
        raise _bad(_("Tệp Word bị hỏng hoặc có macro."))
    return content_type


def _is_plain_word(upload: "File[bytes]") -> bool:
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    macro = any("vbaproject" in n.lower() or "activex" in n.lower() for n in names)
    return "word/document.xml" in names and not macro and len(names) < MOST_PARTS


def _digest(upload: "File[bytes]") -> str:
    upload.seek(0)
    sha = hashlib.sha256()
    while block := upload.read(1 << 20):
        sha.update(block)
    return sha.hexdigest()
