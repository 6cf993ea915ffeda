"""The strings of a JSON text, found by its values and edited by their places.

Reading takes the values of the standard decoder, objects as tuples of their members, so that
repeated keys stay. Places are looked up only for what is to be edited.
"""

from collections.abc import Hashable, Iterator, Sequence
from functools import cached_property
from json import JSONDecoder
from typing import NamedTuple, TypeAlias

from cassette_cli.text.byte_array import byte_array_view, bytes_text
from cassette_cli.text.json_tree import read_json, scalar_view
from cassette_cli.text.json_value import MOST_VALUES
from cassette_cli.text.pointer import step_of
from cassette_cli.text.tree import Array, Leaf, Node, Object
from cassette_cli.text.view import View

Value: TypeAlias = "bool | int | float | str | list[Value] | tuple[tuple[str, Value], ...] | None"
"""A JSON value; an object is the tuple of its members."""

Positions: TypeAlias = tuple[int, ...]
"""A way into a JSON text: the position of an item or member at each step, of a key its inverse."""

Group: TypeAlias = tuple[Hashable, ...]
"""What the strings have in common that continue each other in lists and streams."""

_DECODER = JSONDecoder(strict=False, object_pairs_hook=tuple)
_SMALLEST_NUMBER = 10_000_000
INDICES = frozenset({"index", "output_index", "content_index", "summary_index", "item_id"})
BESIDE_TOKENS = frozenset({"logprob", "top_logprobs", "logprobs_result"})
"""What stands beside the `token` of a language model, which is none that opens anything."""
ALTERNATIVES = frozenset({"top_logprobs"})
"""Lists whose items stand beside each other, and continue those of the same position."""
LABELS = frozenset({"name", "key", "Name", "Key"})
LABELLED = frozenset({"value", "Value"})


class Found(NamedTuple):
    """A string of a JSON text."""

    above: Positions
    position: int
    """Its own position, below `above`."""
    name: str
    """Of the member that holds it, directly or in a list; `""` for a key."""
    text: str
    group: Group

    @property
    def positions(self) -> Positions:
        """The whole way to it."""
        return (*self.above, self.position)


def json_value(text: str) -> Value:
    """Return the array, object or string that a text is.

    Raises:
        ValueError: it is none of these, or is too much of one.
    """
    start = text[:1] if text[:1] in _STARTS else text.lstrip(" \t\r\n")[:1]
    if start not in _STARTS or not start or text.count(",") > MOST_VALUES:
        raise ValueError("no JSON")
    try:
        value: Value = _DECODER.decode(text)
    except RecursionError as error:
        raise ValueError("no JSON that can be read") from error
    return value


_STARTS = frozenset('{["')


def strings(value: Value, group: Group = ()) -> Iterator[Found]:
    """Yield the strings of a value, keys and large whole numbers too, in the order of the text.

    An array of bytes is the string that they spell.
    """
    if isinstance(value, str):
        yield Found((), 0, "", value, group)
        return
    todo = [_Container(value, (), group, "")]
    while todo:
        container = todo.pop()
        inner: list[_Container] = []
        if type(container.value) is tuple:
            yield from _of_object(container.value, container, inner)
        elif type(container.value) is list:
            yield from _of_array(container.value, container, inner)
        inner.reverse()
        todo += inner


class _Container(NamedTuple):
    """An array or object that is still to be read."""

    value: Value
    path: Positions
    group: Group
    name: str
    """Of the member that holds it, directly or in a list."""
    is_repeated: bool = False
    """Whether it is within an array whose items continue each other."""


def _of_object(
    members: tuple[tuple[str, Value], ...], container: _Container, inner: list[_Container]
) -> Iterator[Found]:
    """Yield the strings of an object, and note its containers."""
    _, path, group, _, is_repeated = container
    label = ""
    for key, value in members:
        if key in INDICES and not isinstance(value, tuple | list):
            group = (*group, (key, value))
        elif key in LABELS and isinstance(value, str):
            label = value
    is_token = any(key in BESIDE_TOKENS for key, _ in members)
    for at, (key, value) in enumerate(members):
        yield Found(path, ~at, "", key, group)
        text = text_of(value)
        if text is not None:
            name = (
                label if label and key in LABELLED else "" if is_token and key == "token" else key
            )
            yield Found(path, at, name, text, (*group, key))
        elif isinstance(value, tuple | list):
            inner.append(_Container(value, (*path, at), (*group, key), key, is_repeated))


def _of_array(
    items: list[Value], container: _Container, inner: list[_Container]
) -> Iterator[Found]:
    """Yield the strings of an array, and note its containers."""
    _, path, group, name, is_repeated = container
    spelled = bytes_text(items) if path else None
    if spelled is not None:
        yield Found(path[:-1], path[-1], name, spelled, group)
        return
    numbered = bool(items) and has_index(items[0])
    joins = name not in ALTERNATIVES and (numbered or len(items) == 1 or not is_repeated)
    repeats = is_repeated or (joins and not numbered and len(items) > 1)
    for at, value in enumerate(items):
        below = (*group, "*" if joins else at)
        text = text_of(value)
        if text is not None:
            yield Found(path, at, name, text, below)
        elif isinstance(value, tuple | list):
            inner.append(_Container(value, (*path, at), below, name, repeats))


def text_of(value: Value) -> str | None:
    """Return the text that a string or a large whole number is; `None` for any other value."""
    if type(value) is str:
        return value
    return str(value) if type(value) is int and abs(value) >= _SMALLEST_NUMBER else None


def has_index(item: Value) -> bool:
    """Say whether an item of a list says its own number."""
    return type(item) is tuple and any(key == "index" for key, _ in item)


def are_fragments(lengths: Sequence[int]) -> bool:
    """Say whether strings of a list are pieces of one text, and not texts of their own."""
    count = len(lengths)
    return (
        count >= _FEWEST_FRAGMENTS
        and max(lengths) <= _LONGEST_FRAGMENT
        and sum(lengths) <= count * _USUAL_FRAGMENT
    )


_FEWEST_FRAGMENTS = 4
_LONGEST_FRAGMENT = 20
_USUAL_FRAGMENT = 14


def pointer(value: Value, positions: Positions) -> str:
    """Return the JSON pointer (RFC 6901) of a place in a value; a key has that of its member."""
    steps: list[str] = []
    for at in positions:
        if isinstance(value, tuple):
            key, value = value[at if at >= 0 else ~at]
            steps.append(step_of(key))
        elif isinstance(value, list):
            value = value[at]
            steps.append(str(at))
    return "".join(f"/{step}" for step in steps)


class JsonText:
    """A JSON text whose strings are to be edited.

    Args:
        text: what `json_value` could read.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _tree(self) -> Node:
        return read_json(self._text)

    def view(self, positions: Positions) -> View[str, str]:
        """Return the view of a string that `strings` found.

        Raises:
            CassetteError: the text is nested too deep.
        """
        node = self._tree
        for at in positions:
            if isinstance(node, Object):
                key, value = node.members[at if at >= 0 else ~at]
                node = value if at >= 0 else key
            elif isinstance(node, Array):
                node = node.items[at]
        if isinstance(node, Array):
            return byte_array_view(self._text, node)
        assert isinstance(node, Leaf), "the positions lead to a string"
        return scalar_view(self._text, node)
