r"""Backslash escapes in a text that is no JSON as a whole: logs, `repr()`s, code, JSON cut off.

Source: RFC 8259, section 7, for those of JSON; ECMA-262, section 12.9.4, and the Python Language
Reference, section 2.4.1, for `\x41`, `\u{1f600}` and `\U0001f600`. Octal ones are not read.
"""

import re
from collections.abc import Iterable

from cassette_cli.text.json_tree import respelled
from cassette_cli.text.layer import Inner
from cassette_cli.text.span import Span
from cassette_cli.text.view import Mapped, Notation, Run
from cassette_cli.text.yaml_characters import Runs

_DIGIT = "[0-9a-fA-F]"
_ESCAPE = re.compile(
    rf"\\(?:u[dD][89abAB]{_DIGIT}{{2}}\\u[dD][c-fC-F]{_DIGIT}{{2}}|u(?![dD][89a-fA-F]){_DIGIT}{{4}}"
    rf"|u\{{{_DIGIT}{{1,8}}\}}|U{_DIGIT}{{8}}|x{_DIGIT}{{2}}|0(?![0-9])|[nrtbf\\/\"'])"
)
_ATOM = re.compile(rf"(?P<escape>{_ESCAPE.pattern})|\\(?:[xuU]\{{?{_DIGIT}{{0,8}}|0[0-9])?")
"""An escape, or the beginning of one that is none: what follows could complete it."""
_MEANINGS = {
    "n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "0": "\0", "\\": "\\", "/": "/",
    '"': '"', "'": "'",
}  # fmt: skip
_LAST = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)


def backslash_layer(text: str) -> Iterable[Inner[str, str]]:
    """Return a text with its escapes resolved; half a surrogate pair stays as it is."""
    if "\\" not in text:
        return ()
    meant = _ESCAPE.sub(lambda found: _meant(found.group()), text)
    if meant == text:
        return ()

    def view() -> Mapped:
        escape = _Escaper(text)
        return Mapped(text, Span(0, len(text)), Notation(_read, escape, escape, _respelled))

    return (Inner(meant, view),)


def _meant(spelled: str) -> str:
    """Return what an escape means; itself if there is no such character."""
    word = spelled[1:]
    if word in _MEANINGS:
        return _MEANINGS[word]
    if word[0] == "u" and word[1] != "{":
        return bytes.fromhex(spelled.replace("\\u", "")).decode("utf-16-be")
    code = int(word.strip("xuU{}"), 16)
    return chr(code) if code <= _LAST and code not in _SURROGATES else spelled


def _read(piece: str) -> tuple[str, list[Run]]:
    runs = Runs()
    at = 0
    for atom in _ATOM.finditer(piece):
        runs.verbatim(piece, at, atom.start())
        runs.atom(_meant(atom.group()) if atom["escape"] else atom.group(), *atom.span())
        at = atom.end()
    runs.verbatim(piece, at, len(piece))
    return runs.reading()


def _respelled(spelled: str, meant: str) -> str | None:
    """Return another character as an escape by number of the same kind and width."""
    if _ESCAPE.fullmatch(spelled) is None or _meant(spelled) == spelled:
        return meant if meant.isascii() and meant.isprintable() else None
    if len(meant) != 1 or spelled[1] not in "xuU":
        return None
    if spelled[1] == "u" and spelled[2] != "{":
        return respelled(spelled, meant)
    head, digits, tail = spelled[:2], spelled[2:], ""
    if digits[0] == "{":
        head, digits, tail = spelled[:3], spelled[3:-1], "}"
    case = "X" if digits != digits.lower() else "x"
    made = f"{head}{ord(meant):0{len(digits)}{case}}{tail}"
    return made if len(made) == len(spelled) else None


_NAMED = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "'": "\\'"}


class _Escaper:
    """Escapes a text in the way that a given one has."""

    def __init__(self, text: str) -> None:
        by_number = "\\u" in text
        self._short = not by_number and "\\x" in text
        rare = r'["\\\x00-\x1f\x7f' + ("'" if "\\'" in text else "")
        ascii_only = by_number and text.isascii()
        self._rare = re.compile(rare + (r"]|[^\x00-\x7f\ud800-\udfff]" if ascii_only else "]"))

    def __call__(self, text: str) -> str:
        return self._rare.sub(lambda found: self._escaped(found.group()), text)

    def _escaped(self, character: str) -> str:
        if character in _NAMED:
            return _NAMED[character]
        if self._short:
            return f"\\x{ord(character):02x}"
        units = character.encode("utf-16-be").hex()
        return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
