"""PDF: read object by object; whatever acts on its own, or carries another file, is refused.

It is kept as it came: many are signed, and a signature does not survive a second writing.
"""

import mmap
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf

from .verdict import Bad, Verdict

MOST_OBJECTS = 300_000
MOST_UNPACKED = 512 << 20
END = 2048  # bytes in which the last %%EOF has to stand
ACTS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition",
    "/Movie", "/Sound", "/RichMediaExecute",
}  # fmt: skip
SCRIPTS = {"/JS", "/JavaScript", "/XFA", "/RichMediaContent", "/RichMediaSettings"}
FILES = {"/EmbeddedFiles", "/EF"}
LINKS = ("http:", "https:", "mailto:", "tel:", "www.", "#")
PICTURES = {"/DCTDecode", "/DCT", "/JPXDecode", "/CCITTFaxDecode", "/CCF", "/JBIG2Decode"}
FLATE = {"/FlateDecode", "/Fl"}


def inspect(path: Path) -> Verdict:
    """Read a PDF through.

    Raises:
        Bad: it is broken, locked, two kinds at once, acts on its own, or carries files.
    """
    _is_one_thing(path)
    try:
        with pikepdf.open(path) as pdf:
            if not len(pdf.pages) or len(pdf.objects) > MOST_OBJECTS:
                raise Bad("damaged" if not len(pdf.pages) else "heavy")
            unpacked = 0
            for thing in pdf.objects:
                for part in _direct(thing):
                    _acts(part)
                    if isinstance(part, pikepdf.Stream):
                        unpacked += _unpacked(part, MOST_UNPACKED - unpacked)
    except pikepdf.PasswordError:
        raise Bad("locked") from None
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError):
        raise Bad("damaged") from None
    return Verdict("application/pdf")


def _is_one_thing(path: Path) -> None:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as bytes_:
        if bytes_[:5] != b"%PDF-":
            raise Bad("content")
        last = bytes_.rfind(b"%%EOF")
        if last < 0:
            raise Bad("damaged")
        behind = bytes_[last + 5 :]
        if b"PK\x05\x06" in bytes_[-(66 << 10) :] or b"<script" in behind[:END].lower():
            raise Bad("mixed")
        if len(behind.strip(b"\0\r\n\t ")) > END:
            # more than a remark after the end: cut off in the middle, or with something behind it
            raise Bad("damaged" if b" obj" in behind[: 64 << 10] else "mixed")


def _direct(thing: Any) -> Iterator[Any]:
    """Yield dictionaries and streams inside an object, and the object; not what has its own number."""
    waiting = [thing]
    while waiting:
        part = waiting.pop()
        if isinstance(part, pikepdf.Array):
            waiting += [p for p in part if _holds(p)]
        elif isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
            yield part
            waiting += [p for _, p in part.items() if _holds(p)]


def _holds(part: Any) -> bool:
    return (
        isinstance(part, pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream)
        and not part.is_indirect
    )


def _acts(part: Any) -> None:
    keys = set(part.keys())
    if keys & FILES:
        raise Bad("attached")
    if keys & SCRIPTS:
        raise Bad("script")
    kind = part.get("/S")
    if isinstance(kind, pikepdf.Name) and str(kind) in ACTS:
        raise Bad("script")
    if "/URI" in keys and isinstance(part["/URI"], pikepdf.String):
        link = str(part["/URI"]).strip().lower()
        if ":" in link.partition("/")[0] and not link.startswith(LINKS):
            raise Bad("script")  # javascript:, file:, data:


def _unpacked(stream: Any, left: int) -> int:
    """Return how many bytes a stream really becomes; what it claims is the sender's word."""
    chain = stream.get("/Filter", ())
    filters = [str(f) for f in chain] if isinstance(chain, pikepdf.Array) else [str(chain)]
    if chain == () or not filters or (set(filters) & PICTURES and filters[0] not in FLATE):
        return 0
    if len([f for f in filters if f in FLATE]) > 1:
        raise Bad("bomb")  # packed twice: no writer does it
    # an older way of packing is undone at once, within this process's memory
    is_flate = filters[0] in FLATE
    size = _inflated(stream.read_raw_bytes(), left) if is_flate else len(stream.read_bytes())
    if size > left:
        raise Bad("bomb")
    return size


def _inflated(packed: bytes, left: int) -> int:
    engine, size = zlib.decompressobj(), 0
    try:
        while packed and not engine.eof and size <= left:
            size += len(engine.decompress(packed, 1 << 20))
            packed = engine.unconsumed_tail
    except zlib.error:
        pass  # readers show what came before the fault, and so it is counted
    return size
