"""One YAML scalar as libyaml's emitter writes it, at its place.

PyYAML and Psych run libyaml, and go-yaml is the same algorithm in Go: where each puts quotes, which
characters it escapes and where it folds a line follow from a few settings.

Source: libyaml 0.2.5, src/emitter.c (`yaml_emitter_analyze_scalar`, `_select_scalar_style`,
`_write_*_scalar`); go-yaml v3, emitterc.go.
"""

import re
from typing import NamedTuple

from cassette_cli.text.yaml_characters import BREAK

UNFOLDED = 2**31
"""A width that no line reaches."""


class Settings(NamedTuple):
    """What the caller of an emitter may choose, or its version decides."""

    width: int
    """The column behind which a line is folded at the next blank."""
    unicode: bool
    """Characters beyond ASCII stay themselves; beyond the first plane they are escaped anyway."""
    tabs: bool = False
    """A literal block may hold tabs."""


class Position(NamedTuple):
    """Where a scalar stands."""

    column: int
    """Of its first character."""
    indent: int
    """Of the lines that continue it."""
    parent: int
    """Of the collection that holds it: what the digit behind a `|` counts from."""
    context: str = "block"
    """`block`, `flow` or `key`."""


def emitted(text: str, style: str, position: Position, settings: Settings) -> str:
    """Return a scalar in the style that is wanted, or in the one that the emitter turns to instead.

    A literal block is returned without the line break that ends it.

    Args:
        text: what the scalar stands for.
        style: `""`, `'`, `"` or `|`.
        position: where it stands.
        settings: how it is written.
    """
    match _allowed(text, style, position, settings):
        case "|":
            return _literal(text, position)
        case '"':
            return _double(text, position, settings)
        case "'":
            return _single(text, position, settings)
        case _:
            return _plain(text, position, settings)


_FIRST = re.compile(r"---|\.\.\.|[#,\[\]{}&*!|>'\"%@`]|[?:-](?: |\Z)")
_INSIDE = re.compile(r":(?: |\Z)| #")
_IN_FLOW = re.compile(r"[,?\[\]{}:]|-(?: |\Z)")
_BREAKS = re.compile(f"[{BREAK}]+")
_BLANK_BREAK = re.compile(f" [{BREAK}]")
_BREAK_BLANK = re.compile(f"[{BREAK}] ")
_PRINTABLE = {True: "\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd", False: "\x20-\x7e"}
_SPECIAL = {unicode: re.compile(f"[^\n{some}]") for unicode, some in _PRINTABLE.items()}
_SPECIAL_BUT_TAB = {unicode: re.compile(f"[^\t\n{some}]") for unicode, some in _PRINTABLE.items()}


def _allowed(text: str, style: str, position: Position, settings: Settings) -> str:
    """Return the style that the emitter takes when it is asked for one."""
    breaks = _BREAKS.search(text) is not None
    if breaks and position.context == "key":
        return '"'
    if style == "" and (breaks or not _is_plain(text, position.context)):
        style = "'"
    if style == "|" and not (position.context == "block" and _is_literal(text, settings)):
        return '"'
    if style in {"", "'"} and not _is_single(text, settings):
        return '"'
    return style


def _is_plain(text: str, context: str) -> bool:
    if not text:
        return context == "block"
    return (
        not text.startswith(" ")
        and not text.endswith(" ")
        and _FIRST.match(text) is None
        and _INSIDE.search(text) is None
        and (context != "flow" or _IN_FLOW.search(text) is None)
    )


def _is_single(text: str, settings: Settings) -> bool:
    return (
        _SPECIAL[settings.unicode].search(text) is None
        and _BLANK_BREAK.search(text) is None
        and _BREAK_BLANK.search(text) is None
    )


def _is_literal(text: str, settings: Settings) -> bool:
    special = (_SPECIAL_BUT_TAB if settings.tabs else _SPECIAL)[settings.unicode]
    return (
        bool(text)
        and not text.endswith((" ", "\u2028", "\u2029"))  # what follows needs a line feed before it
        and _BLANK_BREAK.search(text) is None
        and special.search(text) is None
    )


