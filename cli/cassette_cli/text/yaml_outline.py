"""Where the members and items of YAML collections stand in the text.

A parser's marks of a collection reach to the next token, over comments that belong to what follows,
and an alias has the marks of what it stands for; here every part has the characters that are its.
"""

import re
from typing import NamedTuple

from cassette_cli.text.tree import Array, Leaf, Node, Object
from cassette_cli.text.yaml_block import Block
from cassette_cli.text.yaml_characters import BREAK
from cassette_cli.text.yaml_scalar import content_start

_BETWEEN = re.compile(rf"(?:[ \t{BREAK}]|#[^{BREAK}]*)*")
_EXPLICIT = re.compile(r"\?(?=\s)")
_ALIAS = re.compile(r"\*[^\s,\[\]{}]+")
_COLON = re.compile(r"[ \t]*:")
_LINE_BREAK = re.compile(r"\r\n|\n|\r|\Z")
_LINE_REST = re.compile(r"[^\r\n]*")


class Part(NamedTuple):
    """A member of a mapping or an item of a sequence."""

    start: int
    """Where it begins: its key, its `?` or its dash; an item in brackets: its value."""
    after: int
    """Right behind the colon or the dash; without one, where it would be."""
    end: int
    """Where its value ends, comments behind it not included."""
    value: Node
    pointed: bool
    """There is a colon or a dash; also for an item in brackets, which needs none."""


