"""A criteria set small enough to read at a glance, as its file says it."""

SOUND = """\
law: qd_thu
set: 7
name: Bộ thử
legal_basis: Quyết định thử
effective_from: '2026-05-22 (sửa đổi: 2026-06-01)'
effective_to: null
source: viết cho kiểm thử
total: 100
disqualified_when:
- Giả mạo hồ sơ
parts:
- code: A
  title: Sản phẩm
  max: 35
  sections:
  - code: '1'
    title: Tổ chức
    max: 20
    criteria:
    - code: '1.1'
      title: Nguyên liệu
      max: 10
      notes:
      - Tính theo năm liền trước
      - Bị loại nếu không rõ nguồn gốc
      decides: local_material
      options:
      - {points: 2, text: Dưới một nửa, at_least: 25}
      - {points: 6, text: Quá nửa, at_least: 50}
      - {points: 10, text: Gần như tất cả, at_least: 75}
    - code: '1.2'
      title: Quản lý
      max: 10
      options:
      - {points: 0, text: Người ngoài, case: 1}
      - {points: 10, text: Người tỉnh, case: 1}
      - {points: 4, text: Một phần, case: 2}
      - {points: 8, text: Phần lớn, case: 2}
  - code: '2'
    title: Ý tưởng
    max: 15
    criteria:
    - code: '2'
      title: Ý tưởng
      max: 15
      options:
      - {points: 5, text: Của nơi khác}
      - {points: 9, text: Có cải tiến, min_for_star: 3}
      - {points: 12, text: Của mình, min_for_star: 4}
      - {points: 15, text: Của mình và bản địa}
- code: B
  title: Tiếp thị
  max: 25
  sections:
  - code: '3'
    title: Nhãn
    max: 25
    criteria:
    - code: '3'
      title: Song ngữ
      max: 25
      options: []
      scoring: yes_no
- code: C
  title: Chất lượng
  max: 40
  sections:
  - code: '4'
    title: Cảm quan
    max: 40
    criteria:
    - code: '4.1'
      title: Ngoại hình
      max: 40
      is_group: true
      options: []
      notes:
      - Có tạp chất nguy hại sẽ không đánh giá các bước tiếp theo
    - code: 4.1.1
      title: Màu
      max: 20
      options:
      - {points: 0, text: Nhạt}
      - {points: 20, text: Đậm}
    - code: 4.1.1
      title: Mùi
      max: 20
      options:
      - {points: 0, text: Không rõ}
      - {points: 20, text: Thơm}
"""


def but(old: str, new: str) -> str:
    """Return the sound text with one place changed; ``old`` must stand there exactly once."""
    assert SOUND.count(old) == 1, f"{old!r} stands {SOUND.count(old)} times"
    return SOUND.replace(old, new)


NAME = "name: Bộ thử"
SECTION_2 = SOUND[SOUND.index("    - code: '2'\n") : SOUND.index("- code: B")]
TWO_LEVELS = "      - {points: 0, text: Nhạt}\n      - {points: 20, text: Đậm}\n"

