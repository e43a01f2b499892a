"""Composition: what many sets print alike is written once, as a named block, and used by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from .nodes import Fault, Faults, fault_at, node_of

Blocks = Mapping[str, yaml.Node]
USE = "use"
LARGEST = 100_000  # nodes of one composed set; the law's largest has some two thousand
DEEPEST = 10  # blocks within blocks


def read_blocks(paths: Iterable[Path]) -> dict[str, yaml.Node]:
    """Return the blocks of files that say ``name: {…}`` or ``name: [{…}, …]``, by name.

    Raises:
        Faults: when a file is no such mapping, a block is of another shape, or a name is taken.
    """
    found: dict[str, yaml.Node] = {}
    faults: list[Fault] = []
    for path in paths:
        try:
            root = node_of(path)
        except Faults as wrong:
            faults += wrong.faults
            continue
        if not isinstance(root, yaml.MappingNode):
            faults.append(fault_at(root, "tệp khối phải ghi tên từng khối"))
            continue
        for key, block in root.value:
            if key.value in found:
                faults.append(fault_at(key, f"khối “{key.value[:40]}” có hai lần"))
            elif not _is_block(block):
                faults.append(fault_at(block, f"khối “{key.value[:40]}” phải là bảng khoá"))
            else:
                found[key.value] = block
    if faults:
        raise Faults(faults)
    return found


def _is_block(node: yaml.Node) -> bool:
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return bool(items) and all(isinstance(item, yaml.MappingNode) for item in items)


def composed(root: yaml.Node, blocks: Blocks) -> yaml.Node:
    """Return ``root`` with every ``{use: name}`` in a list replaced by the block of that name.

    Further keys beside ``use`` stand instead of the block's own. Lines stay those of the file that
    a key is written in.

    Raises:
        Faults: on an unknown name, a block that uses itself, keys beside the use of a list, blocks
            within blocks without end.
    """
    work = _Composition(blocks)
    done = work.node(root, ())
    if work.faults:
        raise Faults(work.faults)
    return done


@dataclass
class _Composition:
    blocks: Blocks
    faults: list[Fault] = field(default_factory=list)
    size: int = 0

    def node(self, node: yaml.Node, within: tuple[str, ...]) -> yaml.Node:
        """Return the composed copy of a node that stands inside the blocks ``within``."""
        self.size += 1
        if self.size > LARGEST:
            raise Faults([fault_at(node, "dùng khối làm bộ tiêu chí quá lớn")])
        if isinstance(node, yaml.MappingNode):
            pairs = [(key, self.node(value, within)) for key, value in node.value]
            return yaml.MappingNode(node.tag, pairs, node.start_mark, node.end_mark)
        if isinstance(node, yaml.SequenceNode):
            items = [done for item in node.value for done in self._items(item, within)]
            return yaml.SequenceNode(node.tag, items, node.start_mark, node.end_mark)
        return node

    def _items(self, item: yaml.Node, within: tuple[str, ...]) -> list[yaml.Node]:
        name = _used(item)
        if name is None:
            return [self.node(item, within)]
        block = self._block(item, name, within)
        if block is None:
            return []
        own = [pair for pair in item.value if pair[0].value != USE]
        if isinstance(block, yaml.SequenceNode):
            if own:
                self.faults.append(
                    fault_at(own[0][0], f"khối “{name}” là danh sách, không sửa được")
                )
            done = self.node(block, (*within, name))
            return list(done.value)
        replaced = {key.value for key, _value in own}
        kept = [pair for pair in block.value if pair[0].value not in replaced]
        inner = self.node(_table(block, kept), (*within, name))
        outer = self.node(_table(item, own), within)
        return [_table(item, [*inner.value, *outer.value])]

    def _block(self, item: yaml.Node, name: str, within: tuple[str, ...]) -> yaml.Node | None:
        block = self.blocks.get(name)
        if block is None:
            self.faults.append(fault_at(item, f"không có khối “{name[:40]}”"))
        elif name in within:
            self.faults.append(fault_at(item, f"khối “{name}” dùng lại chính nó"))
        elif len(within) >= DEEPEST:
            self.faults.append(fault_at(item, "khối lồng nhau quá sâu"))
        else:
            return block
        return None


def _used(item: yaml.Node) -> str | None:
    if not isinstance(item, yaml.MappingNode):
        return None
    return next((str(value.value) for key, value in item.value if key.value == USE), None)


def _table(like: yaml.Node, pairs: list[tuple[yaml.Node, yaml.Node]]) -> yaml.MappingNode:
    return yaml.MappingNode(like.tag, pairs, like.start_mark, like.end_mark)
