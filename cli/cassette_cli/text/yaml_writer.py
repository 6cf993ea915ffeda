"""Writers of YAML values: each writes what it is given as one recorder's own library would.

What is written reads back as the same value, whoever reads it: where the library's way would not,
the scalar is put in double quotes.
"""

import itertools
import re
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeAlias, Union

from cassette_cli.errors import CassetteError
from cassette_cli.text.json_value import Json
from cassette_cli.text.pairing import same
from cassette_cli.text.tree import Array, Node, Object
from cassette_cli.text.value import scalar_value
from cassette_cli.text.yaml_characters import BREAK
from cassette_cli.text.yaml_emitter import UNFOLDED, Position, Settings, emitted
from cassette_cli.text.yaml_tree import read_documents


class Binary(NamedTuple):
    """Bytes that are written as base64 under a tag."""

    data: bytes


Value: TypeAlias = Union[Json, Binary, "Sequence[Value]", "Mapping[str, Value]"]


class Spelling(NamedTuple):
    """How a library asks its emitter for a scalar."""

    text: str
    style: str = ""
    tag: str = ""
    """The tag as it is written, `""` for none."""


class Layout(NamedTuple):
    """Where a library puts what is inside something else."""

    step: int
    """How many columns further in an inner collection stands."""
    aligned: bool
    """They end at a multiple of `step`; behind the dash of an item always two columns on."""
    compact: bool
    """The dashes of a sequence stand below its key, not further in."""

    def inside(self, column: int, *, in_item: bool) -> int:
        """Return the column of what is inside a mapping or, behind a dash, inside a sequence."""
        if not self.aligned:
            return column + self.step
        return column + 2 if in_item else (column + self.step) // self.step * self.step

    def dashes(self, column: int, *, in_item: bool) -> int:
        """Return the column of the dashes of a sequence inside of something at `column`."""
        return column if self.compact and not in_item else self.inside(column, in_item=in_item)


class Place(NamedTuple):
    """Where a value is to be written."""

    parent: int
    """The column of the key or the dash that it belongs to."""
    column: int
    """The column right behind the colon or the dash."""
    in_item: bool = False
    """It stands behind a dash."""
    one_line: bool = False
    """Something follows on its line, so that it cannot be a block."""


_BREAKS = re.compile(f"[{BREAK}]")
LONGEST_KEY = 128
"""How many bytes a key may have that stands on one line with its value."""


