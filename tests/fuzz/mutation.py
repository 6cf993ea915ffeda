"""Mutations of bytes, JSON values, streams and YAML trees; each is drawn from one `Random`."""

import copy
import json
import random
import struct
from base64 import b64decode, b64encode
from collections.abc import Callable

import yaml

from tests.framing.aws_frames import framed

TOKENS = [
    b"- ", b": ", b"? ", b"|\n", b">-\n", b"|2+\n", b'"', b"'", b"''", b"\\", b"\\u", b"\\ud83d",
    b"\\x0", b"{", b"}", b"[", b"]", b",", b"&a ", b"*a", b"!!binary ", b"!binary |",
    b"!!python/tuple ", b"!!python/object/new:a.b ", b"<<: ", b"---\n", b"...\n", b"%YAML 1.1\n",
    b"# ", b"\t", b"\r", b"\r\n", b"\n", b"\n\n", b"\x00", b"\x1b[31m", b"\x7f", b"\xc2\x85",
    b"\xe2\x80\xa8", b"\xe2\x80\xae", b"\xef\xbb\xbf", b"\xff", b"\xed\xa0\x80",
    b"\xf0\x9f\x98\x80", b"null", b"~", b"true", b"-1", b"0", b"1e999", b"9" * 40, b"9" * 5000,
    b"NaN", b"data: ", b"data: [DONE]\n\n", b"event: error\n", b"id: ", b":\n", b"base64",
    b"H4sI", b"gzip", b"br", b"zstd", b"deflate", b"chunked", b"utf-16", b"content-type",
    b"Content-Encoding", b"text/event-stream", b"application/json", b"body", b"string",
    b"base64_string", b"encoding", b"headers", b"status", b"code", b"url", b"uri", b"request",
    b"response", b"interactions", b"version", b"recorded_at", b"sk-proj-" + b"a1B2" * 12,
    b"a@b.example", b"choices", b"delta", b"content", b"tool_calls", b"index", b"type", b"usage",
    b"error",
]  # fmt: skip
"""What means something to one of the layers."""

DEEP: object = []
for _ in range(300):
    DEEP = [DEEP]
VALUES = [
    None, True, False, 0, 1, -1, 1.5, 1e308, 2**63, 10**40, "", " ", "a", "null", "\n", "\x1b[31m",
    "\u202e", "\ud800", "é\U0001f600", "data: x\n\n", "⟦masked:0⟧", "sk-proj-" + "a1B2" * 12,
    "{\"a\":", "H4sIAAAAAAAA", "9" * 5000, "x" * 3000, [], {}, [[]], [None], {"": ""}, {"a": None},
    {"type": "text"}, {"index": -1}, DEEP,
]  # fmt: skip
"""What a reader may not expect."""


def mutated_bytes(data: bytes, others: bytes, rng: random.Random) -> bytes:
    """Return bytes with a few changes, some of them taken from others."""
    made = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
        rng.choice(_OF_BYTES)(made, others, rng)
    return bytes(made)


def _span(made: bytearray, rng: random.Random) -> slice:
    start = rng.randint(0, len(made))
    return slice(start, start + rng.choice((1, 1, 2, 8, 40, 400)))


def _lines_span(made: bytearray, rng: random.Random) -> slice:
    """Return the place of one line or a few."""
    start = made.rfind(b"\n", 0, rng.randint(0, len(made))) + 1
    end = start
    for _ in range(rng.choice((1, 1, 2, 10))):
        end = made.find(b"\n", end) + 1 or len(made)
    return slice(start, end)


def _flip(made: bytearray, _others: bytes, rng: random.Random) -> None:
    if made:
        made[rng.randrange(len(made))] ^= 1 << rng.randrange(8)


def _token(made: bytearray, _others: bytes, rng: random.Random) -> None:
    start = rng.randint(0, len(made))
    made[start : start + rng.choice((0, 0, 1, 4))] = rng.choice(TOKENS)


def _delete(made: bytearray, _others: bytes, rng: random.Random) -> None:
    del made[_span(made, rng)]


def _repeat(made: bytearray, _others: bytes, rng: random.Random) -> None:
    span = _span(made, rng)
    made[span.start : span.start] = made[span] * rng.choice((1, 2, 50))


def _take(made: bytearray, others: bytes, rng: random.Random) -> None:
    source = bytearray(others)
    made[_span(made, rng)] = source[rng.choice((_span, _lines_span))(source, rng)]


