"""The quarterly report of whoever watches: as a paper, and as sheets of figures to go on with."""

from datetime import date

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from forms.lists import ROMAN
from forms.views.targets import Line as TargetLine
from processes.models.units import Level, Unit
from processes.queries.quarters import ALL_STEPS, STARS, Line, QuarterTable
from processes.words import gettext_noop

from .paper import Heading, Paper, Para, Signature, Table
from .sheets import Cell, Sheet
from .words import at_hour, committee, place_and_date

SHORT = (
    ("ideas", gettext_noop("Ý tưởng nộp")),
    ("plans", gettext_noop("Phương án nộp")),
    ("files", gettext_noop("Hồ sơ nộp")),
    ("rated", gettext_noop("HĐ huyện kết luận")),
    ("province_rated", gettext_noop("HĐ tỉnh kết luận")),
)


def period(table: QuarterTable) -> str:
    """Return the quarter in words."""
    return f"quý {ROMAN[table.quarter - 1]} năm {table.year}"


def file_name(table: QuarterTable, unit: Unit) -> str:
    """Return the name of the report's file, without its kind."""
    return f"bao-cao-ocop-{unit.code}-{table.year}-q{table.quarter}"


def rows_of(line: Line) -> list[tuple[str, int]]:
    """Return every figure of a line with its words."""
    rows = [(_(words), line.done.get(code, 0)) for code, words, _names in ALL_STEPS]
    rows.append((_("Sản phẩm được công nhận"), line.all_certified))
    stars = [(_("Trong đó {n} sao").format(n=n), line.certified.get(n, 0)) for n in STARS]
    rows += stars
    rows.append((_("Hồ sơ đang xử lý (lúc lập báo cáo)"), line.under_way))
    rows.append((_("Trong đó quá hạn (lúc lập báo cáo)"), line.overdue))
    return rows


def report(table: QuarterTable, targets: list[TargetLine], unit: Unit) -> Paper:
    """Return the report as a paper: the sum, the districts, what was certified, the targets."""
    whole = rows_of(table.total)
    districts = tuple(_district(line) for line in (*table.lines, table.total))
    given = tuple(
        (
            str(n),
            c.dossier.product.name,
            f"{c.dossier.organisation.name}, {c.dossier.commune.name}",
            str(c.star),
            f"{c.decision_number}, {c.decision_on:%d/%m/%Y}",
        )
        for n, c in enumerate(table.given, 1)
    )
    return Paper(
        key=file_name(table, unit),
        above="",
        issuer="Văn phòng Điều phối nông thôn mới tỉnh Đắk Lắk"
        if unit.level == Level.PROVINCE
        else committee(unit),
        number="Số:        /BC",
        place_and_date=place_and_date(localtime(table.taken_at).date()),
        title="Báo cáo",
        subtitle=f"Thực hiện Chương trình OCOP {period(table)}, {unit.name}",
        blocks=(
            Para(
                f"Số liệu từ ngày {table.first:%d/%m/%Y} đến hết ngày {table.last:%d/%m/%Y}; "
                f"hồ sơ đang xử lý và quá hạn tính lúc {at_hour(table.taken_at)}."
            ),
            Heading("1. Kết quả trong quý"),
            Table(
                ("STT", "Nội dung", "Số lượng"),
                tuple((str(n), words, str(count)) for n, (words, count) in enumerate(whole, 1)),
                (15, 120, 30),
                (0, 2),
            ),
            Heading("2. Theo huyện"),
            Table(
                ("Huyện", *(words for _code, words in SHORT), "Công nhận", "Đang xử lý", "Quá hạn"),
                districts,
                (28, 17, 20, 15, 17, 17, 17, 17, 17),
                tuple(range(1, 9)),
            ),
            Heading("3. Sản phẩm được công nhận trong quý"),
            Table(
                ("STT", "Sản phẩm", "Chủ thể", "Sao", "Quyết định"),
                given,
                (12, 50, 55, 12, 36),
                (0, 3),
            )
            if given
            else Para("Không có."),
            Heading("4. So với mục tiêu của Chương trình"),
            Table(
                ("Mục tiêu", "Phải đạt", "Kỳ", "Trong kỳ", "Đến nay"),
                tuple((t.label, t.wanted, t.years, t.term, t.so_far) for t in targets),
                (75, 28, 22, 20, 20),
                (3, 4),
            ),
            *(Para(f"{t.label}: {t.note}", "indent") for t in targets if t.note),
        ),
        signatures=(Signature("Người lập báo cáo"), Signature("Thủ trưởng", "(Ký, đóng dấu)")),
        recipients=("UBND tỉnh", "Lưu: VT"),
    )


def _district(line: Line) -> tuple[str, ...]:
    name = line.unit.name if line.unit else "Tổng"
    steps = (str(line.done.get(code, 0)) for code, _words in SHORT)
    return (name, *steps, str(line.all_certified), str(line.under_way), str(line.overdue))


def workbook(table: QuarterTable, targets: list[TargetLine], unit: Unit) -> list[Sheet]:
    """Return the report as sheets: numbers as numbers, days as days."""
    about = (
        f"{unit.name}, {period(table)}: {table.first:%d/%m/%Y}–{table.last:%d/%m/%Y}; "
        f"{_('lập lúc')} {localtime(table.taken_at):%H:%M %d/%m/%Y}"
    )
    columns = [rows_of(line) for line in (*table.lines, table.total)]
    names = [line.unit.name if line.unit else "" for line in table.lines]
    figures: list[tuple[Cell, ...]] = [
        (words, *(column[n][1] for column in columns))
        for n, (words, _count) in enumerate(rows_of(table.total))
    ]
    products: list[tuple[Cell, ...]] = [
        (
            n,
            c.dossier.code,
            c.dossier.product.name,
            c.dossier.organisation.name,
            c.dossier.commune.name,
            c.dossier.district.name,
            c.star,
            c.number,
            c.decision_number,
            c.decision_on,
            c.valid_until,
        )
        for n, c in enumerate(table.given, 1)
    ]
    reached: list[tuple[Cell, ...]] = [
        (t.label, t.wanted, t.years, _figure(t.term), _figure(t.so_far), t.note, t.cites)
        for t in targets
    ]
    return [
        Sheet(_("Kết quả trong quý"), about, (_("Nội dung"), *names, _("Tổng")), figures),
        Sheet(
            _("Sản phẩm được công nhận"),
            about,
            (
                _("STT"),
                _("Mã hồ sơ"),
                _("Sản phẩm"),
                _("Chủ thể"),
                _("Xã"),
                _("Huyện"),
                _("Sao"),
                _("Số giấy chứng nhận"),
                _("Số quyết định"),
                _("Ngày quyết định"),
                _("Có giá trị đến hết ngày"),
            ),
            products,
        ),
        Sheet(
            _("Mục tiêu"),
            about,
            (
                _("Mục tiêu"),
                _("Phải đạt"),
                _("Kỳ"),
                _("Thực hiện trong kỳ"),
                _("Đến nay"),
                _("Ghi chú"),
                _("Căn cứ"),
            ),
            reached,
        ),
    ]


def _figure(text: str) -> Cell:
    return int(text) if text.isdecimal() else text


def last_quarters(years: list[int], today: date) -> list[tuple[int, int]]:
    """Return the quarters that have begun, the latest first."""
    every = [(year, quarter) for year in years for quarter in (4, 3, 2, 1)]
    return [(y, q) for y, q in every if (y, 3 * q - 2) <= (today.year, today.month)]
