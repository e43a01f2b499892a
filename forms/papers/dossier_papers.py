"""Papers of one dossier: receipt, request for completion, refusal, forms 01 to 04."""

import json
from datetime import date

from django.utils.timezone import localtime

from forms.lights import last_day
from forms.wording import Names, holder, spoken
from processes.models import ChecklistItem, Dossier, Record, Version
from processes.queries.working_days import working_calendar

from .paper import Block, Facts, Heading, Paper, Para, Signature, Table
from .words import at_hour, committee, in_full, made_by, place_and_date

RETURNS = ("return_idea", "return_plan", "return_from_commune", "return_from_district")
RETURNS += ("request_supplement",)
DECLINES = ("decline_idea", "leave_out_idea", "decline_plan")
EXTEND_TERM = "extend_term"
FORM_TITLES = {
    "01": "Phiếu đăng ký sản phẩm mới",
    "02": "Phiếu đăng ký sản phẩm đã có",
    "03": "Phương án, kế hoạch kinh doanh sản phẩm",
    "04": "Giới thiệu bộ máy tổ chức",
}


def _facts(dossier: Dossier) -> Facts:
    return Facts(
        (
            ("Mã hồ sơ", dossier.code),
            ("Sản phẩm", dossier.product.name),
            ("Chủ thể", made_by(dossier)),
            ("Điện thoại", dossier.organisation.phone),
        )
    )


def _office(dossier: Dossier, record: Record) -> str:
    unit = record.appointment.unit if record.appointment else None
    return committee(unit or dossier.commune)


def receipt(dossier: Dossier, version: Version) -> Paper:
    """Return the receipt of what was handed in, with the day on which to expect an answer."""
    names = {i.code: i.name for i in ChecklistItem.objects.all()}
    documents = tuple(
        (str(n), names.get(d["item"], d["item"]), d["sha256"][:16])
        for n, d in enumerate(version.data["documents"], 1)
    )
    due = last_day(version.record.due_at, working_calendar())
    blocks: list[Block] = [
        _facts(dossier),
        Facts(
            (
                ("Đã nhận", f"{dossier.ruleset.sheets[version.sheet].title}, lần {version.number}"),
                ("Lúc", at_hour(version.record.at)),
                ("Đang giải quyết", holder(dossier, dossier.ruleset.state[version.record.target])),
                ("Hẹn trả lời trước hết", in_full(due) if due else "–"),
            )
        ),
    ]
    if documents:
        blocks += [
            Heading("Giấy tờ kèm theo"),
            Table(("STT", "Giấy tờ", "Mã băm"), documents, (12, 108, 45)),
        ]
    return Paper(
        key=f"giay-tiep-nhan-{dossier.code}",
        above="",
        issuer=committee(dossier.commune),
        number=f"Số: {dossier.code}",
        place_and_date=place_and_date(localtime(version.record.at).date(), dossier.commune.name),
        title="Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        blocks=tuple(blocks),
        signatures=(Signature("Người nộp hồ sơ"), Signature("Người tiếp nhận hồ sơ")),
    )


def _last(dossier: Dossier, names: tuple[str, ...]) -> Record | None:
    found = dossier.records.filter(name__in=names).select_related(
        "detail", "actor", "appointment__unit"
    )
    return found.order_by("-seq").first()


def _said(record: Record) -> dict[str, str]:
    given: dict[str, str] = json.loads(record.body)["data"]
    return given | (record.detail.data if hasattr(record, "detail") else {})


def completion_request(dossier: Dossier) -> Paper | None:
    """Return the last request for completion; ``None`` where nothing was ever asked for."""
    record = _last(dossier, RETURNS)
    if record is None:
        return None
    said = _said(record)
    names = {i.code: i.name for i in ChecklistItem.objects.all()}
    asked = [names.get(code, code) for code in said.get("documents", [])]
    until = last_day(record.due_at, working_calendar())
    return _letter(
        dossier,
        record,
        title="Thông báo yêu cầu hoàn thiện hồ sơ",
        rows=(
            ("Nội dung cần hoàn thiện", said.get("reason", "")),
            ("Giấy tờ cần sửa hoặc bổ sung", "\n".join(asked)),
            ("Gửi lại trước hết", in_full(until) if until else ""),
            ("Căn cứ", record.cites),
        ),
    )


