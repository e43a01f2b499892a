"""Reading a criteria set: what a file says becomes a set, and nothing but a plain file is read."""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.criteria.blocks import read_blocks
from processes.criteria.content import from_json, sha256, to_json
from processes.criteria.definition import CriteriaSet, Criterion, Option, Part, Section
from processes.criteria.reading import Faults, read
from tests.criteria import SOUND, but

SET = read(SOUND)

texts = st.text(max_size=20)
options = st.builds(
    Option,
    points=st.integers(0, 40),
    text=texts,
    case=st.integers(0, 2),
    star=st.sampled_from([0, 3, 4, 5]),
    at_least=st.none() | st.integers(0, 100),
)
criteria = st.builds(
    Criterion,
    key=texts,
    code=texts,
    title=texts,
    max=st.integers(1, 40),
    options=st.lists(options, max_size=4).map(tuple),
    notes=st.lists(texts, max_size=2).map(tuple),
    excludes=texts,
    group=texts,
    decides=st.sampled_from(["", "local_labour", "local_material"]),
)
sections = st.builds(
    Section,
    code=texts,
    title=texts,
    max=st.integers(1, 40),
    criteria=st.lists(criteria, max_size=3).map(tuple),
    notes=st.lists(texts, max_size=2).map(tuple),
)
parts = st.builds(
    Part,
    code=st.sampled_from("ABC"),
    title=texts,
    max=st.integers(1, 40),
    sections=st.lists(sections, max_size=2).map(tuple),
)
sets = st.builds(
    CriteriaSet,
    law=texts,
    number=st.integers(1, 99),
    name=texts,
    legal_basis=texts,
    effective_from=st.dates(),
    effective_to=st.none() | st.dates(),
    parts=st.lists(parts, max_size=3).map(tuple),
    excludes=st.lists(texts, max_size=2).map(tuple),
    doubtful=st.lists(texts, max_size=2).map(tuple),
    notes=st.lists(texts, max_size=2).map(tuple),
)


def faults(text: str) -> list[str]:
    with pytest.raises(Faults) as refused:
        read(text, file="bo.yaml")
    return [str(fault) for fault in refused.value.faults]


def test_a_set_keeps_what_its_file_says_of_it() -> None:
    head = replace(SET, parts=())

    assert head == CriteriaSet(
        law="qd_thu",
        number=7,
        name="Bộ thử",
        legal_basis="Quyết định thử",
        effective_from=date(2026, 5, 22),
        effective_to=None,
        parts=(),
        excludes=("Giả mạo hồ sơ",),
    )


def test_a_note_that_puts_a_product_out_is_told_from_one_that_explains() -> None:
    criterion = SET.criterion["1.1"]

    assert (criterion.notes, criterion.excludes) == (
        ("Tính theo năm liền trước",),
        "Bị loại nếu không rõ nguồn gốc",
    )


def test_what_is_printed_at_a_heading_is_asked_at_its_first_criterion() -> None:
    assert [(c.key, c.group, c.excludes) for c in SET.parts[2].criteria] == [
        ("4.1.1", "Ngoại hình", "Có tạp chất nguy hại sẽ không đánh giá các bước tiếp theo"),
        ("4.1.1#2", "Ngoại hình", ""),
    ]


def test_a_criterion_behind_a_heading_s_own_stands_under_none() -> None:
    text = SOUND.replace("4.1.1\n      title: Mùi", "'4.2'\n      title: Mùi")
    moved = read(text.replace("      max: 40\n      is_group", "      max: 20\n      is_group"))

    assert [c.group for c in moved.parts[2].criteria] == ["Ngoại hình", ""]


def test_yes_or_no_is_a_choice_between_nothing_and_everything() -> None:
    assert SET.criterion["3"].options == (Option(0, "Không"), Option(25, "Có"))


