"""Recordings to compare: the samples, small ones made up for a point, and ways to change both."""

import json
import re
from base64 import b64encode
from functools import cache
from pathlib import Path

from tests.comparing import Held

from cassette_cli.document.files import Cassette, open_cassette, scalar_view
from cassette_cli.document.sources import Source
from cassette_cli.operations.diff.compare import FilePair, compare_files
from cassette_cli.operations.diff.interaction import Wishes
from cassette_cli.operations.diff.report import FileDiff
from cassette_cli.operations.rewrite.asked import Asked
from cassette_cli.operations.rewrite.run import Wishes as EditWishes
from cassette_cli.operations.rewrite.run import rewritten
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.span import Span

SAMPLES = Path(__file__).parents[3] / "samples"
SHOWN = Wishes(with_ignored=True)


def kept(text: str | bytes, path: str = "cassette.yaml") -> Held:
    """Return a text as a file of some name."""
    data = text if isinstance(text, bytes) else text.encode()
    return Held(Source(path, None), data)


def diff(old: str | bytes, new: str | bytes, wishes: Wishes = SHOWN) -> FileDiff:
    """Return what differs between two texts of files."""
    found = compare_files(FilePair("cassette.yaml", kept(old), kept(new)), wishes)
    assert found is not None
    return found


def told(found: FileDiff) -> list:
    """Return all differences of a file, in order."""
    return [one for pair in found.pairs for one in pair.differences]


def topics(found: FileDiff) -> set[str]:
    """Return what the differences of a file are about."""
    return {one.topic for one in told(found)}


def ignored(found: FileDiff) -> set[str]:
    """Return the names of the noise that is listed."""
    lone = {one.name for one in found.ignored}
    return lone | {one.name for pair in found.pairs for one in pair.ignored}


def opened(text: str) -> Cassette:
    """Return the cassette of a text."""
    found = open_cassette(Source("cassette.yaml", None), text.encode())
    assert found is not None
    return found


@cache
def sample(name: str) -> str:
    """Return the text of a sample."""
    return (SAMPLES / name).read_text(encoding="utf-8")


# Changes: functions from the text of a file to another.


def put(pointer, value):
    """Return the change that puts a value where one is, or where none is yet."""
    return patch({"op": "replace", "path": f"/interactions/{pointer}", "value": value})


def add(pointer, value):
    """Return the change that adds a value."""
    return patch({"op": "add", "path": f"/interactions/{pointer}", "value": value})


def without(pointer):
    """Return the change that takes a value out."""
    return patch({"op": "remove", "path": f"/interactions/{pointer}"})


def moved(old, new):
    """Return the change that puts an interaction elsewhere."""
    return patch({"op": "move", "from": f"/interactions/{old}", "path": f"/interactions/{new}"})


def copied(old, new):
    """Return the change that puts an interaction elsewhere once more."""
    return patch({"op": "copy", "from": f"/interactions/{old}", "path": f"/interactions/{new}"})


def patch(*operations):
    """Return the change that a JSON Patch over the view of the file makes."""

    def change(text):
        return rewritten(opened(text), Asked(operations).plan, EditWishes()).text

    return change


def swap(pattern, new):
    """Return the change that puts other words wherever a pattern is found in the file."""

    def change(text):
        made, count = re.subn(pattern, new, text)
        assert count, pattern
        return made

    return change


def body(at, change, side="response"):
    """Return the change of what the file says as the body of an interaction, in base64 or not."""

    def on_file(text):
        interaction = list(opened(text).interactions())[at]
        found = getattr(interaction, side).body
        view = scalar_view(text, found.stored.node)
        made = change(found.text)
        assert made != found.text
        stored = b64encode(made.encode()).decode() if found.stored.form == "base64" else made
        return apply(text, view.rewrap([Edit(Span(0, len(view.inner)), stored)]))

    return on_file


