"""Percent-encoded text: `%XX` for a byte of UTF-8, and in forms `+` for a blank.

Source: RFC 3986, section 2; URL Standard of the WHATWG, section 5, for forms.
"""

import re
from collections.abc import Iterable, Iterator

from cassette_cli.text.layer import Inner
from cassette_cli.text.span import Span
from cassette_cli.text.view import Mapped, Notation, Run
from cassette_cli.text.yaml_characters import Runs

_ROW = re.compile("(?:%[0-9a-fA-F]{2})+")
_ATOM = re.compile(rf"{_ROW.pattern}|%[0-9a-fA-F]?|\+")
"""Escapes in a row, or the beginning of one that is none: what follows could complete it."""
_UNDECODED = re.compile("[\udc80-\udcff]")
_HARMLESS = "/:@,;!$'()*"
"""Reserved characters that stay as they are in a text that has them already."""


def percent_layer(text: str) -> Iterable[Inner[str, str]]:
    """Return what a percent-encoded text means; bytes that are no UTF-8 stay as they are."""
    return _layer(text, plus="+") if "%" in text else ()


def form_layer(text: str) -> Iterable[Inner[str, str]]:
    """Return what a percent-encoded text of a form or query means, where `+` is a blank."""
    return _layer(text, plus=" ") if "%" in text or "+" in text else ()


def _layer(text: str, plus: str) -> Iterable[Inner[str, str]]:
    meant = _ROW.sub(_meant, text.replace("+", plus))
    if meant == text:
        return ()

    def view() -> Mapped:
        spelling = _Spelling(text, plus)
        escape = spelling.escape
        return Mapped(
            text, Span(0, len(text)), Notation(spelling.read, escape, escape, spelling.respell)
        )

    return (Inner(meant, view),)


def _meant(row: re.Match[str]) -> str:
    decoded = _decoded(row.group())
    if _UNDECODED.search(decoded) is None:
        return decoded
    return "".join(character for character, _ in _characters(row.group()))


def _decoded(row: str) -> str:
    """Return what escapes in a row mean, with a lone surrogate for a byte that is no UTF-8."""
    return bytes.fromhex(row.replace("%", "")).decode("utf-8", "surrogateescape")


def _characters(row: str) -> Iterator[tuple[str, int]]:
    """Yield each character that escapes in a row mean, and how long it is written."""
    at = 0
    for character in _decoded(row):
        length = 3 * len(character.encode("utf-8", "surrogateescape"))
        stays = _UNDECODED.match(character) is not None
        yield row[at : at + length] if stays else character, length
        at += length


class _Spelling:
    """How one text is percent-encoded: in which case, and what it leaves as it is.

    Args:
        text: the encoded text.
        plus: what a plus sign means in it.
    """

    def __init__(self, text: str, plus: str) -> None:
        self._plus = plus
        self._case = "x" if re.search("%(?:[a-f]|[0-9][a-f])", text) else "X"
        self._blank = "+" if plus == " " and ("+" in text or "%20" not in text) else "%20"
        kept = "".join(mark for mark in _HARMLESS if mark in text)
        self._rare = re.compile(f"[^A-Za-z0-9._~{kept}\ud800-\udfff-]")

    def read(self, piece: str) -> tuple[str, list[Run]]:
        """Return what a piece means and its runs; any piece means something."""
        runs = Runs()
        at = 0
        for atom in _ATOM.finditer(piece):
            runs.verbatim(piece, at, atom.start())
            at = atom.start()
            for meant, length in self._meanings(atom.group()):
                runs.atom(meant, at, at + length)
                at += length
        runs.verbatim(piece, at, len(piece))
        return runs.reading()

    def _meanings(self, atom: str) -> Iterable[tuple[str, int]]:
        if atom == "+":
            return ((self._plus, 1),)
        return _characters(atom) if len(atom) > len("%4") else ((atom, len(atom)),)

    def escape(self, text: str) -> str:
        """Return a text with everything encoded that could separate or mean something else."""
        return self._rare.sub(lambda found: self._escaped(found.group()), text)

    def _escaped(self, character: str) -> str:
        if character == " ":
            return self._blank
        return "".join(f"%{byte:02{self._case}}" for byte in character.encode())

    def respell(self, spelled: str, meant: str) -> str | None:
        """Return another character in as many escapes as this one."""
        if spelled == "+" or self.read(spelled)[0] == spelled:
            return None if self._rare.search(meant.replace("%", "")) else meant
        units = meant.encode("utf-8", "surrogatepass")
        if len(meant) != 1 or len(spelled) != 3 * len(units):
            return None
        case = "X" if spelled == spelled.upper() else "x"
        return "".join(f"%{unit:02{case}}" for unit in units)