# what is changed in the sound text, into what, the line that is named, and what is said of it
BROKEN = [
    # what is no plain file
    (
        "  title: Sản phẩm\n",
        "\ttitle: Sản phẩm\n",
        13,
        "sai cú pháp YAML (xem thụt dòng, dấu hai chấm, dấu nháy)",
    ),
    ("source: viết cho kiểm thử", "source: *x", 7, "không dùng neo (&) và tham chiếu (*)"),
    (NAME, "name: &x Bộ thử", 3, "không dùng neo (&) và tham chiếu (*)"),
    (NAME, "name: !!python/name:os.system x", 3, "không dùng thẻ (!)"),
    ("total: 100\n", "total: 100\ntotal: 100\n", 9, "khoá “total” ghi hai lần"),
    ("total: 100\n", "total: 100\nweight: 2\n", 9, "không biết khoá “weight”"),
    # the head
    ("set: 7\n", "", 1, "không phải một bộ tiêu chí: không có số bộ (khoá “set”)"),
    ("set: 7", "set: 0", 2, "“set” phải là số nguyên từ 1 đến 99"),
    ("set: 7", "set: bảy", 2, "“set” phải là số nguyên từ 1 đến 99"),
    (
        "law: qd_thu",
        "law: QĐ 1048",
        1,
        "tên văn bản (“law” hoặc tên thư mục) chỉ gồm a-z, 0-9, _ và -",
    ),
    (NAME, "name: ''", 3, "“name” để trống"),
    (NAME, 'name: "Bộ\\0thử"', 3, "“name” có ký tự điều khiển"),
    (NAME, f"name: {'ă' * 201}", 3, "“name” dài quá 200 ký tự"),
    ("legal_basis: Quyết định thử\n", "", 1, "thiếu “legal_basis”"),
    (
        "'2026-05-22 (sửa đổi: 2026-06-01)'",
        "2026-02-30",
        5,
        "“effective_from” phải bắt đầu bằng một ngày có thật, dạng 2026-05-22",
    ),
    (
        "effective_to: null",
        "effective_to: 2026-05-21",
        6,
        "“effective_to” sớm hơn “effective_from”",
    ),
    ("total: 100", "total: 99", 8, "“total” phải là 100"),
    # parts and sections
    (SOUND[SOUND.index("parts:") :], "", 1, "thiếu “parts”"),
    ("- code: C", "- code: D", 12, "phải có đúng ba phần A, B, C theo thứ tự; tệp ghi A, B, D"),
    ("  max: 35", "  max: 36", 14, "phần A ghi 36 điểm nhưng các mục cộng lại là 35"),
    (
        "    max: 15\n    criteria",
        "    max: 14\n    criteria",
        41,
        "mục 2 ghi 14 điểm nhưng các tiêu chí cộng lại là 15",
    ),
    (f"criteria:\n{SECTION_2}", "criteria: []\n", 42, "mục 2 chưa có tiêu chí nào"),
    # criteria
    ("      title: Mùi\n", "", 85, "thiếu “title”"),
    ("    - code: '2'\n", "    - code: thứ hai\n", 43, "“code” phải có dạng như 6 hoặc 6.1.3"),
    ("    - code: '4.1'\n", "    - code: '4.2'\n", 72, "nhóm 4.2 không có tiêu chí nào bên dưới"),
    (
        "      max: 40\n      is_group",
        "      max: 30\n      is_group",
        74,
        "nhóm 4.1 ghi 30 điểm nhưng các tiêu chí cộng lại là 40",
    ),
    (
        "      max: 15\n      options",
        "      max: 16\n      options",
        45,
        "tiêu chí 2 ghi tối đa 16 điểm nhưng mức cao nhất là 15",
    ),
    ("scoring: yes_no", "scoring: stars", 63, "“scoring” chỉ có thể là yes_no"),
    (
        "decides: local_material",
        "decides: rainfall",
        26,
        "tiêu chí 1.1: “decides” phải là local_labour hoặc local_material",
    ),
    # options
    ("{points: 15,", "{points: 17,", 50, "tiêu chí 2: mức 17 điểm cao hơn điểm tối đa 15"),
    ("{points: 5,", "{points: -5,", 47, "“points” phải là số nguyên từ 0 đến 100"),
    ("{points: 5,", "{points: năm,", 47, "“points” phải là số nguyên từ 0 đến 100"),
    (TWO_LEVELS, "", 79, "thiếu “options”"),
    ("      - {points: 0, text: Nhạt}\n", "", 83, "tiêu chí 4.1.1 phải có ít nhất hai mức điểm"),
    ("text: Phần lớn", "text: Một phần", 38, "tiêu chí 1.2 có hai mức giống hệt nhau"),
    (
        "text: Một phần, case: 2",
        "text: Một phần",
        37,
        "tiêu chí 1.2: “case” phải ghi ở mọi mức hoặc không ghi ở mức nào",
    ),
    (
        "text: Một phần, case: 2",
        "text: Một phần, case: hai",
        37,
        "“case” phải là 1, 2 … hoặc “Trường hợp 1: …”",
    ),
    ("min_for_star: 4", "min_for_star: 6", 49, "“min_for_star” phải là số nguyên từ 3 đến 5"),
    ("min_for_star: 4", "min_for_star: 3", 49, "tiêu chí 2: một hạng sao có hai mức tối thiểu"),
    (
        "Có cải tiến, min_for_star: 3",
        "Có cải tiến, min_for_star: 5",
        48,
        "tiêu chí 2: mức tối thiểu của 5 sao thấp hơn của hạng dưới",
    ),
    (
        "text: Quá nửa, at_least: 50",
        "text: Quá nửa",
        26,
        "tiêu chí 1.1: có “decides” thì mọi mức phải ghi “at_least”, không chia “case”",
    ),
    (
        "text: Quá nửa, at_least: 50",
        "text: Quá nửa, at_least: 80",
        26,
        "tiêu chí 1.1: “at_least” phải tăng dần theo điểm",
    ),
    (
        "text: Nhạt",
        "text: Nhạt, at_least: 0",
        83,
        "tiêu chí 4.1.1: “at_least” chỉ dùng cùng “decides”",
    ),
    ("      - {points: 0, text: Nhạt}", "      - {use: nhat}", 83, "không có khối “nhat”"),
]