class _Folder:
    """Writes text on lines that break at blanks behind a width, where they may."""

    def __init__(self, position: Position, width: int) -> None:
        self._width = UNFOLDED if position.context == "key" else width
        self._margin = "\n" + " " * position.indent
        self._indent = position.indent
        self.column = position.column
        self.parts: list[str] = []

    def write(self, text: str, first: int, last: int, *, escape: str | None = None) -> None:
        """Write text without line breaks.

        Args:
            text: what is written.
            first: the first offset at which a blank may become a fold.
            last: the last one.
            escape: what is put before a blank that begins a line; `None` if none may.
        """
        start = 0
        at = first
        while True:
            at = text.find(" ", max(at, start + self._width + 1 - self.column))
            if at < 0 or at > last:
                break
            blank_follows = text[at + 1 : at + 2] == " "
            if text[at - 1 : at] == " " or (blank_follows and escape is None):
                at += 1
                continue
            self.parts += text[start:at], self._margin
            start = at = at + 1
            self.column = self._indent
            if blank_follows and escape is not None:
                self.parts.append(escape)
                self.column += len(escape)
        self.parts.append(text[start:])
        self.column += len(text) - start

    def line_breaks(self, breaks: str) -> None:
        """Write line breaks; before those of a folded text goes one that folds."""
        self.parts += "\n" if breaks.startswith("\n") else "", breaks, " " * self._indent
        self.column = self._indent


def _plain(text: str, position: Position, settings: Settings) -> str:
    folder = _Folder(position, settings.width)
    folder.write(text, 0, len(text))
    return "".join(folder.parts)


def _single(text: str, position: Position, settings: Settings) -> str:
    folder = _Folder(position._replace(column=position.column + 1), settings.width)
    quoted = text.replace("'", "''")
    at = 0
    for found in [*_BREAKS.finditer(quoted), None]:
        end = found.start() if found else len(quoted)
        piece = quoted[at:end]
        folder.write(piece, 1 if at == 0 else 0, len(piece) - (2 if end == len(quoted) else 1))
        if found:
            folder.line_breaks(found.group())
            at = found.end()
    return f"'{''.join(folder.parts)}'"


_NAMED = {
    "\0": "\\0", "\a": "\\a", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\v": "\\v", "\f": "\\f",
    "\r": "\\r", "\x1b": "\\e", '"': '\\"', "\\": "\\\\", "\x85": "\\N", "\xa0": "\\_",
    "\u2028": "\\L", "\u2029": "\\P",
}  # fmt: skip
_ESCAPED = {
    unicode: re.compile(f'["\\\\\u2028\u2029]|[^{some}]') for unicode, some in _PRINTABLE.items()
}


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    if character in _NAMED:
        return _NAMED[character]
    if character <= "\xff":
        return f"\\x{ord(character):02X}"
    return f"\\u{ord(character):04X}" if character <= "\uffff" else f"\\U{ord(character):08X}"


def _double(text: str, position: Position, settings: Settings) -> str:
    folder = _Folder(position._replace(column=position.column + 1), settings.width)
    escaped = _ESCAPED[settings.unicode].sub(_escape, text)
    folder.write(escaped, 1, len(escaped) - 2, escape="\\")
    return f'"{"".join(folder.parts)}"'


_LINE_START = re.compile(f"(?<![^{BREAK}])(?=[^{BREAK}])")


def _literal(text: str, position: Position) -> str:
    hint = str(position.indent - position.parent) if text[0] in " \n\u2028\u2029" else ""
    body = text.removesuffix("\n")
    chomping = "-" if text[-1] not in BREAK else "+" if not body or body[-1] in BREAK else ""
    return f"|{hint}{chomping}\n" + _LINE_START.sub(" " * position.indent, body)
