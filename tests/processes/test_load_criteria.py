"""Loading criteria sets: sound files become editions, the others are named, nothing is half done."""

from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from processes.criteria.reading import read
from processes.models import CriteriaEdition
from processes.services import clock, criteria
from tests.criteria import BROKEN, NAME, SOUND, TWO_LEVELS, but

pytestmark = pytest.mark.django_db

OTHER = "name: Bộ thử đã sửa"
MOMENT = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
# where the team keeps what was collected; not part of a release
COLLECTED = Path(settings.BASE_DIR).parent / "shared" / "data" / "criteria"
needs_collected = pytest.mark.skipif(
    not COLLECTED.is_dir(), reason="the collected sources are not beside the project"
)
SHIPPED = Path(settings.BASE_DIR) / "processes" / "reference" / "criteria"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "qd_thu"
    found.mkdir()
    return found


def put(folder: Path, name: str, text: str = SOUND) -> None:
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def loaded(*paths: Path, status: int = 0, **options: Any) -> list[str]:
    """Return the lines that the command tells, ending with ``status``."""
    told = StringIO()
    ended = 0
    try:
        with clock.standing_at(MOMENT):
            call_command("load_criteria", *map(str, paths), stdout=told, **options)
    except SystemExit as end:
        ended = int(str(end.code))
    assert ended == status
    return told.getvalue().splitlines()


def editions() -> list[tuple[int, int, str]]:
    """Return number, version and name of what the tests load; the shipped sets are of another law."""
    found = CriteriaEdition.objects.filter(law="qd_thu")
    return list(found.values_list("number", "version", "name"))


def edition() -> CriteriaEdition:
    return CriteriaEdition.objects.get(law="qd_thu")


# one file


def test_a_sound_file_becomes_the_first_edition_of_its_set(folder: Path) -> None:
    put(folder, "set_07")

    assert loaded(folder) == [
        "set_07: đã nạp phiên bản 1",
        "1 tệp: 1 đã nạp, 0 không đổi, 0 có lỗi",
    ]
    assert editions() == [(7, 1, "Bộ thử")]


def test_an_edition_gives_back_the_set_that_was_read(folder: Path) -> None:
    put(folder, "set_07")
    loaded(folder)

    assert edition().definition == read(SOUND)


def test_an_edition_says_when_it_was_loaded_and_what_is_doubtful(folder: Path) -> None:
    put(folder, "set_07", but("total: 100", "doubtful: [một, hai]"))
    loaded(folder)

    found = edition()
    assert (found.loaded_at, found.doubts, found.effective_from, found.effective_to) == (
        MOMENT,
        ["một", "hai"],
        date(2026, 5, 22),
        None,
    )


def test_the_same_content_is_not_written_again(folder: Path) -> None:
    put(folder, "set_07")
    loaded(folder)

    assert loaded(folder) == [
        "set_07: không đổi",
        "1 tệp: 0 đã nạp, 1 không đổi, 0 có lỗi",
    ]
    assert editions() == [(7, 1, "Bộ thử")]


def test_another_content_is_a_new_version_beside_the_old_one(folder: Path) -> None:
    put(folder, "set_07")
    loaded(folder)
    put(folder, "set_07", but(NAME, OTHER))

    assert loaded(folder)[0] == "set_07: đã nạp phiên bản 2"
    assert editions() == [(7, 1, "Bộ thử"), (7, 2, "Bộ thử đã sửa")]


def test_going_back_to_an_older_content_is_a_new_version_too(folder: Path) -> None:
    for text in (SOUND, but(NAME, OTHER), SOUND):
        put(folder, "set_07", text)
        loaded(folder)

    assert [version for _number, version, _name in editions()] == [1, 2, 3]