def _cut(made: bytearray, _others: bytes, rng: random.Random) -> None:
    del made[rng.randint(0, len(made)) :]


def _delete_lines(made: bytearray, _others: bytes, rng: random.Random) -> None:
    del made[_lines_span(made, rng)]


def _move_lines(made: bytearray, _others: bytes, rng: random.Random) -> None:
    span = _lines_span(made, rng)
    lines = made[span]
    if rng.random() < 0.5:
        del made[span]
    at = _lines_span(made, rng).start
    made[at:at] = lines


def _indent(made: bytearray, _others: bytes, rng: random.Random) -> None:
    span = _lines_span(made, rng)
    line = made[span]
    made[span] = line[1:] if rng.random() < 0.5 else b" " * rng.choice((1, 2)) + line


def _line_ends(made: bytearray, _others: bytes, rng: random.Random) -> None:
    made[:] = made.replace(b"\n", rng.choice((b"\r\n", b"\r")))


_OF_BYTES = [
    _flip, _token, _token, _token, _delete, _repeat, _take, _take, _cut, _delete_lines,
    _delete_lines, _move_lines, _move_lines, _indent, _indent, _line_ends,
]  # fmt: skip


def mutated_json(value: object, rng: random.Random) -> object:
    """Return a JSON value with a few changes."""
    whole = [copy.deepcopy(value)]
    for _ in range(rng.choice((1, 1, 2, 5))):
        places = list(_places(whole))
        container, key = rng.choice(places)
        other, other_key = rng.choice(places)
        chance = rng.random()
        if chance < 0.5:
            container[key] = copy.deepcopy(rng.choice(VALUES))
        elif chance < 0.7:
            container[key] = copy.deepcopy(other[other_key])
        elif chance < 0.85 and container is not whole:
            del container[key]
        elif isinstance(container, dict):
            container[str(other_key)] = container.pop(key)
        elif container is not whole:
            container.insert(key, copy.deepcopy(other[other_key]))
    return whole[0]


def _places(value: object) -> list[tuple[object, object]]:
    """Return the places of all values inside one, each as its container and the key there."""
    found, todo = [], [value]
    while todo:
        inside = todo.pop()
        items = inside.items() if isinstance(inside, dict) else enumerate(inside)
        for key, inner in items:
            found.append((inside, key))
            if isinstance(inner, dict | list) and inner is not DEEP and len(found) < 5_000:
                todo.append(inner)
    return found


def mutated_content(content: bytes, others: bytes, rng: random.Random) -> bytes:
    """Return the content of a body with changes in the notation that it is in."""
    frames = frames_of(content)
    if frames:
        return _as_frames(frames, others, rng)
    text = content.decode("utf-8", "surrogateescape")
    way: Callable[[str, random.Random], str | None] = rng.choice((_as_json, _as_json, _as_lines))
    made = way(text, rng)
    if made is None:
        return mutated_bytes(content, others, rng)
    return made.encode("utf-8", "surrogateescape" if "\ud800" not in made else "surrogatepass")


def _as_json(text: str, rng: random.Random) -> str | None:
    """Change the JSON that a text is, or that one of its lines holds."""
    try:
        return _dumped(mutated_json(json.loads(text), rng), rng)
    except ValueError:
        lines = text.split("\n")
    at = rng.randrange(len(lines))
    for offset in range(len(lines)):
        number = (at + offset) % len(lines)
        start = lines[number].find("{")
        try:
            value = json.loads(lines[number][start:]) if start >= 0 else None
        except ValueError:
            continue
        if value:
            lines[number] = lines[number][:start] + _dumped(mutated_json(value, rng), rng)
            return "\n".join(lines)
    return None


def _dumped(value: object, rng: random.Random) -> str:
    return json.dumps(value, ensure_ascii=rng.random() < 0.5)


def _as_lines(text: str, rng: random.Random) -> str | None:
    """Change the order of the paragraphs of a text, or of its lines."""
    mark = "\n\n" if "\n\n" in text else "\n"
    items = text.split(mark)
    if len(items) < 2:
        return None
    for _ in range(rng.choice((1, 1, 3))):
        at, to = rng.randrange(len(items)), rng.randrange(len(items))
        chance = rng.random()
        if chance < 0.3 and len(items) > 1:
            del items[at]
        elif chance < 0.6:
            items.insert(to, items[at])
        elif chance < 0.8:
            items[at], items[to] = items[to], items[at]
        elif chance < 0.9:
            del items[at + 1 :]
        else:
            items[at] = rng.choice(TOKENS).decode("utf-8", "replace")
    return rng.choice((mark, mark, mark, "\r\n" * (len(mark)), "\r" * len(mark))).join(items)


