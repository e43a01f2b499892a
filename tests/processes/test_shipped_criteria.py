"""The criteria sets that come with the product: all of them read, and their figures are the law's."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from processes.criteria.blocks import read_blocks
from processes.criteria.definition import CriteriaSet, Part
from processes.criteria.reading import read

SHIPPED = Path(settings.BASE_DIR) / "processes" / "reference" / "criteria" / "qd1048_2019"
# where the team keeps what was collected; not part of a release
COLLECTED = Path(settings.BASE_DIR).parent / "shared" / "data" / "criteria" / "qd1048_2019_781_2020"
needs_collected = pytest.mark.skipif(
    not COLLECTED.is_dir(), reason="the collected sources are not beside the project"
)

UNKNOWN = 3  # rice and cereals: its sheet was never found
NUMBERS = [number for number in range(1, 27) if number != UNKNOWN]
DOUBTFUL = [6, 10, 16, 19]
LONGEST_CODE_FILE = 350
GENERIC = 40  # characters; a shorter text is a name rather than a sentence

each_set = pytest.mark.parametrize("number", NUMBERS)


def shipped(number: int) -> CriteriaSet:
    """Return a shipped set as the product reads it; a fault in it is raised."""
    blocks = read_blocks(sorted(SHIPPED.glob("blocks*.yaml")))
    return read(SHIPPED / f"set_{number:02d}.yaml", blocks)


def collected(number: int) -> dict[str, Any]:
    """Return what was collected of a set, as it stands in its file."""
    (path,) = COLLECTED.glob(f"set_{number:02d}_*.yaml")
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def criteria_of(collected: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for part in collected["parts"]:
        for section in part["sections"]:
            yield from section["criteria"]


def figures(part: Part) -> list[Any]:
    """Return codes and most points of a part's sections and criteria, with points and cases."""
    return [
        (
            (section.code, section.max),
            [
                ((c.code, c.max, bool(c.group)), [(o.points, o.case) for o in c.options])
                for c in section.criteria
            ],
        )
        for section in part.sections
    ]


def figures_collected(part: dict[str, Any]) -> list[Any]:
    """Return of a collected part what :func:`figures` returns; headings carry no points."""
    return [
        (
            (section["code"], section["max"]),
            [
                (
                    (c["code"], c["max"], "parent" in c),
                    [(o["points"], o.get("case", 0)) for o in c["options"]],
                )
                for c in section["criteria"]
                if not c.get("is_group")
            ],
        )
        for section in part["sections"]
    ]


def sentences(criteria: CriteriaSet) -> set[str]:
    """Return what a set says that is longer than a name: titles, options, notes, exclusions."""
    said = [section.title for part in criteria.parts for section in part.sections]
    for c in criteria.criteria:
        said += [c.title, c.excludes, *c.notes, *(o.text for o in c.options)]
    return {plain(text) for text in said if len(text) > GENERIC}


def plain(text: str) -> str:
    """Return a text without what typing alone changes: capitals, blanks, the dot at its end."""
    return " ".join(text.split()).strip(" .:()").casefold()


def test_the_files_are_those_of_the_25_known_sets() -> None:
    found = sorted(path.name for path in SHIPPED.glob("set_*"))
    assert found == [f"set_{number:02d}.yaml" for number in NUMBERS]


@each_set
def test_a_shipped_file_reads_without_a_fault_and_says_its_number(number: int) -> None:
    assert shipped(number).number == number


@each_set
def test_a_shipped_set_names_the_law_of_its_folder(number: int) -> None:
    assert shipped(number).law == SHIPPED.name


def test_only_the_sets_that_do_not_add_up_or_are_suspect_are_doubtful() -> None:
    assert [number for number in NUMBERS if shipped(number).doubtful] == DOUBTFUL


@each_set
def test_the_communes_figures_decide_the_same_criteria_in_every_set_of_goods(number: int) -> None:
    decided = [(c.code, c.decides) for c in shipped(number).criteria if c.decides]
    material = [] if number == max(NUMBERS) else [("1.1", "local_material")]
    assert decided == [*material, ("3.3", "local_labour")]


def test_no_shipped_file_is_too_long_to_read() -> None:
    lines = {p.name: p.read_text(encoding="utf-8").count("\n") for p in SHIPPED.iterdir()}
    assert {name: n for name, n in lines.items() if n >= LONGEST_CODE_FILE} == {}


@needs_collected
@each_set
def test_parts_are_worth_what_was_collected(number: int) -> None:
    said = [(part.code, part.max) for part in shipped(number).parts]
    assert said == [(part["code"], part["max"]) for part in collected(number)["parts"]]


@needs_collected
@each_set
def test_codes_points_and_cases_are_those_collected_option_for_option(number: int) -> None:
    said = [figures(part) for part in shipped(number).parts]
    assert said == [figures_collected(part) for part in collected(number)["parts"]]


@needs_collected
@each_set
def test_a_criterion_excludes_where_the_collected_notes_do(number: int) -> None:
    out = ("bị loại", "không đánh giá các bước tiếp theo", "không xem xét các chỉ tiêu khác")
    expected = []
    pending = False  # what is printed at a heading is asked at the first criterion under it
    for c in criteria_of(collected(number)):
        notes = " ".join(c.get("notes", [])).casefold()
        excludes = pending or any(words in notes for words in out)
        pending = excludes and bool(c.get("is_group"))
        if excludes and not pending:
            expected.append((c["code"], c["max"]))
    assert [(c.code, c.max) for c in shipped(number).criteria if c.excludes] == expected


@needs_collected
@each_set
def test_no_sentence_is_copied(number: int) -> None:
    copied = {
        plain(text)
        for c in criteria_of(collected(number))
        for text in (c["title"], *c.get("notes", []), *(o["text"] for o in c["options"]))
    }
    assert sentences(shipped(number)) & copied == set()