def chain(*changes):
    """Return several changes, one after the other."""

    def change(text):
        for one in changes:
            text = one(text)
        return text

    return change


# Recordings made up, as Ruby VCR keeps them in JSON: text and bytes alike.


def recording(*exchanges) -> str:
    """Return the text of a recording of some exchanges."""
    return json.dumps({"http_interactions": [*exchanges], "recorded_with": "VCR 6.3.1"}, indent=1)


def exchange(url, asked, answered, status=200, asked_headers=None, **headers):
    """Return a request with its response; bodies are JSON values, texts or bytes."""
    return {
        "request": {
            "method": "post", "uri": url, "body": kept_body(asked),
            "headers": {"Content-Type": ["application/json"], **(asked_headers or {})},
        },
        "response": {
            "status": {"code": status, "message": ""},
            "headers": {"Content-Type": [kind_of(answered)], **headers},
            "body": kept_body(answered),
        },
        "recorded_at": "Sun, 22 Nov 2026 22:02:23 GMT",
    }  # fmt: skip


def kind_of(content) -> str:
    """Return the media type that a body would have been sent with."""
    if isinstance(content, bytes):
        return "application/vnd.amazon.eventstream"
    is_events = isinstance(content, str) and content.lstrip().startswith(("data:", "event:", ":"))
    return "text/event-stream" if is_events else "application/json"


def kept_body(content):
    """Return a body as Ruby VCR keeps it."""
    if isinstance(content, bytes):
        return {"encoding": "ASCII-8BIT", "base64_string": b64encode(content).decode()}
    text = content if isinstance(content, str) else json.dumps(content)
    return {"encoding": "UTF-8", "string": text}


# The same answer told otherwise.

_PIECES = (
    ("choices", 0, "delta", "content"),
    ("choices", 0, "delta", "reasoning_content"),
    ("choices", 0, "delta", "tool_calls", 0, "function", "arguments"),
    ("delta", "text"),
    ("delta", "thinking"),
    ("delta", "partial_json"),
    ("candidates", 0, "content", "parts", 0, "text"),
    ("delta",),
)
"""Where the events of a stream keep a piece of a text."""
_ENDS = ("finish_reason", "finishReason", "stop_reason", "thoughtSignature", "id", "name")
"""What an event is not to say twice."""


def recut(stream: str) -> str:
    """Return a stream of server-sent events with each piece of a text cut in two.

    Events that say more than a piece stay as they are; numbers of events follow.
    """
    made, number = [], 0
    for frame in re.split(r"(?<=\n\n)", stream):
        head, mark, data = frame.partition("data:")
        for payload in halves(data) if mark else [data]:
            if isinstance(payload, str):
                made.append(head + mark + payload)
                continue
            if "sequence_number" in payload:
                payload["sequence_number"] = number
                number += 1
            made.append(f"{head}data: {json.dumps(payload)}\n\n")
    return "".join(made)


def halves(data: str) -> list:
    """Return the JSON of an event as one or two values, or the text of it if it is none."""
    try:
        value = json.loads(data)
    except ValueError:
        return [data]
    for path in _PIECES:
        piece = at(value, path)
        if isinstance(piece, str) and len(piece) > 1 and not says_more(value, path):
            middle = len(piece) // 2
            return [placed(data, path, part) for part in (piece[:middle], piece[middle:])]
    return [value]


def says_more(value, path) -> bool:
    """Say whether an event says what is not to be said twice, on the way to a piece."""
    above = [at(value, path[:length]) for length in range(len(path))]
    found = any(isinstance(one, dict) and one.get(key) for one in above[1:] for key in _ENDS)
    return found or bool(isinstance(value, dict) and (value.get("usage") or "message" in value))


def at(value, path):
    """Return what is at a path, or `None`."""
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def placed(data: str, path, piece):
    """Return the value of a JSON text with another piece at a path."""
    value = json.loads(data)
    at(value, path[:-1])[path[-1]] = piece
    return value
