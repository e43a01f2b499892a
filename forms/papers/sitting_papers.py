"""Papers of a council: invitation, score sheet, minutes."""

from django.utils.timezone import localtime

from forms.scores import points_of
from processes.criteria import marking
from processes.models import AgendaItem, Appointment, ScoreSheet, Sitting, User
from processes.phases.council import figure
from processes.queries.sittings import CHAIRS, spread, stepped_back

from .paper import Block, Facts, Heading, Paper, Para, Signature, Table
from .words import at_hour, council_issuer, made_by, place_and_date, points


def invitation(sitting: Sitting) -> Paper:
    """Return the paper by which the members are called."""
    above, issuer = council_issuer(sitting)
    rows = tuple(
        (str(i.position), i.dossier.product.name, made_by(i.dossier), i.dossier.code)
        for i in _items(sitting)
    )
    return Paper(
        key=f"giay-moi-phien-{sitting.number}",
        above=above,
        issuer=issuer,
        place_and_date=place_and_date(localtime(sitting.called_at).date()),
        title="Giấy mời họp",
        subtitle=f"Phiên {sitting.number}, {sitting.council.name}",
        blocks=(
            Facts((("Thời gian", at_hour(sitting.at)), ("Địa điểm", sitting.place))),
            Heading("Hồ sơ đưa ra đánh giá"),
            Table(("STT", "Sản phẩm", "Chủ thể", "Mã hồ sơ"), rows, (12, 55, 63, 35)),
            Para(
                "Hồ sơ điện tử đã mở cho các thành viên. Thành viên có liên quan đến chủ thể đề nghị "
                "báo trước để không chấm hồ sơ đó."
            ),
        ),
        signatures=(Signature("Thư ký hội đồng", name=str(sitting.council.secretary or "")),),
    )


def _items(sitting: Sitting) -> list[AgendaItem]:
    found = sitting.items.select_related(
        "edition",
        "dossier__product",
        "dossier__organisation",
        "dossier__commune",
        "dossier__district",
    )
    return list(found.order_by("position"))


def score_sheet(sheet: ScoreSheet) -> Paper:
    """Return one member's sheet, criterion by criterion, with what was noted.

    Raises:
        ValueError: for a sheet of before the criteria sets.
    """
    item, edition = sheet.item, sheet.edition
    if item is None or edition is None:
        raise ValueError("a sheet of three figures has no criteria")
    above, issuer = council_issuer(item.sitting)
    data, known = sheet.data, edition.definition
    rows: list[tuple[str, ...]] = []
    for part in known.parts:
        rows.append((part.code, part.title, str(part.max), "", ""))
        for criterion in part.criteria:
            mark = data["marks"].get(criterion.key, marking.NOTHING)
            chosen = criterion.options[mark].text if mark >= 0 else "Không đạt mức nào"
            note = data["notes"].get(criterion.key, "")
            said = f"{chosen}\nGhi chú: {note}" if note else chosen
            rows.append(
                (
                    criterion.code,
                    criterion.title,
                    str(criterion.max),
                    str(marking.of(criterion, mark)),
                    said,
                )
            )
    shown = points_of(sheet)
    blocks: list[Block] = [
        Facts(
            (
                ("Sản phẩm", item.dossier.product.name),
                ("Chủ thể", made_by(item.dossier)),
                ("Mã hồ sơ", item.dossier.code),
                ("Bộ tiêu chí", f"{edition} (phiên bản {edition.version}), {edition.legal_basis}"),
                ("Thành viên", str(sheet.member)),
                ("Lượt chấm", str(sheet.turn)),
            )
        ),
        *(Para(f"Bộ tiêu chí còn nghi vấn: {doubt}", "bold") for doubt in edition.doubts),
        Table(
            ("Mã", "Tiêu chí", "Tối đa", "Điểm", "Mức đạt"),
            tuple(rows),
            (14, 44, 16, 17, 74),
            (2, 3),
        ),
        Facts(
            (
                ("Phần A", points(shown.a)),
                ("Phần B", points(shown.b)),
                ("Phần C", points(shown.c)),
                ("Tổng điểm", points(shown.total)),
                ("Đề nghị loại", "Có" if shown.excludes else "Không"),
                ("Nhận xét", shown.comment),
            )
        ),
    ]
    return Paper(
        key=f"phieu-cham-{item.dossier.code}-{sheet.pk}",
        above=above,
        issuer=issuer,
        place_and_date=place_and_date(localtime(sheet.record.at).date()),
        title="Phiếu chấm điểm sản phẩm OCOP",
        subtitle=f"Phiên {item.sitting.number}",
        blocks=tuple(blocks),
        signatures=(Signature("Thành viên hội đồng", name=str(sheet.member)),),
    )


