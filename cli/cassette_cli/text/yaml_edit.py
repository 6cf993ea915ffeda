"""The least edits after which a part of a YAML text stands for another value.

What stays the same is not touched: comments, blank lines, quotes, folds, anchors and tags. A string
is edited within its scalar; what is new is written by the writer of the recorder.
"""

import json
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from cassette_cli.errors import CassetteError
from cassette_cli.text.alignment import longest_increasing, text_edits
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.json_value import Json
from cassette_cli.text.lines import place
from cassette_cli.text.pairing import paired, same
from cassette_cli.text.span import Span
from cassette_cli.text.tree import Array, Leaf, Node, Object
from cassette_cli.text.value import key_text, python_value, scalar_value
from cassette_cli.text.yaml_outline import Outline, Part
from cassette_cli.text.yaml_rearrange import rearranged, unended
from cassette_cli.text.yaml_scalar import content_start, scalar_view
from cassette_cli.text.yaml_tree import read_documents
from cassette_cli.text.yaml_writer import Place, Writer, is_unfit

Edits: TypeAlias = list[Edit[str]]


def yaml_edits(
    text: str,
    node: Node,
    wanted: Json,
    writer: Writer,
    whole: Callable[[], Outline] | None = None,
) -> Edits:
    """Return the least edits after which a node of a YAML text stands for `wanted`.

    Args:
        text: the YAML text.
        node: one of its tree; what it stands for now is its `python_value`.
        wanted: what it is to stand for; of a mapping the order counts too.
        writer: writes what is new.
        whole: returns the outline of the document; without it, it is made anew where it is needed.

    Raises:
        CassetteError: an alias shares a value that is to be another in one place only; or a whole
            document is to be of another kind.
    """
    try:
        return _Editor(text, node, writer).edits(wanted, lambda: _spot_of(text, node, whole))
    except RecursionError as error:
        raise CassetteError("a value is nested too deep to be edited") from error


class _Spot(NamedTuple):
    """Where a value stands in its collection."""

    part: Part
    column: int
    """Of the part that it is the value of."""
    in_item: bool
    flow: bool


Find: TypeAlias = Callable[[], _Spot | None]
"""Finds where a value stands; a whole document stands nowhere."""


class _Step(NamedTuple):
    """A member or an item that a collection is to have."""

    number: int
    """Which one it is now, -1 for none."""
    key: str
    value: Json


class _Pointer(NamedTuple):
    """An alias, and what it is to stand for."""

    parent: Array | Object
    number: int
    wanted: Json


