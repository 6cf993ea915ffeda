"""AWS event streams: binary frames with typed headers and two checksums.

Source: AWS SDK specification, "Amazon Event Stream" (smithy 2.0, aws/amazon-eventstream). A frame
is `uint32 length, uint32 headers length, uint32 crc32 of these 8 bytes, headers, payload, uint32
crc32 of all before`, big-endian. Bedrock's `chunk` events wrap JSON in base64; it is unwrapped
here, since the wrapping says nothing.
"""

import binascii
import struct
from base64 import b64decode
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cassette_cli.errors import CassetteError
from cassette_cli.framing.base import EXCEPTION, Event, Framing, Stream, Told, cannot_hold
from cassette_cli.http.body import Body
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.json_value import parse_object, string
from cassette_cli.text.span import Span
from cassette_cli.text.view import Nested, Opaque

_PRELUDE = struct.Struct(">III")
_SMALLEST = 16
_SIZES = {0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16}
_LONG = {6, 7}
_LONGEST_VALUE = 0xFFFF
_ERROR_MESSAGE = ":error-message"
_EVENT_TYPE = ":event-type"


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
    """Yield the headers that hold text."""
    for name, (start, end) in _header_values(data):
        yield name, data[start:end].decode("utf-8", "replace")


def _header_values(data: bytes) -> Iterator[tuple[str, Span]]:
    """Yield where the values that hold text are; the others play no part in what was said."""
    at = 0
    while at + 2 < len(data):
        name_end = at + 1 + data[at]
        name = data[at + 1 : name_end].decode("utf-8", "replace")
        kind = data[name_end] if name_end < len(data) else -1
        at = name_end + 1
        if kind in _LONG and at + 2 <= len(data):
            (size,) = struct.unpack_from(">H", data, at)
            yield name, Span(at + 2, min(at + 2 + size, len(data)))
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
        return EXCEPTION + reason, text or frame.headers.get(_ERROR_MESSAGE, "")
    name = frame.headers.get(_EVENT_TYPE, "")
    return name, (_unwrapped(text) if name == "chunk" else None) or text


def _unwrapped(payload: str) -> str | None:
    """Return the JSON that a `chunk` carries in base64; plain text in it stays wrapped."""
    encoded = string(parse_object(payload), "bytes")
    try:
        inner = b64decode(encoded, validate=True).decode("utf-8")
    except ValueError:
        return None
    return inner if inner.startswith("{") else None


def frame_view(content: bytes, event: Event) -> Opaque[bytes, str]:
    """Return the view of an event's data within the bytes of the body that it was read from.

    An edit gives its frame new lengths and checksums, which are right whatever the old ones were.

    Raises:
        CassetteError: the data is not in UTF-8, so that it was not read as it is written.
    """
    written = content[event.start : event.end]
    frame = next(frames(written))
    if event.data and not frame.payload:
        return _message_view(content, event)
    text = _strict_text(frame.payload)
    if text is None:
        raise _not_text(event)

    def encode(new: str) -> bytes:
        payload = new if text == event.data else _wrapped(text, new)
        made = _framed(_header_block(written), payload.encode("utf-8", "surrogatepass"))
        if _named_data(next(frames(made)))[1] != new:
            raise cannot_hold()
        return made

    return Opaque(Span(event.start, event.end), event.data, encode)


def frame_edits(stream: Stream, content: bytes, told: Sequence[Told]) -> list[Edit[bytes]]:
    """Return the edits of a body's bytes after which its stream is told, frame by frame.

    Args:
        stream: as it is.
        content: the bytes of the body.
        told: the events as they are to be, in order.

    Raises:
        CassetteError: an event cannot hold its data.
    """
    kept = {one.event.ordinal for one in told if not one.is_new}
    edits = [
        Edit(Span(event.start, event.end), b"")
        for event in stream.events
        if event.ordinal not in kept
    ]
    at = stream.events[0].start if stream.events else 0
    for one in told:
        if not one.is_new:
            at = one.event.end
            edits += frame_view(content, one.event).rewrap(one.edits) if one.edits else []
            continue
        edits.append(Edit(Span(at, at), _new_frame(content, one)))
    return edits