class Outline:
    """Where the parts of a tree stand.

    Args:
        text: the YAML text.
        root: a tree that was read from it, or a part of one.
    """

    def __init__(self, text: str, root: Node) -> None:
        self.text = text
        self._root = root
        found = re.search(r"\r\n|\n|\r", text)
        self.newline = found.group() if found else "\n"
        self.repeated: set[int] = set()
        """The identities of the nodes that aliases stand for."""
        self._aliases: set[tuple[int, int]] = set()
        if "*" in text:
            self._find_aliases(root)

    def _find_aliases(self, root: Node) -> None:
        """Find the places where a node comes again, or one from before the root."""
        seen: set[int] = set()
        todo: list[tuple[int, int, Node]] = [(0, 0, root)]
        while todo:
            parent, number, node = todo.pop()
            if id(node) in seen or node.start < root.start:
                self._aliases.add((parent, number))
                self.repeated.add(id(node))
                continue
            seen.add(id(node))
            todo += [(id(node), n, child) for n, child in reversed(list(enumerate(_inside(node))))]

    def is_alias(self, parent: Node, index: int) -> bool:
        """Say whether the value of a member, or an item, is only pointed at."""
        number = 2 * index + 1 if isinstance(parent, Object) else index
        return (id(parent), number) in self._aliases

    def holder(self, node: Node) -> tuple[Array | Object, int] | None:
        """Return the collection that holds a node as a value or an item, and its number there."""
        todo = [self._root]
        while todo:
            parent = todo.pop()
            if isinstance(parent, Leaf):
                continue
            values = (
                [value for _, value in parent.members]
                if isinstance(parent, Object)
                else parent.items
            )
            for index, value in enumerate(values):
                is_around = value.start <= node.start and node.end <= value.end
                if not is_around or self.is_alias(parent, index):
                    continue
                if (value.start, value.end) == (node.start, node.end) and type(value) is type(node):
                    return parent, index
                todo.append(value)
        return None

    def is_flow(self, node: Node) -> bool:
        """Say whether a collection stands in brackets."""
        return self.text[content_start(self.text, node)] in "[{"

    def column(self, offset: int) -> int:
        """Return how many characters stand before an offset on its line."""
        return offset - self.line_start(offset)

    def line_start(self, offset: int) -> int:
        """Return where the line of an offset begins."""
        start = self.text.rfind("\n", 0, offset) + 1
        return max(self.text.rfind("\r", start, offset) + 1, start)

    def line_end(self, offset: int) -> int:
        """Return where the line of an offset ends, its line break not included."""
        found = _LINE_REST.match(self.text, offset)
        return found.end() if found else offset

    def next_line(self, offset: int) -> int:
        """Return where the line after that of an offset begins."""
        found = _LINE_BREAK.match(self.text, self.line_end(offset))
        return found.end() if found else len(self.text)

    def parts(self, node: Array | Object) -> list[Part]:
        """Return the members or items of a collection, in the order of the text."""
        found: list[Part] = []
        start = self._first(node)
        for index in range(len(node.members if isinstance(node, Object) else node.items)):
            part = self._part(node, index, start)
            found.append(part)
            start = self._skip(part.end)
            if self.text.startswith(",", start) and self.is_flow(node):
                start = self._skip(start + 1)
        return found

    def _first(self, node: Array | Object) -> int:
        """Return where the first part of a collection begins."""
        at = content_start(self.text, node)
        if self.text[at : at + 1] in {"[", "{"}:
            return self._skip(at + 1)
        if isinstance(node, Array):
            return self._skip(at)
        if (id(node), 0) in self._aliases or not node.members:
            return self._skip(at)
        key = node.members[0][0].start
        before = self.text[:key].rstrip(" ") if self.text[key - 1 : key] == " " else ""
        return len(before) - 1 if before.endswith("?") else key

    def _part(self, node: Array | Object, index: int, start: int) -> Part:
        if isinstance(node, Object):
            return self._member(node, index, start)
        value = node.items[index]
        after = start if self.is_flow(node) else start + 1
        return Part(start, after, self._value_end(node, index, value, after), value, True)

    def _member(self, node: Object, index: int, start: int) -> Part:
        key, value = node.members[index]
        explicit = _EXPLICIT.match(self.text, start)
        if (id(node), 2 * index) in self._aliases:
            at = self._skip(explicit.end()) if explicit else start
            key_end = self._alias_end(at)
        else:
            key_end = self._end(key)
        colon = _COLON.match(self.text, self._skip(key_end) if explicit else key_end)
        if colon is None:
            return Part(start, key_end, key_end, value, False)
        after = colon.end()
        return Part(start, after, self._value_end(node, index, value, after), value, True)

    def _value_end(self, node: Node, index: int, value: Node, after: int) -> int:
        if self.is_alias(node, index):
            return self._alias_end(self._skip(after))
        return after if _is_empty(value) else self._end(value)

    def _alias_end(self, start: int) -> int:
        found = _ALIAS.match(self.text, start)
        return found.end() if found else start

    def _skip(self, offset: int) -> int:
        """Return where the next character stands that is no blank and no comment."""
        found = _BETWEEN.match(self.text, offset)
        return found.end() if found else offset

    def _end(self, node: Node) -> int:
        """Return where the characters of a node end."""
        while not isinstance(node, Leaf):
            if self.is_flow(node):
                return node.end
            if isinstance(node, Array) and not self.is_alias(node, len(node.items) - 1):
                node = node.items[-1]
                continue
            if isinstance(node, Array):
                return self.parts(node)[-1].end
            last = len(node.members) - 1
            value = node.members[last][1]
            if self.is_alias(node, last) or _is_empty(value):
                return self.parts(node)[-1].end
            node = value
        return self.leaf_end(node)

    def leaf_end(self, leaf: Leaf) -> int:
        """Return where a scalar ends; the line break behind a block is not part of it."""
        if leaf.style not in {"|", ">"}:
            return leaf.end
        start = content_start(self.text, leaf)
        end = start + Block(self.text[start : leaf.end], leaf.value).end
        piece = self.text[start:end]
        return start + len(piece.removesuffix("\n").removesuffix("\r"))


def _inside(node: Node) -> list[Node]:
    """Return the children of a node; those of a mapping are keys and values in turn."""
    if isinstance(node, Object):
        return [child for member in node.members for child in member]
    return list(node.items) if isinstance(node, Array) else []


def _is_empty(node: Node) -> bool:
    return isinstance(node, Leaf) and node.start == node.end
