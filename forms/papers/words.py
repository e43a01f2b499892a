"""Words that papers share: dates in full, places, figures, who is who."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection
from django.utils.timezone import localtime

from forms.wording import number
from processes.models import Dossier, Sitting, Unit
from processes.models.units import Level

PROVINCE = "Đắk Lắk"


def in_full(day: date) -> str:
    """Return a day as papers write it."""
    return f"ngày {day.day:02d} tháng {day.month:02d} năm {day.year}"


def place_and_date(day: date, place: str = PROVINCE) -> str:
    """Return place and day as they stand under the motto."""
    return f"{place}, {in_full(day)}"


def at_hour(moment: datetime) -> str:
    """Return an hour and day as papers write them."""
    local = localtime(moment)
    return f"{local:%H} giờ {local:%M}, {in_full(local.date())}"


def committee(unit: Unit) -> str:
    """Return the name of a unit's people's committee."""
    kind = {Level.PROVINCE.value: "tỉnh "}.get(unit.level, "")
    name = (
        unit.name if not kind or unit.name.casefold().startswith("tỉnh") else f"{kind}{unit.name}"
    )
    return f"Ủy ban nhân dân {name[:1].lower()}{name[1:]}"


def council_issuer(sitting: Sitting) -> tuple[str, str]:
    """Return the body above a council, and the council."""
    return committee(sitting.council.unit), "Hội đồng đánh giá, phân hạng sản phẩm OCOP"


def made_by(dossier: Dossier) -> str:
    """Return the applicant with its place."""
    return f"{dossier.organisation.name}, {dossier.commune.name}, {dossier.district.name}"


def of_training(dossiers: Iterable[Dossier]) -> tuple[str, ...]:
    """Return what a paper says where pages do: that its data or its database is for training."""
    said = []
    if any(d.cycle.is_training for d in dossiers):
        said.append("Dữ liệu huấn luyện, không phải giấy tờ thật.")
    if connection.vendor == "sqlite":
        said.append("Cơ sở dữ liệu nhúng (SQLite): để chạy thử và tập huấn.")
    return tuple(said)


def points(value: object) -> str:
    """Return a figure with the decimal comma, without needless zeros."""
    text = f"{value}"
    return number(text.rstrip("0").rstrip(".") if "." in text else text)
