"""Files of every kind that is taken, made from their parts: pictures, PDF, Word."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import docx
import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from processes.rehearsal.papers import pdf

RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DOTM = "application/vnd.ms-word.document.macroEnabled.main+xml"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
EXE = b"MZ\x90\x00" + bytes(60) + b"PE\x00\x00" + bytes(400)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GPS = 0x8825
Make = Callable[[], bytes]
AS_IT_IS = {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.none}

# pictures


def picture(size: tuple[int, int] = (320, 240), mode: str = "RGB") -> Image.Image:
    """Return something to look at."""
    drawn = Image.radial_gradient("L").resize(size)
    return drawn if mode == "L" else drawn.convert("RGB").convert(mode)


def saved(image: Image.Image, form: str, **how: object) -> bytes:
    """Return a picture's file."""
    out = io.BytesIO()
    image.save(out, form, **how)
    return out.getvalue()


def photograph(**how: object) -> bytes:
    """Return a telephone's photograph: lying on its side, with place and camera."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Nha san xuat", 6
    exif.get_ifd(GPS).update({1: "N", 2: (12.0, 40.0, 30.0), 3: "E", 4: (108.0, 2.0, 10.0)})
    return saved(picture(), "JPEG", exif=exif, **how)


def flood(width: int, height: int) -> bytes:
    """Return a PNG that claims many points and has nearly no bytes."""
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(bytes((width // 8 + 1) * 200))),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


# PDF


def made(change: Callable[[pikepdf.Pdf], object], **how: object) -> bytes:
    """Return a PDF of one page after a change."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf("Giấy chứng nhận", "HTX Ea Tu"))) as opened:
        change(opened)
        opened.save(out, **how)
    return out.getvalue()


def action(**parts: object) -> bytes:
    """Return a PDF that does something when it is opened."""
    return made(lambda p: p.Root.__setattr__("OpenAction", Dictionary(**parts)))


def annotated(page: Dictionary) -> Callable[[pikepdf.Pdf], object]:
    return lambda p: p.pages[0].obj.__setattr__("Annots", Array([page]))


def attached(p: pikepdf.Pdf) -> None:
    p.attachments["a.exe"] = pikepdf.AttachedFileSpec(p, EXE, filename="a.exe")


def hidden_js(p: pikepdf.Pdf) -> None:
    """In an object stream, behind two references, in a page's own action."""
    script = p.make_stream(b"app.alert(1)")
    does = p.make_indirect(Dictionary(S=Name.JavaScript, JS=script))
    p.pages[0].obj.AA = Dictionary(O=does)


def bomb(p: pikepdf.Pdf) -> None:
    engine, block = zlib.compressobj(9), bytes(1 << 20)
    first, next_ = (engine.compress(block) + engine.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    stream = Stream(p, b"")
    stream.write(first + next_ * 600, filter=Name.FlateDecode)
    p.pages[0].obj.Contents = p.make_indirect(stream)


def bomb_twice(p: pikepdf.Pdf) -> None:
    stream = Stream(p, b"")
    twice = zlib.compress(zlib.compress(bytes(50 << 20), 9), 9)
    stream.write(twice, filter=Array([Name.FlateDecode, Name.FlateDecode]))
    p.pages[0].obj.Contents = p.make_indirect(stream)


# Word


def parts_of(document: bytes) -> dict[str, bytes]:
    """Return the parts of a Word file."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    """Return parts as one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def word(*paragraphs: str) -> bytes:
    """Return a Word file as python-docx makes one."""
    document = docx.Document()
    for text in paragraphs or ("Thuyết minh sản phẩm", "Hợp tác xã cà phê Ea Tu"):
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def changed(more: dict[str, bytes] | None = None, **replaced: tuple[str, str]) -> bytes:
    """Return a Word file with more parts, or with words of a part replaced."""
    parts = parts_of(word()) | (more or {})
    for key, (old, new) in replaced.items():
        name = {"types": "[Content_Types].xml", "rels": "word/_rels/document.xml.rels"}.get(
            key, "word/document.xml"
        )
        parts[name] = parts[name].replace(old.encode(), new.encode())
        assert new.encode() in parts[name]
    return packed(parts)


def related(kind: str, target: str, mode: str = ' TargetMode="External"') -> bytes:
    """Return a Word file that leads somewhere."""
    new = f'<Relationship Id="rX" Type="{RELS}/{kind}" Target="{target}"{mode}/></Relationships>'
    return changed(rels=("</Relationships>", new))


def field(words: str) -> bytes:
    """Return a Word file with a field, cut into pieces as Word cuts them."""
    half = len(words) // 2
    runs = "".join(
        f"<w:r>{inner}</w:r>"
        for inner in (
            '<w:fldChar w:fldCharType="begin"/>',
            f'<w:instrText xml:space="preserve">{words[:half]}</w:instrText>',
            f'<w:instrText xml:space="preserve">{words[half:]}</w:instrText>',
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    return changed(document=("<w:sectPr", f"<w:p>{runs}</w:p><w:sectPr"))


def with_entries(entries: list[tuple[zipfile.ZipInfo | str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [*parts_of(word()).items(), *entries]:
            archive.writestr(name, content)
    return out.getvalue()


def link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("word/media/a.png")
    info.external_attr = 0o120777 << 16
    return info


def lying_bomb() -> bytes:
    """A part that claims ten bytes and has three hundred million."""
    real = changed({"word/media/a.bmp": bytes(300 << 20)})
    size = struct.pack("<I", 300 << 20)
    return real.replace(size, struct.pack("<I", 10))


def nested_bomb() -> bytes:
    inner = packed({"a.bin": bytes(50 << 20)})
    return changed({f"word/embeddings/{n}.zip": inner for n in range(5)})


def encrypted() -> bytes:
    raw = bytearray(word())
    at = 0
    while (at := raw.find(b"PK\x01\x02", at)) >= 0:
        raw[at + 8] |= 1
        at += 4
    return bytes(raw)


def doctype(entity: str) -> bytes:
    parts = parts_of(word())
    text = parts["word/document.xml"].decode()
    head, _, rest = text.partition("?>")
    parts["word/document.xml"] = f"{head}?><!DOCTYPE d [{entity}]>{rest}".encode()
    return packed(parts)


LAUGHS = '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)
