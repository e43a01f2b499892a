"""Handing a private file out."""

from typing import Protocol

from django.db.models.fields.files import FieldFile
from django.http import FileResponse


class Kept(Protocol):
    """A file that was handed in: its content, the name it came with, what it is."""

    file: FieldFile
    name: str
    content_type: str


def download(kept: Kept) -> FileResponse:
    """Return a file as a download that no browser runs; who may have it was asked before."""
    response = FileResponse(
        kept.file.open("rb"),
        as_attachment=True,
        filename=kept.name,
        content_type=kept.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