class _Editor:
    """Walks a tree beside what it is to be."""

    def __init__(self, text: str, root: Node, writer: Writer) -> None:
        self._text = text
        self._root = root
        self._writer = writer
        self._outline = Outline(text, root)
        self._met: dict[int, Json] = {}
        """What the nodes are to be that aliases stand for."""
        self._pointers: list[_Pointer] = []

    def edits(self, wanted: Json, find: Find) -> Edits:
        """Return the edits, after making sure that aliases agree with them."""
        made = self._node(self._root, wanted, find)
        for pointer in self._pointers:
            node = _value(pointer.parent, pointer.number)
            if not same(self._met.get(id(node), python_value(node)), pointer.wanted):
                raise self._is_alias(pointer)
        if made and self._outline.repeated:
            self._check(made, wanted)
        return made

    def _node(self, node: Node, wanted: Json, find: Find) -> Edits:
        """Return the edits of a node."""
        if id(node) in self._outline.repeated:
            self._met[id(node)] = wanted
        match node, wanted:
            case Leaf(), _:
                return self._leaf(node, wanted, find)
            case Object(), dict():
                return self._members(node, wanted, find)
            case Array(), list():
                return self._items(node, wanted, find)
        return self._whole(node, wanted, find())

    def _child(self, parent: Array | Object, index: int, wanted: Json) -> Edits:
        """Return the edits of the value of a member, or of an item."""
        if self._outline.is_alias(parent, index):
            self._pointers.append(_Pointer(parent, index, wanted))
            return []
        node = _value(parent, index)
        bare_pair = isinstance(node, Object) and not self._outline.is_flow(node)
        if bare_pair and self._outline.is_flow(parent):  # `[a: 1]`
            spot = _spot(self._outline, parent, index)
            return [] if same(python_value(node), wanted) else self._whole(node, wanted, spot)
        return self._node(node, wanted, lambda: _spot(self._outline, parent, index))

    def _members(self, node: Object, wanted: dict[str, Json], find: Find) -> Edits:
        names = [key_text(key) for key, _ in node.members]
        where = {name: index for index, name in enumerate(names)}
        steps = [_Step(where.get(name, -1), name, value) for name, value in wanted.items()]
        inside = {
            step.number: self._child(node, step.number, step.value)
            for step in steps
            if step.number >= 0
        }
        if list(dict.fromkeys(names)) == list(wanted):
            return _all(inside)
        return self._arranged(node, steps, inside, find)

    def _items(self, node: Array, wanted: list[Json], find: Find) -> Edits:
        old = [python_value(item) for item in node.items]
        found = _aligned(old, wanted)
        steps = [_Step(index, "", value) for index, value in zip(found, wanted, strict=True)]
        inside = {
            step.number: self._child(node, step.number, step.value)
            for step in steps
            if step.number >= 0
            and (self._outline.repeated or not same(old[step.number], step.value))
        }
        if found == list(range(len(old))):
            return _all(inside)
        return self._arranged(node, steps, inside, find)

    def _arranged(
        self, node: Array | Object, steps: Sequence[_Step], inside: dict[int, Edits], find: Find
    ) -> Edits:
        """Return the edits of a collection whose parts are not those that it has.

        Args:
            node: the collection.
            steps: the parts that it is to have.
            inside: the edits within the parts that it has.
            find: finds where it stands.
        """
        parts = self._outline.parts(node)
        flow = self._outline.is_flow(node)
        if not steps and not flow:
            return self._emptied(node, find())
        if not parts and (spot := find()) is not None and not spot.flow:
            return self._whole(node, _collected(node, steps), spot)
        stays = set(longest_increasing([step.number for step in steps if step.number >= 0]))
        column = self._outline.column(parts[0].start) if parts else 0
        plan: list[int | str] = []
        for step in steps:
            if step.number in stays:
                plan.append(step.number)
            elif step.number >= 0:
                plan.append(self._moved(parts[step.number], inside.get(step.number, []), flow=flow))
            else:
                plan.append(self._new(node, step, column, flow=flow))
        made = _all({number: edits for number, edits in inside.items() if number in stays})
        last = len(parts) - 1
        if last in stays and plan[-1] != last and not flow:
            made = _with(made, unended(self._outline, parts[last].value))
        return made + rearranged(self._outline, node, plan)

    def _moved(self, part: Part, inside: Edits, *, flow: bool) -> str:
        """Return the text of a part that is put elsewhere."""
        end = part.end if flow else self._outline.line_end(part.end)
        if end == len(self._text):
            inside = _with(inside, unended(self._outline, part.value))
        start = part.start
        shifted = [Edit(Span(s - start, min(e, end) - start), new) for (s, e), new in inside]
        return apply(self._text[start:end], shifted)

    def _new(self, node: Node, step: _Step, column: int, *, flow: bool) -> str:
        """Return the text of a part that was not there."""
        if isinstance(node, Object):
            if flow:
                return self._writer.flow_member(step.key, step.value)
            new = self._writer.member(step.key, step.value, column)
        else:
            new = self._writer.flow(step.value) if flow else self._writer.item(step.value, column)
        return self._lines(new)

    def _emptied(self, node: Array | Object, spot: _Spot | None) -> Edits:
        """Return the edits after which a collection on lines is an empty one in brackets."""
        empty = "{}" if isinstance(node, Object) else "[]"
        first = self._outline.parts(node)[0].start
        before = self._text[self._outline.line_start(first) : first]
        if spot is None or before.strip():
            return rearranged(self._outline, node, [empty])
        at = max(spot.part.after, self._properties_end(node))
        return [Edit(Span(at, at), f" {empty}"), *rearranged(self._outline, node, [])]

    def _properties_end(self, node: Node) -> int:
        """Return where the tag and the anchor of a node end; -1 if it has none."""
        if isinstance(node, Object) and node.members[0][0].start == node.start:
            return -1  # they are those of its first key
        found = _PROPERTIES.match(self._text, node.start)
        return found.end() if found else -1

    def _leaf(self, leaf: Leaf, wanted: Json, find: Find) -> Edits:
        old = scalar_value(leaf)
        if same(old, wanted):
            return []
        if not (isinstance(old, str) and isinstance(wanted, str)) or is_unfit(leaf.tag, wanted):
            return self._whole(leaf, wanted, find())
        made = self._within(leaf, wanted)
        if made is not None or (spot := find()) is None or spot.flow:
            return made if made is not None else self._whole(leaf, wanted, find())
        return self._respelled(leaf, wanted, spot)

    def _within(self, leaf: Leaf, wanted: str) -> Edits | None:
        """Return the edits within a scalar; `None` where it has to be written anew."""
        view = scalar_view(self._text, leaf)
        made = view.rewrap(text_edits(view.inner, wanted))
        if len(made) == 1 and made[0].span == view.span and made[0].new != wanted:
            return None
        plain = Leaf(wanted, leaf.tag, leaf.style, 0, 0)
        return made if isinstance(scalar_value(plain), str) else None

    def _respelled(self, leaf: Leaf, wanted: str, spot: _Spot) -> Edits:
        """Return the edit that writes a string anew behind the tag and the anchor that it has."""
        start, end = content_start(self._text, leaf), spot.part.end
        blank = "" if self._text[start - 1].isspace() else " "
        tag = self._text[leaf.start : start] + blank if leaf.start < start else None
        position = self._place(spot)
        if self._outline.line_start(start) > spot.part.after:  # on a line of its own
            position = position._replace(column=self._outline.column(leaf.start) - 1)
        new = self._writer.scalar(wanted, position, tag)
        if self._swallows(new, end):
            new = self._writer.scalar(wanted, position._replace(one_line=True), tag)
        return [Edit(Span(start, end), blank + self._lines(new) + self._line_end(new, end))]

    def _whole(self, node: Node, wanted: Json, spot: _Spot | None) -> Edits:
        """Return the edits that write a value anew, of which only an anchor stays."""
        if spot is None:
            raise CassetteError(
                "a whole document cannot become something else", place(self._text, node.start)
            )
        part, anchor = spot.part, self._anchor(node)
        if spot.flow:
            colon = "" if part.pointed else ":"
            marks = " ".join(filter(None, (anchor, self._writer.flow(wanted))))
            blank = " " if part.start < part.after else ""
            return [Edit(Span(part.after, part.end), colon + blank + marks)]
        colon = "" if part.pointed else f"{self._outline.newline}{' ' * spot.column}:"
        head = f"{colon} {anchor}" if anchor else colon
        position = self._place(spot)
        position = position._replace(
            column=position.column + len(anchor) + 1 if anchor else position.column
        )
        new = self._writer.value(wanted, position)
        at = self._outline.line_end(part.end)
        if new.startswith("\n") and self._text[part.end : at].strip():  # a comment
            return [Edit(Span(part.after, part.end), head), Edit(Span(at, at), self._lines(new))]
        if self._swallows(new, part.end):
            new = self._writer.value(wanted, position._replace(one_line=True))
        new = self._lines(new) + self._line_end(new, part.end)
        return [Edit(Span(part.after, part.end), head + new)]

    def _place(self, spot: _Spot) -> Place:
        return Place(spot.column, self._outline.column(spot.part.after), spot.in_item)

    def _swallows(self, new: str, end: int) -> bool:
        """Say whether what is new would take what follows it for a part of a block."""
        if self._text[end : self._outline.line_end(end)].strip():
            return "\n" in new
        return new.endswith("\n") and _BLANK_LINE.match(self._text, end) is not None

    def _line_end(self, new: str, end: int) -> str:
        """Return the line end that a block needs at the very end of a text."""
        return self._outline.newline if "\n" in new and end == len(self._text) else ""

    def _anchor(self, node: Node) -> str:
        """Return the anchor of a node that aliases need."""
        found = _ANCHOR.match(self._text, node.start)
        return found[1] if found and id(node) in self._outline.repeated else ""

    def _lines(self, new: str) -> str:
        return new.replace("\n", self._outline.newline)

    def _is_alias(self, pointer: _Pointer) -> CassetteError:
        after = self._outline.parts(pointer.parent)[pointer.number].after
        at = self._text.index("*", after)
        return CassetteError(
            "this is an alias: it is what its anchor is, there and here", place(self._text, at)
        )

    def _check(self, made: Edits, wanted: Json) -> None:
        """Fail if an alias is left without its anchor, or comes to stand for something else."""
        numbers = [
            number for number, root in enumerate(read_documents(self._text))
            if (root.start, root.end) == (self._root.start, self._root.end)
        ]  # fmt: skip
        pointer = self._pointers[0] if self._pointers else None
        try:
            found = read_documents(apply(self._text, made))
            if all(same(python_value(found[number]), wanted) for number in numbers):
                return
        except CassetteError:
            pass
        if pointer is not None:
            raise self._is_alias(pointer)
        raise CassetteError("an alias stands for what is to go", place(self._text, made[0].span[0]))


