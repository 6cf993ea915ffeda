"""Character references of HTML and XML: `&amp;`, `&#38;`, `&#x26;`.

Source: HTML Standard of the WHATWG, section 13.5 for the names, of which only those that end in a
semicolon are read; XML 1.0, section 4.1 for the numbers.
"""

import re
from collections.abc import Iterable

from cassette_cli.text.layer import Inner
from cassette_cli.text.span import Span
from cassette_cli.text.view import Mapped, Notation, Run
from cassette_cli.text.yaml_characters import Runs

_ENTITY = re.compile(
    r"&(?:#(?:[0-9]{1,10}|[xX][0-9a-fA-F]{1,8})|[A-Za-z][A-Za-z0-9]{1,31});", re.ASCII
)
_ATOM = re.compile(f"{_ENTITY.pattern}|&#?[A-Za-z0-9]*")
"""A reference, or the beginning of one that is none: what follows could complete it."""
_LAST = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)


def entity_layer(text: str) -> Iterable[Inner[str, str]]:
    """Return a text with its character references resolved; unknown ones stay as they are."""
    if "&" not in text or ";" not in text:
        return ()
    meant = _ENTITY.sub(lambda found: _meant(found.group()), text)
    if meant == text:
        return ()
    notation = Notation(_read, _escape, _escape, _respelled)
    return (Inner(meant, lambda: Mapped(text, Span(0, len(text)), notation)),)


def _meant(spelled: str) -> str:
    """Return what a reference means; itself if it is none."""
    if spelled[1:2] == "#" and spelled[-1] == ";":
        is_hexadecimal = spelled[2] in "xX"
        code = int(spelled[3:-1], 16) if is_hexadecimal else int(spelled[2:-1])
        return chr(code) if 0 < code <= _LAST and code not in _SURROGATES else spelled
    from html.entities import html5

    return html5.get(spelled[1:], spelled) if spelled[-1] == ";" else spelled


def _read(piece: str) -> tuple[str, list[Run]]:
    runs = Runs()
    at = 0
    for atom in _ATOM.finditer(piece):
        runs.verbatim(piece, at, atom.start())
        runs.atom(_meant(atom.group()), *atom.span())
        at = atom.end()
    runs.verbatim(piece, at, len(piece))
    return runs.reading()


_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
_RARE = re.compile("[&<>\"']")


def _escape(text: str) -> str:
    return _RARE.sub(lambda found: _NAMED[found.group()], text)


def _respelled(spelled: str, meant: str) -> str | None:
    """Return a reference by number, as wide as `spelled`, to another character."""
    if _meant(spelled) == spelled:
        return None if _RARE.search(meant.replace("&", "")) else meant
    if len(meant) != 1:
        return None
    head, kind = ("&#", "d")
    if spelled[1:3] in {"#x", "#X"}:
        head, kind = spelled[:3], "X" if spelled[3:] != spelled[3:].lower() else "x"
    made = f"{head}{ord(meant):0{len(spelled) - len(head) - 1}{kind}};"
    return made if len(made) == len(spelled) else None
