"""Opening texts: what else a text says, once one encoding of it is taken off.

It shares nothing with the program that is judged: the standard library, brotli and zstandard only.
"""

import gzip
import html
import json
import re
import urllib.parse
import zlib
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Iterator
from functools import lru_cache
from struct import unpack

import brotli
import zstandard

from tests.redaction.oracle_json import Event, Leaf, event

_RUN = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_LINES = re.compile(r"(?:[A-Za-z0-9+/]{40,80}\r?\n){1,}[A-Za-z0-9+/]{1,80}={0,2}")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){12,}")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([/\"']))")
_FIELD = re.compile(r"(?m)^\s?(?:data|event|id|retry)?:")


def opened(data: bytes) -> str | None:
    """Return the text of bytes that are text, in a content coding or not."""
    for decode in (bytes, gzip.decompress, zlib.decompress, _zstd, brotli.decompress):
        try:
            text = decode(data).decode()
        except (OSError, EOFError, ValueError, zlib.error, zstandard.ZstdError, brotli.error):
            continue
        if text and _readable(text):
            return text
    return None


def _zstd(data: bytes) -> bytes:
    if not data.startswith(b"\x28\xb5\x2f\xfd"):
        raise ValueError
    return zstandard.ZstdDecompressor().decompress(data, max_output_size=10_000_000)


def _readable(text: str) -> bool:
    """Say whether a text is meant for reading; random bytes seldom are."""
    odd = sum(1 for letter in text[:400] if not letter.isprintable() and letter not in "\r\n\t")
    return odd == 0


@lru_cache(maxsize=20_000)
def inside(text: str) -> tuple[tuple[str, str], ...]:
    """Return every reading of a text (with its name) that says something else."""
    return tuple(_readings(text))


def _readings(text: str) -> Iterator[tuple[str, str]]:
    if "%" in text:
        yield from _changed("percent", text, urllib.parse.unquote(text))
        if "+" in text and "=" in text:
            yield from _changed("form", text, urllib.parse.unquote_plus(text))
    elif "+" in text and "=" in text and " " not in text:
        yield from _changed("form", text, text.replace("+", " "))
    if "&" in text:
        yield from _changed("entities", text, html.unescape(text))
    if "\\" in text:
        yield from _changed("backslash", text, _ESCAPE.sub(_unescaped, text))
    yield from _encoded(text)


def _changed(name: str, before: str, after: str) -> Iterator[tuple[str, str]]:
    if after != before:
        yield name, after


def _unescaped(match: re.Match[str]) -> str:
    number = match[1] or match[2]
    return chr(int(number, 16)) if number else match[3]


def _encoded(text: str) -> Iterator[tuple[str, str]]:
    for match in _LINES.finditer(text):
        yield from _decoded("lines", re.sub(r"\s", "", match[0]))
    for match in _RUN.finditer(text):
        yield from _decoded("base64", match[0])
    for match in _HEX.finditer(text):
        made = opened(bytes.fromhex(match[0]))
        if made is not None:
            yield "hex", made


def _decoded(name: str, run: str) -> Iterator[tuple[str, str]]:
    """Yield what a run of base64 says; of a JWT each segment is one."""
    padded = run.rstrip("=") + "=" * (-len(run.rstrip("=")) % 4)
    decode = urlsafe_b64decode if re.search("[-_]", run) else b64decode
    try:
        made = opened(decode(padded))
    except ValueError:
        return
    if made is not None:
        yield name, made


def events(text: str) -> list[Event]:
    """Return the events of a stream: SSE, JSON lines, or an array of JSON."""
    stripped = text.strip()
    if stripped.startswith("["):
        return _array(stripped)
    if stripped.startswith("{") and "\n" in stripped:
        return _rows(stripped)
    return _sse(text) if _FIELD.match(text.lstrip()) else []


def _array(text: str) -> list[Event]:
    try:
        values = json.loads(text)
    except ValueError:
        return []
    return [event("", value) for value in values if isinstance(value, dict)]


def _rows(text: str) -> list[Event]:
    rows: list[Event] = []
    for line in text.split("\n"):
        try:
            rows += [event("", json.loads(line))] if line.strip() else []
        except ValueError:
            return []
    return rows


def _sse(text: str) -> list[Event]:
    found: list[Event] = []
    for block in re.split(r"(?:\r\n|\n|\r){2,}", text):
        lines = re.split(r"\r\n|\n|\r", block)
        data = [line[5:].removeprefix(" ") for line in lines if line.startswith("data:")]
        names = [line[6:].strip() for line in lines if line.startswith("event:")]
        if data:
            found.append(_payload(names[-1] if names else "", "\n".join(data)))
    return found


def _payload(name: str, data: str) -> Event:
    """Return an event of SSE, whose data may be mere text."""
    if data.startswith(("{", "[")):
        try:
            return event(name, json.loads(data))
        except ValueError:
            pass
    return (name,), (Leaf(("",), data),)


def frames(data: bytes) -> list[tuple[str, bytes]] | None:
    """Return event name and payload of an AWS event stream; `None` if the bytes are none.

    Raises:
        ValueError: a checksum is wrong.
    """
    found, at = [], 0
    while at < len(data):
        prelude = data[at : at + 12]
        if len(data) - at < 16 or zlib.crc32(prelude[:8]) != unpack(">I", prelude[8:])[0]:
            if found:
                raise ValueError("the checksum of a prelude is wrong")
            return None
        total, head = unpack(">II", data[at : at + 8])
        frame = data[at : at + total]
        if zlib.crc32(frame[:-4]) != unpack(">I", frame[-4:])[0]:
            raise ValueError("the checksum of a message is wrong")
        name = re.search(rb":event-type\x07..([A-Za-z]+)", frame[12 : 12 + head], re.DOTALL)
        found.append((name[1].decode() if name else "", frame[12 + head : -4]))
        at += total
    return found
