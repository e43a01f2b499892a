"""Invented names: of Kinh, Ê Đê, M'nông, Tày and Nùng people, of organisations, of hamlets."""

from random import Random

from processes.text import fold

SURNAMES = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương",
    "Đinh", "Phan", "Trương", "Huỳnh", "Võ", "Lương",
)  # fmt: skip
WOMEN = (
    "Thị Hạnh", "Thị Thu Hà", "Thị Lan", "Thanh Tâm", "Thị Ngọc Bích", "Thị Hồng Nhung",
    "Thùy Dung", "Thị Mai", "Minh Châu", "Thị Kim Oanh", "Thị Phượng", "Thị Thanh Trúc",
)  # fmt: skip
MEN = (
    "Văn Bình", "Quốc Việt", "Đình Trọng", "Hữu Phước", "Minh Khoa", "Văn Sơn", "Thanh Tùng",
    "Công Danh", "Đức Thắng", "Xuân Trường", "Văn Lợi", "Ngọc Hải",
)  # fmt: skip
EDE_MEN = ("Y Thông", "Y Bhem", "Y Khuê", "Y Wang", "Y Jŭ", "Y Suôm", "Y Kŭ", "Y Nguôm", "Y Blô")
EDE_WOMEN = ("H'Yam", "H'Len", "H'Bia", "H'Nga", "H'Ruê", "H'Djuôn", "H'Wen", "H'Lim", "H'Blă")
EDE_CLANS = ("Niê", "Mlô", "Êban", "Ayŭn", "Byă", "Kbuôr", "Hwing", "Kđoh", "Ênuôl", "Adrơng")
MNONG = ("Y Krang", "Y Tlong", "Y Lơng", "H'Mai", "H'Brih", "H'Lêng", "Y Drang", "H'Ngơh")
MNONG_CLANS = ("Bkrông", "Tơr", "Rơ Lưk", "Liêng", "Đăk Căt", "Pang Ting")
NORTHERN = ("Nông Văn Páo", "Hoàng Thị Ghến", "Lục Văn Slôi", "Triệu Thị Mẩy", "Vi Văn Phúc")

BRANDS = (
    "Đại Ngàn", "Bazan Đỏ", "Cao Nguyên Xanh", "Nắng Gió", "Suối Mơ", "Sương Sớm", "Rừng Già",
    "Đất Lành", "Hoa Dã Quỳ", "Thác Bạc", "Chim Kơ Tia", "Lửa Ấm", "Hương Núi", "Mùa Vàng",
    "Bến Nước", "Cồng Chiêng", "Hạt Ngọc", "Bình Minh", "Đồng Tâm", "Thuận Hòa", "Sao Hôm",
    "Ngọn Gió", "Kơ Nia", "Bằng Lăng", "Hồ Sen", "Đồi Thông", "Cầu Vồng", "Chim Grứ",
)  # fmt: skip
VILLAGES = (
    "buôn Ea Mtă", "buôn Kwang", "buôn Tring", "buôn Dhă", "buôn Mới", "buôn Jung", "buôn Knir",
    "thôn 2", "thôn 5", "thôn Đoàn Kết", "thôn Tân Tiến", "thôn Hòa Bình", "buôn Sah", "buôn Păm",
)  # fmt: skip


def person(rng: Random) -> str:
    """Return the name of somebody who does not exist."""
    share = rng.random()
    if share < 0.56:
        return f"{rng.choice(SURNAMES)} {rng.choice(WOMEN if rng.random() < 0.5 else MEN)}"
    if share < 0.82:
        return f"{rng.choice(EDE_MEN + EDE_WOMEN)} {rng.choice(EDE_CLANS)}"
    if share < 0.93:
        return f"{rng.choice(MNONG)} {rng.choice(MNONG_CLANS)}"
    return rng.choice(NORTHERN)


def organisation(rng: Random, trade: str, place: str) -> tuple[str, str]:
    """Return kind and name of an organisation: of a trade, in a commune."""
    brand = rng.choice(BRANDS)
    if trade == "tourism":
        kind, name = rng.choice(
            (
                ("cooperative", f"HTX Du lịch cộng đồng {brand}"),
                ("association", f"Hội Du lịch cộng đồng {brand}"),
                ("operating_centre", f"Trung tâm điều hành du lịch {brand}"),
            )
        )
        return kind, f"{name} {place}"
    if trade == "weaving":
        return "cooperative", f"HTX Dệt thổ cẩm {brand} {place}"
    kind, name = rng.choice(
        (
            ("cooperative", f"HTX Nông nghiệp {brand}"),
            ("cooperative", f"HTX Sản xuất và Dịch vụ {brand}"),
            ("cooperative_group", f"Tổ hợp tác {brand}"),
            ("company", f"Công ty TNHH {brand}"),
            ("farm", f"Trang trại {brand}"),
            ("household", f"Hộ kinh doanh {person(rng)}"),
        )
    )
    return kind, f"{name} {place}"


def slug(name: str) -> str:
    """Return a name as part of a user name: folded, with hyphens."""
    words = "".join(c if c.isalnum() else " " for c in fold(name)).split()
    return "-".join(words)
