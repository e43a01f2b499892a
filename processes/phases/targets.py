"""What the programme set out to reach (Part II, II.2 of the decision): figures, each with its years.

Targets that nothing in a dossier answers are not here: sales, promotion events, courses, chains.
"""

from dataclasses import dataclass
from enum import StrEnum

from processes.words import gettext_noop as _

from .case import cite


class Of(StrEnum):
    """What a target counts."""

    PRODUCTS = "products"
    ORGANISATIONS = "organisations"
    KEPT = "kept"  # per cent of products certified earlier that are certified now


@dataclass(frozen=True, kw_only=True)
class Target:
    """One target.

    Args:
        key: Its name in addresses.
        figure: What is to be reached: a number, or per cent for :attr:`Of.KEPT`.
        years: First and last year that count, both included; of the earlier certificates for
            :attr:`Of.KEPT`.
        is_new: Only new products (form 01), only existing ones (form 02); ``None``: both.
        star: Least star that counts.
        above: Whether more than the figure is asked, not just as much.
        unknown: Why it cannot be told from what the system holds; empty: it can.
    """

    key: str
    label: str
    of: Of
    figure: int
    years: tuple[int, int]
    cites: str
    is_new: bool | None = None
    star: int = 3
    above: bool = False
    unknown: str = ""

    def is_met_by(self, value: float) -> bool:
        """Return whether a value reaches the target."""
        return value > self.figure if self.above else value >= self.figure


_TERM = (2021, 2025)
_PRODUCTS, _MAKERS = cite("II.II.2.a"), cite("II.II.2.b")

TARGETS: dict[str, Target] = {
    t.key: t
    for t in (
        Target(
            key="san-pham",
            label=_("Sản phẩm đạt từ 3 sao"),
            of=Of.PRODUCTS,
            figure=200,
            years=_TERM,
            cites=_PRODUCTS,
        ),
        Target(
            key="san-pham-da-co",
            label=_("Sản phẩm đã có, nâng cấp đạt từ 3 sao"),
            of=Of.PRODUCTS,
            figure=150,
            years=_TERM,
            cites=_PRODUCTS,
            is_new=False,
        ),
        Target(
            key="san-pham-moi",
            label=_("Sản phẩm mới đạt từ 3 sao"),
            of=Of.PRODUCTS,
            figure=50,
            years=_TERM,
            cites=_PRODUCTS,
            is_new=True,
        ),
        Target(
            key="nam-sao",
            label=_("Sản phẩm đã có đạt 5 sao quốc gia"),
            of=Of.PRODUCTS,
            figure=2,
            years=_TERM,
            cites=_PRODUCTS,
            is_new=False,
            star=5,
        ),
        Target(
            key="chu-the",
            label=_("Chủ thể kinh tế tham gia OCOP"),
            of=Of.ORGANISATIONS,
            figure=150,
            years=_TERM,
            cites=_MAKERS,
        ),
        Target(
            key="chu-the-moi",
            label=_("Tổ chức hình thành và phát triển mới"),
            of=Of.ORGANISATIONS,
            figure=50,
            years=_TERM,
            cites=_MAKERS,
            unknown=_("Hệ thống chưa ghi ngày thành lập của chủ thể."),
        ),
        Target(
            key="duy-tri",
            label=_("Sản phẩm có sao giai đoạn 2018–2020 còn duy trì"),
            of=Of.KEPT,
            figure=85,
            years=(2018, 2020),
            cites=_PRODUCTS,
            above=True,
        ),
        Target(
            key="dinh-huong-2030",
            label=_("Định hướng đến năm 2030: sản phẩm OCOP"),
            of=Of.PRODUCTS,
            figure=300,
            years=(2021, 2030),
            cites=_PRODUCTS,
        ),
    )
}
