"""Files as offices and telephones make them; every one has to be taken."""

import io
import zlib
from collections.abc import Iterator

import docx
import pikepdf
import xlsxwriter
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import ImageCms

from processes.rehearsal.papers import pdf
from tests.processes.made import (
    PACKAGE,
    RELS,
    Make,
    annotated,
    changed,
    field,
    made,
    packed,
    parts_of,
    photograph,
    picture,
    related,
    saved,
    word,
)

# what offices and telephones make


def _chart() -> bytes:
    """A Word file with a chart, whose figures are a workbook inside."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write_row(0, 0, [1, 2, 3])
    target = "../embeddings/Microsoft_Excel_Worksheet.xlsx"
    rels = f'<Relationship Id="rId1" Type="{RELS}/package" Target="{target}"/>'
    return changed(
        {
            "word/charts/chart1.xml": b"<c:chartSpace xmlns:c='urn:c'/>",
            "word/charts/_rels/chart1.xml.rels": (
                f'<Relationships xmlns="{PACKAGE}">{rels}</Relationships>'.encode()
            ),
            "word/embeddings/Microsoft_Excel_Worksheet.xlsx": out.getvalue(),
        }
    )


def _illustrated() -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_heading("Câu chuyện sản phẩm", 1)
    document.add_picture(io.BytesIO(photograph()))
    table = document.add_table(3, 3)
    table.cell(0, 0).text = "Sản lượng (tấn)"
    document.sections[0].header.paragraphs[0].text = "HTX Ea Tu"
    document.save(out)
    return out.getvalue()


def _like_libreoffice() -> bytes:
    """The parts in LibreOffice's order, with a font inside and a list of fields."""
    parts = parts_of(word("Phương án sản xuất, kinh doanh"))
    order = ["_rels/.rels", "word/document.xml", "word/_rels/document.xml.rels"]
    first = {name: parts.pop(name) for name in order}
    last = {"[Content_Types].xml": parts.pop("[Content_Types].xml")}
    return packed(first | parts | {"word/fonts/font1.odttf": bytes(range(200))} | last)


def _formed(p: pikepdf.Pdf) -> None:
    box = Dictionary(FT=Name.Tx, T=String("ten"), V=String("Ea Tu"), Subtype=Name.Widget)
    p.Root.AcroForm = Dictionary(Fields=Array([p.make_indirect(box)]))


def _outlined(p: pikepdf.Pdf) -> None:
    p.Root.OpenAction = Array([p.pages[0].obj, Name.Fit])
    with p.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Chương 1", 0))
    with p.open_metadata() as meta:
        meta["dc:title"] = "Giấy chứng nhận"


def _scanned() -> bytes:
    out = io.BytesIO()
    picture((1240, 1754)).save(out, "PDF", resolution=150.0)
    return out.getvalue()


def _blank_page(p: pikepdf.Pdf) -> None:
    """A blank page at 300 dots an inch, which packs a thousandfold as it should."""
    stream = Stream(p, b"")
    stream.write(zlib.compress(b"\xff" * (2480 * 3508 * 3), 9), filter=Name.FlateDecode)
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    p.pages[0].obj.Resources.XObject = Dictionary(Im0=p.make_indirect(stream))


def good() -> Iterator[tuple[str, str, Make]]:
    """Yield what it is, its name as Vietnamese people name files, and its content."""
    link = Dictionary(A=Dictionary(S=Name.URI, URI=String("https://ocop.example.vn/a")))
    wide = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    yield "photograph", "Ảnh sản phẩm mẫu.jpg", photograph
    yield "photograph, ending in capitals", "IMG_20260601_081530.JPG", photograph
    yield (
        "photograph, other ending",
        "Nhà xưởng.jpeg",
        lambda: saved(picture(), "JPEG", progressive=True),
    )
    yield (
        "photograph of two pictures",
        "chân dung.jpg",
        lambda: saved(picture(), "MPO", save_all=True, append_images=[picture()]),
    )
    yield (
        "photograph with its own colours",
        "P3.jpg",
        lambda: saved(picture(), "JPEG", icc_profile=wide),
    )
    yield "for the printer", "Nhãn in.jpg", lambda: saved(picture(mode="CMYK"), "JPEG")
    yield "grey scan", "Giấy phép (quét).jpg", lambda: saved(picture(mode="L"), "JPEG")
    yield "black and white scan", "Bản quét.png", lambda: saved(picture(mode="1"), "PNG")
    yield "transparent label", "Nhãn.png", lambda: saved(picture(mode="RGBA"), "PNG")
    yield "few colours", "logo.png", lambda: saved(picture(mode="P"), "PNG", transparency=0)
    yield "deep grey", "16bit.png", lambda: saved(picture(mode="I;16"), "PNG")
    yield "large photograph", "48MP.jpg", lambda: saved(picture((8000, 6000)), "JPEG", quality=60)
    yield "plain PDF", "Giấy chứng nhận ĐKKD số 01.pdf", lambda: pdf("Giấy chứng nhận")
    yield "PDF with a remark behind it", "a.pdf", lambda: pdf("Giấy") + b"%2\n\0\0\0"
    yield (
        "PDF with packed objects",
        "hợp đồng.pdf",
        lambda: made(_outlined, object_stream_mode=pikepdf.ObjectStreamMode.generate),
    )
    yield "PDF for the web", "báo cáo.pdf", lambda: made(_outlined, linearize=True)
    yield "PDF with a link", "kế hoạch.pdf", lambda: made(annotated(link))
    yield "PDF with a form", "mẫu 01.pdf", lambda: made(_formed)
    yield (
        "PDF that may not be printed",
        "bản vẽ.pdf",
        lambda: made(lambda _: None, encryption=pikepdf.Encryption(owner="x", user="")),
    )
    yield "PDF of a scan", "Phiếu kiểm nghiệm.pdf", _scanned
    yield "PDF with a blank page", "trang trắng.pdf", lambda: made(_blank_page)
    yield "PDF of two savings", "ký số.pdf", lambda: pdf("Giấy") + pdf("Giấy")[-60:]
    yield "Word", "Thuyết minh sản phẩm.docx", word
    yield "Word with pictures", "Câu chuyện sản phẩm.docx", _illustrated
    yield "Word with a chart", "Phương án kinh doanh.docx", _chart
    yield "Word by LibreOffice", "PA sản xuất.docx", _like_libreoffice
    yield (
        "Word with a link",
        "Liên hệ.docx",
        lambda: related("hyperlink", "https://ocop.example.vn"),
    )
    yield "Word with a list of contents", "mục lục.docx", lambda: field('TOC \\o "1-3" \\h \\z \\u')
    yield (
        "Word with a web picture kept",
        "từ web.docx",
        lambda: field('INCLUDEPICTURE "https://x.example/a.png" \\* MERGEFORMATINET'),
    )
