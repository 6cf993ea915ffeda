"""AWS event streams: binary frames with typed headers and two checksums.

Source: AWS SDK specification, "Amazon Event Stream" (smithy 2.0, aws/amazon-eventstream). A frame
is `uint32 length, uint32 headers length, uint32 crc32 of these 8 bytes, headers, payload, uint32
crc32 of all before`, big-endian. Bedrock's `chunk` events wrap JSON in base64; it is unwrapped
here, since the wrapping says nothing.
"""

import binascii
import struct
from base64 import b64decode
from collections.abc import Iterator
from typing import NamedTuple

from cassette_cli.framing.base import EXCEPTION, Event, Framing, Stream
from cassette_cli.http.body import Body
from cassette_cli.text.json_value import parse_object, string

_PRELUDE = struct.Struct(">III")
_SMALLEST = 16
_SIZES = {0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16}
_LONG = {6, 7}


class Frame(NamedTuple):
    """One frame: its place and what it holds."""

    start: int
    end: int
    headers: dict[str, str]
    payload: bytes
    intact: bool
    """Whether the checksum of the whole is right."""


def _stream(body: Body) -> Stream | None:
    if body.is_text:
        return _corrupted(body)
    if not _starts_frame(body.data, 0):
        return None
    return read_frames(body.data)


def _corrupted(body: Body) -> Stream | None:
    """Return an empty stream for frames that a recorder stored as text and so destroyed."""
    if body.media_type.name != "application/vnd.amazon.eventstream":
        return None
    stream = Stream("aws-eventstream", [], closed=False)
    stream.problems.add("the recorder has stored binary frames as text: this body is corrupted")
    return stream


def _starts_frame(data: bytes, at: int) -> bool:
    if len(data) - at < _SMALLEST:
        return False
    total, headers, checksum = _PRELUDE.unpack_from(data, at)
    fits: bool = total >= _SMALLEST and headers <= total - _SMALLEST
    return fits and binascii.crc32(data[at : at + 8]) == checksum


def read_frames(data: bytes) -> Stream:
    """Return the events of bytes in this framing; their places are in bytes."""
    stream = Stream("aws-eventstream", [])
    end = 0
    for frame in frames(data):
        end = frame.end
        if not frame.intact:
            stream.problems.add(f"the checksum of event {len(stream.events)} is wrong")
        name, text = _named_data(frame)
        stream.events.append(Event(len(stream.events), name, text, frame.start, frame.end))
    if end < len(data):
        stream.closed = False
        stream.problems.add("the last frame is cut off or corrupted")
    return stream


def frames(data: bytes) -> Iterator[Frame]:
    """Yield the frames up to the first that is not whole."""
    at = 0
    while _starts_frame(data, at):
        total, size, _ = _PRELUDE.unpack_from(data, at)
        end = at + total
        if end > len(data):
            return
        (checksum,) = struct.unpack_from(">I", data, end - 4)
        intact = binascii.crc32(data[at : end - 4]) == checksum
        headers = dict(_headers(data[at + 12 : at + 12 + size]))
        yield Frame(at, end, headers, data[at + 12 + size : end - 4], intact)
        at = end


def _headers(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the headers that hold text; the others play no part in what was said."""
    at = 0
    while at + 2 < len(data):
        name_end = at + 1 + data[at]
        name = data[at + 1 : name_end].decode("utf-8", "replace")
        kind = data[name_end] if name_end < len(data) else -1
        at = name_end + 1
        if kind in _LONG and at + 2 <= len(data):
            (size,) = struct.unpack_from(">H", data, at)
            yield name, data[at + 2 : at + 2 + size].decode("utf-8", "replace")
            at += 2 + size
        elif kind in _SIZES:
            at += _SIZES[kind]
        else:
            return


def _named_data(frame: Frame) -> tuple[str, str]:
    text = frame.payload.decode("utf-8", "replace")
    kind = frame.headers.get(":message-type", "event")
    if kind != "event":
        reason = frame.headers.get(":exception-type") or frame.headers.get(":error-code") or kind
        return EXCEPTION + reason, text or frame.headers.get(":error-message", "")
    name = frame.headers.get(":event-type", "")
    return name, (_unwrapped(text) if name == "chunk" else None) or text


def _unwrapped(payload: str) -> str | None:
    """Return the JSON that a `chunk` carries in base64; plain text in it stays wrapped."""
    encoded = string(parse_object(payload), "bytes")
    try:
        inner = b64decode(encoded, validate=True).decode("utf-8")
    except ValueError:
        return None
    return inner if inner.startswith("{") else None


AWS_EVENTSTREAM = Framing("aws-eventstream", "AWS event stream", _stream)
