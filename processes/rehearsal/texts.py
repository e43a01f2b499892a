"""What the players write; ``{gaps}`` are filled with the facts of the product."""

TEXTS: dict[str, dict[str, tuple[str, ...]]] = {
    "idea": {
        "core_value": (
            "{value}. Sản phẩm của {organisation}.",
            "{value}; nguyên liệu từ {village}.",
        ),
        "packaging": ("{pack}.",),
        "market": (
            "Đang bán cho khách quen và hai cửa hàng ở Buôn Ma Thuột, {tonnes} tấn một năm.",
            "Dự định bán ở siêu thị trong tỉnh và trên sàn thương mại điện tử.",
            "Khách du lịch và quán trong huyện; đơn hàng tăng dịp Tết.",
        ),
        "raw_material": (
            "{material} ở {village}, {commune}: {hectares} ha, {households} hộ liên kết.",
            "Thu mua {material} của {households} hộ tại {village}, khoảng {tonnes} tấn một năm.",
        ),
        "labour": ("{workers} lao động, phần lớn là người {commune}.", ""),
        "investment": ("Vốn tự có {capital} triệu đồng, vay thêm khi cần.", ""),
    },
    "plan": {
        "part_a": (
            "Liên kết {households} hộ của {village}, ký hợp đồng bao tiêu; thuê người tại chỗ.",
            "Góp vốn cộng đồng, chia lợi nhuận theo công và theo nguyên liệu giao.",
        ),
        "part_b": (
            "Bán ở hai siêu thị, một sàn thương mại điện tử; bao bì kể chuyện {village}.",
            "Mở điểm trưng bày tại {commune}, tham gia hội chợ của tỉnh.",
        ),
        "part_c": (
            "Kiểm nghiệm mỗi lô, áp dụng HACCP, dán tem truy xuất nguồn gốc.",
            "Đăng ký VietGAP cho vùng nguyên liệu, tự công bố chất lượng, lưu mẫu 12 tháng.",
        ),
        "organisation": (
            "Giám đốc, tổ sản xuất {workers} người, một kế toán, hai người bán hàng.",
        ),
        "raw_material": (
            "{material} trong tỉnh 100%, hợp đồng với {households} hộ tại {village}.",
        ),
        "technology": ("{craft}. {pack}. Nhãn theo Nghị định về ghi nhãn hàng hóa.",),
        "milestones": (
            "Tháng 5 hoàn thiện thiết bị, tháng 6 sản xuất thử, tháng 7 kiểm nghiệm.",
            "Quý II làm bao bì và tem, quý III mở rộng điểm bán.",
        ),
        "market": ("Siêu thị trong tỉnh, cửa hàng đặc sản, khách đặt trước qua điện thoại.",),
        "support_wanted": ("Tập huấn nhãn mác; kết nối siêu thị; vay vốn ưu đãi.", ""),
    },
    "rating": {
        "structure": ("{organisation}: ban giám đốc 3 người, tổ sản xuất, tổ bán hàng, kế toán.",),
        "community": (
            "{local}/{workers} lao động là người {commune}; {households} hộ góp nguyên liệu.",
        ),
        "accounting": (
            "Một kế toán, sổ đơn giản, nộp báo cáo quý.",
            "Thuê dịch vụ kế toán, hóa đơn điện tử.",
        ),
        "marketing": ("Hai siêu thị, sáu cửa hàng đặc sản, một sàn thương mại điện tử.",),
        "environment": ("Thu gom phụ phẩm ủ phân; nước thải qua bể lắng; cam kết đã xã xác nhận.",),
    },
}

