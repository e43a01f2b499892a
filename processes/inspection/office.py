"""Word files: a ZIP of XML parts. Every part is unpacked, counted and read; nothing is trusted."""

import re
import stat
import zipfile
from pathlib import PurePosixPath
from typing import IO, Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from .verdict import Bad, Verdict

MOST_PARTS = 2000
MOST_UNPACKED = 200 << 20
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAIN = {WORD: "word/document.xml", SHEET: "xl/workbook.xml"}
TYPES = "[Content_Types].xml"
XML = {".xml", ".rels", ".vml", ".svg"}
# pictures, fonts and printer settings; a workbook only as the data of a chart
OTHERS = {
    ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf",
    ".wdp", ".webp", ".odttf", ".ttf", ".bin",
}  # fmt: skip
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FILES = (OLE, b"MZ", b"PK\x03\x04", b"%PDF-", b"\x7fELF")  # no part of a document begins so
MACRO = re.compile(r"vbaproject|vbadata|activex|macroenabled|macrosheets|customui", re.IGNORECASE)
COMMAND = re.compile(
    r"(?:^|[{\s\"])(?:DDE|DDEAUTO|MACROBUTTON|INCLUDE|INCLUDETEXT|IMPORT|LINK|DATABASE)\b"
    r"|\bQUOTE\s+(?:\d+\s*){3}|\bINCLUDEPICTURE\s+\"?(?:\\\\|file:|[a-z]:\\)",
    re.IGNORECASE,
)
INSERTED = ("/oleObject", "/package", "/aFChunk", "/subDocument", "/frame")
HARMLESS = ("http:", "https:", "mailto:", "tel:", "#")


def inspect(file: IO[bytes], kind: str = WORD, left: int = MOST_UNPACKED) -> Verdict:
    """Read a Word file through, with the workbooks of its charts.

    Raises:
        Bad: see :data:`processes.inspection.reasons.SAID`.
    """
    if file.read(8) == OLE:
        raise Bad("old")
    try:
        with zipfile.ZipFile(file) as archive:
            parts = _parts(archive, file)
            if TYPES not in parts or MAIN[kind] not in parts:
                raise Bad("content")
            if f"{kind}.main+xml" not in archive.read(TYPES).decode("utf-8", "replace"):
                raise Bad("content")
            for name, part in parts.items():
                left -= _read(archive, name, part, left)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError, KeyError):
        raise Bad("damaged") from None
    except NotImplementedError:
        raise Bad("damaged") from None  # a way of packing that no Word file has
    return Verdict(kind)


def _parts(archive: zipfile.ZipFile, file: IO[bytes]) -> dict[str, zipfile.ZipInfo]:
    """Return the parts by name, after looking at nothing but the list of them."""
    listed = archive.infolist()
    if len(listed) > MOST_PARTS:
        raise Bad("bomb")
    names = [part.filename for part in listed]
    if any(MACRO.search(name) for name in names):
        raise Bad("macro")
    if any(map(_is_odd, listed)) or len({n.lower() for n in names}) != len(names):
        raise Bad("paths")
    if any(part.flag_bits & 1 for part in listed):
        raise Bad("locked")
    if sum(part.file_size for part in listed) > MOST_UNPACKED:
        raise Bad("bomb")
    end = file.seek(0, 2)
    first = min((part.header_offset for part in listed), default=0)
    if first or archive.comment or _behind(file, end):
        raise Bad("mixed")
    return {part.filename: part for part in listed if not part.is_dir()}


def _behind(file: IO[bytes], end: int) -> bool:
    """Whether anything follows the list of parts."""
    file.seek(max(0, end - 22))
    return file.read(4) != b"PK\x05\x06"


def _is_odd(part: zipfile.ZipInfo) -> bool:
    name = part.orig_filename
    path = PurePosixPath(name.replace("\\", "/"))
    return (
        not name
        or "\0" in name
        or ":" in name
        or path.is_absolute()
        or ".." in path.parts
        or stat.S_ISLNK(part.external_attr >> 16)
    )


