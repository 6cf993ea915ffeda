"""YAML to tree, through the events of libyaml.

The only file that knows the YAML library. Its composer calls Python for the tag of every node and
recurses until the stack ends; its events do neither, and carry the same marks and decoded values.
Nothing is ever constructed, so a tag such as `!!python/object` is only a word here.
"""

from typing import TYPE_CHECKING, NamedTuple

from _ruamel_yaml import CParser
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from cassette_cli.errors import CassetteError
from cassette_cli.text.lines import place
from cassette_cli.text.tree import Array, Leaf, Node, Object

if TYPE_CHECKING:
    from typing import Any

DEEPEST = 1000
"""How many levels of nesting are read; deeper is an attack or an accident."""

MOST_REPEATED = 1_000_000
"""How many values aliases may stand for altogether; a few lines of them can stand for billions."""

_CHARACTERS = 64
"""How many characters of an aliased scalar weigh as much as one value."""
_SHORT = 64
"""How many characters a short value has at most."""
_HINT = "cassettes are YAML or JSON; `cassette formats` lists what is read"


def read_documents(text: str) -> list[Node]:
    """Return the trees of all documents of a YAML text, which starts with no byte order mark.

    Aliases are the very node that their anchor names.

    Raises:
        CassetteError: the text is no YAML, or is nested too deep; placed at `:line:column`.
    """
    try:
        parser = CParser(Slices(text))
        return _Builder(text).documents(parser.get_event)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        words = ", ".join(filter(None, (error.context, error.problem)))
        raise CassetteError(
            f"not YAML: {words}", place(text, mark.index if mark else 0), _HINT
        ) from error
    except UnicodeEncodeError as error:
        half = error.object[error.start]
        raise CassetteError(
            f"not YAML: half a character, U+{ord(half):04X}", place(text, text.index(half)), _HINT
        ) from error
    except YAMLError as error:
        position = getattr(error, "position", 0)  # in bytes, so at most as many characters
        read = text[:position].encode(errors="replace")[:position].decode(errors="ignore")
        reason = getattr(error, "reason", None) or "the characters cannot be read"
        raise CassetteError(f"not YAML: {reason}", place(text, len(read)), _HINT) from error


class Slices:
    """A text as a file that libyaml reads from; of a text itself it would keep a copy in UTF-8."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def read(self, size: int) -> str:
        """Return the next characters, at most `size` of them; none at the end."""
        start, self._at = self._at, self._at + size
        return self._text[start : self._at]


class _Anchored(NamedTuple):
    """What an alias stands for."""

    node: Node
    weight: int
    """How much it is: its nodes, and a part of its characters."""
    height: int
    """How deep it is nested; 0 for a scalar."""


class _Opened(NamedTuple):
    """A collection whose end has not come yet."""

    siblings: list[Node]
    """Those of the collection itself, which go on when it ends."""
    start: "Any"
    """Its first event."""
    weight: int
    """What all before it weighed."""
    reached: int
    """How deep the siblings before it went."""


class _Builder:
    """Builds trees out of events, with a stack of its own instead of the interpreter's."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._anchors: dict[str, _Anchored] = {}
        self._words: dict[str, str] = {}
        """Short values, each kept once: keys and names of headers come again and again."""
        self._weight = 0
        self._repeated = 0
        self._reached = 0

    def documents(self, next_event: "Any") -> list[Node]:  # noqa: ANN401 - a C method
        """Return the roots; the hot loop of all reading, hence one function."""
        found: list[Node] = []
        into: list[Node] = found
        stack: list[_Opened] = []
        while (event := next_event()) is not None:
            kind = type(event)
            if kind is ScalarEvent:
                into.append(self._scalar(event))
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                stack.append(_Opened(into, event, self._weight, self._reached))
                into = []
                self._reached = len(stack)
                self._check_depth(len(stack), event)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                children, opened = into, stack.pop()
                into = opened.siblings
                into.append(self._closed(opened, children, event.end_mark.index, len(stack)))
            elif kind is AliasEvent:
                into.append(self._repeat(event, len(stack)))
            elif kind is DocumentStartEvent:
                self._anchors.clear()
        return found

    def _scalar(self, event: "Any") -> Leaf:  # noqa: ANN401
        value = event.value
        if len(value) <= _SHORT:
            value = self._words.setdefault(value, value)
        start, end = event.start_mark.index, event.end_mark.index
        leaf = Leaf(value, event.tag or "", event.style or "", start, end)
        weight = 1 + len(value) // _CHARACTERS
        self._weight += weight
        if event.anchor:
            self._anchors[event.anchor] = _Anchored(leaf, weight, 0)
        return leaf

    def _closed(self, opened: _Opened, children: list[Node], end: int, depth: int) -> Node:
        """Return a collection, now that its end has come."""
        start = opened.start
        tag, begin = start.tag or "", start.start_mark.index
        node: Node
        if type(start) is MappingStartEvent:
            pairs = iter(children)
            node = Object(tuple(zip(pairs, pairs, strict=True)), tag, begin, end)
        else:
            node = Array(tuple(children), tag, begin, end)
        self._weight += 1
        if start.anchor:
            weight, height = self._weight - opened.weight, self._reached - depth
            self._anchors[start.anchor] = _Anchored(node, weight, height)
        self._reached = max(self._reached, opened.reached)
        return node

    def _repeat(self, event: "Any", depth: int) -> Node:  # noqa: ANN401
        """Return what an alias stands for."""
        if event.anchor not in self._anchors:
            raise CassetteError(
                f"not a tree: alias *{event.anchor} stands for nothing or for what it is part of",
                place(self._text, event.start_mark.index),
            )
        node, weight, height = self._anchors[event.anchor]
        self._weight += weight
        self._repeated += weight
        self._reached = max(self._reached, depth + height)
        self._check_depth(depth + height, event)
        if self._repeated > MOST_REPEATED:
            raise CassetteError(
                f"aliases repeat more than {MOST_REPEATED:,} values",
                place(self._text, event.start_mark.index),
            )
        return node

    def _check_depth(self, depth: int, event: "Any") -> None:  # noqa: ANN401
        if depth > DEEPEST:
            raise CassetteError(
                f"nested deeper than {DEEPEST} levels",
                place(self._text, event.start_mark.index),
            )
