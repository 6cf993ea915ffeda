"""The libraries that recorders write YAML with, and a writer that follows one file's ways.

A library can be told to fold lines or not, to leave characters beyond ASCII as they are, to write
blocks; and its versions differ. Which of the ways a file was written in, its own scalars tell.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice, product
from typing import NamedTuple

from cassette_cli.errors import CassetteError
from cassette_cli.text.tree import Array, Leaf, Node, Object
from cassette_cli.text.yaml_emitter import UNFOLDED, Settings
from cassette_cli.text.yaml_outline import Outline, Part
from cassette_cli.text.yaml_scalar import content_start
from cassette_cli.text.yaml_spelling import go_yaml, psych, pyyaml, pyyaml_literal
from cassette_cli.text.yaml_writer import Layout, Place, Spelling, Value, Writer


class Way(NamedTuple):
    """One way in which a library writes scalars."""

    spelling: Callable[[Value], Spelling]
    settings: Settings


class Library(NamedTuple):
    """A library that writes YAML."""

    ways: tuple[Way, ...]
    """The one that it takes if nothing else is said comes first."""
    layouts: tuple[Layout, ...]


_STEPS = (2, 3, 4, 6, 8)

PYYAML = Library(
    tuple(
        Way(spelling, Settings(width, unicode))
        for width, unicode, spelling in product(
            (80, 120, UNFOLDED), (False, True), (pyyaml, pyyaml_literal)
        )
    ),
    tuple(Layout(step, False, compact) for step in _STEPS for compact in (True, False)),
)
"""VCR.py's: PyYAML on libyaml."""

PSYCH = Library(
    tuple(Way(psych, Settings(width, True)) for width in (80, UNFOLDED)),
    tuple(Layout(step, False, True) for step in _STEPS),
)
"""Ruby VCR's: Psych on libyaml."""

GO_YAML = Library(
    tuple(
        Way(go_yaml, Settings(width, True, tabs))
        for width, tabs in product((UNFOLDED, 80), (True, False))
    ),
    tuple(Layout(step, True, compact) for step in (4, 2, 3, 6, 8) for compact in (False, True)),
)
"""go-vcr's: the versions of go-yaml."""


def writer_for(library: Library, text: str, root: Node) -> Writer:
    """Return a writer that writes as a library wrote a file.

    Args:
        library: the one that writes such files.
        text: the file.
        root: its tree.
    """
    outline = Outline(text, root)
    layouts: Counter[Layout] = Counter()
    places: list[tuple[Leaf, Place]] = []
    for parent, part in islice(_parts(outline, root), _MOST):
        in_item = isinstance(parent, Array)
        column = outline.column(part.start)
        if isinstance(part.value, Leaf):
            places.append((part.value, Place(column, outline.column(part.after), in_item)))
        else:
            found = outline.column(content_start(text, part.value))
            for layout in library.layouts:
                layouts[layout] += _inside(layout, part.value, column, in_item=in_item) == found
    layout = max(library.layouts, key=lambda one: layouts[one])
    telling = sorted(filter(_tells, places), key=lambda one: len(one[0].value))[:_ENOUGH]
    writers = [Writer(way.spelling, way.settings, layout) for way in library.ways]
    return max(writers, key=lambda writer: sum(_wrote(writer, text, *one) for one in telling))


_MOST = 5_000
"""How many members and items are looked at."""
_ENOUGH = 60
"""How many scalars are asked for their way: the shortest that tell."""
_SHORT = 60
"""Up to how many characters a text on one line says nothing."""


def _parts(outline: Outline, root: Node) -> Iterator[tuple[Node, Part]]:
    """Yield the members and items of block collections, each with its collection."""
    todo = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, Leaf) or outline.is_flow(node):
            continue
        parts = outline.parts(node)
        for index, part in enumerate(parts):
            if part.pointed and not outline.is_alias(node, index):
                yield node, part
        todo += [
            part.value
            for index, part in reversed(list(enumerate(parts)))
            if not outline.is_alias(node, index)
        ]


def _inside(layout: Layout, node: Node, column: int, *, in_item: bool) -> int:
    """Return the column at which a layout puts a collection."""
    if isinstance(node, Object):
        return layout.inside(column, in_item=in_item)
    return layout.dashes(column, in_item=in_item)


def _tells(place: tuple[Leaf, Place]) -> bool:
    value = place[0].value
    return len(value) > _SHORT or "\n" in value or not value.isascii()


def _wrote(writer: Writer, text: str, leaf: Leaf, place: Place) -> bool:
    """Say whether a scalar stands as a writer would write it."""
    start = content_start(text, leaf)
    tag = text[leaf.start : start]
    try:
        return text.startswith(writer.scalar(leaf.value, place, tag or None), start)
    except CassetteError:
        return False
