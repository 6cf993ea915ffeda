"""Block scalars: literal and folded.

Source: YAML 1.1, section 9.2, as libyaml reads it (`yaml_parser_scan_block_scalar`).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from cassette_cli.text.span import Span
from cassette_cli.text.view import Notation, Run
from cassette_cli.text.yaml_characters import BREAK, BREAKS, UNPRINTABLE, Runs, line_feed
from cassette_cli.text.yaml_flow import double_quoted

_LINE = re.compile(rf"([^{BREAK}]*)(\r\n|[{BREAK}]|$)")
_HEADER = re.compile(
    rf"([|>])(?:([-+])([1-9])|([1-9])?([-+])?)[ \t]*(?:#[^{BREAK}]*)?(?:\r\n|[{BREAK}]|$)"
)


class _Header(NamedTuple):
    """The first line of a block scalar."""

    folded: bool
    indicator: int
    """The indentation given, relative to the parent; 0 for "look at the first line"."""
    chomping: str
    """`-` strips all ending line breaks, `+` keeps them all, `""` keeps one."""
    end: int


def _header(piece: str) -> _Header:
    found = _HEADER.match(piece)
    assert found is not None, "the parser has read this header"
    style, sign, digit, other_digit, other_sign = found.groups()
    return _Header(
        style == ">", int(digit or other_digit or 0), sign or other_sign or "", found.end()
    )


class _Line(NamedTuple):
    start: int
    end: int
    after: int
    """Where the next line starts; the same as `end` for a last line without a line break."""


def _lines(piece: str, start: int) -> Iterator[_Line]:
    while start < len(piece):
        found = _LINE.match(piece, start)
        assert found is not None
        yield _Line(start, found.end(1), found.end())
        start = found.end()


class Block:
    """A block scalar: its header and the indentation that all its lines share.

    Args:
        piece: the scalar from its header on, with the blank lines behind it.
        value: what the parser made of it.
    """

    def __init__(self, piece: str, value: str) -> None:
        self._header = _header(piece)
        self._indent = self._found_indent(piece, value)
        self._newline = "\r\n" if "\r\n" in piece else "\n"
        self.end = self._end_of(piece)
        self._ends_line = piece[: self.end].endswith(tuple(BREAK))

    @property
    def notation(self) -> Notation:
        """How its text is written down."""
        return Notation(self.read, self.escape, self.write)

    def _found_indent(self, piece: str, value: str) -> int:
        """Return how many blanks stand before every line.

        An indicator is relative to the parent, which is not known here; but what the scalar means
        is, and tells.
        """
        header = self._header
        texts = [piece[line.start : line.end] for line in _lines(piece, header.end)]
        depths = [len(text) - len(text.lstrip(" ")) for text in texts if text.strip(" ")]
        if not header.indicator:
            return depths[0] if depths else max(map(len, texts), default=0) or 1
        deepest = min(depths, default=max(map(len, texts), default=0))
        for indent in range(header.indicator, deepest + 1):
            reading = _read_block(piece, indent, fixed=True)
            if reading is not None and reading[0] == value:
                return indent
        return deepest

    def _end_of(self, piece: str) -> int:
        """Return where the scalar ends; blank lines that its chomping drops are not part of it."""
        if self._header.chomping == "+":
            return len(piece)
        end = self._header.end
        for line in _lines(piece, end):
            if line.end - line.start > self._indent or piece[line.start : line.end].strip(" "):
                end = line.after
        return end

    def read(self, piece: str) -> tuple[str, list[Run]] | None:
        """Read the scalar again, perhaps edited; it must end its line if it did."""
        if self._ends_line and not piece.endswith(tuple(BREAK)):
            return None
        return _read_block(piece, self._indent, fixed=bool(self._header.indicator))

    def escape(self, text: str) -> str | None:
        """Return a text as it stands within the lines; a folded scalar takes no line break."""
        if UNPRINTABLE.search(text) or (self._header.folded and "\n" in text):
            return None
        first, *more = text.split("\n")
        last = len(more) - 1
        return first + "".join(
            self._newline + (" " * self._indent + line if line or number == last else "")
            for number, line in enumerate(more)
        )

    def write(self, text: str) -> str:
        """Return the scalar anew, in double quotes."""
        return double_quoted(text) + (self._newline if self._ends_line else "")


def _read_block(piece: str, indent: int, *, fixed: bool) -> tuple[str, list[Run]] | None:
    """Read a block scalar whose lines are indented by `indent` blanks.

    `None` where a line is not indented enough, or where the first line would make a reader find
    another indentation (unless it is `fixed` by an indicator).
    """
    header = _header(piece)
    runs = Runs()
    breaks: list[Span] = []
    was_blank = False
    first = True
    for line in _lines(piece, header.end):
        content = piece[line.start : line.end]
        empty = not content[indent:] and not content.strip(" ")
        start = line.end if empty else line.start + indent
        if breaks:
            breaks[-1] = Span(breaks[-1].start, start)
        if empty:
            breaks.append(Span(line.end, line.after))
            continue
        if not _fits(content, indent, first=first and not fixed):
            return None
        is_blank = piece[start : start + 1] in {" ", "\t"}
        _join_lines(
            piece, runs, breaks, fold=header.folded and not (was_blank or is_blank or first)
        )
        runs.verbatim(piece, start, line.end)
        breaks, was_blank, first = [Span(line.end, line.after)], is_blank, False
    _chomp(piece, runs, breaks, header.chomping, has_content=not first)
    return runs.reading()


def _fits(content: str, indent: int, *, first: bool) -> bool:
    """Say whether a line has its indentation, and does not hide it from a reader."""
    if content[:indent].strip(" "):
        return False
    return not first or content[indent : indent + 1] not in {" ", "\t"}


def _join_lines(piece: str, runs: Runs, breaks: list[Span], *, fold: bool) -> None:
    """Add what stands between two lines of content: their line breaks, or a fold of them."""
    if fold and breaks and _break_at(piece, breaks[0]) == "\n":
        meant = "".join(_break_at(piece, span) for span in breaks[1:]) or " "
        runs.atom(meant, breaks[0].start, breaks[-1].end)
        return
    for span in breaks:
        runs.atom(_break_at(piece, span), *span)


def _break_at(piece: str, span: Span) -> str:
    """Return what the line break that starts a span means."""
    found = BREAKS.match(piece, *span)
    return line_feed(found.group()) if found is not None else ""


def _chomp(piece: str, runs: Runs, breaks: list[Span], chomping: str, *, has_content: bool) -> None:
    """Add the line breaks at the end that the scalar keeps."""
    kept = {"-": [], "+": breaks}.get(chomping, breaks[:1] if has_content else [])
    for span in kept:
        runs.atom(_break_at(piece, span), *span)
