"""Words for a province that never was: products, brands, and the steps that records name."""

from itertools import product

from processes.text import fold

GOODS = (
    "Cà phê rang xay", "Cà phê hòa tan", "Cà phê nhân", "Hạt tiêu đen", "Hạt tiêu đỏ", "Mật ong",
    "Ca cao bột", "Sô cô la", "Sầu riêng", "Sầu riêng sấy", "Bơ sáp", "Tinh dầu bơ", "Hạt điều rang",
    "Mắc ca sấy", "Chuối sấy", "Mít sấy", "Xoài sấy dẻo", "Chanh dây", "Nước cốt chanh dây",
    "Vải thiều", "Nhãn", "Cam", "Bưởi da xanh", "Gạo hữu cơ", "Gạo nếp than", "Bún khô", "Miến dong",
    "Bánh tráng", "Rượu cần", "Rượu vang điều", "Trà atiso", "Trà túi lọc", "Trà hoa cúc",
    "Nấm linh chi", "Nấm mối đen", "Đông trùng hạ thảo", "Yến sào", "Thịt bò một nắng", "Cá lăng",
    "Thổ cẩm", "Gốm", "Tượng gỗ", "Du lịch cộng đồng", "Du lịch sinh thái",
)  # fmt: skip
KINDS = ("truyền thống", "cao cấp", "hữu cơ", "đặc biệt", "nguyên chất", "hộp quà", "loại một", "")
FIRST = (
    "An", "Bình", "Cường", "Đại", "Đông", "Gia", "Hải", "Hòa", "Hồng", "Hưng", "Khang", "Kim",
    "Lâm", "Linh", "Long", "Mai", "Minh", "Nam", "Ngọc", "Nhật", "Phú", "Phúc", "Quang", "Quý",
    "Sơn", "Tâm", "Tân", "Thái", "Thanh", "Thiên", "Thịnh", "Thu", "Tiến", "Trung", "Trường", "Tuấn",
    "Tùng", "Việt", "Vĩnh", "Xuân",
)  # fmt: skip
SECOND = (
    "Nguyên", "Phát", "Lộc", "Thành", "Đạt", "Vượng", "Lợi", "Tài", "Sáng", "Mỹ", "Đức", "Hạnh",
    "Hương", "Khánh", "Lan", "Liên", "Loan", "Nga", "Nghĩa", "Nhung", "Oanh", "Phương", "Quyên",
    "Sang", "Tấn", "Thảo", "Thủy", "Trâm", "Trang", "Trí", "Tuyết", "Uyên", "Vân", "Vinh", "Yến",
)  # fmt: skip
LEGAL = ("HTX nông nghiệp", "Công ty TNHH", "Hộ kinh doanh", "Tổ hợp tác")


def products() -> list[tuple[str, str]]:
    """Return the names of products with their folded forms."""
    return _folded(f"{a} {b}".strip() for a, b in product(GOODS, KINDS))


def brands() -> list[tuple[str, str]]:
    """Return the names of organisations with their folded forms."""
    return _folded(f"{k} {a} {b}" for a, b, k in product(FIRST, SECOND, LEGAL))


def _folded(names: object) -> list[tuple[str, str]]:
    return [(n, fold(n)) for n in names]