RETURNS = {
    "return_idea": (
        "Phần thị trường chưa ghi bán cho ai, ở đâu. Đề nghị ghi rõ.",
        "Vùng nguyên liệu chưa ghi diện tích, sản lượng của thôn, buôn nào.",
        "Mô tả giá trị cốt lõi còn chung chung, chưa nêu điểm khác với sản phẩm cùng loại.",
    ),
    "return_plan": (
        "Giải pháp cho phần C chưa nêu kiểm nghiệm chỉ tiêu nào. Đề nghị bổ sung.",
        "Tiến độ các mốc chưa có tháng hoàn thành.",
        "Chưa nêu hợp đồng liên kết với các hộ cung cấp nguyên liệu.",
    ),
    "return_from_commune": (
        "Số lao động địa phương trong biểu 04 chưa khớp danh sách của buôn.",
        "Đề nghị ghi rõ cơ cấu tổ chức và người phụ trách từng bộ phận.",
    ),
    "return_from_district": (
        "Bản chụp mờ, không đọc được số và ngày cấp.",
        "Giấy tờ hết thời hạn, đề nghị nộp bản còn hiệu lực.",
    ),
    "request_supplement": (
        "Ảnh sản phẩm mẫu chưa thấy nhãn; đề nghị chụp lại đủ mặt nhãn.",
        "Cần bản sao có công chứng trong sáu tháng gần đây.",
    ),
}
DECLINES = {
    "decline_idea": (
        "Mới dừng ở sơ chế, chưa có điểm riêng của địa phương. Đề nghị hoàn thiện rồi nộp lại.",
        "Chưa chứng minh được vùng nguyên liệu ổn định.",
    ),
    "leave_out_idea": (
        "Trùng với sản phẩm cùng loại đã có của huyện trong năm; đề nghị năm sau.",
        "Chưa đủ điều kiện an toàn thực phẩm để vào danh sách năm nay.",
    ),
    "decline_plan": (
        "Phương án tài chính chưa cân đối: doanh thu chưa bù chi phí năm đầu.",
        "Chưa có giải pháp bao bì, nhãn và tem truy xuất.",
    ),
    "withdraw": (
        "Mất mùa, không đủ nguyên liệu cho năm nay.",
        "Chủ thể đổi hướng sản xuất, xin rút để chuẩn bị năm sau.",
        "Chưa lo được giấy đủ điều kiện an toàn thực phẩm trong năm.",
    ),
    "recuse": ("Có người thân trong ban giám đốc của chủ thể.", "Đã tư vấn bao bì cho chủ thể."),
    "remind": ("Hồ sơ đã quá hạn, đề nghị xử lý.", "Đề nghị báo cáo lý do chậm trước thứ Sáu."),
    "extend_window": ("Chủ thể bị ảnh hưởng mưa lớn, đường vào buôn bị chia cắt.",),
}
IMPROVED = (
    " Đã bổ sung theo góp ý: ghi rõ số lượng, nơi bán và người phụ trách.",
    " Đã sửa: thêm diện tích, sản lượng và danh sách hộ liên kết.",
    " Đã hoàn thiện theo ý kiến của xã.",
)
OPINIONS = {
    "agrees": ("Hồ sơ đủ điều kiện theo tiêu chí ngành.", "Sản phẩm bảo đảm quy định, đồng ý."),
    "remarks": ("Đồng ý; lưu ý gia hạn phiếu kiểm nghiệm trước tháng 12.",),
    "objects": ("Nhãn hàng hóa chưa đúng quy định, đề nghị hoàn thiện trước khi họp.",),
}
EVALUATIONS = (
    "Phương án khả thi, vùng nguyên liệu ổn định, có thị trường.",
    "Đạt. Đề nghị chú ý tiến độ làm tem truy xuất nguồn gốc.",
    "Đạt, chủ thể có kinh nghiệm; cần hỗ trợ kết nối siêu thị.",
)
PROGRESS = (
    ("Đã lắp xong máy sấy, sản xuất thử hai lô.", "Cần tập huấn ghi nhật ký sản xuất."),
    ("Đã in bao bì mới và đăng ký mã vạch.", ""),
    ("Đã ký hợp đồng với một siêu thị ở Buôn Ma Thuột.", "Thiếu vốn lưu động cho vụ tới."),
    ("Đã gửi mẫu kiểm nghiệm, chờ kết quả.", ""),
)
FINDINGS = (
    "Cơ sở sạch, có sổ ghi lô; cần thêm kệ kê thành phẩm.",
    "Đã hướng dẫn làm hồ sơ công bố; chủ thể tiếp thu tốt.",
    "Nguồn nước cần kiểm nghiệm lại; hẹn đến vào tháng sau.",
)
COMMENTS = (
    "Nhờ anh chị cho biết còn thiếu giấy tờ gì không ạ?",
    "Đề nghị chủ thể chuẩn bị sản phẩm mẫu sớm.",
    "Đã trao đổi qua điện thoại, chủ thể hẹn gửi trong tuần.",
    "Cảm ơn cán bộ xã đã xuống tận buôn hướng dẫn.",
    "Tem truy xuất in xong sẽ chụp gửi lên ạ.",
)
SCORE_COMMENTS = (
    "Bao bì đẹp, câu chuyện rõ.",
    "Chất lượng tốt, cần mở rộng kênh bán.",
    "Cần hồ sơ kiểm soát lô đầy đủ hơn.",
    "Liên kết với các hộ tốt.",
    "",
)
PROMOTIONS = (
    "Trưng bày tại Lễ hội Cà phê và Hội chợ thương mại của tỉnh.",
    "Kết nối bán hàng tại điểm giới thiệu sản phẩm OCOP của tỉnh.",
    "Livestream bán hàng cùng Hội Nông dân huyện.",
)