@pytest.mark.parametrize(("old", "new", "line", "said"), BROKEN, ids=[b[3] for b in BROKEN])
def test_a_broken_file_is_told_in_one_line_and_changes_nothing(
    folder: Path, old: str, new: str, line: int, said: str
) -> None:
    put(folder, "set_07", but(old, new))

    assert loaded(folder, status=1) == [
        f"set_07: dòng {line}: {said}",
        "1 tệp: 0 đã nạp, 0 không đổi, 1 có lỗi",
    ]
    assert editions() == []


# several files


def test_a_sound_file_beside_a_broken_one_is_loaded(folder: Path) -> None:
    put(folder, "set_07")
    put(folder, "set_08", but("set: 7", "set: tám"))

    assert loaded(folder, status=1) == [
        "set_07: đã nạp phiên bản 1",
        "set_08: dòng 2: “set” phải là số nguyên từ 1 đến 99",
        "2 tệp: 1 đã nạp, 0 không đổi, 1 có lỗi",
    ]
    assert editions() == [(7, 1, "Bộ thử")]


def test_a_strict_load_takes_nothing_where_anything_is_broken(folder: Path) -> None:
    put(folder, "set_07")
    put(folder, "set_08", but("set: 7", "set: tám"))

    assert loaded(folder, status=1, strict=True) == [
        "set_07: đúng, nhưng không nạp vì có tệp lỗi",
        "set_08: dòng 2: “set” phải là số nguyên từ 1 đến 99",
        "2 tệp: 0 đã nạp, 0 không đổi, 1 có lỗi",
    ]
    assert editions() == []


def test_two_files_that_claim_one_set_are_both_refused(folder: Path) -> None:
    put(folder, "set_07")
    put(folder, "set_07_ban_sao", but(NAME, OTHER))

    assert loaded(folder, status=1) == [
        "set_07: bộ số 7 của qd_thu có trong nhiều tệp",
        "set_07_ban_sao: bộ số 7 của qd_thu có trong nhiều tệp",
        "2 tệp: 0 đã nạp, 0 không đổi, 2 có lỗi",
    ]


def test_a_file_given_twice_is_read_once(folder: Path) -> None:
    put(folder, "set_07")

    assert loaded(folder, folder / "set_07.yaml")[-1] == "1 tệp: 1 đã nạp, 0 không đổi, 0 có lỗi"


def test_the_folders_below_are_read_each_as_its_own_law(folder: Path) -> None:
    other = folder.parent / "qd_khac"
    other.mkdir()
    put(folder, "set_07", but("law: qd_thu\n", ""))
    put(other, "set_07", but("law: qd_thu\n", ""))

    assert loaded(folder.parent) == [
        "qd_khac/set_07: đã nạp phiên bản 1",
        "qd_thu/set_07: đã nạp phiên bản 1",
        "2 tệp: 2 đã nạp, 0 không đổi, 0 có lỗi",
    ]


def test_blocks_of_the_folder_are_used_and_are_no_sets_themselves(folder: Path) -> None:
    put(folder, "set_07", but(TWO_LEVELS, "      - {use: hai_muc}\n"))
    put(folder, "blocks_c", "hai_muc:\n- {points: 0, text: Nhạt}\n- {points: 20, text: Đậm}\n")

    assert loaded(folder)[-1] == "1 tệp: 1 đã nạp, 0 không đổi, 0 có lỗi"
    assert edition().definition == read(SOUND)


def test_a_hidden_folder_and_a_file_of_another_kind_are_left_alone(folder: Path) -> None:
    put(folder, "set_07")
    (folder / ".cu").mkdir()
    put(folder / ".cu", "set_08", "hỏng")
    (folder / "README.md").write_text("hỏng", encoding="utf-8")

    assert loaded(folder)[-1] == "1 tệp: 1 đã nạp, 0 không đổi, 0 có lỗi"


def test_a_linked_file_is_of_the_law_of_the_folder_it_stands_in(folder: Path) -> None:
    put(folder.parent, "goc", but("law: qd_thu\n", ""))
    (folder / "set_07.yaml").symlink_to(folder.parent / "goc.yaml")
    loaded(folder)

    assert edition().law == "qd_thu"


