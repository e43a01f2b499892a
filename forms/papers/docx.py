"""A paper as DOCX, in the layout of clerical work: A4, Times New Roman, real tables."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from .paper import COUNTRY, MOTTO, Facts, Heading, Paper, Para, Table
from .pdf import qr_png

FONT, SIZE = "Times New Roman", 13
A4 = (210, 297)
SHEET = 165  # millimetres between the margins


def docx(paper: Paper) -> bytes:
    """Return a paper as DOCX."""
    document = Document()
    _page(document, paper)
    if paper.draft:
        _say(document.add_paragraph(), "DỰ THẢO", bold=True, align=ALIGN.RIGHT)
    for mark in paper.marks:
        _say(document.add_paragraph(), mark, bold=True, align=ALIGN.CENTER)
    _header(document, paper)
    _say(document.add_paragraph(), paper.title.upper(), bold=True, size=14, align=ALIGN.CENTER)
    if paper.subtitle:
        _say(document.add_paragraph(), paper.subtitle, bold=True, align=ALIGN.CENTER)
    for block in paper.blocks:
        _block(document, block)
    if paper.signatures:
        _signatures(document, paper)
    if paper.recipients:
        _say(document.add_paragraph(), "Nơi nhận:", bold=True, size=11)
        for one in paper.recipients:
            _say(document.add_paragraph(), f"- {one};", size=11)
    if paper.qr:
        document.add_picture(BytesIO(qr_png(paper.qr)), width=Mm(26))
        _say(document.add_paragraph(), f"Kiểm tra tại {paper.qr}", size=10)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _page(document: Any, paper: Paper) -> None:
    section = document.sections[0]
    width, height = A4[::-1] if paper.landscape else A4
    section.orientation = WD_ORIENT.LANDSCAPE if paper.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(SIZE)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    normal.element.get_or_add_rPr().append(language)
    normal.paragraph_format.space_after = Pt(4)
    document.core_properties.title = paper.title
    document.core_properties.language = "vi-VN"
    document.core_properties.author = paper.issuer


def _say(
    paragraph: Any,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    size: int = SIZE,
    align: Any = None,
) -> None:
    """Write one text into a paragraph, lines kept."""
    for number, line in enumerate(text.split("\n")):
        run = paragraph.add_run(line)
        if number:
            run._r.insert(0, OxmlElement("w:br"))  # noqa: SLF001 - python-docx has no other way
        run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    if align is not None:
        paragraph.alignment = align


def _header(document: Any, paper: Paper) -> None:
    table = document.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    table.autofit = False
    _widths(table, (68, 97))
    lines = [(paper.above.upper(), False), (paper.issuer.upper(), True), (paper.number, False)]
    _lines(left, [line for line in lines if line[0]])
    _lines(right, [(COUNTRY, True), (MOTTO, True)])
    if paper.place_and_date:
        text = paper.place_and_date
        _say(right.add_paragraph(), text, italic=True, align=ALIGN.CENTER)
    document.add_paragraph()


def _lines(cell: Any, lines: list[tuple[str, bool]]) -> None:
    for number, (text, bold) in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        _say(paragraph, text, bold=bold, size=12, align=ALIGN.CENTER)


def _block(document: Any, block: object) -> None:
    match block:
        case Heading():
            _say(document.add_paragraph(), block.text, bold=True)
        case Para():
            align = {"indent": None, "bold": None, "normal": ALIGN.JUSTIFY}.get(
                block.style, ALIGN.CENTER
            )
            size = 20 if block.style == "large" else SIZE
            bold = block.style in ("bold", "large")
            _say(document.add_paragraph(), block.text, bold=bold, size=size, align=align)
        case Facts():
            for label, value in block.rows:
                paragraph = document.add_paragraph()
                _say(paragraph, f"{label}: ")
                _say(paragraph, value or "–", bold=True)
        case Table():
            _table(document, block)


def _table(document: Any, block: Table) -> None:
    table = document.add_table(rows=1, cols=len(block.header))
    table.style, table.autofit = "Table Grid", False
    for cell, text in zip(table.rows[0].cells, block.header, strict=True):
        _say(cell.paragraphs[0], text, bold=True, size=11, align=ALIGN.CENTER)
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001 - see above
    for row in block.rows:
        cells = table.add_row().cells
        for number, text in enumerate(row):
            align = ALIGN.RIGHT if number in block.figures else None
            _say(cells[number].paragraphs[0], text, size=11, align=align)
    _widths(table, block.widths)
    document.add_paragraph()


def _widths(table: Any, widths: tuple[int, ...]) -> None:
    """Set the widths of the grid and of every cell; word processors differ in which they heed."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)


def _signatures(document: Any, paper: Paper) -> None:
    table = document.add_table(rows=1, cols=len(paper.signatures))
    for cell, one in zip(table.rows[0].cells, paper.signatures, strict=True):
        cell.width = Mm(SHEET // len(paper.signatures))
        _say(cell.paragraphs[0], one.post.upper(), bold=True, align=ALIGN.CENTER)
        _say(cell.add_paragraph(), one.note, italic=True, size=12, align=ALIGN.CENTER)
        _say(cell.add_paragraph(), f"\n\n\n{one.name}", bold=True, align=ALIGN.CENTER)