def _new_frame(content: bytes, one: Told) -> bytes:
    """Return the frame of the event whose form a new one takes, with that one's name and data."""
    frame = content[one.event.start : one.event.end]
    own = Event(0, one.event.name, one.event.data, 0, len(frame))
    frame = apply(frame, frame_view(frame, own).rewrap(one.edits))
    if one.name != one.event.name:
        views = [view for name, view in header_texts(frame) if name == _EVENT_TYPE]
        if views:
            whole = Edit(Span(0, len(views[-1].inner)), one.name)
            frame = apply(frame, views[-1].rewrap([whole]))
    if _named_data(next(frames(frame))) != (one.name, one.data):
        raise cannot_hold()
    return frame


def written_frames(events: Sequence[tuple[str, str]]) -> bytes:
    """Return a new stream of frames, with the headers that those of Bedrock have."""
    return b"".join(
        _framed(
            b"".join(
                _text_header(key, value)
                for key, value in (
                    (_EVENT_TYPE, name),
                    (":content-type", "application/json"),
                    (":message-type", "event"),
                )
            ),
            data.encode("utf-8", "surrogatepass"),
        )
        for name, data in events
    )


def _text_header(name: str, value: str) -> bytes:
    key, text = name.encode(), value.encode()
    return bytes([len(key)]) + key + b"\x07" + len(text).to_bytes(2, "big") + text


def _message_view(content: bytes, event: Event) -> Opaque[bytes, str]:
    """Return the view of the message in the headers of a failure that has no payload."""
    views = [view for name, view in header_texts(content, event) if name == _ERROR_MESSAGE]
    if not views or views[-1].inner != event.data:
        raise _not_text(event)
    return views[-1]


def _not_text(event: Event) -> CassetteError:
    return CassetteError(f"event {event.ordinal} cannot be edited, since its data is not in UTF-8")


def _strict_text(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _wrapped(payload: str, new: str) -> str:
    """Return the payload of a `chunk` with another text in its base64."""
    from cassette_cli.text.base64_text import base64_view
    from cassette_cli.text.json_tree import read_json, scalar_view
    from cassette_cli.text.tree import leaf

    encoded = leaf(read_json(payload), "bytes")
    assert encoded is not None, "it was unwrapped"
    written = scalar_view(payload, encoded)
    view = Nested(written, base64_view(written.inner))
    data = new.encode("utf-8", "surrogatepass")
    return apply(payload, view.rewrap([Edit(Span(0, len(view.inner)), data)]))


def header_texts(
    content: bytes, event: Event | None = None
) -> Iterator[tuple[str, Opaque[bytes, str]]]:
    """Yield the name of each header that holds text, and the view of its value.

    Two headers of one frame are edited one after the other, each in what the other has made: both
    change the checksum. A value that is not in UTF-8 is passed over.

    Args:
        content: the bytes of a body in this framing.
        event: the one event whose headers are meant; `None` for those of all.
    """
    start, end = (event.start, event.end) if event else (0, len(content))
    for frame in frames(content[start:end]):
        place = Span(start + frame.start, start + frame.end)
        for name, span in _header_values(_header_block(content[slice(*place)])):
            view = _header_view(content, place, span)
            if view is not None:
                yield name, view


def _header_view(content: bytes, place: Span, span: Span) -> Opaque[bytes, str] | None:
    """Return the view of a header's value, which is at `span` of the headers of a frame."""
    written = content[place.start : place.end]
    headers = _header_block(written)
    text = _strict_text(headers[span.start : span.end])
    if text is None:
        return None

    def encode(new: str) -> bytes:
        value = new.encode("utf-8", "surrogatepass")
        if len(value) > _LONGEST_VALUE or _strict_text(value) != new:
            raise cannot_hold()
        before = headers[: span.start - 2] + len(value).to_bytes(2, "big")
        made = before + value + headers[span.end :]
        return _framed(made, written[12 + len(headers) : -4])

    return Opaque(place, text, encode)


def _header_block(written: bytes) -> bytes:
    """Return the headers of a frame as they are written."""
    _, size, _ = _PRELUDE.unpack_from(written)
    return written[12 : 12 + size]


def _framed(headers: bytes, payload: bytes) -> bytes:
    """Return a frame with the lengths and checksums that it needs."""
    sizes = struct.pack(">II", _SMALLEST + len(headers) + len(payload), len(headers))
    whole = sizes + struct.pack(">I", binascii.crc32(sizes)) + headers + payload
    return whole + struct.pack(">I", binascii.crc32(whole))


AWS_EVENTSTREAM = Framing("aws-eventstream", "AWS event stream", _stream)