class Writer(NamedTuple):
    """Writes values as one library does, in the way one file has them."""

    spelling: Callable[["Value"], Spelling]
    settings: Settings
    layout: Layout

    def value(self, value: "Value", place: Place) -> str:
        """Return what stands behind a colon or a dash, the blank or line break before it included.

        The last line is not ended.
        """
        if value and isinstance(value, dict | list) and not place.one_line:
            return self._collection(value, place)
        if isinstance(value, dict | list):
            return " " + self.flow(value)
        written = self.scalar(value, place)
        return f" {written}" if written else ""

    def scalar(self, value: "Value", place: Place, tag: str | None = None) -> str:
        """Return a scalar with its tag.

        Args:
            value: what it stands for.
            place: where it is written; `column` is that of the blank before it.
            tag: the one that is written before it already, with its blank.
        """
        spelling = self.spelling(value)
        if tag is not None and "binary" in tag:
            spelling = spelling._replace(style="|")
        if place.one_line:
            spelling = _on_one_line(spelling)
        mark = f"{spelling.tag} " if spelling.tag else ""
        column = place.column + 1 + len(tag or mark)
        indent = self.layout.inside(place.parent, in_item=place.in_item)
        settings = self.settings._replace(width=UNFOLDED) if place.one_line else self.settings
        frame = (" " * place.parent + "- " + (tag or mark), "\n")
        position = Position(column, indent, place.parent)
        return mark + _faithful(spelling, value, position, settings, frame)

    def member(self, key: str, value: "Value", column: int) -> str:
        """Return a member of a block mapping, from its key on."""
        name, is_simple = self._key(key, column)
        if is_simple:
            return f"{name}:" + self.value(value, Place(column, column + len(name) + 1))
        return f"{name}\n{' ' * column}:" + self.value(value, Place(column, column + 1))

    def item(self, value: "Value", column: int) -> str:
        """Return an item of a block sequence, from its dash on."""
        return "-" + self.value(value, Place(column, column + 1, in_item=True))

    def flow(self, value: "Value") -> str:
        """Return a value as it stands within brackets, on one line."""
        if isinstance(value, dict):
            return "{" + ", ".join(itertools.starmap(self.flow_member, value.items())) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(self.flow(item) for item in value) + "]"
        spelling = _on_one_line(self.spelling(value))
        if value is None and not spelling.text:  # nothing between commas is no item
            return "null"
        mark = f"{spelling.tag} " if spelling.tag else ""
        position = Position(0, 0, 0, "flow")
        frame = (f"- [{mark}", "]\n")
        return mark + _faithful(spelling, value, position, self._unfolded, frame)

    def flow_member(self, key: str, value: "Value") -> str:
        """Return a member of a mapping as it stands within braces."""
        mark = "" if _is_simple(key) else "? "
        return f"{mark}{self.flow(key)}: {self.flow(value)}"

    @property
    def _unfolded(self) -> Settings:
        return self.settings._replace(width=UNFOLDED)

    def _key(self, key: str, column: int) -> tuple[str, bool]:
        """Return a key, and whether it is simple enough to stand on a line with its value."""
        spelling = self.spelling(key)
        if _is_simple(key):
            position = Position(column, column, column, "key")
            frame = (" " * column, ": x\n")
            return _faithful(spelling, key, position, self._unfolded, frame), True
        return f"? {self.scalar(key, Place(column, column + 1))}", False

    def _collection(self, value: "Mapping[str, Value] | Sequence[Value]", place: Place) -> str:
        if isinstance(value, Mapping):
            column = self.layout.inside(place.parent, in_item=place.in_item)
            lines = [self.member(key, inner, column) for key, inner in value.items()]
        else:
            column = self.layout.dashes(place.parent, in_item=place.in_item)
            lines = [self.item(inner, column) for inner in value]
        start = " " * (column - place.column) if place.in_item else "\n" + " " * column
        return start + ("\n" + " " * column).join(lines)


def _is_simple(key: str) -> bool:
    """Say whether a key can stand on one line with its value."""
    return len(key.encode(errors="replace")) <= LONGEST_KEY and not _BREAKS.search(key)


def _on_one_line(spelling: Spelling) -> Spelling:
    """Return how a scalar is asked for so that it has no line breaks."""
    return spelling._replace(style='"') if _BREAKS.search(spelling.text) else spelling


def _faithful(
    spelling: Spelling,
    value: "Value",
    position: Position,
    settings: Settings,
    frame: tuple[str, str],
) -> str:
    """Return a scalar as the emitter writes it, or in double quotes where that is misread.

    Args:
        spelling: how the library asks for it.
        value: what it has to stand for.
        position: where it stands.
        settings: how the emitter writes.
        frame: what stands before and behind it, to read it again.
    """
    before, behind = frame
    for style in dict.fromkeys((spelling.style, "'", '"')):
        written = emitted(spelling.text, style, position, settings)
        if _reads_as(before + written + behind, spelling.text, value):
            return written
    raise CassetteError("a text that ends or begins within a character cannot be written as YAML")


def _reads_as(document: str, text: str, value: "Value") -> bool:
    """Say whether the first scalar of a document has a text, and stands for a value."""
    try:
        node: Node = read_documents(document)[0]
    except CassetteError:
        return False
    while isinstance(node, Array | Object):
        node = node.items[0] if isinstance(node, Array) else node.members[0][0]
    found = scalar_value(node)
    if node.value != text or isinstance(value, Binary):
        return node.value == text
    return same(found, value)


def is_unfit(tag: str, text: str) -> bool:
    """Say whether a text cannot stand under a tag: that of bytes wants base64."""
    if not tag.endswith("binary"):
        return False
    try:
        b64decode("".join(text.split()), validate=True)
    except ValueError:
        return True
    return False
