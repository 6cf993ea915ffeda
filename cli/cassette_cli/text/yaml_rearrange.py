"""Parts of a YAML collection put in, taken out and moved; each keeps its own lines.

What is taken out is the lines of that part alone: a comment above it, or above the next, stays.
"""

import re
from collections.abc import Sequence
from typing import TypeAlias

from cassette_cli.text.edit import Edit
from cassette_cli.text.span import Span
from cassette_cli.text.tree import Array, Leaf, Node, Object
from cassette_cli.text.yaml_outline import Outline, Part
from cassette_cli.text.yaml_scalar import content_start

Steps: TypeAlias = Sequence[int | str]
"""What a collection is to hold, in order: parts that stay, by their rising numbers, and texts."""


def rearranged(outline: Outline, node: Array | Object, steps: Steps) -> list[Edit[str]]:
    """Return the edits after which a collection has the parts that the steps say.

    Args:
        outline: where everything stands.
        node: the collection; one that is not in brackets has parts, and loses all only if what it
            is instead is written elsewhere.
        steps: what it is to hold; a text is a part from its key or dash on, its last line open.
    """
    parts = outline.parts(node)
    if outline.is_flow(node):
        return _in_brackets(parts, steps, node.end - 1)
    return _Lines(outline, parts).edits(steps)


def _in_brackets(parts: Sequence[Part], steps: Steps, end: int) -> list[Edit[str]]:
    stays = {step for step in steps if isinstance(step, int)}
    if not stays:
        start = parts[0].start if parts else end
        return [Edit(Span(start, end), ", ".join(map(str, steps)))]
    first = min(stays)
    made: list[Edit[str]] = []
    for after, texts in _groups(steps):
        at = parts[0].start if after is None else parts[after].end
        ends = ("", ", ") if after is None else (", ", "")
        made.append(Edit(Span(at, at), "".join(ends[0] + text + ends[1] for text in texts)))
    for index, part in enumerate(parts):
        if index < first:
            made.append(Edit(Span(part.start, parts[index + 1].start), ""))
        elif index not in stays:
            made.append(Edit(Span(parts[index - 1].end, part.end), ""))
    return made


def _groups(steps: Steps) -> list[tuple[int | None, list[str]]]:
    """Return the texts among steps by the part that they follow, `None` for those before all."""
    found: list[tuple[int | None, list[str]]] = []
    after: int | None = None
    for step in steps:
        if isinstance(step, int):
            after = step
        elif found and found[-1][0] == after:
            found[-1][1].append(step)
        else:
            found.append((after, [step]))
    return found