def test_a_case_with_a_name_is_a_number_and_a_note() -> None:
    text = SOUND
    for number, name in ((1, "Cộng đồng"), (2, "Tổ chức")):
        text = text.replace(f"case: {number}}}", f"case: 'Trường hợp {number}: {name}'}}")
    criterion = read(text).criterion["1.2"]

    assert ([o.case for o in criterion.options], criterion.notes) == (
        [1, 1, 2, 2],
        ("Trường hợp 1: Cộng đồng", "Trường hợp 2: Tổ chức"),
    )


def test_suspected_points_are_told_and_the_sums_are_still_asked() -> None:
    told = but("total: 100", "suspect_points:\n- mục 2 còn ngờ")

    assert read(told).doubtful == ("mục 2 còn ngờ",)
    assert faults(told.replace("  max: 35", "  max: 36")) == [
        "bo.yaml dòng 15: phần A ghi 36 điểm nhưng các mục cộng lại là 35"
    ]


def test_a_set_called_doubtful_may_add_up_to_less() -> None:
    text = but("{points: 15,", "{points: 14,").replace("      max: 15\n", "      max: 14\n")

    assert faults(text) == ["bo.yaml dòng 41: mục 2 ghi 15 điểm nhưng các tiêu chí cộng lại là 14"]
    assert read(text.replace("total: 100", "doubtful: thiếu 1 điểm")).doubtful == ("thiếu 1 điểm",)


def test_every_fault_of_a_file_is_told_in_the_order_of_its_lines() -> None:
    text = but("set: 7", "set: 0").replace("{points: 5,", "{points: năm,")

    assert faults(text) == [
        "bo.yaml dòng 2: “set” phải là số nguyên từ 1 đến 99",
        "bo.yaml dòng 47: “points” phải là số nguyên từ 0 đến 100",
    ]


def test_a_file_without_content_is_told_once() -> None:
    empty = "".join(
        f"- {{code: {code}, title: T, max: {most}, sections: []}}\n"
        for code, most in (("A", 35), ("B", 25), ("C", 40))
    )
    text = SOUND[: SOUND.index("parts:")] + "parts:\n" + empty

    assert faults(text) == ["bo.yaml dòng 12: bộ tiêu chí chưa có nội dung: không phần nào có mục"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ": tệp trống"),
        ("- 1", " dòng 1: không phải một bộ tiêu chí"),
        (
            "set: 1\n--- \nset: 2\n",
            " dòng 2: sai cú pháp YAML (xem thụt dòng, dấu hai chấm, dấu nháy)",
        ),
        ("set: 1\n\x07", " dòng 2: có ký tự không đọc được"),
        ("set: " + "[" * 30 + "]" * 30, " dòng 1: lồng nhau quá sâu"),
        ("? [a]\n: 1\n", " dòng 1: khoá phải là một từ"),
        ("#" * 1_000_001, ": tệp lớn hơn 1 MB"),
    ],
)
def test_what_is_no_plain_table_is_refused(text: str, said: str) -> None:
    assert faults(text) == [f"bo.yaml{said}"]


SLIPS = st.tuples(
    st.integers(0, len(SOUND)),
    st.integers(0, 30),
    st.text(st.sampled_from("-:{}[],&*!?|>'\"# \t\n0.aÂ\\\x00\ufeff"), max_size=6),
)


@given(st.lists(SLIPS, min_size=1, max_size=3))
def test_whatever_is_typed_over_a_file_it_is_read_or_refused_in_words(
    slips: list[tuple[int, int, str]],
) -> None:
    text = SOUND
    for start, length, typed in slips:
        text = text[:start] + typed + text[start + length :]
    lines = text.count("\n") + 1
    try:
        found = [(read(text, file="bo.yaml").total == 100, 1)]
    except Faults as refused:
        found = [(bool(fault.text), fault.line) for fault in refused.faults]

    assert [f for f in found if f[0] is False or f[1] > lines] == []


def test_a_file_that_is_not_utf_8_is_refused_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "bo.yaml"
    path.write_bytes(b"set: 1\nname: \xff\n")

    with pytest.raises(Faults) as refused:
        read(path)

    assert str(refused.value) == "bo.yaml dòng 2: tệp không phải UTF-8"


