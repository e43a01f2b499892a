"""What a paper is: header, title, blocks of text, facts and tables, signatures, recipients.

The layout follows the rules of clerical work (Decree 30/2020/NĐ-CP): A4, the issuing body on the
left, the country's name and motto on the right, the title in the middle, signatures at the end.
"""

from dataclasses import dataclass, field

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"


@dataclass(frozen=True)
class Para:
    """One paragraph. Style: ``normal``, ``bold``, ``center``, ``large`` or ``indent``."""

    text: str
    style: str = "normal"


@dataclass(frozen=True)
class Heading:
    """A heading inside a paper."""

    text: str


@dataclass(frozen=True)
class Facts:
    """Pairs of label and value, one a line."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """A table whose header is repeated on every page.

    Args:
        widths: Of the columns, in millimetres; they add up to 165.
        figures: Indexes of the columns that hold figures.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    figures: tuple[int, ...] = ()

    @property
    def shares(self) -> tuple[int, ...]:
        """The widths in per cent of the table's."""
        return tuple(100 * width // sum(self.widths) for width in self.widths)


Block = Para | Heading | Facts | Table


@dataclass(frozen=True)
class Signature:
    """Who signs: the post, what stands under it, the name."""

    post: str
    note: str = "(Ký, ghi rõ họ tên)"
    name: str = ""


@dataclass(frozen=True)
class Paper:
    """A whole paper.

    Args:
        key: Names its file: letters, digits and hyphens.
        above: The body above the issuing one; may be empty.
        issuer: Who issues it.
        number: Like ``Số: 12/BB-HĐ``; may be empty.
        place_and_date: Like ``Đắk Lắk, ngày 10 tháng 7 năm 2026``.
        subtitle: What stands under the title.
        qr: Address that a QR leads to; empty: none.
        draft: Whether it says that it is a draft.
        marks: What it says of itself above everything else: that it is revoked, or of training.
    """

    key: str
    above: str
    issuer: str
    title: str
    blocks: tuple[Block, ...]
    number: str = ""
    place_and_date: str = ""
    subtitle: str = ""
    signatures: tuple[Signature, ...] = ()
    recipients: tuple[str, ...] = ()
    qr: str = ""
    draft: bool = False
    marks: tuple[str, ...] = ()
    landscape: bool = field(default=False)
