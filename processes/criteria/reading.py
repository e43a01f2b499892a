"""A file of a criteria set, read and checked: a set, or every fault with its line."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml

from . import checks
from .blocks import Blocks, composed
from .definition import CriteriaSet, Criterion, Option, Part, Section
from .nodes import Fault, Faults, Table, fault_at, node_of, parsed

__all__ = ["Fault", "Faults", "read"]

# where a file says what it was written from; of no weight for the points
PROVENANCE = frozenset(
    [
        "source",
        "confidence",
        "header",
        "set_number_source",
        "sum_check",
        "sum_check_ok",
        "transcription_corrections",
        "star_marker_rule",
        "official_typo",
        "min_points_for_star",
        "parent",
        "children",
    ]
)
SET = PROVENANCE | frozenset(
    [
        "set",
        "law",
        "name",
        "legal_basis",
        "effective_from",
        "effective_to",
        "total",
        "notes",
        "disqualified_when",
        "suspect_points",
        "doubtful",
        "parts",
    ]
)
PART = PROVENANCE | {"code", "title", "max", "sections"}
SECTION = PROVENANCE | {"code", "title", "max", "notes", "criteria"}
GROUP = PROVENANCE | {"code", "title", "max", "notes", "options", "is_group"}
CRITERION = GROUP | {"scoring", "excludes", "decides"}
OPTION = PROVENANCE | {"points", "text", "case", "min_for_star", "at_least"}

# how the decisions say that a product is out
OUT = ("bị loại", "không đánh giá các bước tiếp theo", "không xem xét các chỉ tiêu khác")
CODE = re.compile(r"[0-9A-Za-z]{1,3}(\.[0-9A-Za-z]{1,3}){0,3}")
CASE = re.compile(r"(?:Trường hợp )?([1-9])(?:: .+)?")
LAW = re.compile(r"[a-z0-9_-]{1,60}")
TOTAL = 100
YES_NO = ("Không", "Có")


def read(
    source: Path | str, blocks: Blocks | None = None, *, law: str = "", file: str = ""
) -> CriteriaSet:
    """Return the set that a file, or a text, says.

    Args:
        blocks: What ``{use: name}`` stands for.
        law: The law where the set does not name it; for a path its folder's name.
        file: Names a text in faults.

    Raises:
        Faults: with all that is wrong; nothing is taken of a file with a fault.
    """
    if isinstance(source, Path):
        law = law or source.absolute().parent.name
        root = node_of(source)
    else:
        root = parsed(source, file)
    if not isinstance(root, yaml.MappingNode):
        raise Faults([fault_at(root, "không phải một bộ tiêu chí")])
    if "set" not in {key.value for key, _value in root.value}:
        raise Faults([fault_at(root, "không phải một bộ tiêu chí: không có số bộ (khoá “set”)")])
    whole = composed(root, blocks or {})
    assert isinstance(whole, yaml.MappingNode)
    reader = _Reader()
    found = reader.whole(Table(whole, reader.log), law)
    if reader.log:
        raise Faults(sorted(reader.log, key=lambda fault: (fault.file, fault.line)))
    return found


@dataclass
class _Heading:
    """A title without points of its own; what stands under it begins with its code."""

    table: Table
    code: str
    title: str
    max: int
    notes: tuple[str, ...]
    under: list[Criterion] = field(default_factory=list)


@dataclass
class _Reader:
    log: list[Fault] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)
    sums_are_doubtful: bool = False

    def whole(self, table: Table, law: str) -> CriteriaSet:
        """Return the set; to be trusted only while the log stays empty."""
        table.only(SET)
        self.sums_are_doubtful = table.has("doubtful")
        notes, out = _split(table.texts("notes"))
        since, until = table.day("effective_from"), table.day("effective_to", optional=True)
        if since and until and until < since:
            table.fault("“effective_to” sớm hơn “effective_from”", "effective_to")
        if table.number("total", 0, 9999, TOTAL) != TOTAL:
            table.fault(f"“total” phải là {TOTAL}", "total")
        return CriteriaSet(
            law=self._law(table, law),
            number=table.number("set", 1, 99),
            name=table.text("name", 200),
            legal_basis=table.text("legal_basis", 300),
            effective_from=since or date.min,
            effective_to=until,
            parts=self._parts(table),
            excludes=(*table.texts("disqualified_when"), *out),
            doubtful=(*table.texts("suspect_points"), *table.texts("doubtful")),
            notes=notes,
        )

    def _law(self, table: Table, law: str) -> str:
        given = table.text("law") if table.has("law") else law
        if not given:
            table.fault("thiếu “law”")
        elif not LAW.fullmatch(given):
            table.fault("tên văn bản (“law” hoặc tên thư mục) chỉ gồm a-z, 0-9, _ và -", "law")
        return given

    def _parts(self, table: Table) -> tuple[Part, ...]:
        before = len(self.log)
        given = table.tables("parts")
        if given and not any(_items(part, "sections") for part in given):
            table.fault("bộ tiêu chí chưa có nội dung: không phần nào có mục", "parts")
            return ()
        parts = tuple(map(self._part, given))
        if len(self.log) == before:
            self._note(table, checks.of_parts(parts))
        return parts

    def _part(self, table: Table) -> Part:
        before = len(self.log)
        table.only(PART)
        part = Part(
            code=table.text("code", 1),
            title=table.text("title", 200),
            max=table.number("max", 1, TOTAL),
            sections=tuple(map(self._section, table.tables("sections"))),
        )
        if len(self.log) == before and not (part.sections and self.sums_are_doubtful):
            self._note(table, checks.of_part(part))
        return part

    def _section(self, table: Table) -> Section:
        before = len(self.log)
        table.only(SECTION)
        notes, out = _split(table.texts("notes"))
        section = Section(
            code=_code(table),
            title=table.text("title", 300),
            max=table.number("max", 1, TOTAL),
            criteria=self._criteria(table, out),
            notes=notes,
        )
        if len(self.log) == before and not (section.criteria and self.sums_are_doubtful):
            self._note(table, checks.of_section(section))
        return section

    def _criteria(self, section: Table, out: tuple[str, ...]) -> tuple[Criterion, ...]:
        """Return a section's criteria; what ``out`` says of the section is asked at the first."""
        found: list[Criterion] = []
        headings: list[_Heading] = []
        before = len(self.log)
        for table in section.tables("criteria"):
            if table.flag("is_group"):
                headings.append(_heading(table))
            else:
                heading = headings[-1] if headings else None
                found.append(self._criterion(table, heading, () if found else out))
        if len(self.log) == before:
            for heading in headings:
                self._check_heading(heading)
        return tuple(found)

    def _check_heading(self, heading: _Heading) -> None:
        total = sum(c.max for c in heading.under)
        if not heading.under:
            heading.table.fault(f"nhóm {heading.code} không có tiêu chí nào bên dưới")
        elif heading.max not in (0, total) and not self.sums_are_doubtful:
            said = (
                f"nhóm {heading.code} ghi {heading.max} điểm nhưng các tiêu chí cộng lại là {total}"
            )
            heading.table.fault(said, "max")

    def _criterion(self, table: Table, heading: _Heading | None, out: tuple[str, ...]) -> Criterion:
        before = len(self.log)
        table.only(CRITERION)
        code = _code(table)
        if heading is not None and not code.startswith(f"{heading.code}."):
            heading = None
        said = table.texts("notes")
        if heading is not None and not heading.under:
            said = (*heading.notes, *said)  # what is printed at the heading is read first
        notes, excluding = _split(said)
        most = table.number("max", 1, TOTAL)
        self.codes[code] += 1
        again = self.codes[code]
        criterion = Criterion(
            key=code if again == 1 else f"{code}#{again}",
            code=code,
            title=table.text("title", 300),
            max=most,
            options=self._options(table, most),
            notes=(*notes, *_cases_named(table)),
            excludes=" ".join((*out, *excluding, *table.texts("excludes"))),
            group=heading.title if heading else "",
            decides=table.text("decides", optional=True),
        )
        if heading is not None:
            heading.under.append(criterion)
        if len(self.log) == before:
            self._note(table, checks.of_criterion(criterion))
        return criterion

    def _options(self, table: Table, most: int) -> tuple[Option, ...]:
        if not table.has("scoring"):
            return tuple(map(_option, table.tables("options")))
        if table.text("scoring") != "yes_no":
            table.fault("“scoring” chỉ có thể là yes_no", "scoring")
        elif _items(table, "options"):
            table.fault("tiêu chí yes_no không ghi mức điểm", "options")
        return (Option(0, YES_NO[0]), Option(most, YES_NO[1]))

    def _note(self, table: Table, findings: Iterable[checks.Finding]) -> None:
        for place, text in findings:
            if isinstance(place, int):
                table.tables("options")[place].fault(text)
            else:
                table.fault(text, place)


