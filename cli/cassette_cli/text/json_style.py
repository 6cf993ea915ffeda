r"""How a JSON text is spelled, and spelling more of it alike.

What a text means leaves open which characters are escaped, what stands between values and whether
each has its own line; every encoder has its way, and a text shows it. Go's writes `<`, `>`, `&`,
U+2028 and U+2029 as `\u003c` and so on, PHP's writes `\/`, and Python's writes everything beyond
ASCII as `\u…` unless told otherwise.
"""

import json
import re
from collections import Counter
from itertools import islice
from typing import NamedTuple

from cassette_cli.text.json_value import Json


class Style(NamedTuple):
    """How a JSON text is spelled where its meaning leaves that open."""

    ascii_only: bool = False
    r"""Whether characters beyond ASCII are written `\u…`."""
    escapes_slash: bool = False
    r"""Whether `/` is written `\/`."""
    escapes_html: bool = False
    r"""Whether `<`, `>`, `&`, U+2028 and U+2029 are written `\u…`."""
    comma: str = ","
    """What stands between two values on one line."""
    colon: str = ":"
    """What stands between a key and its value."""
    indent: str | None = None
    """What a line has before it more than the one that it is within; `None` without such lines."""
    newline: str = "\n"


PLAIN = Style()
"""Where nothing is known: short, and without an escape that is not needed."""


def style_of(text: str, otherwise: Style = PLAIN) -> Style:
    """Return the style that a JSON text shows, or a text that holds several, such as a stream.

    Args:
        text: it need not be valid.
        otherwise: what is taken where it shows nothing.
    """
    colon, comma = _colon(text), _comma(text)
    if colon is None and comma is not None:
        colon = ": " if comma.endswith(" ") else ":"
    if comma is None and colon is not None:
        comma = ", " if colon.endswith(" ") else ","
    style = escapes_of(text, otherwise)
    if colon is not None and comma is not None:
        style = style._replace(colon=colon, comma=comma)
    broken = _BROKEN.search(text)
    return style._replace(newline=broken[1], indent=broken[2]) if broken else style


def escapes_of(text: str, otherwise: Style = PLAIN) -> Style:
    """Return a style with the escapes that a JSON text, or a string of one, shows."""
    escaped = Counter(_kind(found[1]) for found in _ESCAPE.finditer(text)) if "\\" in text else {}
    raw = {"slash": text.count("/") - escaped.get("slash", 0)}
    if "html" in escaped or otherwise.escapes_html:
        raw["html"] = sum(text.count(character) for character in "<>&")
    if not text.isascii():
        raw["beyond"] = len(_BEYOND_ASCII.findall(text))

    def shows(kind: str, default: bool) -> bool:
        found = escaped.get(kind, 0), raw.get(kind, 0)
        return found[0] > found[1] if any(found) else default

    return otherwise._replace(
        ascii_only=shows("beyond", otherwise.ascii_only),
        escapes_slash=shows("slash", otherwise.escapes_slash),
        escapes_html=shows("html", otherwise.escapes_html),
    )


# An escape that no backslash before it makes a plain one.
_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\(/|u[dD][89abAB]..\\u[dD][c-fC-F]..|u[0-9a-fA-F]{4})")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
# What has an escape in every encoder, or in many that write all else as it is, shows nothing.
_UNTOLD = re.compile(r"u(?:00[0-7].|202[89]|[dD][89a-fA-F]..|fffd)")


def _kind(escape: str) -> str:
    if escape == "/":
        return "slash"
    if escape[1:].lower() in {"003c", "003e", "0026"}:
        return "html"
    return "" if _UNTOLD.fullmatch(escape) else "beyond"


_VALUE = r'["\[{\-\dtfnNI]'
_KEY = r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"[ \t]*:'
_COLON = re.compile(rf'(?<!\\)"([ \t]*:[ \t]*)(?={_VALUE})')
_COMMA = re.compile(rf'["\]}}\delyN]([ \t]*,[ \t]*)(?={_KEY})')
_COMMA_OF_ITEMS = re.compile(rf'["\]}}\delyN]([ \t]*,[ \t]*)(?={_VALUE})')
_BROKEN = re.compile(rf"[\[{{](\r?\n)([ \t]*)(?={_VALUE})")
_ENOUGH = 20
"""How many separators tell which is the usual one: strings may hold what looks like one."""


def _colon(text: str) -> str | None:
    return _usual(_COLON, text)


def _comma(text: str) -> str | None:
    found = _usual(_COMMA, text)
    return found if found is not None or _colon(text) else _usual(_COMMA_OF_ITEMS, text)


def _usual(pattern: re.Pattern[str], text: str) -> str | None:
    found = Counter(match[1] for match in islice(pattern.finditer(text), _ENOUGH))
    return found.most_common(1)[0][0] if found else None


def spelled(value: Json, style: Style, line: str = "") -> str:
    """Return a value as JSON in a style.

    Args:
        value: what is to be written.
        style: how.
        line: the line end and the indentation of the line that it starts on; `""` for a value that
            stays on one line.
    """
    broken = bool(line) and style.indent is not None
    text = json.dumps(
        value,
        ensure_ascii=False,
        indent=style.indent if broken else None,
        separators=(style.comma.rstrip() if broken else style.comma, style.colon),
    )
    if broken:  # a line end within a string is written as an escape
        text = text.replace("\n", line)
    return re.sub(f"[{rare(style)}]", lambda found: escaped(found[0]), text)


def rare(style: Style) -> str:
    """Return, for a class of a pattern, what a style escapes and JSON would not."""
    characters = r"\ud800-\udfff"
    if style.escapes_html:
        characters += r"<>&\u2028\u2029"
    if style.escapes_slash:
        characters += "/"
    if style.ascii_only:
        characters += r"\x80-\U0010ffff"
    return characters


_NAMED = {
    '"': '\\"', "\\": "\\\\", "/": "\\/",
    "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f",
}  # fmt: skip


def escaped(character: str) -> str:
    """Return a character as an escape, the short one if it has one."""
    code = ord(character)
    if character > "\uffff":
        code -= 0x10000
        return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
    return _NAMED.get(character, f"\\u{code:04x}")