def minutes(sitting: Sitting) -> Paper:
    """Return the minutes of a sitting that was closed: attendance, points, spread, discussion, result."""
    above, issuer = council_issuer(sitting)
    rows = list(sitting.attendance.select_related("appointment__user").order_by("pk"))
    there = [r for r in rows if r.present]
    blocks: list[Block] = [
        Facts(
            (
                ("Thời gian", at_hour(sitting.opened_at or sitting.at)),
                ("Địa điểm", sitting.place),
                ("Kết thúc", at_hour(sitting.closed_at) if sitting.closed_at else ""),
                ("Thành viên có mặt", f"{len(there)}/{len(rows)}"),
                ("Tổ giúp việc", ", ".join(map(str, sitting.council.advisers.order_by("pk")))),
            )
        ),
        Heading("I. Thành phần"),
        Table(
            ("STT", "Họ và tên", "Chức danh", "Có mặt"),
            tuple(
                (
                    str(n),
                    str(r.appointment.user),
                    _post(r.appointment),
                    "Có" if r.present else "Vắng",
                )
                for n, r in enumerate(rows, 1)
            ),
            (12, 63, 65, 25),
        ),
        Heading("II. Kết quả chấm điểm"),
    ]
    for item in _items(sitting):
        item.sitting = sitting
        blocks += _of_item(item)
    blocks += [
        Heading("III. Kết luận của chủ tịch hội đồng"),
        Para(sitting.remarks or "Hội đồng thống nhất kết quả nêu trên."),
    ]
    secretary = str(sitting.council.secretary or "")
    chair = next((str(r.appointment.user) for r in there if r.appointment.role in CHAIRS), "")
    return Paper(
        key=f"bien-ban-phien-{sitting.number}",
        above=above,
        issuer=issuer,
        place_and_date=place_and_date(localtime(sitting.closed_at or sitting.at).date()),
        title="Biên bản họp hội đồng",
        subtitle=f"Phiên {sitting.number}, {sitting.council.name}",
        blocks=tuple(blocks),
        signatures=(Signature("Thư ký", name=secretary), Signature("Chủ tịch", name=chair)),
    )


def _post(appointment: Appointment) -> str:
    return "Chủ tịch hội đồng" if appointment.role in CHAIRS else "Thành viên"


def _of_item(item: AgendaItem) -> list[Block]:
    """Return what the minutes say of one dossier; of an adjourned one only why."""
    dossier = item.dossier
    title = f"{item.position}. {dossier.product.name} ({dossier.code})"
    said: list[Block] = [Para(title, "bold"), Para(made_by(dossier), "indent")]
    if item.status == AgendaItem.Status.ADJOURNED:
        return [*said, Para(f"Hoãn sang phiên sau: {item.reason}", "indent")]
    sheets = item.sheets.select_related("member").order_by("turn", "pk")
    rows = tuple(
        (
            f"{s.member}{f' (lượt {s.turn})' if item.turn > 1 else ''}",
            *(points(v) for v in (s.a, s.b, s.c, s.total)),
        )
        for s in map(points_of, sheets)
    )
    said.append(
        Table(("Thành viên", "A", "B", "C", "Tổng"), rows, (85, 20, 20, 20, 20), (1, 2, 3, 4))
    )
    out = stepped_back(item) | set(item.barred)
    if out:
        names = ", ".join(str(u) for u in User.objects.filter(pk__in=out).order_by("pk"))
        said.append(Para(f"Không chấm vì có liên quan: {names}.", "indent"))
    if item.turn > 1:
        first = spread(item, 1).points
        said.append(Para(f"Lượt 1 chênh lệch {first} điểm. Thảo luận: {item.discussion}", "indent"))
    if item.mean is not None:
        star = f"{item.star} sao" if item.star else "bị loại"
        mean = points(figure(item.mean))
        said.append(Para(f"Điểm trung bình {mean}; kết quả: {star}.", "bold"))
    return said