_PROPERTIES = re.compile(r"[!&]\S*(?:[ \t]+[!&]\S*)*")
_ANCHOR = re.compile(r"(?:![^\s]*\s+)?(&\S+)")
_BLANK_LINE = re.compile(r"[ \t]*(?:\r\n|\n|\r)[ \t]*[\r\n]")


def _value(parent: Array | Object, index: int) -> Node:
    return parent.members[index][1] if isinstance(parent, Object) else parent.items[index]


def _all(inside: dict[int, Edits]) -> Edits:
    """Return the edits within several parts."""
    return [edit for edits in inside.values() for edit in edits]


def _collected(node: Array | Object, steps: Sequence[_Step]) -> Json:
    """Return what a collection is to be."""
    if isinstance(node, Object):
        return {step.key: step.value for step in steps}
    return [step.value for step in steps]


def _with(made: Edits, more: Edits) -> Edits:
    """Return edits and those of others that do not meet them."""
    return made + [
        edit for edit in more
        if all(edit.span.end < one.span.start or one.span.end < edit.span.start for one in made)
    ]  # fmt: skip


def _aligned(old: Sequence[Json], wanted: Sequence[Json]) -> list[int]:
    """Return for each item that is wanted which one it is now, -1 for none."""
    most = min(len(old), len(wanted))
    start = next((n for n in range(most) if not same(old[n], wanted[n])), most)
    most -= start
    end = next((n for n in range(most) if not same(old[-1 - n], wanted[-1 - n])), most)
    before, after = old[start : len(old) - end], wanted[start : len(wanted) - end]
    names = [[json.dumps(value, default=repr) for value in values] for values in (before, after)]
    between = [index + start if index >= 0 else -1 for index in paired(before, after, names)]
    return [*range(start), *between, *range(len(old) - end, len(old))]


def _spot(outline: Outline, parent: Array | Object, index: int) -> _Spot:
    """Return where a member or an item stands."""
    part = outline.parts(parent)[index]
    in_item = isinstance(parent, Array)
    return _Spot(part, outline.column(part.start), in_item, outline.is_flow(parent))


def _spot_of(text: str, node: Node, whole: Callable[[], Outline] | None) -> _Spot | None:
    """Return where a node stands in its document; `None` if it is one."""
    outlines = (
        (Outline(text, root) for root in read_documents(text)) if whole is None else [whole()]
    )
    for outline in outlines:
        if held := outline.holder(node):
            return _spot(outline, *held)
    return None