def _heading(table: Table) -> _Heading:
    table.only(GROUP)
    if _items(table, "options"):
        table.fault("nhóm tiêu chí không ghi mức điểm", "options")
    return _Heading(
        table=table,
        code=_code(table),
        title=table.text("title", 300),
        max=table.number("max", 0, TOTAL, 0),
        notes=table.texts("notes"),
    )


def _option(table: Table) -> Option:
    table.only(OPTION)
    return Option(
        points=table.number("points", 0, TOTAL),
        text=table.text("text"),
        case=_case(table),
        star=table.number("min_for_star", 3, 5, 0),
        at_least=table.number("at_least", 0, 100) if table.has("at_least") else None,
    )


def _case(table: Table) -> int:
    said = table.text("case", optional=True)
    found = CASE.fullmatch(said)
    if said and not found:
        table.fault("“case” phải là 1, 2 … hoặc “Trường hợp 1: …”", "case")
    return int(found[1]) if found else 0


def _cases_named(table: Table) -> tuple[str, ...]:
    """Return what the cases of a criterion are called, where the file says more than a number."""
    unnoted = Table(table.node, [])  # the options' own faults are noted where they are read
    said = [o.text("case", optional=True) for o in unnoted.tables("options", optional=True)]
    return tuple(dict.fromkeys(name for name in said if len(name) > 1))


def _code(table: Table) -> str:
    code = table.text("code")
    if code and not CODE.fullmatch(code):
        table.fault("“code” phải có dạng như 6 hoặc 6.1.3", "code")
    return code


def _items(table: Table, key: str) -> bool:
    return table.has(key) and bool(table.values[key].value)


def _split(notes: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the notes that explain, and those that say when a product is out."""
    out = tuple(note for note in notes if any(words in note.casefold() for words in OUT))
    return tuple(note for note in notes if note not in out), out
