"""What every recorder format provides, and how formats read their common parts."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import NamedTuple

from cassette_cli.http.body import Body, Stored
from cassette_cli.http.interaction import Header, Headers, Interaction, Request
from cassette_cli.text.tree import Array, Leaf, Node, Object, find, is_null, leaf, text
from cassette_cli.text.value import key_text

_PAIR = 2
"""Some old versions of VCR.py keep a header as a list of its name and its value."""
_WHOLE = re.compile(r"[0-9]{1,9}")


class Recorder(NamedTuple):
    """One way of keeping interactions in a file."""

    name: str
    """As in the JSON view and the README's table: lower case, words joined by hyphens."""
    title: str
    """As its makers write it."""
    reads: str
    """Which files of it are read, in a few words."""
    looks: bytes
    """A regular expression of what its files have somewhere and hardly any other file has; those of
    a folder are searched for it before they are parsed."""
    recognises: Callable[[Node], bool]
    """Whether a tree is in this format. At most one recorder may say so of any tree."""
    version: Callable[[Node], str | None]
    """The version that a file states: of its format or, where it has none, of its writer."""
    interactions: Callable[[Node], Iterator[Interaction]]
    """The interactions of a tree in this format, in the order of the file."""
    compared: frozenset[str]
    """What of a request it compares to find its recording, unless told otherwise, in its words."""


def member(name: str) -> bytes:
    """Return the expression of a member of a mapping, for `Recorder.looks`: in YAML or in JSON."""
    key = name.encode("ascii")
    in_yaml = rb"(?:\A|\n)[ \t]{0,8}[\"']?" + key + rb"[\"']?[ \t]{0,4}:"
    return in_yaml + rb"|[{,]\s{0,40}\"" + key + rb"\"\s{0,40}:"


def headers_of(node: Node | None) -> Headers:
    """Return the headers of a mapping from names to a value or a list of values."""
    return Headers(_headers(node))


def _headers(node: Node | None) -> Iterator[Header]:
    """Yield headers; those that a merge key or an object of Python wraps are unwrapped."""
    if isinstance(node, Array):
        for item in node.items:
            if isinstance(item, Array) and len(item.items) == _PAIR:
                yield _header(key_text(item.items[0]), item.items[1])
            else:
                yield from _headers(item)
    if not isinstance(node, Object):
        return
    for key, value in node.members:
        values = value.items if isinstance(value, Array) else (value,)
        if any(isinstance(item, Object) for item in values):
            yield from _headers(value)
        else:
            yield from (_header(key_text(key), item) for item in values if not is_null(item))


def _header(name: str, value: Node) -> Header:
    stored = stored_of(value)
    decoded = Body(stored).text if stored.form == "base64" else None
    return Header(name, decoded or stored.text, _scalar(stored.node))


def _scalar(node: Node | None) -> Leaf | None:
    return node if isinstance(node, Leaf) else None


def stored_of(node: Node | None) -> Stored:
    """Return how a value is kept: as text, as base64 under a binary tag, in chunks, or not at all.

    An object that Python's serializer wrapped around a text is opened, never constructed.
    """
    stored = Stored("empty", "", node)
    match node:
        case Leaf(value=value, tag=tag) if not is_null(node):
            stored = Stored("base64" if tag.endswith("binary") else "text", value, node)
        case Array(items=(first, Leaf(style="", value=position), *rest)) if (
            position.isdigit() and all(map(is_null, rest))
        ):
            stored = stored_of(first)._replace(node=node)  # the state of a pickled `BytesIO`
        case Array(items=items):
            stored = _joined([stored_of(item) for item in items], node)
        case Object():
            stored = _wrapped(node)
    return stored


def _joined(chunks: list[Stored], node: Node) -> Stored:
    """Return the chunks of a body as one, encoded again where one of them is no text."""
    if all(chunk.form != "base64" for chunk in chunks):
        whole = "".join(chunk.text for chunk in chunks)
        return Stored("text" if whole else "empty", whole, node)
    data = b"".join(Body(chunk).raw for chunk in chunks)
    return Stored("base64", b64encode(data).decode("ascii"), node)


def _wrapped(node: Object) -> Stored:
    """Return the longest text inside an object, such as a pickled `BytesIO`."""
    inside = [stored_of(value) for _, value in node.members]
    best = max(inside, key=lambda stored: len(stored.text), default=Stored("empty", "", node))
    return Stored(best.form, best.text, node)


def request_of(node: Node | None, url: str, stored: Callable[[Node], Stored]) -> Request:
    """Return a request whose parts stand under the names that all formats but for one share.

    Args:
        node: the mapping of the request.
        url: under which name the URL stands.
        stored: how the body is kept, given the mapping.
    """
    headers = headers_of(find(node, "headers"))
    body = body_of(stored(node) if node is not None else Stored("empty", "", None), headers)
    return Request(text(node, "method"), text(node, url), headers, body, leaf(node, url))


def body_under(*names: str) -> Callable[[Node], Stored]:
    """Return what tells how the body under `names` is kept."""
    return lambda node: stored_of(find(node, *names))


def body_of(stored: Stored, headers: Headers) -> Body:
    """Return a body with what its headers claim of it."""
    return Body(stored, headers.get("content-type"), headers.get("content-encoding"))


def whole_number(written: str | None) -> int | None:
    """Return a number as written in a file, or `None`."""
    return int(written) if written is not None and _WHOLE.fullmatch(written) else None
