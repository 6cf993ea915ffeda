"""Texts that hold a plant, and the encodings a text may be wrapped in before it is written down."""

import gzip
import html
import json
import random
import urllib.parse
import zlib

import brotli
import zstandard

from tests.redaction.characters import base64, base64url, run
from tests.redaction.plant import FIELD, Plant

_FRAMES = (
    "I looked it up and found {} in the settings, naïve as that is",
    "Here it is: {}\nPlease keep it to yourself",
    "2026-11-22 22:02:22 ERROR call failed ({}), retrying in 3 s",
    "The last line of the log says <{}> and then it stops",
    "{} was what the tool returned — nothing else",
    "key list:\n- {}\n- none\n",
    "see `{}` for details; the rest is as before",
    "Sure! Try {} instead; it worked for Anna",
    "Traceback:\n  ValueError: bad value ({})",
    "a,b,c\n1,{},3\n4,5,6",
    "» {} «",
)
_ASCII = tuple(frame for frame in _FRAMES if frame.isascii())


def said(plant: Plant) -> str:
    """Return how a plant stands in free text."""
    return plant.text or f"{plant.field}: {plant.value}"


def prose(plant: Plant, rng: random.Random, *, ascii_only: bool = False) -> str:
    """Return a sentence or two with a plant in the middle."""
    return rng.choice(_ASCII if ascii_only else _FRAMES).format(said(plant))


def member(plant: Plant) -> dict[str, str]:
    """Return the plant's value under the name that tells what it is."""
    return {"kind": "settings", plant.field: plant.value, "region": "eu"}


def settings(plant: Plant, rng: random.Random) -> dict[str, object]:
    """Return an object that holds a plant as its own member, or in a text."""
    if plant.shape == FIELD or rng.random() < 0.5:
        return {"ok": True, "config": member(plant)}
    return {"ok": True, "note": prose(plant, rng), "n": rng.randint(1, 99)}


def document(plant: Plant, rng: random.Random) -> str:
    """Return JSON that holds a plant: what is wrapped in base64 and the like."""
    return json.dumps(settings(plant, rng), ensure_ascii=rng.random() < 0.5)


def percent(text: str) -> str:
    """Return a text percent-encoded, also where most writers would not bother."""
    quoted = urllib.parse.quote(text, safe="")
    return "".join(f"%{ord(c):02X}" if c in "-_.~" else c for c in quoted)


def entities(text: str, rng: random.Random) -> str:
    """Return a text as HTML: `&`, `<` and quotes by name, every ninth character by number."""
    written = []
    for at, letter in enumerate(text):
        number = rng.choice([f"&#{ord(letter)};", f"&#x{ord(letter):x};"])
        written.append(number if at % 9 == 4 else html.escape(letter))
    return "".join(written)


def escaped(text: str, rng: random.Random) -> str:
    r"""Return a JSON string in which many characters are written as `\\uXXXX`."""
    share = rng.choice([0.1, 0.4, 1.0])
    inner = json.dumps(text)[1:-1]
    if "\\" in inner:
        return f'"{inner}"'
    chosen = (f"\\u{ord(c):04x}" if rng.random() < share else c for c in inner)
    return f'"{"".join(chosen)}"'


def slashes(text: str) -> str:
    r"""Return a JSON string as PHP writes it: `\/` for each slash."""
    return json.dumps(text).replace("/", "\\/")


def unicode_escapes(text: str) -> str:
    r"""Return the inside of a string literal of Python or JavaScript: `\x2d` for a hyphen."""
    return "".join(f"\\x{ord(c):02x}" if c in "-_.=/+@:" else c for c in text)


def wrapped64(text: str, rng: random.Random) -> str:
    """Return base64 in lines, as in e-mail and PEM."""
    whole, width = base64(text), rng.choice([60, 64, 76])
    return "\n".join(whole[at : at + width] for at in range(0, len(whole), width)) + "\n"


def token(text: str, rng: random.Random) -> str:
    """Return a JWT that carries a text among its claims."""
    head = base64url('{"alg":"RS256","typ":"JWT","kid":"k1"}')
    claims = {"iss": "https://login.invalid", "cfg": text, "exp": 1795384942}
    return f"{head}.{base64url(json.dumps(claims))}.{run('w', 86, rng)}"


def packed(text: str) -> str:
    """Return base64 of gzip, as telemetry and PollyJS write it."""
    return base64(gzip.compress(text.encode(), mtime=0))


WRAPPINGS = {
    "percent": ("percent", lambda text, rng: f"next={percent(text)}&page=2"),
    "percent-twice": ("percent", lambda text, rng: f"next={percent(percent(text))}&page=2"),
    "html-entities": ("escapes", lambda text, rng: f"<p>{entities(text, rng)}</p>"),
    "backslash-x": ("escapes", lambda text, rng: f'value = "{unicode_escapes(text)}"'),
    "base64": ("base64", lambda text, rng: base64(text)),
    "base64-in-text": ("base64", lambda text, rng: f"content: {base64(text)} (encoded)"),
    "base64url": ("base64", lambda text, rng: base64url(text, padded=rng.random() < 0.5)),
    "base64-wrapped": ("base64", wrapped64),
    "base64-twice": ("base64", lambda text, rng: base64(base64(text))),
    "hex": ("base64", lambda text, rng: text.encode().hex()),
    "data-url": ("base64", lambda text, rng: f"data:text/plain;base64,{base64(text)}"),
    "jwt-payload": ("base64", token),
    "base64-gzip": ("base64", lambda text, rng: packed(text)),
}
"""Group and function of each encoding that fits into a JSON string."""

CODINGS = {
    "gzip": lambda data, rng: gzip.compress(data, rng.choice([1, 6, 9]), mtime=0),
    "deflate": lambda data, rng: zlib.compress(data, rng.choice([1, 6, 9])),
    "br": lambda data, rng: brotli.compress(data, quality=rng.choice([1, 5, 11])),
    "zstd": lambda data, rng: zstandard.compress(data, rng.choice([1, 3, 9])),
}
"""The content codings of HTTP."""
