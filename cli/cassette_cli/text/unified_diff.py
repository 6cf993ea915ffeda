"""The unified diff of a text and its edits; from the edits themselves, so it costs what they cost.

Source: POSIX `diff -u`, as git reads it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from cassette_cli.text.alignment import shared_ends
from cassette_cli.text.edit import Edit, apply
from cassette_cli.text.span import Span

_CONTEXT = 3
_NO_END = "\\ No newline at end of file"
_NEAR = 8
"""How many characters between two hidden parts of a line are hidden too."""


class _Block(NamedTuple):
    """Lines that change without one between them that stays, by their numbers from 0."""

    first: int
    last: int
    edits: list[Edit[str]]


class Hidden(NamedTuple):
    """What of a text is not to be printed, whether it goes or stays."""

    before: Sequence[Span]
    """Where it stands in the text."""
    after: Sequence[Span]
    """Where it stands in the text that the edits make."""
    mark: str
    """What is printed instead."""


def unified_diff(
    text: str, edits: Sequence[Edit[str]], label: str, hidden: Hidden | None = None
) -> Iterator[str]:
    """Yield the lines of a diff, each without its line end.

    Args:
        text: the text before.
        edits: what is done to it.
        label: what the file is called.
        hidden: what is not to be printed, besides what goes; `None` if all may be.
    """
    if not edits:
        return
    page = _Page(text, edits, hidden)
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

    def __init__(self, text: str, edits: Sequence[Edit[str]], hidden: Hidden | None) -> None:
        self._text = text
        self._hides = hidden is not None
        self._before, self._after = _Mask(), _Mask()
        if hidden is not None:
            goes = [edit.span for edit in edits]
            self._before = _Mask(text, [*goes, *hidden.before], hidden.mark)
            self._after = _Mask(apply(text, edits), hidden.after, hidden.mark)
        lengths = accumulate(len(row) + 1 for row in text.split("\n"))
        self.starts = [0, *(start for start in lengths if start < len(text))]
        self._moved = 0
        """By how many characters the edits so far have moved what follows."""

    def rows(self, hunk: Sequence[_Block], low: int, high: int) -> Iterator[str]:
        """Yield the rows of a hunk: its blocks, and the lines between and around them.

        Hunks are asked for in their order.
        """
        at = low
        for block in hunk:
            yield from self._rows(" ", at, block.first - 1)
            start, end = self._ends(block.first, block.last)
            edits = [Edit(Span(s - start, e - start), new) for (s, e), new in block.edits]
            new = apply(self._text[start:end], edits)
            if self._hides:
                yield from self._rows("-", block.first, block.last)
                yield from _rows("+", self._after.over(new, start + self._moved))
            else:
                yield from _changed_rows(self._text[start:end], new)
            self._moved += len(new) - (end - start)
            at = block.last + 1
        yield from self._rows(" ", at, high)

    def _rows(self, sign: str, first: int, last: int) -> list[str]:
        start, end = self._ends(first, last)
        return _rows(sign, self._before.over(self._text[start:end], start))

    def _ends(self, first: int, last: int) -> tuple[int, int]:
        if last < first:
            return 0, 0
        ends = self.starts[last + 1] if last + 1 < len(self.starts) else len(self._text)
        return self.starts[first], ends


def _changed_rows(old: str, new: str) -> Iterator[str]:
    """Yield the rows of a block: lines at its ends that do not differ are some that stay."""
    before, after = _kept_lines(old), _kept_lines(new)
    first, last = shared_ends(before, after)
    yield from _rows(" ", "".join(before[:first]))
    yield from _rows("-", "".join(before[first : len(before) - last]))
    yield from _rows("+", "".join(after[first : len(after) - last]))
    yield from _rows(" ", "".join(before[len(before) - last :]))


def _kept_lines(text: str) -> list[str]:
    """Return the lines of a text with their ends."""
    return [row for row in re.split(r"(?<=\n)", text) if row]


class _Mask:
    """Stretches of a text that are not to be printed; each line of them keeps its end."""

    def __init__(self, text: str = "", spans: Sequence[Span] = (), mark: str = "") -> None:
        self._mark = mark
        self._spans: list[Span] = []
        for start, end in sorted(span for span in spans if span.start < span.end):
            between = text[self._spans[-1].end : start] if self._spans else "\n"
            if len(between) <= _NEAR and "\n" not in between:
                low, high = self._spans[-1]
                self._spans[-1] = Span(low, max(high, end))
            else:
                self._spans.append(Span(start, end))
        self._ends = [span.end for span in self._spans]

    def over(self, part: str, start: int) -> str:
        """Return a part of the text that starts there, as it is printed."""
        edits: list[Edit[str]] = []
        for span in self._spans[bisect_right(self._ends, start) :]:
            if span.start >= start + len(part):
                break
            low, high = max(span.start - start, 0), min(span.end - start, len(part))
            edits += self._by_lines(part, low, high)
        return apply(part, edits)

    def _by_lines(self, part: str, low: int, high: int) -> Iterator[Edit[str]]:
        for row in part[low:high].split("\n"):
            if row:
                yield Edit(Span(low, low + len(row)), self._mark)
            low += len(row) + 1


def _rows(sign: str, text: str) -> list[str]:
    if not text:
        return []
    rows = [sign + row for row in text.removesuffix("\n").split("\n")]
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
