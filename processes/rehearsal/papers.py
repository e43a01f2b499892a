"""Small files that are what they say: a one-page PDF, a PNG picture. Only the standard library."""

import struct
import zlib
from random import Random

from django.core.files.base import ContentFile

from processes.text import fold

WIDTH, HEIGHT = 240, 160
PARTS = b"/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>"


def pdf(*lines: str) -> bytes:
    """Return a PDF of one A4 page; letters lose their marks, as the standard fonts have none."""
    shown = [fold(line).upper().encode("ascii", "replace").decode() for line in lines]
    text = "".join(f"({_escaped(line)}) Tj 0 -22 Td " for line in shown)
    stream = f"BT /F1 14 Tf 60 780 Td {text}ET".encode()
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]%s>>" % PARTS,
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    return _with_table(objects)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _with_table(objects: tuple[bytes, ...]) -> bytes:
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + trailer


def png(rng: Random) -> bytes:
    """Return a small picture: a coloured jar before a coloured wall."""
    wall, jar = (bytes(rng.randrange(60, 230) for _channel in range(3)) for _part in range(2))
    plain = b"\x00" + wall * WIDTH
    side = WIDTH // 3
    filled = b"\x00" + wall * side + jar * (WIDTH - 2 * side) + wall * side
    rows = plain * (HEIGHT // 4) + filled * (HEIGHT // 2) + plain * (HEIGHT // 4)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def paper(
    rng: Random, item: str, label: str, product: str, organisation: str
) -> "ContentFile[bytes]":
    """Return a file for one line of the checklist: a picture of the sample, else a paper."""
    if item == "sample_photo":
        return ContentFile(png(rng), name="Ảnh sản phẩm mẫu.png")
    number = f"So: {rng.randrange(100, 9999)}/{rng.choice(('GCN', 'TB', 'XN'))}"
    content = pdf("Ban huan luyen, khong co gia tri phap ly", label, number, product, organisation)
    return ContentFile(content, name=f"{label[:60]}.pdf")
