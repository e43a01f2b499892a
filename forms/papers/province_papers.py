"""Papers of the province and of a district over many dossiers: transfer list, decision, certificate."""

from datetime import date, timedelta

from forms.standing import standing_of
from processes.models import Certificate, Dossier, Unit
from processes.phases.council import figure
from processes.rulesets import RULESETS

from .paper import Facts, Heading, Paper, Para, Signature, Table
from .words import committee, in_full, made_by, of_training, place_and_date, points


def transfer_list(
    district: Unit, number: str, on: date, dossiers: list[tuple[Dossier, int]]
) -> Paper:
    """Return the district's list to the province.

    Args:
        dossiers: Each with the number of samples that go with it.
    """
    rows = tuple(
        (
            str(n),
            d.product.name,
            made_by(d),
            points(figure(d.mean)) if d.mean is not None else "",
            f"{d.star or ''}",
            str(samples),
        )
        for n, (d, samples) in enumerate(dossiers, 1)
    )
    return Paper(
        key="danh-sach-chuyen-tinh",
        above="",
        issuer=committee(district),
        number=f"Số: {number}",
        place_and_date=place_and_date(on, district.name),
        title="Danh sách hồ sơ, sản phẩm mẫu đề nghị tỉnh đánh giá",
        blocks=(
            Para("Kính gửi: Văn phòng Điều phối nông thôn mới tỉnh Đắk Lắk", "center"),
            Table(
                ("STT", "Sản phẩm", "Chủ thể", "Điểm", "Sao", "Mẫu"),
                rows,
                (12, 48, 55, 22, 13, 15),
                (3, 4, 5),
            ),
            Para(f"Tổng số {len(rows)} hồ sơ, {sum(s for _d, s in dossiers)} sản phẩm mẫu."),
        ),
        signatures=(
            Signature("Người nhận"),
            Signature(f"TM. {committee(district)}", "(Ký, đóng dấu)"),
        ),
        recipients=("Như trên", "Lưu: VT"),
    )


def decision(number: str, on: date, dossiers: list[tuple[Dossier, str]], *, draft: bool) -> Paper:
    """Return one decision of the province over many dossiers.

    Args:
        dossiers: Each with its certificate's number.
        draft: Whether it is still to be signed.
    """
    rows = tuple(
        (str(n), d.product.name, made_by(d), f"{d.star or ''}", certificate)
        for n, (d, certificate) in enumerate(dossiers, 1)
    )
    months = RULESETS["dl_2022"].terms.certificate_months
    return Paper(
        key="quyet-dinh-cong-nhan",
        above="",
        issuer="Ủy ban nhân dân tỉnh Đắk Lắk",
        number=f"Số: {number or '......./QĐ-UBND'}",
        place_and_date=place_and_date(on),
        title="Quyết định",
        subtitle="Về việc công nhận sản phẩm đạt tiêu chuẩn OCOP",
        draft=draft,
        marks=of_training([d for d, _certificate in dossiers]),
        blocks=(
            Para("Căn cứ kết quả đánh giá, phân hạng của Hội đồng đánh giá cấp tỉnh;"),
            Para("Xét đề nghị của Văn phòng Điều phối nông thôn mới tỉnh."),
            Para("QUYẾT ĐỊNH:", "center"),
            Para(f"Điều 1. Công nhận {len(rows)} sản phẩm đạt tiêu chuẩn OCOP:"),
            Table(
                ("STT", "Sản phẩm", "Chủ thể", "Sao", "Số giấy chứng nhận"),
                rows,
                (12, 48, 58, 12, 35),
                (3,),
            ),
            Para(
                f"Điều 2. Giấy chứng nhận có giá trị {months} tháng kể từ ngày ký quyết định này."
            ),
            Para(
                "Điều 3. Các sở, ban, ngành, Ủy ban nhân dân cấp huyện, cấp xã và chủ thể có tên tại "
                "Điều 1 thi hành quyết định này."
            ),
        ),
        signatures=(Signature("TM. Ủy ban nhân dân\nChủ tịch", "(Ký, đóng dấu)"),),
        recipients=("Như Điều 3", "Văn phòng Điều phối nông thôn mới tỉnh", "Lưu: VT, NN"),
    )


def certificate(found: Certificate, address: str, on: date) -> Paper:
    """Return a certificate, with the QR of its public page; a revoked one says so at its top.

    Args:
        address: Of the page on which anybody may check it.
        on: The day on which it is handed out.
    """
    dossier, revocation = found.dossier, standing_of(found, on).revocation
    marks = of_training([dossier])
    if revocation is not None:
        paper = f"{revocation.paper_number} {in_full(revocation.paper_on)}"
        marks = (f"ĐÃ THU HỒI theo Quyết định {paper}", *marks)
    return Paper(
        key=f"giay-chung-nhan-{found.code}",
        above="",
        issuer="Ủy ban nhân dân tỉnh Đắk Lắk",
        number=f"Số: {found.number}",
        place_and_date=place_and_date(found.decision_on),
        title="Giấy chứng nhận sản phẩm OCOP",
        subtitle="★" * found.star,
        landscape=True,
        qr=address,
        marks=marks,
        blocks=(
            Para("CHỨNG NHẬN", "center"),
            Para(dossier.product.name, "large"),
            Para(f"của {made_by(dossier)}", "center"),
            Para(f"đạt hạng {found.star} sao", "center"),
            Facts(
                (
                    ("Theo Quyết định", f"{found.decision_number}, {in_full(found.decision_on)}"),
                    ("Có giá trị", f"đến hết {in_full(found.valid_until)}"),
                    ("Mã tra cứu", found.code),
                )
            ),
        ),
        signatures=(Signature("TM. Ủy ban nhân dân\nChủ tịch", "(Ký, đóng dấu)"),),
    )


def expiry_notice(found: Certificate) -> Paper:
    """Return the paper that says a certificate ends soon."""
    return Paper(
        key=f"thong-bao-het-han-{found.code}",
        above="Ủy ban nhân dân tỉnh Đắk Lắk",
        issuer="Văn phòng Điều phối nông thôn mới",
        place_and_date=place_and_date(found.valid_until - timedelta(days=30)),
        title="Thông báo",
        subtitle="Về giấy chứng nhận OCOP sắp hết giá trị",
        blocks=(
            Para(f"Kính gửi: {made_by(found.dossier)}", "center"),
            Para(
                f"Giấy chứng nhận số {found.number} của sản phẩm {found.dossier.product.name} có giá "
                f"trị đến hết {in_full(found.valid_until)}."
            ),
            Heading("Việc cần làm"),
            Para("Nộp hồ sơ đánh giá lại trong đợt gần nhất để giữ hạng sao."),
        ),
        signatures=(Signature("Chánh Văn phòng", "(Ký, đóng dấu)"),),
    )
