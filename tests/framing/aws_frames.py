"""Writing AWS event streams, so that tests can say in words what a frame holds."""

import binascii
import json
import struct
from base64 import b64encode

_STRING = 7


def frame(headers: dict[str, str], payload: bytes) -> bytes:
    """Return one frame; all its headers hold text."""
    return framed(b"".join(header(name, value) for name, value in headers.items()), payload)


def framed(headers: bytes, payload: bytes) -> bytes:
    """Return one frame around headers that are written already."""
    prelude = struct.pack(">II", 16 + len(headers) + len(payload), len(headers))
    whole = prelude + struct.pack(">I", binascii.crc32(prelude)) + headers + payload
    return whole + struct.pack(">I", binascii.crc32(whole))


def header(name: str, value: str) -> bytes:
    """Return one header that holds text."""
    key, text = name.encode(), value.encode()
    return bytes([len(key)]) + key + bytes([_STRING]) + struct.pack(">H", len(text)) + text


def event(name: str, payload: object) -> bytes:
    """Return an event as Bedrock sends it."""
    headers = {
        ":event-type": name,
        ":content-type": "application/json",
        ":message-type": "event",
    }
    return frame(headers, json.dumps(payload, ensure_ascii=False).encode())


def chunk(inner: object) -> bytes:
    """Return an event of Bedrock's invoke, which wraps JSON (or plain text) in base64."""
    text = inner if isinstance(inner, str) else json.dumps(inner, ensure_ascii=False)
    return event("chunk", {"bytes": b64encode(text.encode()).decode(), "p": "abcdef"})


def exception(name: str, payload: object) -> bytes:
    """Return a frame that reports a failure."""
    headers = {
        ":exception-type": name,
        ":content-type": "application/json",
        ":message-type": "exception",
    }
    return frame(headers, json.dumps(payload).encode())
