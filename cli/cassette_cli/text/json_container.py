"""The children of a JSON array or object: taken out and put in, with what sets them apart."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from cassette_cli.text.edit import Edit
from cassette_cli.text.json_style import Style, spelled
from cassette_cli.text.json_value import Json
from cassette_cli.text.span import Span
from cassette_cli.text.tree import Array, Leaf, Object

_LINE = re.compile(r"\r?\n[ \t]*\Z")
_START_OF_LINE = re.compile(r'([ \t]*)(?:"[^"\\]*(?:\\.[^"\\]*)*"\s*:\s*)?')
_LONGEST_KEY = 1000


class Container:
    """An array or object whose children are to be changed.

    Args:
        text: the whole text.
        node: the array or object.
        style: how new children are spelled where those that are there do not show it.
    """

    def __init__(self, text: str, node: Array | Object, style: Style) -> None:
        self._text = text
        self._node = node
        self._given = style
        if isinstance(node, Array):
            self._spans = [Span(item.start, item.end) for item in node.items]
        else:
            self._spans = [Span(key.start, value.end) for key, value in node.members]

    def item(self, value: Json) -> str:
        """Return the text of a new item."""
        is_broken = isinstance(value, dict | list) and self._breaks(type(value))
        return spelled(value, self._style, self._line if is_broken else "")

    def member(self, key: str, value: Json) -> str:
        """Return the text of a new member."""
        return spelled(key, self._style) + self._style.colon + self.item(value)

    def edits(self, keeps: Sequence[bool], added: Mapping[int, Sequence[str]]) -> list[Edit[str]]:
        """Return the edits after which other children are there.

        Args:
            keeps: for each child, whether it stays.
            added: texts of new ones that come after the child of a position that stays; -1 for
                before all.
        """
        kept = [at for at, keep in enumerate(keeps) if keep]
        if not kept:
            return list(self._refilled(added.get(-1, ())))
        found: list[Edit[str]] = []
        for left, right in pairwise((-1, *kept, len(keeps))):
            texts = added.get(left, ())
            if texts or right - left > 1:
                found += self._between(left, right, texts)
        return found

    def _refilled(self, texts: Sequence[str]) -> Iterator[Edit[str]]:
        """Yield the edit after which there are new children only."""
        inside = Span(self._node.start + 1, self._node.end - 1)
        if not texts and self._spans:
            yield Edit(inside, "")
        elif texts and self._spans:
            span = Span(self._spans[0].start, self._spans[-1].end)
            yield Edit(span, self._separator(0).join(texts))
        elif texts:
            end = self._line and line_at(self._text, self._node, self._given)
            yield Edit(inside, self._line + self._separator(0).join(texts) + end)

    def _between(self, left: int, right: int, texts: Sequence[str]) -> Iterator[Edit[str]]:
        """Yield the edit that puts texts between two children, in place of those that are there."""
        spans = self._spans
        separator = self._separator(left)
        if right - left > 1:
            start, end = spans[left + 1].start, spans[right - 1].end
            if not texts and left >= 0:
                start = spans[left].end
            elif not texts:
                end = spans[right].start
            yield Edit(Span(start, end), separator.join(texts))
        elif left >= 0:
            at = spans[left].end
            yield Edit(Span(at, at), "".join(separator + text for text in texts))
        else:
            at = spans[right].start
            yield Edit(Span(at, at), "".join(text + separator for text in texts))

    def _separator(self, at: int) -> str:
        """Return what is to stand after a child: what stands there, or what does elsewhere."""
        spans = self._spans
        at = max(min(at, len(spans) - 2), 0)
        if len(spans) > 1:
            return self._text[spans[at].end : spans[at + 1].start]
        return "," + self._line if self._line else self._style.comma

    @cached_property
    def _line(self) -> str:
        """The line end and the indentation before each child; `""` on one line."""
        if self._spans:
            return _line_end(self._text[self._node.start + 1 : self._spans[0].start])
        line = line_at(self._text, self._node, self._given)
        return line + (self._given.indent or "") if line else ""

    @cached_property
    def _style(self) -> Style:
        """The style that its children show."""
        style = self._given
        if self._line and self._spans:
            end = _line_end(self._text[self._spans[-1].end : self._node.end - 1])
            known = end and self._line.startswith(end)
            style = style._replace(indent=self._line[len(end) :] if known else style.indent or "  ")
        elif len(self._spans) > 1 and "\n" not in self._separator(0):
            style = style._replace(comma=self._separator(0))
        if isinstance(self._node, Object) and self._node.members:
            key, value = self._node.members[0]
            colon = self._text[key.end : value.start]
            style = style._replace(colon=style.colon if "\n" in colon else colon)
        return style

    def _breaks(self, kind: type) -> bool:
        """Say whether a new child of a kind is written on several lines: as the last such is."""
        return bool(self._line) and self._broken.get(kind, True)

    @cached_property
    def _broken(self) -> dict[type, bool]:
        node = self._node
        found: dict[type, bool] = {}
        for child in node.items if isinstance(node, Array) else [one for _, one in node.members]:
            match child:
                case Object(members=inside) | Array(items=inside) if inside:
                    kind = dict if isinstance(child, Object) else list
                    found[kind] = not _is_on_one_line(self._text, child)
        return found


def line_at(text: str, node: Leaf | Array | Object, style: Style) -> str:
    """Return the line end and the indentation of the line that a value starts, after its key.

    It is `""` where another value stands before it in that line, and where there are no lines.
    """
    if style.indent is None or _is_on_one_line(text, node):
        return ""
    start = text.rfind("\n", max(node.start - _LONGEST_KEY, 0), node.start) + 1
    if not start and node.start > _LONGEST_KEY:
        return ""
    found = _START_OF_LINE.fullmatch(text, start, node.start)
    return style.newline + found[1] if found else ""


def _is_on_one_line(text: str, node: Leaf | Array | Object) -> bool:
    match node:
        case Array(items=(first, *_)) | Object(members=((first, _), *_)):
            return "\n" not in text[node.start : first.start]
    return False


def _line_end(blank: str) -> str:
    found = _LINE.search(blank)
    return found[0] if found else ""