def test_a_file_over_one_megabyte_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "bo.yaml"
    path.touch()
    os.truncate(path, 1_000_001)

    with pytest.raises(Faults) as refused:
        read(path)

    assert str(refused.value) == "bo.yaml: tệp lớn hơn 1 MB"


def test_a_file_that_names_no_law_has_that_of_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "qd26_2026"
    folder.mkdir()
    (folder / "bo.yaml").write_text(but("law: qd_thu\n", ""), encoding="utf-8")

    assert read(folder / "bo.yaml").law == "qd26_2026"


# blocks

COLOUR = """\
    - code: 4.1.1
      title: Màu
      max: 20
      options:
      - {points: 0, text: Nhạt}
      - {points: 20, text: Đậm}
"""
BLOCKS = """\
mau:
  code: 9.9
  title: Màu
  max: 20
  options:
  - {use: hai_muc}
hai_muc:
- {points: 0, text: Nhạt}
- {points: 20, text: Đậm}
vong:
- {use: vong}
"""


def composed(tmp_path: Path, use: str, blocks: str = BLOCKS) -> CriteriaSet:
    (tmp_path / "blocks.yaml").write_text(blocks, encoding="utf-8")
    known = read_blocks([tmp_path / "blocks.yaml"])
    return read(but(COLOUR, use), known, file="bo.yaml")


def test_a_block_used_by_name_reads_as_if_it_stood_there(tmp_path: Path) -> None:
    assert composed(tmp_path, "    - {use: mau, code: 4.1.1}\n") == SET


@pytest.mark.parametrize(
    ("use", "said"),
    [
        ("{use: la}", "bo.yaml dòng 79: không có khối “la”"),
        ("{use: vong}", "blocks.yaml dòng 11: khối “vong” dùng lại chính nó"),
        ("{use: hai_muc, max: 1}", "bo.yaml dòng 79: khối “hai_muc” là danh sách, không sửa được"),
        ("{use: mau, code: 4.1.1, max: 19}", "blocks.yaml dòng 9: tiêu chí 4.1.1: mức 20 điểm"),
    ],
)
def test_a_use_that_goes_wrong_is_told_where_it_is_written(
    tmp_path: Path, use: str, said: str
) -> None:
    with pytest.raises(Faults) as refused:
        composed(tmp_path, f"    - {use}\n")

    assert [str(fault)[: len(said)] for fault in refused.value.faults] == [said]


def test_blocks_that_would_grow_without_end_are_refused(tmp_path: Path) -> None:
    steps = "".join(f"k{n}:\n" + f"- {{use: k{n + 1}}}\n" * 9 for n in range(8))

    with pytest.raises(Faults) as refused:
        composed(tmp_path, "    - {use: k0}\n", f"{steps}k8:\n- {{points: 1}}\n")

    assert [fault.text for fault in refused.value.faults] == ["dùng khối làm bộ tiêu chí quá lớn"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a\n", "dòng 1: tệp khối phải ghi tên từng khối"),
        ("a: 1\n", "dòng 1: khối “a” phải là bảng khoá"),
        ("a: {b: 1}\na: {b: 2}\n", "dòng 2: khoá “a” ghi hai lần"),
    ],
)
def test_a_file_of_blocks_holds_named_tables(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "blocks.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(Faults) as refused:
        read_blocks([tmp_path / "blocks.yaml"])

    assert str(refused.value) == f"blocks.yaml {said}"


# the stored text


@given(sets)
def test_a_set_comes_back_from_its_stored_text_as_it_was(criteria: CriteriaSet) -> None:
    assert from_json(to_json(criteria)) == criteria


def test_the_stored_text_does_not_depend_on_how_the_file_is_laid_out() -> None:
    other = but("set: 7\nname: Bộ thử\n", 'name: "Bộ   thử"\n\nset: 7 # đầu tệp\n')

    assert to_json(read(other)) == to_json(SET)


def test_the_hash_is_that_of_the_stored_text_in_utf_8() -> None:
    said = "eecf2dcbbef98d34ab8fa238a1bba4bdd24f1a0189b53dc8c725cce9395eccad"  # sha256sum

    assert sha256("bộ") == said