def test_a_fault_in_a_block_names_the_file_of_the_block(folder: Path) -> None:
    put(folder, "set_07", but(TWO_LEVELS, "      - {use: hai_muc}\n"))
    put(folder, "blocks_c", "hai_muc:\n- {points: 0, text: Nhạt}\n- {points: hai, text: Đậm}\n")

    assert loaded(folder, status=1)[0] == (
        "set_07: blocks_c.yaml dòng 3: “points” phải là số nguyên từ 0 đến 100"
    )


def test_a_broken_file_of_blocks_is_told_by_its_own_name(folder: Path) -> None:
    put(folder, "set_07")
    put(folder, "blocks_c", "hai_muc: 2\n")

    assert loaded(folder, status=1) == [
        "qd_thu/blocks: blocks_c.yaml dòng 1: khối “hai_muc” phải là bảng khoá",
        "set_07: đã nạp phiên bản 1",
        "2 tệp: 1 đã nạp, 0 không đổi, 1 có lỗi",
    ]


def test_a_folder_without_files_and_a_file_that_is_not_there_are_told(folder: Path) -> None:
    assert loaded(folder, folder / "bo.yaml", status=1) == [
        f"{folder}: thư mục không có tệp .yaml nào",
        "bo: không đọc được tệp",
        "2 tệp: 0 đã nạp, 0 không đổi, 2 có lỗi",
    ]


def test_a_load_that_met_another_one_keeps_nothing_and_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, "set_07")
    put(folder, "set_08", but("set: 7", "set: 8"))
    create = CriteriaEdition.objects.create

    def meets(**row: Any) -> CriteriaEdition:
        if row["number"] == 8:
            raise IntegrityError
        return create(**row)

    monkeypatch.setattr(CriteriaEdition.objects, "create", meets)

    with pytest.raises(CommandError, match="Một lần nạp khác vừa ghi"):
        loaded(folder)
    assert editions() == []


# what was collected, what is shipped


@needs_collected
def test_the_sets_of_2019_load_but_for_three_that_do_not_add_up_and_one_without_content() -> None:
    lines = loaded(COLLECTED / "qd1048_2019_781_2020", status=1)

    short = "dòng 286: phần C ghi 40 điểm nhưng các mục cộng lại là 38"
    named = {line.partition(":")[0][:6]: line.partition(": ")[2] for line in lines[:-1]}
    assert {set_: said for set_, said in named.items() if said != "đã nạp phiên bản 1"} == {
        "set_03": "dòng 10: bộ tiêu chí chưa có nội dung: không phần nào có mục",
        "set_10": short,
        "set_16": short,
        "set_19": short,
    }
    assert lines[-1] == "26 tệp: 22 đã nạp, 0 không đổi, 4 có lỗi"


@needs_collected
def test_all_sets_of_2026_load_with_everything_that_was_counted_in_them() -> None:
    assert loaded(COLLECTED / "qd26_2026")[-1] == "26 tệp: 26 đã nạp, 0 không đổi, 0 có lỗi"

    options = [
        o
        for found in CriteriaEdition.objects.filter(law="qd26_2026")
        for c in found.definition.criteria
        for o in c.options
    ]
    # 22 questions of yes or no are printed without their two options
    assert (len(options), sum(bool(o.star) for o in options)) == (2535 + 2 * 22, 574)


@needs_collected
@pytest.mark.parametrize("name", ["qd148_2023/structure", "evidence_hints_bentre_2022"])
def test_what_is_collected_beside_the_sets_is_called_no_set(name: str) -> None:
    said = "không phải một bộ tiêu chí: không có số bộ (khoá “set”)"

    lines = loaded(COLLECTED / f"{name}.yaml", status=1)

    assert lines[0] == f"{name.rpartition('/')[2]}: dòng 1: {said}"


def test_all_shipped_sets_are_sound() -> None:
    report = criteria.load([SHIPPED])

    assert [str(fault) for outcome in report.outcomes for fault in outcome.faults] == []
