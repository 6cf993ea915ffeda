"""Small files that would be large, deep or endless once they are read."""

import gzip
import json
import random
import zlib
from base64 import b64encode

import brotli
import zstandard

MIB = 1 << 20
_MANY = 256
"""Of what is more than 64 MiB when opened, how many MiB there are."""


def recording(body: str, *, coding: str = "", kind: str = "application/json") -> str:
    """Return a cassette of VCR.py with one answer, whose body is given as it is to be written."""
    encoding = f"      content-encoding: [{coding}]\n" if coding else ""
    return (
        "interactions:\n- request:\n    body: ''\n    headers: {}\n    method: POST\n"
        "    uri: https://llm.example/v1/chat/completions\n  response:\n"
        f"    body: {{string: {body}}}\n    headers:\n      content-type: [{kind}]\n{encoding}"
        "    status: {code: 200, message: OK}\nversion: 1\n"
    )


def packed(data: bytes, coding: str = "gzip") -> str:
    """Return a cassette whose answer is these bytes."""
    return recording(f"!!binary {b64encode(data).decode()}", coding=coding)


def _zeros(make) -> bytes:
    """Return many zeros, compressed piece by piece."""
    return b"".join(make.compress(bytes(MIB)) for _ in range(_MANY))


def _brotli() -> bytes:
    compressor = brotli.Compressor(quality=1)
    return b"".join(compressor.process(bytes(MIB)) for _ in range(_MANY)) + compressor.finish()


def _zstd() -> bytes:
    compressor = zstandard.ZstdCompressor().compressobj()
    return _zeros(compressor) + compressor.flush()


def _gzip() -> bytes:
    compressor = zlib.compressobj(wbits=31)
    return _zeros(compressor) + compressor.flush()


def _laughs(levels: int = 30) -> str:
    """Return aliases of which each stands for ten of the one before."""
    rows = ["  a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    for level in range(1, levels):
        inside = ", ".join([f"*a{level - 1}"] * 10)
        rows.append(f"  a{level}: &a{level} [{inside}]")
    return "laughs:\n" + "\n".join(rows) + "\n" + recording("hi")


def _deep_stream(opening: str) -> str:
    return recording(json.dumps(f"data: {opening * 100_000}\n\n"), kind="text/event-stream")


def _secrets(count: int) -> list[str]:
    """Return texts of which each names a password of its own, after an escape."""
    draw = random.Random(count)
    return [f'\n"password": "{draw.randbytes(12).hex()}"' for _ in range(count)]


def _pieces() -> str:
    """Return a stream of which every piece holds a secret."""
    chunks = [{"choices": [{"index": 0, "delta": {"content": one}}]} for one in _secrets(12_000)]
    stream = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks)
    return recording(json.dumps(stream), kind="text/event-stream")


BOMBS = {
    "gzip body": lambda: packed(_gzip()),
    "zstd body": lambda: packed(_zstd(), "zstd"),
    "brotli body": lambda: packed(_brotli(), "br"),
    "gzip file": lambda: gzip.compress(recording("hi").encode()) + _gzip(),
    "aliases": _laughs,
    "an alias of a long text, often": lambda: (
        f"a: &a {'x' * MIB}\nb: [{'*a, ' * 50_000}]\n{recording('hi')}"
    ),
    "deep YAML": lambda: f"deep: {'[' * 1_000_000}\n{recording('hi')}",
    "deep YAML by dashes": lambda: f"deep:\n{'- ' * 500_000}x\n{recording('hi')}",
    "deep JSON": lambda: '{"interactions": ' + "[" * 1_000_000,
    "deep JSON in a body": lambda: recording(json.dumps('{"a":' * 200_000)),
    "deep JSON in a stream": lambda: _deep_stream('{"choices":['),
    "huge numbers": lambda: recording(json.dumps(json.dumps({"usage": 1}).replace("1", "9" * MIB))),
    "a huge status": lambda: recording("hi").replace("200", "9" * MIB),
    "a huge exponent": lambda: recording(json.dumps('{"usage": {"total_tokens": 1e999999999}}')),
    "many frames of nothing": lambda: recording(json.dumps("data:\n\n" * 100_000)),
    "many keys": lambda: recording(json.dumps(json.dumps({f"k{n}": n for n in range(50_000)}))),
    "many interactions": lambda: recording("hi").replace("vers", "- {}\n" * 30_000 + "vers"),
    "many anchors": lambda: "".join(f"k{n}: &a{n} x\n" for n in range(30_000)) + recording("hi"),
    "one long line": lambda: recording(json.dumps("data: " + "x" * 100 * MIB)),
    "one long line of base64": lambda: packed(b"\xff" * 10 * MIB, ""),
    "secrets among escapes": lambda: recording(json.dumps(json.dumps("".join(_secrets(20_000))))),
    "secrets in every piece of a stream": _pieces,
    "words that start like findings": lambda: recording(
        json.dumps("".join(word * 10_000 for word in ("a@", "sk-", "eyJ", "key=", "http://a:b@")))
    ),
}
"""What to write, by name; `bytes` or text."""