def refusal(dossier: Dossier) -> Paper | None:
    """Return the last paper by which an idea or plan was not chosen; ``None`` without one."""
    record = _last(dossier, DECLINES)
    if record is None:
        return None
    said, days = _said(record), dossier.ruleset.terms.resubmit_after_days
    again = f"Sau {days} ngày kể từ ngày thông báo, trong thời gian nhận của năm"
    return _letter(
        dossier,
        record,
        title="Thông báo chưa chọn hồ sơ",
        rows=(
            ("Kết quả", record.label),
            ("Lý do", said.get("reason", "")),
            ("Nộp lại", again if "idea" in record.name else "Khi phương án đã được sửa"),
            ("Căn cứ", record.cites),
        ),
    )


def letters(dossier: Dossier) -> bool:
    """Return whether a letter of apology was ever written."""
    return dossier.records.filter(name=EXTEND_TERM).exists()


def new_date(dossier: Dossier) -> Paper | None:
    """Return the last letter that apologises for a delay and names a new day; ``None`` without one."""
    record = _last(dossier, (EXTEND_TERM,))
    if record is None:
        return None
    said = _said(record)
    state = dossier.ruleset.state[record.source]
    return _letter(
        dossier,
        record,
        title="Thư xin lỗi và hẹn lại ngày trả kết quả",
        number=said["paper_number"],
        rows=(
            ("Bước đang giải quyết", state.label),
            ("Cơ quan giải quyết", holder(dossier, state)),
            ("Lý do chưa trả kết quả đúng hẹn", said.get("reason", "")),
            ("Hẹn lại: hết", in_full(date.fromisoformat(said["due_on"]))),
        ),
        closing=(
            "Cơ quan giải quyết hồ sơ trân trọng xin lỗi chủ thể về sự chậm trễ này và mong nhận"
            " được sự thông cảm."
        ),
    )


def _letter(
    dossier: Dossier,
    record: Record,
    *,
    title: str,
    rows: tuple[tuple[str, str], ...],
    number: str = "",
    closing: str = "",
) -> Paper:
    return Paper(
        key=f"{record.name.replace('_', '-')}-{dossier.code}",
        above="",
        issuer=_office(dossier, record),
        number=f"Số: {number or f'{dossier.code}/{record.seq}'}",
        place_and_date=place_and_date(localtime(record.at).date()),
        title=title,
        blocks=(
            Para(f"Kính gửi: {made_by(dossier)}", "center"),
            _facts(dossier),
            Facts(tuple(row for row in rows if row[1])),
            *((Para(closing),) if closing else ()),
        ),
        signatures=(Signature("Người có thẩm quyền", "(Ký, đóng dấu)", str(record.actor or "")),),
        recipients=("Như trên", "Lưu hồ sơ"),
    )


def form(dossier: Dossier, version: Version) -> Paper:
    """Return a form of the programme filled in with what was handed in."""
    sheet = dossier.ruleset.sheets[version.sheet]
    number = sheet.number
    if version.sheet == "idea":
        number = "01" if dossier.product.is_new else "02"
    names, given = Names(), version.data["fields"]
    blocks: list[Block] = [_facts(dossier)]
    for title, fields in sheet.sections:
        rows = tuple(
            (f.label, spoken(f, given[f.key], names) if given.get(f.key) not in (None, "") else "")
            for f in fields
        )
        blocks += [Heading(title), Table(("Nội dung", "Trả lời"), rows, (60, 105))]
    return Paper(
        key=f"bieu-{number}-{dossier.code}-{version.number}",
        above="",
        issuer=dossier.organisation.name,
        number=f"Biểu số {number}",
        place_and_date=place_and_date(localtime(version.record.at).date(), dossier.commune.name),
        title=FORM_TITLES.get(number, sheet.title),
        subtitle=f"Lần nộp {version.number}",
        blocks=tuple(blocks),
        signatures=(Signature("Đại diện chủ thể", "(Ký, đóng dấu nếu có)"),),
    )