def _read(archive: zipfile.ZipFile, name: str, part: zipfile.ZipInfo, left: int) -> int:
    """Read one part to its end; return how many bytes it really has."""
    suffix = f".{name.lower().rpartition('.')[2]}"
    with archive.open(part) as opened:
        counted = Counted(opened, left)
        if suffix in XML:
            _read_xml(counted, name)
        elif suffix == ".xlsx" and name.startswith("word/embeddings/"):
            _read_workbook(archive, part, left)
        elif suffix not in OTHERS or counted.read(8).startswith(FILES):
            raise Bad("inserted")
        while counted.read(1 << 20):
            pass
        return counted.size


def _read_workbook(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> None:
    with archive.open(part) as inner:
        inspect(inner, SHEET, left)


class Counted:
    """A part being read, which may not become more than what is left."""

    def __init__(self, file: IO[bytes], left: int) -> None:
        self.file, self.left, self.size = file, left, 0

    def close(self) -> None:
        """Do nothing: whoever opened the part closes it."""

    def read(self, size: int) -> bytes:
        """Return the next bytes, at most so many.

        Raises:
            Bad: there were too many.
        """
        block = self.file.read(size)
        self.size += len(block)
        if self.size > self.left:
            raise Bad("bomb")
        return block


def _read_xml(part: Counted, name: str) -> None:
    parser = DefusedExpatParser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    reader = Reader(name)
    parser.setContentHandler(reader)
    try:
        parser.parse(part)
    except DefusedXmlException:
        raise Bad("entities") from None
    except SAXException:
        raise Bad("damaged") from None
    reader.end_of_field()


class Reader(ContentHandler):
    """Looks at what a part says of other parts, and at the commands of its fields."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name, self.inside, self.said = name, False, ""

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - SAX's name
        """Read one element; names come with their prefix, which says nothing."""
        local = name.rpartition(":")[2]
        self.inside = local == "instrText"
        if local == "Relationship":
            _may_lead(attrs.get("Target", ""), attrs.get("Type", ""), attrs.get("TargetMode", ""))
        elif local in ("Override", "Default") and self.name == TYPES:
            if MACRO.search(attrs.get("ContentType", "")):
                raise Bad("macro")
        elif local == "fldSimple":
            self.said = next((v for k, v in attrs.items() if k.endswith("instr")), "")
            self.end_of_field()
        elif local in ("p", "fldChar"):
            self._field(attrs if local == "fldChar" else {})
        elif local in ("ddeLink", "oleLink", "externalBook"):
            raise Bad("command" if local == "ddeLink" else "outside")
        elif local == "script":
            raise Bad("inserted")

    def _field(self, attrs: Any) -> None:
        kind = next((v for k, v in attrs.items() if k.endswith("fldCharType")), "")
        if kind != "begin":  # one field inside another is read as one
            self.end_of_field()

    def endElement(self, name: str) -> None:  # noqa: N802 - SAX's name
        """Leave an element."""
        self.inside = False

    def characters(self, content: str) -> None:
        """Collect the words of a field, which a writer may have cut into pieces."""
        if self.inside:
            self.said += content

    def end_of_field(self) -> None:
        """Look at the words of a field that is complete.

        Raises:
            Bad: it runs a command.
        """
        if COMMAND.search(self.said):
            raise Bad("command")
        self.said = ""


def _may_lead(target: str, kind: str, mode: str) -> None:
    """Look at one reference from a part to another, or to the world."""
    if MACRO.search(kind) or MACRO.search(target):
        raise Bad("macro")
    outside = mode == "External"
    if outside and not (kind.endswith("/hyperlink") and _is_link(target)):
        raise Bad("outside")
    if kind.endswith(INSERTED) and not target.lower().endswith(".xlsx"):
        raise Bad("inserted")


def _is_link(target: str) -> bool:
    lower = target.strip().lower()
    return lower.startswith(HARMLESS) or (":" not in lower and not lower.startswith(("\\\\", "//")))