def frames_of(content: bytes) -> list[tuple[bytes, bytes]]:
    """Return the headers and the payload of each frame of an AWS event stream; `[]` for others."""
    found, at = [], 0
    while at < len(content):
        total, names = struct.unpack_from(">II", content.ljust(at + 8, b"\0"), at)
        if total < 16 + names or at + total > len(content):
            return []
        found.append(
            (content[at + 12 : at + 12 + names], content[at + 12 + names : at + total - 4])
        )
        at += total
    return found


def _as_frames(frames: list[tuple[bytes, bytes]], others: bytes, rng: random.Random) -> bytes:
    """Change what frames hold, or their order; their lengths and checksums are right."""
    for _ in range(rng.choice((1, 1, 2, 5))):
        at, to, chance = rng.randrange(len(frames)), rng.randrange(len(frames)), rng.random()
        headers, payload = frames[at]
        if chance < 0.5:
            frames[at] = headers, _payload(payload, others, rng)
        elif chance < 0.65:
            frames[at] = mutated_bytes(headers, frames[to][0], rng), payload
        elif chance < 0.75:
            frames[at], frames[to] = frames[to], frames[at]
        elif chance < 0.85:
            frames.insert(to, frames[at])
        elif chance < 0.95 and len(frames) > 1:
            del frames[at]
        else:
            frames[at] = frames[to][0], payload
    return b"".join(framed(*one) for one in frames)


def _payload(payload: bytes, others: bytes, rng: random.Random) -> bytes:
    """Change the JSON of a frame, or that which Bedrock wraps in it once more."""
    try:
        value = json.loads(payload)
        inner = value.get("bytes") if isinstance(value, dict) else None
        if isinstance(inner, str) and rng.random() < 0.8:
            packed = mutated_content(b64decode(inner), others, rng)
            return json.dumps(value | {"bytes": b64encode(packed).decode()}).encode()
        return json.dumps(mutated_json(value, rng)).encode()
    except ValueError:
        return mutated_bytes(payload, others, rng)


def mutated_tree(data: bytes, rng: random.Random) -> bytes:
    """Return a file of YAML with changes in its tree, as libyaml writes it; as is if it is none."""
    try:
        root = yaml.compose(data, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        return data
    if root is None:
        return data
    for _ in range(rng.choice((1, 1, 2, 5))):
        _mutate_node(root, rng)
    try:
        return yaml.serialize(
            root, Dumper=yaml.CSafeDumper, allow_unicode=True, width=rng.choice((80, 10**6))
        ).encode()
    except (yaml.YAMLError, UnicodeEncodeError, RecursionError, TypeError):
        return data


def _mutate_node(root: yaml.Node, rng: random.Random) -> None:
    nodes = _nodes(root)
    node, other = rng.choice(nodes), rng.choice(nodes)
    match node:
        case yaml.ScalarNode():
            value = rng.choice(VALUES)
            node.value = value if isinstance(value, str) and value != "\ud800" else str(other.value)
            node.tag = (
                other.tag if rng.random() < 0.1 and isinstance(other, yaml.ScalarNode) else node.tag
            )
            node.style = rng.choice(("'", '"', "|", ">", node.style))
        case yaml.MappingNode() if node.value:
            at = rng.randrange(len(node.value))
            key, value = node.value[at]
            node.value[at : at + 1] = rng.choice(
                ([], [(key, value)] * 2, [(key, other)], [(other, value)], [(value, key)])
            )
        case yaml.SequenceNode() if node.value:
            at = rng.randrange(len(node.value))
            node.value[at : at + 1] = rng.choice(([], [node.value[at]] * 2, [other], [node]))
        case _:
            node.tag = "!!python/tuple"


def _nodes(root: yaml.Node) -> list[yaml.Node]:
    found, todo, known = [], [root], set()
    while todo:
        node = todo.pop()
        if id(node) in known:
            continue
        known.add(id(node))
        found.append(node)
        if isinstance(node, yaml.MappingNode):
            todo += [one for pair in node.value for one in pair]
        elif isinstance(node, yaml.SequenceNode):
            todo += node.value
    return found
