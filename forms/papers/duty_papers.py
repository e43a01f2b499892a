"""Papers of the cycle's own duties: a district's quarterly report."""

from django.utils.timezone import localtime

from processes.models import Duty
from processes.services import clock

from .paper import Paper, Para, Signature
from .words import committee, place_and_date

QUARTERS = {"Q1": "I", "Q2": "II", "Q3": "III", "Q4": "IV"}


def quarterly_report(duty: Duty) -> Paper:
    """Return the report as it is written now; a draft until the duty is done."""
    day = localtime(duty.done_at or clock.now()).date()
    lines = [line.strip() for line in duty.content.splitlines()]
    return Paper(
        key=f"bao-cao-{duty.period.lower()}-{duty.cycle.year}",
        above="",
        issuer=committee(duty.unit),
        number="Số:        /BC-UBND",
        place_and_date=place_and_date(day, duty.unit.name),
        title="Báo cáo",
        subtitle=f"Thực hiện Chương trình OCOP quý {QUARTERS[duty.period]} năm {duty.cycle.year}",
        blocks=(
            Para("Kính gửi: Văn phòng Điều phối nông thôn mới tỉnh Đắk Lắk", "center"),
            *(Para(line, "indent" if line.startswith("-") else "normal") for line in lines if line),
        ),
        signatures=(Signature(f"TM. {committee(duty.unit)}", "(Ký, đóng dấu)"),),
        recipients=("Như trên", "Lưu: VT"),
        draft=duty.done_at is None,
    )
