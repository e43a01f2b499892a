"""A YAML file as nodes that know their line, and faults that name it; nothing is built unasked."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from processes.text import normal

LARGEST = 1_000_000  # bytes; the longest set of the law is under thirty thousand
DEEPEST = 20  # nested lists and tables; a set has ten
LONGEST = 2000  # characters of one text
WHOLE = re.compile(r"-?[0-9]{1,4}")
DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9A-Za-z])")
# they turn the order of letters round, so that a text reads otherwise than it is stored
TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Fault:
    """What is wrong, in Vietnamese, and where: the file's name and the line, from 1; 0: the whole."""

    file: str
    line: int
    text: str

    @property
    def where(self) -> str:
        """The line in words, if there is one."""
        return f"dòng {self.line}" if self.line else ""

    def __str__(self) -> str:
        return f"{self.file} {self.where}".rstrip() + f": {self.text}"


class Faults(Exception):  # noqa: N818 -- the plural of what it carries
    """A file that is not taken; ``faults`` has everything that was found, at least one."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


def fault_at(node: yaml.Node, text: str) -> Fault:
    """Return a fault where ``node`` begins."""
    return Fault(node.start_mark.name, node.start_mark.line + 1, text)


def node_of(path: Path) -> yaml.Node:
    """Return the root of a file, named as the path's last part.

    Raises:
        Faults: when it is too large, not UTF-8, or not plain YAML (see :func:`parsed`).
    """
    try:
        if path.stat().st_size > LARGEST:
            raise Faults([Fault(path.name, 0, "tệp lớn hơn 1 MB")])
        given = path.read_bytes()
    except OSError as error:
        raise Faults([Fault(path.name, 0, "không đọc được tệp")]) from error
    try:
        text = given.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = given.count(b"\n", 0, error.start) + 1
        raise Faults([Fault(path.name, line, "tệp không phải UTF-8")]) from error
    return parsed(text, path.name)


def parsed(text: str, file: str) -> yaml.Node:
    """Return the root of a text; ``file`` names it in faults.

    Raises:
        Faults: on wrong syntax, several documents, an anchor, an alias, a tag, deep nesting, a key
            that stands twice in one table.
    """
    if len(text.encode("utf-8", "replace")) > LARGEST:
        raise Faults([Fault(file, 0, "tệp lớn hơn 1 MB")])
    try:
        loader = _Loader(text, file)
        node = loader.get_single_node()
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, int(error.position)) + 1
        raise Faults([Fault(file, line, "có ký tự không đọc được")]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        wrong = "sai cú pháp YAML (xem thụt dòng, dấu hai chấm, dấu nháy)"
        raise Faults([Fault(file, line, wrong)]) from error
    if loader.faults:
        raise Faults(loader.faults)
    if node is None:
        raise Faults([Fault(file, 0, "tệp trống")])
    return node


class _Loader(yaml.SafeLoader):
    """Composes nodes only; what could grow, refer or construct is refused."""

    def __init__(self, text: str, file: str) -> None:
        super().__init__(text)
        self.name = file
        self.depth = 0
        self.faults: list[Fault] = []

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise self._refused(event, "không dùng neo (&) và tham chiếu (*)")
        if event.tag is not None:
            raise self._refused(event, "không dùng thẻ (!)")
        if self.depth >= DEEPEST:
            raise self._refused(event, "lồng nhau quá sâu")
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        if isinstance(node, yaml.MappingNode):
            self.faults += _doubled(node)
        return node

    def _refused(self, event: Any, text: str) -> Faults:
        return Faults([Fault(self.name, event.start_mark.line + 1, text)])


def _doubled(node: yaml.MappingNode) -> Iterator[Fault]:
    seen: set[str] = set()
    for key, _value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            yield fault_at(key, "khoá phải là một từ")
        elif key.value in seen:
            yield fault_at(key, f"khoá “{key.value[:40]}” ghi hai lần")
        else:
            seen.add(key.value)


def is_null(node: yaml.Node | None) -> bool:
    """Return whether there is nothing: no node, or an empty one."""
    return node is None or node.tag == "tag:yaml.org,2002:null"


class Table:
    """A mapping of a file, read key by key; what is wrong goes to ``log`` and reading goes on.

    After a fault a method returns something harmless (``""``, the lowest number, no items): whoever
    reads on must look at the log before trusting the whole.
    """

    def __init__(self, node: yaml.MappingNode, log: list[Fault]) -> None:
        self.node = node
        self.log = log
        self.values: dict[str, yaml.Node] = {key.value: value for key, value in node.value}

    def fault(self, text: str, key: str = "") -> None:
        """Note what is wrong, at the value of ``key``, or where the table begins."""
        self.log.append(fault_at(self.values.get(key, self.node), text))

    def only(self, known: Collection[str]) -> None:
        """Note every key that is not ``known``."""
        for key, _value in self.node.value:
            if key.value not in known:
                self.log.append(fault_at(key, f"không biết khoá “{key.value[:40]}”"))

    def has(self, key: str) -> bool:
        """Return whether ``key`` is there with something in it."""
        return not is_null(self.values.get(key))

    def text(self, key: str, most: int = LONGEST, *, optional: bool = False) -> str:
        """Return a text in NFC on one line, ``most`` characters at most."""
        if not self.has(key):
            if not optional:
                self.fault(f"thiếu “{key}”")
            return ""
        return self._text(self.values[key], key, most)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the texts of a list; one text stands for a list of one."""
        node = self.values.get(key)
        if node is None or is_null(node):
            return ()
        items = node.value if isinstance(node, yaml.SequenceNode) else [node]
        return tuple(self._text(item, key, LONGEST) for item in items)

    def number(self, key: str, lowest: int, highest: int, default: int | None = None) -> int:
        """Return a whole number from ``lowest`` to ``highest``; ``default`` where there is none."""
        node = self.values.get(key)
        if node is None or is_null(node):
            if default is None:
                self.fault(f"thiếu “{key}”")
            return lowest if default is None else default
        plain = isinstance(node, yaml.ScalarNode) and WHOLE.fullmatch(node.value)
        if plain and lowest <= int(node.value) <= highest:
            return int(node.value)
        self.fault(f"“{key}” phải là số nguyên từ {lowest} đến {highest}", key)
        return lowest

    def flag(self, key: str) -> bool:
        """Return whether ``key`` says true."""
        node = self.values.get(key)
        if node is None or is_null(node):
            return False
        if node.value not in ("true", "false"):
            self.fault(f"“{key}” phải là true hoặc false", key)
        return bool(node.value == "true")

    def day(self, key: str, *, optional: bool = False) -> date | None:
        """Return the day that a text begins with; what follows it is a remark."""
        text = self.text(key, optional=optional)
        if not text:
            return None
        found = DAY.match(text)
        try:
            return date.fromisoformat(found[1] if found else "")
        except ValueError:
            self.fault(f"“{key}” phải bắt đầu bằng một ngày có thật, dạng 2026-05-22", key)
            return None

    def tables(self, key: str, *, optional: bool = False) -> list["Table"]:
        """Return the tables of a list."""
        node = self.values.get(key)
        if node is None or is_null(node):
            if not optional:
                self.fault(f"thiếu “{key}”")
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.fault(f"“{key}” phải là một danh sách", key)
            return []
        for item in node.value:
            if not isinstance(item, yaml.MappingNode):
                self.log.append(fault_at(item, f"mỗi mục của “{key}” phải là một bảng khoá"))
        return [Table(i, self.log) for i in node.value if isinstance(i, yaml.MappingNode)]

    def _text(self, node: yaml.Node, key: str, most: int) -> str:
        if not isinstance(node, yaml.ScalarNode):
            self.log.append(fault_at(node, f"“{key}” phải là chữ"))
            return ""
        text = normal(" ".join(node.value.split()))
        if not text:
            self.log.append(fault_at(node, f"“{key}” để trống"))
        elif len(text) > most:
            self.log.append(fault_at(node, f"“{key}” dài quá {most} ký tự"))
        elif any(c in TURNING or unicodedata.category(c) in {"Cc", "Cs"} for c in text):
            self.log.append(fault_at(node, f"“{key}” có ký tự điều khiển"))
        return text
