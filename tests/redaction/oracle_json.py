"""Leaves of JSON with their paths, and the texts that fragments of a stream make together."""

import json
from collections.abc import Iterator
from typing import NamedTuple

Path = tuple[object, ...]


class Leaf(NamedTuple):
    """A string (or a list of bytes) somewhere in JSON."""

    path: Path
    text: str
    key: bool = False
    """Whether it is the name of a member."""


Event = tuple[Path, tuple[Leaf, ...]]
"""What tells it from events of other texts, and the texts in it."""

_INDEXES = ("index", "output_index", "content_index", "summary_index", "contentBlockIndex")


def leaves(value: object, path: Path = ()) -> Iterator[Leaf]:
    """Yield all strings of a JSON value, names of members included, in order."""
    if isinstance(value, str):
        yield Leaf(path, value)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield Leaf((*path, name), name, key=True)
            yield from leaves(inner, (*path, name))
    elif isinstance(value, list) and _bytes(value):
        yield Leaf((*path, "bytes"), bytes(value).decode(errors="replace"))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from leaves(inner, (*path, _place(inner, at)))


def _bytes(value: list[object]) -> bool:
    return bool(value) and all(type(one) is int and 0 <= one < 256 for one in value)


def _place(inner: object, at: int) -> object:
    """Return what a member of a list is told by: the index it states, or its place."""
    stated = inner.get("index") if isinstance(inner, dict) else None
    return ("index", stated) if isinstance(stated, int) else at


def parsed(text: str) -> object | None:
    """Return the value of a text that is an object, a list or a string of JSON."""
    if text.lstrip()[:1] not in ("{", "[", '"'):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None


def event(name: str, value: object) -> Event:
    """Return an event: texts that differ in its type or in an index it states are not one."""
    stated: Path = ()
    if isinstance(value, dict):
        kind = value.get("type")
        stated = (kind if isinstance(kind, str) else None, *_indexes(value))
    return (name, *stated), tuple(leaves(value))


def _indexes(value: dict[str, object]) -> Path:
    return tuple((name, value[name]) for name in _INDEXES if isinstance(value.get(name), int))


def where(told: Event, leaf: Leaf) -> Path:
    """Return what the fragments of one text have in common: tokens of a list are fragments too."""
    path = leaf.path
    if "logprobs" in path:
        path = tuple("*" if isinstance(part, int) else part for part in path)
    return (*told[0], *path)
