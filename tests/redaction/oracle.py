"""A second reader of cassettes: every text that can be reached in a file, as a tree.

It knows nothing of the program that is judged. What it reaches in the generated files are all
plants (a test says so), so what it does not reach any more in a redacted file is gone.
"""

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

import yaml

from tests.redaction.oracle_json import Event, Leaf, event, leaves, parsed, where
from tests.redaction.oracle_text import events, frames, inside, opened
from tests.redaction.plant import window

DEEPEST = 9

_COMMENT = re.compile(r" *#|[ -]*\w+:( \d+)? #")


@dataclass
class Node:
    """A text, and the texts that are found in it."""

    label: str
    text: str
    inner: list["Node"] = field(default_factory=list)
    joined: list["Node"] = field(default_factory=list)
    """What fragments of `inner` make together."""
    parts: tuple[int, ...] = ()
    """Of a joined text: which members of its parent's `inner` the fragments are."""

    def texts(self) -> Iterator[str]:
        """Yield this text and all below."""
        yield self.text
        for node in (*self.inner, *self.joined):
            yield from node.texts()


@dataclass
class Reading:
    """All of a file."""

    root: Node
    interactions: int
    events: list[int] = field(default_factory=list)
    """How many events each body has."""
    wrong_lengths: int = 0

    def blob(self) -> str:
        """Return all texts, one after the other."""
        return "\0".join(self.root.texts())


def read(name: str, data: bytes) -> Reading:
    """Return the reading of a cassette.

    Raises:
        ValueError: it cannot be parsed, or a checksum in it is wrong.
    """
    text = data.decode()
    value = json.loads(text) if PurePath(name).suffix == ".json" else _yaml(text)
    if not isinstance(value, dict):
        raise ValueError("this is no cassette")
    root = Node("file", "")
    items = value.get("interactions") or value.get("http_interactions") or []
    reading = Reading(root, len(items))
    root.inner += [_node("comment", line, 0) for line in text.split("\n") if _COMMENT.match(line)]
    root.inner += _tree(value, reading, "")
    reading.wrong_lengths = sum(_wrong(side) for item in items for side in item.values())
    return reading


class _Loader(yaml.CSafeLoader):
    """Reads the tags of the recorders too, as bytes."""


def _binary(loader: yaml.Loader, node: yaml.ScalarNode) -> bytes:
    return loader.construct_yaml_binary(node)


_Loader.add_constructor("!binary", _binary)


def _yaml(text: str) -> object:
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise ValueError(f"it does not parse: {type(error).__name__}") from error


def _tree(value: object, reading: Reading, label: str) -> list[Node]:
    """Return a node for each scalar and each key of a cassette."""
    if isinstance(value, dict):
        nodes = []
        for key, inner in value.items():
            nodes.append(Node("key", str(key)))
            wrapped = key == "base64_string"
            nodes += _tree(b64decode(str(inner)) if wrapped else inner, reading, str(key))
        return nodes
    if isinstance(value, list):
        return [node for inner in value for node in _tree(inner, reading, label)]
    if isinstance(value, bytes):
        return [_bytes_node(label, value, reading)]
    return [_counted(_node(label, str(value), 0), reading, label)]


def _counted(node: Node, reading: Reading, label: str) -> Node:
    if label in {"string", "body", "base64_string"}:
        reading.events.append(len(events(node.text)))
    return node


def _bytes_node(label: str, data: bytes, reading: Reading) -> Node:
    """Return the node of bytes: an event stream, a text, or nothing one can read."""
    found = frames(data)
    if found is None:
        text = opened(data)
        return _counted(_node(label, text, 0), reading, label) if text else Node(label, "")
    reading.events.append(len(found))
    return _stream(Node(label, ""), [_frame(name, payload) for name, payload in found], 0)


def _frame(name: str, payload: bytes) -> Event:
    """Return the event of a frame, or the one that stands in it in base64."""
    outer = json.loads(payload)
    wrapped = outer.get("bytes")
    if not isinstance(wrapped, str):
        return event(name, outer)
    made = b64decode(wrapped).decode()
    value = parsed(made)
    return event(name, value) if value is not None else ((name,), (Leaf(("text",), made),))


def _node(label: str, text: str, depth: int) -> Node:
    """Return the node of a text, opened as far as it goes."""
    node = Node(label, text)
    if depth > DEEPEST or len(text) < 8:
        return node
    told = events(text)
    value = None if len(told) > 1 else parsed(text)
    if len(told) > 1 or (told and value is None):
        return _stream(node, told, depth + 1)
    if isinstance(value, (dict, list, str)):
        return _stream(node, [((), tuple(leaves(value)))], depth + 1)
    node.inner += [_node(name, made, depth + 1) for name, made in inside(text)]
    return node


def _stream(node: Node, told: list[Event], depth: int) -> Node:
    """Give a node the texts of its events, and what the fragments of each make together."""
    together: dict[object, list[int]] = {}
    for one in told:
        for leaf in one[1]:
            if not leaf.key:
                together.setdefault(where(one, leaf), []).append(len(node.inner))
            node.inner.append(_node("key" if leaf.key else "leaf", leaf.text, depth))
    for parts in together.values():
        if len(parts) > 1:
            whole = _node("joined", "".join(node.inner[at].text for at in parts), depth)
            whole.parts = tuple(parts)
            node.joined.append(whole)
    return node


def _wrong(side: object) -> int:
    """Count a length in the headers of one side that is not that of its body."""
    if not isinstance(side, dict) or "headers" not in side or "parsed_body" in side:
        return 0
    stated = [v for key, v in side["headers"].items() if key.lower() == "content-length"]
    body = _body(side.get("body"))
    lengths = [int(one[0] if isinstance(one, list) else one) for one in stated]
    if isinstance(side.get("content_length"), int) and side["content_length"] >= 0:
        lengths.append(side["content_length"])
    return int(any(length != len(body) for length in lengths))


def _body(body: object) -> bytes:
    if isinstance(body, dict):
        wrapped = body.get("base64_string")
        if wrapped is not None:
            return b64decode(str(wrapped))
        body = body.get("string")
    return body if isinstance(body, bytes) else str(body or "").encode()


ENCODINGS = {"percent", "form", "entities", "backslash", "lines", "base64", "hex"}
"""Labels of nodes that are one way to read their parent, and may be a wrong one."""


def left(core: str, blob: str) -> bool:
    """Say whether a core, or a window of it, is left among the texts of a file."""
    size = window(core)
    return any(core[at : at + size] in blob for at in range(len(core) - size + 1))