class _Lines:
    """A collection that is written on lines, one part below the other.

    A line is taken out with the line break before it, so that what is put behind it has its place.
    """

    def __init__(self, outline: Outline, parts: Sequence[Part]) -> None:
        self._outline = outline
        self._text = outline.text
        self._parts = parts
        self._next = outline.newline + " " * outline.column(parts[0].start)
        start = outline.line_start(parts[0].start)
        self._inline = bool(self._text[start : parts[0].start].strip())
        """The first part stands behind something: the dash of an item."""

    def edits(self, steps: Steps) -> list[Edit[str]]:
        """Return the edits after which there is what is planned."""
        groups = _groups(steps)
        stays = [step for step in steps if isinstance(step, int)]
        gone = [index for index in range(len(self._parts)) if index not in set(stays)]
        made: list[Edit[str]] = []
        if 0 in gone and steps and (self._inline or not stays):
            head = groups.pop(0)[1] if groups and groups[0][0] is None else []
            made += self._first(head, stays[0] if stays else 0, gone)
        for after, texts in groups:
            made.append(self._before(texts) if after is None else self._behind(after, texts))
        made += [self._without(index, stays) for index in gone]
        end = len(self._text)
        if steps and "\n" in str(steps[-1]) and self._end(-1) == end:
            made.append(Edit(Span(end, end), self._outline.newline))  # which a block needs
        return made

    def _first(self, texts: Sequence[str], keeps: int, gone: list[int]) -> list[Edit[str]]:
        """Put texts in the place of the first part; with none, what stays first moves up."""
        start, end = self._parts[0].start, self._end(0)
        gone.remove(0)
        if texts:
            return [Edit(Span(start, end), self._next.join(texts))]
        between = zip(range(keeps), self._parts[1:], strict=False)
        if any(self._text[self._end(n) : part.start].strip() for n, part in between):
            before = self._text[self._outline.line_start(start) : start]
            blanks = len(before) - len(before.rstrip())
            return [Edit(Span(start - blanks, end), "")]  # the dash stays alone, above a comment
        del gone[: keeps - 1]
        return [Edit(Span(start, self._parts[keeps].start), "")]

    def _before(self, texts: Sequence[str]) -> Edit[str]:
        """Put texts before the first part, which stays, or has a line of its own."""
        start = self._parts[0].start
        if self._inline:
            return Edit(Span(start, start), "".join(text + self._next for text in texts))
        at = self._line_before(start)
        indent = self._next.removeprefix(self._outline.newline)
        while indent and self._text.startswith(f"{indent}#", self._outline.line_start(at)):
            at = self._line_before(at)  # a comment on what stays
        return self._new_lines(at, texts)

    def _behind(self, index: int, texts: Sequence[str]) -> Edit[str]:
        at = self._end(index)
        if any(text[-1] in "\r\n" for text in texts):  # a block that takes blank lines as its own
            at = self._behind_blank_lines(at)
        return self._new_lines(at, texts)

    def _new_lines(self, at: int, texts: Sequence[str]) -> Edit[str]:
        """Put texts on lines behind the end of a line."""
        if at < 0:
            first = self._outline.line_start(self._parts[0].start)
            indent = self._next.removeprefix(self._outline.newline)
            lines = "".join(indent + text + self._outline.newline for text in texts)
            return Edit(Span(first, first), lines)
        return Edit(Span(at, at), "".join(self._next + text for text in texts))

    def _without(self, index: int, stays: Sequence[int]) -> Edit[str]:
        """Take out the lines of a part."""
        part, end = self._parts[index], self._end(index)
        start = self._line_before(part.start)
        if index and _keeps_breaks(self._outline, self._parts[index - 1].value):
            end = self._behind_blank_lines(end)
        before = max((stay for stay in stays if stay < index), default=None)
        at_end = end == len(self._text)
        if before is None and self._line_before(self._parts[0].start) < 0:  # the text begins here
            first = self._outline.line_start(part.start)
            return Edit(Span(first, self._outline.next_line(end)), "")
        if at_end and before is not None and is_block(self._parts[before].value):
            start = self._outline.line_start(part.start)  # the block keeps its line end
        return Edit(Span(start, end), "")

    def _end(self, index: int) -> int:
        """Return where the last line of a part ends, with the comment on it."""
        return self._outline.line_end(self._parts[index].end)

    def _line_before(self, offset: int) -> int:
        """Return where the line before that of an offset ends, -1 if there is none."""
        start = self._outline.line_start(offset)
        return start - (2 if self._text.startswith("\r\n", start - 2) else 1)

    def _behind_blank_lines(self, offset: int) -> int:
        """Return where the last of the blank lines ends that follow a line's end."""
        found = _BLANK_LINES.match(self._text, offset)
        return found.end() if found else offset


_BLANK_LINES = re.compile(r"(?:(?:\r\n|\n|\r)[ \t]*(?=[\r\n]))*")
_HEADER = re.compile(r"[|>][0-9]?([-+]?)")


def is_block(node: Node) -> bool:
    """Say whether a value ends with a block scalar."""
    return _last_leaf(node).style in {"|", ">"}


def _last_leaf(node: Node) -> Leaf:
    while not isinstance(node, Leaf):
        if isinstance(node, Array) and node.items:
            node = node.items[-1]
        elif isinstance(node, Object) and node.members:
            node = node.members[-1][1]
        else:
            return Leaf("", "", "", node.start, node.end)
    return node


def unended(outline: Outline, node: Node) -> list[Edit[str]]:
    """Return the edit that a block scalar needs whose last line gets a line end after all.

    A text that ends within a block scalar, without a line end, has none in the scalar either.
    """
    leaf = _last_leaf(node)
    chomping = _chomping(outline, leaf)
    if chomping is None or chomping[1] == "-" or outline.leaf_end(leaf) < len(outline.text):
        return []
    return [Edit(Span(*chomping.span(1)), "-")]


def _keeps_breaks(outline: Outline, node: Node) -> bool:
    """Say whether a value ends with a block scalar that all blank lines behind it belong to."""
    chomping = _chomping(outline, _last_leaf(node))
    return chomping is not None and chomping[1] == "+"


def _chomping(outline: Outline, leaf: Leaf) -> re.Match[str] | None:
    """Return the header of a block scalar, with the sign in it."""
    return _HEADER.match(outline.text, content_start(outline.text, leaf)) if leaf.style else None
