"""Files that mean harm: refused with a word, or kept without their harm.

Each is made when a test asks for it; nothing harmful is kept in the project.
"""

import io
import zipfile
from collections.abc import Iterator

import pikepdf
from pikepdf import Dictionary, Name, String
from PIL import ImageCms, PngImagePlugin

from processes.rehearsal.papers import pdf
from tests.processes.made import (
    AS_IT_IS,
    DOTM,
    EXE,
    LAUGHS,
    MAIN,
    OLE,
    SVG,
    Make,
    action,
    annotated,
    attached,
    bomb,
    bomb_twice,
    changed,
    doctype,
    encrypted,
    field,
    flood,
    hidden_js,
    link,
    lying_bomb,
    made,
    nested_bomb,
    packed,
    photograph,
    picture,
    related,
    saved,
    with_entries,
    word,
)


def refused() -> Iterator[tuple[str, str, Make, str]]:
    """Yield what it is, its name, its content, and the code of its refusal."""
    good, paper, photo = word(), pdf("Giấy"), photograph()
    yield "empty", "rỗng.pdf", lambda: b"", "empty"
    yield "oversize", "to.pdf", lambda: paper + bytes(21 << 20), "large"
    yield "executable", "a.exe", lambda: EXE, "kind"
    yield "executable as PDF", "hóa đơn.pdf", lambda: EXE, "content"
    yield "executable as picture", "ảnh.jpg", lambda: EXE, "content"
    yield "two endings", "ảnh.jpg.exe", lambda: photo, "kind"
    yield "name turned round", "ảnh\u202egpj.exe", lambda: EXE, "kind"
    yield "script", "a.html", lambda: b"<script>alert(1)</script>", "kind"
    yield "script as PDF", "a.pdf", lambda: b"<html><script>alert(1)</script></html>", "content"
    yield "SVG with script", "hình.svg", lambda: SVG, "kind"
    yield "SVG as PNG", "hình.png", lambda: SVG, "content"
    yield "ZIP", "a.zip", lambda: packed({"a": b"b"}), "kind"
    yield "ZIP as Word", "a.docx", lambda: packed({"a": b"b"}), "content"
    yield "wrong ending, PNG as JPEG", "a.jpg", lambda: saved(picture(), "PNG"), "content"
    yield "wrong ending, Word as PDF", "a.pdf", lambda: good, "content"
    yield "wrong ending, PDF as Word", "a.docx", lambda: paper, "content"
    yield "old Word", "a.doc", lambda: OLE, "kind"
    yield "old Word by another ending", "a.docx", lambda: OLE, "old"
    yield "no ending", "giấy phép", lambda: paper, "kind"
    # pictures
    yield "JPEG cut off", "a.jpg", lambda: photo[: len(photo) // 2], "damaged"
    yield "PNG cut off", "a.png", lambda: saved(picture(), "PNG")[:-600], "damaged"
    yield "JPEG of nothing", "a.jpg", lambda: b"\xff\xd8\xff" + bytes(100), "content"
    yield "flood of points", "a.png", lambda: flood(60_000, 60_000), "pixels"
    yield "flood of points, just too many", "a.png", lambda: flood(8_001, 8_001), "pixels"
    # PDF
    yield "PDF cut off", "a.pdf", lambda: paper[: len(paper) // 2], "damaged"
    yield "PDF of nothing", "a.pdf", lambda: b"%PDF-1.7\n%%EOF\n", "damaged"
    yield "PDF behind something", "a.pdf", lambda: b"GIF89a" + paper, "content"
    yield "PDF and ZIP", "a.pdf", lambda: paper + packed({"a.exe": EXE}), "mixed"
    yield "PDF and page", "a.pdf", lambda: paper + b"<script>alert(1)</script>", "mixed"
    yield "PDF and program", "a.pdf", lambda: paper + EXE * 9, "mixed"
    yield (
        "PDF with password",
        "a.pdf",
        lambda: made(lambda _: None, encryption=pikepdf.Encryption(user="bí mật", owner="bí mật")),
        "locked",
    )
    yield (
        "JavaScript",
        "a.pdf",
        lambda: action(S=Name.JavaScript, JS=String("app.alert(1)")),
        "script",
    )
    yield (
        "JavaScript, hidden",
        "a.pdf",
        lambda: made(hidden_js, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "script",
    )
    yield (
        "JavaScript, spelt oddly",
        "a.pdf",
        lambda: action(S=Name.JavaScript, JS=String("1")).replace(b"/JavaScript", b"/J#61vaScript"),
        "script",
    )
    yield "program started", "a.pdf", lambda: action(S=Name.Launch, F=String("cmd.exe")), "script"
    yield (
        "form sent away",
        "a.pdf",
        lambda: action(S=Name.SubmitForm, F=String("http://x")),
        "script",
    )
    yield (
        "other document",
        "a.pdf",
        lambda: action(S=Name.GoToR, F=String("\\\\x\\a.pdf")),
        "script",
    )
    yield (
        "XFA",
        "a.pdf",
        lambda: made(
            lambda p: p.Root.__setattr__("AcroForm", Dictionary(XFA=p.make_stream(b"<xdp/>")))
        ),
        "script",
    )
    yield (
        "link to a script",
        "a.pdf",
        lambda: made(
            annotated(Dictionary(A=Dictionary(S=Name.URI, URI=String("javascript:alert(1)"))))
        ),
        "script",
    )
    yield "file attached", "a.pdf", lambda: made(attached), "attached"
    yield "PDF bomb", "a.pdf", lambda: made(bomb), "bomb"
    yield "PDF bomb, packed twice", "a.pdf", lambda: made(bomb_twice, **AS_IT_IS), "bomb"
    # Word
    yield "Word cut off", "a.docx", lambda: good[: len(good) // 2], "damaged"
    yield (
        "Word, one bit turned",
        "a.docx",
        lambda: changed()[:600] + b"\xff" + changed()[601:],
        "damaged",
    )
    yield "macro", "a.docx", lambda: changed({"word/vbaProject.bin": OLE}), "macro"
    yield "macro by its type", "a.docx", lambda: changed(types=(MAIN, DOTM)), "content"
    yield (
        "macro by another name",
        "a.docx",
        lambda: changed(
            {"word/media/a.bin": OLE},
            types=("</Types>", f'<Default Extension="bin" ContentType="{DOTM}"/></Types>'),
        ),
        "macro",
    )
    yield (
        "macro with its own ending",
        "a.docm",
        lambda: changed({"word/vbaProject.bin": OLE}),
        "kind",
    )
    yield "ActiveX", "a.docx", lambda: changed({"word/activeX/activeX1.xml": b"<a/>"}), "macro"
    yield "OLE", "a.docx", lambda: changed({"word/embeddings/oleObject1.bin": OLE}), "inserted"
    yield "OLE as picture", "a.docx", lambda: changed({"word/media/a.png": OLE}), "inserted"
    yield "program inside", "a.docx", lambda: changed({"word/media/a.wmf": EXE}), "inserted"
    yield "program inside, plainly", "a.docx", lambda: changed({"word/a.exe": EXE}), "inserted"
    yield "HTML inside", "a.docx", lambda: changed({"word/a.html": b"<script/>"}), "inserted"
    yield "SVG with script inside", "a.docx", lambda: changed({"word/media/a.svg": SVG}), "inserted"
    yield "part of another kind", "a.docx", lambda: related("aFChunk", "a.xml", ""), "inserted"
    yield (
        "template elsewhere",
        "a.docx",
        lambda: related("attachedTemplate", "http://x/a.dotm"),
        "outside",
    )
    yield "picture elsewhere", "a.docx", lambda: related("image", "http://x/a.png"), "outside"
    yield "object elsewhere", "a.docx", lambda: related("oleObject", "http://x/a.rtf"), "outside"
    yield "link to a file", "a.docx", lambda: related("hyperlink", "file:///c:/a.exe"), "outside"
    yield "DDE", "a.docx", lambda: field('DDEAUTO c:\\\\cmd.exe "/k calc"'), "command"
    yield (
        "DDE, simple field",
        "a.docx",
        lambda: changed(
            document=("<w:sectPr", '<w:p><w:fldSimple w:instr="DDE cmd x"/></w:p><w:sectPr')
        ),
        "command",
    )
    yield "DDE in numbers", "a.docx", lambda: field("QUOTE 68 68 69 65 85 84 79"), "command"
    yield (
        "picture of a server",
        "a.docx",
        lambda: field('INCLUDEPICTURE "\\\\\\\\10.0.0.1\\\\a.png"'),
        "command",
    )
    yield (
        "entity",
        "a.docx",
        lambda: doctype('<!ENTITY x SYSTEM "file:///etc/passwd">'),
        "entities",
    )
    yield "billion laughs", "a.docx", lambda: doctype(LAUGHS), "entities"
    yield (
        "traversal",
        "a.docx",
        lambda: with_entries([("../../etc/cron.d/a.xml", b"<a/>")]),
        "paths",
    )
    yield (
        "traversal, backslashes",
        "a.docx",
        lambda: with_entries([("word\\..\\..\\a.xml", b"<a/>")]),
        "paths",
    )
    yield "absolute name", "a.docx", lambda: with_entries([("/etc/a.xml", b"<a/>")]), "paths"
    yield "drive", "a.docx", lambda: with_entries([("c:a.xml", b"<a/>")]), "paths"
    yield "symbolic link", "a.docx", lambda: with_entries([(link(), b"/etc/passwd")]), "paths"
    yield (
        "same name twice",
        "a.docx",
        lambda: with_entries([("WORD/document.xml", b"<a/>")]),
        "paths",
    )
    yield "ZIP bomb", "a.docx", lambda: changed({"word/media/a.bmp": bytes(300 << 20)}), "bomb"
    yield "ZIP bomb that lies", "a.docx", lying_bomb, "damaged"
    yield "ZIP in ZIP", "a.docx", nested_bomb, "inserted"
    yield (
        "thousands of parts",
        "a.docx",
        lambda: changed({f"word/media/{n}.png": b"" for n in range(2500)}),
        "bomb",
    )
    yield "password in ZIP", "a.docx", encrypted, "locked"
    yield "Word behind something", "a.docx", lambda: EXE + good, "content"
    yield "program behind Word", "a.docx", lambda: good + EXE, "mixed"
    yield "Word with a remark", "a.docx", _remarked, "mixed"


def _remarked() -> bytes:
    out = io.BytesIO(word())
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = b"<script>alert(1)</script>"
    return out.getvalue()


def harmless() -> Iterator[tuple[str, str, Make, bytes]]:
    """Yield pictures with something behind them: name, content, and what must not be kept."""
    hidden = b"<?php system('id'); ?>"
    yield "JPEG and script", "a.jpg", lambda: photograph() + hidden, hidden
    yield "JPEG and ZIP", "a.jpg", lambda: photograph() + packed({"a.exe": EXE}), b"a.exe"
    yield "script in a remark", "a.jpg", lambda: photograph(comment=hidden), hidden
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", hidden.decode())
    yield "script in a PNG's text", "a.png", lambda: saved(picture(), "PNG", pnginfo=text), hidden
    yield "PNG and script", "a.png", lambda: saved(picture(), "PNG") + hidden, hidden
    yield "place of a photograph", "ảnh chụp.jpg", photograph, b"Nha san xuat"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    yield (
        "script in the colours",
        "a.jpg",
        lambda: saved(picture(), "JPEG", icc_profile=profile + hidden),
        hidden,
    )
