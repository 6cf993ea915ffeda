"""The unified diff of a text and its edits; from the edits themselves, so it costs what they cost.

Source: POSIX `diff -u`, as git reads it.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.span import Span

_CONTEXT = 3
_NO_END = "\\ No newline at end of file"
_NEAR = 8
"""How many characters between two edits of a line are still shown as one."""


class _Block(NamedTuple):
    """Lines that change without one between them that stays, by their numbers from 0."""

    first: int
    last: int
    edits: list[Edit[str]]


def unified_diff(
    text: str,
    edits: Sequence[Edit[str]],
    label: str,
    shown: Callable[[str], str] = str,
    mark: str | None = None,
) -> Iterator[str]:
    """Yield the lines of a diff, each without its line end.

    Args:
        text: the text before.
        edits: what is done to it.
        label: what the file is called.
        shown: what is printed of a line that goes or stays.
        mark: what is printed for what goes, `None` for that itself.
    """
    if not edits:
        return
    page = _Page(text, shown, mark)
    yield f"--- a/{label}"
    yield f"+++ b/{label}"
    shift = 0
    ordered = sorted(edits, key=lambda edit: edit.span)
    for hunk in _hunks(_blocks(text, ordered, page.starts)):
        low = max(hunk[0].first - _CONTEXT, 0)
        high = min(hunk[-1].last + _CONTEXT, len(page.starts) - 1)
        rows = list(page.rows(hunk, low, high))
        old = sum(1 for row in rows if row[0] in " -")
        new = sum(1 for row in rows if row[0] in " +")
        yield f"@@ -{low + 1},{old} +{low + 1 + shift},{new} @@"
        yield from rows
        shift += new - old


class _Page:
    """A text with its lines, and how they are printed."""

    def __init__(self, text: str, shown: Callable[[str], str], mark: str | None) -> None:
        self._text = text
        self._shown = shown
        self._mark = mark
        lengths = accumulate(len(row) + 1 for row in text.split("\n"))
        self.starts = [0, *(start for start in lengths if start < len(text))]

    def rows(self, hunk: Sequence[_Block], low: int, high: int) -> Iterator[str]:
        """Yield the rows of a hunk: its blocks, and the lines between and around them."""
        at = low
        for block in hunk:
            yield from _rows(" ", self._lines(at, block.first - 1), self._shown)
            old = self._lines(block.first, block.last)
            start = self.starts[block.first]
            edits = [Edit(Span(s - start, e - start), new) for (s, e), new in block.edits]
            yield from _rows(
                "-", old if self._mark is None else self._hidden(old, edits), self._shown
            )
            yield from _rows("+", apply(old, edits))
            at = block.last + 1
        yield from _rows(" ", self._lines(at, high), self._shown)

    def _hidden(self, old: str, edits: Sequence[Edit[str]]) -> str:
        """Return old lines with one mark for each stretch that goes."""
        spans: list[Span] = []
        for (start, end), _ in edits:
            between = old[spans[-1].end : start] if spans else "\n"
            if spans and len(between) <= _NEAR and "\n" not in between:
                spans[-1] = Span(spans[-1].start, end)
            else:
                spans.append(Span(start, end))
        return apply(old, [Edit(span, self._mark or "") for span in spans])

    def _lines(self, first: int, last: int) -> str:
        if last < first:
            return ""
        ends = self.starts[last + 1] if last + 1 < len(self.starts) else len(self._text)
        return self._text[self.starts[first] : ends]


def _rows(sign: str, text: str, shown: Callable[[str], str] = str) -> list[str]:
    if not text:
        return []
    rows = [sign + shown(row) for row in text.removesuffix("\n").split("\n")]
    return rows if text.endswith("\n") else [*rows, _NO_END]


def _blocks(text: str, edits: Sequence[Edit[str]], starts: Sequence[int]) -> Iterator[_Block]:
    """Yield the edits in blocks of lines; one that takes a line end takes the next line too."""
    block: _Block | None = None
    for edit in edits:
        first = bisect_right(starts, edit.span.start) - 1
        joins = text[edit.span.start : edit.span.end].endswith("\n") and edit.new[-1:] != "\n"
        last = bisect_right(starts, max(edit.span.end - (not joins), edit.span.start)) - 1
        if block is not None and first <= block.last + 1:
            block.edits.append(edit)
            block = block._replace(last=max(last, block.last))
            continue
        if block is not None:
            yield block
        block = _Block(first, last, [edit])
    if block is not None:
        yield block


def _hunks(blocks: Iterable[_Block]) -> Iterator[list[_Block]]:
    """Yield blocks in groups that stand too close to be told apart."""
    hunk: list[_Block] = []
    for block in blocks:
        if hunk and block.first > hunk[-1].last + 2 * _CONTEXT:
            yield hunk
            hunk = []
        hunk.append(block)
    if hunk:
        yield hunk
