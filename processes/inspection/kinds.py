"""The kinds of file that are taken: what each begins with, and what it is called."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind: its first bytes and its media type."""

    magic: bytes
    content_type: str

    @property
    def is_picture(self) -> bool:
        """Whether it is written anew."""
        return self.content_type.startswith("image/")

    @property
    def is_word(self) -> bool:
        """Whether it is a ZIP of XML."""
        return self.content_type.endswith("wordprocessingml.document")


_JPEG = Kind(b"\xff\xd8\xff", "image/jpeg")
KINDS = {
    ".pdf": Kind(b"%PDF-", "application/pdf"),
    ".jpg": _JPEG,
    ".jpeg": _JPEG,
    ".png": Kind(b"\x89PNG\r\n\x1a\n", "image/png"),
    ".docx": Kind(
        b"PK\x03\x04",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}
